import type { Decimal128 } from "bson";
import { type Decimal, decimalFromDouble, decodeDecimal, encodeDecimal, power10 } from "../../bson/decimal";
import {
  isNumber,
  makeDouble,
  makeInteger,
  makeLong,
  type NumberValue,
  numberType,
  toDouble,
  toInteger,
} from "../../bson/numbers";
import type { Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { requireNumber } from "./arithmetic";
import { asInt32, isNullish, nameOf, type OperatorTable, ranged, unary, variadic } from "./context";

type Mode = "round" | "trunc" | "floor" | "ceil";

/** Divides exactly by 10^drop in the given direction; "round" is half to even. */
function dropDigits(coefficient: bigint, drop: number, mode: Mode): bigint {
  const divisor = power10(drop);
  const quotient = coefficient / divisor;
  const rest = coefficient % divisor;
  if (rest === 0n || mode === "trunc") return quotient;
  if (mode === "floor") return rest < 0n ? quotient - 1n : quotient;
  if (mode === "ceil") return rest > 0n ? quotient + 1n : quotient;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < divisor || (twice === divisor && quotient % 2n === 0n)) return quotient;
  return rest < 0n ? quotient - 1n : quotient + 1n;
}

/** A decimal with at most `place` digits after the point (before it, when negative). */
function roundDecimal(value: Decimal, place: number, mode: Mode): Decimal {
  const drop = -place - value.exponent;
  if (drop <= 0) return value;
  return { coefficient: dropDigits(value.coefficient, drop, mode), exponent: -place };
}

function roundNumber(number: NumberValue, place: number, mode: Mode): Value {
  const type = numberType(number);
  if (type === "decimal") {
    const decimal = decodeDecimal(number as Decimal128);
    return typeof decimal === "number" ? number : encodeDecimal(roundDecimal(decimal, place, mode));
  }
  if (type === "double") {
    const double = toDouble(number);
    if (!Number.isFinite(double)) return number;
    const { coefficient, exponent } = roundDecimal(decimalFromDouble(double), place, mode);
    const rounded = Number(`${coefficient}e${exponent}`);
    // What is cut down to zero keeps its sign.
    return makeDouble(rounded === 0 && (double < 0 || Object.is(double, -0)) ? -0 : rounded);
  }
  if (place >= 0) return number;
  const { coefficient, exponent } = roundDecimal({ coefficient: toInteger(number) ?? 0n, exponent: 0 }, place, mode);
  const integer = coefficient * power10(exponent);
  const result = makeInteger(integer);
  if (result === null) throw mongoError(51080, "invalid conversion from Decimal128 result in $round");
  return type === "long" ? makeLong(integer) : result;
}

function toPlace(mode: Mode) {
  return ranged(1, 2, (values, name) => {
    const [value] = values;
    if (isNullish(value)) return null;
    const number = requireNumber(value, name, 51081);
    const place = values.length > 1 ? values[1] : 0;
    if (isNullish(place)) return null;
    if (!isNumber(place)) throw mongoError(16004, `can't convert from BSON type ${nameOf(place)} to long`);
    if (asInt32(place) === null) throw mongoError(51082, `precision argument to  ${name} must be a integral value`);
    const digits = toDouble(place);
    if (digits < -20 || digits > 100)
      throw mongoError(51083, `cannot apply ${name} with precision value ${digits} value must be in [-20, 100]`);
    return roundNumber(number, digits, mode);
  });
}

function toWhole(mode: Mode) {
  return unary((value, name) => {
    if (isNullish(value)) return null;
    if (typeof value === "number" && Number.isInteger(value)) return value;
    return roundNumber(requireNumber(value, name), 0, mode);
  });
}

type BitOperation = (a: bigint, b: bigint) => bigint;

function bits(start: bigint, apply: BitOperation) {
  return variadic((values, name) => {
    let result = start;
    let wide = false;
    for (const value of values) {
      if (isNullish(value)) return null;
      result = apply(result, requireInteger(value, name));
      if (numberType(value as NumberValue) === "long") wide = true;
    }
    return wide ? makeLong(result) : makeInteger(result);
  });
}

function requireInteger(value: Value, name: string): bigint {
  if (isNumber(value)) {
    const type = numberType(value);
    if (type === "int" || type === "long") return toInteger(value) ?? 0n;
  }
  throw mongoError(14, `${name} only supports int and long operands, not ${nameOf(value)}`);
}

/** Rounding and bit operators. */
export const ROUNDING: OperatorTable = {
  $round: toPlace("round"),
  $trunc: toPlace("trunc"),
  $floor: toWhole("floor"),
  $ceil: toWhole("ceil"),
  $bitAnd: bits(-1n, (a, b) => a & b),
  $bitOr: bits(0n, (a, b) => a | b),
  $bitXor: bits(0n, (a, b) => a ^ b),
  $bitNot: unary((value, name) => {
    if (isNullish(value)) return null;
    const result = ~requireInteger(value, name);
    return numberType(value as NumberValue) === "long" ? makeLong(result) : makeInteger(result);
  }),
};
