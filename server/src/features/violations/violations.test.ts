import { removeVehicle, updateVehicle, type VehicleView } from "@club/shared/vehicles";
import { refreshVehicleViolations } from "@club/shared/violations";
import { refusal } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { signInMember } from "../members/members.testing";
import { newPlate, parkVehicle, TEST_ENGINE, TEST_VIN } from "../vehicles/vehicles.testing";
import { Breakers, ViolationReports, Violations } from "./violations.model";
import { removeViolationsOfMember } from "./violations.service";
import { openViolations } from "./violations.testing";

const HOUR_MS = 3_600_000;
const QUERY = "/wz/query";
const club = openViolations();
const { callsFor, look, refresh, reportOf } = club;

describe("the provider's scenarios as a member sees them", () => {
  test("one record that is not handled, with what it means and where to handle it", async () => {
    const report = await reportOf("鲁A00001");
    expect(report).toMatchObject({
      state: "fresh",
      sentence: "查到 1 条记录，其中 1 条未处理。",
      problem: null,
      asOf: "2026-11-22T04:00:00.000Z",
      needs: { vinDigits: 6, engineDigits: 6 },
      totals: { recordCount: 1, openCount: 1, knownPoints: 1, pointsUnknownCount: 0, knownFineFen: 10_000 },
      items: [{ points: 1, fineFen: 10_000, handled: false, handledName: "未处理", code: "1117" }],
    });
    expect(report.guidance).toMatch(/交管12123/);
    expect(report.items[0]?.reference).toMatchObject({ isReference: true, meaning: null, points: null });
  });

  test("two records, of which the handled one is in no sum", async () => {
    const { totals, items } = await reportOf("鲁A00002");
    expect(totals).toMatchObject({ recordCount: 2, openCount: 1, knownPoints: 1, knownFineFen: 10_000 });
    expect(items.map((item) => item.handledName)).toEqual(["未处理", "已处理"]);
  });

  test("no record is said as what it is: none was found", async () => {
    const report = await reportOf("鲁A00003");
    expect(report).toMatchObject({ state: "fresh", items: [], totals: { recordCount: 0 } });
    expect(report.sentence).toMatch(/^没有查到记录/);
  });

  test("wrong data is the member's to put right, then it is asked again", async () => {
    const { id: vehicleId } = await parkVehicle(club.api, club.as, { plate: "鲁A00004" });
    expect(await look(vehicleId)).toMatchObject({ state: "unavailable", problem: "vehicle-wrong", totals: null });
    const before = callsFor("鲁A00004");
    await look(vehicleId);
    expect(callsFor("鲁A00004")).toBe(before);
    club.api.clock.advance(1_000);
    await club.api.call(updateVehicle, { vehicleId, engineNo: "B654321" }, { as: club.as });
    await look(vehicleId);
    expect(callsFor("鲁A00004")).toBe(before + 1);
  });

  test("a busy police system is asked three times, no more", async () => {
    const report = await reportOf("鲁A00005");
    expect(report).toMatchObject({ state: "fresh", totals: { recordCount: 1 } });
    expect(callsFor("鲁A00005")).toBe(3);
  });

  test("what the provider left out is unknown, counted as unknown, and never 0", async () => {
    const { items, totals } = await reportOf("鲁A00006");
    expect(items).toMatchObject([{ points: null, fineFen: null, handled: null, handledName: "未知", act: null }]);
    expect(items[0]?.reference).toMatchObject({ isReference: true, points: 1, meaning: "机动车违反禁止标线指示" });
    expect(totals).toMatchObject({
      openCount: 0,
      handledUnknownCount: 1,
      knownPoints: 0,
      pointsUnknownCount: 1,
      fineUnknownCount: 1,
    });
  });

  test("a code of five characters", async () => {
    const { items } = await reportOf("鲁A00007");
    expect(items).toMatchObject([{ code: "16251", points: 6, fineFen: 20_000 }]);
  });

  test("an answer that takes too long is no answer", async () => {
    expect(await reportOf("鲁A00008")).toMatchObject({
      state: "unavailable",
      problem: "provider-down",
      asOf: null,
      totals: null,
      items: [],
    });
  });

  test("an answer that is not JSON is no answer", async () => {
    expect(await reportOf("鲁A00009")).toMatchObject({ state: "unavailable", problem: "provider-down", totals: null });
  });

  test("a small new-energy plate is asked for with its own type", async () => {
    expect(await reportOf("鲁AD00010")).toMatchObject({ state: "fresh", totals: { recordCount: 1 } });
  });

  test("plates of other provinces are asked for at their own city, as it wants", async () => {
    expect(await reportOf("京N12345", { engineNo: "EA211W12345" })).toMatchObject({
      state: "fresh",
      needs: { vinDigits: 6, engineDigits: 0 },
    });
    for (const plate of ["苏E12345", "冀AD12345"]) expect((await reportOf(plate)).state).toBe("fresh");
    for (const plate of ["京N12345", "苏E12345", "冀AD12345"]) expect(callsFor(plate)).toBe(1);
  });

  test("without the numbers a city asks for nobody is asked, and the sentence says which is missing", async () => {
    const withoutVin = await reportOf("鲁A00021", { vin: null });
    expect(withoutVin).toMatchObject({ state: "unavailable", problem: "vin-missing", totals: null });
    expect(await reportOf("鲁A00022", { engineNo: null })).toMatchObject({ problem: "engine-missing" });
    expect(await reportOf("鲁A00023", { engineNo: "12345" })).toMatchObject({ problem: "engine-missing" });
    expect(await reportOf("云A12345")).toMatchObject({ problem: "city-unsupported", needs: null });
    for (const plate of ["鲁A00021", "鲁A00022", "鲁A00023", "云A12345"]) expect(callsFor(plate)).toBe(0);
  });
});

