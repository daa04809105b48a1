import { Long } from "bson";
import { codeOf, evaluate } from "../testing";

const at = (iso: string) => new Date(iso);
const SHANGHAI = "Asia/Shanghai";
const NEW_YORK = "America/New_York";

describe("$dateTrunc", () => {
  test.each<[string, object, string]>([
    ["2024-06-30T22:30:00Z", { unit: "day", timezone: "Europe/Riga" }, "2024-06-30T21:00:00Z"],
    ["2024-06-30T22:30:00Z", { unit: "month", timezone: "Europe/Riga" }, "2024-06-30T21:00:00Z"],
    ["2024-02-29T16:30:00Z", { unit: "day", timezone: SHANGHAI }, "2024-02-29T16:00:00Z"],
    ["2024-02-29T15:59:59Z", { unit: "month", timezone: "+08:00" }, "2024-01-31T16:00:00Z"],
    ["2024-05-10T10:00:00Z", { unit: "month", timezone: "America/Argentina/Buenos_Aires" }, "2024-05-01T03:00:00Z"],
    ["2024-05-10T10:50:00Z", { unit: "hour", timezone: "Asia/Kolkata" }, "2024-05-10T10:30:00Z"],
    ["2021-03-20T11:30:05Z", { unit: "hour", binSize: 2 }, "2021-03-20T10:00:00Z"],
    ["2021-07-01T11:30:05Z", { unit: "hour", binSize: 12, timezone: NEW_YORK }, "2021-07-01T05:00:00Z"],
    ["2021-07-01T11:30:05Z", { unit: "hour", timezone: "Australia/Lord_Howe" }, "2021-07-01T11:00:00Z"],
    ["2021-03-20T11:30:05Z", { unit: "week", startOfWeek: "monday" }, "2021-03-15T00:00:00Z"],
    ["2021-03-20T11:30:05Z", { unit: "week" }, "2021-03-14T00:00:00Z"],
    ["2021-03-20T11:30:05Z", { unit: "month", binSize: 2 }, "2021-03-01T00:00:00Z"],
    ["2021-05-20T11:30:05Z", { unit: "quarter" }, "2021-04-01T00:00:00Z"],
    ["2021-05-20T11:30:05Z", { unit: "year", binSize: 10 }, "2020-01-01T00:00:00Z"],
    ["1999-12-31T23:00:00Z", { unit: "day", binSize: 2 }, "1999-12-30T00:00:00Z"],
    ["2024-03-10T12:00:00Z", { unit: "day", timezone: NEW_YORK }, "2024-03-10T05:00:00Z"],
  ])("%s by %j", (date, options, expected) => {
    expect(evaluate({ $dateTrunc: { date: at(date), ...options } })).toEqual(at(expected));
  });

  test("refuses unknown units and zones, and bins below 1", () => {
    const date = at("2024-01-01T00:00:00Z");
    expect(codeOf(() => evaluate({ $dateTrunc: { date, unit: "fortnight" } }))).toBe(5439014);
    expect(codeOf(() => evaluate({ $dateTrunc: { date, unit: "day", timezone: "Mars/Base" } }))).toBe(40485);
    expect(codeOf(() => evaluate({ $dateTrunc: { date, unit: "day", binSize: 0 } }))).toBe(5439018);
  });
});

describe("$dateAdd and $dateSubtract", () => {
  test.each<[string, object, string]>([
    ["2024-01-31T00:00:00Z", { unit: "month", amount: 1 }, "2024-02-29T00:00:00Z"],
    ["2024-02-29T08:00:00Z", { unit: "year", amount: 1 }, "2025-02-28T08:00:00Z"],
    ["2024-01-30T16:00:00Z", { unit: "month", amount: 1, timezone: SHANGHAI }, "2024-02-28T16:00:00Z"],
    ["2023-11-30T00:00:00Z", { unit: "quarter", amount: 1 }, "2024-02-29T00:00:00Z"],
    ["2024-03-09T17:00:00Z", { unit: "day", amount: 1, timezone: NEW_YORK }, "2024-03-10T16:00:00Z"],
    ["2024-03-09T17:00:00Z", { unit: "hour", amount: 24, timezone: NEW_YORK }, "2024-03-10T17:00:00Z"],
    ["2024-01-15T00:00:00Z", { unit: "week", amount: Long.fromNumber(-2) }, "2024-01-01T00:00:00Z"],
    ["2024-03-09T07:30:00Z", { unit: "day", amount: 1, timezone: NEW_YORK }, "2024-03-10T07:30:00Z"],
  ])("%s plus %j", (startDate, options, expected) => {
    expect(evaluate({ $dateAdd: { startDate: at(startDate), ...options } })).toEqual(at(expected));
  });

  test("subtracting months clips to the month's end too", () => {
    expect(evaluate({ $dateSubtract: { startDate: at("2024-03-31T10:00:00Z"), unit: "month", amount: 1 } })).toEqual(
      at("2024-02-29T10:00:00Z"),
    );
  });

  test("needs a whole amount; null gives null", () => {
    const startDate = at("2024-01-01T00:00:00Z");
    expect(codeOf(() => evaluate({ $dateAdd: { startDate, unit: "day", amount: 1.5 } }))).toBe(5166405);
    expect(evaluate({ $dateAdd: { startDate: null, unit: "day", amount: 1 } })).toBeNull();
  });
});

