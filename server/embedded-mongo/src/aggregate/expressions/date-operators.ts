import { isNumber, makeLong, toDouble } from "../../bson/numbers";
import type { Value } from "../../bson/values";
import { MongoError, mongoError } from "../../errors";
import { formatInstant } from "../dates/format";
import { parseInstant } from "../dates/parse";
import { addUnits, difference, parseUnit, parseWeekday, truncate, type Unit } from "../dates/units";
import { UTC } from "../dates/zones";
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
import { dateFromParts } from "./date-from-parts";
import { makeDate, toInstant, zoneArgument } from "./date-parts";

function unitArgument(value: Value, name: string): Unit | null {
  if (isNullish(value)) return null;
  if (typeof value !== "string")
    throw mongoError(5439013, `${name} requires 'unit' to be a string, but got ${nameOf(value)}`);
  return parseUnit(value);
}

function weekStartArgument(values: Arguments, name: string): number | null {
  if (!("startOfWeek" in values)) return 0;
  const { startOfWeek } = values;
  if (isNullish(startOfWeek)) return null;
  if (typeof startOfWeek !== "string")
    throw mongoError(5439015, `${name} requires 'startOfWeek' to be a string, but got ${nameOf(startOfWeek)}`);
  return parseWeekday(startOfWeek);
}

function binSizeArgument(values: Arguments, name: string): number | null {
  if (!("binSize" in values)) return 1;
  const { binSize } = values;
  if (isNullish(binSize)) return null;
  if (!isNumber(binSize) || !Number.isInteger(toDouble(binSize)))
    throw mongoError(
      5439017,
      `${name} requires 'binSize' to be a 64-bit integer, but got value of type ${nameOf(binSize)}`,
    );
  if (toDouble(binSize) <= 0) throw mongoError(5439018, `${name} requires 'binSize' to be greater than 0`);
  return toDouble(binSize);
}

/** The instant of a date argument that is neither null nor missing. @throws code for what is no date */
function requireInstant(value: Value, code: number, what: string): number {
  try {
    return toInstant(value) as number;
  } catch {
    throw mongoError(code, `${what} to be a date, but got ${nameOf(value)}`);
  }
}

// As in MongoDB, in all of these: the arguments are looked at one after the other, and the first null ends it.
function dateTrunc(values: Arguments, name: string): Value {
  if (isNullish(values.date)) return null;
  const binSize = binSizeArgument(values, name);
  if (binSize === null) return null;
  const unit = unitArgument(values.unit, name);
  if (unit === null) return null;
  const weekStart = unit === "week" ? weekStartArgument(values, name) : 0;
  if (weekStart === null) return null;
  const zone = zoneArgument(values);
  if (zone === null) return null;
  const instant = requireInstant(values.date, 5439012, `${name} requires 'date'`);
  return makeDate(truncate(instant, { unit, binSize, zone, weekStart }), name);
}

function dateAdd(sign: 1 | -1) {
  return (values: Arguments, name: string): Value => {
    const { startDate, amount } = values;
    if (isNullish(startDate)) return null;
    const unit = unitArgument(values.unit, name);
    if (unit === null || isNullish(amount)) return null;
    const zone = zoneArgument(values);
    if (zone === null) return null;
    const instant = requireInstant(startDate, 5166403, `${name} requires 'startDate'`);
    if (!isNumber(amount) || !Number.isInteger(toDouble(amount)))
      throw mongoError(5166405, `${name} expects integer amount of time units`);
    return makeDate(addUnits(instant, { unit, amount: sign * toDouble(amount), zone }), name);
  };
}

function dateDiff(values: Arguments, name: string): Value {
  if (isNullish(values.startDate) || isNullish(values.endDate)) return null;
  const unit = unitArgument(values.unit, name);
  if (unit === null) return null;
  const weekStart = unit === "week" ? weekStartArgument(values, name) : 0;
  if (weekStart === null) return null;
  const zone = zoneArgument(values);
  if (zone === null) return null;
  const from = requireInstant(values.startDate, 5166307, `${name} requires 'startDate'`);
  const to = requireInstant(values.endDate, 5166307, `${name} requires 'endDate'`);
  return makeLong(difference(from, to, { unit, zone, weekStart }));
}

