import { normalizeCode } from "@club/shared/ids";
import type { VoucherStatus } from "@club/shared/vouchers";
import type { ClientSession, QueryFilter } from "mongoose";
import type { Ctx } from "../../platform/context";
import { blindIndex, decrypt, readToken } from "../../platform/crypto";
import { inTransaction, native, type UpdateStatement, updateAll } from "../../platform/db";
import { newId } from "../../platform/ids";
import { AppError } from "../../platform/problem";
import { type Voucher, VoucherCards, type VoucherEvent, VoucherEvents, Vouchers } from "./voucher.model";
import { type Balance, balanceOf, expiryAfterUndo, extensionNote } from "./voucher.rules";
import { CODE_PURPOSE } from "./voucher-issue.service";

export type { Voucher } from "./voucher.model";
export { effectiveStatus } from "./voucher.rules";

export const QR_PURPOSE = "voucher-qr";
export const PLATE_PURPOSE = "vouchers.plate";
/** A signed but old QR is told apart from an unknown code for this long, so that the clerk can say "refresh". */
const STALE_QR_MS = 3_600_000;
const SWEEP_CHUNK = 500;
const FOUND_VOUCHERS = 100;

/**
 * The voucher behind what was scanned or typed: a QR token, or a readable code in any spelling. Null for anything unknown,
 * forged or used up; the caller answers all of those with one refusal and counts the miss.
 * @throws vouchers.qr-expired for a genuine QR of the last hour that is too old
 */
export async function resolvePresented(ctx: Ctx, presented: string): Promise<Voucher | null> {
  const typed = presented.trim();
  if (typed.startsWith("V1.")) return resolveToken(ctx, typed);
  const code = normalizeCode(typed);
  if (code === null) return null;
  return findVoucher(blindIndex(ctx.keys, CODE_PURPOSE, code));
}

async function resolveToken(ctx: Ctx, token: string): Promise<Voucher | null> {
  const payload = readToken(ctx.keys, QR_PURPOSE, token, ctx.now);
  if (!payload) {
    const wasValid = readToken(ctx.keys, QR_PURPOSE, token, new Date(ctx.now.getTime() - STALE_QR_MS));
    if (wasValid) throw new AppError("vouchers.qr-expired");
    return null;
  }
  const [voucherId = "", uses] = payload;
  const voucher = await findVoucher(voucherId);
  if (!voucher) return null;
  // The token of an earlier use is dead. While that use stands its voucher is still found, so that the clerk reads "used".
  const isDead = voucher.uses !== Number(uses) && voucher.status === "issued";
  return isDead ? null : voucher;
}

function findVoucher(voucherId: string): Promise<Voucher | null> {
  return native(Vouchers).findOne({ _id: voucherId });
}

/** Vouchers by id, in no order; unknown ids are left out. One read without casting: redemptions come by here. */
export async function findVouchers(voucherIds: readonly string[]): Promise<Voucher[]> {
  return native(Vouchers)
    .find({ _id: { $in: [...voucherIds] } })
    .toArray();
}

/** The plate a voucher is bound to, in plain; null when none. For the redeemer's check of the hidden characters. */
export function plateOf(ctx: Ctx, voucher: Voucher): string | null {
  return voucher.plateEnc === undefined ? null : decrypt(ctx.keys, voucher.plateEnc, PLATE_PURPOSE);
}

/** Owners of the newest 100 vouchers that are bound to a plate, in no order. For whoever may see them to be found by. */
export async function voucherOwnersOfPlate(ctx: Ctx, plate: string): Promise<string[]> {
  const rows = await Vouchers.find({ plateBlind: blindIndex(ctx.keys, PLATE_PURPOSE, plate) }, { memberId: 1 })
    .sort({ issuedAt: -1, _id: -1 })
    .limit(FOUND_VOUCHERS)
    .lean<Pick<Voucher, "_id" | "memberId">[]>();
  return rows.map((row) => row.memberId);
}

export type RedeemItem = { voucherId: string; uses: number; redemptionId: string; at: Date };

/**
 * Redeems many vouchers with one conditional write in the caller's transaction. Answers, in the order of the items, which
 * of them won; a voucher that is not issued, past its end, or used since `uses` was read is left as it is.
 */
export async function redeemVouchers(session: ClientSession, items: readonly RedeemItem[]): Promise<boolean[]> {
  if (items.length === 0) return [];
  const matchedCount = await updateAll(session, Vouchers, items.map(redeemStatement));
  if (matchedCount === items.length) return items.map(() => true);
  const ids = items.map((item) => item.voucherId);
  const rows = await Vouchers.find({ _id: { $in: ids } }, { redemptionId: 1 }, { session }).lean();
  const winners = new Set(rows.map((row) => row.redemptionId));
  return items.map((item) => winners.has(item.redemptionId));
}

