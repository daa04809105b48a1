import { DAY_MS } from "@club/shared/time";

/** Wrong guesses at one account before it locks. */
export const ACCOUNT_MISSES = 5;
/** Wrong guesses from one address before it locks: higher, because an office or a mobile network shares one address. */
export const ADDRESS_MISSES = 20;
/** Misses are forgotten a day after the last one. */
export const FORGET_MS = DAY_MS;
const LOCK_SECONDS = [60, 300, 900, 3600] as const;

/** Seconds of lock after the `misses`-th miss in a row; 0 below the limit, then 1, 5, 15 and 60 minutes. */
export function lockSeconds(misses: number, limit: number): number {
  if (misses < limit) return 0;
  return LOCK_SECONDS[Math.min(misses - limit, LOCK_SECONDS.length - 1)] ?? 3600;
}
