import { PROVINCE_CODE } from "@club/shared/regions";
import { type Compared, type ProofWalk, stepOf } from "../../platform/proof";
import { pointsOfPostings } from "../points/points.lookup";
import { countIssuedByCard } from "../vouchers/vouchers.proof";
import { type Order, Orders } from "./order.model";
import { type Product, Products } from "./product.model";

const PRODUCTS = 20;
const ORDERS = 200;
type Stock = Pick<Product, "_id" | "cityCodes" | "stockTotal" | "stockLeft">;

/** What has left a product's stock is in orders that were not cancelled. Products by _id; orders by { productId, placedAt, _id }. */
export const stockIsInOrders: ProofWalk = {
  total: () => Products.estimatedDocumentCount(),
  step: async (session, after) => {
    const fields = { cityCodes: 1, stockTotal: 1, stockLeft: 1 } as const;
    const products = await Products.find({ _id: { $gt: after } }, fields, { session })
      .sort({ _id: 1 })
      .limit(PRODUCTS)
      .lean<Stock[]>();
    const ids = products.map((product) => product._id);
    const rows = await Orders.aggregate<{ _id: string; quantity: number }>(
      [
        { $match: { productId: { $in: ids }, status: { $ne: "cancelled" } } },
        { $group: { _id: "$productId", quantity: { $sum: "$quantity" } } },
      ],
      { session },
    );
    const sold = new Map(rows.map((row) => [row._id, row.quantity]));
    return stepOf(
      products,
      PRODUCTS,
      products.map((product) => compareStock(product, sold.get(product._id) ?? 0)),
    );
  },
};

function compareStock({ _id, cityCodes, stockTotal, stockLeft }: Stock, sold: number): Compared {
  const taken = stockTotal - stockLeft;
  const note = "商品减少的库存与有效订单的件数不一致";
  const [only] = cityCodes;
  return {
    cityCode: cityCodes.length === 1 && only ? only : PROVINCE_CODE,
    left: { count: taken },
    right: { count: sold },
    gap: taken === sold ? null : { kind: "mallProduct", id: _id, left: taken, right: sold, note },
  };
}

type Paid = Pick<
  Order,
  "_id" | "memberId" | "cityCode" | "totalPoints" | "postingId" | "cancelling" | "cards" | "status"
>;
const PAID = { memberId: 1, cityCode: 1, totalPoints: 1, postingId: 1, cancelling: 1, cards: 1, status: 1 } as const;

/** Every order was paid with the points it says, gave the vouchers it says, and gave its points back when cancelled. By _id. */
export const ordersWerePaid: ProofWalk = {
  total: () => Orders.estimatedDocumentCount(),
  step: async (session, after) => {
    const orders = await Orders.find({ _id: { $gt: after } }, PAID, { session })
      .sort({ _id: 1 })
      .limit(ORDERS)
      .lean<Paid[]>();
    const postings = await pointsOfPostings(
      session,
      orders.flatMap((order) => (order.cancelling ? [order.postingId, order.cancelling.postingId] : [order.postingId])),
    );
    const given = orders.filter((order) => order.cards.length > 0);
    const issued = await countIssuedByCard(session, {
      memberIds: given.map((order) => order.memberId),
      cardIds: given.flatMap((order) => order.cards.map((card) => card.cardId)),
    });
    return stepOf(
      orders,
      ORDERS,
      orders.map((order) => compareOrder(order, postings, issued)),
    );
  },
};

type Counts = ReadonlyMap<string, number>;

function compareOrder(order: Paid, postings: Counts, issued: Counts): Compared {
  const { _id, cityCode, totalPoints, cancelling, cards } = order;
  const paid = postings.get(order.postingId) ?? 0;
  const returned = cancelling ? (postings.get(cancelling.postingId) ?? 0) : null;
  const promised = cards.reduce((sum, card) => sum + card.quantity, 0);
  const found = cards.reduce((sum, card) => sum + (issued.get(card.cardId) ?? 0), 0);
  const gap = { kind: "mallOrder", id: _id };
  const gaps = [
    paid !== totalPoints && { ...gap, left: totalPoints, right: paid, note: "订单的积分与支付流水不一致" },
    promised !== found && { ...gap, left: promised, right: found, note: "订单应发的券与实际发出的券不一致" },
    (order.status === "cancelled") !== (returned !== null) && {
      ...{ ...gap, left: totalPoints, right: returned ?? 0, note: "订单的取消状态与退回记录不一致" },
    },
    returned !== null &&
      returned !== totalPoints && { ...gap, left: totalPoints, right: returned, note: "取消的订单没有退回全部积分" },
  ];
  return {
    cityCode,
    left: { count: totalPoints },
    right: { count: paid },
    gap: gaps.find((found) => found !== false) || null,
  };
}
