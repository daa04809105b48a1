import type { ProductDetail } from "@club/shared/mall";
import type { MyOrder, OrderRow } from "@club/shared/mall-orders";
import { formatPoints } from "@club/shared/points";
import { cityName } from "@club/shared/regions";
import { lastDay, moment } from "../../lib/format";

/** Stock and limit of a product: "还有 20 件 · 每人限购 2 件，您已兑换 1 件". */
export function limitsText({ stockLeft, perMemberLimit, boughtCount }: ProductDetail): string {
  const stock = stockLeft > 0 ? `还有 ${stockLeft} 件` : "已售罄";
  if (perMemberLimit === null) return stock;
  return `${stock} · 每人限购 ${perMemberLimit} 件${boughtCount > 0 ? `，您已兑换 ${boughtCount} 件` : ""}`;
}

/** Until when a product can be had; empty when there is no end. */
export function windowText({ closesAt }: Pick<ProductDetail, "closesAt">): string {
  return closesAt === null ? "" : `兑换截止 ${lastDay(closesAt)}`;
}

/** Which cities take part; empty for the whole province. */
export function whereText({ cityCodes }: Pick<ProductDetail, "cityCodes">): string {
  return cityCodes.length === 0 ? "" : `适用城市：${cityCodes.map(cityName).join("、")}`;
}

/** How the state came about or what happens next, in one sentence. */
export function stateText(order: MyOrder): string {
  const { status, kind, placedAt, closedAt, cancelledAt, shipping, closesItselfAt } = order;
  if (status === "cancelled") return cancelledAt === null ? "" : `${moment(cancelledAt)} 取消`;
  if (status === "closed") return closedAt === null ? "" : `${moment(closedAt)} 完成`;
  if (status === "placed") return `${moment(placedAt)} 下单，俱乐部会尽快发货`;
  if (kind !== "goods") return "兑换券已发到您的账户，可以直接使用";
  const sent = shipping ? `${moment(shipping.shippedAt)} 发货` : "已发货";
  return closesItselfAt === null ? sent : `${sent}，${moment(closesItselfAt)} 自动确认收货`;
}

/** What came back with a cancelled order; empty when nothing was to come back. */
export function refundText({ refund }: Pick<MyOrder, "refund">): string {
  if (refund === null) return "";
  const back = `已退回 ${formatPoints(refund.returnedPoints)}`;
  return refund.lapsedPoints > 0 ? `${back}，另有 ${formatPoints(refund.lapsedPoints)}在此期间已到期，不再退回` : back;
}

/** What cancelling will do, asked before it is done. */
export function cancelQuestion({ kind, totalPoints }: Pick<OrderRow, "kind" | "totalPoints">): string {
  const vouchers = kind === "goods" ? "" : "，订单里的兑换券会收回";
  return `取消后退回 ${formatPoints(totalPoints)}${vouchers}。已过有效期的积分不能恢复。`;
}
