import type { InputOf, OutputOf } from "@club/shared/http";
import type { InspectionCategory } from "@club/shared/inspection";
import { plateTypeFault } from "@club/shared/plate-types";
import { formatPlate } from "@club/shared/plates";
import {
  type listMyVehicles,
  MAX_VEHICLES,
  type updateVehicle,
  VEHICLE_ENDS,
  type VehicleEnd,
  type VehicleView,
} from "@club/shared/vehicles";
import type { ClientSession } from "mongoose";
import { type Ctx, memberActor } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { type LicenceDueFacts, licenceFactsOf } from "./licences.service";
import { type Garage, Garages, type LicenceDoc, Licences, type VehicleDoc, Vehicles } from "./vehicles.model";
import { assertPast, givenDetails } from "./vehicles.rules";
import { encryptOf, readPlate, readSecret, toVehicleView } from "./vehicles.views";

/** What reminders decide by. Days are Shanghai days and inclusive. */
type VehicleDueFacts = {
  id: string;
  memberId: string;
  /** For texts: the nickname, else brand and model, else the plate. */
  name: string;
  plate: string;
  plateType: string;
  cityCode: string;
  use: InspectionCategory;
  seats: number | null;
  energy: string | null;
  registeredOn: string | null;
  manufacturedOn: string | null;
  hadInjuryAccident: boolean;
  wasIllegallyModified: boolean;
  inspectionValidUntil: string | null;
  compulsoryUntil: string | null;
  commercialUntil: string | null;
  estimatedEnds: readonly VehicleEnd[];
  updatedAt: Date;
};
/** What a provider of violations is asked with. */
export type VehicleIdentity = {
  id: string;
  memberId: string;
  plate: string;
  plateBlind: string;
  plateType: string;
  vin: string | null;
  engineNo: string | null;
  identifiedAt: Date;
};
const MAX_GARAGES = 200;

/** The caller's vehicles, the usual one first, then as they were added. */
export async function listOwnVehicles(ctx: Ctx): Promise<OutputOf<typeof listMyVehicles>> {
  const memberId = memberActor(ctx).id;
  const [rows, defaultId] = [await vehicleRows(memberId), await defaultVehicleOf(memberId)];
  const items = rows.map((row) => toVehicleView(ctx.keys, row, defaultId));
  return { items: items.sort((a, b) => Number(b.isDefault) - Number(a.isDefault)), maxVehicles: MAX_VEHICLES };
}

/** One of the caller's. @throws vehicles.not-found */
export async function getOwnView(ctx: Ctx, input: { vehicleId: string }): Promise<VehicleView> {
  const memberId = memberActor(ctx).id;
  return toVehicleView(ctx.keys, await findOwn(memberId, input.vehicleId), await defaultVehicleOf(memberId));
}

type Change = InputOf<typeof updateVehicle>;

/**
 * Corrects a vehicle; null empties a field.
 * @throws vehicles.not-found, vehicles.nothing-to-change, vehicles.date-in-future, vehicles.plate-type-contradicts
 */
export async function updateOwn(ctx: Ctx, input: Change): Promise<VehicleView> {
  const memberId = memberActor(ctx).id;
  const { vehicleId, isDefault } = input;
  const isEmpty =
    Object.keys(givenDetails(input)).length === 0 && input.vin === undefined && input.engineNo === undefined;
  if (isEmpty && !isDefault) throw new AppError("vehicles.nothing-to-change");
  assertPast(input, ctx.now);
  return inTransaction(async (session) => {
    const before = await findOwn(memberId, vehicleId, session);
    const fault = input.plateType === undefined ? null : plateTypeFault(readPlate(ctx.keys, before), input.plateType);
    if (fault) throw new AppError("vehicles.plate-type-contradicts", { reason: fault });
    if (isDefault) await Garages.updateOne({ _id: memberId }, { $set: { defaultVehicleId: vehicleId } }, { session });
    const after = await changeVehicle(ctx, session, { memberId, vehicleId, set: changesOf(ctx, input, before) });
    return toVehicleView(ctx.keys, after, await defaultVehicleOf(memberId, session));
  });
}

/** What a provider is asked with counts as changed only where it is another value: asking again costs money. */
function changesOf(ctx: Ctx, input: Change, before: VehicleDoc): Partial<VehicleDoc> {
  const secret = (field: "vin" | "engineNo") => {
    const value = input[field];
    if (value === undefined || value === readSecret(ctx.keys, before, field)) return {};
    return { [`${field}Enc`]: value === null ? null : encryptOf(ctx.keys, field, value) };
  };
  const secrets = { ...secret("vin"), ...secret("engineNo") };
  const isOtherType = input.plateType !== undefined && input.plateType !== before.plateType;
  const identifies = Object.keys(secrets).length > 0 || isOtherType;
  return { ...givenDetails(input), ...secrets, ...(identifies && { identifiedAt: ctx.now }) } as Partial<VehicleDoc>;
}

type Changing = { memberId: string; vehicleId: string; set: Partial<VehicleDoc>; isEstimate?: boolean };

