import { getVehicleViolations } from "@club/shared/violations";
import {
  clearViolationCity,
  getViolationCosts,
  getViolationHealth,
  listViolationCities,
  overrideViolationCity,
  setViolationBudget,
  switchViolations,
  testViolationProvider,
} from "@club/shared/violations-admin";
import mongoose from "mongoose";
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { createViolationsGateway } from "../../gateways/violations";
import { findAuditEntries } from "../../platform/audit";
import { loadConfig } from "../../platform/config";
import { signInMember } from "../members/members.testing";
import { vehiclesRoutes } from "../vehicles/vehicles.routes";
import { newPlate, parkVehicle } from "../vehicles/vehicles.testing";
import { violationsJobs } from "./violations.jobs";
import { rulesByPrefix } from "./violations.migrations";
import { Breakers, type CityRuleDoc, CityRules, CostDays, CostMonths } from "./violations.model";
import { violationsRoutes } from "./violations.routes";

const QUERY = "/wz/query";
const PRICE_LI = 40;
const reason = "测试需要";
let api: TestApi;
const lines: string[] = [];
beforeAll(async () => {
  const logTo = { write: (line: string) => void lines.push(line) };
  api = await startTestApi({ routes: [...vehiclesRoutes, ...violationsRoutes], logTo });
});
beforeEach(async () => {
  api.clock.set("2026-11-22T04:00:00Z");
  await Breakers.deleteMany({});
  await CostMonths.deleteMany({});
  await CostDays.deleteMany({});
  await CityRules.deleteMany({});
  askAs({});
  await api.call(setViolationBudget, { budgetLi: 200_000, reason }, { as: admin() });
});
afterAll(() => api.stop());

const admin = () => api.as.staff("provinceAdmin");

/** From now on, until the next test, the providers of this configuration are asked. */
function askAs(environment: Record<string, string>): void {
  const { clock, deps, violations } = api;
  const options = { clock, standinBase: violations.base, wait: async () => undefined };
  deps.gateways.violations = createViolationsGateway(
    loadConfig({ NODE_ENV: "test", ...environment }).config.violations,
    options,
  );
}

async function look(plate = newPlate()) {
  const as = await signInMember(api);
  const { id: vehicleId } = await parkVehicle(api, as, { plate });
  return { as, vehicleId, report: await api.call(getVehicleViolations, { vehicleId }, { as }) };
}

test("every call is paid for, retries too, and stands in the month's costs by day", async () => {
  await look("鲁A00005");
  api.clock.set("2026-11-23T04:00:00Z");
  api.violations.faults.add({ kind: "garbage", path: QUERY, times: 1 });
  await look();
  const costs = await api.call(getViolationCosts, {}, { as: api.as.staff("finance") });
  expect(costs).toEqual({
    month: "2026-11",
    budgetLi: 200_000,
    spentLi: 4 * PRICE_LI,
    remainingLi: 200_000 - 4 * PRICE_LI,
    callCount: 4,
    days: [
      { day: "2026-11-22", provider: "juhe", callCount: 3, failedCount: 2, costLi: 3 * PRICE_LI },
      { day: "2026-11-23", provider: "juhe", callCount: 1, failedCount: 1, costLi: PRICE_LI },
    ],
  });
});

test("a budget that is used up stops all calls by itself; a raise or the next month starts them again", async () => {
  await api.call(setViolationBudget, { budgetLi: 2 * PRICE_LI, reason }, { as: admin() });
  const first = await look();
  await look();
  const stopped = newPlate();
  expect((await look(stopped)).report).toMatchObject({ state: "unavailable", problem: "budget", totals: null });
  expect(api.violations.calls.filter(({ plate }) => plate === stopped)).toEqual([]);
  const { switch: state } = await api.call(getViolationHealth, {}, { as: admin() });
  expect(state).toMatchObject({ state: "budget", isOn: false, stateName: "本月预算已用完，自动停止" });
  // What is known stays on the page.
  const { vehicleId, as } = first;
  expect(await api.call(getVehicleViolations, { vehicleId }, { as })).toMatchObject({ state: "cached" });

  await api.call(setViolationBudget, { budgetLi: 3 * PRICE_LI, reason }, { as: admin() });
  expect((await look()).report.state).toBe("fresh");
  expect((await look()).report.problem).toBe("budget");
  api.clock.set("2026-12-01T04:00:00Z");
  expect((await look()).report.state).toBe("fresh");
});

test("calls side by side never spend more than the budget", async () => {
  await api.call(setViolationBudget, { budgetLi: 3 * PRICE_LI, reason }, { as: admin() });
  const reports = await Promise.all(Array.from({ length: 10 }, () => look()));
  expect(reports.filter(({ report }) => report.state === "fresh")).toHaveLength(3);
  expect(reports.filter(({ report }) => report.problem === "budget")).toHaveLength(7);
  const { spentLi, remainingLi } = await api.call(getViolationCosts, {}, { as: admin() });
  expect({ spentLi, remainingLi }).toEqual({ spentLi: 3 * PRICE_LI, remainingLi: 0 });
});