describe("a provider in trouble", () => {
  const TROUBLES = [
    { name: "hangs", order: () => club.api.violations.faults.add({ kind: "hang", path: QUERY, times: 1 }) },
    {
      name: "is down",
      order: () => club.api.violations.faults.add({ kind: "status", path: QUERY, status: 500, times: 1 }),
    },
    {
      name: "answers garbage",
      order: () => club.api.violations.faults.add({ kind: "garbage", path: QUERY, times: 1 }),
    },
    { name: "lies about another car", order: () => club.api.violations.lie(1) },
  ];
  test.each(TROUBLES)(
    "that $name keeps the old answer on the page, with its age, and no 0 where nothing is known",
    async ({ order }) => {
      const plate = newPlate();
      club.api.violations.setRecords(plate, []);
      const { id } = await parkVehicle(club.api, club.as, { plate });
      order();
      expect(await look(id)).toMatchObject({ state: "unavailable", asOf: null, totals: null, items: [] });
      club.api.clock.advance(HOUR_MS);
      expect(await look(id)).toMatchObject({ state: "fresh", totals: { recordCount: 0 } });
      club.api.clock.advance(20 * HOUR_MS);
      order();
      const stale = await look(id);
      expect(stale).toMatchObject({ state: "stale", problem: "provider-down", asOf: "2026-11-22T05:00:00.000Z" });
      expect(stale.sentence).toMatch(/以下是.*的结果/);
    },
  );

  test("five failures open the breaker for all; then one call may try, and its success closes it", async () => {
    club.api.violations.faults.add({ kind: "garbage", path: QUERY, times: 5 });
    const down = [];
    for (let n = 0; n < 5; n += 1) down.push((await reportOf(newPlate())).problem);
    expect(down).toEqual(Array.from({ length: 5 }, () => "provider-down"));
    const blocked = newPlate();
    expect(await reportOf(blocked)).toMatchObject({ problem: "provider-down" });
    expect(callsFor(blocked)).toBe(0);
    club.api.clock.advance(61_000);
    expect(await reportOf(newPlate())).toMatchObject({ state: "fresh" });
    expect(await Breakers.findById("juhe").lean()).toMatchObject({ openUntil: null, failures: 0 });
  });

  test("a probe that fails keeps it open, and only one of many goes out", async () => {
    await Breakers.insertMany([
      {
        _id: "juhe",
        failures: 5,
        windowStartedAt: club.api.clock.now(),
        openUntil: club.api.clock.now(),
        probeUntil: new Date(0),
      },
    ]);
    const plates = [newPlate(), newPlate(), newPlate(), newPlate()];
    const vehicles: VehicleView[] = [];
    for (const plate of plates) vehicles.push(await parkVehicle(club.api, club.as, { plate }));
    club.api.violations.faults.add({ kind: "garbage", path: QUERY, times: 1 });
    const reports = await Promise.all(vehicles.map(({ id }) => look(id)));
    expect(reports.map(({ problem }) => problem)).toEqual(plates.map(() => "provider-down"));
    expect(plates.reduce((sum, plate) => sum + callsFor(plate), 0)).toBe(1);
    expect((await Breakers.findById("juhe").lean())?.openUntil).toEqual(new Date("2026-11-22T04:02:00Z"));
  });
});

