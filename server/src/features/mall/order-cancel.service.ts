import type { ErrorCode } from "@club/shared/errors";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { updateAll } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { reversePosting } from "../points/points.service";
import { revokeWholeCards } from "../vouchers/vouchers.orders";
import { canMoveOrder } from "./mall.rules";
import { type Cancelling, type Order, Orders } from "./order.model";
import { cardsOf } from "./order.views";
import { ProductQuotas, Products, quotaIdOf } from "./product.model";

/**
 * Cancels an order in the caller's transaction: the order's own state lets it happen once; vouchers that were not used, stock,
 * limit and points go back with it. The points return into the lots they came from; what has lapsed there stays lapsed. Whole or not at
 * all: with one voucher of a bundle used the order stays, as a share of its price per voucher would be invented (ADR 13).
 * @throws mall.order-state-conflict {status}, mall.voucher-used
 */
export async function cancelOrder(
  session: ClientSession,
  ctx: Ctx,
  { order, reason }: { order: Order; reason: string },
): Promise<void> {
  if (!canMoveOrder(order.status, "cancelled")) throw stateConflict(order);
  const vouchers = {
    ...cardsOf(order),
    count: order.cards.reduce((sum, card) => sum + card.quantity, 0),
    note: `订单取消：${reason}`,
  };
  if (!(await revokeWholeCards(session, ctx, vouchers))) throw new AppError("mall.voucher-used");
  const { postingId, returnedPoints, lapsedPoints } = await reversePosting(session, ctx, {
    postingId: order.postingId,
    reason: "order-cancelled",
    note: order.title,
    requestKey: `mall-cancel:${order._id}`,
  });
  const byId = "id" in ctx.actor ? ctx.actor.id : "";
  const cancelling: Cancelling = { byKind: ctx.actor.kind, byId, reason, postingId, returnedPoints, lapsedPoints };
  await moveOrder(session, order, {
    ...{ status: "cancelled", cancelling, cancelledAt: ctx.now, closesItselfAt: null, updatedAt: ctx.now },
  });
  await giveStockBack(session, order);
}

async function giveStockBack(session: ClientSession, { productId, memberId, quantity }: Order): Promise<void> {
  await updateAll(session, Products, [{ q: { _id: productId }, u: { $inc: { stockLeft: quantity } } }]);
  const q = { _id: quotaIdOf(productId, memberId), count: { $gte: quantity } };
  await updateAll(session, ProductQuotas, [{ q, u: { $inc: { count: -quantity } } }]);
}

/** One conditional step from the state that was read. @throws mall.order-state-conflict */
export async function moveOrder(session: ClientSession, order: Order, change: Partial<Order>): Promise<void> {
  const q = { _id: order._id, status: order.status };
  if ((await updateAll(session, Orders, [{ q, u: { $set: change } }])) !== 1) throw stateConflict(order);
}

/** An order in the caller's transaction. @throws mall.order-not-found, or `otherwise` */
export async function orderIn(
  session: ClientSession,
  filter: { _id: string; memberId?: string; cityCode?: string },
  otherwise: ErrorCode = "mall.order-not-found",
): Promise<Order> {
  const order = await Orders.findOne(filter, null, { session }).lean<Order>();
  if (!order) throw new AppError(otherwise);
  return order;
}

export function stateConflict(order: Pick<Order, "status">): AppError {
  return new AppError("mall.order-state-conflict", { status: order.status });
}
