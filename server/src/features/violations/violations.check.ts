import { setTimeout as delay } from "node:timers/promises";
import type { ClientSession } from "mongoose";
import type { ProviderRecord } from "../../gateways/violation-provider";
import { monotonicMs } from "../../platform/clock";
import type { Ctx } from "../../platform/context";
import { blindIndex, encrypt } from "../../platform/crypto";
import { inTransaction, isDuplicateKey } from "../../platform/db";
import { newId } from "../../platform/ids";
import { isOwnVehicle, type VehicleIdentity } from "../vehicles/vehicles.service";
import { type Asked, askProviders } from "./violations.ask";
import { type ViolationFacts, type ViolationReportDoc, ViolationReports, Violations } from "./violations.model";
import { isOwnProblem, NEXT_CHECK_MS, NEXT_TRY_MS } from "./violations.rules";

/*
 * One vehicle is asked about by one caller at a time, over all processes: a lease in its report. Everybody else who comes meanwhile waits
 * for that caller's result.
 */

const LEASE_MS = 60_000;
const WAIT_MS = 15_000;
const POLL_MS = 150;
const EPOCH = new Date(0);
/** A provider's clock may be a little ahead; a time further in the future is none. */
const AHEAD_MS = 86_400_000;

/** Checks that run in this process, by vehicle. */
const underway = new Map<string, Promise<void>>();

/** Asks about a vehicle and keeps what came; joins a check of it that is under way. */
export function checkVehicle(ctx: Ctx, vehicle: VehicleIdentity): Promise<void> {
  const joined = underway.get(vehicle.id);
  if (joined) return joined;
  const mine = check(ctx, vehicle).finally(() => underway.delete(vehicle.id));
  underway.set(vehicle.id, mine);
  return mine;
}

async function check(ctx: Ctx, vehicle: VehicleIdentity): Promise<void> {
  const leaseId = await takeLease(ctx, vehicle);
  if (leaseId === null) return waitForOther(vehicle.id);
  let asked: Asked = { kind: "problem", problem: "provider-down" };
  try {
    asked = await askProviders(ctx, vehicle);
  } finally {
    await inTransaction((session) => keep(ctx, session, { vehicle, leaseId, asked }));
  }
}

/** The id of the lease, or null while somebody else has it. */
async function takeLease(ctx: Ctx, { id, memberId }: VehicleIdentity): Promise<string | null> {
  const leaseId = newId();
  const leaseUntil = new Date(ctx.now.getTime() + LEASE_MS);
  const taken = await ViolationReports.updateOne(
    { _id: id, leaseUntil: { $lte: ctx.now } },
    { $set: { leaseId, leaseUntil } },
  );
  if (taken.modifiedCount === 1) return leaseId;
  try {
    const empty = { asOf: null, provider: null, triedAt: null, problem: null };
    await ViolationReports.insertMany([{ _id: id, memberId, ...empty, leaseId, leaseUntil, nextCheckAt: ctx.now }]);
    return leaseId;
  } catch (error) {
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}

async function waitForOther(vehicleId: string): Promise<void> {
  const startedMs = monotonicMs();
  const before = await ViolationReports.findById(vehicleId, { leaseId: 1 }).lean<ViolationReportDoc>();
  while (before?.leaseId != null && monotonicMs() - startedMs < WAIT_MS) {
    await delay(POLL_MS);
    const now = await ViolationReports.findById(vehicleId, { leaseId: 1 }).lean<ViolationReportDoc>();
    if (now?.leaseId !== before.leaseId) return;
  }
}

type Keeping = { vehicle: VehicleIdentity; leaseId: string; asked: Asked };

/** Writes what came, unless the vehicle has left its garage or the lease has gone to somebody else meanwhile. */
async function keep(ctx: Ctx, session: ClientSession, { vehicle, leaseId, asked }: Keeping): Promise<void> {
  const report = await ViolationReports.findOne({ _id: vehicle.id, leaseId }, null, {
    session,
  }).lean<ViolationReportDoc>();
  if (!report) return;
  if (!(await isOwnVehicle(session, { memberId: vehicle.memberId, vehicleId: vehicle.id }))) {
    await ViolationReports.deleteOne({ _id: vehicle.id }, { session });
    return;
  }
  const free = { leaseId: null, leaseUntil: EPOCH, triedAt: ctx.now };
  if (asked.kind === "problem") {
    // What its owner has to put right first gets no better by asking daily.
    const waitMs = isOwnProblem(asked.problem) ? NEXT_CHECK_MS : NEXT_TRY_MS;
    const set = { ...free, problem: asked.problem, nextCheckAt: new Date(ctx.now.getTime() + waitMs) };
    await ViolationReports.updateOne({ _id: vehicle.id }, { $set: set }, { session });
    return;
  }
  await keepRecords(ctx, session, { vehicle, records: asked.records, isBaseline: report.asOf === null });
  const nextCheckAt = new Date(ctx.now.getTime() + NEXT_CHECK_MS);
  const set = { ...free, problem: null, asOf: ctx.now, provider: asked.provider, nextCheckAt };
  await ViolationReports.updateOne({ _id: vehicle.id }, { $set: set }, { session });
}

type Records = { vehicle: VehicleIdentity; records: readonly ProviderRecord[]; isBaseline: boolean };

async function keepRecords(ctx: Ctx, session: ClientSession, { vehicle, records, isBaseline }: Records): Promise<void> {
  const { id: vehicleId, memberId } = vehicle;
  const byId = new Map(records.map((record) => [recordId(ctx, vehicleId, record), record]));
  const gone = { vehicleId, isListed: true, _id: { $nin: [...byId.keys()] } };
  await Violations.updateMany(gone, { $set: { isListed: false } }, { session });
  const first = { vehicleId, memberId, foundAt: ctx.now, isBaseline };
  const writes = [...byId].map(([_id, record]) => ({
    updateOne: {
      filter: { _id },
      update: { $set: { ...toStored(ctx, record), isListed: true }, $setOnInsert: first },
      upsert: true,
    },
  }));
  if (writes.length > 0) await Violations.bulkWrite(writes, { session });
}

/** Time and place tell records apart; without both, what happened does. */
function recordId(ctx: Ctx, vehicleId: string, { occurredAt, area, act, code }: ProviderRecord): string {
  const key = occurredAt || area ? [occurredAt?.toISOString(), area] : [act, code];
  return `${vehicleId}:${blindIndex(ctx.keys, "violations.record", JSON.stringify(key))}`;
}

function toStored(ctx: Ctx, record: ProviderRecord) {
  const { area, act, archiveNo, city, occurredAt, code, points, fineFen, handled } = record;
  const facts: ViolationFacts = { area, act, archiveNo, city };
  const isFuture = occurredAt !== null && occurredAt.getTime() > ctx.now.getTime() + AHEAD_MS;
  return {
    occurredAt: isFuture ? null : occurredAt,
    code,
    points,
    fineFen,
    handled,
    factsEnc: encrypt(ctx.keys, JSON.stringify(facts), "violations.facts"),
  };
}
