import { DAY_MS, MINUTE_MS } from "@club/shared/time";
import fc from "fast-check";
import { afterMiss, type Misses, type MissRule, pauseMs } from "../../platform/misses";
import { ACCOUNT_MISSES, ADDRESS_MISSES } from "./login-guard.rules";

const START = Date.parse("2026-11-22T04:00:00Z");

/** Misses `gapMs` apart, each as soon as the lock before it allows: seconds of lock after each. */
function locksOf(rule: MissRule, { count, gapMs }: { count: number; gapMs: number }): number[] {
  let at = START;
  let seen: Misses | null = null;
  return Array.from({ length: count }, () => {
    const now = new Date(at);
    seen = afterMiss(seen, now, { id: "x", rule });
    const lockMs = pauseMs(seen, now);
    at += Math.max(gapMs, lockMs);
    return lockMs / 1000;
  });
}

test("the fifth miss in a row locks an account, each further one for longer", () => {
  expect(locksOf(ACCOUNT_MISSES, { count: 8, gapMs: 0 })).toEqual([0, 0, 0, 0, 60, 300, 900, 3600]);
});

test.each([
  ["an account, a guess an hour for 60 days", ACCOUNT_MISSES, { count: 1440, gapMs: 60 * MINUTE_MS }],
  ["an address, a typo every three minutes for a month", ADDRESS_MISSES, { count: 14_400, gapMs: 3 * MINUTE_MS }],
  ["an address, a typo a day for 60 days", ADDRESS_MISSES, { count: 60, gapMs: DAY_MS }],
])("never locked: %s", (_name, rule, misses) => {
  expect(Math.max(...locksOf(rule, misses))).toBe(0);
});

test("after the longest lock an account's count has fallen back", () => {
  const day = locksOf(ACCOUNT_MISSES, { count: 60, gapMs: 0 });
  const hours = day.reduce((sum, seconds) => sum + seconds, 0) / 3600;
  // Who goes on as fast as it is allowed has about two guesses an hour.
  expect(day.length / hours).toBeLessThan(3);
  const [first] = locksOf(ACCOUNT_MISSES, { count: 8, gapMs: 0 }).slice(-1);
  expect(first).toBe(3600);
});

test("no lock outlasts what it follows from, however the misses come", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 90 * MINUTE_MS }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.constantFrom(ACCOUNT_MISSES, ADDRESS_MISSES), gaps, (rule, waits) => {
      let at = START;
      let seen: Misses | null = null;
      for (const wait of waits) {
        const now: Date = new Date(at);
        seen = afterMiss(seen, now, { id: "x", rule });
        expect(seen.lockedUntil.getTime()).toBeLessThanOrEqual(seen.expiresAt.getTime());
        at += pauseMs(seen, now) + wait;
      }
    }),
  );
});
