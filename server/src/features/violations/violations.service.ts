import type { InputOf, OutputOf } from "@club/shared/http";
import { shanghaiDay } from "@club/shared/time";
import {
  type getVehicleViolations,
  type getViolationConfig,
  type listMyViolationSummaries,
  VIOLATION_CACHE_HOURS,
  VIOLATION_DISCLOSURE,
  VIOLATION_GUIDANCE,
  type ViolationItem,
  type ViolationProblem,
  type ViolationReport,
  type ViolationState,
} from "@club/shared/violations";
import type { ClientSession } from "mongoose";
import { violationPrefixOf } from "../../gateways/violation-cities";
import { type Ctx, memberActor } from "../../platform/context";
import { getVehicleIdentity, type VehicleIdentity, vehicleIdentitiesOf } from "../vehicles/vehicles.service";
import { hasAsksLeft } from "./violations.allowance";
import { checkVehicle } from "./violations.check";
import { ruleOf } from "./violations.cities";
import { type ViolationReportDoc, ViolationReports, Violations } from "./violations.model";
import { quotaOf, takeRefresh } from "./violations.quota";
import { listedItems, listedOf } from "./violations.records";
import { isCheckDue, isWithinCache, PROBLEM_SENTENCES, refreshFault, sentenceOf, totalsOf } from "./violations.rules";
import { closedBecause, switchView } from "./violations.switch";

/** Whether clients show the feature at all. */
export async function getConfig(ctx: Ctx): Promise<OutputOf<typeof getViolationConfig>> {
  const closed = await closedBecause(ctx);
  const isOn = closed !== "switched-off";
  return {
    isOn,
    sentence: closed === null ? "违章查询已开放。" : PROBLEM_SENTENCES[closed],
    guidance: VIOLATION_GUIDANCE,
    disclosure: VIOLATION_DISCLOSURE,
    cacheHours: VIOLATION_CACHE_HOURS,
  };
}

/** What is known about the caller's vehicles; asks nobody. */
export async function listOwnSummaries(ctx: Ctx): Promise<OutputOf<typeof listMyViolationSummaries>> {
  const { state } = await switchView(ctx);
  const isOn = state === "on" || state === "budget";
  if (!isOn) return { isOn, items: [] };
  const vehicles = await vehicleIdentitiesOf(ctx, memberActor(ctx).id);
  const ids = vehicles.map(({ id }) => id);
  const reports = await ViolationReports.find({ _id: { $in: ids } }).lean<ViolationReportDoc[]>();
  const asOf = new Map(reports.map((report) => [report._id, report.asOf]));
  const listed = await listedOf(ids);
  const items = vehicles.map(({ id, plate }) => {
    const at = asOf.get(id) ?? null;
    return { vehicleId: id, plate, asOf: at?.toISOString() ?? null, totals: at && totalsOf(listed.get(id) ?? []) };
  });
  return { isOn, items };
}

type OfVehicle = InputOf<typeof getVehicleViolations>;

/**
 * One of the caller's vehicles; asks the provider when the last answer is older than 18 hours. Where today's asks are used up the last
 * answer is shown, and when it may be asked again. @throws vehicles.not-found
 */
export async function getOwnReport(ctx: Ctx, { vehicleId }: OfVehicle): Promise<ViolationReport> {
  const vehicle = await getVehicleIdentity(ctx, { memberId: memberActor(ctx).id, vehicleId });
  const closed = await closedBecause(ctx);
  const before = await reportOf(vehicle.id);
  const isWanted = closed === null && isCheckDue(before, vehicle.identifiedAt, ctx.now);
  if (!isWanted) return present(ctx, { vehicle, closed, wasAsked: false });
  if (!(await hasAsksLeft(ctx, vehicle))) return present(ctx, { vehicle, closed: "asked-today", wasAsked: false });
  await checkVehicle(ctx, vehicle);
  return present(ctx, { vehicle, closed: await closedBecause(ctx), wasAsked: true });
}

