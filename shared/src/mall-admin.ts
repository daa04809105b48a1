import * as z from "zod/mini";
import { cityCode, count, id, instant, page, pageQuery, reason, text } from "./fields";
import { endpoint } from "./http";
import { MALL_CATEGORIES, PRODUCT_KINDS, PRODUCT_PICTURES, PRODUCT_STATUSES, productItemView } from "./mall";
import { points } from "./points";
import { plateBinding } from "./services";

/*
 * What the club's staff do with the products of the points mall.
 */

/** Vouchers that one piece of a product may give. */
export const MAX_VOUCHERS_PER_PIECE = 50;

export const productItem = z.object({
  serviceId: id,
  quantity: count("张数", MAX_VOUCHERS_PER_PIECE, 1),
  /** Valid through this many days after the day of the order. */
  validDays: count("有效天数", 1095, 1),
  plateBinding,
});
export type ProductItem = z.output<typeof productItem>;

/** How many services each kind has. */
const ITEM_COUNTS = { voucher: [1, 1], bundle: [2, 10], goods: [0, 0] } as const;

export const productBody = z
  .object({
    kind: z.enum(PRODUCT_KINDS, "请选择商品类型"),
    title: text("商品名称", 40),
    category: z.enum(MALL_CATEGORIES, "请选择商品分类"),
    pictures: z
      .array(z.enum(PRODUCT_PICTURES, "请选择图片"))
      .check(z.minLength(1, "请至少选择一张图片"), z.maxLength(5, "最多 5 张图片")),
    description: text("商品介绍", 1000),
    terms: z.array(text("兑换须知", 200)).check(z.maxLength(10, "兑换须知最多 10 条")),
    pricePoints: points.check(z.gte(1, "积分价格至少 1 积分"), z.lte(1_000_000, "积分价格最多 100 万")),
    items: z.array(productItem),
    perMemberLimit: z.nullable(count("每人限购", 100, 1)),
    opensAt: instant,
    /** Exclusive; null = no end. */
    closesAt: z.nullable(instant),
    /** Empty = the whole province. */
    cityCodes: z.array(cityCode).check(z.maxLength(16, "最多选择 16 个城市")),
    /** Smaller stands first in the recommended order. */
    sortRank: count("排序", 9999),
  })
  .check(
    z.refine(
      ({ kind, items }) => items.length >= ITEM_COUNTS[kind][0] && items.length <= ITEM_COUNTS[kind][1],
      "兑换券应有 1 项服务，券包 2 至 10 项，实物不含服务",
    ),
    z.refine(
      ({ items }) => items.reduce((sum, item) => sum + item.quantity, 0) <= MAX_VOUCHERS_PER_PIECE,
      `一件商品最多 ${MAX_VOUCHERS_PER_PIECE} 张券`,
    ),
    z.refine(
      ({ opensAt, closesAt }) => closesAt === null || Date.parse(closesAt) > Date.parse(opensAt),
      "结束时间应晚于开始时间",
    ),
  );
export type ProductInput = z.output<typeof productBody>;

export const staffProduct = z.object({
  id,
  status: z.enum(PRODUCT_STATUSES),
  statusName: z.string(),
  kind: z.enum(PRODUCT_KINDS),
  kindName: z.string(),
  title: z.string(),
  category: z.enum(MALL_CATEGORIES),
  categoryName: z.string(),
  pictures: z.array(z.enum(PRODUCT_PICTURES)),
  description: z.string(),
  terms: z.array(z.string()),
  pricePoints: points,
  items: z.array(productItemView),
  stockTotal: z.int(),
  stockLeft: z.int(),
  perMemberLimit: z.nullable(z.int()),
  opensAt: instant,
  closesAt: z.nullable(instant),
  cityCodes: z.array(z.string()),
  sortRank: z.int(),
  /** Goes up with every edit. */
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
});
export type StaffProduct = z.output<typeof staffProduct>;

const EDITORS = ["provinceAdmin", "cityAdmin"] as const;
const READERS = ["provinceAdmin", "cityAdmin", "finance", "auditor"] as const;
const TAG = "积分商城";
const params = z.object({ productId: id });
const staffPost = { method: "POST", auth: EDITORS, tag: TAG, params, response: staffProduct } as const;

