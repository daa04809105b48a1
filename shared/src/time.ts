/*
 * The calendar of Shanghai by arithmetic: UTC+8 all year (no summer time since 1992), so no time zone data is needed, which WeChat
 * lacks. Days are "YYYY-MM-DD", months "YYYY-MM"; ranges are half-open. No function reads a clock.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
const OFFSET_MS = 8 * HOUR_MS;

/** The day in Shanghai at an instant. */
export function shanghaiDay(date: Date): string {
  return wall(date).slice(0, 10);
}

/** The month in Shanghai at an instant. */
export function shanghaiMonth(date: Date): string {
  return wall(date).slice(0, 7);
}

/** "14:05" in Shanghai. */
export function shanghaiTime(date: Date): string {
  return wall(date).slice(11, 16);
}

/** Day of the week in Shanghai, 1 = Monday … 7 = Sunday. */
export function weekday(day: string): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** Midnight at the beginning of a day in Shanghai. @throws RangeError when there is no such day. */
export function startOfShanghaiDay(day: string): Date {
  return new Date(dayNumber(day) * DAY_MS - OFFSET_MS);
}

/** The next midnight: the first instant that is no longer this day. @throws RangeError when there is no such day. */
export function endOfShanghaiDay(day: string): Date {
  return addDays(startOfShanghaiDay(day), 1);
}

/** Last day on which something that ends at `endsAt` (exclusive) is still valid; what people are shown. */
export function lastValidDay(endsAt: Date): string {
  return shanghaiDay(new Date(endsAt.getTime() - 1));
}

/** Half-open instants of a month in Shanghai. @throws RangeError when there is no such month. */
export function monthRange(month: string): { from: Date; to: Date } {
  const first = `${month}-01`;
  return { from: startOfShanghaiDay(first), to: startOfShanghaiDay(addMonths(first, 1)) };
}

/** The same time of day `days` later (or earlier). */
export function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * DAY_MS);
}

/** A day `days` later (or earlier). */
export function shiftDay(day: string, days: number): string {
  return dayOfNumber(dayNumber(day) + days);
}

/** The same day `months` later (or earlier), or the last day of that month when it is shorter: 2026-01-31 + 1 → 2026-02-28. */
export function addMonths(day: string, months: number): string {
  dayNumber(day);
  const month = shiftMonth(day.slice(0, 7), months);
  const last = lastDayOfMonth(month);
  const wanted = `${month}-${day.slice(8)}`;
  return wanted > last ? last : wanted;
}

/** "2026-01" − 1 → "2025-12". @throws RangeError when there is no such month. */
export function shiftMonth(month: string, months: number): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new RangeError(`not a month: ${month}`);
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${pad(Math.floor(index / 12), 4)}-${pad((((index % 12) + 12) % 12) + 1, 2)}`;
}

/** Last day of a month. */
export function lastDayOfMonth(month: string): string {
  return dayOfNumber(dayNumber(`${shiftMonth(month, 1)}-01`) - 1);
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** For lists: "今天 14:05", "昨天 …", "明天 …", "11月22日 14:05" in the same year, else "2025年11月22日 14:05". */
export function formatMoment(date: Date, now: Date): string {
  const day = shanghaiDay(date);
  const today = shanghaiDay(now);
  const near: Readonly<Record<string, string>> = { "-1": "昨天", "0": "今天", "1": "明天" };
  const text = formatDay(day);
  const label = near[String(daysBetween(today, day))] ?? (day.slice(0, 4) === today.slice(0, 4) ? text.slice(5) : text);
  return `${label} ${shanghaiTime(date)}`;
}

/** "2026-11-02" → "2026年11月2日". */
export function formatDay(day: string): string {
  dayNumber(day);
  return `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}

/** For receipts and exports: "2026-11-22 14:05:09" in Shanghai. */
export function formatInstant(date: Date): string {
  return wall(date).slice(0, 19).replace("T", " ");
}

/** The wall clock of Shanghai written as if it were UTC. @throws RangeError for an invalid date. */
function wall(date: Date): string {
  return new Date(date.getTime() + OFFSET_MS).toISOString();
}

/** Days since 1970-01-01. Reminders ask this a hundred times for a member, so nothing is written out to be compared. */
function dayNumber(day: string): number {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))];
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.UTC(year, month - 1, date) : Number.NaN;
  const read = new Date(instant);
  if (read.getUTCDate() !== date || read.getUTCMonth() + 1 !== month || read.getUTCFullYear() !== year) {
    throw new RangeError(`not a day: ${day}`);
  }
  return instant / DAY_MS;
}

function dayOfNumber(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