describe("how often the provider is asked", () => {
  test("an answer serves for 18 hours, then opening the page asks again", async () => {
    const plate = newPlate();
    const { id } = await parkVehicle(club.api, club.as, { plate });
    expect((await look(id)).state).toBe("fresh");
    club.api.clock.advance(17 * HOUR_MS);
    expect(await look(id)).toMatchObject({ state: "cached", asOf: "2026-11-22T04:00:00.000Z" });
    expect(callsFor(plate)).toBe(1);
    club.api.clock.advance(HOUR_MS);
    expect((await look(id)).state).toBe("fresh");
    expect(callsFor(plate)).toBe(2);
  });

  test("a vehicle is refreshed by hand once a day; the next day again", async () => {
    const { id } = await parkVehicle(club.api, club.as);
    await look(id);
    expect(await refresh(id)).toMatchObject({ state: "fresh", refresh: { isAllowed: false } });
    expect(await refusal(refresh(id))).toBe("violations.refreshed-today");
    club.api.clock.set("2026-11-22T16:00:01Z");
    expect((await refresh(id)).state).toBe("fresh");
  });

  test("the same number given again is no correction, and asks nobody", async () => {
    const { id: vehicleId } = await parkVehicle(club.api, club.as, { plate: "鲁A00004" });
    const before = callsFor("鲁A00004");
    await look(vehicleId);
    for (let hour = 0; hour < 3; hour += 1) {
      club.api.clock.advance(HOUR_MS);
      await club.api.call(
        updateVehicle,
        { vehicleId, engineNo: TEST_ENGINE, vin: TEST_VIN, plateType: "02" },
        { as: club.as },
      );
      expect(await look(vehicleId)).toMatchObject({ problem: "vehicle-wrong" });
    }
    expect(callsFor("鲁A00004")).toBe(before + 1);
  });

  test("four asks a day and plate, however often the data is changed; then the page says until when, and the next day asks again", async () => {
    const plate = newPlate();
    club.api.violations.setRecords(plate, []);
    const { id: vehicleId } = await parkVehicle(club.api, club.as, { plate });
    await look(vehicleId);
    club.api.clock.set("2026-11-23T01:00:00Z");
    for (let n = 0; n < 8; n += 1) {
      if (n < 4) club.api.violations.faults.add({ kind: "garbage", path: QUERY, times: 1 });
      await Breakers.deleteMany({});
      club.api.clock.advance(11 * 60_000);
      await club.api.call(updateVehicle, { vehicleId, engineNo: `EA211W0000${n}` }, { as: club.as });
      await look(vehicleId);
    }
    expect(callsFor(plate)).toBe(1 + 4);
    const shown = await look(vehicleId);
    expect(shown).toMatchObject({ state: "stale", problem: "asked-today", asOf: "2026-11-22T04:00:00.000Z" });
    expect(shown.sentence).toMatch(/明天 0 点以后可以再查询.*以下是.*的结果/);
    expect(shown.refresh).toMatchObject({ isAllowed: false, whyNot: expect.stringMatching(/明天 0 点以后/) });
    expect(await refusal(refresh(vehicleId))).toBe("violations.refreshed-today");
    await Breakers.deleteMany({});
    club.api.clock.set("2026-11-23T16:00:01Z");
    expect((await look(vehicleId)).state).toBe("fresh");
  });

  test("a vehicle that is removed and added again has no fresh asks, and changing plates does not help either", async () => {
    const plate = newPlate();
    const add = async (given: string) => {
      const { id: vehicleId } = await parkVehicle(club.api, club.as, { plate: given });
      const report = await look(vehicleId);
      await club.api.call(removeVehicle, { vehicleId }, { as: club.as });
      return report;
    };
    for (let n = 0; n < 4; n += 1) expect((await add(plate)).state).toBe("fresh");
    expect(await add(plate)).toMatchObject({ state: "unavailable", problem: "asked-today", totals: null });
    expect(callsFor(plate)).toBe(4);
    for (let n = 0; n < 12; n += 1) expect((await add(newPlate())).state).toBe("fresh");
    expect(await add(newPlate())).toMatchObject({ problem: "asked-today" });
  });

  test("refreshes that come together are one call, and all get its answer", async () => {
    const plate = newPlate();
    const { id } = await parkVehicle(club.api, club.as, { plate });
    const reports = await Promise.all(Array.from({ length: 8 }, () => refresh(id)));
    expect(reports.map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => "fresh"));
    expect(callsFor(plate)).toBe(1);
  });

  test("a lease that another process holds is waited for, not called beside", async () => {
    const plate = newPlate();
    const { id } = await parkVehicle(club.api, club.as, { plate });
    const lease = { leaseId: "other", leaseUntil: new Date(club.api.clock.now().getTime() + 60_000) };
    const empty = { asOf: null, provider: null, triedAt: null, problem: null, nextCheckAt: club.api.clock.now() };
    await ViolationReports.insertMany([{ _id: id, memberId: "m", ...empty, ...lease }]);
    const waiting = look(id);
    await ViolationReports.updateOne(
      { _id: id },
      { $set: { leaseId: null, asOf: club.api.clock.now(), triedAt: club.api.clock.now() } },
    );
    expect(["fresh", "cached"]).toContain((await waiting).state);
    expect(callsFor(plate)).toBe(0);
  });
});

