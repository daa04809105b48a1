import type { EarningRuleView } from "@club/shared/points-rules";
import { parseTimes, proposedRule, ruleChanges, ruleFactsOf, typedRule } from "./rule-form";
import { awardPoints, capsText, ruleFacts, streakText, timesText, windowText } from "./words";

const RULE = {
  event: "checked-in",
  title: "每日签到",
  intro: "每天一次",
  points: 5,
  dailyCapPoints: null,
  monthlyCapPoints: 500,
  totalCapPoints: null,
  tierMultiplierBps: { standard: 10_000, senior: 12_500 },
  opensAt: null,
  closesAt: "2026-12-31T16:00:00.000Z",
  lifeMonths: 24,
  streakCycleDays: 7,
  streakBonuses: [
    { day: 7, points: 20 },
    { day: 3, points: 5 },
  ],
} as unknown as EarningRuleView;

test.each([
  ["1", 10_000],
  ["1.2", 12_000],
  ["0.5", 5_000],
  ["10", 100_000],
  ["1.0001", 10_001],
])("a multiplier of %s is %i basis points, and is shown as it was typed", (typed, bps) => {
  expect(parseTimes(typed)).toBe(bps);
  expect(timesText(bps)).toBe(`${typed} 倍`);
});

test.each(["", "1.", "一倍", "-1", "1.00001", "1e3"])("%p is no multiplier", (typed) => {
  expect(parseTimes(typed)).toBeNull();
});

test("a rule opened and saved again without a change is the same rule", () => {
  const { event, ...facts } = RULE;
  expect(ruleFactsOf(typedRule(RULE), RULE)).toEqual(facts);
  expect(ruleChanges(ruleFacts(RULE), ruleFacts({ event, ...ruleFactsOf(typedRule(RULE), RULE) }))).toEqual([]);
});

test("each event has a proposal that is whole", () => {
  expect(ruleFactsOf(proposedRule("checked-in"))).toMatchObject({ points: 5, streakCycleDays: 7, opensAt: null });
});

test("a change is told with what it was and what it becomes", () => {
  const after = ruleFactsOf({ ...typedRule(RULE), points: 10, seniorTimes: "1.5", monthlyCapPoints: null }, RULE);
  expect(ruleChanges(ruleFacts(RULE), ruleFacts({ event: "checked-in", ...after }))).toEqual([
    "每次：5 积分 → 10 积分",
    "等级倍数：普通 1 倍，高级 1.25 倍 → 普通 1 倍，高级 1.5 倍",
    "上限（积分）：每月 500 → 不限",
  ]);
});

test("rules are said in words, bonus days in order", () => {
  expect(capsText(RULE)).toBe("每月 500");
  expect(streakText(RULE)).toBe("每 7 天一轮：第 3 天多 5 积分，第 7 天多 20 积分");
  expect(windowText(RULE)).toBe("即日起 至 2027-01-01 00:00:00");
});

test("an award is rounded down in whole numbers", () => {
  expect(awardPoints(5, 12_500)).toBe(6);
  expect(awardPoints(7, 10_000)).toBe(7);
});
