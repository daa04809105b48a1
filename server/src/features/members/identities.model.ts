import type { ErrorCode } from "@club/shared/errors";
import type { ClientSession } from "mongoose";
import { Schema } from "mongoose";
import { model } from "../../platform/db";
import { AppError } from "../../platform/problem";

/**
 * The right to something only one member can have: `phone:<blind>`, `idcard:<blind>`, `openid:<blind>`, `memberNo:<no>`.
 * Uniqueness is that of _id, so it holds on a sharded database too.
 * Shard key: _id. Read and written by _id only.
 */
export type IdentityDoc = { _id: string; memberId: string; createdAt: Date };

const schema = new Schema<IdentityDoc>({
  _id: { type: String, required: true },
  memberId: { type: String, required: true },
  createdAt: { type: Date, required: true },
});
export const Identities = model<IdentityDoc>("identities", schema);

/** The member who holds the right, or null. */
export async function findHolder(key: string, session?: ClientSession): Promise<string | null> {
  const found = await Identities.findById(key, null, session ? { session } : {}).lean<IdentityDoc>();
  return found?.memberId ?? null;
}

/** Takes a right in the caller's transaction. @throws `held` when another member has it */
export async function takeIdentity(
  session: ClientSession,
  taken: Omit<IdentityDoc, "_id"> & { key: string; held: ErrorCode },
) {
  const holder = await findHolder(taken.key, session);
  if (holder === taken.memberId) return;
  if (holder !== null) throw new AppError(taken.held);
  const { key, memberId, createdAt } = taken;
  await Identities.insertMany([{ _id: key, memberId, createdAt }], { session });
}

/** Gives rights up in the caller's transaction; only those the member really holds. */
export async function releaseIdentities(session: ClientSession, memberId: string, keys: string[]): Promise<void> {
  await Identities.deleteMany({ _id: { $in: keys }, memberId }, { session });
}
