import { pipeline, type Readable } from "node:stream";
import type { EndpointDefinition, EventOf, InputOf, OutputOf, Role } from "@club/shared/http";
import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import * as z from "zod/mini";
import { readAccess, readAccessToken } from "./access-tokens";
import { type Actor, type AppDeps, actorKey, type Ctx, makeCtx, type SignedInActor } from "./context";
import { type EventFeed, lastEventId, sendEvents } from "./events";
import { createOnceRunner, type OnceRunner } from "./idempotency";
import { AppError } from "./problem";
import { addressLimit, addressOf, hit } from "./rate-limit";
import { requestState } from "./request-state";
import { parseOptions, toFieldErrors } from "./zod-messages";

/** An answer that is a file. `fileName` is what it is saved as; it may contain Chinese. */
export type FileAnswer = { fileName: string; contentType: string; stream: Readable | Buffer };
/** The bytes of an upload, beside the parsed params and query. */
export type UploadInput = { bytes: Buffer; contentType: string };

/** One endpoint of the contract and the function that serves it. */
export type Route = { endpoint: EndpointDefinition; handle: (ctx: Ctx, input: never) => Promise<unknown> };

/** Serves an endpoint that answers JSON or nothing (204). */
export function route<E extends EndpointDefinition>(
  endpoint: E,
  handle: (ctx: Ctx, input: InputOf<E>) => Promise<OutputOf<E>>,
): Route {
  return { endpoint, handle };
}

/** Serves an endpoint whose response is "file". */
export function fileRoute<E extends EndpointDefinition & { response: "file" }>(
  endpoint: E,
  handle: (ctx: Ctx, input: InputOf<E>) => Promise<FileAnswer>,
): Route {
  return { endpoint, handle };
}

/** Serves an endpoint with `upload`: the raw bytes arrive as `input.bytes`. */
export function uploadRoute<E extends EndpointDefinition & { upload: NonNullable<EndpointDefinition["upload"]> }>(
  endpoint: E,
  handle: (ctx: Ctx, input: InputOf<E> & UploadInput) => Promise<OutputOf<E>>,
): Route {
  return { endpoint, handle };
}

/** Serves an endpoint whose response is "events": the feed goes on after `lastEventId`, or begins anew when it is null. */
export function eventRoute<E extends EndpointDefinition & { response: "events" }>(
  endpoint: E,
  handle: (ctx: Ctx, input: InputOf<E> & { lastEventId: string | null }) => Promise<EventFeed<EventOf<E>>>,
): Route {
  return { endpoint, handle };
}

const BODY_LIMIT_BYTES = 100 * 1024;
const readJson = express.json({ limit: BODY_LIMIT_BYTES });
const IDEMPOTENCY_KEY = /^[A-Za-z0-9_.:-]{8,80}$/;
const ANONYMOUS: Actor = { kind: "anonymous" };
const NOTHING: object = {};

type Serving = Route & { deps: AppDeps; roles: ReadonlySet<Role> | null; once: OnceRunner };

/**
 * Mounts every route under the router: access token, roles, rate limit, body, idempotency, input parsed into one new object,
 * the handler, its answer parsed by the contract (unknown keys never leave), sent. Throws AppErrors to the error handler.
 */
export function mountRoutes(router: Router, routes: readonly Route[], deps: AppDeps): void {
  const once = createOnceRunner();
  const names = new Set<string>();
  const parts = new Map<string, Router>();
  for (const { endpoint, handle } of routes) {
    assertWhole(endpoint);
    if (names.has(endpoint.name)) throw new Error(`two endpoints are called ${endpoint.name}`);
    names.add(endpoint.name);
    const roles = endpoint.auth === "public" ? null : new Set<Role>(endpoint.auth);
    const serving: Serving = { endpoint, handle, deps, roles, once };
    const method = endpoint.method.toLowerCase() as "get" | "post" | "put" | "patch" | "delete";
    partFor(parts, endpoint.path)[method](endpoint.path, ...handlers(serving));
  }
  router.use((request, response, next) => {
    const [first, second] = startOf(request.path);
    const part = parts.get(`${first}/${second}`) ?? parts.get(first);
    if (part) part(request, response, next);
    else next();
  });
}

/** Express compares a request with one route after the other, so the routes lie apart by how their paths start: "/me/points", "/services". */
function partFor(parts: Map<string, Router>, path: string): Router {
  const [first, second] = startOf(path);
  const key = second === "" || second.startsWith(":") ? first : `${first}/${second}`;
  const part = parts.get(key) ?? express.Router({ caseSensitive: true, strict: true });
  parts.set(key, part);
  return part;
}

function startOf(path: string): [first: string, second: string] {
  const [, first = "", second = ""] = path.split("/", 3);
  return [first, second];
}

/** A stream says what its events are, and only signed-in people may hold a connection open. */
function assertWhole({ name, response, event, auth }: EndpointDefinition): void {
  const isStream = response === "events";
  if (isStream !== (event !== undefined)) throw new Error(`${name}: events and their schema belong together`);
  if (isStream && auth === "public") throw new Error(`${name}: an event stream cannot be public`);
}

/** One closure per route, none per request. Who may not call is told so before a body is read. */
function handlers(serving: Serving): RequestHandler[] {
  const { endpoint, deps } = serving;
  const limit = endpoint.rateLimit;
  const list: RequestHandler[] = [(request, response, next) => authorize(serving, request, response).then(next, next)];
  if (limit?.by === "address") list.push(addressLimit(endpoint.name, limit, deps.clock));
  if (endpoint.upload) list.push(express.raw({ type: [...endpoint.upload.types], limit: endpoint.upload.maxBytes }));
  else if (endpoint.body) list.push(readJson);
  list.push((request, response) => serve(serving, request, response));
  return list;
}

