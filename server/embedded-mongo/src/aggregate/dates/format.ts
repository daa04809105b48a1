import { mongoError } from "../../errors";
import { type CivilTime, civilTime, DAY, dayOfYear, isoWeek, MINUTE, sundayWeek, weekday } from "./calendar";
import type { Zone } from "./zones";

export const MONTH_NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export type Moment = { time: CivilTime; days: number; offset: number };
type Piece = string | ((moment: Moment) => string);

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

function formatYear(year: number): string {
  if (year < 0 || year > 9999)
    throw mongoError(
      18537,
      `Could not convert date to string: date component was outside the supported range of 0-9999: ${year}`,
    );
  return pad(year, 4);
}

const SPECIFIERS: Readonly<Record<string, (moment: Moment) => string>> = {
  Y: ({ time }) => formatYear(time.year),
  m: ({ time }) => pad(time.month, 2),
  d: ({ time }) => pad(time.day, 2),
  H: ({ time }) => pad(time.hour, 2),
  M: ({ time }) => pad(time.minute, 2),
  S: ({ time }) => pad(time.second, 2),
  L: ({ time }) => pad(time.millisecond, 3),
  j: ({ days }) => pad(dayOfYear(days), 3),
  w: ({ days }) => String(weekday(days) + 1),
  u: ({ days }) => String(isoWeek(days).day),
  U: ({ days }) => pad(sundayWeek(days), 2),
  V: ({ days }) => pad(isoWeek(days).week, 2),
  G: ({ days }) => formatYear(isoWeek(days).year),
  b: ({ time }) => (MONTH_NAMES[time.month - 1] ?? "").slice(0, 3),
  B: ({ time }) => MONTH_NAMES[time.month - 1] ?? "",
  z: ({ offset }) => offsetText(offset),
  Z: ({ offset }) => `${offset < 0 ? "-" : "+"}${Math.abs(Math.trunc(offset / MINUTE))}`,
};

function offsetText(offset: number): string {
  const minutes = Math.abs(Math.trunc(offset / MINUTE));
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60), 2)}${pad(minutes % 60, 2)}`;
}

const CACHE_SIZE = 100;
const formats = new Map<string, Piece[]>();

/** @throws 18535 a lone % at the end, 18536 unknown specifier */
function parseFormat(format: string): Piece[] {
  const known = formats.get(format);
  if (known !== undefined) return known;
  const pieces: Piece[] = [];
  for (let i = 0; i < format.length; i++) {
    const character = format[i] as string;
    if (character !== "%") {
      pieces.push(character);
      continue;
    }
    i += 1;
    const specifier = format[i];
    if (specifier === undefined) throw mongoError(18535, "Unmatched '%' at end of format string");
    const write = specifier === "%" ? "%" : SPECIFIERS[specifier];
    if (write === undefined) throw mongoError(18536, `Invalid format character '%${specifier}' in format string`);
    pieces.push(write);
  }
  if (formats.size >= CACHE_SIZE) formats.clear();
  formats.set(format, pieces);
  return pieces;
}

/** What the zone's clock and calendar show at an instant. */
export function momentOf(instant: number, zone: Zone): Moment {
  const offset = zone.offsetAt(instant);
  const local = instant + offset;
  return { time: civilTime(local), days: Math.floor(local / DAY), offset };
}

/** Text of an instant in a zone by a `$dateToString` format. @throws 18535, 18536, 18537 */
export function formatInstant(instant: number, format: string, zone: Zone): string {
  const moment = momentOf(instant, zone);
  let text = "";
  for (const piece of parseFormat(format)) text += typeof piece === "string" ? piece : piece(moment);
  return text;
}
