import type { Ctx } from "../../platform/context";
import type { Job } from "../../platform/jobs";
import { isAppError } from "../../platform/problem";
import { getVehicleIdentity } from "../vehicles/vehicles.service";
import { checkVehicle } from "./violations.check";
import { fetchCities } from "./violations.cities";
import { type ViolationReportDoc, ViolationReports } from "./violations.model";
import { closedBecause, getSettings } from "./violations.switch";

const BATCH = 50;
/** Vehicles looked at in one run, so that the other jobs get their turn. */
const MAX_PER_RUN = 200;
/** Owners who do not want to be told are asked about again after this long. */
const UNWANTED_MS = 7 * 86_400_000;

/** What runs by itself here: the providers' lists of cities, once a day, and the checks that members and staff want. */
export const violationsJobs: readonly Job[] = [
  { name: "violations.cities", everySeconds: 86_400, run: fetchAllCities },
  { name: "violations.background", everySeconds: 600, run: async (ctx) => void (await checkInBackground(ctx)) },
];

async function fetchAllCities(ctx: Ctx): Promise<void> {
  for (const provider of ctx.gateways.violations.providers) {
    const fetched = await fetchCities(ctx, provider);
    if (fetched && fetched.answer.outcome !== "records") {
      ctx.log.warn({ provider: provider.name, outcome: fetched.answer.outcome }, "list of cities not fetched");
    }
  }
}

/**
 * Checks vehicles that were asked about before, once a week, where staff have switched this on and the owner wants to be told of new
 * violations; the longest waiting first, in small batches, until none is due, the run is long enough or the budget is used up.
 * Cut off, the next run goes on: every vehicle's next time is written when it has been looked at.
 */
export async function checkInBackground(ctx: Ctx): Promise<{ checked: number }> {
  let [seen, checked] = [0, 0];
  while (seen < MAX_PER_RUN && (await getSettings()).isBackgroundOn && (await closedBecause(ctx)) === null) {
    const due = await ViolationReports.find({ nextCheckAt: { $lte: ctx.now } }, { memberId: 1 })
      .sort({ nextCheckAt: 1, _id: 1 })
      .limit(BATCH)
      .lean<Pick<ViolationReportDoc, "_id" | "memberId">[]>();
    if (due.length === 0) break;
    checked += await checkBatch(ctx, due);
    seen += due.length;
  }
  return { checked };
}

async function checkBatch(ctx: Ctx, due: readonly Pick<ViolationReportDoc, "_id" | "memberId">[]): Promise<number> {
  const owners = due.map(({ memberId }) => memberId);
  const wanting = (await ctx.hooks.wantsViolationChecks?.(ctx, owners)) ?? new Set<string>();
  // First of all: whatever happens now, nobody is looked at again before the next ones.
  const nextCheckAt = new Date(ctx.now.getTime() + UNWANTED_MS);
  await ViolationReports.updateMany({ _id: { $in: due.map(({ _id }) => _id) } }, { $set: { nextCheckAt } });
  let checked = 0;
  for (const { _id: vehicleId, memberId } of due) {
    if (wanting.has(memberId) && (await checkOne(ctx, { memberId, vehicleId }))) checked += 1;
  }
  return checked;
}

/** False when the vehicle has left its garage meanwhile. */
async function checkOne(ctx: Ctx, of: { memberId: string; vehicleId: string }): Promise<boolean> {
  try {
    await checkVehicle(ctx, await getVehicleIdentity(ctx, of));
    return true;
  } catch (error) {
    if (isAppError(error, "vehicles.not-found")) return false;
    throw error;
  }
}
