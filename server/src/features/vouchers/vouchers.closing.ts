import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { newId } from "../../platform/ids";
import { VoucherEvents, Vouchers } from "./voucher.model";

const NOTE = "会员已注销账号";

/**
 * Takes back every voucher that a closed account could still use, in the transaction that closes it. What was used, has expired
 * or is locked stays as it is: the club's books need it, and nobody can use it. Index: { memberId, issuedAt, _id }.
 */
export async function revokeVouchersOfMember(ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  const usable = { memberId, status: "issued", expiresAt: { $gt: ctx.now } } as const;
  const rows = await Vouchers.find(usable, { _id: 1 }, { session }).lean<{ _id: string }[]>();
  if (rows.length === 0) return;
  const ids = rows.map(({ _id }) => _id);
  await Vouchers.updateMany(
    { _id: { $in: ids }, status: "issued" },
    { $set: { status: "revoked", updatedAt: ctx.now } },
    { session },
  );
  const by = { actorKind: ctx.actor.kind, actorId: "id" in ctx.actor ? ctx.actor.id : "" };
  await VoucherEvents.insertMany(
    ids.map((voucherId) => ({ _id: newId(), voucherId, at: ctx.now, kind: "revoked", note: NOTE, ...by })),
    { session },
  );
}