async function authorize(serving: Serving, request: Request, response: Response): Promise<void> {
  const state = requestState(response);
  const { endpoint, deps, roles } = serving;
  state.endpoint = endpoint.name;
  const token = bearerToken(request);
  if (roles) {
    if (!token) throw new AppError("auth.required");
    const { actor, expiresAtSeconds } = readAccess(deps.keys, token, deps.clock.now());
    state.actor = actor;
    state.accessEndsAtSeconds = expiresAtSeconds;
    if (await deps.isRevoked(actor)) throw new AppError("auth.expired");
    if (!roles.has(actor.role)) throw new AppError("auth.forbidden");
  } else if (token) {
    const actor = actorIfValid(deps, token);
    const isOver = "sessionId" in actor && (await deps.isRevoked(actor));
    state.actor = isOver ? ANONYMOUS : actor;
  }
  if (endpoint.rateLimit?.by === "actor") {
    await hit({ now: deps.clock.now() }, `actor:${endpoint.name}:${actorKey(state.actor)}`, endpoint.rateLimit);
  }
}

function bearerToken(request: Request): string | null {
  const header = request.headers.authorization;
  return header?.startsWith("Bearer ") ? header.slice(7) : null;
}

/** On a public endpoint a stale token is no reason to refuse. */
function actorIfValid(deps: AppDeps, token: string): Actor | SignedInActor {
  try {
    return readAccessToken(deps.keys, token, deps.clock.now());
  } catch {
    return ANONYMOUS;
  }
}

async function serve(serving: Serving, request: Request, response: Response): Promise<void> {
  const { endpoint, deps, once } = serving;
  const state = requestState(response);
  const idempotencyKey = endpoint.idempotent ? readIdempotencyKey(request) : undefined;
  const input = readInput(endpoint, request);
  const ctx = makeCtx(deps, {
    actor: state.actor,
    now: deps.clock.now(),
    requestId: state.requestId,
    ...addressOf(request),
    ...(idempotencyKey === undefined ? null : { idempotencyKey }),
  });
  if (endpoint.response === "file") {
    await sendFile(response, (await serving.handle(ctx, input as never)) as FileAnswer);
    return;
  }
  if (endpoint.response === "events") {
    const following = { ...input, lastEventId: lastEventId(request) };
    const feed = (await serving.handle(ctx, following as never)) as EventFeed<unknown>;
    const until = new Date(state.accessEndsAtSeconds * 1000);
    const isRevoked = async () => "sessionId" in state.actor && (await deps.isRevoked(state.actor));
    await sendEvents(request, response, { endpoint, deps, until, isRevoked, feed });
    return;
  }
  const work = async () => toBody(endpoint, await serving.handle(ctx, input as never));
  sendBody(response, endpoint.idempotent === true ? await once(ctx, endpoint.name, { input, work }) : await work());
}

function readIdempotencyKey(request: Request): string {
  const key = request.headers["idempotency-key"];
  if (typeof key !== "string" || !IDEMPOTENCY_KEY.test(key)) throw new AppError("request.idempotency-key-missing");
  return key;
}

function readInput(endpoint: EndpointDefinition, request: Request): object {
  const params = endpoint.params ? parse(endpoint.params, request.params) : NOTHING;
  const query = endpoint.query ? parse(endpoint.query, request.query) : NOTHING;
  if (endpoint.upload) return { ...params, ...query, ...readUpload(request) };
  if (!endpoint.body) return endpoint.query ? { ...params, ...query } : params;
  return { ...params, ...query, ...parse(endpoint.body, readBody(request)) };
}

/** The body parser leaves `body` undefined when the content is not declared as JSON; no content at all counts as {}. */
function readBody(request: Request): unknown {
  if (request.body !== undefined) return request.body;
  const hasContent =
    request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0;
  if (hasContent) throw new AppError("request.not-json");
  return {};
}

function readUpload(request: Request): UploadInput {
  const bytes: unknown = request.body;
  if (Buffer.isBuffer(bytes) && bytes.length > 0) return { bytes, contentType: request.headers["content-type"] ?? "" };
  throw new AppError("request.invalid", undefined, {
    errors: [{ path: "", message: "请选择格式正确的文件后重新上传" }],
  });
}

function parse(schema: z.ZodMiniObject, value: unknown): object {
  const result = z.safeParse(schema, value, parseOptions);
  if (result.success) return result.data;
  throw new AppError("request.invalid", undefined, { errors: toFieldErrors(result.error.issues) });
}

/** The answer as JSON text, exactly what the contract lists; "" for an endpoint that answers nothing. */
function toBody(endpoint: EndpointDefinition, answer: unknown): string {
  const { response } = endpoint;
  if (typeof response === "string") return "";
  const result = z.safeParse(response, answer);
  if (result.success) return JSON.stringify(result.data);
  const where = result.error.issues.map((issue) => `${issue.path.join(".")} (${issue.code})`).join(", ");
  throw new Error(`the answer of ${endpoint.name} breaks its contract at ${where}`);
}

function sendBody(response: Response, body: string): void {
  response.setHeader("Cache-Control", "no-store");
  if (body === "") {
    response.statusCode = 204;
    response.end();
    return;
  }
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  response.end(body);
}

function sendFile(response: Response, file: FileAnswer): Promise<void> {
  response.setHeader("Content-Type", file.contentType);
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Content-Disposition", `attachment; filename*=UTF-8''${rfc5987(file.fileName)}`);
  if (Buffer.isBuffer(file.stream)) {
    response.end(file.stream);
    return Promise.resolve();
  }
  const source = file.stream;
  return new Promise((resolve, reject) => {
    pipeline(source, response, (error) => (error ? reject(error) : resolve()));
  });
}

function rfc5987(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
