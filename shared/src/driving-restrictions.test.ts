import { CITY_RESTRICTIONS } from "./data/driving-restrictions";
import { HOLIDAY_YEARS } from "./data/holidays";
import { limitedDigits, restrictionFaults, restrictionsOf } from "./driving-restrictions";
import { holidayCalendar } from "./holidays";
import type { CityRestriction } from "./reminders-data";

const calendar = holidayCalendar(HOLIDAY_YEARS);
const city = (code: string) => CITY_RESTRICTIONS.find((row) => row.cityCode === code) as CityRestriction;
const beijing = city("110000");
const jinan = city("370100");
const car = (plate: string) => ({ plate, use: "small_nonop" as const });
const inBeijing = (plate: string, day: string) => restrictionsOf(car(plate), { city: beijing, calendar, day });

describe("driving restrictions", () => {
  test.each([
    ["2026-01-05", ["3", "8"]],
    ["2026-07-06", ["1", "6"]],
    ["2026-11-24", ["1", "6"]],
    ["2026-11-26", ["3", "8"]],
    ["2026-11-28", null],
    ["2026-10-01", null],
    ["2026-10-10", null],
    ["2026-09-20", null],
    ["2026-12-25", ["4", "9"]],
    ["2026-12-28", ["4", "9"]],
    ["2027-01-01", null],
    ["2027-03-26", ["3", "8"]],
    ["2027-03-29", null],
  ])("Beijing on %s: %j", (day, digits) => {
    expect(limitedDigits({ city: beijing, calendar, day })).toEqual(digits);
  });

  test("a tail letter counts as 0, and only the digit of the day is held", () => {
    expect(inBeijing("京A1234B", "2026-11-23")).toMatchObject([{ kind: "tailDigit", digits: ["5", "0"] }]);
    expect(inBeijing("京A12340", "2026-11-23")).toHaveLength(1);
    expect(inBeijing("京A12341", "2026-11-23")).toEqual([]);
  });

  test("purely electric plates are exempt, other new-energy plates are not", () => {
    expect(inBeijing("京AD12340", "2026-11-23")).toEqual([]);
    expect(inBeijing("京AF12340", "2026-11-23")).toHaveLength(1);
  });

  test("plates from elsewhere meet the ban, not on holidays and weekends", () => {
    expect(inBeijing("鲁A12345", "2026-11-23")).toMatchObject([{ kind: "nonLocalBan" }]);
    expect(inBeijing("鲁A12345", "2026-11-28")).toEqual([]);
    expect(inBeijing("鲁A12345", "2026-10-01")).toEqual([]);
  });

  test("after the last known day nothing is said, and an unpublished year is provisional", () => {
    expect(inBeijing("京A12345", "2027-03-29")).toEqual([]);
    expect(inBeijing("鲁A12345", "2027-03-29")).toEqual([]);
    expect(inBeijing("鲁A12345", "2027-03-26")).toMatchObject([{ isProvisional: true }]);
  });

  test("Jinan has no tail digits; plates from elsewhere are held, 鲁A, 鲁S and new-energy are not", () => {
    const on = (plate: string) => restrictionsOf(car(plate), { city: jinan, calendar, day: "2026-11-23" });
    expect(limitedDigits({ city: jinan, calendar, day: "2026-11-23" })).toBeNull();
    expect(on("鲁A12345")).toEqual([]);
    expect(on("鲁S12345")).toEqual([]);
    expect(on("鲁B12345")).toMatchObject([{ kind: "nonLocalBan" }]);
    expect(on("鲁BF12345")).toEqual([]);
    expect(on("不是车牌")).toEqual([]);
  });

  test("taxis and buses of Beijing are exempt from its digits; trucks of Jinan meet its ban, unless they are new-energy", () => {
    const taxi = { plate: "京B12340", use: "op_passenger" as const };
    expect(restrictionsOf(taxi, { city: beijing, calendar, day: "2026-11-23" })).toEqual([]);
    const truck = (plate: string, day = "2026-11-23") =>
      restrictionsOf({ plate, use: "truck" }, { city: jinan, calendar, day }).map(({ kind }) => kind);
    expect(truck("鲁A12345")).toEqual(["useBan"]);
    expect(truck("鲁B12345")).toEqual(["nonLocalBan"]);
    expect(truck("鲁AD12345")).toEqual([]);
    expect(truck("鲁A12345", "2026-11-28")).toEqual([]);
  });

  test("embassies are from nowhere", () => {
    expect(inBeijing("使014570", "2026-11-23")).toEqual([]);
    expect(restrictionsOf(car("使014570"), { city: jinan, calendar, day: "2026-11-23" })).toEqual([]);
  });

  test("odd digits drive on odd days of the month, even ones on even days, a letter as the rule says", () => {
    const [tail] = beijing.rules;
    if (!tail) throw new Error("Beijing has rules");
    const rule = { ...tail, kind: "oddEven" as const, periods: [], weekdays: [1, 2, 3, 4, 5] };
    const alternating = { ...beijing, rules: [rule] };
    const held = (plate: string, day: string) =>
      restrictionsOf(car(plate), { city: alternating, calendar, day }).length;
    expect([held("京A12340", "2026-11-23"), held("京A12341", "2026-11-23"), held("京A1234B", "2026-11-23")]).toEqual([
      1, 0, 1,
    ]);
    expect([held("京A12340", "2026-11-24"), held("京A12341", "2026-11-24")]).toEqual([0, 1]);
    // A Saturday, and a holiday.
    expect([held("京A12340", "2026-11-21"), held("京A12340", "2026-10-01")]).toEqual([0, 0]);
    expect(restrictionFaults(alternating)).toEqual([]);
    expect(restrictionFaults({ ...alternating, rules: [{ ...rule, weekdays: [] }] })).toHaveLength(1);
  });

  test("an import is refused when periods overlap, end early, or a kind lacks what it needs", () => {
    for (const known of CITY_RESTRICTIONS) expect(restrictionFaults(known)).toEqual([]);
    const [rule] = beijing.rules;
    if (!rule) throw new Error("Beijing has rules");
    const [period] = rule.periods;
    if (!period) throw new Error("with periods");
    expect(restrictionFaults({ ...beijing, rules: [{ ...rule, periods: [] }] })).toHaveLength(1);
    expect(restrictionFaults({ ...beijing, rules: [{ ...rule, periods: [...rule.periods, period] }] })).toHaveLength(1);
    expect(restrictionFaults({ ...beijing, validThrough: "2027-12-31" })).toHaveLength(1);
    const both = { ...rule, exemptUses: ["truck" as const], alsoUses: ["truck" as const] };
    expect(restrictionFaults({ ...beijing, rules: [both] })).toEqual([expect.stringContaining("既限行又豁免")]);
    const backwards: [string, string][] = [["20:00", "07:00"]];
    expect(restrictionFaults({ ...beijing, rules: [{ ...rule, timeRanges: backwards }] })).toHaveLength(1);
  });
});