export const createProduct = endpoint({
  name: "createProduct",
  method: "POST",
  path: "/staff/mall/products",
  auth: EDITORS,
  summary: "新建商品草稿",
  tag: TAG,
  body: z.safeExtend(productBody, { stockTotal: count("库存", 1_000_000) }),
  response: staffProduct,
  errors: ["mall.service-unavailable", "mall.city-out-of-scope"],
  idempotent: true,
});

export const updateProduct = endpoint({
  name: "updateProduct",
  method: "PUT",
  path: "/staff/mall/products/:productId",
  auth: EDITORS,
  summary: "修改商品；已下的订单不变",
  tag: TAG,
  params,
  /** `baseVersion` is the version that was looked at: two editors do not overwrite each other. */
  body: z.safeExtend(productBody, { baseVersion: z.int("缺少版本号") }),
  response: staffProduct,
  errors: [
    "mall.product-not-found",
    "mall.version-conflict",
    "mall.kind-fixed",
    "mall.service-unavailable",
    "mall.city-out-of-scope",
  ],
});

export const publishProduct = endpoint({
  ...staffPost,
  name: "publishProduct",
  path: "/staff/mall/products/:productId/publish",
  summary: "上架商品",
  errors: [
    "mall.product-not-found",
    "mall.product-state-conflict",
    "mall.window-closed",
    "mall.service-unavailable",
    "mall.city-out-of-scope",
  ],
});

export const takeProductOff = endpoint({
  ...staffPost,
  name: "takeProductOff",
  path: "/staff/mall/products/:productId/take-off",
  summary: "下架商品",
  body: z.object({ reason }),
  errors: ["mall.product-not-found", "mall.product-state-conflict", "mall.city-out-of-scope"],
});

export const changeProductStock = endpoint({
  ...staffPost,
  name: "changeProductStock",
  path: "/staff/mall/products/:productId/stock",
  summary: "增减库存",
  body: z.object({
    /** Pieces added; negative = taken away. */
    delta: z.int("库存变动应为整数").check(
      z.gte(-1_000_000, "一次最多减少 100 万"),
      z.lte(1_000_000, "一次最多增加 100 万"),
      z.refine((delta) => delta !== 0, "请填写增加或减少的数量"),
    ),
    reason,
  }),
  errors: ["mall.product-not-found", "mall.stock-too-low", "mall.city-out-of-scope"],
  idempotent: true,
});

export const listStaffProducts = endpoint({
  name: "listStaffProducts",
  method: "GET",
  path: "/staff/mall/products",
  auth: READERS,
  summary: "列出商品，新建的在前",
  tag: TAG,
  query: z.object({
    status: z.optional(z.enum(PRODUCT_STATUSES, "商品状态不正确")),
    category: z.optional(z.enum(MALL_CATEGORIES, "商品分类不正确")),
    ...pageQuery,
  }),
  response: page(staffProduct),
  errors: [],
});

export const getStaffProduct = endpoint({
  name: "getStaffProduct",
  method: "GET",
  path: "/staff/mall/products/:productId",
  auth: READERS,
  summary: "查看商品",
  tag: TAG,
  params,
  response: staffProduct,
  errors: ["mall.product-not-found"],
});

export const getProductFigures = endpoint({
  name: "getProductFigures",
  method: "GET",
  path: "/staff/mall/products/:productId/figures",
  auth: READERS,
  summary: "一件商品的订单、件数和积分，按状态",
  tag: TAG,
  params,
  response: z.object({
    productId: id,
    stockTotal: z.int(),
    stockLeft: z.int(),
    byStatus: z.array(
      z.object({ status: z.string(), statusName: z.string(), orders: z.int(), quantity: z.int(), points: z.int() }),
    ),
    /** Pieces and points of orders that were not cancelled. */
    soldCount: z.int(),
    soldPoints: z.int(),
    /** Stock that has left agrees with the orders that were not cancelled. */
    isBalanced: z.boolean(),
  }),
  errors: ["mall.product-not-found"],
});
