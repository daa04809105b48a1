import { cancelMyOrder } from "@club/shared/mall-orders";
import { startTestApi, type TestApi } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { addTallies, type ProofStep, type ProofWalk } from "../../platform/proof";
import { Postings } from "../points/points.model";
import { seedServices } from "../services/services.service";
import { Vouchers } from "../vouchers/voucher.model";
import { ordersWerePaid, stockIsInOrders } from "./mall.proof";
import { mallRoutes } from "./mall.routes";
import { buy, newBuyer, productOnSale } from "./mall.test-kit";
import { Orders } from "./order.model";
import { Products } from "./product.model";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: mallRoutes });
  await seedServices(api.clock.now());
});
afterAll(() => api.stop());

/** The whole walk, handful by handful. */
async function walk(proof: ProofWalk): Promise<Pick<ProofStep, "tallies" | "gaps">> {
  let after: string | null = "";
  let tallies: ProofStep["tallies"] = [];
  const gaps: ProofStep["gaps"] = [];
  while (after !== null) {
    const from: string = after;
    const step: ProofStep = await inTransaction((session) => proof.step(session, from));
    tallies = addTallies(tallies, step.tallies);
    gaps.push(...step.gaps);
    after = step.last;
  }
  return { tallies, gaps };
}

test("the mall's books agree after orders and cancellations, and every kind of difference is found", async () => {
  const member = await newBuyer(api, 10_000);
  const product = await productOnSale(api, { stockTotal: 40 });
  const goods = await productOnSale(api, { kind: "goods" });
  const kept = await buy(api, { product, as: member }, { quantity: 3 });
  const gone = await buy(api, { product, as: member });
  await buy(api, { product: goods, as: member });
  await api.call(cancelMyOrder, { orderId: gone.orderId }, { as: member });
  for (let index = 0; index < 30; index += 1) await productOnSale(api, { title: `摆设 ${index}`, stockTotal: 1 });
  expect(await walk(stockIsInOrders)).toEqual({
    tallies: [expect.objectContaining({ leftCount: 4, rightCount: 4, checkedCount: 32, differenceCount: 0 })],
    gaps: [],
  });
  const paid = await walk(ordersWerePaid);
  expect(paid.gaps).toEqual([]);
  expect(paid.tallies).toMatchObject([{ leftCount: 2_800, rightCount: 2_800, checkedCount: 3 }]);

  await Products.updateOne({ _id: product.id }, { $inc: { stockLeft: 1 } });
  expect((await walk(stockIsInOrders)).gaps).toMatchObject([{ id: product.id, left: 2, right: 3 }]);
  await Orders.updateOne({ _id: kept.orderId }, { $set: { totalPoints: 1_400 } });
  expect((await walk(ordersWerePaid)).gaps).toMatchObject([{ id: kept.orderId, left: 1_400, right: 1_500 }]);
  await Orders.updateOne({ _id: kept.orderId }, { $set: { totalPoints: 1_500 } });
  await Vouchers.deleteOne({ cardId: `${kept.orderId}:0`, memberId: member.id });
  expect((await walk(ordersWerePaid)).gaps).toMatchObject([{ id: kept.orderId, left: 3, right: 2 }]);
  await Postings.deleteOne({ memberId: member.id, reason: "order-cancelled" });
  const gaps = (await walk(ordersWerePaid)).gaps;
  expect(gaps.find(({ id }) => id === gone.orderId)).toMatchObject({ left: 500, right: 0 });
});
