import { listStaffRedemptions } from "@club/shared/redemption-admin";
import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../../test/kit";
import { contract } from "../../../test/mongo/connection";
import { native } from "../../platform/db";
import { openMerchant } from "../merchants/merchants.testing";
import { seedServices } from "../services/services.service";
import { type Redemption, Redemptions } from "./redemptions.model";
import { newCustomer, redeem, setRules } from "./redemptions.testing";

/** As many are rare, and as many are reversed, in both cities together. */
const FEW = 8;
let api: TestApi;
/** Four hundred washes in two cities; far behind them a handful of another service, and a handful that was reversed. */
beforeAll(async () => {
  api = await startTestApi({ now: "2026-11-20T04:00:00Z" });
  await seedServices(api.clock.now());
  await setRules(api, "car-wash", {});
  const shop = await openMerchant(api);
  const { member, vouchers } = await newCustomer(api, { quantity: 1 });
  if (vouchers[0]) await redeem(api, { shop, member, voucher: vouchers[0] });
  const [model] = await Redemptions.find().lean<Redemption[]>();
  if (!model) throw new Error("nothing was redeemed");
  const at = (minutesAgo: number) => new Date(model.redeemedAt.getTime() - minutesAgo * 60_000);
  const rows = Array.from({ length: 400 }, (_, n) => {
    const rare =
      n < FEW ? { serviceId: "rescue" } : n < 2 * FEW ? { status: "reversed" as const, reversedAt: at(0) } : {};
    const cityCode = n % 2 === 0 ? "370100" : "370200";
    return { ...model, _id: `${model._id.slice(0, -3)}${n + 100}`, cityCode, redeemedAt: at(1_000 - n), ...rare };
  });
  await native(Redemptions).insertMany(rows);
});
afterAll(() => api.stop());

type Seen = { filter: object; limit: number; hint?: Record<string, 1 | -1> | undefined };
type Filter = { serviceId?: string; status?: "reversed"; cityCode?: string; fromDay?: string };

/** Every page of a list, as an export walks them, with the queries it took. */
async function walk(filter: Filter) {
  const seen: Seen[] = [];
  mongoose.set("debug", (collection: string, method: string, query: object, options: Omit<Seen, "filter">) => {
    if (collection === "redemptions" && method === "find")
      seen.push({ filter: query, limit: options.limit, hint: options.hint });
  });
  const ids: string[] = [];
  let cursor: string | undefined;
  try {
    do {
      const as = api.as.staff("provinceAdmin");
      const page = await api.call(listStaffRedemptions, { ...filter, limit: 3, ...(cursor && { cursor }) }, { as });
      ids.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  } finally {
    mongoose.set("debug", false);
  }
  return { ids, seen };
}

contract("explain").each<[string, Filter, number]>([
  ["a rare service", { serviceId: "rescue" }, FEW],
  ["a rare service in one city", { serviceId: "rescue", cityCode: "370200" }, 4],
  ["a rare service since a day", { serviceId: "rescue", fromDay: "2026-11-01" }, FEW],
  ["what was reversed", { status: "reversed" }, FEW],
  ["what was reversed in one city", { status: "reversed", cityCode: "370100" }, 4],
])("page by page %s is read without walking past everybody else's redemptions", async (_title, filter, count) => {
  const { ids, seen } = await walk(filter);
  expect(new Set(ids).size).toBe(count);
  expect(seen.length).toBeGreaterThan(1);
  for (const query of seen) {
    const rows = native(Redemptions).find(query.filter).sort({ redeemedAt: -1, _id: -1 }).limit(query.limit);
    if (query.hint) rows.hint(query.hint);
    const plan = await rows.explain("executionStats");
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).not.toMatch(/"(COLLSCAN|SORT)"/);
    expect(plan.executionStats.totalDocsExamined).toBeLessThanOrEqual(FEW);
  }
});
