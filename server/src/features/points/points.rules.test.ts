import { EARNING_RULE_PROPOSALS } from "@club/shared/data/points-rules";
import fc from "fast-check";
import type { EarningRule } from "./earning-rules.model";
import {
  awardOf,
  capReached,
  grossPoints,
  isRunning,
  limitFor,
  limitsOf,
  lotIdOf,
  lotLastDay,
  needsApproval,
  quotaAfter,
  raiseAfter,
  spendable,
  streakBonus,
  streakOn,
  takeFrom,
  usedAt,
} from "./points.rules";

const NOW = new Date("2026-11-22T04:00:00Z");

function rule(change: Partial<EarningRule> = {}): EarningRule {
  const { opensAt: _opensAt, closesAt: _closesAt, ...facts } = EARNING_RULE_PROPOSALS["checked-in"];
  const stored = { opensAt: null, closesAt: null, isOn: true, version: 1, updatedAt: NOW, updatedBy: "admin" };
  return { ...facts, ...stored, _id: "checked-in", ...change };
}

const lots = fc.array(fc.record({ left: fc.integer({ min: 0, max: 300 }), days: fc.integer({ min: -20, max: 20 }) }), {
  maxLength: 12,
});

test("a spending takes all or nothing, only from what has not lapsed, and never from a later lot while an earlier holds any", () => {
  fc.assert(
    fc.property(lots, fc.integer({ min: 1, max: 1_500 }), (drafts, wanted) => {
      const held = drafts.map(({ left, days }, index) => {
        return { _id: `lot-${index}`, left, expiresAt: new Date(NOW.getTime() + days * 86_400_000) };
      });
      const taken = takeFrom(held, wanted, NOW);
      expect(taken !== null).toBe(spendable(held, NOW) >= wanted);
      if (!taken) return;
      expect(taken.reduce((sum, share) => sum + share.points, 0)).toBe(wanted);
      const byId = new Map(taken.map((share) => [share.lotId, share.points]));
      const latest = Math.max(...held.filter((lot) => byId.has(lot._id)).map((lot) => lot.expiresAt.getTime()));
      for (const lot of held) {
        const points = byId.get(lot._id) ?? 0;
        expect(points).toBeLessThanOrEqual(lot.expiresAt > NOW ? lot.left : 0);
        if (lot.expiresAt > NOW && lot.expiresAt.getTime() < latest) expect(points).toBe(lot.left);
      }
    }),
  );
});

test.each([
  ["midnight", "2026-11-22T15:59:59Z", "2026-11-22T16:00:01Z"],
  ["the month's end", "2026-11-30T15:59:59Z", "2026-11-30T16:00:01Z"],
])("an award that comes late, with an instant from before %s, does not open the caps again", (_when, old, young) => {
  const capped = rule({ dailyCapPoints: 10, monthlyCapPoints: 10 });
  const full = quotaAfter("q", null, { points: 10, at: new Date(young) });
  expect(awardOf(capped, 5, usedAt(full, new Date(old)))).toBe(0);
  const after = quotaAfter("q", full, { points: 5, at: new Date(old) });
  expect(after).toMatchObject({ day: full.day, month: full.month, dayPoints: 15, monthPoints: 15 });
});

test("whatever is earned in whatever order, no day, month or life exceeds its cap", () => {
  const minutes = fc.array(fc.integer({ min: 0, max: 60 * 24 * 70 }), { maxLength: 60 });
  fc.assert(
    fc.property(minutes, fc.integer({ min: 1, max: 40 }), (times, gift) => {
      const capped = rule({ dailyCapPoints: 45, monthlyCapPoints: 200, totalCapPoints: 350 });
      const sums = new Map<string, number>();
      let quota: ReturnType<typeof quotaAfter> | null = null;
      for (const minute of times) {
        const before = quota;
        const at = new Date(NOW.getTime() + minute * 60_000);
        const points = awardOf(capped, gift, usedAt(quota, at));
        quota = quotaAfter("q", quota, { points, at });
        expect(before === null || (quota.day >= before.day && quota.month >= before.month)).toBe(true);
        for (const key of [quota.day, quota.month, "all"]) sums.set(key, (sums.get(key) ?? 0) + points);
      }
      for (const [key, sum] of sums) expect(sum).toBeLessThanOrEqual({ 10: 45, 7: 200, 3: 350 }[key.length] ?? 0);
    }),
  );
});

