import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import { now } from "../platform/clock";
import { keysWith, read, remove, write } from "../platform/storage";
import { ApiError } from "./api-error";
import { type Identity, identityOf } from "./identity";
import { call } from "./request";
import { intentPrefix } from "./session";

/*
 * One intent, one effect. The Idempotency-Key of an intent is stored before anything is sent and kept while the answer is not
 * known, so that a second tap, a lost reply or a killed mini-program asks for the same thing again and gets the same answer. It is
 * stored for the person who asked: whoever signs in on this phone next neither sees it nor sends it.
 */

/** Of everybody's, on this phone. */
const PREFIX = "once.";
/** The server remembers keys for at least a day. */
const LIFE_MS = 24 * 60 * 60 * 1000;
/** Refusals after which the first attempt may still take effect. */
const UNDECIDED = new Set(["request.in-progress", "request.outcome-unknown", "request.too-many"]);

type Held = { key: string; input: string; at: number };

/**
 * Calls an idempotent endpoint under the key of `intent`, e.g. "claim:<grantId>". The same intent with another input is another
 * intent. @throws ApiError
 */
export async function callOnce<E extends EndpointDefinition>(
  endpoint: E,
  input: CallOf<E>,
  { intent, as }: { intent: string; as?: Identity },
): Promise<OutputOf<E>> {
  const name = intentPrefix(as ?? identityOf(endpoint) ?? "member") + intent;
  const key = keyFor(name, JSON.stringify(input ?? null));
  try {
    const answer = await call(endpoint, input, { key, as });
    remove(name);
    return answer;
  } catch (error) {
    if (error instanceof ApiError && isDecided(error)) remove(name);
    throw error;
  }
}

/** What the member sent under this intent and never had answered, so that a page can ask for just that again; null = nothing. */
export function unanswered(intent: string): unknown {
  const held = read(intentPrefix("member") + intent) as Partial<Held> | null;
  const isFresh = typeof held?.at === "number" && now().getTime() - held.at <= LIFE_MS;
  return isFresh && typeof held.input === "string" ? JSON.parse(held.input) : null;
}

/** Forgets keys that the server has forgotten. Call at launch. */
export function dropOldIntents(): void {
  for (const name of keysWith(PREFIX)) {
    const held = read(name) as Partial<Held> | null;
    if (typeof held?.at !== "number" || now().getTime() - held.at > LIFE_MS) remove(name);
  }
}

function keyFor(name: string, input: string): string {
  const held = read(name) as Partial<Held> | null;
  const isSame = held?.input === input && typeof held.key === "string" && typeof held.at === "number";
  if (isSame && now().getTime() - Number(held.at) <= LIFE_MS) return String(held.key);
  const fresh: Held = { key: newKey(), input, at: now().getTime() };
  write(name, fresh);
  return fresh.key;
}

/** The server looked at this attempt and refused it for good. */
export function isDecided(error: ApiError): boolean {
  return error.status >= 400 && error.status < 500 && error.status !== 401 && !UNDECIDED.has(error.code);
}

/** Unique, not secret: a key only has meaning together with the session it is sent with. */
function newKey(): string {
  const part = () => Math.random().toString(36).slice(2, 12).padEnd(10, "0");
  return `${now().getTime().toString(36)}-${part()}${part()}`;
}
