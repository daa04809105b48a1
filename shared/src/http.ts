import type * as z from "zod/mini";
import type { ErrorCode } from "./errors";

/** Everyone who can hold an access token. Rights are listed per endpoint; city scope is applied by the services' queries. */
export const ROLES = [
  "member",
  "clerk",
  "owner",
  "provinceAdmin",
  "cityAdmin",
  "finance",
  "auditor",
  "counterClerk",
] as const;
export type Role = (typeof ROLES)[number];
export const MERCHANT_ROLES = ["clerk", "owner"] as const satisfies readonly Role[];
export const STAFF_ROLES = [
  "provinceAdmin",
  "cityAdmin",
  "finance",
  "auditor",
  "counterClerk",
] as const satisfies readonly Role[];

type Shape = z.ZodMiniObject;
type Infer<T> = T extends z.ZodMiniType ? z.output<T> : unknown;
type InferInput<T> = T extends z.ZodMiniType ? z.input<T> : unknown;

/** A count of calls allowed in a window, per network address or per signed-in actor; held in the database. */
export type RateLimit = { limit: number; windowSeconds: number; by: "address" | "actor" };

export type EndpointDefinition = {
  /** Operation id, lowerCamel verb + noun, unique in the whole API. */
  name: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with `:name` placeholders, under /api. */
  path: `/${string}`;
  /** `public`, or the roles that may call. */
  auth: "public" | readonly Role[];
  /** One 中文 sentence for the API documentation. */
  summary: string;
  tag: string;
  params?: Shape;
  query?: Shape;
  body?: Shape;
  /** JSON schema of the answer; "file" = bytes, "empty" = 204, "events" = server-sent events. */
  response: z.ZodMiniType | "file" | "empty" | "events";
  /** JSON schema of one event's data; exactly when `response` is "events". */
  event?: z.ZodMiniType;
  /** Error codes of this feature that the endpoint may answer besides the general ones. */
  errors: readonly ErrorCode[];
  /** POSTs that move value: an Idempotency-Key header is demanded and replayed. "own" = the service keeps the answer itself, for ever. */
  idempotent?: true | "own";
  rateLimit?: RateLimit;
  /** Raw body of these content types instead of JSON (uploads); at most `maxBytes`. */
  upload?: { types: readonly string[]; maxBytes: number };
};

/** Declares one endpoint of the contract; routes, clients, documentation and the rights matrix are derived from it. */
export function endpoint<const E extends EndpointDefinition>(definition: E): E {
  return definition;
}

/** What a handler receives: params, query and body, parsed, in one new object. */
export type InputOf<E extends EndpointDefinition> = Infer<E["params"]> & Infer<E["query"]> & Infer<E["body"]>;
/** What a client passes (defaults may be left out). */
export type CallOf<E extends EndpointDefinition> = InferInput<E["params"]> &
  InferInput<E["query"]> &
  InferInput<E["body"]>;
/** What the endpoint answers. */
export type OutputOf<E extends EndpointDefinition> = E["response"] extends z.ZodMiniType
  ? z.output<E["response"]>
  : undefined;
/** The data of one event of an endpoint whose response is "events". */
export type EventOf<E extends EndpointDefinition> = E["event"] extends z.ZodMiniType ? z.output<E["event"]> : never;
