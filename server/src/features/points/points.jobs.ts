import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import type { Job } from "../../platform/jobs";
import { closeBooks, lotsOf, openBooks, postLapse } from "./points.ledger";
import { type PointsLot, PointsLots } from "./points.model";

const BATCH = 100;

export const pointsJobs: Job[] = [
  { name: "points.lapse", everySeconds: 300, run: async (ctx) => void (await lapseDueLots(ctx)) },
];

/**
 * Takes what has lapsed out of the balances, a hundred members to a transaction; answers how many lots. One posting per member
 * and month, which names the lot. May be cut off and run again: what is done has nothing left.
 */
export async function lapseDueLots(ctx: Ctx): Promise<number> {
  let lapsed = 0;
  while (!ctx.isStopping?.()) {
    const due = await PointsLots.find({ left: { $gt: 0 }, expiresAt: { $lte: ctx.now } }, { memberId: 1 })
      .sort({ expiresAt: 1, _id: 1 })
      .limit(BATCH)
      .lean<Pick<PointsLot, "_id" | "memberId">[]>();
    if (due.length === 0) break;
    lapsed += await lapseLotsOf(ctx, [...new Set(due.map((lot) => lot.memberId))]);
  }
  return lapsed;
}

/** Every lot of these members whose time is over. */
async function lapseLotsOf(ctx: Ctx, memberIds: readonly string[]): Promise<number> {
  return inTransaction(async (session) => {
    const books = await openBooks(session, memberIds);
    const due = memberIds.flatMap((memberId) => lotsOf(books, memberId)).filter((lot) => lot.expiresAt <= ctx.now);
    due.sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
    for (const { _id, memberId, left } of due) {
      const ref = { kind: "lot", id: _id };
      postLapse(books, { memberId, lots: [{ lotId: _id, points: left }], reason: "lapsed", note: null, ref }, ctx.now);
    }
    await closeBooks(session, books);
    return due.length;
  });
}
