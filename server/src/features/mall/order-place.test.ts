import { getProductFigures, getStaffProduct, takeProductOff, updateProduct } from "@club/shared/mall-admin";
import { getMyOrder, listMyOrders, placeOrder } from "@club/shared/mall-orders";
import { listMyVoucherCards } from "@club/shared/vouchers";
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { PointsAccounts, PointsLots, Postings } from "../points/points.model";
import { getPointsBalance } from "../points/points.service";
import { seedServices } from "../services/services.service";
import { Vouchers } from "../vouchers/voucher.model";
import { vouchersRoutes } from "../vouchers/vouchers.routes";
import { mallRoutes } from "./mall.routes";
import {
  ADDRESS,
  type Buyer,
  buy,
  changeStock,
  codesOf,
  goodsInput,
  newBuyer,
  productInput,
  productOnSale,
} from "./mall.test-kit";
import { Orders } from "./order.model";
import { ProductQuotas, Products, quotaIdOf } from "./product.model";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [...mallRoutes, ...vouchersRoutes] });
  await seedServices(api.clock.now());
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const province = () => api.as.staff("provinceAdmin");
const balanceOf = (memberId: string) => getPointsBalance(api.ctx(), memberId);

test("an order of vouchers takes points and stock, and the vouchers are there at once", async () => {
  const member = await newBuyer(api, 2_000);
  const product = await productOnSale(api, { stockTotal: 10 });
  const placed = await buy(api, { product, as: member }, { quantity: 2 });
  expect(placed).toMatchObject({
    productId: product.id,
    title: "洗车券一张",
    quantity: 2,
    unitPoints: 500,
    totalPoints: 1_000,
    balancePoints: 1_000,
    placedAt: "2026-11-22T04:00:00.000Z",
  });
  expect(placed.orderNo).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}$/);
  const order = await api.call(getMyOrder, { orderId: placed.orderId }, { as: member });
  expect(order).toMatchObject({
    status: "fulfilled",
    statusName: "已到账",
    address: null,
    whyNotCancel: null,
    cancelUntil: "2026-11-23T04:00:00.000Z",
    canConfirmReceipt: false,
    vouchers: [{ serviceName: "洗车", quantity: 2, usableCount: 2, expiresAt: "2027-02-20T16:00:00.000Z" }],
  });
  expect(order.timeline.map((entry) => entry.title)).toEqual(["兑换成功", "兑换券已到账"]);
  const cards = await api.call(listMyVoucherCards, {}, { as: member });
  expect(cards.items).toMatchObject([{ serviceId: "car-wash", count: 2, cardId: order.vouchers[0]?.cardId }]);
  expect(await api.call(getStaffProduct, { productId: product.id }, { as: province() })).toMatchObject({
    stockLeft: 8,
  });
  expect(await balanceOf(member.id)).toBe(1_000);
});

test("goods wait to be sent, and the address is stored encrypted", async () => {
  const member = await newBuyer(api, 1_000);
  const product = await productOnSale(api, { kind: "goods" });
  const placed = await buy(api, { product, as: member });
  const order = await api.call(getMyOrder, { orderId: placed.orderNo }, { as: member });
  expect(order).toMatchObject({
    status: "placed",
    statusName: "待发货",
    vouchers: [],
    closesItselfAt: null,
    address: { name: "张建国", phoneMasked: "139****0077", cityName: "济南市", detail: ADDRESS.detail },
  });
  const stored = JSON.stringify(await Orders.findById(placed.orderId).lean());
  for (const plain of [ADDRESS.name, ADDRESS.phone, ADDRESS.detail]) expect(stored).not.toContain(plain);
});

test("the same request is one order for ever; the same key with another wish is refused", async () => {
  const member = await newBuyer(api, 5_000);
  const product = await productOnSale(api, { stockTotal: 5 });
  const key = "order-key-0001";
  const answers = await Promise.all(Array.from({ length: 20 }, () => buy(api, { product, as: member }, { key })));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  api.clock.advance(400 * 86_400_000);
  await api.call(takeProductOff, { productId: product.id, reason: "换季" }, { as: province() });
  expect(await buy(api, { product, as: member }, { key })).toEqual(answers[0]);
  expect(await refusal(buy(api, { product, as: member }, { key, quantity: 2 }))).toBe("request.idempotency-conflict");
  expect(await Orders.countDocuments({ memberId: member.id })).toBe(1);
  expect(await Vouchers.countDocuments({ memberId: member.id })).toBe(1);
  expect(await Postings.countDocuments({ memberId: member.id, reason: "order-paid" })).toBe(1);
});

