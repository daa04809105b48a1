import { getStaffProduct, type StaffProduct } from "@club/shared/mall-admin";
import {
  cancelMyOrder,
  confirmMyReceipt,
  getMyLastAddress,
  getMyOrder,
  listMyOrders,
  type PlacedOrder,
} from "@club/shared/mall-orders";
import {
  cancelStaffOrder,
  getStaffOrder,
  listStaffOrders,
  revealOrderAddress,
  shipOrder,
} from "@club/shared/mall-orders-admin";
import * as fc from "fast-check";
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { inTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { PointsAccounts, PointsLots, Postings } from "../points/points.model";
import { getPointsBalance } from "../points/points.service";
import { seedServices } from "../services/services.service";
import { Vouchers } from "../vouchers/voucher.model";
import { redeemVouchers } from "../vouchers/vouchers.service";
import { mallRoutes } from "./mall.routes";
import { ADDRESS, type Buyer, buy, codesOf, givePoints, newBuyer, productOnSale } from "./mall.test-kit";
import { Orders } from "./order.model";
import { closeDueOrders, closeOrdersOfMember } from "./order-close.service";
import { ProductQuotas, Products, quotaIdOf } from "./product.model";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: mallRoutes });
  await seedServices(api.clock.now());
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const DAY_MS = 86_400_000;
const province = () => api.as.staff("provinceAdmin");
const balanceOf = (memberId: string) => getPointsBalance(api.ctx(), memberId);
const cancel = (as: Buyer, { orderId }: Pick<PlacedOrder, "orderId">) => api.call(cancelMyOrder, { orderId }, { as });
const ship = (orderId: string, as = province()) =>
  api.call(shipOrder, { orderId, carrier: "sf", trackingNo: "SF1234567890" }, { as });
const redeemOne = (voucherId: string) =>
  inTransaction((session) =>
    redeemVouchers(session, [{ voucherId, uses: 0, redemptionId: newId(), at: api.clock.now() }]),
  );

test("cancelling gives back points, stock and limit and takes the vouchers; a second time is refused", async () => {
  const member = await newBuyer(api, 1_000);
  const product = await productOnSale(api, { stockTotal: 5, perMemberLimit: 2 });
  const placed = await buy(api, { product, as: member }, { quantity: 2 });
  const order = await cancel(member, placed);
  expect(order).toMatchObject({
    status: "cancelled",
    statusName: "已取消",
    cancelReason: "会员取消",
    refund: { returnedPoints: 1_000, lapsedPoints: 0 },
    vouchers: [{ quantity: 2, usableCount: 0, voucherId: null }],
    whyNotCancel: { code: "mall.order-state-conflict" },
  });
  expect(await balanceOf(member.id)).toBe(1_000);
  expect(await api.call(getStaffProduct, { productId: product.id }, { as: province() })).toMatchObject({
    stockLeft: 5,
  });
  expect(await Vouchers.countDocuments({ memberId: member.id, status: "revoked" })).toBe(2);
  expect(await refusal(cancel(member, placed))).toBe("mall.order-state-conflict");
  expect(await refusal(buy(api, { product, as: member }, { quantity: 2 }))).toBeNull();
});

test("ten cancellations at once give back once", async () => {
  const member = await newBuyer(api, 800);
  const product = await productOnSale(api, { kind: "goods", stockTotal: 3 });
  const placed = await buy(api, { product, as: member });
  const codes = codesOf(await Promise.allSettled(Array.from({ length: 10 }, () => cancel(member, placed))));
  expect(codes.filter((code) => code === "served")).toHaveLength(1);
  expect(codes.filter((code) => code === "mall.order-state-conflict")).toHaveLength(9);
  expect(await balanceOf(member.id)).toBe(800);
  expect(await Products.findById(product.id).lean()).toMatchObject({ stockLeft: 3 });
  expect(await Postings.countDocuments({ memberId: member.id, reason: "order-cancelled" })).toBe(1);
});

