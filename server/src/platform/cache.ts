import { type ClientSession, Schema } from "mongoose";
import { monotonicMs } from "./clock";
import { afterCommit, model } from "./db";

const POLL_MS = 1_000;

type CacheVersion = { _id: string; version: number };

/** One counter per cache, by name. Shard key: _id. A handful of documents, read by _id, at most once a second per process. */
const CacheVersions = model<CacheVersion>(
  "cacheVersions",
  new Schema<CacheVersion>({ _id: { type: String, required: true }, version: { type: Number, required: true } }),
);

/** Caches of this process by name, to forget at once what this process itself has changed. */
const forgetters = new Map<string, Set<() => void>>();

export type VersionedCache<T> = {
  /** The value, at most a second (plus its loading) older than the last bumpVersion anywhere. */
  get(): Promise<T>;
  /** Drops the value; the next get loads it. */
  forget(): void;
};

/**
 * Small data that changes seldom, kept in the process. `load` reads all of it. It is loaded again when its version in the
 * database has moved (asked at most every second) or when it is older than `maxAgeMs`. Callers must not change the value.
 */
export function versionedCache<T>(options: {
  name: string;
  load: () => Promise<T>;
  maxAgeMs: number;
}): VersionedCache<T> {
  let held: { value: T; version: number; loadedAtMs: number } | null = null;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let pending: Promise<T> | null = null;
  let epoch = 0;

  async function refresh(): Promise<T> {
    const startedAtMs = monotonicMs();
    const startedIn = epoch;
    // The version is read before the data: a change in between is then seen as newer at the next check, never missed.
    const version = await readVersion(options.name);
    const isCurrent = held !== null && held.version === version && startedAtMs - held.loadedAtMs < options.maxAgeMs;
    if (isCurrent && held) {
      if (startedIn === epoch) checkedAtMs = startedAtMs;
      return held.value;
    }
    const value = await options.load();
    if (startedIn === epoch) {
      held = { value, version, loadedAtMs: startedAtMs };
      checkedAtMs = startedAtMs;
    }
    return value;
  }

  function forget(): void {
    epoch += 1;
    held = null;
    pending = null;
    checkedAtMs = Number.NEGATIVE_INFINITY;
  }

  const known = forgetters.get(options.name) ?? new Set();
  forgetters.set(options.name, known.add(forget));

  return {
    forget,
    get: () => {
      if (held && monotonicMs() - checkedAtMs < POLL_MS) return Promise.resolve(held.value);
      if (!pending) {
        const mine = refresh().finally(() => {
          if (pending === mine) pending = null;
        });
        pending = mine;
      }
      return pending;
    },
  };
}

/**
 * Tells every process that the data behind a cache has changed. Inside a transaction (session given) the version moves with
 * the commit; this process forgets its copy at once (after the commit), the others within a second.
 */
export async function bumpVersion(session: ClientSession | null, name: string): Promise<void> {
  await CacheVersions.updateOne(
    { _id: name },
    { $inc: { version: 1 } },
    { upsert: true, ...(session ? { session } : {}) },
  );
  if (session) afterCommit(session, () => forgetHere(name));
  else forgetHere(name);
}

function forgetHere(name: string): void {
  for (const forget of forgetters.get(name) ?? []) forget();
}

async function readVersion(name: string): Promise<number> {
  const found = await CacheVersions.findById(name).lean();
  return found?.version ?? 0;
}
