import { monotonicMs } from "../../platform/clock";
import { atPresent, type Ctx } from "../../platform/context";
import type { Job } from "../../platform/jobs";
import { isAppError } from "../../platform/problem";
import { getVehicleIdentity } from "../vehicles/vehicles.service";
import { checkVehicle } from "./violations.check";
import { fetchCities } from "./violations.cities";
import { type ViolationReportDoc, ViolationReports } from "./violations.model";
import { NEXT_CHECK_MS, NEXT_TRY_MS } from "./violations.rules";
import { closedBecause, getSettings } from "./violations.switch";

const BATCH = 50;
/** A run ends after this long; the next one goes on. */
const RUN_MS = 45_000;

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
 * Every vehicle is checked at its own instant, as a run waits for providers; and its next time is written just before, so that a run
 * that is cut off passes nobody over.
 */
export async function checkInBackground(ctx: Ctx): Promise<{ checked: number }> {
  const endsAtMs = monotonicMs() + RUN_MS;
  const goesOn = () => monotonicMs() < endsAtMs && !ctx.isStopping?.();
  let checked = 0;
  while (goesOn() && (await getSettings()).isBackgroundOn && (await closedBecause(atPresent(ctx))) === null) {
    const due = await ViolationReports.find({ nextCheckAt: { $lte: ctx.now } }, { memberId: 1 })
      .sort({ nextCheckAt: 1, _id: 1 })
      .limit(BATCH)
      .lean<Due[]>();
    if (due.length === 0) break;
    checked += await checkBatch(ctx, due, goesOn);
  }
  return { checked };
}

type Due = Pick<ViolationReportDoc, "_id" | "memberId">;

async function checkBatch(ctx: Ctx, due: readonly Due[], goesOn: () => boolean): Promise<number> {
  const owners = due.map(({ memberId }) => memberId);
  const wanting = (await ctx.hooks.wantsViolationChecks?.(ctx, owners)) ?? new Set<string>();
  const unwanted = due.filter(({ memberId }) => !wanting.has(memberId)).map(({ _id }) => _id);
  await lookAgainIn(ctx, unwanted, NEXT_CHECK_MS);
  let checked = 0;
  for (const { _id: vehicleId, memberId } of due) {
    if (!wanting.has(memberId)) continue;
    if (!goesOn()) break;
    const present = atPresent(ctx);
    // Whatever happens now, the others come first; what comes of the check says when it is this one's turn again.
    await lookAgainIn(present, [vehicleId], NEXT_TRY_MS);
    if (await checkOne(present, { memberId, vehicleId })) checked += 1;
  }
  return checked;
}

async function lookAgainIn(ctx: Ctx, vehicleIds: readonly string[], waitMs: number): Promise<void> {
  if (vehicleIds.length === 0) return;
  const nextCheckAt = new Date(ctx.now.getTime() + waitMs);
  await ViolationReports.updateMany({ _id: { $in: [...vehicleIds] } }, { $set: { nextCheckAt } });
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
