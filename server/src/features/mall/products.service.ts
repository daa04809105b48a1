import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/mall";
import type { Ctx } from "../../platform/context";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getMemberFacts } from "../members/members.service";
import { getPointsBalance } from "../points/points.service";
import { getCatalogue } from "../services/services.service";
import { type BuyerFacts, buyerReasons, maxQuantity, productReasons, type Reason } from "./mall.rules";
import { type Product, ProductQuotas, Products, quotaIdOf, type ShelfRow, ShelfRows } from "./product.model";
import { shelfFilter } from "./product.search";
import { toItemViews, toProductCard } from "./product.views";

/*
 * The mall as members and visitors see it.
 */

const SORTS: Record<contract.MallSort, Record<string, 1 | -1>> = {
  recommended: { sortRank: 1, _id: 1 },
  priceAsc: { pricePoints: 1, _id: 1 },
  priceDesc: { pricePoints: -1, _id: -1 },
  newest: { onSaleAt: -1, _id: -1 },
};

/** What a card shows. */
const CARD_FIELDS = {
  status: 1,
  kind: 1,
  title: 1,
  category: 1,
  pictures: 1,
  pricePoints: 1,
  stockTotal: 1,
  stockLeft: 1,
  perMemberLimit: 1,
  opensAt: 1,
  closesAt: 1,
  cityCodes: 1,
} as const;

/** What is on sale, by category, words and city, in one of four orders. Index: { token, <order>, _id }. */
export async function listProducts(
  ctx: Ctx,
  input: InputOf<typeof contract.listProducts>,
): Promise<OutputOf<typeof contract.listProducts>> {
  const { sort, cursor, limit } = input;
  const wanted = shelfFilter(input);
  if (!wanted) return { items: [], nextCursor: null };
  const { rows, nextCursor } = await findPage<ShelfRow>(ShelfRows, {
    filter: { ...wanted, closesAt: { $gt: ctx.now } },
    ...{ sort: SORTS[sort], projection: { productId: 1 }, cursor, limit },
  });
  const ids = rows.map((row) => row.productId);
  const found = await Products.find({ _id: { $in: ids }, status: "onSale" }, CARD_FIELDS).lean<Product[]>();
  const byId = new Map(found.map((product) => [product._id, product]));
  const products = ids.flatMap((id) => byId.get(id) ?? []);
  const buyer = await buyerOf(ctx, products);
  return { items: products.map((product) => toProductCard(product, reasonsOf(ctx, product, buyer))), nextCursor };
}

/** One product; what is a draft does not exist for members, what was taken off says so. @throws mall.product-not-found */
export async function getProduct(ctx: Ctx, input: { productId: string }): Promise<contract.ProductDetail> {
  const product = await Products.findOne({ _id: input.productId, status: { $ne: "draft" } }).lean<Product>();
  if (!product) throw new AppError("mall.product-not-found");
  const buyer = await buyerOf(ctx, [product]);
  const facts = buyer?.(product) ?? null;
  const reasons = reasonsOf(ctx, product, buyer);
  return {
    ...toProductCard(product, reasons),
    pictures: product.pictures,
    description: product.description,
    terms: product.terms,
    items: toItemViews(product, await getCatalogue()),
    needsAddress: product.kind === "goods",
    balancePoints: facts?.balancePoints ?? null,
    boughtCount: facts?.boughtCount ?? 0,
    maxQuantity: facts && reasons.length === 0 ? maxQuantity(product, facts) : 0,
  };
}

type Buyer = ((product: Product) => BuyerFacts) | null;

/** What the rules ask about the member who looks; null for visitors and everybody else. */
async function buyerOf(ctx: Ctx, products: readonly Product[]): Promise<Buyer> {
  if (ctx.actor.kind !== "member" || products.length === 0) return null;
  const { id } = ctx.actor;
  const ids = products.map((product) => quotaIdOf(product._id, id));
  const [members, balancePoints, quotas] = await Promise.all([
    getMemberFacts([id]),
    getPointsBalance(ctx, id),
    ProductQuotas.find({ _id: { $in: ids } }, { productId: 1, count: 1 }).lean(),
  ]);
  const member = members.get(id);
  if (!member) return null;
  const { status, cityCode } = member;
  const bought = new Map(quotas.map((quota) => [quota.productId, quota.count]));
  return (product) => ({ status, cityCode, balancePoints, boughtCount: bought.get(product._id) ?? 0 });
}

function reasonsOf(ctx: Ctx, product: Product, buyer: Buyer): Reason[] {
  const own = productReasons(product, { quantity: 1, now: ctx.now });
  return buyer ? [...own, ...buyerReasons(product, buyer(product), 1)] : own;
}