test("a used voucher, a day gone by, or a parcel on its way: the order stays, each with its reason", async () => {
  const member = await newBuyer(api, 3_000);
  const product = await productOnSale(api);
  const used = await buy(api, { product, as: member }, { quantity: 2 });
  const voucher = await Vouchers.findOne({ cardId: `${used.orderId}:0` }).lean();
  await redeemOne(voucher?._id ?? "");
  expect(await refusal(cancel(member, used))).toBe("mall.voucher-used");
  const seen = await api.call(getMyOrder, { orderId: used.orderId }, { as: member });
  expect(seen).toMatchObject({ status: "fulfilled", whyNotCancel: { code: "mall.voucher-used" } });
  const forced = api.call(cancelStaffOrder, { orderId: used.orderId, reason: "客户投诉" }, { as: province() });
  expect(await refusal(forced)).toBe("mall.voucher-used");

  const late = await buy(api, { product, as: member });
  const goods = await productOnSale(api, { kind: "goods" });
  const sent = await buy(api, { product: goods, as: member });
  await ship(sent.orderId);
  expect(await refusal(cancel(member, sent))).toBe("mall.already-shipped");
  api.clock.advance(DAY_MS);
  expect(await refusal(cancel(member, late))).toBe("mall.cancel-too-late");
  const byStaff = await api.call(cancelStaffOrder, { orderId: late.orderId, reason: "客户来电" }, { as: province() });
  expect(byStaff).toMatchObject({ status: "cancelled", cancelReason: "客户来电", canCancel: false });
  expect(await balanceOf(member.id)).toBe(3_000 - 1_000 - 800);
});

test("cancelling and redeeming its voucher at the same moment: exactly one of both happens", async () => {
  const product = await productOnSale(api, { stockTotal: 100 });
  for (let round = 0; round < 12; round += 1) {
    const member = await newBuyer(api, 500);
    const placed = await buy(api, { product, as: member });
    const voucher = await Vouchers.findOne({ memberId: member.id }).lean();
    const [cancelled, redeemed] = await Promise.allSettled([cancel(member, placed), redeemOne(voucher?._id ?? "")]);
    const isRedeemed = redeemed.status === "fulfilled" && redeemed.value[0] === true;
    expect(cancelled.status === "fulfilled").toBe(!isRedeemed);
    const after = await Vouchers.findOne({ memberId: member.id }).lean();
    expect(after?.status).toBe(isRedeemed ? "redeemed" : "revoked");
    expect(await balanceOf(member.id)).toBe(isRedeemed ? 0 : 500);
  }
});

test("points whose lot has lapsed meanwhile stay lapsed, and the order says so", async () => {
  const member = await newBuyer(api, 0);
  await givePoints(api, member.id, 300, new Date("2026-11-30T16:00:00Z"));
  await givePoints(api, member.id, 500, new Date("2027-11-30T16:00:00Z"));
  const product = await productOnSale(api, { kind: "goods" });
  const placed = await buy(api, { product, as: member });
  api.clock.set("2026-12-02T04:00:00Z");
  const order = await cancel(member, placed);
  expect(order.refund).toEqual({ returnedPoints: 500, lapsedPoints: 300 });
  expect(order.timeline.at(-1)?.note).toContain("300 积分在此期间已到期");
  expect(await balanceOf(member.id)).toBe(500);
});

test("goods are sent once, received by the member or by themselves after 15 days, and only then done", async () => {
  const member = await newBuyer(api, 2_400);
  const product = await productOnSale(api, { kind: "goods" });
  const [first, second, third] = [
    await buy(api, { product, as: member }),
    await buy(api, { product, as: member }),
    await buy(api, { product, as: member }),
  ];
  expect(await refusal(api.call(confirmMyReceipt, { orderId: first.orderId }, { as: member }))).toBe(
    "mall.order-state-conflict",
  );
  const sent = await ship(first.orderNo);
  expect(sent).toMatchObject({
    status: "fulfilled",
    statusName: "待收货",
    canShip: false,
    shipping: { carrierName: "顺丰速运", trackingNo: "SF1234567890" },
  });
  expect(await refusal(ship(first.orderId))).toBe("mall.order-state-conflict");
  await ship(second.orderId);
  const done = await api.call(confirmMyReceipt, { orderId: first.orderId }, { as: member });
  expect(done).toMatchObject({ status: "closed", statusName: "已完成", canConfirmReceipt: false });
  api.clock.advance(15 * DAY_MS - 1);
  await closeDueOrders(api.ctx());
  expect((await Orders.findById(second.orderId).lean())?.status).toBe("fulfilled");
  api.clock.advance(1);
  await closeDueOrders(api.ctx());
  expect(await closeDueOrders(api.ctx())).toBe(0);
  expect((await Orders.findById(second.orderId).lean())?.status).toBe("closed");
  expect((await Orders.findById(third.orderId).lean())?.status).toBe("placed");
  const closed = await api.call(listMyOrders, { status: "closed" }, { as: member });
  expect(closed.items.map(({ id }) => id).sort()).toEqual([first.orderId, second.orderId].sort());
});