function redeemStatement({ voucherId, uses, redemptionId, at }: RedeemItem): UpdateStatement {
  return {
    q: { _id: voucherId, status: "issued", uses, expiresAt: { $gt: at } },
    u: {
      $set: { status: "redeemed", redemptionId, redeemedAt: at, updatedAt: at },
      $inc: { uses: 1 },
      $push: { redemptions: { redemptionId, at } },
    },
  };
}

/**
 * Takes a redemption back in the caller's transaction: the voucher is issued again (for at least a week, said in its
 * timeline), or closed when `outcome` says so. The QR tokens of the first use stay dead.
 * @throws vouchers.state-conflict when this redemption is not the one that stands
 */
export async function reopenVoucher(
  session: ClientSession,
  ctx: Ctx,
  input: { voucherId: string; redemptionId: string; outcome?: "issued" | "closed"; note?: string },
): Promise<Voucher> {
  const { voucherId, redemptionId, outcome = "issued", note = null } = input;
  const filter = { _id: voucherId, status: "redeemed", redemptionId } as const;
  const before = await Vouchers.findOne(filter, null, { session }).lean<Voucher>();
  if (!before) throw new AppError("vouchers.state-conflict");
  const expiresAt = outcome === "issued" ? expiryAfterUndo(before.expiresAt, ctx.now) : before.expiresAt;
  const changes = { status: outcome, expiresAt, updatedAt: ctx.now };
  const { matchedCount } = await Vouchers.updateOne(
    filter,
    { $set: changes, $unset: { redemptionId: 1, redeemedAt: 1 } },
    { session },
  );
  if (matchedCount !== 1) throw new AppError("vouchers.state-conflict");
  await recordEvent(session, ctx, { voucherId, kind: outcome === "issued" ? "undone" : "closed", note });
  if (expiresAt > before.expiresAt) {
    await recordEvent(session, ctx, { voucherId, kind: "extended", note: extensionNote(expiresAt, "核销撤销后顺延") });
  }
  const { redemptionId: _undone, redeemedAt: _at, ...rest } = before;
  return { ...rest, ...changes };
}

/** Appends one line to a voucher's timeline in the caller's transaction. */
export async function recordEvent(
  session: ClientSession,
  ctx: Ctx,
  event: Pick<VoucherEvent, "voucherId" | "kind" | "note">,
): Promise<void> {
  const actorId = "id" in ctx.actor ? ctx.actor.id : "";
  await VoucherEvents.insertMany([{ ...event, _id: newId(), at: ctx.now, actorKind: ctx.actor.kind, actorId }], {
    session,
  });
}

/**
 * Marks issued vouchers past their end as expired, oldest first, in chunks by index. Answers how many; run again while it
 * answers `maxChunks` full chunks. Several processes may run it at once.
 */
export async function expireVouchers(ctx: Ctx, { maxChunks = 200 }: { maxChunks?: number } = {}): Promise<number> {
  let expired = 0;
  for (let chunk = 0; chunk < maxChunks; chunk += 1) {
    const due = { status: "issued", expiresAt: { $lte: ctx.now } } as const;
    const rows = await Vouchers.find(due, { _id: 1 }).sort({ expiresAt: 1 }).limit(SWEEP_CHUNK).lean();
    if (rows.length === 0) break;
    const ids = rows.map((row) => row._id);
    const { modifiedCount } = await Vouchers.updateMany(
      { ...due, _id: { $in: ids } },
      { $set: { status: "expired", updatedAt: ctx.now } },
    );
    expired += modifiedCount;
    if (rows.length < SWEEP_CHUNK) break;
  }
  return expired;
}

/**
 * Conservation: the issue book against the states of the vouchers, read in one snapshot. For a member, or a small club: all others'
 * books read every voucher of theirs (countBooks).
 */
export async function voucherBalance(filter: {
  memberId?: string;
  cityCode?: string;
  serviceId?: string;
}): Promise<Balance> {
  return inTransaction(async (session) => {
    const [book] = await VoucherCards.aggregate<{ quantity: number }>(
      [{ $match: filter }, { $group: { _id: null, quantity: { $sum: "$quantity" } } }],
      { session },
    );
    const rows = await Vouchers.aggregate<{ _id: VoucherStatus; count: number }>(
      [{ $match: filter as QueryFilter<Voucher> }, { $group: { _id: "$status", count: { $sum: 1 } } }],
      { session },
    );
    return balanceOf(book?.quantity ?? 0, Object.fromEntries(rows.map((row) => [row._id, row.count])));
  });
}
