import * as z from "zod/mini";
import { cityCode, count, id, instant, page, pageQuery, text } from "./fields";
import { endpoint } from "./http";
import { MAX_ORDER_QUANTITY, mallRefusal, PRODUCT_KINDS, PRODUCT_PICTURES } from "./mall";
import { personNameField } from "./members";
import { phoneField } from "./phone";
import { points } from "./points";

/*
 * Orders of the points mall as their member sees them.
 */

/**
 * States of an order. Vouchers are delivered in the moment of the order (fulfilled); goods wait to be shipped (placed). A
 * fulfilled order closes when it is received, or by itself.
 */
export const ORDER_TRANSITIONS = {
  placed: ["fulfilled", "cancelled"],
  fulfilled: ["closed", "cancelled"],
  closed: [],
  cancelled: [],
} as const;
export type OrderStatus = keyof typeof ORDER_TRANSITIONS;
export const ORDER_STATUSES = ["placed", "fulfilled", "closed", "cancelled"] as const;
/** Names of the states; a fulfilled order of vouchers reads FULFILLED_VOUCHER_NAME instead. */
export const ORDER_STATUS_NAMES: Readonly<Record<OrderStatus, string>> = {
  placed: "待发货",
  fulfilled: "待收货",
  closed: "已完成",
  cancelled: "已取消",
};
export const FULFILLED_VOUCHER_NAME = "已到账";
export const orderStatus = z.enum(ORDER_STATUSES, "订单状态不正确");
/** A member may cancel an order of vouchers this long after it was placed, while none was used. */
export const VOUCHER_CANCEL_HOURS = 24;
/** Shipped goods count as received after so many days, delivered vouchers as done. */
export const AUTO_CLOSE_DAYS = 15;

export const CARRIERS = ["sf", "ems", "jd", "zto", "yto", "sto", "yunda", "other"] as const;
export type Carrier = (typeof CARRIERS)[number];
export const CARRIER_NAMES: Readonly<Record<Carrier, string>> = {
  sf: "顺丰速运",
  ems: "中国邮政 EMS",
  jd: "京东物流",
  zto: "中通快递",
  yto: "圆通速递",
  sto: "申通快递",
  yunda: "韵达速递",
  other: "其他快递",
};

export const orderAddress = z.object({
  name: personNameField,
  phone: phoneField,
  cityCode,
  /** District, street, building, door. */
  detail: text("详细地址", 120, 4),
});
export type OrderAddress = z.output<typeof orderAddress>;

/** The frozen answer of an order: the same request always gets it again. */
export const placedOrder = z.object({
  orderId: id,
  /** The order's number as people read it. */
  orderNo: z.string(),
  productId: id,
  title: z.string(),
  kind: z.enum(PRODUCT_KINDS),
  quantity: z.int(),
  unitPoints: points,
  totalPoints: points,
  /** The member's points right after the order. */
  balancePoints: points,
  placedAt: instant,
});
export type PlacedOrder = z.output<typeof placedOrder>;

export const orderRow = z.object({
  id,
  orderNo: z.string(),
  status: orderStatus,
  statusName: z.string(),
  kind: z.enum(PRODUCT_KINDS),
  productId: id,
  title: z.string(),
  picture: z.enum(PRODUCT_PICTURES),
  quantity: z.int(),
  unitPoints: points,
  totalPoints: points,
  placedAt: instant,
});
export type OrderRow = z.output<typeof orderRow>;

