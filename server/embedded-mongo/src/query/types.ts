import { Binary } from "bson";
import { isNumber, type NumberValue, toInteger, truncateToLong } from "../bson/numbers";
import { binaryBytes, isDocument, typeName, type Value } from "../bson/values";
import { mongoError } from "../errors";
import type { ValueTest } from "./path";

/** $type, $size, $mod and the $bits family. */

const TYPE_NUMBERS: Readonly<Record<string, number>> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};
const NUMERIC_TYPES = ["int", "long", "double", "decimal"];

/** @throws MongoError 2 for an unknown type, 9 for an empty list, 14 for another argument. */
export function hasType(argument: Value, path: string): ValueTest {
  const types = new Set<string>();
  for (const item of Array.isArray(argument) ? (argument as Value[]) : [argument]) {
    for (const name of typeNames(item)) types.add(name);
  }
  if (types.size === 0) throw mongoError(9, `${path} must match at least one type`);
  return (value) => value !== undefined && types.has(typeName(value));
}

function typeNames(argument: Value): string[] {
  if (argument === "number") return NUMERIC_TYPES;
  if (typeof argument === "string") {
    if (!Object.hasOwn(TYPE_NUMBERS, argument)) throw mongoError(2, `Unknown type name alias: ${argument}`);
    return [argument];
  }
  if (!isNumber(argument)) throw mongoError(14, "type must be represented as a number or a string");
  const number = toInteger(argument);
  const found = Object.keys(TYPE_NUMBERS).find((name) => number !== null && BigInt(TYPE_NUMBERS[name] ?? 0) === number);
  if (found === undefined) throw mongoError(2, `Invalid numerical type code: ${String(argument)}`);
  return [found];
}

/** @throws MongoError 9 unless the argument is a whole number from 0. */
export function hasSize(argument: Value): ValueTest {
  const size = isNumber(argument) ? toInteger(argument) : null;
  if (size === null) throw mongoError(9, `Failed to parse $size. Expected an integer: $size: ${String(argument)}`);
  if (size < 0n) throw mongoError(9, `Failed to parse $size. Expected a non-negative number in: $size: ${size}`);
  return (value) => Array.isArray(value) && value.length === Number(size);
}

/** @throws MongoError 2 for a malformed argument. */
export function leavesRemainder(argument: Value): ValueTest {
  if (!Array.isArray(argument)) throw mongoError(2, "malformed mod, needs to be an array");
  if (argument.length < 2) throw mongoError(2, "malformed mod, not enough elements");
  if (argument.length > 2) throw mongoError(2, "malformed mod, too many elements");
  const divisor = wholePart(argument[0], "divisor");
  const remainder = wholePart(argument[1], "remainder");
  if (divisor === 0n) throw mongoError(2, "divisor cannot be 0");
  return (value) => {
    if (!isNumber(value)) return false;
    const whole = truncateToLong(value);
    return whole !== null && whole % divisor === remainder;
  };
}

function wholePart(value: Value, what: string): bigint {
  if (!isNumber(value)) throw mongoError(2, `malformed mod, ${what} not a number`);
  const whole = truncateToLong(value);
  if (whole === null)
    throw mongoError(
      2,
      `malformed mod, ${what} value is invalid :: caused by :: Unable to coerce NaN/Inf to integral type`,
    );
  return whole;
}

export type BitsOperator = "$bitsAllSet" | "$bitsAnySet" | "$bitsAllClear" | "$bitsAnyClear";

/** Bits by position from the lowest; negative numbers are in two's complement. @throws MongoError 2 or 9 for a bad mask. */
export function hasBits(operator: BitsOperator, argument: Value): ValueTest {
  const mask = bitMask(operator, argument);
  return (value) => {
    const number = bitsOf(value);
    if (number === null) return false;
    const common = number & mask;
    if (operator === "$bitsAllSet") return common === mask;
    if (operator === "$bitsAnySet") return common !== 0n;
    return operator === "$bitsAllClear" ? common === 0n : common !== mask;
  };
}

function bitsOf(value: Value): bigint | null {
  if (value instanceof Binary) return bytesToBits(binaryBytes(value));
  if (!isNumber(value)) return null;
  const whole = toInteger(value);
  return whole !== null && BigInt.asIntN(64, whole) === whole ? whole : null;
}

function bytesToBits(bytes: Uint8Array): bigint {
  let bits = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(bytes[i] as number);
  return bits;
}

function bitMask(operator: BitsOperator, argument: Value): bigint {
  if (argument instanceof Binary) return bytesToBits(binaryBytes(argument));
  if (Array.isArray(argument)) {
    return (argument as Value[]).reduce<bigint>((mask, position) => mask | (1n << bitPosition(position)), 0n);
  }
  if (!isNumber(argument))
    throw mongoError(2, `${operator} takes an Array, a number, or a BinData but received: ${describe(argument)}`);
  return wholeNumber(argument, `Expected a non-negative number in: ${operator}`);
}

function bitPosition(position: Value): bigint {
  if (!isNumber(position)) throw mongoError(2, `bit positions must be an integer but got: ${describe(position)}`);
  const whole = wholeNumber(position, "bit positions must be >= 0");
  if (whole > 2147483647n) throw mongoError(2, "bit positions cannot be represented as a 32-bit signed integer");
  return whole;
}

function wholeNumber(value: NumberValue, message: string): bigint {
  const whole = toInteger(value);
  if (whole === null || whole < 0n) throw mongoError(9, `${message} but got: ${String(value)}`);
  return whole;
}

function describe(value: Value): string {
  return isDocument(value) ? "object" : typeName(value);
}
