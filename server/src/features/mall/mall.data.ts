import type { DataSection } from "@club/shared/members";
import { formatPoints } from "@club/shared/points";
import { cityName } from "@club/shared/regions";
import { formatInstant } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { type Order, Orders } from "./order.model";
import { formatOrderNo, readAddress, toOrderRow } from "./order.views";

/** A member's orders, newest first, for the copy of their data. Index: { memberId, placedAt, _id }. */
export async function ordersDataSection(ctx: Ctx, memberId: string): Promise<DataSection> {
  const orders = await Orders.find({ memberId }).sort({ placedAt: -1, _id: -1 }).lean<Order[]>();
  const items = orders.map((order) => ({
    id: order._id,
    title: `${order.title} × ${order.quantity}`,
    facts: factsOf(ctx, order),
  }));
  return { key: "orders", title: "积分订单", items };
}

function factsOf(ctx: Ctx, order: Order): { label: string; value: string }[] {
  const address = readAddress(ctx.keys, order);
  return [
    { label: "订单号", value: formatOrderNo(order._id) },
    { label: "状态", value: toOrderRow(order).statusName },
    { label: "使用积分", value: formatPoints(order.totalPoints) },
    { label: "下单时间", value: formatInstant(order.placedAt) },
    ...(address
      ? [
          { label: "收货人", value: `${address.name} ${address.phone}` },
          { label: "收货地址", value: `${cityName(address.cityCode)} ${address.detail}` },
        ]
      : []),
  ];
}
