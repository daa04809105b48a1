import type { InputOf, OutputOf } from "@club/shared/http";
import { plateCityCode, plateTypeCode } from "@club/shared/plates";
import { type addVehicle, MAX_VEHICLES } from "@club/shared/vehicles";
import type { ClientSession } from "mongoose";
import { type Ctx, memberActor } from "../../platform/context";
import { inContestedTransaction, inTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { AppError } from "../../platform/problem";
import { getMember } from "../members/members.service";
import { earnPoints } from "../points/points.service";
import { holdPlate, releasePlate } from "./plate-holdings";
import { type Garage, Garages, type VehicleDoc, Vehicles } from "./vehicles.model";
import { assertPast, givenDetails } from "./vehicles.rules";
import { encryptOf, plateBlindOf, toVehicleView } from "./vehicles.views";

/*
 * Vehicles come and go. The garage's document guards how many there are and which one is the usual.
 */

type NewVehicle = InputOf<typeof addVehicle>;

/** The caller adds a vehicle. @throws members.not-found, vehicles.already-added, vehicles.too-many, vehicles.date-in-future */
export function addOwnVehicle(ctx: Ctx, input: NewVehicle): Promise<OutputOf<typeof addVehicle>> {
  return addVehicleOf(ctx, memberActor(ctx).id, input);
}

/** The same for a given member: demonstration data and tests. */
export async function addVehicleOf(
  ctx: Ctx,
  memberId: string,
  input: NewVehicle,
): Promise<OutputOf<typeof addVehicle>> {
  assertPast(input, ctx.now);
  const member = await getMember(ctx, memberId);
  if (member.status === "closed") throw new AppError("members.not-found");
  const vehicle = newVehicle(ctx, { memberId, homeCity: member.cityCode, input });
  return inContestedTransaction((session) => park(ctx, session, { vehicle, isDefault: input.isDefault === true }));
}

type Parking = { vehicle: VehicleDoc; isDefault: boolean };

async function park(ctx: Ctx, session: ClientSession, { vehicle, isDefault }: Parking) {
  const { memberId, plateBlind } = vehicle;
  if (await Vehicles.exists({ memberId, plateBlind }).session(session)) throw new AppError("vehicles.already-added");
  const garage = await takePlace(session, vehicle, isDefault);
  await Vehicles.insertMany([vehicle], { session });
  await holdPlate(ctx, session, vehicle);
  const earned = await earnPoints(session, ctx, { memberId, event: "vehicle-added", subject: plateBlind });
  await ctx.hooks.afterGarageChange?.(ctx, session, memberId);
  const view = toVehicleView(ctx.keys, vehicle, garage.defaultVehicleId);
  return { vehicle: view, earnedPoints: earned?.points ?? null };
}

/** One place more in the garage. The first vehicle is the usual one. @throws vehicles.too-many */
async function takePlace(session: ClientSession, vehicle: VehicleDoc, isDefault: boolean): Promise<Garage> {
  const { memberId, _id } = vehicle;
  const found = await Garages.findById(memberId, null, { session }).lean<Garage>();
  if (!found) {
    const garage: Garage = { _id: memberId, vehicleCount: 1, defaultVehicleId: _id };
    await Garages.insertMany([garage], { session });
    return garage;
  }
  if (found.vehicleCount >= MAX_VEHICLES) throw new AppError("vehicles.too-many", { maxVehicles: MAX_VEHICLES });
  const defaultVehicleId = isDefault ? _id : (found.defaultVehicleId ?? _id);
  await Garages.updateOne({ _id: memberId }, { $inc: { vehicleCount: 1 }, $set: { defaultVehicleId } }, { session });
  return { ...found, defaultVehicleId };
}

function newVehicle(
  ctx: Ctx,
  { memberId, homeCity, input }: { memberId: string; homeCity: string; input: NewVehicle },
): VehicleDoc {
  const { plate, vin, engineNo } = input;
  return {
    _id: newId(),
    memberId,
    cityCode: plateCityCode(plate) ?? homeCity,
    plateEnc: encryptOf(ctx.keys, "plate", plate),
    plateBlind: plateBlindOf(ctx.keys, plate),
    plateType: plateTypeCode(plate, input.use) ?? "02",
    brand: null,
    model: null,
    vinEnc: vin ? encryptOf(ctx.keys, "vin", vin) : null,
    engineNoEnc: engineNo ? encryptOf(ctx.keys, "engineNo", engineNo) : null,
    registeredOn: null,
    manufacturedOn: null,
    hadInjuryAccident: false,
    wasIllegallyModified: false,
    use: "small_nonop",
    energy: null,
    seats: null,
    inspectionValidUntilOn: null,
    compulsoryUntilOn: null,
    commercialUntilOn: null,
    nickname: null,
    identifiedAt: ctx.now,
    addedAt: ctx.now,
    updatedAt: ctx.now,
    ...givenDetails(input),
  } as VehicleDoc;
}

/** The caller's vehicle leaves, and with it what others keep about it. @throws vehicles.not-found */
export async function removeOwnVehicle(ctx: Ctx, input: { vehicleId: string }): Promise<undefined> {
  const memberId = memberActor(ctx).id;
  await inTransaction(async (session) => {
    const vehicle = await Vehicles.findOneAndDelete({ _id: input.vehicleId, memberId }, { session }).lean<VehicleDoc>();
    if (!vehicle) throw new AppError("vehicles.not-found");
    await releasePlate(session, vehicle.plateBlind);
    await giveUpPlace(session, vehicle);
    await ctx.hooks.afterVehicleRemoved?.(ctx, session, vehicle._id);
    await ctx.hooks.afterGarageChange?.(ctx, session, memberId);
  });
}

/** One place less; when the usual vehicle leaves, the oldest of the others is it. */
async function giveUpPlace(session: ClientSession, { memberId, _id }: VehicleDoc): Promise<void> {
  const garage = await Garages.findById(memberId, null, { session }).lean<Garage>();
  const set = garage?.defaultVehicleId === _id ? { $set: { defaultVehicleId: await oldestOf(session, memberId) } } : {};
  await Garages.updateOne({ _id: memberId }, { $inc: { vehicleCount: -1 }, ...set }, { session });
}

async function oldestOf(session: ClientSession, memberId: string): Promise<string | null> {
  const oldest = await Vehicles.findOne({ memberId }, { _id: 1 }, { session })
    .sort({ addedAt: 1, _id: 1 })
    .lean<{ _id: string }>();
  return oldest?._id ?? null;
}

/** Empties a garage in the transaction that closes the account; the licence goes too (licences.service). */
export async function removeVehiclesOfMember(_ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  const rows = await Vehicles.find({ memberId }, { plateBlind: 1 }, { session }).lean<
    Pick<VehicleDoc, "_id" | "plateBlind">[]
  >();
  for (const { plateBlind } of rows) await releasePlate(session, plateBlind);
  await Vehicles.deleteMany({ memberId }, { session });
  await Garages.deleteOne({ _id: memberId }, { session });
}
