import { Decimal128, Long } from "bson";
import { type NumberValue, toDouble } from "../../bson/numbers";

/** A number as MongoDB writes it in strings: doubles with up to 16 significant digits, integral ones without a point. */
export function numberToText(value: NumberValue): string {
  if (value instanceof Long || value instanceof Decimal128) return value.toString();
  const double = toDouble(value);
  if (!Number.isFinite(double)) return String(double);
  if (Object.is(double, -0)) return "-0";
  return doubleToText(double);
}

// The format %.16g of C.
function doubleToText(value: number): string {
  const [digits = "0", exponent = "0"] = value.toExponential(15).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 16) return withoutZeros(value.toFixed(Math.min(15 - power, 20)));
  const size = String(Math.abs(power)).padStart(2, "0");
  return `${withoutZeros(digits)}e${power < 0 ? "-" : "+"}${size}`;
}

function withoutZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
