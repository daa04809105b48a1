import { Decimal128, Double, Int32, Long } from "bson";
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalFromDouble,
  decimalToDouble,
  decodeDecimal,
  divideDecimals,
  encodeDecimal,
  multiplyDecimals,
  roundedDecimalFromDouble,
} from "./decimal";

/** A BSON number as parsed: int32 and most doubles are JS numbers (see `raw.ts`). */
export type NumberValue = number | Long | Double | Decimal128 | Int32;
export type NumberType = "int" | "long" | "double" | "decimal";

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

export function isNumber(value: unknown): value is NumberValue {
  if (typeof value === "number") return true;
  if (typeof value !== "object" || value === null) return false;
  // Timestamp is a subclass of Long in the bson library.
  const proto: unknown = Object.getPrototypeOf(value);
  return (
    proto === Long.prototype ||
    proto === Double.prototype ||
    proto === Decimal128.prototype ||
    proto === Int32.prototype
  );
}

/** Whether a JS number is written as int32. -0 is a double. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && (value !== 0 || 1 / value > 0);
}

export function numberType(value: NumberValue): NumberType {
  if (typeof value === "number") return isInt32(value) ? "int" : "double";
  if (value instanceof Long) return "long";
  if (value instanceof Double) return "double";
  return value instanceof Int32 ? "int" : "decimal";
}

/** A BSON double of this value: the wrapper only where a plain JS number would be taken for an int32. */
export function makeDouble(value: number): NumberValue {
  return isInt32(value) ? new Double(value) : value;
}

/** A BSON int64, also where the value would fit an int32. The value must be within 64 bits. */
export function makeLong(value: bigint | number): Long {
  return typeof value === "bigint" ? Long.fromBigInt(value) : Long.fromNumber(value);
}

/** int32 where it fits, else int64; null beyond 64 bits. */
export function makeInteger(value: bigint): NumberValue | null {
  if (value >= -2147483648n && value <= 2147483647n) return Number(value);
  return value < LONG_MIN || value > LONG_MAX ? null : Long.fromBigInt(value);
}

/** The nearest double of any BSON number. */
export function toDouble(value: NumberValue): number {
  if (typeof value === "number") return value;
  if (value instanceof Long) return value.toNumber();
  if (value instanceof Decimal128) return decimalToDouble(decodeDecimal(value));
  return value.value;
}

/** The exact integer a BSON number holds; null for fractions, NaN and the infinities. */
export function toInteger(value: NumberValue): bigint | null {
  const exact = simplify(value);
  if (typeof exact === "bigint") return exact;
  if (typeof exact === "number") return Number.isInteger(exact) ? BigInt(exact) : null;
  const { coefficient, exponent } = exact;
  if (exponent >= 0) return coefficient * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return coefficient % divisor === 0n ? coefficient / divisor : null;
}

/** The value rounded towards zero to 64 bits as MongoDB does for `$mod` and bit operators; null for NaN and out of range. */
export function truncateToLong(value: NumberValue): bigint | null {
  const exact = simplify(value);
  let whole: bigint;
  if (typeof exact === "bigint") whole = exact;
  else if (typeof exact === "number") {
    if (!Number.isFinite(exact)) return null;
    whole = BigInt(Math.trunc(exact));
  } else {
    const scale = 10n ** BigInt(Math.abs(exact.exponent));
    whole = exact.exponent >= 0 ? exact.coefficient * scale : exact.coefficient / scale;
  }
  return whole < LONG_MIN || whole > LONG_MAX ? null : whole;
}

/** The exact value in its cheapest JS form. */
export function simplify(value: NumberValue): number | bigint | Decimal {
  if (typeof value === "number") return value;
  if (value instanceof Long) {
    const double = value.toNumber();
    return Number.isSafeInteger(double) ? double : value.toBigInt();
  }
  return value instanceof Decimal128 ? decodeDecimal(value) : value.value;
}

/** MongoDB's order over all number types, exact; NaN equals NaN and is below everything. */
export function compareNumbers(a: NumberValue, b: NumberValue): number {
  const x = simplify(a);
  const y = simplify(b);
  if (typeof x !== "object" && typeof y !== "object") return comparePlain(x, y);
  if (typeof x === "number" && !Number.isFinite(x)) return x > 0 ? 1 : -1;
  if (typeof y === "number" && !Number.isFinite(y)) return y > 0 ? -1 : 1;
  return compareDecimals(toExact(x), toExact(y));
}

