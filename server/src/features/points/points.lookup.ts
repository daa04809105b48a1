import type { ClientSession } from "mongoose";
import { type Posting, Postings } from "./points.model";

/** Points of postings by id, in the caller's snapshot; unknown ids are left out. For the proofs of what was paid. */
export async function pointsOfPostings(
  session: ClientSession,
  postingIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await Postings.find({ _id: { $in: [...postingIds] } }, { points: 1 }, { session }).lean<
    Pick<Posting, "_id" | "points">[]
  >();
  return new Map(rows.map((row) => [row._id, row.points]));
}
