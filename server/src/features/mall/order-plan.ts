import type { OrderAddress } from "@club/shared/mall-orders";
import { AUTO_CLOSE_DAYS } from "@club/shared/mall-orders";
import { addDays } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { encrypt } from "../../platform/crypto";
import { native } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { getMemberFacts, type MemberFacts } from "../members/members.service";
import { type Books, balanceIn, openBooks } from "../points/points.ledger";
import { getCatalogue } from "../services/services.service";
import { buyerReasons, cardExpiry, productReasons, type Reason } from "./mall.rules";
import type { Order } from "./order.model";
import { type Product, ProductQuotas, Products, quotaIdOf } from "./product.model";

/*
 * Deciding a group of orders: reads and rules, no writes.
 */

export const ADDRESS_PURPOSE = "mall.address";

/** One request on its way. `id` and `requestHash` follow from the request, so a repeated one meets its own order. */
export type OrderRequest = {
  ctx: Ctx;
  id: string;
  requestHash: string;
  memberId: string;
  productId: string;
  quantity: number;
  unitPoints: number;
  address: OrderAddress | null;
};
/** An order that the rules allow, ready to be written; the posting is not known yet. */
export type Planned = { request: OrderRequest; product: Product; order: Order };

type Facts = {
  products: Map<string, Product>;
  members: Map<string, MemberFacts>;
  books: Books;
  /** Pieces by quota id. */
  bought: Map<string, number>;
  catalogue: Awaited<ReturnType<typeof getCatalogue>>;
  now: Date;
};

/** Everything the rules ask, side by side. */
export async function loadFacts(requests: readonly OrderRequest[]): Promise<Facts> {
  const memberIds = [...new Set(requests.map(({ memberId }) => memberId))];
  const now = new Date(Math.max(0, ...requests.map(({ ctx }) => ctx.now.getTime())));
  const productIds = [...new Set(requests.map(({ productId }) => productId))];
  const quotaIds = [...new Set(requests.map(({ productId, memberId }) => quotaIdOf(productId, memberId)))];
  const [products, members, books, quotas, catalogue] = await Promise.all([
    native(Products)
      .find({ _id: { $in: productIds } })
      .toArray(),
    getMemberFacts(memberIds),
    openBooks(null, memberIds),
    native(ProductQuotas)
      .find({ _id: { $in: quotaIds } })
      .toArray(),
    getCatalogue(),
  ]);
  return {
    ...{ members, books, catalogue, now },
    products: new Map(products.map((product) => [product._id, product])),
    bought: new Map(quotas.map((quota) => [quota._id, quota.count])),
  };
}

/** Decides in the order of the requests; whoever comes later finds what the ones before have left. */
export function decide(
  facts: Facts,
  requests: readonly OrderRequest[],
): { planned: Planned[]; refused: Map<OrderRequest, AppError> } {
  const planned: Planned[] = [];
  const refused = new Map<OrderRequest, AppError>();
  const left = {
    stock: new Map([...facts.products].map(([id, { stockLeft }]) => [id, stockLeft] as const)),
    balances: new Map<string, number>(),
    bought: new Map(facts.bought),
  };
  for (const request of requests) {
    const made = decideOne(facts, left, request);
    if (made instanceof AppError) {
      refused.set(request, made);
      continue;
    }
    const { memberId, productId, quantity } = request;
    add(left.stock, productId, -quantity);
    left.balances.set(memberId, balanceLeft(facts, left, memberId) - made.order.totalPoints);
    add(left.bought, quotaIdOf(productId, memberId), quantity);
    planned.push(made);
  }
  return { planned, refused };
}

function add(to: Map<string, number>, key: string, amount: number): void {
  to.set(key, (to.get(key) ?? 0) + amount);
}

type Left = Record<"stock" | "balances" | "bought", Map<string, number>>;

function balanceLeft({ books, now }: Facts, left: Left, memberId: string): number {
  return left.balances.get(memberId) ?? balanceIn(books, memberId, now);
}

function decideOne(facts: Facts, left: Left, request: OrderRequest): Planned | AppError {
  const { now, catalogue } = facts;
  const { memberId, productId, quantity, unitPoints, address } = request;
  const product = facts.products.get(productId);
  if (!product || product.status === "draft") return new AppError("mall.product-not-found");
  const member = facts.members.get(memberId);
  if (!member) return new AppError("members.not-found");
  const [closed] = productReasons({ ...product, stockLeft: left.stock.get(productId) ?? 0 }, { quantity, now });
  if (closed) return refusal(closed);
  const { pricePoints } = product;
  if (pricePoints !== unitPoints) return new AppError("mall.price-changed", { pricePoints });
  const buyer = {
    ...{ status: member.status, cityCode: member.cityCode },
    balancePoints: balanceLeft(facts, left, memberId),
    boughtCount: left.bought.get(quotaIdOf(productId, memberId)) ?? 0,
  };
  const [reason] = buyerReasons(product, buyer, quantity);
  if (reason) return refusal(reason);
  if (product.kind === "goods" && address === null) return new AppError("mall.address-needed");
  if (!product.items.every((item) => catalogue.get(item.serviceId)?.isActive))
    return new AppError("mall.service-unavailable");
  return { request, product, order: newOrder(request, { product, cityCode: member.cityCode, now }) };
}

function refusal({ code, details }: Reason): AppError {
  return new AppError(code, details);
}

function newOrder(
  request: OrderRequest,
  { product, cityCode, now }: { product: Product; cityCode: string; now: Date },
): Order {
  const { id, memberId, quantity, requestHash, address, ctx } = request;
  const isGoods = product.kind === "goods";
  const cards = product.items.map((item, index) => ({
    cardId: `${id}:${index}`,
    serviceId: item.serviceId,
    quantity: item.quantity * quantity,
    expiresAt: cardExpiry(item.validDays, now),
    plateBinding: item.plateBinding,
  }));
  return {
    ...{ _id: id, memberId, cityCode, quantity, requestHash, cards },
    productId: product._id,
    productVersion: product.version,
    kind: product.kind,
    title: product.title,
    picture: product.pictures[0] ?? "gift-box",
    unitPoints: product.pricePoints,
    totalPoints: product.pricePoints * quantity,
    status: isGoods ? "placed" : "fulfilled",
    postingId: "",
    balancePoints: 0,
    addressEnc: isGoods && address ? encrypt(ctx.keys, JSON.stringify(address), ADDRESS_PURPOSE) : null,
    shipping: null,
    cancelling: null,
    placedAt: now,
    fulfilledAt: isGoods ? null : now,
    closedAt: null,
    cancelledAt: null,
    closesItselfAt: isGoods ? null : addDays(now, AUTO_CLOSE_DAYS),
    updatedAt: now,
  };
}
