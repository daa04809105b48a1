import { formatCode } from "@club/shared/ids";
import {
  CARRIER_NAMES,
  FULFILLED_VOUCHER_NAME,
  type MyOrder,
  ORDER_STATUS_NAMES,
  type OrderAddress,
  type OrderRow,
  type PlacedOrder,
} from "@club/shared/mall-orders";
import { maskPhone } from "@club/shared/mask";
import { formatPoints } from "@club/shared/points";
import { cityName } from "@club/shared/regions";
import { decrypt, type Keys } from "../../platform/crypto";
import type { getCatalogue } from "../services/services.service";
import type { CardUse } from "../vouchers/vouchers.orders";
import { cancelUntil, memberCancelRefusal, toRefusal } from "./mall.rules";
import type { Order } from "./order.model";
import { ADDRESS_PURPOSE } from "./order-plan";

type Catalogue = Awaited<ReturnType<typeof getCatalogue>>;
type Known = { catalogue: Catalogue; uses: ReadonlyMap<string, CardUse> };

/** The answer of the order itself: only facts that never change. */
export function toPlacedOrder(order: Order): PlacedOrder {
  const { _id, productId, title, kind, quantity, unitPoints, totalPoints, balancePoints } = order;
  return {
    ...{ orderId: _id, productId, title, kind, quantity, unitPoints, totalPoints, balancePoints },
    orderNo: formatOrderNo(_id),
    placedAt: order.placedAt.toISOString(),
  };
}

/** "7K3M9QXA01BZ4T" → "7K3M-9QXA-01BZ-4T". */
export function formatOrderNo(orderId: string): string {
  return formatCode(orderId);
}

export function toOrderRow(order: Order): OrderRow {
  const { _id, status, kind, productId, title, picture, quantity, unitPoints, totalPoints } = order;
  return {
    ...{ id: _id, status, kind, productId, title, picture, quantity, unitPoints, totalPoints },
    orderNo: formatOrderNo(_id),
    statusName: statusName(order),
    placedAt: order.placedAt.toISOString(),
  };
}

function statusName({ status, kind }: Pick<Order, "status" | "kind">): string {
  return status === "fulfilled" && kind !== "goods" ? FULFILLED_VOUCHER_NAME : ORDER_STATUS_NAMES[status];
}

/** What members and staff both see of an order. */
export function toOrderFacts(order: Order, { catalogue, uses }: Known) {
  const { cancelling, shipping } = order;
  return {
    ...toOrderRow(order),
    fulfilledAt: order.fulfilledAt?.toISOString() ?? null,
    closedAt: order.closedAt?.toISOString() ?? null,
    cancelledAt: order.cancelledAt?.toISOString() ?? null,
    cancelReason: cancelling?.reason ?? null,
    refund: cancelling && { returnedPoints: cancelling.returnedPoints, lapsedPoints: cancelling.lapsedPoints },
    shipping: shipping && {
      carrier: shipping.carrier,
      carrierName: CARRIER_NAMES[shipping.carrier],
      trackingNo: shipping.trackingNo,
      shippedAt: shipping.shippedAt.toISOString(),
    },
    vouchers: order.cards.map((card) => {
      const service = catalogue.get(card.serviceId);
      return {
        ...{ cardId: card.cardId, serviceId: card.serviceId, quantity: card.quantity },
        ...(uses.get(card.cardId) ?? { usableCount: 0, voucherId: null }),
        serviceName: service?.name ?? card.serviceId,
        icon: service?.icon ?? "gift-box",
        expiresAt: card.expiresAt.toISOString(),
      };
    }),
    timeline: timelineOf(order),
  };
}

/** What happened to an order, oldest first. */
function timelineOf(order: Order): MyOrder["timeline"] {
  const { kind, shipping, cancelling, totalPoints } = order;
  const isGoods = kind === "goods";
  const sent = shipping ? `${CARRIER_NAMES[shipping.carrier]} ${shipping.trackingNo}` : null;
  const entries = [
    { at: order.placedAt, kind: "placed", title: "兑换成功", note: `使用 ${formatPoints(totalPoints)}` },
    { at: order.fulfilledAt, kind: "fulfilled", title: isGoods ? "已发货" : "兑换券已到账", note: sent },
    { at: order.closedAt, kind: "closed", title: "订单完成", note: null },
    { at: order.cancelledAt, kind: "cancelled", title: "订单已取消", note: cancelling && refundNote(cancelling) },
  ];
  return entries.flatMap(({ at, ...entry }) => (at ? [{ at: at.toISOString(), ...entry }] : []));
}

function refundNote({ returnedPoints, lapsedPoints, reason }: NonNullable<Order["cancelling"]>): string {
  const lapsed = lapsedPoints > 0 ? `，另有 ${formatPoints(lapsedPoints)}在此期间已到期` : "";
  return `退回 ${formatPoints(returnedPoints)}${lapsed}。原因：${reason}`;
}

/** An order as its member sees it. */
export function toMyOrder(order: Order, known: Known & { keys: Keys; now: Date }): MyOrder {
  const refusal = whyNotCancel(order, known);
  return {
    ...toOrderFacts(order, known),
    address: ownAddress(known.keys, order),
    whyNotCancel: refusal,
    cancelUntil: cancelUntil(order)?.toISOString() ?? null,
    canConfirmReceipt: order.status === "fulfilled" && order.kind === "goods",
    closesItselfAt: order.closesItselfAt?.toISOString() ?? null,
  };
}

function whyNotCancel(order: Order, { uses, now }: Known & { now: Date }): MyOrder["whyNotCancel"] {
  const code = memberCancelRefusal(order, now);
  if (code) return toRefusal({ code, title: null });
  const isTouched = order.cards.some((card) => (uses.get(card.cardId)?.usableCount ?? 0) < card.quantity);
  return isTouched ? toRefusal({ code: "mall.voucher-used", title: null }) : null;
}

function ownAddress(keys: Keys, order: Order): MyOrder["address"] {
  const address = readAddress(keys, order);
  if (!address) return null;
  const { name, phone, detail } = address;
  return { name, phoneMasked: maskPhone(phone), cityName: cityName(address.cityCode), detail };
}

/** Where an order goes, in plain text; null for vouchers and when it was erased. */
export function readAddress(keys: Keys, order: Pick<Order, "addressEnc">): OrderAddress | null {
  return order.addressEnc === null
    ? null
    : (JSON.parse(decrypt(keys, order.addressEnc, ADDRESS_PURPOSE)) as OrderAddress);
}

/** The cards that an order gave, as the voucher feature asks for them. */
export function cardsOf({ memberId, cards }: Pick<Order, "memberId" | "cards">): {
  memberId: string;
  cardIds: string[];
} {
  return { memberId, cardIds: cards.map((card) => card.cardId) };
}
