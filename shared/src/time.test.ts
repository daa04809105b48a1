import fc from "fast-check";
import {
  addDays,
  addMonths,
  DAY_MS,
  daysBetween,
  endOfShanghaiDay,
  formatDay,
  formatInstant,
  formatMoment,
  lastDayOfMonth,
  lastValidDay,
  monthRange,
  shanghaiDay,
  shanghaiMonth,
  shanghaiTime,
  shiftDay,
  shiftMonth,
  startOfShanghaiDay,
  weekday,
} from "./time";

const at = (iso: string) => new Date(iso);
const instants = fc.date({ min: at("1992-01-01T00:00:00Z"), max: at("2099-12-31T00:00:00Z"), noInvalidDate: true });
const days = instants.map((instant) => shanghaiDay(instant));

test.each([
  ["2026-11-22T15:59:59.999Z", "2026-11-22", "23:59"],
  ["2026-11-22T16:00:00.000Z", "2026-11-23", "00:00"],
  ["2026-12-31T16:00:00.000Z", "2027-01-01", "00:00"],
  ["2028-02-28T20:30:00.000Z", "2028-02-29", "04:30"],
])("%s is %s %s in Shanghai", (iso, day, time) => {
  expect(shanghaiDay(at(iso))).toBe(day);
  expect(shanghaiTime(at(iso))).toBe(time);
  expect(shanghaiMonth(at(iso))).toBe(day.slice(0, 7));
});

test("the arithmetic agrees with the time zone database", () => {
  const zone = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Asia/Shanghai",
    dateStyle: "short",
    timeStyle: "medium",
    hourCycle: "h23",
  });
  fc.assert(fc.property(instants, (instant) => expect(formatInstant(instant)).toBe(zone.format(instant))));
});

test("a day is half-open: its start belongs to it, its end is the next day's start", () => {
  fc.assert(
    fc.property(days, (day) => {
      const start = startOfShanghaiDay(day);
      const end = endOfShanghaiDay(day);
      expect(shanghaiDay(start)).toBe(day);
      expect(shanghaiDay(new Date(end.getTime() - 1))).toBe(day);
      expect(lastValidDay(end)).toBe(day);
      expect(end).toEqual(startOfShanghaiDay(shiftDay(day, 1)));
      expect(end.getTime() - start.getTime()).toBe(DAY_MS);
    }),
  );
});

test.each([
  ["2026-11", "2026-10-31T16:00:00.000Z", "2026-11-30T16:00:00.000Z"],
  ["2026-12", "2026-11-30T16:00:00.000Z", "2026-12-31T16:00:00.000Z"],
  ["2028-02", "2028-01-31T16:00:00.000Z", "2028-02-29T16:00:00.000Z"],
])("the month %s is [%s, %s)", (month, from, to) => {
  expect(monthRange(month)).toEqual({ from: at(from), to: at(to) });
});

test.each([
  ["2026-01-31", 1, "2026-02-28"],
  ["2028-01-31", 1, "2028-02-29"],
  ["2028-02-29", 12, "2029-02-28"],
  ["2026-03-31", -1, "2026-02-28"],
  ["2026-11-22", 24, "2028-11-22"],
  ["2026-01-15", -13, "2024-12-15"],
  ["2026-05-31", 0, "2026-05-31"],
])("%s + %i months = %s", (day, months, expected) => {
  expect(addMonths(day, months)).toBe(expected);
});

test.each([
  ["2026-01", -1, "2025-12"],
  ["2026-12", 1, "2027-01"],
  ["2026-06", -30, "2023-12"],
])("month %s + %i = %s", (month, months, expected) => {
  expect(shiftMonth(month, months)).toBe(expected);
});

test("days are counted across months, years and leap days, both ways", () => {
  expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
  expect(daysBetween("2026-03-01", "2026-02-28")).toBe(-1);
  expect(lastDayOfMonth("2100-02")).toBe("2100-02-28");
  expect(addDays(at("2026-12-31T20:00:00Z"), 1).toISOString()).toBe("2027-01-01T20:00:00.000Z");
  fc.assert(
    fc.property(days, fc.integer({ min: -5_000, max: 5_000 }), (day, shift) => {
      expect(daysBetween(day, shiftDay(day, shift))).toBe(shift);
    }),
  );
});

test("weekdays run from Monday 1 to Sunday 7, before 1970 too", () => {
  expect(["2026-11-16", "2026-11-21", "2026-11-22"].map(weekday)).toEqual([1, 6, 7]);
  expect(weekday("1970-01-01")).toBe(4);
  expect(weekday("1969-12-28")).toBe(7);
  expect(weekday("1949-10-01")).toBe(6);
});

test.each(["2026-02-29", "2026-13-01", "2026-1-1", "2026-11-22T00:00", "", "tomorrow"])("%p is no day", (day) => {
  for (const use of [startOfShanghaiDay, endOfShanghaiDay, formatDay, weekday])
    expect(() => use(day)).toThrow(RangeError);
  expect(() => addMonths(day, 1)).toThrow(RangeError);
});

test.each(["2026-00", "2026-13", "2026", "2026-11-01"])("%p is no month", (month) => {
  expect(() => monthRange(month)).toThrow(RangeError);
  expect(() => shiftMonth(month, 1)).toThrow(RangeError);
});

test("an invalid instant is refused instead of shown as NaN", () => {
  expect(() => shanghaiDay(new Date(Number.NaN))).toThrow(RangeError);
});

test.each([
  ["2026-11-22T06:05:00Z", "今天 14:05"],
  ["2026-11-21T15:59:00Z", "昨天 23:59"],
  ["2026-11-22T16:00:00Z", "明天 00:00"],
  ["2026-11-20T06:05:00Z", "11月20日 14:05"],
  ["2026-01-02T06:05:00Z", "1月2日 14:05"],
  ["2025-11-22T06:05:00Z", "2025年11月22日 14:05"],
])("seen at noon of 22 November 2026, %s is %s", (iso, text) => {
  expect(formatMoment(at(iso), at("2026-11-22T04:00:00Z"))).toBe(text);
});

test("days and instants are written for people and for exports", () => {
  expect(formatDay("2026-11-02")).toBe("2026年11月2日");
  expect(formatInstant(at("2026-11-22T06:05:09.999Z"))).toBe("2026-11-22 14:05:09");
});
