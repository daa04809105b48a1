import { getProduct, listProducts } from "@club/shared/mall";
import {
  changeProductStock,
  createProduct,
  getProductFigures,
  getStaffProduct,
  listStaffProducts,
  publishProduct,
  takeProductOff,
  updateProduct,
} from "@club/shared/mall-admin";
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { seedServices } from "../services/services.service";
import { mallRoutes } from "./mall.routes";
import { buy, changeStock, goodsInput, newBuyer, productInput, productOnSale } from "./mall.test-kit";
import { Products, ShelfRows } from "./product.model";
import { takeEndedProductsOff } from "./product-sweep.service";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: mallRoutes });
  await seedServices(api.clock.now());
});
beforeEach(async () => {
  api.clock.set("2026-11-22T04:00:00Z");
  await ShelfRows.deleteMany({ productId: { $ne: "" } });
});
afterAll(() => api.stop());

const province = () => api.as.staff("provinceAdmin");
const titles = async (query: Parameters<typeof api.call<typeof listProducts>>[1]) =>
  (await api.call(listProducts, query)).items.map((item) => item.title);

async function shelf(): Promise<void> {
  await productOnSale(api, { title: "精致洗车券", pricePoints: 600, sortRank: 20 });
  api.clock.advance(1_000);
  await productOnSale(api, { title: "全车检测", category: "care", pricePoints: 900, sortRank: 10 });
  api.clock.advance(1_000);
  await productOnSale(api, goodsInput({ title: "Type-C 车充 60W", pricePoints: 300, sortRank: 30 }));
  api.clock.advance(1_000);
  await productOnSale(api, { title: "青岛洗车周卡", pricePoints: 600, sortRank: 20, cityCodes: ["370200"] });
}

test("visitors find products by category, words and city, in every order", async () => {
  await shelf();
  expect(await titles({})).toEqual(["全车检测", "精致洗车券", "青岛洗车周卡", "Type-C 车充 60W"]);
  expect(await titles({ sort: "newest" })).toEqual(["青岛洗车周卡", "Type-C 车充 60W", "全车检测", "精致洗车券"]);
  expect((await titles({ sort: "priceAsc" }))[0]).toBe("Type-C 车充 60W");
  expect((await titles({ sort: "priceDesc" }))[0]).toBe("全车检测");
  expect(await titles({ category: "wash" })).toEqual(["精致洗车券", "青岛洗车周卡"]);
  expect(await titles({ category: "wash", cityCode: "370100" })).toEqual(["精致洗车券"]);
  expect(await titles({ q: "青岛 洗车" })).toEqual(["青岛洗车周卡"]);
  expect(await titles({ q: "青岛洗车", category: "care" })).toEqual([]);
  expect(await titles({ q: "洗车", cityCode: "370100", category: "wash" })).toEqual(["精致洗车券"]);
  expect(await titles({ q: "检" })).toEqual(["全车检测"]);
  expect(await titles({ q: "ＴＹＰＥｃ" })).toEqual(["Type-C 车充 60W"]);
  expect(await titles({ q: "检车" })).toEqual([]);
  expect(await titles({ q: "？！" })).toEqual([]);
});

test("a page goes on where the last one ended, in every order", async () => {
  await shelf();
  for (const sort of ["recommended", "priceAsc", "priceDesc", "newest"] as const) {
    const all = await titles({ sort });
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof api.call<typeof listProducts>>> = await api.call(listProducts, {
        ...{ sort, limit: 1 },
        ...(cursor === null ? {} : { cursor }),
      });
      paged.push(...page.items.map((item) => item.title));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(all);
  }
});

test("a product tells a member every reason why not, with its numbers; visitors only its own", async () => {
  const member = await newBuyer(api, 380);
  const product = await productOnSale(api, {
    ...{ pricePoints: 500, stockTotal: 0, cityCodes: ["370200"], perMemberLimit: 1 },
    opensAt: "2026-11-23T02:00:00.000Z",
  });
  const view = await api.call(getProduct, { productId: product.id }, { as: member });
  expect(view.whyNot.map(({ code, title }) => [code, title])).toEqual([
    ["mall.not-started", "明天 10:00 开始兑换"],
    ["mall.sold-out", "已售罄"],
    ["mall.other-city", "您所在城市暂不参加"],
    ["points.insufficient-balance", "还差 120 积分"],
  ]);
  expect(view).toMatchObject({ balancePoints: 380, boughtCount: 0, maxQuantity: 0 });
  for (const { next } of view.whyNot) expect(next.length).toBeGreaterThan(5);
  const visitor = await api.call(getProduct, { productId: product.id });
  expect(visitor.whyNot.map(({ code }) => code)).toEqual(["mall.not-started", "mall.sold-out"]);
  expect(visitor.balancePoints).toBeNull();
});

test("what the product says can be ordered is what the order takes", async () => {
  const member = await newBuyer(api, 1_700);
  const product = await productOnSale(api, { pricePoints: 500, stockTotal: 9, perMemberLimit: 4 });
  const before = await api.call(getProduct, { productId: product.id }, { as: member });
  expect(before).toMatchObject({ whyNot: [], maxQuantity: 3, soldCount: 0, needsAddress: false });
  expect(before.items).toMatchObject([{ serviceName: "洗车", icon: "car-wash", quantity: 1, validDays: 90 }]);
  expect(await refusal(buy(api, { product, as: member }, { quantity: 4 }))).toBe("points.insufficient-balance");
  await buy(api, { product, as: member }, { quantity: 3 });
  const after = await api.call(getProduct, { productId: product.id }, { as: member });
  expect(after).toMatchObject({ boughtCount: 3, maxQuantity: 0, soldCount: 3, stockLeft: 6 });
  expect(after.whyNot).toMatchObject([{ code: "points.insufficient-balance", details: { balancePoints: 200 } }]);
});

