import fc from "fast-check";
import { HOLIDAY_YEARS } from "./data/holidays";
import { holidayCalendar, holidayStarts, holidayYearFaults, workdaysOfYear } from "./holidays";
import { shiftDay } from "./time";
import { addWorkdays, complaintDeadlines } from "./working-days";

const calendar = holidayCalendar(HOLIDAY_YEARS);

describe("holidays", () => {
  test.each([
    [2024, 251],
    [2025, 248],
    [2026, 248],
  ])("%i has %i working days and is published", (year, days) => {
    expect(workdaysOfYear(calendar, year)).toBe(days);
    expect(calendar.isPublished(`${year}-06-01`)).toBe(true);
  });

  test("2027 is not announced and says so; what the law fixes is no working day", () => {
    expect(calendar.isPublished("2027-02-08")).toBe(false);
    expect(calendar.isWorkday("2027-02-08")).toBe(false);
    expect(calendar.holidayName("2027-02-08")).toBe("春节");
  });

  test("weekends on which people work count, holidays on weekdays do not", () => {
    for (const day of ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
      expect(calendar.isWorkday(day)).toBe(true);
    expect(calendar.isWorkday("2026-10-01")).toBe(false);
  });

  test("each holiday starts once", () => {
    expect(
      holidayStarts(calendar, { from: "2026-01-01", to: "2027-01-02" }).map((row) => `${row.on} ${row.name}`),
    ).toEqual([
      "2026-01-01 元旦",
      "2026-02-15 春节",
      "2026-04-04 清明节",
      "2026-05-01 劳动节",
      "2026-06-19 端午节",
      "2026-09-25 中秋节",
      "2026-10-01 国庆节",
      "2027-01-01 元旦",
    ]);
    expect(holidayStarts(calendar, { from: "2027-01-01", to: "2027-01-02" })[0]?.isProvisional).toBe(true);
  });

  test("an import is refused for days of another year, repeated days, and make-up days in the week", () => {
    const year = { year: 2027, isPublished: false, makeupWorkdays: [], source: "x" };
    expect(holidayYearFaults({ ...year, holidays: [{ on: "2026-01-01", name: "元旦" }] })).toHaveLength(1);
    expect(
      holidayYearFaults({ ...year, holidays: [], makeupWorkdays: [{ on: "2027-02-08", name: "春节" }] }),
    ).toHaveLength(1);
    const twice = [{ on: "2027-01-01", name: "元旦" }];
    expect(holidayYearFaults({ ...year, holidays: [...twice, ...twice] })).toHaveLength(1);
    for (const known of HOLIDAY_YEARS) expect(holidayYearFaults(known)).toEqual([]);
  });
});

describe("working days", () => {
  test.each([
    ["2024-02-07", "2024-02-18", "2024-02-22", "2024-03-08", "2024-04-07", false],
    ["2024-09-27", "2024-10-08", "2024-10-12", "2024-10-27", "2024-11-26", false],
    ["2025-04-28", "2025-05-06", "2025-05-13", "2025-05-28", "2025-06-27", false],
    ["2025-12-30", "2026-01-05", "2026-01-14", "2026-01-29", "2026-02-28", false],
    ["2026-02-13", "2026-02-25", "2026-02-28", "2026-03-15", "2026-04-14", false],
    ["2026-04-30", "2026-05-08", "2026-05-15", "2026-05-30", "2026-06-29", false],
    ["2026-09-24", "2026-09-30", "2026-10-09", "2026-10-24", "2026-11-23", false],
    ["2026-09-30", "2026-10-10", "2026-10-15", "2026-10-30", "2026-11-29", false],
    ["2026-11-20", "2026-11-25", "2026-12-05", "2026-12-20", "2027-01-19", false],
    ["2027-02-03", "2027-02-10", "2027-02-18", "2027-03-05", "2027-04-04", true],
  ])(
    "a complaint handed on %s is due %s",
    (from, dueBy3WorkingDays, calendar15, calendar30, calendar60, isProvisional) => {
      expect(complaintDeadlines(calendar, from)).toEqual({
        dueBy3WorkingDays,
        calendar15,
        calendar30,
        calendar60,
        isProvisional,
      });
    },
  );

  test("a number that is not whole or below one is refused", () => {
    for (const bad of [0, -1, 1.5, Number.NaN])
      expect(() => addWorkdays(calendar, "2026-11-22", bad)).toThrow(RangeError);
  });

  test("property: n + 1 working days is the next working day after n", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 1, max: 30 }), (offset, days) => {
        const from = shiftDay("2024-01-01", offset);
        const first = addWorkdays(calendar, from, days).dueOn;
        expect(calendar.isWorkday(first)).toBe(true);
        expect(addWorkdays(calendar, first, 1).dueOn).toBe(addWorkdays(calendar, from, days + 1).dueOn);
      }),
    );
  });
});