describe("$dateDiff counts the boundaries crossed", () => {
  test.each<[string, string, object, number]>([
    ["2024-01-31T23:59:59Z", "2024-02-01T00:00:00Z", { unit: "month" }, 1],
    ["2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z", { unit: "month" }, 0],
    ["2024-01-01T15:00:00Z", "2024-01-01T17:00:00Z", { unit: "day", timezone: SHANGHAI }, 1],
    ["2024-01-01T15:00:00Z", "2024-01-01T17:00:00Z", { unit: "day" }, 0],
    ["2020-12-31T12:00:00Z", "2021-01-01T12:00:00Z", { unit: "year" }, 1],
    ["2021-01-02T12:00:00Z", "2021-01-03T12:00:00Z", { unit: "week" }, 1],
    ["2021-01-03T12:00:00Z", "2021-01-04T12:00:00Z", { unit: "week", startOfWeek: "mon" }, 1],
    ["2024-03-10T06:30:00Z", "2024-03-10T07:30:00Z", { unit: "hour", timezone: NEW_YORK }, 1],
    ["2024-05-01T00:00:00Z", "2024-04-28T00:00:00Z", { unit: "day" }, -3],
    ["2024-01-01T00:00:00.900Z", "2024-01-01T00:00:01.100Z", { unit: "second" }, 1],
  ])("%s to %s by %j", (startDate, endDate, options, expected) => {
    const value = evaluate({ $dateDiff: { startDate: at(startDate), endDate: at(endDate), ...options } });
    expect(value).toEqual(Long.fromNumber(expected));
  });
});

