import { type Model, Schema } from "mongoose";
import { isDuplicateKey, model } from "./db";

/**
 * Wrong guesses of one kind: at a secret, or from an address. Each moves `expiresAt` on by the rule's `leakMs`, and then all are
 * forgotten: so they leak away one by one, also during a pause, and how many are left follows from the clock.
 */
export type Misses = { _id: string; lockedUntil: Date; expiresAt: Date };

/** One miss is forgotten every `leakMs`. The pause after the n-th must end before all are forgotten. */
export type MissRule = { leakMs: number; lockSeconds: (misses: number) => number };

const MAX_TRIES = 50;
const BUSY_MS = 1_000;

/** A collection of misses. Shard key: _id; read and written by _id only; TTL on expiresAt. */
export function missesModel(name: string): Model<Misses> {
  const instant = { type: Date, required: true } as const;
  const schema = new Schema<Misses>({
    _id: { type: String, required: true },
    lockedUntil: instant,
    expiresAt: instant,
  });
  return model<Misses>(name, schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 }));
}

/** What is stored after one more miss. */
export function afterMiss(seen: Misses | null, now: Date, { id, rule }: { id: string; rule: MissRule }): Misses {
  const from = Math.max(now.getTime(), seen?.expiresAt.getTime() ?? 0);
  const expiresAt = new Date(from + rule.leakMs);
  const misses = Math.ceil((expiresAt.getTime() - now.getTime()) / rule.leakMs);
  return { _id: id, lockedUntil: new Date(now.getTime() + rule.lockSeconds(misses) * 1000), expiresAt };
}

/** Milliseconds that a pause still lasts; 0 = there is none. */
export function pauseMs(seen: Misses | null, now: Date): number {
  return Math.max(0, (seen?.lockedUntil.getTime() ?? 0) - now.getTime());
}

/**
 * Counts one miss, unless a pause lasts. Of misses at the same time each sees the one before, so they cannot exceed a limit.
 * @returns milliseconds that the pause still lasts; 0 = the miss was counted
 */
export async function countMiss(of: Model<Misses>, now: Date, what: { id: string; rule: MissRule }): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const seen = await of.findById(what.id).lean<Misses>();
    const waitMs = pauseMs(seen, now);
    if (waitMs > 0) return waitMs;
    if (await replace(of, seen, afterMiss(seen, now, what))) return 0;
  }
  return BUSY_MS;
}

/** Writes `next` only if the misses still are as they were seen; false when somebody was faster. */
async function replace(of: Model<Misses>, seen: Misses | null, { _id, ...rest }: Misses): Promise<boolean> {
  if (seen) return (await of.updateOne({ _id, expiresAt: seen.expiresAt }, { $set: rest })).matchedCount === 1;
  try {
    await of.insertMany([{ _id, ...rest }]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
