import { Schema } from "mongoose";
import { isDuplicateKey, model } from "../../platform/db";

/**
 * Wrong guesses at one secret (an account's password) or from one network address.
 * Shard key: _id (kind and blind index: what people type as a login name may be their password). Read and written by _id only;
 * TTL on expiresAt.
 */
export type LoginGuardDoc = { _id: string; misses: number; lockedUntil: Date; lastMissAt: Date; expiresAt: Date };

const schema = new Schema<LoginGuardDoc>({
  _id: { type: String, required: true },
  misses: { type: Number, required: true },
  lockedUntil: { type: Date, required: true },
  lastMissAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const LoginGuards = model<LoginGuardDoc>("loginGuards", schema);

/** Writes `next` only if the guard still is as it was seen; false when somebody was faster. */
export async function replaceGuard(seen: LoginGuardDoc | null, next: LoginGuardDoc): Promise<boolean> {
  if (seen) {
    const { _id, ...rest } = next;
    const result = await LoginGuards.updateOne(
      { _id, misses: seen.misses, lastMissAt: seen.lastMissAt },
      { $set: rest },
    );
    return result.matchedCount === 1;
  }
  try {
    await LoginGuards.insertMany([next]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
