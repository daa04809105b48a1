import { Decimal128, ObjectId, Timestamp } from "bson";
import { encodeDecimal, roundedDecimalFromDouble } from "../../bson/decimal";
import {
  isNumber,
  makeDouble,
  makeLong,
  type NumberValue,
  numberType,
  toDouble,
  toInteger,
  truncateToLong,
} from "../../bson/numbers";
import { isDocument, typeName, type Value } from "../../bson/values";
import { MongoError, mongoError } from "../../errors";
import { parseInstant } from "../dates/parse";
import {
  asInt32,
  type Evaluate,
  isNullish,
  isTruthy,
  namedArguments,
  nameOf,
  type OperatorCompiler,
  type OperatorTable,
  unary,
} from "./context";
import { numberToText } from "./texts";

type Target = "double" | "string" | "objectId" | "bool" | "date" | "int" | "long" | "decimal";
const TARGET_CODES: Readonly<Record<number, Target>> = {
  1: "double",
  2: "string",
  7: "objectId",
  8: "bool",
  9: "date",
  16: "int",
  18: "long",
  19: "decimal",
};
const TARGETS: ReadonlySet<string> = new Set(Object.values(TARGET_CODES));

function failure(message: string): MongoError {
  return mongoError(241, `${message} in $convert with no onError value`);
}

function unsupported(value: Value, target: Target): MongoError {
  return failure(`Unsupported conversion from ${typeName(value)} to ${target}`);
}

function parseFailure(text: string, reason: string): MongoError {
  return mongoError(241, `Failed to parse number '${text}' in $convert with no onError value: ${reason}`);
}

function toWhole(value: Value, target: "int" | "long"): Value {
  const [low, high] = target === "int" ? [-(2n ** 31n), 2n ** 31n - 1n] : [-(2n ** 63n), 2n ** 63n - 1n];
  let whole: bigint | null;
  if (typeof value === "boolean") whole = value ? 1n : 0n;
  else if (isNumber(value)) whole = wholeOfNumber(value);
  else if (typeof value === "string") {
    if (!/^[+-]?\d+$/.test(value)) throw parseFailure(value, "Did not consume whole string.");
    whole = BigInt(value.replace("+", ""));
    if (whole < low || whole > high) throw parseFailure(value, "Overflow");
  } else if (value instanceof Date && target === "long") whole = BigInt(value.getTime());
  else throw unsupported(value, target);
  if (whole === null || whole < low || whole > high)
    throw failure(`Conversion would overflow target type: ${String(value)}`);
  return target === "int" ? Number(whole) : makeLong(whole);
}

function wholeOfNumber(value: NumberValue): bigint | null {
  const double = toDouble(value);
  if (Number.isNaN(double)) throw failure("Attempt to convert NaN value to integer type");
  if (!Number.isFinite(double)) throw failure("Attempt to convert infinity value to integer type");
  return truncateToLong(value);
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "+inf": Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "+infinity": Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
};

function toDoubleValue(value: Value): Value {
  if (typeof value === "boolean") return makeDouble(value ? 1 : 0);
  if (isNumber(value)) return numberType(value) === "double" ? value : makeDouble(toDouble(value));
  if (value instanceof Date) return makeDouble(value.getTime());
  if (typeof value !== "string") throw unsupported(value, "double");
  const special = SPECIAL[value.toLowerCase()];
  if (special !== undefined) return special;
  if (!FLOAT.test(value)) throw parseFailure(value, "Did not consume whole string.");
  const double = Number(value);
  if (!Number.isFinite(double)) throw parseFailure(value, "Out of range");
  return makeDouble(double);
}

function toDecimalValue(value: Value): Value {
  if (value instanceof Decimal128) return value;
  if (typeof value === "boolean") return encodeDecimal(value ? 1 : 0);
  if (isNumber(value)) {
    if (numberType(value) === "double") return encodeDecimal(roundedDecimalFromDouble(toDouble(value)));
    return encodeDecimal({ coefficient: toInteger(value) ?? 0n, exponent: 0 });
  }
  if (value instanceof Date) return encodeDecimal(value.getTime());
  if (typeof value !== "string") throw unsupported(value, "decimal");
  const special = SPECIAL[value.toLowerCase()];
  if (special !== undefined) return encodeDecimal(special);
  if (!FLOAT.test(value)) throw parseFailure(value, "Failed to parse string to decimal");
  return parseDecimal(value);
}

