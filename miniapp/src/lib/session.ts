import type { SessionTokens } from "@club/shared/auth";
import { useSyncExternalStore } from "react";
import { now } from "../platform/clock";
import { keysWith, read, remove, write } from "../platform/storage";
import type { Identity } from "./identity";

/** Tokens of a signed-in identity and the instant (ms) until which the access token is good. */
export type StoredSession = { accessToken: string; refreshToken: string; expiresAt: number };

const known: Partial<Record<Identity, StoredSession | null>> = {};
/** How often each identity has signed out since the launch. */
const turns: Record<Identity, number> = { member: 0, clerk: 0 };
const listeners = new Set<() => void>();
const keyOf = (identity: Identity) => `session.${identity}`;

/** Where answers of this identity are remembered for times without network; gone when it signs out. */
export function cachePrefix(identity: Identity | null): string {
  return `cache.${identity ?? "public"}.`;
}

/** The session of an identity, or null when it is not signed in. */
export function readSession(identity: Identity): StoredSession | null {
  const held = known[identity];
  if (held !== undefined) return held;
  const stored = read(keyOf(identity)) as Partial<StoredSession> | null;
  const isWhole = typeof stored?.accessToken === "string" && typeof stored.refreshToken === "string";
  const session = isWhole ? (stored as StoredSession) : null;
  known[identity] = session;
  return session;
}

/** Signs an identity in on this phone. */
export function saveSession(identity: Identity, tokens: SessionTokens): StoredSession {
  const { accessToken, refreshToken, expiresInSeconds } = tokens;
  const session = { accessToken, refreshToken, expiresAt: now().getTime() + expiresInSeconds * 1000 };
  known[identity] = session;
  write(keyOf(identity), session);
  tell();
  return session;
}

/** Signs an identity out on this phone and forgets what was remembered of it. */
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
