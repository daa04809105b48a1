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
  "_id" | "serviceId" | "branchId" | "plateMasked" | "clubFen" | "memberFen" | "redeemedAt"
>;
export type SettleableAdjustment = Pick<Adjustment, "_id" | "kind" | "redemptionId" | "amountFen" | "reason" | "at">;
export type SettleWindow = { merchantId: string; /** Exclusive end of the month. */ before: Date };

const REDEMPTION_FIELDS = { serviceId: 1, branchId: 1, plateMasked: 1, clubFen: 1, memberFen: 1, redeemedAt: 1 } as const;
const ADJUSTMENT_FIELDS = { kind: 1, redemptionId: 1, amountFen: 1, reason: 1, at: 1 } as const;

function openRedemptions({ merchantId, before }: SettleWindow) {
  return { merchantId, statementId: null, status: "redeemed", redeemedAt: { $lt: before } } as const;
}

function openAdjustments({ merchantId, before }: SettleWindow) {
  return { merchantId, statementId: null, at: { $lt: before } };
}

/** Redemptions of a merchant that stand and are on no frozen statement, up to an instant, in the order (redeemedAt, _id). */
export function listSettleable(window: SettleWindow, session?: ClientSession): Promise<SettleableRedemption[]> {
  return native(Redemptions)
    .find(openRedemptions(window), { projection: REDEMPTION_FIELDS, ...(session && { session }) })
    .sort({ redeemedAt: 1, _id: 1 })
    .toArray() as Promise<SettleableRedemption[]>;
}

/** Adjustments of a merchant that are on no frozen statement, in the order (at, _id). */
export function listOpenAdjustments(window: SettleWindow, session?: ClientSession): Promise<SettleableAdjustment[]> {
  return native(Adjustments)
    .find(openAdjustments(window), { projection: ADJUSTMENT_FIELDS, ...(session && { session }) })
    .sort({ at: 1, _id: 1 })
    .toArray() as Promise<SettleableAdjustment[]>;
}

/** True when anything is open. */
export async function hasOpen(window: SettleWindow): Promise<boolean> {
  const redemption = await native(Redemptions).findOne(openRedemptions(window), { projection: { _id: 1 } });
  return redemption !== null || (await native(Adjustments).findOne(openAdjustments(window), { projection: { _id: 1 } })) !== null;
}

export type Settled = { redemptionCount: number; redemptionsFen: number; adjustmentCount: number; adjustmentsFen: number };

/**
 * Puts everything open onto a statement, in the transaction that freezes it. Answers what it really found, for the
 * comparison with the statement's lines.
 */
export async function markSettled(session: ClientSession, window: SettleWindow & { statementId: string }): Promise<Settled> {
  const { merchantId, statementId } = window;
  const mark = { $set: { statementId } };
  const redeemed = await Redemptions.updateMany(openRedemptions(window), mark, { session });
  const adjusted = await Adjustments.updateMany(openAdjustments(window), mark, { session });
  const sum = (field: string) => [{ $match: { merchantId, statementId } }, { $group: { _id: null, fen: { $sum: `$${field}` } } }];
  const [redeemedSum] = await Redemptions.aggregate<{ fen: number }>(sum("clubFen")).session(session);
  const [adjustedSum] = await Adjustments.aggregate<{ fen: number }>(sum("amountFen")).session(session);
  return {
    redemptionCount: redeemed.modifiedCount,
    redemptionsFen: redeemedSum?.fen ?? 0,
    adjustmentCount: adjusted.modifiedCount,
    adjustmentsFen: adjustedSum?.fen ?? 0,
  };
}

/** A negative statement is not paid: its total waits for the next one. Once per statement by its `_id`. */
export async function carryOver(
  session: ClientSession,
  ctx: Ctx,
  input: { merchantId: string; statementId: string; amountFen: number; at: Date; reason: string },
): Promise<void> {
  const { merchantId, statementId, amountFen, at, reason } = input;
  await Adjustments.insertMany([{ ...base(ctx), _id: `carry:${statementId}`, kind: "carry", merchantId, amountFen, at, reason }], { session });
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