describe("parts and texts", () => {
  const date = at("2024-12-31T16:30:05.007Z");
  test.each<[unknown, unknown]>([
    [{ $year: date }, 2024],
    [{ $year: { date, timezone: SHANGHAI } }, 2025],
    [{ $month: { date, timezone: "+0800" } }, 1],
    [{ $dayOfMonth: [date] }, 31],
    [{ $hour: { date, timezone: SHANGHAI } }, 0],
    [{ $minute: date }, 30],
    [{ $millisecond: date }, 7],
    [{ $dayOfWeek: date }, 3],
    [{ $dayOfYear: date }, 366],
    [{ $week: at("2024-01-07T00:00:00Z") }, 1],
    [{ $isoWeek: date }, 1],
    [{ $isoWeekYear: date }, Long.fromNumber(2025)],
    [{ $isoDayOfWeek: at("2024-12-29T00:00:00Z") }, 7],
    [{ $year: null }, null],
    [
      { $dateToParts: { date, timezone: SHANGHAI } },
      { year: 2025, month: 1, day: 1, hour: 0, minute: 30, second: 5, millisecond: 7 },
    ],
    [
      { $dateToParts: { date, iso8601: true } },
      { isoWeekYear: 2025, isoWeek: 1, isoDayOfWeek: 2, hour: 16, minute: 30, second: 5, millisecond: 7 },
    ],
    [{ $dateFromParts: { year: 2024, month: 14, day: 0 } }, at("2025-01-31T00:00:00Z")],
    [{ $dateFromParts: { year: 2025, timezone: SHANGHAI } }, at("2024-12-31T16:00:00Z")],
    [{ $dateFromParts: { isoWeekYear: 2025, isoWeek: 1, isoDayOfWeek: 2 } }, at("2024-12-31T00:00:00Z")],
    [{ $dateToString: { date } }, "2024-12-31T16:30:05.007Z"],
    [{ $dateToString: { date, format: "%Y-%m-%d", timezone: SHANGHAI } }, "2025-01-01"],
    [
      { $dateToString: { date, format: "%H:%M %z %Z %j %w %u %U %V %G %b %B %%", timezone: SHANGHAI } },
      "00:30 +0800 +480 001 4 3 00 01 2025 Jan January %",
    ],
    [{ $dateToString: { date: null, onNull: "none" } }, "none"],
    [{ $dateFromString: { dateString: "2017-02-08T12:10:40.787" } }, at("2017-02-08T12:10:40.787Z")],
    [{ $dateFromString: { dateString: "2017-02-08", timezone: NEW_YORK } }, at("2017-02-08T05:00:00Z")],
    [{ $dateFromString: { dateString: "2017-02-08T12:10:40+08:00" } }, at("2017-02-08T04:10:40Z")],
    [{ $dateFromString: { dateString: "06-15-2018", format: "%m-%d-%Y" } }, at("2018-06-15T00:00:00Z")],
    [{ $dateFromString: { dateString: "2017-02-30", onError: "bad" } }, "bad"],
    [{ $dateFromString: { dateString: null, onNull: "none" } }, "none"],
    [{ $dateFromString: { dateString: " 2017-02-08 " } }, at("2017-02-08T00:00:00Z")],
    [{ $dateFromString: { dateString: "2017-02-08T12:10:40Z", timezone: "UTC" } }, at("2017-02-08T12:10:40Z")],
    [{ $dateFromString: { dateString: "2017-02-08T12:10:40 America/New_York", onError: "bad" } }, "bad"],
    [{ $dateFromString: { dateString: "15/03/2024", onError: "bad" } }, "bad"],
    [{ $convert: { input: "2024年2月3日", to: "date", onError: "bad" } }, "bad"],
    [{ $convert: { input: "nothing 2024 in particular 5", to: "date", onError: "bad" } }, "bad"],
    [{ $convert: { input: "Feb 2", to: "date", onError: "bad" } }, "bad"],
    [{ $convert: { input: "10:30", to: "date", onError: "bad" } }, "bad"],
    [{ $convert: { input: "", to: "date", onError: "bad" } }, "bad"],
  ])("%j", (expr, expected) => {
    expect(evaluate(expr)).toEqual(expected);
  });

  test.each<[unknown, number]>([
    [{ $year: "2024" }, 16006],
    [{ $dateToString: { date, format: "%q" } }, 18536],
    [{ $dateFromString: { dateString: "tomorrow" } }, 241],
    [{ $dateFromString: { dateString: "Feb 3 2020", onError: 0 } }, 238],
    [{ $dateFromString: { dateString: "February 2020", onError: 0 } }, 238],
    [{ $dateFromString: { dateString: "Mon, 03 Feb 2020 10:00:00 EST", onError: 0 } }, 238],
    [{ $convert: { input: "03/15/2024", to: "date", onError: 0 } }, 238],
    [{ $convert: { input: "15.3.2024", to: "date", onError: 0 } }, 238],
    [{ $convert: { input: "20200203T101010", to: "date", onError: 0 } }, 238],
    [{ $convert: { input: "2020-W06-1", to: "date", onError: 0 } }, 238],
    [{ $convert: { input: "@1580700000", to: "date", onError: 0 } }, 238],
    [{ $convert: { input: "2017-02-08T12:10+8", to: "date", onError: 0 } }, 238],
    [{ $toDate: "2020-02" }, 238],
    [{ $dateFromParts: { month: 1 } }, 40516],
    [{ $dateFromParts: { year: 2024, isoWeek: 1 } }, 40525],
    [{ $hour: { date, timezone: 8 } }, 40533],
    [{ $dateToString: { date, timezone: 8 } }, 40517],
  ])("%j is refused with code %d", (expr, code) => {
    expect(codeOf(() => evaluate(expr))).toBe(code);
  });

  test("a wall-clock time that a zone skips moves forward, one that it repeats is the earlier", () => {
    const make = (parts: object) => evaluate({ $dateFromParts: { year: 2024, ...parts, timezone: NEW_YORK } });
    expect(make({ month: 3, day: 10, hour: 2, minute: 30 })).toEqual(at("2024-03-10T07:30:00Z"));
    expect(make({ month: 11, day: 3, hour: 1, minute: 30 })).toEqual(at("2024-11-03T05:30:00Z"));
  });
});