describe("whose vehicles", () => {
  test("somebody else's vehicle does not exist, and the provider is not asked about it", async () => {
    const plate = newPlate();
    const { id } = await parkVehicle(club.api, club.as, { plate });
    const stranger = await signInMember(club.api);
    expect(await refusal(look(id, stranger))).toBe("vehicles.not-found");
    expect(await refusal(club.api.call(refreshVehicleViolations, { vehicleId: id }, { as: stranger }))).toBe(
      "vehicles.not-found",
    );
    expect(callsFor(plate)).toBe(0);
  });

  test("a removed vehicle takes its records along, and a closed account all of them", async () => {
    const [first, second] = [
      await parkVehicle(club.api, club.as),
      await parkVehicle(club.api, club.as, { plate: "鲁A00002" }),
    ];
    await look(first.id);
    await look(second.id);
    await club.api.call(removeVehicle, { vehicleId: first.id }, { as: club.as });
    expect(await ViolationReports.findById(first.id).lean()).toBeNull();
    expect(await Violations.countDocuments({ vehicleId: second.id })).toBe(2);
    await inTransaction((session) => removeViolationsOfMember(club.api.ctx(), session, club.as.actor.id));
    expect(await Violations.countDocuments({ memberId: club.as.actor.id })).toBe(0);
  });

  test("where somebody was is not readable in the database", async () => {
    const { id } = await parkVehicle(club.api, club.as, { plate: "鲁A00001" });
    await look(id);
    expect(JSON.stringify(await Violations.find({ vehicleId: id }).lean())).not.toMatch(/经十路|济南/);
  });
});

// Last: by now everything that reads or writes vehicles and violations has run, jobs and the feed among them.
test("no query reads a whole collection or sorts what an index has not ordered", async () => {
  club.queries.stop();
  const { scans, sorts, queries: count } = await club.queries.faults();
  expect(count).toBeGreaterThan(20);
  const own = (found: string[]) =>
    found.filter((query) => /^(violation|vehicle|garage|plateHolding|licence)/.test(query));
  // The tests empty the breakers, which some servers call a scan; nothing else does.
  expect(own(scans).filter((query) => query !== "violationBreakers {} null")).toEqual([]);
  expect(own(sorts)).toEqual([]);
});
