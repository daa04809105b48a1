import { AUTO_CLOSE_DAYS } from "@club/shared/mall-orders";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { isAppError } from "../../platform/problem";
import { earnPoints } from "../points/points.service";
import { type Order, Orders } from "./order.model";
import { cancelOrder, moveOrder, orderIn, stateConflict } from "./order-cancel.service";

const BATCH = 100;
const ACCOUNT_CLOSED = "会员已注销账号";

/** Closes a fulfilled order in the caller's transaction; the member earns what the rule gives. @throws mall.order-state-conflict */
export async function closeOrder(session: ClientSession, ctx: Ctx, order: Order): Promise<void> {
  if (order.status !== "fulfilled") throw stateConflict(order);
  await moveOrder(session, order, { status: "closed", closedAt: ctx.now, closesItselfAt: null, updatedAt: ctx.now });
  await earnPoints(session, ctx, { memberId: order.memberId, event: "order-completed", subject: order._id });
}

/**
 * Closes what was delivered AUTO_CLOSE_DAYS ago, the oldest first, in batches by index; answers how many. Every order in a
 * transaction of its own, so the job may be cut off at any time and run by several processes.
 */
export async function closeDueOrders(ctx: Ctx): Promise<number> {
  let closed = 0;
  for (;;) {
    const due = await Orders.find({ closesItselfAt: { $lte: ctx.now } }, { _id: 1 })
      .sort({ closesItselfAt: 1 })
      .limit(BATCH)
      .lean<{ _id: string }[]>();
    for (const { _id } of due) if (await closeDue(ctx, _id)) closed += 1;
    if (due.length < BATCH) return closed;
  }
}

async function closeDue(ctx: Ctx, orderId: string): Promise<boolean> {
  try {
    await inContestedTransaction(async (session) => closeOrder(session, ctx, await orderIn(session, { _id: orderId })));
    return true;
  } catch (error) {
    // Received or cancelled in the meantime: nothing is left to do.
    if (isAppError(error, "mall.order-state-conflict")) return false;
    throw error;
  }
}

/**
 * What becomes of a closed account's orders, in the transaction that closes it: goods that were not sent are cancelled (their
 * points lapse with the account), what was delivered is closed without a reward, and every address is erased. Run it before
 * the hooks that take vouchers and points back. Index: { memberId, placedAt, _id }.
 */
export async function closeOrdersOfMember(ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  const orders = await Orders.find({ memberId }, null, { session }).lean<Order[]>();
  for (const order of orders.filter(({ status }) => status === "placed"))
    await cancelOrder(session, ctx, { order, reason: ACCOUNT_CLOSED });
  const closing = { status: "closed", closedAt: ctx.now, closesItselfAt: null, updatedAt: ctx.now } as const;
  await Orders.updateMany({ memberId, status: "fulfilled" }, { $set: closing }, { session });
  await Orders.updateMany({ memberId, addressEnc: { $ne: null } }, { $set: { addressEnc: null } }, { session });
}

/** When an order that is delivered now closes by itself. */
export function closesItselfAfter(now: Date): Date {
  return new Date(now.getTime() + AUTO_CLOSE_DAYS * 86_400_000);
}
