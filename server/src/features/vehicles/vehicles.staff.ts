import type { InputOf, OutputOf } from "@club/shared/http";
import { maskPlate } from "@club/shared/mask";
import type { listMemberVehicles, listSharedPlates } from "@club/shared/vehicles";
import { type Ctx, cityFilter } from "../../platform/context";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getMember } from "../members/members.service";
import { type PlateHolding, PlateHoldings, type VehicleDoc, Vehicles } from "./vehicles.model";
import { plateBlindOf, readPlate, toStaffVehicle } from "./vehicles.views";

/** Holders shown of one plate; more than that is a case for the people who look into it. */
const SHOWN_HOLDERS = 20;
const FOUND_HOLDERS = 100;

/** A member's vehicles, masked. @throws members.not-found, also for a member of another city */
export async function listForStaff(
  ctx: Ctx,
  input: InputOf<typeof listMemberVehicles>,
): Promise<OutputOf<typeof listMemberVehicles>> {
  const { cityCode } = cityFilter(ctx);
  const member = await getMember(ctx, input.memberId);
  if (cityCode !== undefined && member.cityCode !== cityCode) throw new AppError("members.not-found");
  const rows = await Vehicles.find({ memberId: member.id }).sort({ addedAt: 1, _id: 1 }).lean<VehicleDoc[]>();
  const holdings = await PlateHoldings.find({ _id: { $in: rows.map((row) => row.plateBlind) } }).lean<PlateHolding[]>();
  const counts = new Map(holdings.map((holding) => [holding._id, holding.holderCount]));
  return { items: rows.map((row) => toStaffVehicle(ctx.keys, row, counts.get(row.plateBlind) ?? 1)) };
}

/** Members in whose garage a plate stands, at most 100, in no order. For whoever may see them to be found by. */
export async function garageOwnersOfPlate(ctx: Ctx, plate: string): Promise<string[]> {
  const rows = await Vehicles.find({ plateBlind: plateBlindOf(ctx.keys, plate) }, { memberId: 1 })
    .limit(FOUND_HOLDERS)
    .lean<Pick<VehicleDoc, "_id" | "memberId">[]>();
  return rows.map((row) => row.memberId);
}

/** Plates in more than one garage, the newest first. City staff see plates of their city. */
export async function listShared(
  ctx: Ctx,
  input: InputOf<typeof listSharedPlates>,
): Promise<OutputOf<typeof listSharedPlates>> {
  const page = await findPage<PlateHolding>(PlateHoldings, {
    filter: { isShared: true, ...cityFilter(ctx) },
    sort: { sharedSince: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  const items = [];
  for (const row of page.rows) items.push(await toRow(ctx, row));
  return { items, nextCursor: page.nextCursor };
}

async function toRow(ctx: Ctx, holding: PlateHolding) {
  const vehicles = await Vehicles.find({ plateBlind: holding._id }, { memberId: 1, addedAt: 1 })
    .limit(SHOWN_HOLDERS)
    .lean<Pick<VehicleDoc, "_id" | "memberId" | "addedAt">[]>();
  return {
    id: holding._id,
    plateMasked: maskPlate(readPlate(ctx.keys, holding)),
    cityCode: holding.cityCode,
    holderCount: holding.holderCount,
    sharedSince: holding.sharedSince.toISOString(),
    vehicles: vehicles.map(({ _id, memberId, addedAt }) => ({
      vehicleId: _id,
      memberId,
      addedAt: addedAt.toISOString(),
    })),
  };
}
