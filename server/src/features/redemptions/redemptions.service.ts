import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { native } from "../../platform/db";
import { newId } from "../../platform/ids";
import { type Adjustment, Adjustments, type Redemption, Redemptions } from "./redemptions.model";

/*
 * What settlement asks of redemptions: what is still to be settled, and marking it settled.
 */

export type SettleableRedemption = Pick<
  Redemption,
  "_id" | "merchantId" | "serviceId" | "branchId" | "plateMasked" | "clubFen" | "memberFen" | "redeemedAt"
>;
export type SettleableAdjustment = Pick<Adjustment, "_id" | "merchantId" | "kind" | "amountFen" | "reason" | "at">;
export type SettleWindow = { merchantId: string /** Exclusive end of the month. */; before: Date };
export type Settleable = { redemptions: SettleableRedemption[]; adjustments: SettleableAdjustment[] };

const REDEMPTION_FIELDS = {
  merchantId: 1,
  serviceId: 1,
  branchId: 1,
  plateMasked: 1,
  clubFen: 1,
  memberFen: 1,
  redeemedAt: 1,
} as const;
const ADJUSTMENT_FIELDS = { merchantId: 1, kind: 1, amountFen: 1, reason: 1, at: 1 } as const;
/** Whole months of several merchants come in one answer. */
const BATCH_ROWS = 20_000;

function openRedemptions(before: Date) {
  return { statementId: null, status: "redeemed", redeemedAt: { $lt: before } } as const;
}

function openAdjustments(before: Date) {
  return { statementId: null, at: { $lt: before } };
}

/**
 * What stands and is on no frozen statement, up to an instant, by merchant: redemptions in the order (redeemedAt, _id),
 * adjustments in the order (at, _id). Two reads, however many merchants; merchants with nothing open are left out.
 */
export async function listSettleable(
  of: { merchantIds: readonly string[]; before: Date },
  session?: ClientSession,
): Promise<Map<string, Settleable>> {
  const merchantId = { $in: [...of.merchantIds] };
  const options = { batchSize: BATCH_ROWS, ...(session && { session }) };
  const redemptions = (await native(Redemptions)
    .find({ merchantId, ...openRedemptions(of.before) }, { ...options, projection: REDEMPTION_FIELDS })
    .toArray()) as SettleableRedemption[];
  const adjustments = (await native(Adjustments)
    .find({ merchantId, ...openAdjustments(of.before) }, { ...options, projection: ADJUSTMENT_FIELDS })
    .toArray()) as SettleableAdjustment[];
  const found = new Map<string, Settleable>();
  for (const row of redemptions) entryOf(found, row.merchantId).redemptions.push(row);
  for (const row of adjustments) entryOf(found, row.merchantId).adjustments.push(row);
  for (const entry of found.values()) {
    entry.redemptions.sort((a, b) => a.redeemedAt.getTime() - b.redeemedAt.getTime() || compareIds(a._id, b._id));
    entry.adjustments.sort((a, b) => a.at.getTime() - b.at.getTime() || compareIds(a._id, b._id));
  }
  return found;
}

function entryOf(found: Map<string, Settleable>, merchantId: string): Settleable {
  const known = found.get(merchantId);
  if (known) return known;
  const entry: Settleable = { redemptions: [], adjustments: [] };
  found.set(merchantId, entry);
  return entry;
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export type Settled = {
  redemptionCount: number;
  redemptionsFen: number;
  adjustmentCount: number;
  adjustmentsFen: number;
};

/**
 * Puts everything open onto a statement, in the transaction that freezes it. Answers what it really found, for the
 * comparison with the statement's lines.
 */
export async function markSettled(
  session: ClientSession,
  window: SettleWindow & { statementId: string },
): Promise<Settled> {
  const { merchantId, statementId, before } = window;
  const mark = { $set: { statementId } };
  const redeemed = await Redemptions.updateMany({ merchantId, ...openRedemptions(before) }, mark, { session });
  const adjusted = await Adjustments.updateMany({ merchantId, ...openAdjustments(before) }, mark, { session });
  const sum = (field: string) => [
    { $match: { merchantId, statementId } },
    { $group: { _id: null, fen: { $sum: `$${field}` } } },
  ];
  const [redeemedSum] = await Redemptions.aggregate<{ fen: number }>(sum("clubFen")).session(session);
  const [adjustedSum] = await Adjustments.aggregate<{ fen: number }>(sum("amountFen")).session(session);
  return {
    redemptionCount: redeemed.modifiedCount,
    redemptionsFen: redeemedSum?.fen ?? 0,
    adjustmentCount: adjusted.modifiedCount,
    adjustmentsFen: adjustedSum?.fen ?? 0,
  };
}

/** What is marked as settled by a statement, whatever became of it later. Index: { merchantId, statementId, … }. */
export async function settledOn(
  session: ClientSession,
  of: { merchantId: string; statementId: string },
): Promise<{ count: number; fen: number }> {
  const [sum] = await Redemptions.aggregate<{ count: number; fen: number }>([
    { $match: { merchantId: of.merchantId, statementId: of.statementId } },
    { $group: { _id: null, count: { $sum: 1 }, fen: { $sum: "$clubFen" } } },
  ]).session(session);
  return { count: sum?.count ?? 0, fen: sum?.fen ?? 0 };
}

/** A negative statement is not paid: its total waits for the next one. Once per statement by its `_id`. */
export async function carryOver(
  session: ClientSession,
  ctx: Ctx,
  input: { merchantId: string; statementId: string; amountFen: number; at: Date; reason: string },
): Promise<void> {
  const { merchantId, statementId, amountFen, at, reason } = input;
  await Adjustments.insertMany(
    [{ ...base(ctx), _id: `carry:${statementId}`, kind: "carry", merchantId, amountFen, at, reason }],
    { session },
  );
}

/** A correction by hand for the next statement. */
export async function addAdjustment(
  session: ClientSession,
  ctx: Ctx,
  input: { merchantId: string; amountFen: number; reason: string },
): Promise<Adjustment> {
  const adjustment: Adjustment = { ...base(ctx), ...input, kind: "manual", at: ctx.now };
  await Adjustments.insertMany([adjustment], { session });
  return adjustment;
}

function base(ctx: Ctx) {
  const createdBy = "id" in ctx.actor ? `${ctx.actor.kind}:${ctx.actor.id}` : ctx.actor.kind;
  return { _id: newId(), redemptionId: null, createdBy, createdAt: ctx.now, statementId: null };
}
