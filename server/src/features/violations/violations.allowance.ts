import { DAY_MS, shanghaiDay } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { isDuplicateKey } from "../../platform/db";
import type { VehicleIdentity } from "../vehicles/vehicles.service";
import { type AskCount, AskCounts } from "./violations.model";

/*
 * How often a provider is paid for one member's vehicles on a day, whoever asks: the page, a refresh by hand or the background. Counted
 * by plate, not by vehicle, so that one that is removed and added again has no more; and by member, so that changing plates helps nobody.
 */

const ASKS_PER_PLATE = 4;
const ASKS_PER_MEMBER = 16;
const KEEP_MS = 2 * DAY_MS;

type Asker = Pick<VehicleIdentity, "memberId" | "plateBlind">;

function limitsOf({ memberId, plateBlind }: Asker, now: Date): { _id: string; limit: number }[] {
  const day = shanghaiDay(now);
  return [
    { _id: `${memberId}:${plateBlind}:${day}`, limit: ASKS_PER_PLATE },
    { _id: `${memberId}:${day}`, limit: ASKS_PER_MEMBER },
  ];
}

/** Whether a provider may still be asked today. */
export async function hasAsksLeft(ctx: Ctx, asker: Asker): Promise<boolean> {
  const limits = limitsOf(asker, ctx.now);
  const rows = await AskCounts.find({ _id: { $in: limits.map(({ _id }) => _id) } }).lean<AskCount[]>();
  return rows.every(({ _id, count }) => limits.every((one) => one._id !== _id || count < one.limit));
}

/** Takes one of today's asks, before anything is paid; false when there is none. */
export async function takeAsk(ctx: Ctx, asker: Asker): Promise<boolean> {
  for (const limit of limitsOf(asker, ctx.now)) if (!(await takeOne(ctx, limit))) return false;
  return true;
}

async function takeOne(ctx: Ctx, { _id, limit }: { _id: string; limit: number }): Promise<boolean> {
  const take = () => AskCounts.updateOne({ _id, count: { $lt: limit } }, { $inc: { count: 1 } });
  if ((await take()).modifiedCount === 1) return true;
  try {
    await AskCounts.insertMany([{ _id, count: 1, expiresAt: new Date(ctx.now.getTime() + KEEP_MS) }]);
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (await take()).modifiedCount === 1;
  }
}
