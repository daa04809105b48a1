import { pointsExpireAt } from "@club/shared/points";
import { demoId } from "../../server/src/demo/insert-missing";
import { memberId } from "../../server/src/demo/member-plan";
import { cityOf } from "../../server/src/demo/merchant-plan";
import { type Order, Orders } from "../../server/src/features/mall/order.model";
import { NO_END, type Product, Products, ShelfRows } from "../../server/src/features/mall/product.model";
import { shelfRowsOf } from "../../server/src/features/mall/product.search";
import { closeBooks, openBooks, postCredit } from "../../server/src/features/points/points.ledger";
import { PointsAccounts, PointsLots, Postings } from "../../server/src/features/points/points.model";
import { Vouchers } from "../../server/src/features/vouchers/voucher.model";
import { signAccessToken } from "../../server/src/platform/access-tokens";
import type { AppDeps } from "../../server/src/platform/context";
import { inTransaction, native } from "../../server/src/platform/db";
import { SERVICE } from "./prepare";

/*
 * The points mall for a bench: products as documents, points by the ledger's own hand, and what the database says afterwards.
 */

/** What one piece of a bench product costs. */
export const PRICE_POINTS = 10;
const CHUNK = 500;

export type Shelf = { from: number; count: number; stock: number };

/** Products with their numbers, of one car wash each, on sale. */
export async function stockShelf(deps: AppDeps, { from, count, stock }: Shelf): Promise<string[]> {
  const products = Array.from({ length: count }, (_, index) => toProduct(from + index, stock, deps.clock.now()));
  for (let at = 0; at < count; at += CHUNK) {
    const chunk = products.slice(at, at + CHUNK);
    await native(Products).insertMany(chunk);
    await native(ShelfRows).insertMany(chunk.flatMap((product) => shelfRowsOf(product, ["洗车"])));
  }
  return products.map((product) => product._id);
}

function toProduct(n: number, stock: number, now: Date): Product {
  const facts = { title: `洗车券 ${n}`, category: "wash" as const, cityCodes: [] };
  return {
    ...{ _id: demoId("Product", n), status: "onSale", kind: "voucher", pictures: ["car-wash"], ...facts },
    ...{ description: "洗车一次。", terms: [], pricePoints: PRICE_POINTS, stockTotal: stock, stockLeft: stock },
    items: [{ serviceId: SERVICE, quantity: 1, validDays: 90, plateBinding: "none" }],
    ...{ perMemberLimit: null, opensAt: now, closesAt: NO_END, scopeCodes: ["370000"], sortRank: n % 10_000 },
    ...{ version: 1, onSaleAt: now, createdBy: "bench" },
    ...{ createdAt: now, updatedAt: now },
  };
}

/** Points for the members with the numbers. */
export async function givePoints(
  deps: AppDeps,
  { from, count, points }: { from: number; count: number; points: number },
): Promise<void> {
  const now = deps.clock.now();
  for (let at = from; at < from + count; at += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, from + count - at) }, (_, index) => at + index);
    await inTransaction(async (session) => {
      const books = await openBooks(session, numbers.map(memberId));
      for (const n of numbers)
        postCredit(books, {
          ...{ memberId: memberId(n), points, cityCode: cityOf(n).code, at: now, expiresAt: pointsExpireAt(now) },
          ...{ reason: "adjusted", ref: { kind: "bench", id: String(n) }, requestKey: `bench:${n}` },
        });
      await closeBooks(session, books);
    });
  }
}

/** Access tokens of the members with the numbers. */
export function memberTokens(deps: AppDeps, { from, count }: { from: number; count: number }): string[] {
  const now = deps.clock.now();
  return Array.from({ length: count }, (_, index) => {
    const id = memberId(from + index);
    const { code: cityCode } = cityOf(from + index);
    return signAccessToken(deps.keys, { kind: "member", role: "member", id, cityCode, sessionId: "bench" }, now);
  });
}

export type MallBooks = {
  orderCount: number;
  /** Products whose missing stock is not in orders, members whose balance is not the sum of their postings or of their lots. */
  wrongProducts: number;
  wrongAccounts: number;
  /** Vouchers of orders; one for each piece. */
  voucherCount: number;
  spentPoints: number;
};

/** Stock against orders, balances against rows and lots, every one of them. */
export async function mallBooks(): Promise<MallBooks> {
  const sold = new Map<string, number>();
  let orderCount = 0;
  for await (const order of native(Orders).find({ status: { $ne: "cancelled" } as never })) {
    const { productId, quantity } = order as Order;
    sold.set(productId, (sold.get(productId) ?? 0) + quantity);
    orderCount += 1;
  }
  let wrongProducts = 0;
  for await (const { _id, stockTotal, stockLeft } of native(Products).find({}))
    if (stockLeft < 0 || stockTotal - stockLeft !== (sold.get(_id) ?? 0)) wrongProducts += 1;
  const rows = new Map<string, number>();
  let spentPoints = 0;
  for await (const { memberId: of, from, points } of native(Postings).find({})) {
    const isSpent = from === `member:${of}`;
    if (isSpent) spentPoints += points;
    rows.set(of, (rows.get(of) ?? 0) + (isSpent ? -points : points));
  }
  const lots = new Map<string, number>();
  for await (const { memberId: of, left } of native(PointsLots).find({})) lots.set(of, (lots.get(of) ?? 0) + left);
  let wrongAccounts = 0;
  for await (const { _id, balance } of native(PointsAccounts).find({}))
    if (balance < 0 || balance !== rows.get(_id) || balance !== (lots.get(_id) ?? 0)) wrongAccounts += 1;
  const voucherCount = await native(Vouchers).countDocuments({ "source.kind": "mall-order" } as never);
  return { orderCount, wrongProducts, wrongAccounts, voucherCount, spentPoints };
}