test("two wishes under one key at the same moment: one is carried out, the other is told", async () => {
  const member = await newBuyer(api, 5_000);
  const product = await productOnSale(api);
  const key = "order-key-0002";
  const outcomes = await Promise.allSettled([
    buy(api, { product, as: member }, { key, quantity: 1 }),
    buy(api, { product, as: member }, { key, quantity: 2 }),
  ]);
  expect(codesOf(outcomes).sort()).toEqual(["request.idempotency-conflict", "served"]);
  expect(await Orders.countDocuments({ memberId: member.id })).toBe(1);
});

test("every refusal names its reason and changes nothing", async () => {
  const member = await newBuyer(api, 1_000);
  const product = await productOnSale(api, { stockTotal: 3, perMemberLimit: 2 });
  const buying = (wanted = {}) => refusal(buy(api, { product, as: member }, wanted));
  expect(await buying({ unitPoints: 400 })).toBe("mall.price-changed");
  expect(await buying({ quantity: 4 })).toBe("mall.sold-out");
  expect(await buying({ quantity: 3 })).toBe("mall.limit-reached");
  const dear = await productOnSale(api, { pricePoints: 1_200 });
  await expect(buy(api, { product: dear, as: member })).rejects.toMatchObject({
    code: "points.insufficient-balance",
    details: { balancePoints: 1_000, requiredPoints: 1_200 },
  });
  const elsewhere = await productOnSale(api, { cityCodes: ["370200"] });
  expect(await refusal(buy(api, { product: elsewhere, as: member }))).toBe("mall.other-city");
  const later = await productOnSale(api, { opensAt: "2026-12-01T00:00:00.000Z" });
  expect(await refusal(buy(api, { product: later, as: member }))).toBe("mall.not-started");
  const short = await productOnSale(api, { closesAt: "2026-11-22T05:00:00.000Z" });
  api.clock.set("2026-11-22T05:00:00Z");
  expect(await refusal(buy(api, { product: short, as: member }))).toBe("mall.ended");
  await api.call(takeProductOff, { productId: product.id, reason: "换季" }, { as: province() });
  expect(await buying()).toBe("mall.not-on-sale");
  expect(await refusal(buy(api, { product: { ...product, id: "nothing" }, as: member }))).toBe(
    "mall.product-not-found",
  );
  const thing = await productOnSale(api, goodsInput({ pricePoints: 1 }));
  const bare = api.call(placeOrder, { productId: thing.id, unitPoints: 1 }, { as: member });
  expect(await refusal(bare)).toBe("mall.address-needed");
  expect(await Orders.countDocuments({ memberId: member.id })).toBe(0);
  expect(await ProductQuotas.countDocuments({ memberId: member.id })).toBe(0);
  expect(await balanceOf(member.id)).toBe(1_000);
});

test("an edit of the price does not touch orders placed before", async () => {
  const member = await newBuyer(api, 1_000);
  const product = await productOnSale(api);
  const placed = await buy(api, { product, as: member });
  const { version: baseVersion, id: productId } = product;
  const changed = productInput({ title: "洗车券新版", pricePoints: 300 });
  await api.call(updateProduct, { productId, baseVersion, ...changed }, { as: province() });
  expect(await refusal(buy(api, { product, as: member }))).toBe("mall.price-changed");
  const orders = await api.call(listMyOrders, {}, { as: member });
  expect(orders.items).toMatchObject([{ id: placed.orderId, title: "洗车券一张", unitPoints: 500 }]);
});