/** Asks the provider now. @throws vehicles.not-found, violations.refreshed-today, violations.off */
export async function refreshOwn(ctx: Ctx, { vehicleId }: OfVehicle): Promise<ViolationReport> {
  const vehicle = await getVehicleIdentity(ctx, { memberId: memberActor(ctx).id, vehicleId });
  await takeRefresh(ctx, vehicle);
  return present(ctx, { vehicle, closed: await closedBecause(ctx), wasAsked: true });
}

type Presenting = { vehicle: VehicleIdentity; closed: ViolationProblem | null; wasAsked: boolean };

async function present(ctx: Ctx, { vehicle, closed, wasAsked }: Presenting): Promise<ViolationReport> {
  const report = await reportOf(vehicle.id);
  const isHidden = closed === "switched-off";
  const asOf = isHidden ? null : (report?.asOf ?? null);
  const state = stateOf({ report, asOf, wasAsked }, ctx.now);
  const items = asOf === null ? [] : await listedItems(ctx, vehicle.id);
  const totals = asOf === null ? null : totalsOf(items);
  const isOld = state === "stale" || state === "unavailable";
  const problem = isOld ? (closed ?? report?.problem ?? null) : null;
  return {
    vehicleId: vehicle.id,
    plate: vehicle.plate,
    state,
    sentence: sentenceOf({ state, problem, asOf, totals }, ctx.now),
    problem,
    guidance: VIOLATION_GUIDANCE,
    asOf: asOf?.toISOString() ?? null,
    refresh: await refreshOf(ctx, { vehicle, report, closed }),
    needs: await needsOf(ctx, vehicle.plate),
    totals,
    items: newestFirst(items),
  };
}

type Standing = { report: ViolationReportDoc | null; asOf: Date | null; wasAsked: boolean };

function stateOf({ report, asOf, wasAsked }: Standing, now: Date): ViolationState {
  if (asOf === null) return "unavailable";
  const isTroubled = report?.problem != null;
  if (wasAsked && !isTroubled) return "fresh";
  if (wasAsked && isTroubled) return "stale";
  return isWithinCache({ asOf }, now) ? "cached" : "stale";
}

async function refreshOf(
  ctx: Ctx,
  of: { vehicle: VehicleIdentity; report: ViolationReportDoc | null; closed: ViolationProblem | null },
): Promise<ViolationReport["refresh"]> {
  if (of.closed) return { isAllowed: false, whyNot: PROBLEM_SENTENCES[of.closed] };
  const quota = await quotaOf(of.vehicle.id, shanghaiDay(ctx.now));
  const facts = { quota, report: of.report, identifiedAt: of.vehicle.identifiedAt };
  const whyNot = refreshFault({ ...facts, hasAsksLeft: await hasAsksLeft(ctx, of.vehicle) }, ctx.now);
  return { isAllowed: whyNot === null, whyNot };
}

/** What the first provider that serves the city asks for. */
async function needsOf(ctx: Ctx, plate: string): Promise<ViolationReport["needs"]> {
  const prefix = violationPrefixOf(plate);
  if (prefix === null) return null;
  for (const { name } of ctx.gateways.violations.providers) {
    const rule = await ruleOf(name, prefix);
    if (rule?.isOpen && rule.providerCity !== null) {
      return { vinDigits: rule.vinDigits, engineDigits: rule.engineDigits };
    }
  }
  return null;
}

/** Newest first; those whose time is not known last. */
function newestFirst(items: ViolationItem[]): ViolationItem[] {
  return items.sort((a, b) => ((a.occurredAt ?? "") < (b.occurredAt ?? "") ? 1 : -1));
}

function reportOf(vehicleId: string): Promise<ViolationReportDoc | null> {
  return ViolationReports.findById(vehicleId).lean<ViolationReportDoc>().exec();
}

/** Forgets what is known about a vehicle, in the transaction in which it leaves its garage. */
export async function removeViolationsOfVehicle(_ctx: Ctx, session: ClientSession, vehicleId: string): Promise<void> {
  await ViolationReports.deleteOne({ _id: vehicleId }, { session });
  await Violations.deleteMany({ vehicleId }, { session });
}

/** The same for all vehicles of a member, in the transaction that closes the account. */
export async function removeViolationsOfMember(_ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  await ViolationReports.deleteMany({ memberId }, { session });
  await Violations.deleteMany({ memberId }, { session });
}
