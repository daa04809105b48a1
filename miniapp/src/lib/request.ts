import { refreshSession, type SessionTokens } from "@club/shared/auth";
import { buildRequest } from "@club/shared/client";
import type { CallOf, EndpointDefinition, OutputOf } from "@club/shared/http";
import { refreshClerkSession } from "@club/shared/merchant-clerks";
import { now } from "../platform/clock";
import { ApiError, refusalOf, signInError } from "./api-error";
import { exchange, type Wire, type WireAnswer } from "./http";
import { type Identity, identityOf } from "./identity";
import { clearSession, readSession, type StoredSession, saveSession, sessionTurn } from "./session";
import { signInAgain } from "./sign-in-again";
import { wait } from "./wait";

/** `as`: who calls, when the endpoint is open to several. `key`: the Idempotency-Key; see callOnce. */
export type CallOptions = { as?: Identity | undefined; key?: string | undefined };

/** Pauses before the second and the third attempt of a call that is safe to repeat. */
const RETRY_MS = [400, 1200];
/** An access token is renewed this long before its end, so that a slow request does not outlive it. */
const RENEW_EARLY_MS = 20_000;

/**
 * Calls one endpoint of the contract and checks the answer against it. A lost or busy answer is asked for again only when that
 * cannot act twice (GET, or with a key); an expired session is renewed once for all waiting calls and the call is replayed.
 * @throws ApiError
 */
export async function call<E extends EndpointDefinition>(
  endpoint: E,
  input: CallOf<E>,
  { as, key }: CallOptions = {},
): Promise<OutputOf<E>> {
  const { method, path, body } = buildRequest(endpoint, input);
  return finish(endpoint, await send(endpoint, { method, path, body, key }, as));
}

/** Sends a file to an endpoint that takes one. @throws ApiError */
export async function upload<E extends EndpointDefinition>(
  endpoint: E,
  input: CallOf<E>,
  file: { bytes: ArrayBuffer; contentType: string; as?: Identity },
): Promise<OutputOf<E>> {
  const { method, path } = buildRequest(endpoint, input);
  const bytes = { data: file.bytes, contentType: file.contentType };
  return finish(endpoint, await send(endpoint, { method, path, bytes }, file.as));
}

type Outgoing = Omit<Wire, "token">;

async function send(endpoint: EndpointDefinition, wire: Outgoing, as: Identity | undefined): Promise<WireAnswer> {
  const identity = as ?? identityOf(endpoint);
  if (identity === null) return patiently(endpoint, { ...wire, token: null });
  const turn = sessionTurn(identity);
  const session = await freshSession(identity);
  const answer = await patiently(endpoint, { ...wire, token: session.accessToken });
  if (answer.status !== 401) return answer;
  const renewed = await renew(identity, session);
  // What one person asked for is never sent again as another.
  if (sessionTurn(identity) !== turn) throw signInError();
  return patiently(endpoint, { ...wire, token: renewed.accessToken });
}

function finish<E extends EndpointDefinition>(endpoint: E, { status, body }: WireAnswer): OutputOf<E> {
  if (status >= 400) throw refusalOf(status, body);
  if (typeof endpoint.response === "string") return undefined as OutputOf<E>;
  const parsed = endpoint.response.safeParse(body);
  if (parsed.success) return parsed.data as OutputOf<E>;
  const next = "请关闭小程序重新打开；如果仍然不行，请稍后再试。";
  throw new ApiError({ code: "client.unexpected-answer", status, message: "收到的内容无法识别", next });
}

/** Sends, and again when no answer came or the server was busy, as long as repeating cannot act twice. */
async function patiently(endpoint: EndpointDefinition, wire: Wire): Promise<WireAnswer> {
  const isSafe = wire.method === "GET" || (endpoint.idempotent !== undefined && wire.key !== undefined);
  const pauses = isSafe ? RETRY_MS : [];
  for (const pause of pauses) {
    const answer = await exchange(wire).catch((error: unknown) => {
      if (error instanceof ApiError && error.isOffline) return null;
      throw error;
    });
    if (answer !== null && answer.status !== 503) return answer;
    await wait(pause);
  }
  return exchange(wire);
}

async function freshSession(identity: Identity): Promise<StoredSession> {
  const session = readSession(identity);
  if (!session) throw signInError();
  if (session.expiresAt - RENEW_EARLY_MS > now().getTime()) return session;
  return renew(identity, session);
}

const renewing: Partial<Record<Identity, Promise<StoredSession>>> = {};

/** Renews once, however many calls found the session expired. */
function renew(identity: Identity, used: StoredSession): Promise<StoredSession> {
  const current = readSession(identity);
  if (!current) return Promise.reject(signInError());
  if (current.accessToken !== used.accessToken) return Promise.resolve(current);
  const running = renewing[identity];
  if (running) return running;
  const work = renewNow(identity, current).finally(() => {
    delete renewing[identity];
  });
  renewing[identity] = work;
  return work;
}

/**
 * The refresh token first; when the server no longer takes it, WeChat says silently whether this is still the person whom it signed
 * in. Anybody else has to sign in themselves. @throws ApiError
 */
async function renewNow(identity: Identity, used: StoredSession): Promise<StoredSession> {
  const { refreshToken } = used;
  const endpoint = identity === "member" ? refreshSession : refreshClerkSession;
  const { method, path, body } = buildRequest(endpoint, { refreshToken });
  const answer = await exchange({ method, path, body, token: null });
  if (answer.status < 400) return keep(identity, used, finish(endpoint, answer));
  if (answer.status !== 401) throw refusalOf(answer.status, answer.body);
  const tokens = used.isByWechat ? await signInAgain(identity) : null;
  if (tokens?.actorId === used.actorId) return keep(identity, used, tokens);
  if (isStill(identity, used)) clearSession(identity);
  throw refusalOf(answer.status, answer.body);
}

/** Keeps the new tokens unless the member signed out, or in as somebody else, while they were fetched. */
function keep(identity: Identity, used: StoredSession, tokens: SessionTokens): StoredSession {
  if (!isStill(identity, used)) throw signInError();
  return saveSession(identity, tokens, used);
}

function isStill(identity: Identity, used: StoredSession): boolean {
  return readSession(identity)?.refreshToken === used.refreshToken;
}
