import fc from "fast-check";
import { demeritCycleOn, licenceOn, renewedUntil } from "./licence";
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

  test("six years, then ten, then without an end", () => {
    expect(renewedUntil({ firstIssuedOn: "2020-12-15", validUntil: "2026-12-15" })).toBe("2036-12-15");
    expect(renewedUntil({ firstIssuedOn: "2020-12-15", validUntil: "2036-12-15" })).toBeNull();
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
