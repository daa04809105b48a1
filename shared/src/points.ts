import * as z from "zod/mini";
import { groupThousands } from "./money";
import { monthRange, shanghaiMonth, shiftMonth } from "./time";

/** Months that points live, counted to the end of the month, unless a rule says otherwise. */
export const POINTS_LIFE_MONTHS = 24;

/** A whole number of points, 0 to 100 million. */
export const points = z.int("积分应为整数").check(z.gte(0, "积分不能小于 0"), z.lte(100_000_000, "积分太大"));
/** A change of points; negative when spent. */
export const signedPoints = z
  .int("积分应为整数")
  .check(z.gte(-100_000_000, "积分变动太大"), z.lte(100_000_000, "积分变动太大"));

/** 12345 → "12,345 积分". @throws RangeError when not whole. */
export function formatPoints(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of points: ${value}`);
  return `${value < 0 ? "-" : ""}${groupThousands(Math.abs(value))} 积分`;
}

/** Instant at which points earned at `earnedAt` are gone: the midnight after the last day of the month `months` later, in Shanghai. */
export function pointsExpireAt(earnedAt: Date, months = POINTS_LIFE_MONTHS): Date {
  return monthRange(shiftMonth(shanghaiMonth(earnedAt), months)).to;
}
