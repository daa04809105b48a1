import { setTimeout as delay } from "node:timers/promises";
import { shanghaiDay } from "@club/shared/time";
import { monotonicMs } from "../../platform/clock";
import type { Ctx } from "../../platform/context";
import { isDuplicateKey } from "../../platform/db";
import { AppError } from "../../platform/problem";
import type { VehicleIdentity } from "../vehicles/vehicles.service";
import { hasAsksLeft } from "./violations.allowance";
import { checkVehicle } from "./violations.check";
import { type RefreshQuota, RefreshQuotas, type ViolationReportDoc, ViolationReports } from "./violations.model";
import { refreshFault } from "./violations.rules";
import { closedBecause } from "./violations.switch";

/*
 * One manual refresh a day and vehicle: a document whose _id is vehicle : day. A try that brought nothing may be repeated (see
 * violations.rules). Refreshes that come together are one.
 */

const KEEP_MS = 2 * 86_400_000;
const RUNNING_MS = 60_000;
const WAIT_MS = 15_000;
const POLL_MS = 150;

/** Refreshes that run in this process, by vehicle. */
const underway = new Map<string, Promise<void>>();

/** Refreshes a vehicle by hand, or joins the refresh under way. @throws violations.refreshed-today, violations.off */
export function takeRefresh(ctx: Ctx, vehicle: VehicleIdentity): Promise<void> {
  const joined = underway.get(vehicle.id);
  if (joined) return joined;
  const mine = refresh(ctx, vehicle).finally(() => underway.delete(vehicle.id));
  underway.set(vehicle.id, mine);
  return mine;
}

/** Today's refreshes of a vehicle, or null. */
export function quotaOf(vehicleId: string, day: string): Promise<RefreshQuota | null> {
  return RefreshQuotas.findById(`${vehicleId}:${day}`).lean<RefreshQuota>().exec();
}

async function refresh(ctx: Ctx, vehicle: VehicleIdentity): Promise<void> {
  const closed = await closedBecause(ctx);
  if (closed === "switched-off") throw new AppError("violations.off");
  if (closed !== null) return;
  const quota = await quotaOf(vehicle.id, shanghaiDay(ctx.now));
  if (isRunning(quota, ctx.now)) return waitForOther(vehicle.id, ctx.now);
  const report = await ViolationReports.findById(vehicle.id).lean<ViolationReportDoc>();
  const facts = { quota, report, identifiedAt: vehicle.identifiedAt, hasAsksLeft: await hasAsksLeft(ctx, vehicle) };
  const whyNot = refreshFault(facts, ctx.now);
  if (whyNot) throw new AppError("violations.refreshed-today", { whyNot });
  // Somebody in another process was faster by a moment: their refresh is ours.
  if (!(await takeQuota(vehicle.id, quota, ctx.now))) return waitForOther(vehicle.id, ctx.now);
  try {
    await checkVehicle(ctx, vehicle);
  } finally {
    const _id = `${vehicle.id}:${shanghaiDay(ctx.now)}`;
    await RefreshQuotas.updateOne({ _id }, { $set: { isRunning: false } });
  }
}

function isRunning(quota: RefreshQuota | null, now: Date): boolean {
  return quota?.isRunning === true && now.getTime() - quota.lastAt.getTime() < RUNNING_MS;
}

/** Takes one refresh of today; false when somebody else took it since `seen` was read. */
async function takeQuota(vehicleId: string, seen: RefreshQuota | null, now: Date): Promise<boolean> {
  const _id = `${vehicleId}:${shanghaiDay(now)}`;
  if (seen) {
    const taken = await RefreshQuotas.updateOne(
      { _id, count: seen.count },
      { $set: { lastAt: now, isRunning: true }, $inc: { count: 1 } },
    );
    return taken.modifiedCount === 1;
  }
  try {
    const expiresAt = new Date(now.getTime() + KEEP_MS);
    await RefreshQuotas.insertMany([{ _id, count: 1, lastAt: now, isRunning: true, expiresAt }]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

async function waitForOther(vehicleId: string, now: Date): Promise<void> {
  const startedMs = monotonicMs();
  while (monotonicMs() - startedMs < WAIT_MS) {
    const quota = await quotaOf(vehicleId, shanghaiDay(now));
    if (quota?.isRunning !== true) return;
    await delay(POLL_MS);
  }
}