test("drafts and what was taken off are not in the list; a draft does not exist, what was taken off says so", async () => {
  const draft = await api.call(createProduct, { ...productInput(), stockTotal: 1 }, { as: province() });
  expect(await refusal(api.call(getProduct, { productId: draft.id }))).toBe("mall.product-not-found");
  const product = await productOnSale(api);
  await api.call(takeProductOff, { productId: product.id, reason: "换季" }, { as: province() });
  expect((await api.call(getProduct, { productId: product.id })).whyNot).toMatchObject([{ code: "mall.not-on-sale" }]);
  expect(await titles({})).toEqual([]);
  await api.call(publishProduct, { productId: product.id }, { as: province() });
  expect(await titles({})).toEqual(["洗车券一张"]);
});

test("what is past its end leaves the list at once, and is taken off by itself", async () => {
  const product = await productOnSale(api, { closesAt: "2026-11-22T05:00:00.000Z" });
  expect(await titles({})).toEqual(["洗车券一张"]);
  api.clock.set("2026-11-22T05:00:00Z");
  expect(await titles({})).toEqual([]);
  expect(await takeEndedProductsOff(api.ctx())).toBe(1);
  expect(await takeEndedProductsOff(api.ctx())).toBe(0);
  expect(await Products.findById(product.id).lean()).toMatchObject({ status: "offSale" });
  expect(await refusal(api.call(publishProduct, { productId: product.id }, { as: province() }))).toBe(
    "mall.window-closed",
  );
});

test("two editors do not overwrite each other, the kind stays, and a new title is found", async () => {
  const product = await productOnSale(api);
  const edit = (baseVersion: number, change = {}) =>
    api.call(updateProduct, { productId: product.id, baseVersion, ...productInput(change) }, { as: province() });
  const edited = await edit(1, { title: "镀膜体验" });
  expect(edited).toMatchObject({ version: 2, title: "镀膜体验", status: "onSale" });
  expect(await refusal(edit(1))).toBe("mall.version-conflict");
  const other = { ...goodsInput(), productId: product.id, baseVersion: 2 };
  expect(await refusal(api.call(updateProduct, other, { as: province() }))).toBe("mall.kind-fixed");
  expect(await titles({ q: "镀膜" })).toEqual(["镀膜体验"]);
  expect(await titles({ q: "一张" })).toEqual([]);
  const rows = await AuditEntries.find({ subjectKey: `mallProduct:${product.id}` }).lean();
  expect(rows.map((row) => row.action).sort()).toEqual(["mall.create", "mall.publish", "mall.update"]);
});

test("stock goes up and down with a reason, never below what is left", async () => {
  const member = await newBuyer(api, 500);
  const product = await productOnSale(api, { stockTotal: 3 });
  await buy(api, { product, as: member });
  expect(await changeStock(api, product.id, 5)).toMatchObject({ stockTotal: 8, stockLeft: 7 });
  expect(await changeStock(api, product.id, -7)).toMatchObject({ stockTotal: 1, stockLeft: 0 });
  expect(await refusal(changeStock(api, product.id, -1))).toBe("mall.stock-too-low");
  const none = api.call(changeProductStock, { productId: product.id, delta: 0, reason: "盘点" }, { as: province() });
  expect(await refusal(none)).toBe("request.invalid");
  const figures = await api.call(getProductFigures, { productId: product.id }, { as: api.as.staff("auditor") });
  expect(figures).toMatchObject({ soldCount: 1, soldPoints: 500, stockTotal: 1, stockLeft: 0, isBalanced: true });
});

test("city staff manage what is for their city alone, and see the province's", async () => {
  const jinan = api.as.staff("cityAdmin", "370100");
  const create = (cityCodes: string[]) =>
    api.call(createProduct, { ...productInput({ cityCodes }), stockTotal: 1 }, { as: jinan });
  expect(await refusal(create([]))).toBe("mall.city-out-of-scope");
  expect(await refusal(create(["370100", "370200"]))).toBe("mall.city-out-of-scope");
  const own = await create(["370100"]);
  const all = await productOnSale(api);
  const elsewhere = await productOnSale(api, { cityCodes: ["370200"] });
  const { items } = await api.call(listStaffProducts, { limit: 100 }, { as: jinan });
  const ids = items.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([own.id, all.id]));
  expect(ids).not.toContain(elsewhere.id);
  const off = (productId: string) => api.call(takeProductOff, { productId, reason: "换季" }, { as: jinan });
  expect(await refusal(off(all.id))).toBe("mall.city-out-of-scope");
  expect(await refusal(off(elsewhere.id))).toBe("mall.product-not-found");
  expect(await refusal(off(own.id))).toBe("mall.product-state-conflict");
  expect(await refusal(api.call(getStaffProduct, { productId: elsewhere.id }, { as: jinan }))).toBe(
    "mall.product-not-found",
  );
});

test("what cannot be sold is not saved: unknown services, a kind without its services, an end before the start", async () => {
  const create = (change: object) =>
    refusal(api.call(createProduct, { ...productInput(), stockTotal: 1, ...change }, { as: province() }));
  const item = { serviceId: "nothing", quantity: 1, validDays: 30, plateBinding: "none" as const };
  expect(await create({ items: [item] })).toBe("mall.service-unavailable");
  expect(await create({ kind: "bundle" })).toBe("request.invalid");
  expect(await create({ kind: "goods" })).toBe("request.invalid");
  expect(await create({ items: [{ ...item, serviceId: "car-wash", quantity: 51 }] })).toBe("request.invalid");
  expect(await create({ closesAt: "2026-10-01T00:00:00.000Z" })).toBe("request.invalid");
});
