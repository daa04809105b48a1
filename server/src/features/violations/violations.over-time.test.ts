import { getViolationConfig, listMyViolationSummaries } from "@club/shared/violations";
import { refusal } from "../../../test/kit";
import { signInMember } from "../members/members.testing";
import { newPlate, parkVehicle } from "../vehicles/vehicles.testing";
import { checkInBackground } from "./violations.jobs";
import { CostMonths, ViolationReports, Violations } from "./violations.model";
import { listNewViolations } from "./violations.records";
import { setBudget, setSwitch } from "./violations.staff";
import { openViolations } from "./violations.testing";

const HOUR_MS = 3_600_000;
const club = openViolations();
const { callsFor, look, refresh, reportOf } = club;

const raw = (date: string, change: object = {}) => ({
  ...{ date, area: "济南市 经十路", act: "违反禁止标线指示", code: "1117", fen: "1", money: "100" },
  ...{ handled: "0", archiveno: "", wzcity: "山东济南" },
  ...change,
});

describe("records over time", () => {
  test("the first answer is nothing new; a later record is, once, and what vanished is not listed any more", async () => {
    const plate = newPlate();
    const { id } = await parkVehicle(club.api, club.as, { plate });
    club.api.violations.setRecords(plate, [raw("2026-09-12 08:31:00"), raw("2026-09-12 08:31:00", { code: "" })]);
    expect((await look(id)).items).toHaveLength(1);
    club.api.violations.setRecords(plate, [
      raw("2026-11-01 09:00:00"),
      raw("2026-11-02 09:00:00", { code: "9999", fen: "", act: "" }),
    ]);
    club.api.clock.advance(19 * HOUR_MS);
    expect((await look(id)).items.map((item) => item.occurredAt)).toEqual([
      "2026-11-02T01:00:00.000Z",
      "2026-11-01T01:00:00.000Z",
    ]);
    const mine = async (after: Parameters<typeof listNewViolations>[1] = null, limit = 100) =>
      (await listNewViolations(club.api.ctx(), after, limit)).filter((row) => row.vehicleId === id);
    expect(await mine()).toEqual([]);
    club.api.clock.advance(121_000);
    const found = await mine();
    expect(found).toMatchObject([{ plate, place: "济南市 经十路" }, { plate }]);
    expect(found.map(({ meaning }) => meaning).sort()).toEqual(["违反禁止标线指示", null].sort());
    const [first] = found;
    expect(await mine({ foundAt: first?.foundAt as Date, id: first?.id ?? "" })).toEqual(found.slice(1));
    const last = found.at(-1);
    expect(await mine({ foundAt: last?.foundAt as Date, id: last?.id ?? "" })).toEqual([]);
  });

  test("a time in the future or no time at all is unknown; such records come last", async () => {
    const plate = newPlate();
    club.api.violations.setRecords(plate, [
      raw("2099-01-01 00:00:00"),
      raw("昨天", { area: "" }),
      raw("2026-10-01 10:00:00"),
    ]);
    const { items } = await reportOf(plate);
    expect(items.map((item) => item.occurredAt)).toEqual(["2026-10-01T02:00:00.000Z", null, null]);
  });

  test("the overview of all vehicles asks nobody, and has no sums where nothing is known", async () => {
    const [asked, unasked] = [
      await parkVehicle(club.api, club.as, { plate: "鲁A00002" }),
      await parkVehicle(club.api, club.as),
    ];
    await look(asked.id);
    const calls = club.api.violations.calls.length;
    const { isOn, items } = await club.api.call(listMyViolationSummaries, {}, { as: club.as });
    expect(isOn).toBe(true);
    expect(items).toMatchObject([
      { vehicleId: asked.id, asOf: "2026-11-22T04:00:00.000Z", totals: { recordCount: 2 } },
      { vehicleId: unasked.id, asOf: null, totals: null },
    ]);
    expect(club.api.violations.calls).toHaveLength(calls);
  });
});

