import jwt from "jsonwebtoken";
import { Schema } from "mongoose";
import {
  actorKey,
  type Ctx,
  type MemberActor,
  type MerchantActor,
  type SignedInActor,
  type StaffActor,
} from "./context";
import { blindIndex, type Keys, readToken, sha256, signToken } from "./crypto";
import { model } from "./db";
import { newId, randomSecret } from "./ids";
import { AppError } from "./problem";

const ACCESS_TOKEN_SECONDS = 15 * 60;
const SESSION_DAYS = 30;
const SESSION_MS = SESSION_DAYS * 86_400_000;
/** A client whose answer was lost on the way asks again with the token it still has; it gets the same successor. */
const GRACE_MS = 30_000;
const ISSUER = "car-owners-club";

/** Who signs in; the session id is added here. */
export type ActorClaims =
  | Omit<MemberActor, "sessionId">
  | Omit<MerchantActor, "sessionId">
  | Omit<StaffActor, "sessionId">;

export type TokenPair = { accessToken: string; refreshToken: string; expiresInSeconds: number };

/** One sign-in on one device: the family of all its refresh tokens. Only hashes of the last two tokens are kept. */
type Session = {
  _id: string;
  actorKey: string;
  claims: ActorClaims;
  currentHash: string;
  previousHash: string | null;
  rotatedAt: Date;
  revokedAt: Date | null;
  createdAt: Date;
  expiresAt: Date;
};

const text = { type: String, required: true } as const;
const instant = { type: Date, required: true } as const;

