import { Long, Timestamp } from "bson";
import { describeField, describeValue } from "../bson/describe";
import {
  addNumbers,
  isNumber,
  makeInteger,
  multiplyNumbers,
  type NumberValue,
  numberType,
  toInteger,
} from "../bson/numbers";
import { compareValues, type Doc, isDocument, typeName, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { type Change, type ChangeCompiler, type ChangeContext, REMOVE, SKIP } from "./change";

/** Modifiers of single values: $set, $unset, $inc, $mul, $min, $max, $currentDate, $bit. */

export const setValue: ChangeCompiler = (argument) => () => argument;

export const unsetValue: ChangeCompiler = () => () => REMOVE;

type Arithmetic = {
  operator: "$inc" | "$mul";
  verb: string;
  combine(a: NumberValue, b: NumberValue): NumberValue | null;
};

const INCREMENT: Arithmetic = { operator: "$inc", verb: "increment", combine: addNumbers };
const MULTIPLY: Arithmetic = { operator: "$mul", verb: "multiply", combine: multiplyNumbers };

export const increment: ChangeCompiler = (argument, path) => arithmeticChange(INCREMENT, argument, path);
export const multiply: ChangeCompiler = (argument, path) => arithmeticChange(MULTIPLY, argument, path);

function arithmeticChange(arithmetic: Arithmetic, argument: Value, path: string): Change {
  const { operator, verb, combine } = arithmetic;
  if (!isNumber(argument)) {
    throw mongoError(14, `Cannot ${verb} with non-numeric argument: ${describeField(path, argument)}`);
  }
  const onMissing = operator === "$inc" ? argument : combine(0, argument);
  return (current, context) => {
    if (current === undefined) return onMissing;
    if (!isNumber(current)) throw notNumeric(operator, current, context);
    const result = combine(current, argument);
    if (result !== null) return result;
    const subject = `current value (${describeValue(current)}) for document ${describeId(context.doc)}`;
    throw mongoError(2, `Failed to apply ${operator} operations to ${subject}`);
  };
}

function notNumeric(operator: string, current: Value, { doc, path }: ChangeContext): Error {
  const name = path.slice(path.lastIndexOf(".") + 1);
  return mongoError(
    14,
    `Cannot apply ${operator} to a value of non-numeric type. ${describeId(doc)} has the field '${name}' of non-numeric type ${typeName(current)}`,
  );
}

/** `{_id: …}` of a document, for messages. */
export function describeId(doc: Doc): string {
  return describeField("_id", doc._id);
}

export const lowerTo: ChangeCompiler = (argument) => (current) =>
  current === undefined || compareValues(argument, current) < 0 ? argument : SKIP;

export const raiseTo: ChangeCompiler = (argument) => (current) =>
  current === undefined || compareValues(argument, current) > 0 ? argument : SKIP;

/** @throws MongoError 2 unless the argument is a boolean or `{ $type: "date" | "timestamp" }`. */
export const currentDate: ChangeCompiler = (argument) => {
  if (typeof argument === "boolean") return (_current, { now }) => now;
  if (!isDocument(argument)) {
    throw mongoError(
      2,
      `${typeName(argument)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  const unknown = Object.keys(argument).find((name) => name !== "$type");
  if (unknown !== undefined) throw mongoError(2, `Unrecognized $currentDate option: ${unknown}`);
  const { $type: type } = argument;
  if (type === "date") return (_current, { now }) => now;
  if (type === "timestamp") {
    return (_current, { now }) => new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  }
  throw mongoError(
    2,
    "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
  );
};

const BIT_OPERATIONS: ReadonlyMap<string, (a: bigint, b: bigint) => bigint> = new Map([
  ["and", (a: bigint, b: bigint) => a & b],
  ["or", (a: bigint, b: bigint) => a | b],
  ["xor", (a: bigint, b: bigint) => a ^ b],
]);

type BitStep = { combine(a: bigint, b: bigint): bigint; operand: NumberValue };

/** @throws MongoError 2 unless the argument is like `{ and: 5 }` with int or long. */
export const changeBits: ChangeCompiler = (argument, path) => {
  if (!isDocument(argument)) {
    throw mongoError(
      2,
      `The $bit modifier is not compatible with a ${typeName(argument)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  const steps = Object.keys(argument).map((name) => bitStep(name, argument[name], path));
  if (steps.length === 0) {
    throw mongoError(
      2,
      "You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}",
    );
  }
  return (current, { doc }) => {
    if (current !== undefined && !isBitNumber(current)) {
      const found = `has the field ${path} of non-integer type ${typeName(current)}`;
      throw mongoError(2, `Cannot apply $bit to a value of non-integral type.${describeId(doc)} ${found}`);
    }
    return steps.reduce<NumberValue>((value, step) => applyBits(value, step), current ?? 0);
  };
};

function bitStep(name: string, operand: Value, path: string): BitStep {
  const combine = BIT_OPERATIONS.get(name);
  if (combine === undefined) {
    throw mongoError(
      2,
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${describeValue(operand)}}`,
    );
  }
  if (!isBitNumber(operand)) {
    throw mongoError(
      2,
      `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(operand)}' is not supported here: ${describeField(path, operand)}`,
    );
  }
  return { combine, operand };
}

function isBitNumber(value: Value): value is NumberValue {
  if (!isNumber(value)) return false;
  const type = numberType(value);
  return type === "int" || type === "long";
}

function applyBits(value: NumberValue, { combine, operand }: BitStep): NumberValue {
  const result = combine(toInteger(value) ?? 0n, toInteger(operand) ?? 0n);
  const isLong = numberType(value) === "long" || numberType(operand) === "long";
  return isLong ? Long.fromBigInt(result) : (makeInteger(result) ?? Long.fromBigInt(result));
}
