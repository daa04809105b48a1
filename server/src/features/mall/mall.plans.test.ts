import { listProducts, MALL_SORTS } from "@club/shared/mall";
import { getProductFigures, listStaffProducts } from "@club/shared/mall-admin";
import { getMyLastAddress, getMyOrder, listMyOrders } from "@club/shared/mall-orders";
import { listStaffOrders } from "@club/shared/mall-orders-admin";
import { startTestApi, type TestApi } from "../../../test/kit";
import { recordQueries } from "../../../test/queries";
import { inTransaction } from "../../platform/db";
import { seedServices } from "../services/services.service";
import { mallRoutes } from "./mall.routes";
import { buy, newBuyer, productOnSale } from "./mall.test-kit";
import { closeDueOrders, closeOrdersOfMember } from "./order-close.service";
import { takeEndedProductsOff } from "./product-sweep.service";

let api: TestApi;
let queries: ReturnType<typeof recordQueries>;
beforeAll(async () => {
  queries = recordQueries();
  api = await startTestApi({ routes: mallRoutes });
  await seedServices(api.clock.now());
});
afterAll(() => api.stop());

test("no list, order or job of the mall reads a whole collection or sorts what an index has not ordered", async () => {
  const member = await newBuyer(api, 3_000);
  const product = await productOnSale(api);
  const goods = await productOnSale(api, { kind: "goods" });
  const { orderId } = await buy(api, { product, as: member });
  await buy(api, { product: goods, as: member });
  const [as, home] = [api.as.staff("provinceAdmin"), api.as.staff("cityAdmin", "370100")];
  for (const sort of MALL_SORTS)
    for (const query of [
      {},
      { category: "wash" as const },
      { q: "洗车" },
      { cityCode: "370100" },
      { q: "标准洗车券", category: "wash" as const, cityCode: "370100" },
    ])
      await api.call(listProducts, { sort, ...query, limit: 1 }, { as: member });
  const filters = [{}, { status: "placed" as const }, { productId: product.id }, { memberId: member.id }];
  for (const filter of filters)
    for (const by of [as, home]) {
      await api.call(listStaffOrders, filter, { as: by });
      await api.call(listStaffOrders, { ...filter, placedOn: "2026-11-22" }, { as: by });
    }
  for (const filter of [{}, { status: "onSale" as const }, { category: "wash" as const }])
    for (const by of [as, home]) await api.call(listStaffProducts, filter, { as: by });
  await api.call(listMyOrders, {}, { as: member });
  await api.call(listMyOrders, { status: "closed" }, { as: member });
  await api.call(getMyOrder, { orderId }, { as: member });
  await api.call(getMyLastAddress, {}, { as: member });
  await api.call(getProductFigures, { productId: product.id }, { as });
  await closeDueOrders(api.ctx());
  await takeEndedProductsOff(api.ctx());
  await inTransaction((session) => closeOrdersOfMember(api.ctx(), session, member.id));
  queries.stop();
  const { scans, sorts, queries: count } = await queries.faults();
  expect(count).toBeGreaterThan(20);
  expect({ scans, sorts }).toEqual({ scans: [], sorts: [] });
});
