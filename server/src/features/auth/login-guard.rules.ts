import { MINUTE_MS } from "@club/shared/time";
import type { MissRule } from "../../platform/misses";

const LOCK_SECONDS = [60, 300, 900, 3600] as const;

/** Seconds of lock after the `misses`-th miss; 0 below the limit, then 1, 5, 15 and 60 minutes. */
function lockSeconds(misses: number, limit: number): number {
  if (misses < limit) return 0;
  return LOCK_SECONDS[Math.min(misses - limit, LOCK_SECONDS.length - 1)] ?? 3600;
}

/**
 * Wrong guesses at one account: the fifth locks it. One is forgotten every half hour, so a stranger who guesses once an hour locks
 * nobody out, and who goes on guessing has fifty guesses a day.
 */
export const ACCOUNT_MISSES: MissRule = { leakMs: 30 * MINUTE_MS, lockSeconds: (misses) => lockSeconds(misses, 5) };

/**
 * Wrong guesses from one address: an office or a mobile network shares one, so twenty are free and one is forgotten every three
 * minutes. What its people mistype does not add up; a burst locks it for minutes.
 */
export const ADDRESS_MISSES: MissRule = { leakMs: 3 * MINUTE_MS, lockSeconds: (misses) => lockSeconds(misses, 20) };