function parseDecimal(text: string): Decimal128 {
  const [mantissa = "0", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const coefficient = BigInt(`${whole.replace(/[+-]/, "")}${fraction}` || "0");
  const signed = mantissa.startsWith("-") ? -coefficient : coefficient;
  return encodeDecimal({ coefficient: signed, exponent: Number(exponent) - fraction.length });
}

function toText(value: Value): Value {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (isNumber(value)) return numberToText(value);
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return value.toISOString();
  throw unsupported(value, "string");
}

function toDateValue(value: Value): Value {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1000);
  if (typeof value === "string") return new Date(parseInstant(value));
  if (!isNumber(value) || numberType(value) === "int") throw unsupported(value, "date");
  const milliseconds = wholeOfNumber(value);
  const date = new Date(milliseconds === null ? Number.NaN : Number(milliseconds));
  if (Number.isNaN(date.getTime())) throw failure(`Conversion would overflow target type: ${String(value)}`);
  return date;
}

function toObjectIdValue(value: Value): Value {
  if (value instanceof ObjectId) return value;
  if (typeof value !== "string") throw unsupported(value, "objectId");
  if (!/^[0-9a-fA-F]{24}$/.test(value))
    throw mongoError(
      241,
      `Failed to parse objectId '${value}' in $convert with no onError value: Invalid string length for parsing to OID, expected 24 hexadecimal digits`,
    );
  return new ObjectId(value);
}

const CONVERTERS: Readonly<Record<Target, (value: Value) => Value>> = {
  double: toDoubleValue,
  string: toText,
  objectId: toObjectIdValue,
  // What is not a number, a boolean or null is true, whatever it holds.
  bool: isTruthy,
  date: toDateValue,
  int: (value) => toWhole(value, "int"),
  long: (value) => toWhole(value, "long"),
  decimal: toDecimalValue,
};

function parseTarget(to: Value): Target {
  const type = isDocument(to) ? to.type : to;
  const target = typeof type === "string" ? type : TARGET_CODES[asInt32(type) ?? -1];
  if (typeof type !== "string" && !isNumber(type))
    throw mongoError(9, `$convert's 'to' argument must be a string or number, but is ${nameOf(type)}`);
  if (target === undefined || !TARGETS.has(target)) throw mongoError(2, `Unknown type name: ${String(type)}`);
  return target as Target;
}

const convert: OperatorCompiler = (argument, context, name) => {
  const given = namedArguments(argument, name, { required: ["input", "to"], optional: ["onError", "onNull"] });
  const input = context.compile(given.input, context);
  const to = context.compile(given.to, context);
  const onNull: Evaluate = "onNull" in given ? context.compile(given.onNull, context) : () => null;
  const onError: Evaluate | null = "onError" in given ? context.compile(given.onError, context) : null;
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return onNull(scope);
    const target = to(scope);
    if (isNullish(target)) return null;
    const converter = CONVERTERS[parseTarget(target)];
    try {
      return converter(value);
    } catch (error) {
      if (onError !== null && error instanceof MongoError && error.code === 241) return onError(scope);
      throw error;
    }
  };
};

const to = (target: Target) => unary((value) => (isNullish(value) ? null : CONVERTERS[target](value)));

/** Type inspection and conversion. */
export const CONVERSIONS: OperatorTable = {
  $type: unary(nameOf),
  $isNumber: unary(isNumber),
  $convert: convert,
  $toBool: to("bool"),
  $toInt: to("int"),
  $toLong: to("long"),
  $toDouble: to("double"),
  $toDecimal: to("decimal"),
  $toString: to("string"),
  $toDate: to("date"),
  $toObjectId: to("objectId"),
};
