import { isNumber, makeLong, toDouble } from "../../bson/numbers";
import type { Value } from "../../bson/values";
import { MongoError, mongoError } from "../../errors";
import { DAY, dayNumber, HOUR, isoDayNumber, MINUTE, SECOND } from "../dates/calendar";
import { formatInstant } from "../dates/format";
import { parseInstant } from "../dates/parse";
import { addUnits, difference, parseUnit, parseWeekday, truncate, type Unit } from "../dates/units";
import { fromLocal, UTC } from "../dates/zones";
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
import { toInstant, zoneArgument } from "./date-parts";

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

function makeDate(milliseconds: number, name: string): Date {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) throw mongoError(5166406, `${name} overflowed`);
  return date;
}

function dateTrunc(values: Arguments, name: string): Value {
  const zone = zoneArgument(values);
  const unit = unitArgument(values.unit, name);
  const { binSize = 1 } = values;
  const weekStart = unit === "week" ? weekStartArgument(values, name) : 0;
  if (("binSize" in values && isNullish(values.binSize)) || weekStart === null) return null;
  if (zone === null || unit === null || isNullish(values.date)) return null;
  if (!isNumber(binSize) || !Number.isInteger(toDouble(binSize)))
    throw mongoError(
      5439017,
      `${name} requires 'binSize' to be a 64-bit integer, but got value of type ${nameOf(binSize)}`,
    );
  if (toDouble(binSize) <= 0) throw mongoError(5439018, `${name} requires 'binSize' to be greater than 0`);
  const instant = toInstant(values.date) as number;
  return makeDate(truncate(instant, { unit, binSize: toDouble(binSize), zone, weekStart }), name);
}

function dateAdd(sign: 1 | -1) {
  return (values: Arguments, name: string): Value => {
    const zone = zoneArgument(values);
    const unit = unitArgument(values.unit, name);
    const { startDate, amount } = values;
    if (zone === null || unit === null || isNullish(startDate) || isNullish(amount)) return null;
    if (!isNumber(amount) || !Number.isInteger(toDouble(amount)))
      throw mongoError(5166405, `${name} expects integer amount of time units`);
    const instant = toInstant(startDate) as number;
    return makeDate(addUnits(instant, { unit, amount: sign * toDouble(amount), zone }), name);
  };
}

function dateDiff(values: Arguments, name: string): Value {
  const zone = zoneArgument(values);
  const unit = unitArgument(values.unit, name);
  const weekStart = unit === "week" ? weekStartArgument(values, name) : 0;
  const [from, to] = [toInstant(values.startDate), toInstant(values.endDate)];
  if (zone === null || unit === null || weekStart === null || from === null || to === null) return null;
  return makeLong(difference(from, to, { unit, zone, weekStart }));
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
    const zone = zoneArgument(values);
    if (missing || zone === null || ("format" in values && isNullish(values.format))) return null;
    const format = "format" in values ? values.format : zone === UTC ? `${ISO_FORMAT}Z` : ISO_FORMAT;
    if (typeof format !== "string")
      throw mongoError(18533, `${name} requires that 'format' be a string, found: ${nameOf(format)}`);
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
    if (isNullish(value)) return onNull(scope);
    const pattern = format?.(scope);
    const where = zone ? zoneArgument({ timezone: zone(scope) }) : undefined;
    if (where === null || (format && isNullish(pattern))) return null;
    if (pattern !== undefined && typeof pattern !== "string")
      throw mongoError(40684, `${name} requires that 'format' be a string, found: ${nameOf(pattern)}`);
    try {
      if (typeof value !== "string")
        throw mongoError(241, `${name} requires that 'dateString' be a string, found: ${nameOf(value)} with value`);
      return new Date(
        parseInstant(value, { ...(pattern !== undefined && { format: pattern }), ...(where && { zone: where }) }),
      );
    } catch (error) {
      if (onError && error instanceof MongoError && error.code === 241) return onError(scope);
      throw error;
    }
  };
};

type Bounds = { low: number; high: number };
const WIDE: Bounds = { low: -32768, high: 32767 };

function integerPart(
  values: Arguments,
  field: string,
  { fallback, bounds }: { fallback: number; bounds: Bounds },
): number | null {
  if (!(field in values)) return fallback;
  const value = values[field];
  if (isNullish(value)) return null;
  if (!isNumber(value) || !Number.isInteger(toDouble(value)))
    throw mongoError(40515, `'${field}' must evaluate to an integer, found ${nameOf(value)}`);
  const number = toDouble(value);
  if (number < bounds.low || number > bounds.high)
    throw mongoError(
      bounds === WIDE ? 31034 : 40523,
      `'${field}' must evaluate to a value in the range [${bounds.low}, ${bounds.high}]; value ${number} is not in range`,
    );
  return number;
}

function dateFromParts(values: Arguments): Value {
  const iso = "isoWeekYear" in values;
  if (iso === "year" in values) {
    throw mongoError(
      iso ? 40489 : 40516,
      iso
        ? "$dateFromParts does not allow mixing natural dates with ISO dates"
        : "$dateFromParts requires either 'year' or 'isoWeekYear' to be present",
    );
  }
  const mixed = (iso ? ["month", "day"] : ["isoWeek", "isoDayOfWeek"]).find((field) => field in values);
  if (mixed !== undefined)
    throw mongoError(iso ? 40489 : 40525, "$dateFromParts does not allow mixing natural dates with ISO dates");
  const fields = iso ? ["isoWeekYear", "isoWeek", "isoDayOfWeek"] : ["year", "month", "day"];
  const day = fields.map((field, i) =>
    integerPart(values, field, { fallback: 1, bounds: i === 0 ? { low: 1, high: 9999 } : WIDE }),
  );
  const clock = ["hour", "minute", "second", "millisecond"].map((field) =>
    integerPart(values, field, {
      fallback: 0,
      bounds: field === "second" || field === "millisecond" ? { low: -(2 ** 53), high: 2 ** 53 } : WIDE,
    }),
  );
  const zone = zoneArgument(values);
  if (zone === null || day.includes(null) || clock.includes(null)) return null;
  const [a = 1, b = 1, c = 1] = day as number[];
  const [hour = 0, minute = 0, second = 0, millisecond = 0] = clock as number[];
  const days = iso ? isoDayNumber({ year: a, week: b, day: c }) : dayNumber(a, b, c);
  return makeDate(
    fromLocal(days * DAY + hour * HOUR + minute * MINUTE + second * SECOND + millisecond, zone),
    "$dateFromParts",
  );
}

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
  $dateFromParts: named(
    {
      required: [],
      optional: [
        "year",
        "month",
        "day",
        "isoWeekYear",
        "isoWeek",
        "isoDayOfWeek",
        "hour",
        "minute",
        "second",
        "millisecond",
        "timezone",
      ],
      codes: { shape: 40519, unknown: 40518 },
    },
    dateFromParts,
  ),
};
