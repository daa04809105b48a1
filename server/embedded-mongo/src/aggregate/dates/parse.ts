import { mongoError } from "../../errors";
import { DAY, dayNumber, daysInMonth, HOUR, isoDayNumber, MINUTE, SECOND } from "./calendar";
import { MONTH_NAMES } from "./format";
import { looksLikeDate } from "./other-forms";
import { fromLocal, UTC, type Zone, zoneOf } from "./zones";

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

type Fields = { [field: string]: number };
type Found = { fields: Fields; zone: Zone | null };

/**
 * Instant of a date text: ISO 8601 dates and times, with or without an offset, or the given format.
 * @throws 241 when the text is no date, or names an offset although a zone is given; 238 when MongoDB may know its form
 */
export function parseInstant(text: string, options: { format?: string; zone?: Zone | null } = {}): number {
  const found = options.format === undefined ? parseIso(text) : parseByFormat(text, options.format);
  if (found.zone !== null && options.zone && options.zone !== UTC)
    throw failure(
      text,
      "you cannot pass in a date/time string with time zone information together with a timezone argument",
    );
  return fromLocal(localInstant(found.fields, text), found.zone ?? options.zone ?? zoneOf("UTC"));
}

function failure(text: string, reason: string): Error {
  return mongoError(241, `Error parsing date string '${text}'; ${reason}`);
}

function parseIso(text: string): Found {
  const match = ISO.exec(text.trim());
  if (match === null) {
    // Not 241: that is what onError catches, and it would hide a date.
    if (looksLikeDate(text))
      throw mongoError(238, `Date texts such as '${text}' are not supported by this server; give 'format'`);
    throw failure(text, "the text is not a date");
  }
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone] = match;
  const fields: Fields = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6),
  };
  return { fields, zone: zone === undefined ? null : zoneOf(zone.toUpperCase()) };
}

type Specifier = { pattern: RegExp; field: string; read?: (text: string) => number };

const monthBy =
  (length?: number) =>
  (text: string): number =>
    MONTH_NAMES.findIndex((name) => name.slice(0, length).toLowerCase() === text.toLowerCase()) + 1;

const SPECIFIERS: Readonly<Record<string, Specifier>> = {
  Y: { pattern: /\d{4}/y, field: "year" },
  m: { pattern: /\d{1,2}/y, field: "month" },
  d: { pattern: /\d{1,2}/y, field: "day" },
  H: { pattern: /\d{1,2}/y, field: "hour" },
  M: { pattern: /\d{1,2}/y, field: "minute" },
  S: { pattern: /\d{1,2}/y, field: "second" },
  L: { pattern: /\d{1,3}/y, field: "millisecond", read: (text) => Number(text.padEnd(3, "0")) },
  j: { pattern: /\d{1,3}/y, field: "dayOfYear" },
  G: { pattern: /\d{4}/y, field: "isoYear" },
  V: { pattern: /\d{1,2}/y, field: "isoWeek" },
  u: { pattern: /[1-7]/y, field: "isoDay" },
  b: { pattern: /[A-Za-z]{3}/y, field: "month", read: monthBy(3) },
  B: { pattern: /[A-Za-z]+/y, field: "month", read: monthBy() },
};
const ZONE = /Z|[+-]\d{2}(?::?\d{2})?/iy;
const OFFSET_MINUTES = /[+-]\d{1,4}/y;

function parseByFormat(text: string, format: string): Found {
  const fields: Fields = {};
  let zone: Zone | null = null;
  let position = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) throw failure(text, `it does not fit the format '${format}' at position ${position}`);
    position += match[0].length;
    return match[0];
  };
  for (let i = 0; i < format.length; i++) {
    const character = format[i] as string;
    const key = character === "%" ? format[++i] : null;
    if (key === undefined) throw mongoError(18535, "Unmatched '%' at end of format string");
    const specifier = key === null ? undefined : SPECIFIERS[key];
    if (specifier !== undefined) fields[specifier.field] = (specifier.read ?? Number)(take(specifier.pattern));
    else if (key === "z") zone = zoneOf(take(ZONE).toUpperCase());
    else if (key === "Z") zone = minutesZone(Number(take(OFFSET_MINUTES)));
    else if (key === null || key === "%") {
      if (text[position] !== character)
        throw failure(text, `it does not fit the format '${format}' at position ${position}`);
      position += 1;
    } else throw mongoError(18536, `Invalid format character '%${key}' in format string`);
  }
  if (position !== text.length) throw failure(text, "trailing data");
  return { fields, zone };
}

function minutesZone(minutes: number): Zone {
  return { name: `${minutes} min`, offsetAt: () => minutes * MINUTE };
}

function localInstant(fields: Fields, text: string): number {
  const { hour = 0, minute = 0, second = 0, millisecond = 0 } = fields;
  if (hour > 23 || minute > 59 || second > 59) throw failure(text, "the time is not valid");
  return localDay(fields, text) * DAY + hour * HOUR + minute * MINUTE + second * SECOND + millisecond;
}

function localDay(fields: Fields, text: string): number {
  const { year, month, day, dayOfYear, isoYear, isoWeek = 1, isoDay = 1 } = fields;
  if (isoYear !== undefined) {
    if (isoWeek < 1 || isoWeek > 53) throw failure(text, "the ISO week is not valid");
    return isoDayNumber({ year: isoYear, week: isoWeek, day: isoDay });
  }
  if (year === undefined) throw failure(text, "an incomplete date/time string has been found: the year is missing");
  if (dayOfYear !== undefined) return dayNumber(year, 1, dayOfYear);
  if (month === undefined || day === undefined)
    throw failure(text, "an incomplete date/time string has been found: month or day are missing");
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    throw failure(text, "the date is not valid");
  return dayNumber(year, month, day);
}
