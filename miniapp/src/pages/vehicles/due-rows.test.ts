import { dueRows, leftText, nearestDue } from "./due-rows";
import { vehicleWith } from "./vehicle.testing";

const TODAY = "2026-11-22";
const inspectionOf = (changes: Parameters<typeof vehicleWith>[0]) => dueRows(vehicleWith(changes), TODAY)[0];

test("without a printed date the inspection is computed from the registration and says that it is an estimate", () => {
  const row = inspectionOf({});
  expect(row).toMatchObject({ dueOn: "2028-05-31", isEstimated: true });
  expect(row?.source).toContain("估算");
});

test("the printed date wins over the computed one", () => {
  expect(inspectionOf({ inspectionValidUntilOn: "2027-01-31" })).toMatchObject({
    dueOn: "2027-01-31",
    isEstimated: false,
    next: "现在可以办理：年检。请先处理违章，并带上有效的交强险。",
  });
});

test("before the window the first day of it is told", () => {
  expect(inspectionOf({})?.next).toBe("2028年3月1日起可以办理：上线检验。");
});

test("an inspection that is over stays on the page until the next date is known", () => {
  const row = inspectionOf({ inspectionValidUntilOn: "2026-10-31" });
  expect(row?.dueOn).toBe("2026-10-31");
  expect(row?.next).toContain("已过检验有效期");
});

test("what was done without its new date is an estimate that can be told from a printed day, and is not overdue", () => {
  const ends = ["inspectionValidUntilOn", "compulsoryUntilOn"] as const;
  const days = { inspectionValidUntilOn: "2028-10-31", compulsoryUntilOn: "2027-11-20" };
  const rows = dueRows(vehicleWith({ ...days, commercialUntilOn: "2027-11-20", estimatedEnds: [...ends] }), TODAY);
  expect(rows.map(({ isEstimated, done }) => [isEstimated, done])).toEqual([
    [true, null],
    [true, null],
    [false, "已续保"],
  ]);
  expect(rows[0]?.source).toBe("办理后按检验周期估算，以行驶证上印的日期为准");
  expect(rows[1]?.source).toBe("按续保一年估算，以新保单上的日期为准");
});

test("nothing known is said as nothing known, with what to fill in", () => {
  expect(inspectionOf({ registeredOn: null })).toMatchObject({ dueOn: null });
  const [, compulsory, commercial] = dueRows(vehicleWith({ compulsoryUntilOn: null }), TODAY);
  expect(compulsory?.next).toBe("请按保单填写交强险到期日。");
  expect(commercial?.next).toBe("请按保单填写商业险到期日。");
});

test.each([
  ["2026-11-21", "已过期 1 天", "danger"],
  ["2026-11-22", "今天到期", "danger"],
  ["2026-12-22", "还有 30 天", "warn"],
  ["2026-12-23", "还有 31 天", "plain"],
])("what ends on %s says %s", (dueOn, text, tone) => {
  expect(leftText(dueOn, TODAY)).toEqual({ text, tone });
});

test("the nearest of the known ends is told first; without any there is none", () => {
  expect(nearestDue(vehicleWith(), TODAY)?.key).toBe("compulsory");
  expect(nearestDue(vehicleWith({ registeredOn: null, compulsoryUntilOn: null }), TODAY)).toBeNull();
});