test("health shows the last calls without any vehicle, the middle duration, and the breaker", async () => {
  const plate = newPlate();
  await look(plate);
  api.violations.faults.add({ kind: "garbage", path: QUERY, times: 5 });
  for (let n = 0; n < 5; n += 1) await look();
  const health = await api.call(getViolationHealth, {}, { as: api.as.staff("auditor") });
  const [juhe] = health.providers;
  expect(juhe).toMatchObject({ provider: "juhe", name: "聚合数据", rank: 1, priceLi: PRICE_LI, breaker: "open" });
  expect(juhe?.openUntil).toBe("2026-11-22T04:01:00.000Z");
  expect(juhe?.p50Ms).toBeGreaterThanOrEqual(0);
  expect(
    juhe?.calls
      .slice(0, 6)
      .map(({ outcome }) => outcome)
      .sort(),
  ).toEqual([...Array.from({ length: 5 }, () => "garbage"), "records"]);
  expect(JSON.stringify(health)).not.toContain(plate);
});

test("trouble with the account opens the breaker at once, for a quarter of an hour", async () => {
  askAs({ VIOLATION_JUHE_KEY: "quota-exhausted" });
  expect((await look()).report.problem).toBe("provider-down");
  const { providers } = await api.call(getViolationHealth, {}, { as: admin() });
  expect(providers[0]).toMatchObject({ breaker: "open", openUntil: "2026-11-22T04:15:00.000Z" });
});

test("a second provider is asked while the first cannot be, with its own key of the city", async () => {
  askAs({ VIOLATION_PROVIDERS: "juhe,cheshouye" });
  api.violations.faults.add({ kind: "garbage", path: QUERY, times: 1 });
  const { report } = await look("鲁A00001");
  expect(report).toMatchObject({ state: "fresh", totals: { recordCount: 1, knownPoints: 1 } });
  expect(api.violations.calls.slice(-2).map(({ path }) => path)).toEqual([QUERY, "/api/weizhang/query_task"]);
  const { days } = await api.call(getViolationCosts, {}, { as: admin() });
  expect(days.map(({ provider, costLi }) => [provider, costLi])).toEqual([
    ["cheshouye", 100],
    ["juhe", 40],
  ]);
});

test("a call that a provider cannot read is ours to mend, not the member's: logged, counted as failed, not repeated; a second one is asked", async () => {
  const noEngine = { providerCity: "SD_JINAN", vinDigits: 6, engineDigits: null, isOpen: true, reason };
  await api.call(overrideViolationCity, { provider: "juhe", prefix: "鲁A", ...noEngine }, { as: admin() });
  const plate = newPlate();
  const { as, vehicleId, report } = await look(plate);
  expect(report).toMatchObject({ state: "unavailable", problem: "provider-down" });
  expect(report.sentence).not.toMatch(/更正|核对/);
  api.clock.advance(9 * 60_000);
  await api.call(getVehicleViolations, { vehicleId }, { as });
  expect(api.violations.calls.filter((call) => call.plate === plate)).toHaveLength(1);
  expect(lines.join("")).toMatch(/"level":"error".*"outcome":"bug","providerCode":"203604".*cannot read our call/);
  const { providers } = await api.call(getViolationHealth, {}, { as: admin() });
  expect(providers[0]?.calls).toContainEqual(expect.objectContaining({ outcome: "bug", outcomeName: "请求格式不符" }));
  expect((await Breakers.findById("juhe").lean())?.failures).toBe(1);
  expect((await api.call(getViolationCosts, {}, { as: admin() })).days).toMatchObject([{ failedCount: 1 }]);

  askAs({ VIOLATION_PROVIDERS: "juhe,cheshouye" });
  expect((await look()).report.state).toBe("fresh");
});

test("the switch is written down with its reason", async () => {
  const as = admin();
  const off = await api.call(switchViolations, { isOn: false, reason: "供应商停服" }, { as });
  expect(off).toMatchObject({ state: "switched-off", isOn: false, reason: "供应商停服" });
  expect(await api.call(switchViolations, { isOn: true, reason }, { as })).toMatchObject({ state: "on", isOn: true });
  const { rows } = await findAuditEntries({ filter: { actorId: as.actor.id }, cursor: undefined, limit: 10 });
  expect(rows.map(({ action }) => action)).toEqual(["violations.switch", "violations.switch"]);
});

