import fc from "fast-check";
import { demeritCycleOn, licenceDuties, licenceOn, renewedUntil } from "./licence";
import { daysBetween, shiftDay } from "./time";

const TODAY = "2026-11-22";

describe("licence", () => {
  test.each([
    ["C1", "2020-12-15", "1995-04-02", "2026-12-15", "window", "2026-09-16", "2025-12-15", "2026-12-14", 31, []],
    ["C2", "2020-10-30", "2000-06-01", "2026-10-30", "expired", "2026-08-01", "2026-10-30", "2027-10-29", 26, []],
    ["C1", "1998-06-18", "1968-02-02", null, "longTerm", null, "2026-06-18", "2027-06-17", 58, []],
    ["C5", "2022-01-31", "1988-11-11", "2028-01-31", "before", "2027-11-02", "2026-01-31", "2027-01-30", 38, ["c5"]],
    [
      "A2",
      "2010-05-20",
      "1980-01-01",
      "2026-05-20",
      "expired",
      "2026-02-19",
      "2026-05-20",
      "2027-05-19",
      46,
      ["yearlyReview"],
    ],
    ["C1", "1990-01-05", "1956-11-22", null, "longTerm", null, "2026-01-05", "2027-01-04", 70, ["age70"]],
    ["C1", "1990-01-05", "1956-11-23", null, "longTerm", null, "2026-01-05", "2027-01-04", 69, []],
    ["C1", "2015-11-21", "1980-01-01", "2025-11-21", "cancelled", "2025-08-23", "2026-11-21", "2027-11-20", 46, []],
    ["C1", "2015-11-22", "1980-01-01", "2025-11-22", "expired", "2025-08-24", "2026-11-22", "2027-11-21", 46, []],
  ] as const)(
    "%s first issued %s: %s until %s is %s",
    (name, firstIssuedOn, birthday, validUntil, state, renewFrom, from, to, ageYears, duties) => {
      const view = licenceOn({ classes: [name], firstIssuedOn, validUntil, birthday }, TODAY);
      expect(view).toMatchObject({ state, renewFrom, demeritCycle: { from, to }, ageYears, duties });
    },
  );

  test("the last day itself is still in the window, the next is expired", () => {
    const facts = { classes: ["C1"], firstIssuedOn: "2020-12-15", validUntil: "2026-12-15" };
    expect(licenceOn(facts, "2026-12-15").state).toBe("window");
    expect(licenceOn(facts, "2026-12-16").state).toBe("expired");
    expect(licenceOn(facts, "2026-09-15").state).toBe("before");
    expect(licenceOn(facts, "2026-09-16").state).toBe("window");
  });

  test.each([
    ["2026-11-21", "expired"],
    ["2026-11-22", "cancelled"],
    ["2028-11-21", "cancelled"],
    ["2028-11-22", "gone"],
  ])("what ended on 2025-11-21 is on %s %s: a year to renew, two more to restore", (today, state) => {
    const facts = { classes: ["C1"], firstIssuedOn: "2015-11-21", validUntil: "2025-11-21" };
    expect(licenceOn(facts, today).state).toBe(state);
  });

  test.each([
    ["2025-11-22", "2025-11-23", "2026-11-21"],
    ["2025-11-22", "2026-11-21", "2026-11-21"],
    ["2025-11-22", "2026-11-22", null],
    ["2024-02-29", "2025-02-27", "2025-02-27"],
    ["2024-02-29", "2025-02-28", null],
  ])("first issued on %s, probation on %s lasts until %s", (firstIssuedOn, today, probationUntil) => {
    expect(licenceOn({ classes: ["C1"], firstIssuedOn, validUntil: null }, today)).toMatchObject({ probationUntil });
  });

  test("six years, then ten, then without an end", () => {
    expect(renewedUntil({ firstIssuedOn: "2020-12-15", validUntil: "2026-12-15" })).toBe("2036-12-15");
    expect(renewedUntil({ firstIssuedOn: "2020-12-15", validUntil: "2036-12-15" })).toBeNull();
  });

  // By hand: a cycle's last day is the one before the anniversary of the first issue; the thirtieth day after it is the last to do it.
  type Row = [string, string, string | null, string | null, string[]];
  test.each<Row>([
    // 75 years old, 长期: the cycle ends on 2026-12-14.
    ["C1", "1980-12-15", null, "1951-03-08", ["age70 2026-12-15 2027-01-13"]],
    // Turns 70 on the last day of the cycle: the certificate is due; a day later it is not before the next year.
    ["C1", "1990-01-05", null, "1957-01-04", ["age70 2027-01-05 2027-02-03"]],
    ["C1", "1990-01-05", null, "1957-01-05", []],
    ["B2", "2015-05-20", "2031-05-20", "1980-01-01", ["yearlyReview 2027-05-20 2027-06-18"]],
    // Every third cycle: 2025-01-30, 2028-01-30; 30 days after the latter is 29 February.
    ["C5", "2022-01-31", "2028-01-31", "1988-11-11", []],
    ["C5", "2021-01-31", "2027-01-31", "1988-11-11", ["c5 2027-01-31 2027-03-01"]],
    // Who is 70 hands one in every year anyway.
    ["C5", "2021-01-31", null, "1950-11-11", ["age70 2027-01-31 2027-03-01"]],
    // The first cycle is not over yet; a licence that has ended has no duties.
    ["A2", "2026-12-01", "2032-12-01", "1990-01-01", []],
    ["A2", "2012-06-01", "2026-05-01", "1980-01-01", []],
    ["C1", "2012-06-01", null, null, []],
  ])("%s first issued %s until %s, born %s, has in the year ahead: %p", (...row) => {
    const [name, firstIssuedOn, validUntil, birthday, expected] = row;
    const facts = { classes: [name], firstIssuedOn, validUntil, birthday };
    const dues = licenceDuties(facts, { from: TODAY, to: "2027-11-22" });
    expect(dues.map(({ duty, windowFrom, dueOn }) => `${duty} ${windowFrom} ${dueOn}`)).toEqual(expected);
    expect(dues.map(({ isEstimated }) => isEstimated)).toEqual(expected.map((text) => text.startsWith("c5")));
  });

  test("the C5 of the examples: after the sixth year the thirtieth day is 29 February 2028", () => {
    const facts = { classes: ["C5"], firstIssuedOn: "2022-01-31", validUntil: "2028-01-31", birthday: "1988-11-11" };
    expect(licenceDuties(facts, { from: "2027-11-22", to: "2028-11-22" })).toEqual([
      { duty: "c5", windowFrom: "2028-01-31", dueOn: "2028-02-29", isEstimated: true },
    ]);
  });

  test("property: every day from the first issue on lies in exactly one cycle of a year", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 0, max: 15_000 }), (start, age) => {
        const first = shiftDay("1990-01-01", start);
        const today = shiftDay(first, age);
        const { from, to } = demeritCycleOn(first, today);
        expect(from <= today && today <= to).toBe(true);
        expect([364, 365]).toContain(daysBetween(from, to));
      }),
    );
  });
});
