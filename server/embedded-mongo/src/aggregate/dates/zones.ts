import { mongoError } from "../../errors";
import { DAY, HOUR, MINUTE } from "./calendar";

/** A time zone; offsets are milliseconds east of UTC. */
export type Zone = { readonly name: string; offsetAt(instant: number): number };

export const UTC: Zone = { name: "UTC", offsetAt: () => 0 };

const CACHE_LIMIT = 50_000;
const zones = new Map<string, Zone>([
  ["UTC", UTC],
  ["GMT", UTC],
  ["Z", UTC],
]);

/** Zone by Olson name or as +08:00, +0800, +08. @throws 40485 unknown zone */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = fixedZone(name) ?? olsonZone(name);
  if (zones.size < 1000) zones.set(name, zone);
  return zone;
}

function fixedZone(name: string): Zone | null {
  const match = /^([+-])(\d\d)(?::?(\d\d))?$/.exec(name);
  if (match === null) return null;
  const size = Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE;
  const offset = match[1] === "-" ? -size : size;
  return { name, offsetAt: () => offset };
}

function olsonZone(name: string): Zone {
  const format = openFormat(name);
  // A day whose both ends have one offset has no change in between: one look-up per day instead of one per document.
  const byDay = new Map<number, number | null>();
  const offsetAt = (instant: number): number => {
    const day = Math.floor(instant / DAY);
    let offset = byDay.get(day);
    if (offset === undefined) {
      const start = exactOffset(format, day * DAY);
      offset = start === exactOffset(format, (day + 1) * DAY - 1) ? start : null;
      if (byDay.size >= CACHE_LIMIT) byDay.clear();
      byDay.set(day, offset);
    }
    return offset ?? exactOffset(format, instant);
  };
  return { name, offsetAt };
}

function openFormat(name: string): Intl.DateTimeFormat {
  const fail = () => mongoError(40485, `unrecognized time zone identifier: "${name}"`);
  // Intl also takes forms such as "+8" that are no Olson names.
  if (!/^[A-Za-z]/.test(name)) throw fail();
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw fail();
  }
}

const EARLIEST = Date.UTC(1800, 0, 1);
const LATEST = Date.UTC(9999, 0, 1);

function exactOffset(format: Intl.DateTimeFormat, instant: number): number {
  // No zone changes before 1800; years below 1 would come back as years of the other era.
  const moment = Math.min(Math.max(instant, EARLIEST), LATEST);
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(moment)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

/** Wall clock of the zone as a local instant (see `calendar.ts`). */
export function toLocal(instant: number, zone: Zone): number {
  return instant + zone.offsetAt(instant);
}

/** The instant of a wall-clock time: the earlier one where clocks go back; moved forward by the gap where they skip it. */
export function fromLocal(local: number, zone: Zone): number {
  const before = zone.offsetAt(local - DAY);
  const after = zone.offsetAt(local + DAY);
  const first = local - before;
  if (before === after || zone.offsetAt(first) === before) return first;
  const second = local - after;
  return zone.offsetAt(second) === after ? second : first;
}