/** Writes fields of a vehicle, in the caller's transaction; its ends among them are estimates from then on, or none any more. */
export async function changeVehicle(
  ctx: Ctx,
  session: ClientSession,
  { memberId, vehicleId, set, isEstimate = false }: Changing,
): Promise<VehicleDoc> {
  const ends = VEHICLE_ENDS.filter((end) => set[end] !== undefined);
  const mark = isEstimate
    ? { $addToSet: { estimatedEnds: { $each: ends } } }
    : { $pull: { estimatedEnds: { $in: ends } } };
  const after = await Vehicles.findOneAndUpdate(
    { _id: vehicleId, memberId },
    { $set: { ...set, updatedAt: ctx.now }, ...(ends.length > 0 && mark) },
    { session, returnDocument: "after" },
  ).lean<VehicleDoc>();
  if (!after) throw new AppError("vehicles.not-found");
  await ctx.hooks.afterGarageChange?.(ctx, session, memberId);
  return after;
}

/** What identifies a member's own vehicle, in plain text: for the gateway only. @throws vehicles.not-found */
export async function getVehicleIdentity(
  ctx: Ctx,
  of: { memberId: string; vehicleId: string },
): Promise<VehicleIdentity> {
  return toIdentity(ctx, await findOwn(of.memberId, of.vehicleId));
}

/** The same for all vehicles of a member, as they were added. */
export async function vehicleIdentitiesOf(ctx: Ctx, memberId: string): Promise<VehicleIdentity[]> {
  return (await vehicleRows(memberId)).map((row) => toIdentity(ctx, row));
}

function toIdentity(ctx: Ctx, row: VehicleDoc): VehicleIdentity {
  return {
    id: row._id,
    memberId: row.memberId,
    plate: readPlate(ctx.keys, row),
    plateBlind: row.plateBlind,
    plateType: row.plateType,
    vin: readSecret(ctx.keys, row, "vin"),
    engineNo: readSecret(ctx.keys, row, "engineNo"),
    identifiedAt: row.identifiedAt,
  };
}

/** Plates by vehicle id, in plain text for their owners' messages; vehicles that are gone are left out. */
export async function platesOfVehicles(ctx: Ctx, vehicleIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await Vehicles.find({ _id: { $in: [...new Set(vehicleIds)] } }, { plateEnc: 1 }).lean<
    Pick<VehicleDoc, "_id" | "plateEnc">[]
  >();
  return new Map(rows.map((row) => [row._id, readPlate(ctx.keys, row)]));
}

/** Everything of a member that falls due. */
export type GarageFacts = { vehicles: VehicleDueFacts[]; licence: LicenceDueFacts | null };

/** Garages and licences of at most 200 members in two reads; members without either have an empty garage. */
export async function garagesOfMembers(ctx: Ctx, memberIds: readonly string[]): Promise<Map<string, GarageFacts>> {
  if (memberIds.length > MAX_GARAGES) throw new RangeError(`at most ${MAX_GARAGES} members at once`);
  const garages = new Map<string, GarageFacts>(memberIds.map((id) => [id, { vehicles: [], licence: null }]));
  const rows = await Vehicles.find({ memberId: { $in: [...garages.keys()] } }).lean<VehicleDoc[]>();
  rows.sort((a, b) => a.addedAt.getTime() - b.addedAt.getTime() || (a._id < b._id ? -1 : 1));
  for (const row of rows) garages.get(row.memberId)?.vehicles.push(toDueFacts(ctx, row));
  const licences = await Licences.find({ _id: { $in: [...garages.keys()] } }).lean<LicenceDoc[]>();
  for (const licence of licences) {
    const garage = garages.get(licence._id);
    if (garage) garage.licence = licenceFactsOf(ctx, licence);
  }
  return garages;
}

function toDueFacts(ctx: Ctx, row: VehicleDoc): VehicleDueFacts {
  const plate = readPlate(ctx.keys, row);
  const { cityCode, plateType, use, seats, energy, registeredOn, manufacturedOn } = row;
  const product = [row.brand, row.model].filter((part) => part !== null).join(" ");
  return {
    id: row._id,
    memberId: row.memberId,
    name: row.nickname ?? (product === "" ? formatPlate(plate) : product),
    ...{ plate, plateType, cityCode, use, seats, energy, registeredOn, manufacturedOn },
    hadInjuryAccident: row.hadInjuryAccident,
    wasIllegallyModified: row.wasIllegallyModified,
    inspectionValidUntil: row.inspectionValidUntilOn,
    compulsoryUntil: row.compulsoryUntilOn,
    commercialUntil: row.commercialUntilOn,
    estimatedEnds: row.estimatedEnds ?? [],
    updatedAt: row.updatedAt,
  };
}

function vehicleRows(memberId: string): Promise<VehicleDoc[]> {
  return Vehicles.find({ memberId }).sort({ addedAt: 1, _id: 1 }).lean<VehicleDoc[]>().exec();
}

/** A vehicle of a member. @throws vehicles.not-found */
export async function findOwn(
  memberId: string,
  vehicleId: string,
  session: ClientSession | null = null,
): Promise<VehicleDoc> {
  const row = await Vehicles.findOne({ _id: vehicleId, memberId }, null, { session }).lean<VehicleDoc>();
  if (!row) throw new AppError("vehicles.not-found");
  return row;
}

/** Which of a member's vehicles is the usual one, or null. */
export async function defaultVehicleOf(memberId: string, session: ClientSession | null = null): Promise<string | null> {
  return (await Garages.findById(memberId, null, { session }).lean<Garage>())?.defaultVehicleId ?? null;
}

/** Whether a vehicle still stands in a member's garage, in the caller's transaction. */
export async function isOwnVehicle(
  session: ClientSession,
  of: { memberId: string; vehicleId: string },
): Promise<boolean> {
  return (await Vehicles.exists({ _id: of.vehicleId, memberId: of.memberId }).session(session)) !== null;
}