test.each([
  [null, 1],
  [{ day: "2026-11-21", streak: 6 }, 7],
  [{ day: "2026-11-20", streak: 6 }, 1],
])("after %j the streak on 22 November is %i", (last, streak) => {
  expect(streakOn("2026-11-22", last)).toBe(streak);
});

test("the bonus of a streak comes on its days of every cycle", () => {
  const bonuses = Array.from({ length: 14 }, (_, index) => streakBonus(rule(), index + 1));
  expect(bonuses).toEqual([0, 0, 5, 0, 0, 0, 20, 0, 0, 5, 0, 0, 0, 20]);
});

test("the multiplier is of basis points and rounds down, the bonus included", () => {
  expect(grossPoints(rule(), "standard", 20)).toBe(25);
  expect(grossPoints(rule(), "senior", 20)).toBe(30);
  expect(grossPoints(rule({ points: 7 }), "senior")).toBe(8);
});

test.each([
  [{ isOn: false }, false],
  [{ opensAt: NOW }, true],
  [{ opensAt: new Date(NOW.getTime() + 1) }, false],
  [{ closesAt: NOW }, false],
  [{ closesAt: new Date(NOW.getTime() + 1) }, true],
])("a rule with %j runs: %s", (change, expected) => {
  expect(isRunning(rule(change), NOW)).toBe(expected);
});

test("which cap stands in the way, and the sentence about the caps", () => {
  const capped = rule({ dailyCapPoints: 10, monthlyCapPoints: 1_500 });
  expect(capReached(capped, { day: 9, month: 9, total: 9 })).toBe("open");
  expect(capReached(capped, { day: 10, month: 10, total: 10 })).toBe("day-cap");
  expect(capReached(capped, { day: 0, month: 1_500, total: 1_500 })).toBe("month-cap");
  expect(limitsOf(capped, 6)).toBe("每次 6 积分，每天最多 10 积分，每月最多 1,500 积分");
});

test("a lot's id ends with the last day its points are good for", () => {
  const id = lotIdOf("m1", new Date("2028-11-30T16:00:00Z"));
  expect([id, lotLastDay(id)]).toEqual(["m1:2028-11-30", "2028-11-30"]);
});

test.each([
  [1_000, 0, false],
  [-1_000, 0, false],
  [1_001, 0, true],
  [-1_001, 0, true],
  [600, 400, false],
  [-601, 400, true],
])("an adjustment of %i after %i on the same day needs a second person: %s", (points, movedPoints, expected) => {
  expect(needsApproval(points, { limitPoints: 1_000, movedPoints })).toBe(expected);
});

test("who raises the limit, in however many steps, goes on with the old one until the next day; others do not", () => {
  const [by, day] = ["me", "2026-11-22"];
  let limit: Parameters<typeof limitFor>[0] = { adjustmentLimitPoints: 1_000, raise: null };
  for (const limitPoints of [2_000, 5_000, 900, 9_000]) {
    limit = { raise: raiseAfter(limit, { limitPoints, by, day }), adjustmentLimitPoints: limitPoints };
    expect(limitFor(limit, by, day)).toBe(Math.min(limitPoints, limitPoints < 9_000 ? 1_000 : 900));
    expect(limitFor(limit, "you", day)).toBe(limitPoints);
    expect(limitFor(limit, by, "2026-11-23")).toBe(limitPoints);
  }
});