test("500 orders at once by 100 members on a stock of 50: exactly 50, no balance below zero, ledger = balances", async () => {
  const members: Buyer[] = [];
  for (let index = 0; index < 100; index += 1) members.push(await newBuyer(api, index % 2 === 0 ? 1_000 : 500));
  const product = await productOnSale(api, { stockTotal: 50 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 500 }, (_, index) => buy(api, { product, as: members[index % 100] as Buyer })),
  );
  const codes = codesOf(outcomes);
  expect(codes.filter((code) => code === "served")).toHaveLength(50);
  const others = new Set(codes.filter((code) => code !== "served"));
  for (const code of others) expect(["mall.sold-out", "points.insufficient-balance"]).toContain(code);
  await expectSound(
    product.id,
    members.map(({ id }) => id),
  );
  expect(await Products.findById(product.id).lean()).toMatchObject({ stockLeft: 0 });
});

test("one member's 30 orders at once of three products: as many as the points allow", async () => {
  const member = await newBuyer(api, 5_250);
  const products = [await productOnSale(api), await productOnSale(api, { pricePoints: 700 }), await productOnSale(api)];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) =>
      buy(api, { product: products[index % 3] as (typeof products)[0], as: member }),
    ),
  );
  const codes = codesOf(outcomes);
  expect(codes.filter((code) => code !== "served" && code !== "points.insufficient-balance")).toEqual([]);
  for (const { id } of products) await expectSound(id, [member.id]);
  expect(await balanceOf(member.id)).toBeLessThan(700);
  expect(await balanceOf(member.id)).toBeGreaterThanOrEqual(0);
});

test("a limit of two holds when the member asks ten times at once, also by several pieces", async () => {
  const member = await newBuyer(api, 50_000);
  const product = await productOnSale(api, { perMemberLimit: 2 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => buy(api, { product, as: member }, { quantity: index % 3 === 0 ? 2 : 1 })),
  );
  const served = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.quantity] : []));
  expect(served.reduce((sum, quantity) => sum + quantity, 0)).toBe(2);
  expect(await ProductQuotas.findById(quotaIdOf(product.id, member.id)).lean()).toMatchObject({ count: 2 });
});

test("stock that is taken away while people order is never sold", async () => {
  const members: Buyer[] = [];
  for (let index = 0; index < 12; index += 1) members.push(await newBuyer(api, 500));
  const product = await productOnSale(api, { stockTotal: 12 });
  const [change, ...outcomes] = await Promise.allSettled([
    changeStock(api, product.id, -6),
    ...members.map((member) => buy(api, { product, as: member })),
  ]);
  const sold = codesOf(outcomes).filter((code) => code === "served").length;
  const left = change?.status === "fulfilled" ? 6 : 12;
  expect(sold).toBe(left);
  await expectSound(
    product.id,
    members.map(({ id }) => id),
  );
});

/** Stock, orders, vouchers, limits and the ledger all say the same. */
async function expectSound(productId: string, memberIds: string[]): Promise<void> {
  const figures = await api.call(getProductFigures, { productId }, { as: province() });
  expect(figures).toMatchObject({ isBalanced: true });
  const orders = await Orders.find({ productId, status: { $ne: "cancelled" } }).lean();
  const vouchers = await Vouchers.countDocuments({
    cardId: { $in: orders.flatMap((order) => order.cards.map((card) => card.cardId)) },
    status: { $ne: "revoked" },
  });
  expect(vouchers).toBe(
    orders.reduce((sum, { cards }) => sum + cards.reduce((all, { quantity }) => all + quantity, 0), 0),
  );
  for (const memberId of memberIds) {
    const own = orders.filter((order) => order.memberId === memberId);
    const bought = own.reduce((sum, { quantity }) => sum + quantity, 0);
    expect((await ProductQuotas.findById(quotaIdOf(productId, memberId)).lean())?.count ?? 0).toBe(bought);
    await expectLedger(memberId);
  }
}

async function expectLedger(memberId: string): Promise<void> {
  const account = await PointsAccounts.findById(memberId).lean();
  const rows = await Postings.find({ memberId }).lean();
  const sum = rows.reduce((total, row) => total + (row.to === `member:${memberId}` ? row.points : -row.points), 0);
  const lots = await PointsLots.find({ memberId }).lean();
  expect(account?.balance).toBe(sum);
  expect(account?.balance).toBeGreaterThanOrEqual(0);
  expect(lots.reduce((total, lot) => total + lot.left, 0)).toBe(sum);
}
