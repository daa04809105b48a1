import { type ClientSession, Schema } from "mongoose";
import { ACCESS_TOKEN_SECONDS, signAccessToken } from "./access-tokens";
import { bumpVersion, versionedCache } from "./cache";
import type { Clock } from "./clock";
import {
  actorKey,
  type Ctx,
  type MemberActor,
  type MerchantActor,
  type SignedInActor,
  type StaffActor,
} from "./context";
import { blindIndex, type Keys, readToken, sha256, signToken } from "./crypto";
import { inContestedTransaction, model } from "./db";
import { newId, randomSecret } from "./ids";
import { AppError } from "./problem";

const SESSION_DAYS = 30;
const SESSION_MS = SESSION_DAYS * 86_400_000;
/** A client whose answer was lost on the way asks again with the token it still has; it gets the same successor. */
const GRACE_MS = 30_000;
const REVOKED = "revoked-sessions";
const REVOKED_MAX_AGE_MS = 60_000;

/** Who signs in; the session id is added here. */
export type ActorClaims =
  | Omit<MemberActor, "sessionId">
  | Omit<MerchantActor, "sessionId">
  | Omit<StaffActor, "sessionId">;

export type TokenPair = { actorId: string; accessToken: string; refreshToken: string; expiresInSeconds: number };

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

/** Shard key: _id (the session id is in every refresh token). actorKey serves revokeSessions, revokedAt lists the ones just ended, expiresAt deletes by TTL. */
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
    .index({ revokedAt: 1 }, { partialFilterExpression: { revokedAt: { $gt: new Date(0) } } })
    .index({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
);

type SessionChanges = { _id: string; count: number };

/**
 * Counts what happens to the sessions of one person: one is opened, or all are ended. Nobody reads it; it is there so that the two
 * conflict when they meet. Shard key: _id (actorKey).
 */
const SessionChanges = model<SessionChanges>(
  "sessionChanges",
  new Schema<SessionChanges>({ _id: text, count: { type: Number, required: true } }),
);

function countChange(session: ClientSession, key: string): Promise<unknown> {
  return SessionChanges.updateOne({ _id: key }, { $inc: { count: 1 } }, { session, upsert: true });
}

/**
 * Opens a session for somebody who has just proved who they are. `confirm` reads the person in the session's transaction: it answers
 * their claims, or throws when what was proved is no longer so. Whoever ends the sessions meanwhile (revokeSessions) conflicts
 * with this transaction: the session is either ended too, or `confirm` sees what was changed.
 */
export async function issueSession(
  ctx: Ctx,
  confirm: (session: ClientSession) => Promise<ActorClaims>,
): Promise<TokenPair> {
  const sessionId = newId();
  const expiresAt = new Date(ctx.now.getTime() + SESSION_MS);
  const refreshToken = signToken(ctx.keys, "refresh", [sessionId, randomSecret(22)], expiresAt);
  const fresh = { rotatedAt: ctx.now, createdAt: ctx.now, expiresAt };
  const actor = await inContestedTransaction(async (session) => {
    const claims = await confirm(session);
    const key = actorKey({ ...claims, sessionId });
    await countChange(session, key);
    const opened = { _id: sessionId, actorKey: key, claims, currentHash: sha256(refreshToken), ...fresh };
    await Sessions.insertMany([opened], { session });
    return { ...claims, sessionId };
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

/** Ends one session (sign out). Its access tokens end with it, in other processes within a second. */
export async function revokeSession(ctx: Pick<Ctx, "now">, sessionId: string): Promise<void> {
  await Sessions.updateOne({ _id: sessionId, revokedAt: null }, { $set: { revokedAt: ctx.now } });
  await bumpVersion(null, REVOKED);
}

/**
 * Ends the sessions of an actor ("staff:<id>") in the transaction that changes what they rested on: password changed, account closed,
 * clerk dismissed. `except` is the session that goes on.
 */
export async function revokeSessions(
  ctx: Pick<Ctx, "now">,
  session: ClientSession,
  { key, except }: { key: string; except?: string },
): Promise<void> {
  await countChange(session, key);
  const open = { actorKey: key, revokedAt: null, ...(except !== undefined && { _id: { $ne: except } }) };
  await Sessions.updateMany(open, { $set: { revokedAt: ctx.now } }, { session });
  await bumpVersion(session, REVOKED);
}

/**
 * A check whether an actor's session has been ended while its access token still lives. Keeps the sessions ended in the last
 * 15 minutes (index revokedAt) in the process: a read a second, and none per request.
 */
export function createRevocationCheck(clock: Clock): (actor: SignedInActor) => Promise<boolean> {
  const revoked = versionedCache({
    name: REVOKED,
    maxAgeMs: REVOKED_MAX_AGE_MS,
    load: async () => {
      const since = new Date(clock.now().getTime() - ACCESS_TOKEN_SECONDS * 1000);
      const rows = await Sessions.find({ revokedAt: { $gt: since } }, { _id: 1 }).lean();
      return new Set(rows.map((row) => row._id));
    },
  });
  return async (actor) => (await revoked.get()).has(actor.sessionId);
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
    actorId: actor.id,
    accessToken: signAccessToken(ctx.keys, actor, ctx.now),
    refreshToken,
    expiresInSeconds: ACCESS_TOKEN_SECONDS,
  };
}
