import { CITY_RESTRICTIONS } from "./data/driving-restrictions";
import { HOLIDAY_YEARS } from "./data/holidays";
import { limitedDigits, restrictionFaults, restrictionsOf } from "./driving-restrictions";
import { holidayCalendar } from "./holidays";
import type { CityRestriction } from "./reminders-data";

const calendar = holidayCalendar(HOLIDAY_YEARS);
const city = (code: string) => CITY_RESTRICTIONS.find((row) => row.cityCode === code) as CityRestriction;
const beijing = city("110000");
const jinan = city("370100");
const inBeijing = (plate: string, day: string) => restrictionsOf(plate, { city: beijing, calendar, day });

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
    const on = (plate: string) => restrictionsOf(plate, { city: jinan, calendar, day: "2026-11-23" });
    expect(limitedDigits({ city: jinan, calendar, day: "2026-11-23" })).toBeNull();
    expect(on("鲁A12345")).toEqual([]);
    expect(on("鲁S12345")).toEqual([]);
    expect(on("鲁B12345")).toMatchObject([{ kind: "nonLocalBan" }]);
    expect(on("鲁BF12345")).toEqual([]);
    expect(on("不是车牌")).toEqual([]);
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
    const backwards: [string, string][] = [["20:00", "07:00"]];
    expect(restrictionFaults({ ...beijing, rules: [{ ...rule, timeRanges: backwards }] })).toHaveLength(1);
  });
});