test("staff see orders of their city, masked; the address in plain needs a reason and is written down", async () => {
  const member = await newBuyer(api, 800);
  const product = await productOnSale(api, { kind: "goods" });
  const { orderId, orderNo } = await buy(api, { product, as: member });
  const home = api.as.staff("cityAdmin", "370100");
  const elsewhere = api.as.staff("cityAdmin", "370200");
  const query = { productId: product.id, status: "placed", placedOn: "2026-11-22" } as const;
  const rows = await api.call(listStaffOrders, query, { as: home });
  expect(rows.items).toMatchObject([{ id: orderId, orderNo, memberId: member.id, cityCode: "370100" }]);
  expect((await api.call(listStaffOrders, query, { as: elsewhere })).items).toEqual([]);
  expect((await api.call(listStaffOrders, { ...query, placedOn: "2026-11-21" }, { as: home })).items).toEqual([]);
  expect(await refusal(api.call(getStaffOrder, { orderId }, { as: elsewhere }))).toBe("mall.order-not-found");
  expect(await refusal(ship(orderId, elsewhere))).toBe("mall.order-not-found");
  const order = await api.call(getStaffOrder, { orderId: orderNo.toLowerCase() }, { as: home });
  expect(order.address).toEqual({ nameMasked: "张*国", phoneMasked: "139****0077", cityName: "济南市" });
  expect(JSON.stringify(order)).not.toContain(ADDRESS.detail);
  const shown = await api.call(revealOrderAddress, { orderId, reason: "打印面单" }, { as: home });
  expect(shown.address).toEqual(ADDRESS);
  const [entry] = await AuditEntries.find({ subjectKey: `mallOrder:${orderId}` }).lean();
  expect(entry).toMatchObject({ action: "mall.order-reveal-address", reason: "打印面单", actorId: home.actor.id });
  expect(await api.call(getMyLastAddress, {}, { as: member })).toEqual({ address: ADDRESS });
});

test("another member's order does not exist", async () => {
  const [member, other] = [await newBuyer(api, 500), await newBuyer(api, 500)];
  const { orderId } = await buy(api, { product: await productOnSale(api), as: member });
  expect(await refusal(api.call(getMyOrder, { orderId }, { as: other }))).toBe("mall.order-not-found");
  expect(await refusal(cancel(other, { orderId }))).toBe("mall.order-not-found");
  expect(await refusal(api.call(confirmMyReceipt, { orderId }, { as: other }))).toBe("mall.order-not-found");
});

test("closing the account cancels what was not sent, closes what was delivered and erases every address", async () => {
  const member = await newBuyer(api, 2_100);
  const goods = await productOnSale(api, { kind: "goods", stockTotal: 2 });
  const wash = await productOnSale(api);
  const waiting = await buy(api, { product: goods, as: member });
  const sent = await buy(api, { product: goods, as: member });
  const vouchers = await buy(api, { product: wash, as: member });
  await ship(sent.orderId);
  await inTransaction((session) => closeOrdersOfMember(api.ctx(), session, member.id));
  const rows = new Map((await Orders.find({ memberId: member.id }).lean()).map((row) => [row._id, row]));
  expect(rows.get(waiting.orderId)).toMatchObject({ status: "cancelled", addressEnc: null });
  expect(rows.get(sent.orderId)).toMatchObject({ status: "closed", addressEnc: null, closesItselfAt: null });
  expect(rows.get(vouchers.orderId)).toMatchObject({ status: "closed" });
  expect(await Products.findById(goods.id).lean()).toMatchObject({ stockLeft: 1 });
});

