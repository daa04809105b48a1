import { mongoError } from "../../errors";
import { civilDay, DAY, dayNumber, daysInMonth, HOUR, MINUTE, mod, SECOND, weekday } from "./calendar";
import { fromLocal, toLocal, type Zone } from "./zones";

export type Unit = "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "second" | "millisecond";

const CLOCK: Readonly<Partial<Record<Unit, number>>> = { hour: HOUR, minute: MINUTE, second: SECOND, millisecond: 1 };
const MONTHS: Readonly<Partial<Record<Unit, number>>> = { year: 12, quarter: 3, month: 1 };
const UNITS: ReadonlySet<string> = new Set([...Object.keys(CLOCK), ...Object.keys(MONTHS), "week", "day"]);
const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const REFERENCE_DAY = dayNumber(2000, 1, 1);
const REFERENCE = REFERENCE_DAY * DAY;

/** @throws 5439014 unknown unit */
export function parseUnit(text: string): Unit {
  if (!UNITS.has(text)) throw mongoError(5439014, `unknown time unit value: ${text}`);
  return text as Unit;
}

/** Day of the week a week starts on, 0 = Sunday; full names and three letters in any case. @throws 5439016 */
export function parseWeekday(text: string): number {
  const lower = text.toLowerCase();
  const index = WEEKDAYS.findIndex((name) => name === lower || name.slice(0, 3) === lower);
  if (index < 0) throw mongoError(5439016, `unknown day of week value: ${text}`);
  return index;
}

export type TruncateOptions = { unit: Unit; binSize: number; zone: Zone; weekStart: number };

/**
 * Start of the bin an instant lies in; bins are counted from 2000-01-01 in the zone: those of days and more by its calendar,
 * those of hours and less in time that has passed, so that a change of its clocks moves their local times.
 */
export function truncate(instant: number, { unit, binSize, zone, weekStart }: TruncateOptions): number {
  const clock = CLOCK[unit];
  if (clock !== undefined) return instant - mod(instant - REFERENCE + zone.offsetAt(REFERENCE), clock * binSize);
  const local = toLocal(instant, zone);
  const months = MONTHS[unit];
  const days = Math.floor(local / DAY);
  if (months !== undefined) {
    const { year, month } = civilDay(days);
    const fromReference = (year - 2000) * 12 + month - 1;
    const start = fromReference - mod(fromReference, months * binSize);
    return fromLocal(dayNumber(2000, 1 + start, 1) * DAY, zone);
  }
  const origin = unit === "day" ? REFERENCE_DAY : REFERENCE_DAY + mod(weekStart - weekday(REFERENCE_DAY), 7);
  const size = (unit === "day" ? 1 : 7) * binSize;
  return fromLocal((days - mod(days - origin, size)) * DAY, zone);
}

export type AddOptions = { unit: Unit; amount: number; zone: Zone };

/** Adds units on the wall clock of the zone; a day that the target month lacks becomes the month's last. */
export function addUnits(instant: number, { unit, amount, zone }: AddOptions): number {
  const clock = CLOCK[unit];
  if (clock !== undefined) return instant + amount * clock;
  const local = toLocal(instant, zone);
  const months = MONTHS[unit];
  if (months === undefined) return fromLocal(local + amount * (unit === "week" ? 7 : 1) * DAY, zone);
  const days = Math.floor(local / DAY);
  const { year, month, day } = civilDay(days);
  const target = year * 12 + month - 1 + amount * months;
  const [newYear, newMonth] = [Math.floor(target / 12), mod(target, 12) + 1];
  const newDay = Math.min(day, daysInMonth(newYear, newMonth));
  return fromLocal(dayNumber(newYear, newMonth, newDay) * DAY + (local - days * DAY), zone);
}

export type DifferenceOptions = { unit: Unit; zone: Zone; weekStart: number };

/** How many starts of the unit lie between two instants, negative if the second is earlier. */
export function difference(from: number, to: number, { unit, zone, weekStart }: DifferenceOptions): number {
  const clock = CLOCK[unit];
  if (clock !== undefined) return clockDifference({ from, to, clock, zone });
  const start = Math.floor(toLocal(from, zone) / DAY);
  const end = Math.floor(toLocal(to, zone) / DAY);
  if (unit === "day") return end - start;
  if (unit === "week") {
    const weekOf = (day: number) => Math.floor((day - weekStart + 4) / 7);
    return weekOf(end) - weekOf(start);
  }
  const period = (day: number): number => {
    const { year, month } = civilDay(day);
    return Math.floor((year * 12 + month - 1) / (MONTHS[unit] ?? 1));
  };
  return period(end) - period(start);
}

function clockDifference({ from, to, clock, zone }: { from: number; to: number; clock: number; zone: Zone }): number {
  const [before, after] = [zone.offsetAt(from), zone.offsetAt(to)];
  const boundaries = Math.floor((to + after) / clock) - Math.floor((from + before) / clock);
  // A clock change in between is no time that passed.
  return boundaries - Math.trunc((after - before) / clock);
}