/** Shard key: _id (the session id is in every refresh token). actorKey serves revokeSessions; expiresAt deletes by TTL. */
const Sessions = model<Session>(
  "sessions",
  new Schema<Session>({
    _id: text,
    actorKey: text,
    claims: { type: Schema.Types.Mixed, required: true },
    currentHash: text,
    previousHash: { type: String, default: null },
    rotatedAt: instant,
    revokedAt: { type: Date, default: null },
    createdAt: instant,
    expiresAt: instant,
  })
    .index({ actorKey: 1 })
    .index({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
);

/** Opens a session for somebody who has just proved who they are. */
export async function issueSession(ctx: Ctx, claims: ActorClaims): Promise<TokenPair> {
  const sessionId = newId();
  const expiresAt = new Date(ctx.now.getTime() + SESSION_MS);
  const refreshToken = signToken(ctx.keys, "refresh", [sessionId, randomSecret(22)], expiresAt);
  const actor = { ...claims, sessionId };
  await Sessions.create({
    _id: sessionId,
    actorKey: actorKey(actor),
    claims,
    currentHash: sha256(refreshToken),
    rotatedAt: ctx.now,
    createdAt: ctx.now,
    expiresAt,
  });
  return pair(ctx, actor, refreshToken);
}

/**
 * Exchanges a refresh token for a new pair; the old one is used up, except that within 30 seconds it gives the same successor
 * again. A token used later than that was copied by somebody: the whole family is revoked. `reload` lets the feature look
 * up the person afresh (new role, closed account → null).
 * @throws auth.refresh-invalid
 */
export async function rotateSession(
  ctx: Ctx,
  refreshToken: string,
  reload: (claims: ActorClaims) => Promise<ActorClaims | null> = async (claims) => claims,
): Promise<TokenPair> {
  const sessionId = readToken(ctx.keys, "refresh", refreshToken, ctx.now)?.[0];
  if (sessionId === undefined) throw new AppError("auth.refresh-invalid");
  const session = await moveOn(ctx, sessionId, refreshToken);
  const claims = await reload(session.claims);
  if (claims === null) {
    await revokeSession(ctx, sessionId);
    throw new AppError("auth.refresh-invalid");
  }
  return pair(ctx, { ...claims, sessionId }, successorOf(ctx.keys, refreshToken, session));
}

/** Ends one session (sign out). Access tokens already given out stay good for at most 15 minutes. */
export async function revokeSession(ctx: Pick<Ctx, "now">, sessionId: string): Promise<void> {
  await Sessions.updateOne({ _id: sessionId, revokedAt: null }, { $set: { revokedAt: ctx.now } });
}

/** Ends every session of an actor (actorKey: "staff:<id>"): password changed, account closed, clerk dismissed. */
export async function revokeSessions(ctx: Pick<Ctx, "now">, key: string): Promise<void> {
  await Sessions.updateMany({ actorKey: key, revokedAt: null }, { $set: { revokedAt: ctx.now } });
}

/** Uses up the token, or finds that it was used up a moment ago. */
async function moveOn(ctx: Ctx, sessionId: string, refreshToken: string): Promise<Session> {
  const usedHash = sha256(refreshToken);
  const expiresAt = new Date(ctx.now.getTime() + SESSION_MS);
  const next = sha256(successorOf(ctx.keys, refreshToken, { _id: sessionId, expiresAt }));
  const moved = await Sessions.findOneAndUpdate(
    { _id: sessionId, currentHash: usedHash, revokedAt: null },
    { $set: { currentHash: next, previousHash: usedHash, rotatedAt: ctx.now, expiresAt } },
    { returnDocument: "after" },
  ).lean<Session>();
  if (moved) return moved;
  const session = await Sessions.findById(sessionId).lean<Session>();
  if (!session || session.revokedAt) throw new AppError("auth.refresh-invalid");
  const isLostAnswer = session.previousHash === usedHash && ctx.now.getTime() - session.rotatedAt.getTime() <= GRACE_MS;
  if (isLostAnswer) return session;
  // The token is one of ours (its signature held) but not the last one: two parties hold this family.
  await revokeSession(ctx, sessionId);
  ctx.log.warn({ actor: session.actorKey, sessionId }, "a used refresh token came back; the session is revoked");
  throw new AppError("auth.refresh-invalid");
}

/** The successor follows from the token and our keys, so that it can be given again without being stored. */
function successorOf(keys: Keys, refreshToken: string, session: Pick<Session, "_id" | "expiresAt">): string {
  return signToken(
    keys,
    "refresh",
    [session._id, blindIndex(keys, "refresh-successor", refreshToken)],
    session.expiresAt,
  );
}

function pair(ctx: Ctx, actor: SignedInActor, refreshToken: string): TokenPair {
  return {
    accessToken: signAccessToken(ctx.keys, actor, ctx.now),
    refreshToken,
    expiresInSeconds: ACCESS_TOKEN_SECONDS,
  };
}

/** A signed access token (JWT, HS256, 15 minutes) that carries the whole actor. */
export function signAccessToken(keys: Keys, actor: SignedInActor, now: Date): string {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const payload = { iss: ISSUER, iat: issuedAt, exp: issuedAt + ACCESS_TOKEN_SECONDS, sub: actor.id, actor };
  return jwt.sign(payload, keys.jwtKey, { algorithm: "HS256" });
}

/** When an access token that has been read ends. */
export function accessTokenEnd(token: string): Date {
  const payload = jwt.decode(token, { json: true });
  return new Date((payload?.exp ?? 0) * 1000);
}

/** The actor of an access token. @throws auth.expired when its time is over, auth.required when it is not ours */
export function readAccessToken(keys: Keys, token: string, now: Date): SignedInActor {
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const known = verifiedBy(keys);
  const verified = known.get(token) ?? verifyAccessToken(keys, token, now);
  if (nowSeconds >= verified.expiresAtSeconds) {
    known.delete(token);
    throw new AppError("auth.expired");
  }
  if (!known.has(token)) remember(known, token, verified);
  return verified.actor;
}

type Verified = { actor: SignedInActor; expiresAtSeconds: number };

/** Checks a token's signature, issuer and time. @throws as readAccessToken, which remembers what this found */
export function verifyAccessToken(keys: Keys, token: string, now: Date): Verified {
  try {
    const options = {
      algorithms: ["HS256" as const],
      issuer: ISSUER,
      clockTimestamp: Math.floor(now.getTime() / 1000),
    };
    const payload = jwt.verify(token, keys.jwtKey, options) as unknown as { actor: SignedInActor; exp: number };
    return { actor: Object.freeze(payload.actor), expiresAtSeconds: payload.exp };
  } catch (error) {
    throw new AppError(error instanceof jwt.TokenExpiredError ? "auth.expired" : "auth.required");
  }
}

/**
 * Tokens whose signature was checked a moment ago, newest last: a clerk at work sends the same one a thousand times, and the
 * check costs a tenth of a redemption. Only the signature is remembered, the time is compared on every request.
 */
const verifiedTokens = new WeakMap<Keys, Map<string, Verified>>();
const REMEMBERED_TOKENS = 20_000;

function verifiedBy(keys: Keys): Map<string, Verified> {
  const known = verifiedTokens.get(keys) ?? new Map<string, Verified>();
  verifiedTokens.set(keys, known);
  return known;
}

function remember(known: Map<string, Verified>, token: string, verified: Verified): void {
  if (known.size >= REMEMBERED_TOKENS) known.delete(known.keys().next().value as string);
  known.set(token, verified);
}
