import type { InputOf } from "@club/shared/http";
import type { recordInspection, VehicleEnd, VehicleView } from "@club/shared/vehicles";
import type { ClientSession } from "mongoose";
import { type Ctx, memberActor } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import type { VehicleDoc } from "./vehicles.model";
import { changeVehicle, defaultVehicleOf, findOwn } from "./vehicles.service";
import { toVehicleView } from "./vehicles.views";

/*
 * The ends of a vehicle move on when something was done: to what is printed, or to an estimate that says that it is one.
 */

type Mine = { memberId: string; vehicleId: string };

/** The inspection is done: the printed date moves on. @throws vehicles.not-found, vehicles.inspection-not-later */
export async function recordOwnInspection(ctx: Ctx, input: InputOf<typeof recordInspection>): Promise<VehicleView> {
  const memberId = memberActor(ctx).id;
  const { vehicleId, inspectionValidUntilOn } = input;
  const done = { memberId, vehicleId, validUntil: inspectionValidUntilOn };
  const after = await inTransaction((session) => recordInspectionDone(ctx, session, done));
  return toVehicleView(ctx.keys, after, await defaultVehicleOf(memberId));
}

/** The same in the caller's transaction; the date that is printed there already changes nothing, and any is better than an estimate. */
export async function recordInspectionDone(
  ctx: Ctx,
  session: ClientSession,
  { memberId, vehicleId, validUntil }: Mine & { validUntil: string },
): Promise<VehicleDoc> {
  const before = await findOwn(memberId, vehicleId, session);
  const known = isEstimated(before, "inspectionValidUntilOn") ? null : before.inspectionValidUntilOn;
  if (known === validUntil) return before;
  if (known !== null && known > validUntil) throw new AppError("vehicles.inspection-not-later", { known });
  return changeVehicle(ctx, session, { memberId, vehicleId, set: { inspectionValidUntilOn: validUntil } });
}

/** A new end as it is printed, in the caller's transaction. @throws vehicles.not-found */
export async function saveVehicleEnd(
  ctx: Ctx,
  session: ClientSession,
  { memberId, vehicleId, end, on }: Mine & { end: VehicleEnd; on: string },
): Promise<void> {
  await changeVehicle(ctx, session, { memberId, vehicleId, set: { [end]: on } });
}

/**
 * What was due on a day is done and nobody said until when: the estimate takes its place, or nothing when none can be made; a later
 * date that stands there by now stays. In the caller's transaction. @throws vehicles.not-found
 */
export async function estimateVehicleEnd(
  ctx: Ctx,
  session: ClientSession,
  { memberId, vehicleId, end, dueOn, on }: Mine & { end: VehicleEnd; dueOn: string; on: string | null },
): Promise<void> {
  const known = (await findOwn(memberId, vehicleId, session))[end];
  if (known !== null && known > dueOn) return;
  await changeVehicle(ctx, session, { memberId, vehicleId, set: { [end]: on }, isEstimate: on !== null });
}

function isEstimated(vehicle: VehicleDoc, end: VehicleEnd): boolean {
  return vehicle.estimatedEnds?.includes(end) === true;
}
