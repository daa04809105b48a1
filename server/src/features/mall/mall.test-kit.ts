import type { InputOf } from "@club/shared/http";
import {
  changeProductStock,
  createProduct,
  type ProductInput,
  publishProduct,
  type StaffProduct,
} from "@club/shared/mall-admin";
import { type OrderAddress, type PlacedOrder, placeOrder } from "@club/shared/mall-orders";
import { pointsExpireAt } from "@club/shared/points";
import type { TestApi, TestUser } from "../../../test/kit";
import { inContestedTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { newMember } from "../giftpacks/giftpacks.test-kit";
import { closeBooks, openBooks, postCredit } from "../points/points.ledger";

/** One car wash for 500 points for everybody, on sale now, no limit. */
export function productInput(change: Partial<ProductInput> = {}): ProductInput {
  return {
    kind: "voucher",
    title: "洗车券一张",
    category: "wash",
    pictures: ["car-wash"],
    description: "合作门店标准洗车一次。",
    terms: ["请在有效期内使用。"],
    pricePoints: 500,
    items: [{ serviceId: "car-wash", quantity: 1, validDays: 90, plateBinding: "none" }],
    perMemberLimit: null,
    opensAt: "2026-11-01T00:00:00.000Z",
    closesAt: null,
    cityCodes: [],
    sortRank: 100,
    ...change,
  };
}

/** A phone holder for 800 points, sent to an address. */
export function goodsInput(change: Partial<ProductInput> = {}): ProductInput {
  const goods = { kind: "goods", title: "车载手机支架", category: "goods", pictures: ["phone-holder"] } as const;
  return productInput({ ...goods, pictures: ["phone-holder"], pricePoints: 800, items: [], ...change });
}

export const ADDRESS: OrderAddress = {
  name: "张建国",
  phone: "13905310077",
  cityCode: "370100",
  detail: "历下区经十路 100 号 3 号楼 502",
};

/** A product that the province has created and put on sale. */
export async function productOnSale(
  api: TestApi,
  change: Partial<InputOf<typeof createProduct>> = {},
  as: TestUser = api.as.staff("provinceAdmin"),
): Promise<StaffProduct> {
  const { stockTotal = 100, ...rest } = change;
  const input = rest.kind === "goods" ? goodsInput(rest) : productInput(rest);
  const { id: productId } = await api.call(createProduct, { ...input, stockTotal }, { as });
  return api.call(publishProduct, { productId }, { as });
}

/** More or fewer pieces. */
export function changeStock(api: TestApi, productId: string, delta: number): Promise<StaffProduct> {
  return api.call(changeProductStock, { productId, delta, reason: "盘点" }, { as: api.as.staff("provinceAdmin") });
}

/** Points out of nowhere, with the ledger's own hand. */
export async function givePoints(
  api: TestApi,
  memberId: string,
  points: number,
  expiresAt = pointsExpireAt(api.clock.now()),
): Promise<void> {
  await inContestedTransaction(async (session) => {
    const books = await openBooks(session, [memberId]);
    postCredit(books, {
      ...{ memberId, points, expiresAt, cityCode: "370100", at: api.clock.now() },
      reason: "adjusted",
      ref: { kind: "test", id: memberId },
      requestKey: `test:${newId()}`,
    });
    await closeBooks(session, books);
  });
}

export type Buyer = Awaited<ReturnType<typeof newMember>>;

/** A registered member with points. */
export async function newBuyer(api: TestApi, points: number, cityCode?: string): Promise<Buyer> {
  const member = await newMember(api, cityCode);
  if (points > 0) await givePoints(api, member.id, points);
  return member;
}

type Wanted = { quantity?: number; key?: string; unitPoints?: number; address?: OrderAddress };

/** One order of a product by a member, at the price the product has. Goods go to ADDRESS unless told. */
export function buy(
  api: TestApi,
  { product, as }: { product: StaffProduct; as: TestUser },
  { quantity = 1, key, unitPoints = product.pricePoints, address }: Wanted = {},
): Promise<PlacedOrder> {
  const to = address ?? (product.kind === "goods" ? ADDRESS : undefined);
  return api.call(
    placeOrder,
    { productId: product.id, quantity, unitPoints, ...(to ? { address: to } : {}) },
    { as, ...(key === undefined ? {} : { idempotencyKey: key }) },
  );
}

/** "served", or the code of the refusal. */
export function codesOf(outcomes: readonly PromiseSettledResult<unknown>[]): string[] {
  return outcomes.map((outcome) =>
    outcome.status === "fulfilled" ? "served" : ((outcome.reason as { code?: string }).code ?? String(outcome.reason)),
  );
}
