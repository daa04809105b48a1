import type { MallCategory, ProductKind, ProductPicture, ProductStatus } from "@club/shared/mall";
import type { ProductItem } from "@club/shared/mall-admin";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

/** A product of the points mall (商品). What an order needs of it is copied into the order. */
export type Product = {
  _id: string;
  status: ProductStatus;
  kind: ProductKind;
  title: string;
  category: MallCategory;
  pictures: ProductPicture[];
  description: string;
  terms: string[];
  pricePoints: number;
  /** What one piece gives; empty for goods. */
  items: ProductItem[];
  stockTotal: number;
  stockLeft: number;
  /** Null = no limit. */
  perMemberLimit: number | null;
  opensAt: Date;
  /** Exclusive; NO_END when there is none, so that a range of an index finds it. */
  closesAt: Date;
  /** Cities that take part; empty = the whole province. */
  cityCodes: string[];
  /** The same for queries: the province's code instead of nothing. */
  scopeCodes: string[];
  sortRank: number;
  /** Goes up with every edit; an order names the version it was placed at. */
  version: number;
  /** When it was put on sale last; when it was created until then. */
  onSaleAt: Date;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
};

/** One thing that a product on sale is found by, with what its lists are ordered and narrowed by. `_id` is `<token>:<productId>`. */
export type ShelfRow = Pick<
  Product,
  "category" | "scopeCodes" | "sortRank" | "pricePoints" | "onSaleAt" | "closesAt"
> & {
  _id: string;
  token: string;
  productId: string;
  /** Every word it is found by, plain. */
  words: string;
};

/** Pieces of one product that one member has ordered and not given back. `_id` is `<productId>:<memberId>`. */
export type ProductQuota = { _id: string; productId: string; memberId: string; count: number };

/** The end of what has none. */
export const NO_END = new Date("9999-12-31T00:00:00Z");

const text = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;
const list = { type: [String], required: true } as const;

const productSchema = new Schema<Product>({
  _id: text,
  status: text,
  kind: text,
  title: text,
  category: text,
  pictures: list as never,
  description: text,
  terms: list,
  pricePoints: whole,
  items: { type: [Schema.Types.Mixed] as never, required: true },
  stockTotal: whole,
  stockLeft: whole,
  perMemberLimit: { type: Number, default: null },
  opensAt: date,
  closesAt: date,
  cityCodes: list,
  scopeCodes: list,
  sortRank: whole,
  version: whole,
  onSaleAt: date,
  createdBy: text,
  createdAt: date,
  updatedAt: date,
});
productSchema.index({ createdAt: -1, _id: -1 });
productSchema.index({ status: 1, createdAt: -1, _id: -1 });
productSchema.index({ category: 1, createdAt: -1, _id: -1 });
productSchema.index({ status: 1, closesAt: 1 });

const shelfSchema = new Schema<ShelfRow>({
  _id: text,
  token: text,
  productId: text,
  category: text,
  scopeCodes: list,
  words: text,
  sortRank: whole,
  pricePoints: whole,
  onSaleAt: date,
  closesAt: date,
});
shelfSchema.index({ token: 1, sortRank: 1, _id: 1 });
shelfSchema.index({ token: 1, pricePoints: 1, _id: 1 });
shelfSchema.index({ token: 1, onSaleAt: -1, _id: -1 });
shelfSchema.index({ productId: 1 });

const quotaSchema = new Schema<ProductQuota>({ _id: text, productId: text, memberId: text, count: whole });
quotaSchema.index({ memberId: 1 });

/**
 * Shard key: _id. Some thousands of documents. Queries: by _id; the staff's list { createdAt, _id }, also of a status or a
 * category; those whose time is over { status, closesAt }.
 */
export const Products = model<Product>("mallProducts", productSchema);
/** Shard key: token. Some fifty rows for a product on sale. Queries: a list { token, <order>, _id }; a product's { productId }. */
export const ShelfRows = model<ShelfRow>("mallShelf", shelfSchema);
/** Shard key: _id. Queries: by _id; a member's { memberId } when the account is closed. */
export const ProductQuotas = model<ProductQuota>("mallQuotas", quotaSchema);

export function quotaIdOf(productId: string, memberId: string): string {
  return `${productId}:${memberId}`;
}
