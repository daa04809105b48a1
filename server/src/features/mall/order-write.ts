import type { ClientSession } from "mongoose";
import { insertAll, inTransaction, updateAll } from "../../platform/db";
import { AppError } from "../../platform/problem";
import type { Books } from "../points/points.ledger";
import { spendFromBooks } from "../points/points.service";
import { type IssueRequest, issueVouchersFor } from "../vouchers/voucher-issue.service";
import { type Order, Orders } from "./order.model";
import type { Planned } from "./order-plan";
import { type Product, ProductQuotas, Products, quotaIdOf } from "./product.model";

/*
 * Writing a group of orders. Everything that was read before is asked again by the writes themselves.
 */

const VOUCHER_SOURCE = "mall-order";

/** What was read before no longer holds: look again. */
export class OrdersMoved extends Error {}

/**
 * Takes points, stock and limits, issues the vouchers and stores the orders in one transaction. Whoever turns out
 * to have too few points is answered so in their place; the others go ahead.
 */
export function writeOrders(planned: readonly Planned[], books: Books): Promise<(Order | AppError)[]> {
  return inTransaction(async (session) => {
    const answers = await pay(session, planned, books);
    const paid = planned.filter((_, index) => !(answers[index] instanceof AppError));
    const orders = answers.filter((answer): answer is Order => !(answer instanceof AppError));
    const [first] = paid;
    if (!first) return answers;
    await takeStock(session, paid);
    await takeQuotas(session, paid);
    const ctx = { ...first.request.ctx, now: first.order.placedAt };
    await issueVouchersFor(session, ctx, orders.flatMap(issueRequest));
    await insertAll(session, Orders, orders);
    return answers;
  });
}

/** One write a product for the whole group, at the version that its orders were decided by. */
async function takeStock(session: ClientSession, planned: readonly Planned[]): Promise<void> {
  const updates = [...sumBy(planned, ({ product }) => product._id)].map(([_id, { product, count }]) => {
    const q = { _id, version: product.version, status: "onSale", stockLeft: { $gte: count } };
    return { q, u: { $inc: { stockLeft: -count } } };
  });
  if ((await updateAll(session, Products, updates)) !== updates.length) throw new OrdersMoved();
}

/** Counts what each member has had. A member at the limit does not match, and the upsert meets the existing document. */
async function takeQuotas(session: ClientSession, planned: readonly Planned[]): Promise<void> {
  const groups = sumBy(planned, ({ product, order }) => quotaIdOf(product._id, order.memberId));
  const updates = [...groups].map(([_id, { product, memberId, count }]) => {
    const { _id: productId, perMemberLimit } = product;
    const room = perMemberLimit === null ? {} : { count: { $lte: perMemberLimit - count } };
    return { q: { _id, ...room }, u: { $inc: { count }, $setOnInsert: { productId, memberId } }, upsert: true };
  });
  if ((await updateAll(session, ProductQuotas, updates)) !== updates.length) throw new OrdersMoved();
}

type Group = { product: Product; memberId: string; count: number };

/** Pieces of the orders by a key, in the order of the keys: transactions that meet take the same documents in the same order. */
function sumBy(planned: readonly Planned[], keyOf: (item: Planned) => string): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const item of planned) {
    const key = keyOf(item);
    const count = (groups.get(key)?.count ?? 0) + item.order.quantity;
    groups.set(key, { product: item.product, memberId: item.order.memberId, count });
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The orders with what was paid for them. */
async function pay(session: ClientSession, planned: readonly Planned[], books: Books): Promise<(Order | AppError)[]> {
  const [first] = planned;
  if (!first) return [];
  const requests = planned.map(({ order }) => ({
    memberId: order.memberId,
    points: order.totalPoints,
    reason: "order-paid" as const,
    note: order.title,
    ref: { kind: VOUCHER_SOURCE, id: order._id },
    requestKey: `mall-order:${order._id}`,
  }));
  const answers = await spendFromBooks(session, first.order.placedAt, { books, requests });
  return planned.map(({ order }, index) => {
    const answer = answers[index];
    if (!answer || answer instanceof AppError) return answer ?? new AppError("points.insufficient-balance");
    return { ...order, postingId: answer.postingId, balancePoints: answer.balance };
  });
}

function issueRequest(order: Order): IssueRequest[] {
  if (order.cards.length === 0) return [];
  const { _id, memberId, cityCode, cards } = order;
  return [{ memberId, cityCode, grantId: null, source: { kind: VOUCHER_SOURCE, id: _id }, items: cards }];
}
