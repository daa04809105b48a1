import fc from "fast-check";
import {
  computedInspections,
  INSPECTION_CATEGORIES,
  type InspectionFacts,
  inspectionAfter,
  inspectionState,
  nextInspection,
  previousInspection,
} from "./inspection";
import { daysBetween, lastDayOfMonth, shiftDay } from "./time";

const TODAY = "2026-11-22";
type Row = [
  InspectionFacts["category"],
  string,
  string,
  "claim" | "test",
  number,
  string,
  string,
  string | null,
  "claim" | "test" | null,
  string | null,
];
// Worked examples, computed by hand from the published table as of 2026-11-22.
const EXAMPLES: Row[] = [
  ["small_nonop", "2025-11-03", "2027-11-30", "claim", 2, "2027-09-01", "before", null, null, null],
  ["small_nonop", "2022-12-01", "2026-12-31", "claim", 4, "2026-10-01", "window", "2024-12-31", "claim", null],
  ["small_nonop", "2020-11-15", "2026-11-30", "test", 6, "2026-09-01", "window", "2024-11-30", "claim", null],
  ["small_nonop", "2018-11-30", "2026-11-30", "claim", 8, "2026-09-01", "window", "2024-11-30", "test", null],
  ["small_nonop", "2017-01-10", "2027-01-31", "test", 10, "2026-11-01", "window", "2025-01-31", "claim", null],
  ["small_nonop", "2010-03-08", "2027-03-31", "test", 17, "2027-01-01", "before", "2026-03-31", "test", null],
  ["small_nonop", "2008-11-01", "2026-11-30", "test", 18, "2026-09-01", "window", "2025-11-30", "test", null],
  ["small_nonop", "2023-01-18", "2027-01-31", "claim", 4, "2026-11-01", "window", "2025-01-31", "claim", null],
  ["small_nonop", "2021-05-05", "2027-05-31", "test", 6, "2027-03-01", "before", "2025-05-31", "test", "2016-01-10"],
  ["minivan", "2019-01-10", "2027-01-31", "test", 8, "2026-11-01", "window", "2026-01-31", "test", null],
  ["truck", "2020-03-15", "2027-03-31", "test", 7, "2027-01-01", "before", "2026-03-31", "test", null],
  ["truck", "2014-12-10", "2026-12-31", "test", 12, "2026-10-01", "window", "2026-06-30", "test", null],
  ["op_passenger", "2023-06-18", "2027-06-30", "test", 4, "2027-04-01", "before", "2026-06-30", "test", null],
];