type Step = { kind: "order" | "cancel" | "ship" | "receive" | "repeat" | "wait"; product: number; pick: number };
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step["kind"][]>("order", "order", "cancel", "ship", "receive", "repeat", "wait"),
    product: fc.integer({ min: 0, max: 1 }),
    pick: fc.integer({ min: 0, max: 5 }),
  }),
  { minLength: 4, maxLength: 14 },
);

test("property: after any sequence of orders, repeats, cancellations, shipping and time all books agree", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      api.clock.set("2026-11-22T04:00:00Z");
      const member = await newBuyer(api, 4_000);
      const products = [
        await productOnSale(api, { stockTotal: 4, perMemberLimit: 3 }),
        await productOnSale(api, { kind: "goods", stockTotal: 3 }),
      ];
      const placed: { key: string; answer: PlacedOrder; product: StaffProduct }[] = [];
      for (const step of sequence) await take(step, { member, products, placed });
      for (const product of products) await expectAgreement(product, member);
    }),
    { numRuns: 12, seed: 20_261_122 },
  );
});

type Play = {
  member: Buyer;
  products: StaffProduct[];
  placed: { key: string; answer: PlacedOrder; product: StaffProduct }[];
};

async function take(step: Step, { member, products, placed }: Play): Promise<void> {
  const known = placed[step.pick % Math.max(1, placed.length)];
  const product = products[step.product] as StaffProduct;
  if (step.kind === "wait") api.clock.advance(9 * 3_600_000);
  if (step.kind === "order") {
    const key = newId();
    const answer = await buy(api, { product, as: member }, { key, quantity: 1 + (step.pick % 2) }).catch(expectRefusal);
    if (answer) placed.push({ key, answer, product });
  }
  if (!known) return;
  const { orderId, quantity } = known.answer;
  if (step.kind === "repeat") {
    const again = await buy(api, { product: known.product, as: member }, { key: known.key, quantity });
    expect(again).toEqual(known.answer);
  }
  if (step.kind === "cancel") await cancel(member, known.answer).catch(expectRefusal);
  if (step.kind === "ship") await ship(orderId).catch(expectRefusal);
  if (step.kind === "receive") await api.call(confirmMyReceipt, { orderId }, { as: member }).catch(expectRefusal);
}

function expectRefusal(error: { status?: number }): null {
  expect(error.status).toBe(409);
  return null;
}

async function expectAgreement(product: StaffProduct, member: Buyer): Promise<void> {
  const live = await Orders.find({ productId: product.id, status: { $ne: "cancelled" } }).lean();
  const sold = live.reduce((sum, order) => sum + order.quantity, 0);
  const now = await Products.findById(product.id).lean();
  expect((now?.stockTotal ?? 0) - (now?.stockLeft ?? 0)).toBe(sold);
  const quota = await ProductQuotas.findById(quotaIdOf(product.id, member.id)).lean();
  expect(quota?.count ?? 0).toBe(sold);
  const rows = await Postings.find({ memberId: member.id }).lean();
  const sum = rows.reduce((total, row) => total + (row.to === `member:${member.id}` ? row.points : -row.points), 0);
  const account = await PointsAccounts.findById(member.id).lean();
  const lots = await PointsLots.find({ memberId: member.id }).lean();
  expect(account?.balance).toBe(sum);
  expect(lots.reduce((total, lot) => total + lot.left, 0)).toBe(sum);
  expect(sum).toBeGreaterThanOrEqual(0);
  const paid = await Orders.find({ memberId: member.id, status: { $ne: "cancelled" } }).lean();
  expect(sum).toBe(4_000 - paid.reduce((total, order) => total + order.totalPoints, 0));
  const usable = await Vouchers.countDocuments({ memberId: member.id, status: "issued" });
  expect(usable).toBe(
    paid.reduce((total, order) => total + order.cards.reduce((all, card) => all + card.quantity, 0), 0),
  );
}
