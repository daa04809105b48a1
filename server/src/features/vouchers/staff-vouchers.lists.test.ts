import type { InputOf } from "@club/shared/http";
import { listStaffVouchers } from "@club/shared/voucher-admin";
import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../../test/kit";
import { contract } from "../../../test/mongo/connection";
import { native } from "../../platform/db";
import { type Voucher, Vouchers } from "./voucher.model";
import { vouchersRoutes } from "./vouchers.routes";
import { first, issueCard } from "./vouchers.test-kit";

/** As many are of a rare service, and as many are locked, in both cities together; half of the rare ones are locked too. */
const FEW = 8;
let api: TestApi;
/** Four hundred car washes in two cities; far behind them the few that somebody looks for. */
beforeAll(async () => {
  api = await startTestApi({ routes: vouchersRoutes, now: "2026-11-20T04:00:00Z" });
  const model = first(await issueCard(api, api.as.member(), { quantity: 1 }));
  const { redemptionId: _none, ...plain } = model;
  const rows = Array.from({ length: 400 }, (_, n): Voucher => {
    const isRare = n < FEW;
    const isLocked = n >= FEW / 2 && n < FEW * 1.5;
    return {
      ...plain,
      _id: `${plain._id.slice(0, -3)}${n + 100}`,
      cityCode: n % 2 === 0 ? "370100" : "370200",
      issuedAt: new Date(plain.issuedAt.getTime() + n * 60_000),
      ...(isRare && { serviceId: "rescue" }),
      ...(isLocked && { status: "locked" }),
    };
  });
  await native(Vouchers).insertMany(rows);
});
afterAll(() => api.stop());

type Filter = Pick<InputOf<typeof listStaffVouchers>, "serviceId" | "status" | "cityCode">;
type Seen = { filter: object; limit: number; hint?: Record<string, 1 | -1> | undefined };

/** Every page of a list, as an export walks them, with the queries it took. */
async function walk(filter: Filter) {
  const seen: Seen[] = [];
  mongoose.set("debug", (collection: string, method: string, query: object, options: Omit<Seen, "filter">) => {
    if (collection === "vouchers" && method === "find")
      seen.push({ filter: query, limit: options.limit, hint: options.hint });
  });
  const items = [];
  let cursor: string | undefined;
  try {
    do {
      const as = api.as.staff("provinceAdmin");
      const page = await api.call(listStaffVouchers, { ...filter, limit: 3, ...(cursor && { cursor }) }, { as });
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
  } finally {
    mongoose.set("debug", false);
  }
  return { items, seen };
}

contract("explain").each<[string, Filter, number]>([
  ["of a rare service", { serviceId: "rescue" }, FEW / 2],
  ["of one state", { status: "locked" }, FEW / 2],
  ["of one state and service", { serviceId: "rescue", status: "locked" }, FEW / 4],
  ["of a state that none has", { status: "closed" }, 0],
])("page by page a city's vouchers %s are read without walking past all its others", async (_title, filter, count) => {
  const { items, seen } = await walk({ ...filter, cityCode: "370100" });
  expect(new Set(items.map((item) => item.id)).size).toBe(count);
  for (const item of items) expect(item).toMatchObject({ ...filter, cityCode: "370100" });
  expect(items.map((item) => item.issuedAt)).toEqual(
    items
      .map((item) => item.issuedAt)
      .sort()
      .reverse(),
  );
  expect(seen.length).toBeGreaterThan(0);
  for (const query of seen) {
    const rows = native(Vouchers).find(query.filter).sort({ issuedAt: -1, _id: -1 }).limit(query.limit);
    if (query.hint) rows.hint(query.hint);
    const plan = await rows.explain("executionStats");
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).not.toMatch(/"(COLLSCAN|SORT)"/);
    expect(plan.executionStats.totalDocsExamined).toBeLessThanOrEqual(FEW);
  }
});

test("a member's and a card's vouchers are narrowed too; the province still says whose it wants; usable and used ones are no filter", async () => {
  const owner = api.as.member();
  const [one] = await issueCard(api, owner, { quantity: 2 });
  const as = api.as.staff("provinceAdmin");
  const memberId = owner.actor.id;
  const count = async (narrower: Filter) =>
    (await api.call(listStaffVouchers, { memberId, ...narrower }, { as })).items.length;
  expect([await count({}), await count({ serviceId: "car-wash" }), await count({ serviceId: "rescue" })]).toEqual([
    ...[2, 2, 0],
  ]);
  expect(await count({ status: "closed" })).toBe(0);
  const ofCard = await api.call(listStaffVouchers, { cardId: one?.cardId ?? "", serviceId: "car-wash" }, { as });
  expect(ofCard.items).toHaveLength(2);
  expect(ofCard.items[0]).toMatchObject({ memberId, memberNo: null });
  for (const narrower of [{ serviceId: "rescue" }, { status: "locked" }] as const)
    await expect(api.call(listStaffVouchers, narrower, { as })).rejects.toMatchObject({
      code: "vouchers.filter-needed",
    });
  for (const status of ["issued", "redeemed"])
    await expect(count({ status: status as never })).rejects.toMatchObject({ code: "request.invalid" });
});
