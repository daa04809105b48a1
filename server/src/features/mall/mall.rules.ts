import type { ErrorCode } from "@club/shared/errors";
import { ERRORS } from "@club/shared/errors";
import { MAX_ORDER_QUANTITY, type MallRefusal, PRODUCT_TRANSITIONS, type ProductStatus } from "@club/shared/mall";
import { ORDER_TRANSITIONS, type OrderStatus, VOUCHER_CANCEL_HOURS } from "@club/shared/mall-orders";
import type { MemberStatus } from "@club/shared/members";
import { formatPoints } from "@club/shared/points";
import { endOfShanghaiDay, formatMoment, HOUR_MS, shanghaiDay, shiftDay } from "@club/shared/time";
import type { Order } from "./order.model";
import type { Product } from "./product.model";

/** True when the state table allows the step. */
export function canMoveProduct(from: ProductStatus, to: ProductStatus): boolean {
  return (PRODUCT_TRANSITIONS[from] as readonly ProductStatus[]).includes(to);
}

/** True when the state table allows the step. */
export function canMoveOrder(from: OrderStatus, to: OrderStatus): boolean {
  return (ORDER_TRANSITIONS[from] as readonly OrderStatus[]).includes(to);
}

/** Why not, with the numbers behind it. `title` is null when the code's own title says it all. */
export type Reason = { code: ErrorCode; title: string | null; details?: Record<string, number | string> };

type Offer = Pick<
  Product,
  "status" | "opensAt" | "closesAt" | "stockLeft" | "perMemberLimit" | "cityCodes" | "pricePoints"
>;

/** Why nobody may order `quantity` pieces now. */
export function productReasons(product: Offer, { quantity, now }: { quantity: number; now: Date }): Reason[] {
  const { status, opensAt, closesAt, stockLeft } = product;
  const reasons: Reason[] = [];
  if (status !== "onSale") reasons.push({ code: "mall.not-on-sale", title: null });
  if (closesAt <= now) reasons.push({ code: "mall.ended", title: null });
  if (opensAt > now)
    reasons.push({
      code: "mall.not-started",
      title: `${formatMoment(opensAt, now)} 开始兑换`,
      details: { opensAt: opensAt.toISOString() },
    });
  if (stockLeft < quantity)
    reasons.push({
      code: "mall.sold-out",
      title: stockLeft < 1 ? "已售罄" : `库存只剩 ${stockLeft} 件`,
      details: { stockLeft },
    });
  return reasons;
}

/** What the rules need to know about a member; `boughtCount` = pieces of this product ordered so far. */
export type BuyerFacts = { status: MemberStatus; cityCode: string; balancePoints: number; boughtCount: number };

/** Why this member may not order `quantity` pieces: account, city, limit, points. */
export function buyerReasons(product: Offer, buyer: BuyerFacts, quantity: number): Reason[] {
  const reasons: Reason[] = [];
  if (buyer.status !== "registered" && buyer.status !== "completed")
    reasons.push({ code: "mall.member-not-active", title: null });
  if (product.cityCodes.length > 0 && !product.cityCodes.includes(buyer.cityCode))
    reasons.push({ code: "mall.other-city", title: null });
  const limit = product.perMemberLimit;
  if (limit !== null && buyer.boughtCount + quantity > limit)
    reasons.push({
      code: "mall.limit-reached",
      title: `每人限购 ${limit} 件，您已兑换 ${buyer.boughtCount} 件`,
      details: { limit, boughtCount: buyer.boughtCount },
    });
  const requiredPoints = product.pricePoints * quantity;
  if (buyer.balancePoints < requiredPoints)
    reasons.push({
      code: "points.insufficient-balance",
      title: `还差 ${formatPoints(requiredPoints - buyer.balancePoints)}`,
      details: { balancePoints: buyer.balancePoints, requiredPoints },
    });
  return reasons;
}

/** Pieces that the member could order at once; 0 when a single one is refused. */
export function maxQuantity(product: Offer, buyer: BuyerFacts): number {
  const byLimit = product.perMemberLimit === null ? MAX_ORDER_QUANTITY : product.perMemberLimit - buyer.boughtCount;
  const byPoints = Math.floor(buyer.balancePoints / product.pricePoints);
  return Math.max(0, Math.min(MAX_ORDER_QUANTITY, product.stockLeft, byLimit, byPoints));
}

/** A reason as clients show it. */
export function toRefusal({ code, title, details }: Reason): MallRefusal {
  return { code, title: title ?? ERRORS[code].title, next: ERRORS[code].next, ...(details ? { details } : null) };
}

/** Exclusive end of a voucher that an order of `now` gives. */
export function cardExpiry(validDays: number, now: Date): Date {
  return endOfShanghaiDay(shiftDay(shanghaiDay(now), validDays));
}

/** Until when the member may cancel an order of vouchers; null for goods, where the shipping decides. */
export function cancelUntil(order: Pick<Order, "kind" | "placedAt">): Date | null {
  return order.kind === "goods" ? null : new Date(order.placedAt.getTime() + VOUCHER_CANCEL_HOURS * HOUR_MS);
}

/** Why the member may not cancel now, as far as the order itself says (used vouchers are found out elsewhere). */
export function memberCancelRefusal(order: Pick<Order, "kind" | "status" | "placedAt">, now: Date): ErrorCode | null {
  if (!canMoveOrder(order.status, "cancelled")) return "mall.order-state-conflict";
  const until = cancelUntil(order);
  if (until === null) return order.status === "placed" ? null : "mall.already-shipped";
  return until <= now ? "mall.cancel-too-late" : null;
}