function formatArgument(value: Value, code: number, name: string): string | null {
  if (isNullish(value)) return null;
  if (typeof value !== "string")
    throw mongoError(code, `${name} requires that 'format' be a string, found: ${nameOf(value)}`);
  return value;
}

const ISO_FORMAT = "%Y-%m-%dT%H:%M:%S.%L";

const dateToString: OperatorCompiler = (argument, context, name) => {
  const shape = {
    required: ["date"],
    optional: ["format", "timezone", "onNull"],
    codes: { shape: 18629, unknown: 18534, missing: 18628 },
  };
  const given = namedArguments(argument, name, shape);
  const onNull = "onNull" in given ? context.compile(given.onNull, context) : () => null;
  const rest = Object.fromEntries(Object.entries(given).filter(([key]) => key !== "onNull"));
  let missing = false;
  const run = named(shape, (values) => {
    missing = isNullish(values.date);
    const given = formatArgument(values.format, 18533, name);
    const zone = zoneArgument(values);
    if (missing || zone === null || ("format" in values && given === null)) return null;
    const format = given ?? (zone === UTC ? `${ISO_FORMAT}Z` : ISO_FORMAT);
    return formatInstant(toInstant(values.date) as number, format, zone);
  })(rest, context, name);
  return (scope) => {
    const text = run(scope);
    return missing ? onNull(scope) : text;
  };
};

const dateFromString: OperatorCompiler = (argument, context, name) => {
  const shape = {
    required: ["dateString"],
    optional: ["format", "timezone", "onError", "onNull"],
    codes: { shape: 40540, unknown: 40541, missing: 40542 },
  };
  const given = namedArguments(argument, name, shape);
  const compileOptional = (key: string): Evaluate | null =>
    Object.hasOwn(given, key) ? context.compile(given[key], context) : null;
  const text = context.compile(given.dateString, context);
  const [format, zone, onError] = ["format", "timezone", "onError"].map(compileOptional);
  const onNull = compileOptional("onNull") ?? (() => null);
  return (scope) => {
    const value = text(scope);
    const pattern = format ? formatArgument(format(scope), 40684, name) : undefined;
    const where = zone ? zoneArgument({ timezone: zone(scope) }) : undefined;
    if (isNullish(value)) return onNull(scope);
    try {
      if (typeof value !== "string")
        throw mongoError(241, `${name} requires that 'dateString' be a string, found: ${nameOf(value)} with value`);
      if (where === null || pattern === null) return null;
      return new Date(
        parseInstant(value, { ...(pattern !== undefined && { format: pattern }), ...(where && { zone: where }) }),
      );
    } catch (error) {
      if (onError && error instanceof MongoError && error.code === 241) return onError(scope);
      throw error;
    }
  };
};

const addShape = {
  required: ["startDate", "unit", "amount"],
  optional: ["timezone"],
  codes: { shape: 5166400, unknown: 5166401, missing: 5166402 },
};

/** Date arithmetic and conversion between dates, parts and texts. */
export const DATE_OPERATORS: OperatorTable = {
  $dateTrunc: named(
    {
      required: ["date", "unit"],
      optional: ["binSize", "timezone", "startOfWeek"],
      codes: { shape: 5439007, unknown: 5439008, missing: { date: 5439009, unit: 5439010 } },
    },
    dateTrunc,
  ),
  $dateAdd: named(addShape, dateAdd(1)),
  $dateSubtract: named(addShape, dateAdd(-1)),
  $dateDiff: named(
    {
      required: ["startDate", "endDate", "unit"],
      optional: ["timezone", "startOfWeek"],
      codes: { shape: 5166301, unknown: 5166302, missing: { startDate: 5166303, endDate: 5166304, unit: 5166305 } },
    },
    dateDiff,
  ),
  $dateToString: dateToString,
  $dateFromString: dateFromString,
  $dateFromParts: dateFromParts,
};