test("rules of cities come from the snapshot, then from the provider, and staff have the last word until they take it back", async () => {
  const as = admin();
  const ruleOf = async (prefix: string) =>
    (await api.call(listViolationCities, {}, { as })).items.find((rule) => rule.prefix === prefix);
  expect(await ruleOf("鲁B")).toMatchObject({
    source: "snapshot",
    vinDigits: 6,
    engineDigits: 6,
    providerCity: "SD_QD",
  });
  for (const job of violationsJobs) await job.run(api.ctx());
  expect(await ruleOf("鲁B")).toMatchObject({ source: "provider", isOpen: true, asOf: "2026-11-22T04:00:00.000Z" });
  expect(await ruleOf("鲁U")).toMatchObject({ providerCity: "SD_QD" });

  const city = { provider: "juhe" as const, prefix: "鲁B" };
  const closed = { providerCity: "SD_QD", vinDigits: 0, engineDigits: null, isOpen: false, reason };
  expect(await api.call(overrideViolationCity, { ...city, ...closed }, { as })).toMatchObject({
    source: "override",
    isOpen: false,
  });
  expect((await look("鲁B12345")).report).toMatchObject({ state: "unavailable", problem: "city-closed" });
  for (const job of violationsJobs) await job.run(api.ctx());
  expect(await ruleOf("鲁B")).toMatchObject({ source: "override", vinDigits: 0 });
  await api.call(overrideViolationCity, { ...city, ...closed, isOpen: true }, { as });
  // The whole VIN and no engine number are sent now; the provider cannot read what is shorter than it wants.
  expect((await look("鲁B12346")).report).toMatchObject({ problem: "provider-down" });
  expect(await api.call(clearViolationCity, city, { as })).toMatchObject({ source: "snapshot", isOpen: true });
  expect(await refusal(api.call(clearViolationCity, city, { as }))).toBe("violations.city-not-overridden");
  expect(await refusal(api.call(clearViolationCity, { ...city, prefix: "鲁W" }, { as }))).toBe(
    "violations.city-not-found",
  );
});

test("a provider that tells the city of a plate's first characters is asked for it once a day where nobody has its key", async () => {
  askAs({ VIOLATION_JUHE_FORM: "sweizhang" });
  const asks = () => api.violations.calls.filter(({ path }) => path === "/sweizhang/carPre").length;
  for (const job of violationsJobs) await job.run(api.ctx());
  expect((await look("皖A12345")).report).toMatchObject({ state: "fresh", needs: { vinDigits: 6, engineDigits: 6 } });
  expect((await look("皖A12346")).report.state).toBe("fresh");
  expect((await look("云A12345")).report).toMatchObject({ problem: "city-unsupported", needs: null });
  expect((await look("云A12346")).report).toMatchObject({ problem: "city-unsupported" });
  expect((await look("鲁A12345")).report.state).toBe("fresh");
  expect(asks()).toBe(2);
  api.clock.advance(25 * 3_600_000);
  for (const job of violationsJobs) await job.run(api.ctx());
  expect(await CityRules.findById("juhe:皖A").lean()).toMatchObject({ providerCity: "AH_HEFEI", isOpen: true });
  expect((await look("皖A12347")).report.state).toBe("fresh");
  expect(asks()).toBe(3);
});

test("rules that were kept by the letter alone are of Shandong", async () => {
  const db = mongoose.connection.db;
  if (!db) throw new Error("no database");
  const of = { vinDigits: 0, engineDigits: null, isOpen: false, source: "override" as const, asOf: api.clock.now() };
  await db.collection<CityRuleDoc>("violationCityRules").insertMany([
    { _id: "juhe:B", providerCity: "SD_QD", ...of },
    { _id: "cheshouye:A", providerCity: "152", ...of },
    { _id: "juhe:京", providerCity: "BJ", ...of },
  ]);
  for (const _twice of [1, 2]) await rulesByPrefix.up(db, api.deps.keys);
  const rows = await CityRules.find({}).sort({ _id: 1 }).lean();
  expect(rows.map(({ _id, providerCity }) => [_id, providerCity])).toEqual([
    ["cheshouye:鲁A", "152"],
    ["juhe:京", "BJ"],
    ["juhe:鲁B", "SD_QD"],
  ]);
  expect(rows[2]).toMatchObject(of);
});

test("a provider is tried without any vehicle and without cost", async () => {
  const as = admin();
  const tested = await api.call(testViolationProvider, { provider: "juhe" }, { as });
  expect(tested).toMatchObject({ outcome: "records" });
  expect(tested.cityCount).toBeGreaterThan(200);
  api.violations.faults.add({ kind: "garbage", path: "/wz/citys", times: 1 });
  expect(await api.call(testViolationProvider, { provider: "juhe" }, { as })).toMatchObject({ outcome: "garbage" });
  expect((await api.call(getViolationCosts, {}, { as })).spentLi).toBe(0);
  expect(await refusal(api.call(testViolationProvider, { provider: "cheshouye" }, { as }))).toBe(
    "violations.provider-not-configured",
  );
});
