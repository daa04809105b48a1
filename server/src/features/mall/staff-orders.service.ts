import type { InputOf, OutputOf } from "@club/shared/http";
import type { OrderAddress } from "@club/shared/mall-orders";
import type * as contract from "@club/shared/mall-orders-admin";
import { maskName, maskPhone } from "@club/shared/mask";
import { cityName } from "@club/shared/regions";
import { endOfShanghaiDay, startOfShanghaiDay } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import { type AuditInput, recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, staffActor } from "../../platform/context";
import { inContestedTransaction, inTransaction } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { memberSummaries } from "../members/members.service";
import { getCatalogue } from "../services/services.service";
import { usesOfCards } from "../vouchers/vouchers.orders";
import { canMoveOrder } from "./mall.rules";
import { readOrderNo } from "./my-orders.service";
import { type Order, Orders } from "./order.model";
import { cardsOf, readAddress, toOrderFacts, toOrderRow } from "./order.views";
import { cancelOrder, moveOrder, orderIn, stateConflict } from "./order-cancel.service";
import { closesItselfAfter } from "./order-close.service";

/** Orders of the caller's cities, newest first. */
export async function listStaffOrders(
  ctx: Ctx,
  input: InputOf<typeof contract.listStaffOrders>,
): Promise<OutputOf<typeof contract.listStaffOrders>> {
  const { placedOn, cursor, limit, ...wanted } = input;
  const day = placedOn && { placedAt: { $gte: startOfShanghaiDay(placedOn), $lt: endOfShanghaiDay(placedOn) } };
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  // City staff who ask for another city get their own, as an empty list.
  const scope = cityFilter(ctx);
  if (wanted.cityCode !== undefined && scope.cityCode !== undefined && wanted.cityCode !== scope.cityCode)
    return { items: [], nextCursor: null };
  const filter = { ...given, ...day, ...scope };
  const sort = { placedAt: -1, _id: -1 } as const;
  const { rows, nextCursor } = await findPage<Order>(Orders, { filter, sort, cursor, limit });
  return { items: await toStaffRows(ctx, rows), nextCursor };
}

async function toStaffRows(ctx: Ctx, orders: Order[]): Promise<contract.StaffOrderRow[]> {
  const facts = await memberFactsOf(ctx, orders);
  return orders.map((order) => ({ ...toOrderRow(order), ...facts(order) }));
}

async function memberFactsOf(ctx: Ctx, orders: readonly Order[]) {
  const members = await memberSummaries(
    ctx,
    orders.map((order) => order.memberId),
  );
  return ({ memberId, cityCode }: Order) => {
    const member = members.get(memberId);
    return {
      ...{ memberId, cityCode },
      memberNo: member?.memberNo ?? "",
      memberName: member?.name ?? null,
      memberPhone: member?.phone ?? null,
    };
  };
}

/** One order, by id or number. @throws mall.order-not-found */
export async function getStaffOrder(ctx: Ctx, input: { orderId: string }): Promise<contract.StaffOrder> {
  const order = await Orders.findOne(scoped(ctx, input)).lean<Order>();
  if (!order) throw new AppError("mall.order-not-found");
  const uses = await usesOfCards(ctx, cardsOf(order));
  const facts = await memberFactsOf(ctx, [order]);
  const address = readAddress(ctx.keys, order);
  return {
    ...toOrderFacts(order, { catalogue: await getCatalogue(), uses }),
    ...facts(order),
    address: address && {
      nameMasked: maskName(address.name),
      phoneMasked: maskPhone(address.phone),
      cityName: cityName(address.cityCode),
    },
    canShip: order.kind === "goods" && order.status === "placed",
    canCancel: canMoveOrder(order.status, "cancelled") && isWhole(order, uses),
  };
}

function isWhole(order: Order, uses: Awaited<ReturnType<typeof usesOfCards>>): boolean {
  return order.cards.every((card) => uses.get(card.cardId)?.usableCount === card.quantity);
}

function scoped(ctx: Ctx, { orderId }: { orderId: string }): { _id: string; cityCode?: string } {
  return { _id: readOrderNo(orderId), ...cityFilter(ctx) };
}

/** The address in plain text, for the parcel; written down. @throws mall.order-not-found, mall.not-goods, mall.address-erased */
export async function revealOrderAddress(
  ctx: Ctx,
  input: InputOf<typeof contract.revealOrderAddress>,
): Promise<{ orderId: string; address: OrderAddress }> {
  return inTransaction(async (session) => {
    const order = await orderIn(session, scoped(ctx, input));
    if (order.kind !== "goods") throw new AppError("mall.not-goods");
    const address = readAddress(ctx.keys, order);
    if (!address) throw new AppError("mall.address-erased");
    await audit(ctx, session, { order, action: "reveal-address", reason: input.reason });
    return { orderId: order._id, address };
  });
}

/** The parcel is on its way. @throws mall.order-not-found, mall.not-goods, mall.order-state-conflict */
export async function shipOrder(ctx: Ctx, input: InputOf<typeof contract.shipOrder>): Promise<contract.StaffOrder> {
  const { carrier, trackingNo } = input;
  await inTransaction(async (session) => {
    const order = await orderIn(session, scoped(ctx, input));
    if (order.kind !== "goods") throw new AppError("mall.not-goods");
    if (order.status !== "placed") throw stateConflict(order);
    const shipping = { carrier, trackingNo, shippedAt: ctx.now, by: staffActor(ctx).id };
    const closesItselfAt = closesItselfAfter(ctx.now);
    const change = { shipping, closesItselfAt, fulfilledAt: ctx.now, updatedAt: ctx.now };
    await moveOrder(session, order, { status: "fulfilled", ...change });
    await audit(ctx, session, { order, action: "ship", after: { carrier, trackingNo } });
  });
  return getStaffOrder(ctx, input);
}

/** Cancels for the member. @throws mall.order-not-found, mall.order-state-conflict, mall.voucher-used */
export async function cancelStaffOrder(
  ctx: Ctx,
  input: InputOf<typeof contract.cancelStaffOrder>,
): Promise<contract.StaffOrder> {
  const { reason } = input;
  await inContestedTransaction(async (session) => {
    const order = await orderIn(session, scoped(ctx, input));
    await cancelOrder(session, ctx, { order, reason });
    const before = { status: order.status };
    await audit(ctx, session, { order, action: "cancel", reason, before, after: { status: "cancelled" } });
  });
  return getStaffOrder(ctx, input);
}

type Facts = Omit<AuditInput, "subject"> & { order: Order };

function audit(ctx: Ctx, session: ClientSession, { order, action, ...facts }: Facts): Promise<void> {
  return recordAudit(ctx, session, {
    ...facts,
    action: `mall.order-${action}`,
    subject: { type: "mallOrder", id: order._id },
  });
}
