import type { SessionTokens } from "@club/shared/auth";
import { useSyncExternalStore } from "react";
import { now } from "../platform/clock";
import { keysWith, read, remove, write } from "../platform/storage";
import type { Identity } from "./identity";

/**
 * Tokens of a signed-in identity, whose they are, and the instant (ms) until which the access token is good. `isByWechat`: opened by
 * this phone's WeChat account, and not by a code or password, which may be somebody else's.
 */
export type StoredSession = {
  actorId: string;
  accessToken: string;
  refreshToken: string;
  expiresAt: number;
  isByWechat: boolean;
};

const known: Partial<Record<Identity, StoredSession | null>> = {};
/** How often each identity has changed hands since the launch. */
const turns: Record<Identity, number> = { member: 0, clerk: 0 };
const listeners = new Set<() => void>();
const keyOf = (identity: Identity) => `session.${identity}`;
const intentsOf = (identity: Identity) => `once.${identity}.`;

/** Where answers of this identity are remembered for times without network; gone when it signs out. */
export function cachePrefix(identity: Identity | null): string {
  return `cache.${identity ?? "public"}.`;
}

/** Where unanswered intents of whoever is signed in are kept; others who sign in on this phone have names of their own. */
export function intentPrefix(identity: Identity): string {
  return `${intentsOf(identity)}${readSession(identity)?.actorId ?? ""}.`;
}

/** The session of an identity, or null when it is not signed in. */
export function readSession(identity: Identity): StoredSession | null {
  const held = known[identity];
  if (held !== undefined) return held;
  const stored = read(keyOf(identity)) as Partial<StoredSession> | null;
  const parts = [stored?.actorId, stored?.accessToken, stored?.refreshToken];
  const session = parts.every((part) => typeof part === "string") ? (stored as StoredSession) : null;
  known[identity] = session;
  return session;
}

/** Signs an identity in on this phone, in the place of whoever was before. */
export function saveSession(
  identity: Identity,
  tokens: SessionTokens,
  { isByWechat }: { isByWechat: boolean },
): StoredSession {
  const { actorId, accessToken, refreshToken, expiresInSeconds } = tokens;
  const before = readSession(identity);
  if (before && before.actorId !== actorId) clearSession(identity);
  const expiresAt = now().getTime() + expiresInSeconds * 1000;
  const session = { actorId, accessToken, refreshToken, expiresAt, isByWechat };
  known[identity] = session;
  write(keyOf(identity), session);
  tell();
  return session;
}

/** Signs an identity out on this phone because it asked to: nothing of it stays, also nothing that waits for its answer. */
export function signOut(identity: Identity): void {
  for (const key of keysWith(intentsOf(identity))) remove(key);
  clearSession(identity);
}

/** Ends a session on this phone and forgets what was remembered of it; what waits for its answer is there when the same person is back. */
export function clearSession(identity: Identity): void {
  turns[identity] += 1;
  known[identity] = null;
  remove(keyOf(identity));
  for (const key of keysWith(cachePrefix(identity))) remove(key);
  tell();
}

/** Differs between two people who sign in one after the other, and stays while one is signed in. */
export function sessionTurn(identity: Identity): number {
  return turns[identity];
}

/** The session of an identity; the component renders again when it signs in or out. */
export function useSession(identity: Identity): StoredSession | null {
  return useSyncExternalStore(subscribe, () => readSession(identity));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
