import * as z from "zod/mini";
import { cityCode, day, id, page, pageQuery, reason } from "./fields";
import { endpoint } from "./http";
import { CARRIERS, orderAddress, orderFacts, orderRow, orderStatus } from "./mall-orders";

/*
 * What the club's staff do with the orders of the points mall.
 */

const memberFacts = {
  memberId: id,
  memberNo: z.string(),
  memberName: z.nullable(z.string()),
  memberPhone: z.nullable(z.string()),
  cityCode: z.string(),
};
export const staffOrderRow = z.object({ ...orderRow.shape, ...memberFacts });
export type StaffOrderRow = z.output<typeof staffOrderRow>;

export const staffOrder = z.object({
  ...orderFacts,
  ...memberFacts,
  /** Masked; the plain one needs a reason (revealOrderAddress). Null for vouchers and when it was erased. */
  address: z.nullable(z.object({ nameMasked: z.string(), phoneMasked: z.string(), cityName: z.string() })),
  canShip: z.boolean(),
  /** Staff may also cancel shipped goods, when they came back. */
  canCancel: z.boolean(),
});
export type StaffOrder = z.output<typeof staffOrder>;

const EDITORS = ["provinceAdmin", "cityAdmin"] as const;
const READERS = ["provinceAdmin", "cityAdmin", "finance", "auditor"] as const;
const TAG = "积分商城";
const params = z.object({ orderId: id });

export const listStaffOrders = endpoint({
  name: "listStaffOrders",
  method: "GET",
  path: "/staff/mall/orders",
  auth: READERS,
  summary: "积分订单，新的在前，可按状态、城市、商品、会员、日期筛选",
  tag: TAG,
  query: z.object({
    status: z.optional(orderStatus),
    cityCode: z.optional(cityCode),
    productId: z.optional(id),
    memberId: z.optional(id),
    /** Placed on this day in Shanghai. */
    placedOn: z.optional(day),
    ...pageQuery,
  }),
  response: page(staffOrderRow),
  errors: [],
});

export const getStaffOrder = endpoint({
  name: "getStaffOrder",
  method: "GET",
  path: "/staff/mall/orders/:orderId",
  auth: READERS,
  summary: "一个积分订单（地址脱敏）；订单号可带或不带横线",
  tag: TAG,
  params,
  response: staffOrder,
  errors: ["mall.order-not-found"],
});

export const revealOrderAddress = endpoint({
  name: "revealOrderAddress",
  method: "POST",
  path: "/staff/mall/orders/:orderId/reveal",
  auth: EDITORS,
  summary: "查看收货地址明文，须填原因，留有审计记录",
  tag: TAG,
  params,
  body: z.object({ reason }),
  response: z.object({ orderId: id, address: orderAddress }),
  errors: ["mall.order-not-found", "mall.not-goods", "mall.address-erased"],
  rateLimit: { limit: 300, windowSeconds: 3600, by: "actor" },
});

export const shipOrder = endpoint({
  name: "shipOrder",
  method: "POST",
  path: "/staff/mall/orders/:orderId/ship",
  auth: EDITORS,
  summary: "登记发货：快递公司和单号",
  tag: TAG,
  params,
  body: z.object({
    carrier: z.enum(CARRIERS, "请选择快递公司"),
    trackingNo: z
      .string("请填写快递单号")
      .check(z.trim(), z.toUpperCase(), z.regex(/^[A-Z0-9-]{6,30}$/, "快递单号应为 6 至 30 位字母或数字")),
  }),
  response: staffOrder,
  errors: ["mall.order-not-found", "mall.order-state-conflict", "mall.not-goods"],
  idempotent: true,
});

export const cancelStaffOrder = endpoint({
  name: "cancelStaffOrder",
  method: "POST",
  path: "/staff/mall/orders/:orderId/cancel",
  auth: EDITORS,
  summary: "取消订单（填写原因）：退回积分、库存和限购，收回未使用的券",
  tag: TAG,
  params,
  body: z.object({ reason }),
  response: staffOrder,
  errors: ["mall.order-not-found", "mall.order-state-conflict", "mall.voucher-used"],
  idempotent: true,
});
