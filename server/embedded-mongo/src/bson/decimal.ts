import { Decimal128 } from "bson";

/** A finite decimal number: coefficient × 10^exponent, exact. */
export type Decimal = { coefficient: bigint; exponent: number };

const EXPONENT_BIAS = 6176;
const EXPONENT_MIN = -6176;
const EXPONENT_MAX = 6111;
const MAX_DIGITS = 34;
const MAX_COEFFICIENT = 10n ** 34n - 1n;

const float = new DataView(new ArrayBuffer(8));

/** The exact value of a Decimal128; NaN and the infinities come as JS numbers. The sign of zero is dropped. */
export function decodeDecimal(value: Decimal128): Decimal | number {
  const view = new DataView(value.bytes.buffer, value.bytes.byteOffset, 16);
  const high = view.getBigUint64(8, true);
  const negative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 31n);
  if (combination === 31) return Number.NaN;
  if (combination === 30) return negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (combination >> 3 === 3) return { coefficient: 0n, exponent: Number((high >> 47n) & 0x3fffn) - EXPONENT_BIAS };
  const exponent = Number((high >> 49n) & 0x3fffn) - EXPONENT_BIAS;
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | view.getBigUint64(0, true);
  if (coefficient > MAX_COEFFICIENT) return { coefficient: 0n, exponent };
  return { coefficient: negative ? -coefficient : coefficient, exponent };
}

/** Decimal128 of a value, rounded half to even to 34 digits; beyond the range it becomes infinite, or zero. */
export function encodeDecimal(value: Decimal | number): Decimal128 {
  if (typeof value === "number") {
    if (Number.isFinite(value)) return encodeDecimal(decimalFromDouble(value));
    return new Decimal128(Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
  }
  const negative = value.coefficient < 0n;
  const fitted = fit(negative ? -value.coefficient : value.coefficient, value.exponent);
  if (fitted === null) return new Decimal128(negative ? "-Infinity" : "Infinity");
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  const high = (BigInt(fitted.exponent + EXPONENT_BIAS) << 49n) | (fitted.coefficient >> 64n);
  view.setBigUint64(0, fitted.coefficient & 0xffffffffffffffffn, true);
  view.setBigUint64(8, negative ? high | (1n << 63n) : high, true);
  return new Decimal128(bytes);
}

/** Brings a magnitude into 34 digits and the exponent range; null = overflow. */
function fit(magnitude: bigint, exponent: number): Decimal | null {
  const digits = magnitude.toString().length;
  const drop = Math.max(digits - MAX_DIGITS, EXPONENT_MIN - exponent, 0);
  let coefficient = roundHalfEven(magnitude, Math.min(drop, digits + 1));
  let shifted = exponent + drop;
  if (coefficient > MAX_COEFFICIENT) {
    coefficient /= 10n;
    shifted += 1;
  }
  if (coefficient === 0n) return { coefficient, exponent: Math.min(Math.max(shifted, EXPONENT_MIN), EXPONENT_MAX) };
  if (shifted > EXPONENT_MAX) {
    const padding = shifted - EXPONENT_MAX;
    if (coefficient.toString().length + padding > MAX_DIGITS) return null;
    return { coefficient: coefficient * power10(padding), exponent: EXPONENT_MAX };
  }
  return { coefficient, exponent: shifted };
}

function roundHalfEven(magnitude: bigint, drop: number): bigint {
  if (drop <= 0) return magnitude;
  const divisor = power10(drop);
  const quotient = magnitude / divisor;
  const twice = (magnitude % divisor) * 2n;
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

export function power10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** The exact decimal expansion of a finite double. */
export function decimalFromDouble(value: number): Decimal {
  if (Number.isInteger(value)) return { coefficient: BigInt(value), exponent: 0 };
  float.setFloat64(0, value);
  const bits = float.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  let mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  let exponent = Math.max(biased, 1) - 1075;
  while (mantissa % 2n === 0n) {
    mantissa /= 2n;
    exponent += 1;
  }
  const coefficient = mantissa * 5n ** BigInt(-exponent);
  return { coefficient: value < 0 ? -coefficient : coefficient, exponent };
}

/** A double as MongoDB turns it into a decimal in arithmetic: 15 significant digits. */
export function roundedDecimalFromDouble(value: number): Decimal | number {
  if (!Number.isFinite(value)) return value;
  const [digits = "0", exponent = "0"] = value.toExponential(14).split("e");
  return stripZeros({ coefficient: BigInt(digits.replace(".", "")), exponent: Number(exponent) - 14 });
}

function stripZeros(value: Decimal): Decimal {
  let { coefficient, exponent } = value;
  while (coefficient !== 0n && exponent < 0 && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return coefficient === 0n ? { coefficient, exponent: 0 } : { coefficient, exponent };
}

/** The nearest double. */
export function decimalToDouble(value: Decimal | number): number {
  return typeof value === "number" ? value : Number(`${value.coefficient}e${value.exponent}`);
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const difference = subtractDecimals(a, b).coefficient;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return {
    coefficient: a.coefficient * power10(a.exponent - exponent) + b.coefficient * power10(b.exponent - exponent),
    exponent,
  };
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { coefficient: -b.coefficient, exponent: b.exponent });
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/** Quotient with more digits than a Decimal128 keeps, so that `encodeDecimal` rounds it right. `b` is not zero. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  const shift = MAX_DIGITS + 4 + b.coefficient.toString().length;
  const scaled = a.coefficient * power10(shift);
  let coefficient = scaled / b.coefficient;
  // A sticky digit keeps a remainder from looking like an exact half.
  const sticky = scaled % b.coefficient !== 0n;
  coefficient = coefficient * 10n + (sticky ? (scaled < 0n === b.coefficient < 0n ? 1n : -1n) : 0n);
  const preferred = a.exponent - b.exponent;
  let exponent = preferred - shift - 1;
  while (exponent < preferred && coefficient % 10n === 0n && coefficient !== 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return coefficient === 0n ? { coefficient, exponent: preferred } : { coefficient, exponent };
}