describe("inspection", () => {
  test.each(EXAMPLES)(
    "%s registered %s is due %s",
    (category, registeredOn, dueOn, action, years, windowFrom, state, before, beforeAction, made) => {
      const facts = { category, registeredOn, manufacturedOn: made ?? null };
      const due = nextInspection(facts, TODAY);
      expect(due).toMatchObject({ dueOn, action, years, windowFrom, isEstimated: true });
      expect(due && inspectionState(due, TODAY)).toBe(state);
      const previous = previousInspection(facts, TODAY);
      expect([previous?.dueOn ?? null, previous?.action ?? null]).toEqual([before, beforeAction]);
    },
  );

  test("the printed date wins, counts to the end of its month and is no estimate, also when it has passed", () => {
    const facts = { category: "small_nonop", registeredOn: "2020-11-15", validUntil: "2027-02" } as const;
    expect(nextInspection(facts, TODAY)).toMatchObject({ dueOn: "2027-02-28", isEstimated: false, action: null });
    const late = nextInspection({ ...facts, validUntil: "2026-10-31" }, TODAY);
    expect(late).toMatchObject({ dueOn: "2026-10-31", isEstimated: false });
    expect(late && inspectionState(late, TODAY)).toBe("overdue");
    expect(nextInspection({ ...facts, validUntil: "2026-11-30" }, TODAY)).toMatchObject({ action: "test", years: 6 });
  });

  test("nothing is guessed without a registration and a printed date", () => {
    expect(nextInspection({ category: "small_nonop", registeredOn: null }, TODAY)).toBeNull();
  });

  test.each([
    ["manufactured four years to the day before", { manufacturedOn: "2018-05-05" }, "claim"],
    ["manufactured more than four years before", { manufacturedOn: "2018-05-04" }, "test"],
    ["an accident with injured people", { hadInjuryAccident: true }, "test"],
    ["an illegal modification", { wasIllegallyModified: true }, "test"],
  ])("a small car registered 2022-05-05, %s", (_what, flags, action) => {
    const facts = { category: "small_nonop" as const, registeredOn: "2022-05-05", ...flags };
    expect(computedInspections(facts, { from: "2024-01-01", to: "2025-01-01" })).toMatchObject([
      { dueOn: "2024-05-31", action },
    ]);
  });

  test("those flags do not touch motorcycles", () => {
    const facts = { category: "moto" as const, registeredOn: "2022-05-05", hadInjuryAccident: true };
    expect(nextInspection(facts, "2023-01-01")).toMatchObject({ dueOn: "2024-05-31", action: "claim" });
  });

  test("29 February, the end of the month, and the due day itself", () => {
    const facts = { category: "small_nonop" as const, registeredOn: "2024-02-29" };
    expect(nextInspection(facts, "2026-02-28")).toMatchObject({ dueOn: "2026-02-28", windowFrom: "2025-12-01" });
    expect(nextInspection(facts, "2026-03-01")).toMatchObject({ dueOn: "2028-02-29" });
  });

  test("half years: trucks after ten, passenger transport after five, minivans after fifteen (derived)", () => {
    const after = (category: "truck" | "op_passenger" | "minivan", from: string) =>
      computedInspections({ category, registeredOn: "2010-01-20" }, { from, to: shiftDay(from, 366) });
    expect(after("truck", "2020-02-01").map((due) => due.dueOn)).toEqual(["2020-07-31", "2021-01-31"]);
    expect(after("op_passenger", "2015-02-01").map((due) => due.dueOn)).toEqual(["2015-07-31", "2016-01-31"]);
    const minivan = after("minivan", "2025-02-01");
    expect(minivan.map((due) => due.dueOn)).toEqual(["2025-07-31", "2026-01-31"]);
    expect(minivan.every((due) => due.isDerived)).toBe(true);
  });

  test("what follows an inspection that was done is the next milestone", () => {
    const facts = { category: "small_nonop" as const, registeredOn: "2020-11-15" };
    expect(inspectionAfter(facts, "2026-11-30")).toBe("2028-11-30");
    expect(inspectionAfter({ ...facts, registeredOn: null }, "2026-11-30")).toBeNull();
  });

  test("property: a due day is the end of a month, never before today, its window opens on a first two months earlier", () => {
    const day = fc.integer({ min: 0, max: 20_000 }).map((number) => shiftDay("1990-01-01", number));
    fc.assert(
      fc.property(
        fc.constantFrom(...INSPECTION_CATEGORIES),
        day,
        fc.integer({ min: 0, max: 9_000 }),
        (category, registeredOn, age) => {
          const today = shiftDay(registeredOn, age);
          const due = nextInspection({ category, registeredOn }, today);
          if (!due) throw new Error("always due within sixty years");
          expect(due.dueOn).toBe(lastDayOfMonth(due.dueOn.slice(0, 7)));
          expect(due.dueOn.slice(8)).not.toBe("");
          expect(daysBetween(today, due.dueOn)).toBeGreaterThanOrEqual(0);
          expect(due.windowFrom.slice(8)).toBe("01");
          const before = previousInspection({ category, registeredOn }, today);
          if (before) expect(before.dueOn < today && before.dueOn < due.dueOn).toBe(true);
        },
      ),
    );
  });
});
