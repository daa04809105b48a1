import { Decimal128, Long } from "bson";
import { type NumberValue, toDouble } from "../../bson/numbers";

/** A number as MongoDB writes it in strings: integral doubles without a point, up to 17 digits otherwise. */
export function numberToText(value: NumberValue): string {
  if (value instanceof Long || value instanceof Decimal128) return value.toString();
  const double = toDouble(value);
  if (Object.is(double, -0)) return "-0";
  if (double === Number.POSITIVE_INFINITY) return "Infinity";
  return double === Number.NEGATIVE_INFINITY ? "-Infinity" : String(double);
}
