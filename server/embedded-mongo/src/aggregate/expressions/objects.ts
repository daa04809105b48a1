import { Binary } from "bson";
import { serializeDocument } from "../../bson/raw";
import { binaryBytes, type Doc, getField, isDocument, setField, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import {
  isNullish,
  namedArguments,
  nameOf,
  type OperatorCompiler,
  type OperatorTable,
  unary,
  variadic,
} from "./context";

/** Merges documents, later ones win; null and missing are skipped. @throws 40400 */
export function mergeObjects(values: Iterable<Value>): Doc {
  const result: Doc = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDocument(value))
      throw mongoError(40400, `$mergeObjects requires object inputs, but input is of type ${nameOf(value)}`);
    for (const name of Object.keys(value)) setField(result, name, value[name]);
  }
  return result;
}

const getFieldOperator: OperatorCompiler = (argument, context, name) => {
  let given: Doc = { field: argument, input: "$$CURRENT" };
  if (isDocument(argument) && Object.keys(argument)[0]?.startsWith("$") !== true) {
    const codes = { unknown: 3041701, missing: { field: 3041702, input: 3041703 } };
    given = namedArguments(argument, name, { required: ["field"], optional: ["input"], codes });
    if (!("input" in given)) given = { ...given, input: "$$CURRENT" };
  }
  const field = context.compile(given.field, context);
  const input = context.compile(given.input, context);
  return (scope) => {
    const key = field(scope);
    if (typeof key !== "string")
      throw mongoError(3041704, `$getField requires 'field' to evaluate to type String, but got ${nameOf(key)}`);
    const target = input(scope);
    if (target === null) return null;
    return isDocument(target) ? getField(target, key) : undefined;
  };
};

const setFieldOperator: OperatorCompiler = (argument, context, name) => {
  const removes = name === "$unsetField";
  const required = removes ? ["field", "input"] : ["field", "input", "value"];
  const codes = { shape: 4161100, unknown: 4161101, missing: { field: 4161102, value: 4161103, input: 4161109 } };
  const given = namedArguments(argument, name, { required, codes });
  const field = fieldName(given.field, name);
  const input = context.compile(given.input, context);
  const value = removes ? () => undefined : context.compile(given.value, context);
  return (scope) => {
    const target = input(scope);
    if (isNullish(target)) return null;
    if (!isDocument(target)) throw mongoError(4161105, `${name} requires 'input' to evaluate to type Object`);
    const result: Doc = {};
    for (const key of Object.keys(target)) setField(result, key, target[key]);
    const content = value(scope);
    if (content === undefined) delete result[field];
    else setField(result, field, content);
    return result;
  };
};

/** The name must be a constant: a string, or `{ $literal: … }` for names that start with `$`. */
function fieldName(expr: Value, name: string): string {
  const constant = isDocument(expr) && Object.keys(expr).join() === "$literal" ? expr.$literal : expr;
  if (typeof constant !== "string")
    throw mongoError(
      4161107,
      `${name} requires 'field' to evaluate to a constant of type String, but got ${nameOf(constant)}`,
    );
  if (constant === expr && constant.startsWith("$"))
    throw mongoError(
      4161108,
      `A field path reference which is not allowed in this context. Did you mean {$literal: '${constant}'}?`,
    );
  return constant;
}

function binarySize(value: Value): Value {
  if (isNullish(value)) return null;
  if (typeof value === "string") return Buffer.byteLength(value);
  if (value instanceof Binary) return binaryBytes(value).length;
  throw mongoError(51276, `$binarySize requires a string or BinData argument, found: ${nameOf(value)}`);
}

function bsonSize(value: Value): Value {
  if (isNullish(value)) return null;
  if (!isDocument(value)) throw mongoError(31393, `$bsonSize requires a document input, found: ${nameOf(value)}`);
  return serializeDocument(value).length;
}

/** Document expressions. */
export const OBJECTS: OperatorTable = {
  $mergeObjects: variadic(mergeObjects),
  $getField: getFieldOperator,
  $setField: setFieldOperator,
  $unsetField: setFieldOperator,
  $binarySize: unary(binarySize),
  $bsonSize: unary(bsonSize),
};
