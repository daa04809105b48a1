import type { InputOf, OutputOf } from "@club/shared/http";
import { normalizeCode } from "@club/shared/ids";
import type * as contract from "@club/shared/mall-orders";
import { type Ctx, memberActor } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getCatalogue } from "../services/services.service";
import { usesOfCards } from "../vouchers/vouchers.orders";
import { memberCancelRefusal } from "./mall.rules";
import { type Order, Orders } from "./order.model";
import { cardsOf, readAddress, toMyOrder, toOrderRow } from "./order.views";
import { cancelOrder, orderIn, stateConflict } from "./order-cancel.service";
import { closeOrder } from "./order-close.service";

const BY_MEMBER = "会员取消";
const ID_SYMBOLS = 14;

/** The member's orders, newest first. */
export async function listMyOrders(
  ctx: Ctx,
  input: InputOf<typeof contract.listMyOrders>,
): Promise<OutputOf<typeof contract.listMyOrders>> {
  const { status, cursor, limit } = input;
  const filter = { memberId: memberActor(ctx).id, ...(status === undefined ? null : { status }) };
  const sort = { placedAt: -1, _id: -1 } as const;
  const { rows, nextCursor } = await findPage<Order>(Orders, { filter, sort, cursor, limit });
  return { items: rows.map(toOrderRow), nextCursor };
}

/** One order of the member. @throws mall.order-not-found */
export async function getMyOrder(ctx: Ctx, input: { orderId: string }): Promise<contract.MyOrder> {
  const filter = { _id: readOrderNo(input.orderId), memberId: memberActor(ctx).id };
  const order = await Orders.findOne(filter).lean<Order>();
  if (!order) throw new AppError("mall.order-not-found");
  const uses = await usesOfCards(ctx, cardsOf(order));
  return toMyOrder(order, { keys: ctx.keys, now: ctx.now, catalogue: await getCatalogue(), uses });
}

/** The stored id behind a number in any spelling; what cannot be one is left as it is, and found nowhere. */
export function readOrderNo(typed: string): string {
  return normalizeCode(typed, ID_SYMBOLS) ?? typed;
}

/**
 * Cancels the member's own order: goods until they are sent, vouchers for a day while none was used.
 * @throws mall.order-not-found, mall.order-state-conflict, mall.voucher-used, mall.cancel-too-late, mall.already-shipped
 */
export async function cancelMyOrder(ctx: Ctx, input: { orderId: string }): Promise<contract.MyOrder> {
  const filter = { _id: readOrderNo(input.orderId), memberId: memberActor(ctx).id };
  await inContestedTransaction(async (session) => {
    const order = await orderIn(session, filter);
    const refusal = memberCancelRefusal(order, ctx.now);
    if (refusal === "mall.order-state-conflict") throw stateConflict(order);
    if (refusal) throw new AppError(refusal);
    await cancelOrder(session, ctx, { order, reason: BY_MEMBER });
  });
  return getMyOrder(ctx, input);
}

/** The member has the goods: the order is done, and earns. @throws mall.order-not-found, mall.order-state-conflict */
export async function confirmMyReceipt(ctx: Ctx, input: { orderId: string }): Promise<contract.MyOrder> {
  const filter = { _id: readOrderNo(input.orderId), memberId: memberActor(ctx).id };
  await inContestedTransaction(async (session) => {
    const order = await orderIn(session, filter);
    if (order.kind !== "goods") throw stateConflict(order);
    await closeOrder(session, ctx, order);
  });
  return getMyOrder(ctx, input);
}

/** Where the member's last goods went. Index: { memberId, placedAt, _id }. */
export async function getMyLastAddress(ctx: Ctx): Promise<{ address: contract.OrderAddress | null }> {
  const order = await Orders.findOne({ memberId: memberActor(ctx).id, kind: "goods" }, { addressEnc: 1 })
    .sort({ placedAt: -1, _id: -1 })
    .lean<Order>();
  return { address: order && readAddress(ctx.keys, order) };
}
