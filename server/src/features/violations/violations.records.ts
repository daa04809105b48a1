import type { ViolationItem } from "@club/shared/violations";
import type { Ctx } from "../../platform/context";
import { decrypt } from "../../platform/crypto";
import { platesOfVehicles } from "../vehicles/vehicles.service";
import { findCode, referenceOf } from "./violation-codes";
import { type ViolationDoc, type ViolationFacts, Violations } from "./violations.model";
import { handledName } from "./violations.rules";

/** More than a provider's answer may have; a bound for the read. */
const MAX_LISTED = 300;

/** What the provider's last answer about a vehicle had, with what the club's table adds where it was silent. */
export async function listedItems(ctx: Ctx, vehicleId: string): Promise<ViolationItem[]> {
  const rows = await Violations.find({ vehicleId, isListed: true }).limit(MAX_LISTED).lean<ViolationDoc[]>();
  return rows.map((row) => toItem(ctx, row));
}

type Counted = Pick<ViolationDoc, "vehicleId" | "handled" | "points" | "fineFen">;

/** The countable facts of what several vehicles have now, by vehicle. */
export async function listedOf(vehicleIds: readonly string[]): Promise<Map<string, Counted[]>> {
  const projection = { vehicleId: 1, handled: 1, points: 1, fineFen: 1 };
  const rows = await Violations.find({ vehicleId: { $in: [...vehicleIds] }, isListed: true }, projection).lean<
    Counted[]
  >();
  const byVehicle = new Map<string, Counted[]>();
  for (const row of rows) byVehicle.set(row.vehicleId, [...(byVehicle.get(row.vehicleId) ?? []), row]);
  return byVehicle;
}

function toItem(ctx: Ctx, row: ViolationDoc): ViolationItem {
  const { area, act, archiveNo, city } = factsOf(ctx, row);
  const { code, points, fineFen, handled, occurredAt } = row;
  return {
    id: row._id,
    occurredAt: occurredAt?.toISOString() ?? null,
    ...{ area, act, code, points, fineFen, handled, archiveNo, city },
    handledName: handledName(handled),
    foundAt: row.foundAt.toISOString(),
    reference: referenceOf({ code, act, points, fineFen, occurredAt }),
  };
}

function factsOf(ctx: Ctx, row: ViolationDoc): ViolationFacts {
  return JSON.parse(decrypt(ctx.keys, row.factsEnc, "violations.facts")) as ViolationFacts;
}

/** A record that its owner has not been told of. */
export type NewViolation = {
  id: string;
  memberId: string;
  vehicleId: string;
  plate: string;
  foundAt: Date;
  occurredAt: Date | null;
  place: string | null;
  /** What the provider wrote, or what the code means; null when neither is known. */
  meaning: string | null;
  handled: boolean | null;
};
export type FeedPosition = { foundAt: Date; id: string };

/** A record counts as found this long after its instant, so that a slower transaction with an earlier one is not passed over. */
const SETTLE_MS = 120_000;

/**
 * Records found after a position, in the order (foundAt, id): read by the index, at most `limit`. What a vehicle's first answer brought
 * is nothing new and not among them.
 */
export async function listNewViolations(ctx: Ctx, after: FeedPosition | null, limit: number): Promise<NewViolation[]> {
  const settled = new Date(ctx.now.getTime() - SETTLE_MS);
  const rows: ViolationDoc[] = [];
  for (const range of rangesAfter(after, settled)) {
    if (rows.length >= limit) break;
    const found = await Violations.find({ isBaseline: false, ...range })
      .sort({ foundAt: 1, _id: 1 })
      .limit(limit - rows.length)
      .lean<ViolationDoc[]>();
    rows.push(...found);
  }
  const plates = await platesOfVehicles(
    ctx,
    rows.map((row) => row.vehicleId),
  );
  return rows.flatMap((row) => {
    const plate = plates.get(row.vehicleId);
    return plate === undefined ? [] : [toNew(ctx, row, plate)];
  });
}

/** The rest of one instant, then everything later: two stretches of the index. */
function rangesAfter(after: FeedPosition | null, settled: Date): Record<string, unknown>[] {
  if (after === null) return [{ foundAt: { $lte: settled } }];
  return [{ foundAt: after.foundAt, _id: { $gt: after.id } }, { foundAt: { $gt: after.foundAt, $lte: settled } }];
}

function toNew(ctx: Ctx, row: ViolationDoc, plate: string): NewViolation {
  const { area, act } = factsOf(ctx, row);
  const { memberId, vehicleId, foundAt, occurredAt, handled, code } = row;
  const meaning = act ?? (code === null ? null : (findCode(code)?.description ?? null));
  return { id: row._id, memberId, vehicleId, plate, foundAt, occurredAt, place: area, meaning, handled };
}