export const shippingView = z.object({
  carrier: z.enum(CARRIERS),
  carrierName: z.string(),
  trackingNo: z.string(),
  shippedAt: instant,
});
export const orderVoucher = z.object({
  cardId: id,
  serviceId: id,
  serviceName: z.string(),
  icon: z.string(),
  quantity: z.int(),
  /** Vouchers of the card that can still be used. */
  usableCount: z.int(),
  /** The voucher to open, null when none can be used. */
  voucherId: z.nullable(id),
  expiresAt: instant,
});
export const orderEvent = z.object({ at: instant, kind: z.string(), title: z.string(), note: z.nullable(z.string()) });
/** What came back with a cancelled order. */
export const refundView = z.object({
  returnedPoints: points,
  /** Points whose lots had expired meanwhile: they stay expired. */
  lapsedPoints: points,
});
export const orderFacts = {
  ...orderRow.shape,
  fulfilledAt: z.nullable(instant),
  closedAt: z.nullable(instant),
  cancelledAt: z.nullable(instant),
  /** Why it was cancelled, in the words of who did it. */
  cancelReason: z.nullable(z.string()),
  refund: z.nullable(refundView),
  shipping: z.nullable(shippingView),
  vouchers: z.array(orderVoucher),
  timeline: z.array(orderEvent),
};
export const myOrder = z.object({
  ...orderFacts,
  /** The member's own address; null for vouchers. The phone is masked. */
  address: z.nullable(
    z.object({ name: z.string(), phoneMasked: z.string(), cityName: z.string(), detail: z.string() }),
  ),
  /** Why the member cannot cancel now; null = can. */
  whyNotCancel: z.nullable(mallRefusal),
  /** Until when an order of vouchers may be cancelled; null for goods. */
  cancelUntil: z.nullable(instant),
  canConfirmReceipt: z.boolean(),
  /** When it closes by itself; null unless fulfilled. */
  closesItselfAt: z.nullable(instant),
});
export type MyOrder = z.output<typeof myOrder>;

const TAG = "积分商城";
const MEMBER = ["member"] as const;
const orderParams = z.object({ orderId: id });

export const placeOrder = endpoint({
  name: "placeOrder",
  method: "POST",
  path: "/me/orders",
  auth: MEMBER,
  summary: "用积分兑换商品：积分、库存、限购、券和订单一起成立，或都不成立",
  tag: TAG,
  body: z.object({
    productId: id,
    quantity: z.prefault(count("数量", MAX_ORDER_QUANTITY, 1), 1),
    /** The price of one piece that the member saw: a price that has changed meanwhile is refused. */
    unitPoints: points,
    /** For goods. */
    address: z.optional(orderAddress),
  }),
  response: placedOrder,
  errors: [
    "mall.product-not-found",
    "mall.not-on-sale",
    "mall.not-started",
    "mall.ended",
    "mall.other-city",
    "mall.limit-reached",
    "mall.sold-out",
    "mall.price-changed",
    "mall.address-needed",
    "mall.member-not-active",
    "mall.service-unavailable",
    "points.insufficient-balance",
    "members.not-found",
  ],
  idempotent: "own",
});

export const listMyOrders = endpoint({
  name: "listMyOrders",
  method: "GET",
  path: "/me/orders",
  auth: MEMBER,
  summary: "我的积分订单，新的在前，可按状态筛选",
  tag: TAG,
  query: z.object({ status: z.optional(orderStatus), ...pageQuery }),
  response: page(orderRow),
  errors: [],
});

export const getMyOrder = endpoint({
  name: "getMyOrder",
  method: "GET",
  path: "/me/orders/:orderId",
  auth: MEMBER,
  summary: "我的一个积分订单：券、物流、经过、能否取消",
  tag: TAG,
  params: orderParams,
  response: myOrder,
  errors: ["mall.order-not-found"],
});

export const cancelMyOrder = endpoint({
  name: "cancelMyOrder",
  method: "POST",
  path: "/me/orders/:orderId/cancel",
  auth: MEMBER,
  summary: "取消订单：退回积分、库存和限购，收回未使用的券",
  tag: TAG,
  params: orderParams,
  response: myOrder,
  errors: [
    "mall.order-not-found",
    "mall.order-state-conflict",
    "mall.voucher-used",
    "mall.cancel-too-late",
    "mall.already-shipped",
  ],
  idempotent: true,
});

export const confirmMyReceipt = endpoint({
  name: "confirmMyReceipt",
  method: "POST",
  path: "/me/orders/:orderId/receipt",
  auth: MEMBER,
  summary: "确认收货，订单完成并得到积分奖励",
  tag: TAG,
  params: orderParams,
  response: myOrder,
  errors: ["mall.order-not-found", "mall.order-state-conflict"],
  idempotent: true,
});

export const getMyLastAddress = endpoint({
  name: "getMyLastAddress",
  method: "GET",
  path: "/me/mall-address",
  auth: MEMBER,
  summary: "上次使用的收货地址（本人，明文），没有则为空",
  tag: TAG,
  response: z.object({ address: z.nullable(orderAddress) }),
  errors: [],
});