describe("the switch and the background", () => {
  const by = () => club.api.ctx(club.api.as.staff("provinceAdmin"));
  afterEach(() => setSwitch(by(), { isOn: true, isBackgroundOn: false, reason: "测试结束" }));

  test("a closed feature shows nothing, asks nobody, and clients are told", async () => {
    const plate = newPlate();
    const { id } = await parkVehicle(club.api, club.as, { plate });
    await look(id);
    await setSwitch(by(), { isOn: false, reason: "供应商停服" });
    expect(await club.api.call(getViolationConfig, {})).toMatchObject({ isOn: false, cacheHours: 18 });
    expect((await club.api.call(getViolationConfig, {})).disclosure).toMatch(/车架号.*后几位/);
    expect(await look(id)).toMatchObject({ state: "unavailable", problem: "switched-off", items: [], totals: null });
    expect(await refusal(refresh(id))).toBe("violations.off");
    expect(await club.api.call(listMyViolationSummaries, {}, { as: club.as })).toEqual({ isOn: false, items: [] });
    expect(callsFor(plate)).toBe(1);
  });

  test("background checks are weekly, only where staff and the owner want them, and the longest waiting first", async () => {
    const wanted = new Set([club.as.actor.id]);
    const hooks = { wantsViolationChecks: async () => wanted };
    const run = () => checkInBackground({ ...club.api.ctx(), hooks });
    const other = await signInMember(club.api);
    const mine = await parkVehicle(club.api, club.as);
    const theirs = await parkVehicle(club.api, other);
    await look(mine.id);
    await look(theirs.id, other);
    const asked = () => [callsFor(mine.plate), callsFor(theirs.plate)];
    club.api.clock.advance(8 * 24 * HOUR_MS);
    expect([await run(), ...asked()]).toEqual([{ checked: 0 }, 1, 1]);
    await setSwitch(by(), { isOn: true, isBackgroundOn: true, reason: "开始后台检查" });
    expect((await run()).checked).toBe(1);
    expect(asked()).toEqual([2, 1]);
    expect([await run(), ...asked()]).toEqual([{ checked: 0 }, 2, 1]);
    wanted.add(other.actor.id);
    club.api.clock.advance(7 * 24 * HOUR_MS);
    expect((await run()).checked).toBe(2);
    expect(asked()).toEqual([3, 2]);
  });

  test("every vehicle of a long run is checked at its own time, and a run that is stopped passes nobody over", async () => {
    await ViolationReports.deleteMany({ nextCheckAt: { $gt: new Date(0) } });
    const hooks = { wantsViolationChecks: async (_ctx: unknown, ids: readonly string[]) => new Set(ids) };
    const vehicles = [
      await parkVehicle(club.api, club.as),
      await parkVehicle(club.api, club.as),
      await parkVehicle(club.api, club.as),
    ];
    for (const { id, plate } of vehicles) {
      club.api.violations.setRecords(plate, []);
      await look(id);
      club.api.violations.setRecords(plate, [raw("2026-11-25 09:00:00")]);
    }
    await setSwitch(by(), { isOn: true, isBackgroundOn: true, reason: "开始后台检查" });
    club.api.clock.set("2028-03-01T04:00:00Z");
    // A provider that takes a minute and a half; the process is told to stop while it works on the second vehicle.
    let asked = 0;
    const { violations, ...gateways } = club.api.deps.gateways;
    const providers = violations.providers.map((provider) => ({
      ...provider,
      query: (query: Parameters<typeof provider.query>[0]) => {
        asked += 1;
        club.api.clock.advance(90_000);
        return provider.query(query);
      },
    }));
    const slow = { ...gateways, violations: { ...violations, providers } };
    const run = () =>
      checkInBackground({ ...club.api.ctx(), hooks, gateways: slow, isStopping: () => asked % 2 === 0 && asked > 0 });
    expect((await run()).checked).toBe(2);
    const foundAt = async () =>
      (await Violations.find({ isListed: true, vehicleId: { $in: vehicles.map(({ id }) => id) } }).lean())
        .map((row) => row.foundAt.toISOString())
        .sort();
    expect(await foundAt()).toEqual(["2028-03-01T04:00:00.000Z", "2028-03-01T04:01:30.000Z"]);
    const started = new Date("2028-03-01T04:00:00Z");
    expect(await ViolationReports.countDocuments({ nextCheckAt: { $lte: started } })).toBe(1);
    asked = 10;
    club.api.clock.advance(600_000);
    expect((await run()).checked).toBe(0);
    asked = 0;
    expect((await run()).checked).toBe(1);
    expect((await foundAt()).at(-1)).toBe("2028-03-01T04:13:00.000Z");
  });

  test("a vehicle whose data is wrong is not asked about daily", async () => {
    const { id } = await parkVehicle(club.api, club.as, { plate: "鲁A00004" });
    await look(id);
    const nextCheckAt = new Date("2026-11-29T04:00:00Z");
    expect(await ViolationReports.findById(id).lean()).toMatchObject({ problem: "vehicle-wrong", nextCheckAt });
  });

  test("background checks stop where the budget ends", async () => {
    const hooks = { wantsViolationChecks: async (_ctx: unknown, ids: readonly string[]) => new Set(ids) };
    const vehicles = [
      await parkVehicle(club.api, club.as),
      await parkVehicle(club.api, club.as),
      await parkVehicle(club.api, club.as),
    ];
    for (const { id } of vehicles) await look(id);
    await setSwitch(by(), { isOn: true, isBackgroundOn: true, reason: "开始后台检查" });
    club.api.clock.set("2027-01-15T04:00:00Z");
    await setBudget(by(), { budgetLi: 80, reason: "只够两次" });
    await checkInBackground({ ...club.api.ctx(), hooks });
    const month = await CostMonths.findById("2027-01").lean();
    expect(month).toMatchObject({ spentLi: 80, remainingLi: 0 });
    await setBudget(by(), { budgetLi: 200_000, reason: "恢复" });
  });
});

// Last: by now jobs and the feed have run too.
test("no query reads a whole collection or sorts what an index has not ordered", async () => {
  club.queries.stop();
  const { scans, sorts, queries: count } = await club.queries.faults();
  expect(count).toBeGreaterThan(15);
  const own = (found: string[]) =>
    found.filter((query) => /^(violation|vehicle|garage|plateHolding|licence)/.test(query));
  // The tests empty the breakers, which some servers call a scan; nothing else does.
  expect(own(scans).filter((query) => query !== "violationBreakers {} null")).toEqual([]);
  expect(own(sorts)).toEqual([]);
});
