import { now } from "../platform/clock";
import { keysWith, read, remove, write } from "../platform/storage";
import type { Identity } from "./identity";
import { cachePrefix } from "./session";

/** The last good answer of a call, for times without network, and when it was given. */
export type Remembered = { at: number; data: unknown };

const MAX_ENTRIES = 40;

function nameOf(identity: Identity | null, path: string): string {
  return cachePrefix(identity) + path;
}

/** Remembers an answer; the oldest make room. */
export function remember(identity: Identity | null, path: string, data: unknown): void {
  const name = nameOf(identity, path);
  const names = keysWith(cachePrefix(identity));
  if (!names.includes(name) && names.length >= MAX_ENTRIES) {
    const oldest = names.map((key) => ({ key, at: readEntry(key)?.at ?? 0 })).sort((one, two) => one.at - two.at)[0];
    if (oldest) remove(oldest.key);
  }
  write(name, { at: now().getTime(), data });
}

/** What was remembered, or null. */
export function recall(identity: Identity | null, path: string): Remembered | null {
  return readEntry(nameOf(identity, path));
}

function readEntry(name: string): Remembered | null {
  const stored = read(name) as Partial<Remembered> | null;
  return typeof stored?.at === "number" ? { at: stored.at, data: stored.data } : null;
}