function comparePlain(x: number | bigint, y: number | bigint): number {
  if (x < y) return -1;
  if (x > y) return 1;
  const xIsNaN = typeof x === "number" && Number.isNaN(x);
  const yIsNaN = typeof y === "number" && Number.isNaN(y);
  if (xIsNaN) return yIsNaN ? 0 : -1;
  return yIsNaN ? 1 : 0;
}

/** A finite number as an exact decimal. */
export function toExact(value: number | bigint | Decimal): Decimal {
  if (typeof value === "object") return value;
  return typeof value === "bigint" ? { coefficient: value, exponent: 0 } : decimalFromDouble(value);
}

function toArithmeticDecimal(value: NumberValue): Decimal | number {
  if (value instanceof Decimal128) return decodeDecimal(value);
  if (numberType(value) === "double") return roundedDecimalFromDouble(toDouble(value));
  return { coefficient: toInteger(value) ?? 0n, exponent: 0 };
}

type Operation = {
  double(a: number, b: number): number;
  integer(a: bigint, b: bigint): bigint;
  decimal(a: Decimal, b: Decimal): Decimal;
};

const ADD: Operation = { double: (a, b) => a + b, integer: (a, b) => a + b, decimal: addDecimals };
const SUBTRACT: Operation = {
  double: (a, b) => a - b,
  integer: (a, b) => a - b,
  decimal: (a, b) => addDecimals(a, { coefficient: -b.coefficient, exponent: b.exponent }),
};
const MULTIPLY: Operation = { double: (a, b) => a * b, integer: (a, b) => a * b, decimal: multiplyDecimals };

/** a + b in the wider of the two types; int32 widens to int64. Null when an int64 overflows. */
export function addNumbers(a: NumberValue, b: NumberValue): NumberValue | null {
  return calculate(ADD, a, b);
}

/** a - b, see `addNumbers`. */
export function subtractNumbers(a: NumberValue, b: NumberValue): NumberValue | null {
  return calculate(SUBTRACT, a, b);
}

/** a × b, see `addNumbers`. */
export function multiplyNumbers(a: NumberValue, b: NumberValue): NumberValue | null {
  return calculate(MULTIPLY, a, b);
}

function calculate(operation: Operation, a: NumberValue, b: NumberValue): NumberValue | null {
  const typeA = numberType(a);
  const typeB = numberType(b);
  if (typeA === "decimal" || typeB === "decimal") return calculateDecimal(operation, a, b);
  if (typeA === "double" || typeB === "double") return makeDouble(operation.double(toDouble(a), toDouble(b)));
  if (typeA === "int" && typeB === "int") {
    const result = operation.double(toDouble(a), toDouble(b));
    // `+ 0` turns a -0 of a multiplication into the integer 0.
    if (Number.isSafeInteger(result)) return (result | 0) === result ? result + 0 : Long.fromNumber(result);
  }
  const result = operation.integer(toInteger(a) ?? 0n, toInteger(b) ?? 0n);
  return result < LONG_MIN || result > LONG_MAX ? null : Long.fromBigInt(result);
}

function calculateDecimal(operation: Operation, a: NumberValue, b: NumberValue): Decimal128 {
  const x = toArithmeticDecimal(a);
  const y = toArithmeticDecimal(b);
  if (typeof x === "object" && typeof y === "object") return encodeDecimal(operation.decimal(x, y));
  return encodeDecimal(operation.double(signOrSpecial(x), signOrSpecial(y)));
}

// With an infinity or NaN on one side only the sign of the other matters.
function signOrSpecial(value: Decimal | number): number {
  if (typeof value === "number") return value;
  return value.coefficient === 0n ? 0 : value.coefficient < 0n ? -1 : 1;
}

/** a ÷ b as `$divide` does: decimal if either is one, else double. `b` must not be zero. */
export function divideNumbers(a: NumberValue, b: NumberValue): NumberValue {
  if (numberType(a) !== "decimal" && numberType(b) !== "decimal") return makeDouble(toDouble(a) / toDouble(b));
  const x = toArithmeticDecimal(a);
  const y = toArithmeticDecimal(b);
  if (typeof x === "object" && typeof y === "object") return encodeDecimal(divideDecimals(x, y));
  return encodeDecimal(signOrSpecial(x) / signOrSpecial(y));
}
