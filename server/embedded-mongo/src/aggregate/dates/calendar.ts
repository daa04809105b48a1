/** The proleptic Gregorian calendar in integers. "Local" instants are milliseconds that show a zone's wall clock as if it were UTC. */

export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

export type CivilDay = { year: number; month: number; day: number };
export type CivilTime = CivilDay & { hour: number; minute: number; second: number; millisecond: number };

/** Days from 1970-01-01; the month (1 = January) may be outside 1 to 12 and the day outside its month. */
export function dayNumber(year: number, month: number, day: number): number {
  const months = year * 12 + (month - 1);
  const y = Math.floor(months / 12) - (mod(months, 12) < 2 ? 1 : 0);
  const fromMarch = mod(mod(months, 12) - 2, 12);
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * fromMarch + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

export function civilDay(days: number): CivilDay {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Wall-clock fields of a local instant. */
export function civilTime(local: number): CivilTime {
  const days = Math.floor(local / DAY);
  const rest = local - days * DAY;
  const { year, month, day } = civilDay(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / HOUR),
    minute: Math.floor(rest / MINUTE) % 60,
    second: Math.floor(rest / SECOND) % 60,
    millisecond: rest % SECOND,
  };
}

export function daysInMonth(year: number, month: number): number {
  return dayNumber(year, month + 1, 1) - dayNumber(year, month, 1);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekday(days: number): number {
  return mod(days + 4, 7);
}

export function dayOfYear(days: number): number {
  return days - dayNumber(civilDay(days).year, 1, 1) + 1;
}

/** Week of the year, 0 to 53, weeks start on Sunday and week 1 with the first one. */
export function sundayWeek(days: number): number {
  return Math.floor((dayOfYear(days) - 1 + 7 - weekday(days)) / 7);
}

export type IsoWeek = { year: number; week: number; day: number };

/** ISO 8601 week date; day 1 = Monday. */
export function isoWeek(days: number): IsoWeek {
  const fromMonday = mod(days + 3, 7);
  const thursday = days - fromMonday + 3;
  const { year } = civilDay(thursday);
  return { year, week: Math.floor((thursday - dayNumber(year, 1, 1)) / 7) + 1, day: fromMonday + 1 };
}

/** Days from 1970-01-01 of an ISO week date; week and day may be out of range. */
export function isoDayNumber({ year, week, day }: IsoWeek): number {
  const fourth = dayNumber(year, 1, 4);
  return fourth - mod(fourth + 3, 7) + (week - 1) * 7 + (day - 1);
}

/** Remainder that is never negative. */
export function mod(value: number, divisor: number): number {
  return value - Math.floor(value / divisor) * divisor;
}
