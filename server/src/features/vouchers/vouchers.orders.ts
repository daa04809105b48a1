import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { insertAll } from "../../platform/db";
import { newId } from "../../platform/ids";
import { type Voucher, VoucherEvents, Vouchers } from "./voucher.model";

/*
 * What the points mall asks about the cards that its orders gave.
 */

export type CardUse = { usableCount: number; voucherId: string | null };

/** How many vouchers of each card can still be used, and the one to open. Index: { memberId, issuedAt, _id }. */
export async function usesOfCards(
  ctx: Ctx,
  { memberId, cardIds }: { memberId: string; cardIds: readonly string[] },
): Promise<Map<string, CardUse>> {
  const uses = new Map<string, CardUse>(cardIds.map((cardId) => [cardId, { usableCount: 0, voucherId: null }]));
  if (cardIds.length === 0) return uses;
  const usable = { memberId, cardId: { $in: [...cardIds] }, status: "issued", expiresAt: { $gt: ctx.now } } as const;
  const rows = await Vouchers.find(usable, { cardId: 1 }).lean<Pick<Voucher, "_id" | "cardId">[]>();
  for (const row of rows) {
    const use = uses.get(row.cardId);
    if (!use) continue;
    use.usableCount += 1;
    if (use.voucherId === null || row._id < use.voucherId) use.voucherId = row._id;
  }
  return uses;
}

/**
 * Takes back all vouchers of some cards in the caller's transaction, or none: false when fewer than `count` can still be used
 * (one was redeemed, is locked or has expired). A redemption at the same moment meets the same documents, so one of both wins.
 */
export async function revokeWholeCards(
  session: ClientSession,
  ctx: Ctx,
  { memberId, cardIds, count, note }: { memberId: string; cardIds: readonly string[]; count: number; note: string },
): Promise<boolean> {
  if (count === 0) return true;
  const usable = { memberId, cardId: { $in: [...cardIds] }, status: "issued", expiresAt: { $gt: ctx.now } } as const;
  const rows = await Vouchers.find(usable, { _id: 1 }, { session }).lean<{ _id: string }[]>();
  if (rows.length !== count) return false;
  const ids = rows.map(({ _id }) => _id);
  const { matchedCount } = await Vouchers.updateMany(
    { _id: { $in: ids }, status: "issued" },
    { $set: { status: "revoked", updatedAt: ctx.now } },
    { session },
  );
  if (matchedCount !== count) return false;
  const by = { actorKind: ctx.actor.kind, actorId: "id" in ctx.actor ? ctx.actor.id : "" };
  await insertAll(
    session,
    VoucherEvents,
    ids.map((voucherId) => ({ _id: newId(), voucherId, at: ctx.now, kind: "revoked" as const, note, ...by })),
  );
  return true;
}
