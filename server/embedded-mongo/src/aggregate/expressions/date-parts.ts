import { ObjectId, Timestamp } from "bson";
import { makeLong } from "../../bson/numbers";
import { isDocument, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { dayOfYear, isoWeek, sundayWeek, weekday } from "../dates/calendar";
import { type Moment, momentOf } from "../dates/format";
import { UTC, type Zone, zoneOf } from "../dates/zones";
import {
  type Arguments,
  type Evaluate,
  isNullish,
  named,
  namedArguments,
  nameOf,
  type OperatorCompiler,
  type OperatorTable,
} from "./context";

/** Milliseconds of a date, an ObjectId or a Timestamp; null for null and missing. @throws 16006 other types */
export function toInstant(value: Value): number | null {
  if (value instanceof Date) return value.getTime();
  if (isNullish(value)) return null;
  if (value instanceof ObjectId) return value.getTimestamp().getTime();
  if (value instanceof Timestamp) return value.t * 1000;
  throw mongoError(16006, `can't convert from BSON type ${nameOf(value)} to Date`);
}

/** The zone among the arguments (default UTC); null when it is null or missing. @throws 40485 unknown, `code` not a string */
export function zoneArgument(values: Arguments, code = 40517): Zone | null {
  if (!("timezone" in values)) return UTC;
  const { timezone } = values;
  if (isNullish(timezone)) return null;
  if (typeof timezone !== "string")
    throw mongoError(code, `timezone must evaluate to a string, found ${nameOf(timezone)}`);
  return zoneOf(timezone);
}

/** A date that BSON can hold. @throws 5166406 */
export function makeDate(milliseconds: number, name: string): Date {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) throw mongoError(5166406, `${name} overflowed`);
  return date;
}

const SHAPE = { required: ["date"], optional: ["timezone"], codes: { unknown: 40535, missing: 40539 } };

function part(read: (moment: Moment) => Value): OperatorCompiler {
  return (argument, context, name) => {
    let dateExpr = argument;
    let zone: Evaluate | null = null;
    if (isDocument(argument) && Object.keys(argument)[0]?.startsWith("$") !== true) {
      const given = namedArguments(argument, name, SHAPE);
      dateExpr = given.date;
      if ("timezone" in given) zone = context.compile(given.timezone, context);
    } else if (Array.isArray(argument)) {
      if (argument.length !== 1)
        throw mongoError(
          40536,
          `${name} accepts exactly one argument if given an array, but was given ${argument.length}`,
        );
      dateExpr = argument[0];
    }
    const date = context.compile(dateExpr, context);
    return (scope) => {
      const instant = toInstant(date(scope));
      if (instant === null) return null;
      const where = zone === null ? UTC : zoneArgument({ timezone: zone(scope) }, 40533);
      return where === null ? null : read(momentOf(instant, where));
    };
  };
}

const toParts = (values: Arguments): Value => {
  const zone = zoneArgument(values);
  const iso8601 = "iso8601" in values ? values.iso8601 : false;
  if (zone === null || isNullish(iso8601)) return null;
  if (typeof iso8601 !== "boolean")
    throw mongoError(40521, `iso8601 must evaluate to a bool, found ${nameOf(iso8601)}`);
  const instant = toInstant(values.date);
  if (instant === null) return null;
  const { time, days } = momentOf(instant, zone);
  const { hour, minute, second, millisecond } = time;
  const clock = { hour, minute, second, millisecond };
  if (!iso8601) return { year: time.year, month: time.month, day: time.day, ...clock };
  const week = isoWeek(days);
  return { isoWeekYear: week.year, isoWeek: week.week, isoDayOfWeek: week.day, ...clock };
};

/** `$year` to `$millisecond`, week and ISO week fields, `$dateToParts`. */
export const DATE_PARTS: OperatorTable = {
  $year: part(({ time }) => time.year),
  $month: part(({ time }) => time.month),
  $dayOfMonth: part(({ time }) => time.day),
  $hour: part(({ time }) => time.hour),
  $minute: part(({ time }) => time.minute),
  $second: part(({ time }) => time.second),
  $millisecond: part(({ time }) => time.millisecond),
  $dayOfWeek: part(({ days }) => weekday(days) + 1),
  $dayOfYear: part(({ days }) => dayOfYear(days)),
  $week: part(({ days }) => sundayWeek(days)),
  $isoDayOfWeek: part(({ days }) => isoWeek(days).day),
  $isoWeek: part(({ days }) => isoWeek(days).week),
  $isoWeekYear: part(({ days }) => makeLong(isoWeek(days).year)),
  $dateToParts: named(
    { required: ["date"], optional: ["timezone", "iso8601"], codes: { shape: 40524, unknown: 40520, missing: 40522 } },
    toParts,
  ),
};
