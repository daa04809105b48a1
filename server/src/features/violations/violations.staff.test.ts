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
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { createViolationsGateway } from "../../gateways/violations";
import { findAuditEntries } from "../../platform/audit";
import { loadConfig } from "../../platform/config";
import { signInMember } from "../members/members.testing";
import { vehiclesRoutes } from "../vehicles/vehicles.routes";
import { newPlate, parkVehicle } from "../vehicles/vehicles.testing";
import { violationsJobs } from "./violations.jobs";
import { Breakers, CityRules, CostDays, CostMonths } from "./violations.model";
import { violationsRoutes } from "./violations.routes";

const QUERY = "/wz/query";
const PRICE_LI = 40;
const reason = "测试需要";
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [...vehiclesRoutes, ...violationsRoutes] });
});
beforeEach(async () => {
  api.clock.set("2026-11-22T04:00:00Z");
  await Breakers.deleteMany({});
  await CostMonths.deleteMany({});
  await CostDays.deleteMany({});
  await CityRules.deleteMany({});
  await api.call(setViolationBudget, { budgetLi: 200_000, reason }, { as: admin() });
});
afterAll(() => api.stop());

const admin = () => api.as.staff("provinceAdmin");

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
  const { config } = loadConfig({ NODE_ENV: "test" });
  const broken = { ...config.violations, juhe: { ...config.violations.juhe, key: "quota-exhausted" } };
  const before = api.deps.gateways.violations;
  api.deps.gateways.violations = createViolationsGateway(broken, {
    clock: api.clock,
    standinBase: api.violations.base,
  });
  expect((await look()).report.problem).toBe("provider-down");
  const { providers } = await api.call(getViolationHealth, {}, { as: admin() });
  expect(providers[0]).toMatchObject({ breaker: "open", openUntil: "2026-11-22T04:15:00.000Z" });
  api.deps.gateways.violations = before;
});

test("a second provider is asked while the first cannot be, with its own key of the city", async () => {
  const { config } = loadConfig({ NODE_ENV: "test", VIOLATION_PROVIDERS: "juhe,cheshouye" });
  const before = api.deps.gateways.violations;
  api.deps.gateways.violations = createViolationsGateway(config.violations, {
    clock: api.clock,
    standinBase: api.violations.base,
  });
  api.violations.faults.add({ kind: "garbage", path: QUERY, times: 1 });
  const { report } = await look("鲁A00001");
  expect(report).toMatchObject({ state: "fresh", totals: { recordCount: 1, knownPoints: 1 } });
  expect(api.violations.calls.slice(-2).map(({ path }) => path)).toEqual([QUERY, "/api/weizhang/query_task"]);
  const { days } = await api.call(getViolationCosts, {}, { as: admin() });
  expect(days.map(({ provider, costLi }) => [provider, costLi])).toEqual([
    ["cheshouye", 100],
    ["juhe", 40],
  ]);
  api.deps.gateways.violations = before;
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
  const ruleOf = async (letter: string) =>
    (await api.call(listViolationCities, {}, { as })).items.find((rule) => rule.letter === letter);
  expect(await ruleOf("B")).toMatchObject({ source: "snapshot", vinDigits: 6, engineDigits: 6, providerCity: "SD_QD" });
  for (const job of violationsJobs) await job.run(api.ctx());
  expect(await ruleOf("B")).toMatchObject({ source: "provider", isOpen: true, asOf: "2026-11-22T04:00:00.000Z" });
  expect(await ruleOf("U")).toMatchObject({ providerCity: "SD_QD" });

  const city = { provider: "juhe" as const, letter: "B" };
  const closed = { providerCity: "SD_QD", vinDigits: 0, engineDigits: null, isOpen: false, reason };
  expect(await api.call(overrideViolationCity, { ...city, ...closed }, { as })).toMatchObject({
    source: "override",
    isOpen: false,
  });
  expect((await look("鲁B12345")).report).toMatchObject({ state: "unavailable", problem: "city-closed" });
  for (const job of violationsJobs) await job.run(api.ctx());
  expect(await ruleOf("B")).toMatchObject({ source: "override", vinDigits: 0 });
  await api.call(overrideViolationCity, { ...city, ...closed, isOpen: true }, { as });
  // The whole VIN and no engine number are sent now; the provider refuses what is shorter than it wants.
  expect((await look("鲁B12346")).report).toMatchObject({ problem: "vehicle-wrong" });
  expect(await api.call(clearViolationCity, city, { as })).toMatchObject({ source: "snapshot", isOpen: true });
  expect(await refusal(api.call(clearViolationCity, city, { as }))).toBe("violations.city-not-overridden");
  expect(await refusal(api.call(clearViolationCity, { ...city, letter: "W" }, { as }))).toBe(
    "violations.city-not-found",
  );
});

test("a provider is tried without any vehicle and without cost", async () => {
  const as = admin();
  const tested = await api.call(testViolationProvider, { provider: "juhe" }, { as });
  expect(tested).toMatchObject({ outcome: "records", cityCount: 36 });
  api.violations.faults.add({ kind: "garbage", path: "/wz/citys", times: 1 });
  expect(await api.call(testViolationProvider, { provider: "juhe" }, { as })).toMatchObject({ outcome: "garbage" });
  expect((await api.call(getViolationCosts, {}, { as })).spentLi).toBe(0);
  expect(await refusal(api.call(testViolationProvider, { provider: "cheshouye" }, { as }))).toBe(
    "violations.provider-not-configured",
  );
});
