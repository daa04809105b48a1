import type { TimelineItem } from "@club/shared/reminders";
import {
  daysText,
  doneHint,
  doneInput,
  nextDueAsked,
  proposedChoice,
  stepsText,
  timelineParts,
} from "./timeline-rules";

const NOW = new Date("2026-11-22T06:00:00Z");

function itemOn(dueOn: string, changes: Partial<TimelineItem> = {}): TimelineItem {
  return {
    id: `inspection:v1:${dueOn}`,
    kind: "inspection",
    kindName: "年检",
    vehicleId: "v1",
    plate: "鲁A00001",
    title: "年检",
    advice: "请按时办理。",
    dueOn,
    windowFrom: null,
    daysLeft: 10,
    state: "upcoming",
    isEstimated: false,
    isProvisional: false,
    canMarkDone: true,
    nextDue: null,
    isOn: true,
    steps: [],
    ...changes,
  };
}

test("twelve months from this one, each with its own; a month without anything is there too", () => {
  const parts = timelineParts([itemOn("2026-12-31"), itemOn("2027-10-01")], NOW);
  expect(parts).toHaveLength(12);
  expect(parts.map(({ title }) => title).slice(0, 2)).toEqual(["2026年11月", "2026年12月"]);
  expect(parts.filter(({ items }) => items.length > 0).map(({ key }) => key)).toEqual(["2026-12", "2027-10"]);
});

test("what is overdue comes before all months, and is in none of them", () => {
  const parts = timelineParts([itemOn("2026-11-01", { state: "overdue" })], NOW);
  expect(parts[0]).toMatchObject({ key: "overdue", title: "已逾期" });
  expect(parts.slice(1).every(({ items }) => items.length === 0)).toBe(true);
});

test("nothing is lost at the edges: what was done last month and what falls on the last day of the year ahead", () => {
  const parts = timelineParts([itemOn("2026-10-31", { state: "done" }), itemOn("2027-11-22")], NOW);
  expect(parts.flatMap(({ items }) => items)).toHaveLength(2);
});

test("days of driving restriction are one entry a vehicle, which says how many there are", () => {
  const limited = (dueOn: string, vehicleId: string) =>
    itemOn(dueOn, { kind: "drivingRestriction", vehicleId, advice: "不能驶入五环路以内。" });
  const days = [limited("2026-11-23", "v1"), limited("2026-11-23", "v2"), limited("2026-11-30", "v1")];
  const items = timelineParts(days, NOW).flatMap((part) => part.items);
  expect(items.map(({ vehicleId, advice }) => [vehicleId, advice])).toEqual([
    ["v1", "不能驶入五环路以内。最近 15 天里有 2 天限行。"],
    ["v2", "不能驶入五环路以内。"],
  ]);
});

test.each([
  [-3, "已过期 3 天"],
  [0, "今天"],
  [1, "明天"],
  [12, "还有 12 天"],
])("%i days are said as %s", (days, text) => expect(daysText(days)).toBe(text));

test("the next step of a plan is told; a switch that is off and what is done say so", () => {
  const steps: TimelineItem["steps"] = [
    { step: "w", label: "可以办理", on: "2026-10-01", state: "sent" },
    { step: "d30", label: "到期前 30 天", on: "2026-12-01", state: "planned" },
  ];
  expect(stepsText(itemOn("2026-12-31", { steps }))).toBe("12月1日提醒（到期前 30 天）");
  expect(stepsText(itemOn("2026-12-31", { steps: steps.slice(0, 1) }))).toBe("已提醒过");
  expect(stepsText(itemOn("2026-12-31", { steps, isOn: false }))).toBe("提醒已关闭");
  expect(stepsText(itemOn("2026-12-31", { steps, state: "done" }))).toBe("已办理，这一期不再提醒");
});

test("only inspections, policies and the licence have a new date", () => {
  expect(nextDueAsked("inspection")).toBe("month");
  expect(nextDueAsked("commercialInsurance")).toBe("day");
  expect(nextDueAsked("licence")).toBe("day");
  expect(nextDueAsked("licenceDuty")).toBeNull();
});

test.each([
  ["inspection", { on: "2028-12-31" }, "2028-12", {}],
  ["compulsoryInsurance", { on: "2027-12-05" }, "2027-12-05", {}],
  ["commercialInsurance", null, "", {}],
  ["licence", { on: "2036-12-15" }, "2036-12-15", { nextDueOn: "2036-12-15" }],
  ["licence", { on: null }, "", { isLongTerm: true }],
] as const)("%s with %j ahead proposes %j; untouched it sends %j", (kind, nextDue, next, sent) => {
  const item = itemOn("2026-12-31", { kind, nextDue });
  const choice = proposedChoice(item);
  expect(choice.next).toBe(next);
  expect(doneInput(item, choice)).toEqual({ itemId: item.id, ...sent });
});

test("what was chosen is sent, an inspection's month as its last day; until then the hint says 估算", () => {
  const item = itemOn("2026-12-31", { nextDue: { on: "2028-12-31" } });
  const choice = { next: "2027-12", isChosen: true, isLongTerm: false };
  expect(doneInput(item, choice)).toEqual({ itemId: item.id, nextDueOn: "2027-12-31" });
  expect(doneHint(item, proposedChoice(item))).toContain("估算");
  expect(doneHint(item, choice)).toBe("行驶证副页新印的年月");
});
