import { isNumber, toDouble } from "../../bson/numbers";
import type { Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { DAY, dayNumber, HOUR, isoDayNumber, MINUTE, SECOND } from "../dates/calendar";
import { fromLocal } from "../dates/zones";
import { type Arguments, isNullish, named, nameOf, type OperatorCompiler } from "./context";
import { makeDate, zoneArgument } from "./date-parts";

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
      bounds === WIDE ? 31034 : field === "isoWeekYear" ? 31095 : 40523,
      `'${field}' must evaluate to a value in the range [${bounds.low}, ${bounds.high}]; value ${number} is not in range`,
    );
  return number;
}

function fromParts(values: Arguments): Value {
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
  const clock = ["hour", "minute", "second", "millisecond"].map((field) =>
    integerPart(values, field, {
      fallback: 0,
      bounds: field === "second" || field === "millisecond" ? { low: -(2 ** 53), high: 2 ** 53 } : WIDE,
    }),
  );
  if (clock.includes(null)) return null;
  const zone = zoneArgument(values);
  if (zone === null) return null;
  const day = fields.map((field, i) =>
    integerPart(values, field, { fallback: 1, bounds: i === 0 ? { low: 1, high: 9999 } : WIDE }),
  );
  if (day.includes(null)) return null;
  const [a = 1, b = 1, c = 1] = day as number[];
  const [hour = 0, minute = 0, second = 0, millisecond = 0] = clock as number[];
  const days = iso ? isoDayNumber({ year: a, week: b, day: c }) : dayNumber(a, b, c);
  return makeDate(
    fromLocal(days * DAY + hour * HOUR + minute * MINUTE + second * SECOND + millisecond, zone),
    "$dateFromParts",
  );
}

/** `$dateFromParts`. */
export const dateFromParts: OperatorCompiler = named(
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
  fromParts,
);
