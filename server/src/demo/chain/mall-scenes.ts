import { randomUUID } from "node:crypto";
import { getProduct } from "@club/shared/mall";
import { createProduct, getProductFigures, type ProductInput, publishProduct } from "@club/shared/mall-admin";
import { cancelMyOrder, confirmMyReceipt, getMyOrder, placeOrder } from "@club/shared/mall-orders";
import { shipOrder } from "@club/shared/mall-orders-admin";
import { getMyPoints } from "@club/shared/points-account";
import { addDays } from "@club/shared/time";
import type { Person } from "./cast";
import { Refusal } from "./http-client";
import type { Stage } from "./stage";

/** What the story's mall has: one wash, and a thing that is sent. */
export type Shelf = { washId: string; holderId: string };
const WASH_POINTS = 120;
const HOLDER_POINTS = 100;

/** The administrator puts one car wash (stock 1) and a phone holder on sale. */
export async function openMall({ world, printer }: Stage, admin: Person): Promise<Shelf> {
  const base = {
    ...{ terms: ["积分不兑现。"], perMemberLimit: null, closesAt: null, cityCodes: [], sortRank: 10 },
    opensAt: addDays(world.clock.now(), -1).toISOString(),
  };
  const onSale = async (input: ProductInput, stockTotal: number): Promise<string> => {
    const key = randomUUID();
    const { id } = await world.client.call(createProduct, { ...input, stockTotal }, { ...admin, key });
    const product = await world.client.call(publishProduct, { productId: id }, admin);
    printer.expectEqual(
      product.status,
      "onSale",
      `「${product.title}」上架，${product.pricePoints} 积分，库存 ${stockTotal}`,
    );
    return id;
  };
  const item = { serviceId: "car-wash", quantity: 1, validDays: 90, plateBinding: "none" as const };
  const wash = { kind: "voucher" as const, title: "标准洗车一次", category: "wash" as const, items: [item] };
  const holder = { kind: "goods" as const, title: "车载手机支架", category: "goods" as const, items: [] };
  return {
    washId: await onSale(
      { ...base, ...wash, pictures: ["car-wash"], pricePoints: WASH_POINTS, description: "标准洗车一次。" },
      1,
    ),
    holderId: await onSale(
      { ...base, ...holder, pictures: ["phone-holder"], pricePoints: HOLDER_POINTS, description: "磁吸支架一个。" },
      20,
    ),
  };
}

/** The last wash is ordered twice with one key: one order. Then it is cancelled, and everything is as before. */
export async function orderAndCancel({ world, printer }: Stage, member: Person, { washId }: Shelf): Promise<void> {
  const { client } = world;
  const before = await client.call(getMyPoints, {}, member);
  const wish = { productId: washId, quantity: 1, unitPoints: WASH_POINTS };
  const key = randomUUID();
  const [placed, again] = await Promise.all([
    client.call(placeOrder, wish, { ...member, key }),
    client.call(placeOrder, wish, { ...member, key }),
  ]);
  printer.expectEqual(
    JSON.stringify(again),
    JSON.stringify(placed),
    `网络不好发了两遍，只有一个订单 ${placed.orderNo}`,
  );
  printer.expectEqual(placed.balancePoints, before.balancePoints - WASH_POINTS, `扣 ${WASH_POINTS} 积分，只扣一次`);
  const { whyNot } = await client.call(getProduct, { productId: washId }, member);
  printer.expect(whyNot[0]?.code === "mall.sold-out", "最后一件卖出，页面写着「已售罄」");
  const other = await client.call(placeOrder, wish, { ...member, key: randomUUID() }).catch((error: unknown) => error);
  printer.expect(other instanceof Refusal && other.problem.code === "mall.sold-out", "再下一单被拒绝，积分没有动");
  const cancelled = await client.call(cancelMyOrder, { orderId: placed.orderId }, { ...member, key: randomUUID() });
  printer.expectEqual(cancelled.refund?.returnedPoints, WASH_POINTS, "车主改主意取消订单，积分原路退回，洗车券收回");
  const after = await client.call(getMyPoints, {}, member);
  printer.expectEqual(after.balancePoints, before.balancePoints, `余额回到 ${after.balancePoints}`);
}

type People = { member: Person; admin: Person };

/** Goods from order to receipt; done, they earn, and stock and orders agree. */
export async function orderGoods(
  { world, printer }: Stage,
  { member, admin }: People,
  { holderId }: Shelf,
): Promise<void> {
  const { client } = world;
  const address = { name: "张建国", phone: "13900000077", cityCode: "370100", detail: "历下区泉城路 100 号" };
  const wish = { productId: holderId, quantity: 1, unitPoints: HOLDER_POINTS, address };
  const placed = await client.call(placeOrder, wish, { ...member, key: randomUUID() });
  const waiting = await client.call(getMyOrder, { orderId: placed.orderId }, member);
  printer.expectEqual(waiting.statusName, "待发货", `订单 ${placed.orderNo} 待发货`);
  const parcel = { orderId: placed.orderId, carrier: "sf" as const, trackingNo: "SF1234567890" };
  const sent = await client.call(shipOrder, parcel, { ...admin, key: randomUUID() });
  printer.expectEqual(sent.statusName, "待收货", `发货：${sent.shipping?.carrierName} ${sent.shipping?.trackingNo}`);
  const done = await client.call(confirmMyReceipt, { orderId: placed.orderId }, { ...member, key: randomUUID() });
  printer.expectEqual(done.statusName, "已完成", "车主确认收货，订单完成");
  const figures = await client.call(getProductFigures, { productId: holderId }, admin);
  printer.expect(
    figures.isBalanced && figures.soldCount === 1,
    `库存 ${figures.stockTotal} − ${figures.stockLeft} = 有效订单 ${figures.soldCount} 件`,
  );
}
