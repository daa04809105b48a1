import * as z from "zod/mini";
import { cityCode, id, instant, page, pageQuery, text } from "./fields";
import { endpoint } from "./http";
import { points } from "./points";
import { plateBinding } from "./services";

/*
 * The points mall (积分商城) as members and visitors see it: products, and why one cannot be had.
 */

/** voucher: one service; bundle: several services; goods: a thing that is sent to an address. */
export const PRODUCT_KINDS = ["voucher", "bundle", "goods"] as const;
export type ProductKind = (typeof PRODUCT_KINDS)[number];
export const PRODUCT_KIND_NAMES: Readonly<Record<ProductKind, string>> = {
  voucher: "兑换券",
  bundle: "券包",
  goods: "实物",
};
/** States of a product. What was off sale may come back. */
export const PRODUCT_TRANSITIONS = { draft: ["onSale"], onSale: ["offSale"], offSale: ["onSale"] } as const;
export type ProductStatus = keyof typeof PRODUCT_TRANSITIONS;
export const PRODUCT_STATUSES = ["draft", "onSale", "offSale"] as const;
export const PRODUCT_STATUS_NAMES: Readonly<Record<ProductStatus, string>> = {
  draft: "草稿",
  onSale: "在售",
  offSale: "已下架",
};
export const MALL_CATEGORIES = ["wash", "care", "travel", "goods", "life"] as const;
export type MallCategory = (typeof MALL_CATEGORIES)[number];
export const MALL_CATEGORY_NAMES: Readonly<Record<MallCategory, string>> = {
  wash: "洗车美容",
  care: "检测保养",
  travel: "出行服务",
  goods: "车品好物",
  life: "生活礼品",
};
/** Keys of the pictures that clients draw. The first nine are the icons of the services. */
export const PRODUCT_PICTURES = [
  "car-wash",
  "inspection",
  "designated-driver",
  "fuel",
  "vehicle-check",
  "maintenance",
  "roadside-rescue",
  "airport-lounge",
  "health-care",
  "gift-box",
  "phone-holder",
  "dash-cam",
  "tire-pump",
  "car-cushion",
  "car-perfume",
  "umbrella",
  "thermos",
  "first-aid-kit",
] as const;
export type ProductPicture = (typeof PRODUCT_PICTURES)[number];
export const MALL_SORTS = ["recommended", "priceAsc", "priceDesc", "newest"] as const;
export type MallSort = (typeof MALL_SORTS)[number];
/** Pieces of one product in one order. */
export const MAX_ORDER_QUANTITY = 10;

/** One reason why not; `title` carries the numbers ("还差 120 积分"), `details` the same for machines. */
export const mallRefusal = z.object({
  code: z.string(),
  title: z.string(),
  next: z.string(),
  details: z.optional(z.record(z.string(), z.union([z.number(), z.string()]))),
});
export type MallRefusal = z.output<typeof mallRefusal>;

export const productItemView = z.object({
  serviceId: id,
  serviceName: z.string(),
  icon: z.string(),
  quantity: z.int(),
  validDays: z.int(),
  plateBinding,
});
export type ProductItemView = z.output<typeof productItemView>;

export const productCard = z.object({
  id,
  kind: z.enum(PRODUCT_KINDS),
  kindName: z.string(),
  category: z.enum(MALL_CATEGORIES),
  categoryName: z.string(),
  title: z.string(),
  picture: z.enum(PRODUCT_PICTURES),
  pricePoints: points,
  stockLeft: z.int(),
  /** Pieces that were ordered and not cancelled. */
  soldCount: z.int(),
  /** Pieces that one member may have; null = no limit. */
  perMemberLimit: z.nullable(z.int()),
  opensAt: instant,
  /** Exclusive; null = no end. */
  closesAt: z.nullable(instant),
  /** Cities that take part; empty = the whole province. */
  cityCodes: z.array(z.string()),
  /** Every reason why the caller cannot order one now, the weightiest first; empty = can. Visitors see only the product's own reasons. */
  whyNot: z.array(mallRefusal),
});
export type ProductCard = z.output<typeof productCard>;

export const productDetail = z.object({
  ...productCard.shape,
  pictures: z.array(z.enum(PRODUCT_PICTURES)),
  description: z.string(),
  terms: z.array(z.string()),
  /** What one piece gives, for vouchers and bundles. */
  items: z.array(productItemView),
  needsAddress: z.boolean(),
  /** The caller's points; null for visitors. */
  balancePoints: z.nullable(z.int()),
  /** Pieces the caller has ordered (cancelled ones given back). */
  boughtCount: z.int(),
  /** Pieces the caller could order at once now; 0 when whyNot has a reason. */
  maxQuantity: z.int(),
});
export type ProductDetail = z.output<typeof productDetail>;

const TAG = "积分商城";

export const listProducts = endpoint({
  name: "listProducts",
  method: "GET",
  path: "/mall/products",
  auth: "public",
  summary: "积分商城的商品：分类、搜索、排序；未登录也可浏览",
  tag: TAG,
  query: z.object({
    category: z.optional(z.enum(MALL_CATEGORIES, "商品分类不正确")),
    /** Words of the title or of a service in it. */
    q: z.optional(text("搜索词", 20)),
    /** Only what this city takes part in. */
    cityCode: z.optional(cityCode),
    sort: z.prefault(z.enum(MALL_SORTS, "排序方式不正确"), "recommended"),
    ...pageQuery,
  }),
  response: page(productCard),
  errors: [],
});

export const getProduct = endpoint({
  name: "getProduct",
  method: "GET",
  path: "/mall/products/:productId",
  auth: "public",
  summary: "一件商品的详情，以及我现在为什么不能兑换",
  tag: TAG,
  params: z.object({ productId: id }),
  response: productDetail,
  errors: ["mall.product-not-found"],
});
