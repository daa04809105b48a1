import { isTruthy } from "../aggregate/expressions/context";
import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { equalTo, inRange, isOperatorName, matchesRegex, oneOf, startsWithOperator } from "./comparisons";
import { anyElement, bindToPath, type LeafMode, type Predicate, type ValueTest } from "./path";
import { isRegex } from "./regex";
import { hasBits, hasSize, hasType, leavesRemainder } from "./types";

/** What a field of a filter demands, before it is bound to a path (in a document) or to a single value (in $elemMatch). */
export type Condition =
  | {
      kind: "leaf";
      test: ValueTest;
      mode: LeafMode /** What one element has to be ($elemMatch). */;
      element?: ValueTest;
    }
  | { kind: "all"; conditions: readonly Condition[]; negated: boolean };

/** Compiles a nested filter (for $elemMatch); given by `match.ts`. */
export type FilterCompiler = (filter: Doc) => Predicate;

type Context = { path: string; spec: Doc; compile: FilterCompiler };
type Operator = (argument: Value, context: Context) => Condition;

/** The condition of `field: value`, where value is operators, a regular expression or a plain value. */
export function fieldCondition(path: string, value: Value, compile: FilterCompiler): Condition {
  if (isRegex(value)) return elements(matchesRegex(value.pattern, value.options));
  if (isDocument(value) && startsWithOperator(value)) return operatorsCondition(path, value, compile);
  return elements(equalTo(value));
}

/** All operators of `{ $gt: 1, $lt: 5 }`. @throws MongoError 2 for an unknown one. */
function operatorsCondition(path: string, spec: Doc, compile: FilterCompiler): Condition {
  const conditions: Condition[] = [];
  for (const name of Object.keys(spec)) {
    if (name === "$options") {
      if (!("$regex" in spec)) throw mongoError(2, "$options needs a $regex");
      continue;
    }
    const operator = OPERATORS.get(name);
    if (operator === undefined) throw unknownOperator(name);
    conditions.push(operator(spec[name], { path, spec, compile }));
  }
  return conditions.length === 1 ? (conditions[0] as Condition) : { kind: "all", conditions, negated: false };
}

const NOT_SUPPORTED = new Set([
  "$geoWithin",
  "$geoIntersects",
  "$within",
  "$maxDistance",
  "$minDistance",
  "$uniqueDocs",
]);

function unknownOperator(name: string): Error {
  if (name === "$near" || name === "$nearSphere" || name === "$geoNear") {
    return mongoError(
      291,
      `error processing query: unable to find index for ${name} query (geo queries are not supported)`,
    );
  }
  if (NOT_SUPPORTED.has(name)) return mongoError(238, `${name} is not supported by this server`);
  return mongoError(2, `unknown operator: ${name}`);
}

function elements(test: ValueTest): Condition {
  return { kind: "leaf", test, mode: "elements" };
}

function whole(test: ValueTest): Condition {
  return { kind: "leaf", test, mode: "whole" };
}

function negate(condition: Condition): Condition {
  return { kind: "all", conditions: [condition], negated: true };
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["$eq", (argument) => elements(equalTo(argument))],
  ["$ne", notEqual],
  ["$gt", (argument, { path }) => elements(inRange("$gt", argument, path))],
  ["$gte", (argument, { path }) => elements(inRange("$gte", argument, path))],
  ["$lt", (argument, { path }) => elements(inRange("$lt", argument, path))],
  ["$lte", (argument, { path }) => elements(inRange("$lte", argument, path))],
  ["$in", (argument) => elements(oneOf(argument, "$in"))],
  ["$nin", (argument) => negate(elements(oneOf(argument, "$nin")))],
  ["$not", not],
  ["$exists", exists],
  ["$type", (argument, { path }) => elements(hasType(argument, path))],
  ["$regex", regex],
  ["$mod", (argument) => elements(leavesRemainder(argument))],
  ["$size", (argument) => whole(hasSize(argument))],
  ["$all", all],
  ["$elemMatch", elementMatch],
  ["$bitsAllSet", (argument) => elements(hasBits("$bitsAllSet", argument))],
  ["$bitsAnySet", (argument) => elements(hasBits("$bitsAnySet", argument))],
  ["$bitsAllClear", (argument) => elements(hasBits("$bitsAllClear", argument))],
  ["$bitsAnyClear", (argument) => elements(hasBits("$bitsAnyClear", argument))],
]);

/** The operators on a field that filters may have. */
export const FIELD_OPERATORS: readonly string[] = [...OPERATORS.keys(), "$options"];

function notEqual(argument: Value): Condition {
  if (isRegex(argument)) throw mongoError(2, "Can't have regex as arg to $ne.");
  return negate(elements(equalTo(argument)));
}

function not(argument: Value, { path, compile }: Context): Condition {
  if (isRegex(argument)) return negate(elements(matchesRegex(argument.pattern, argument.options)));
  if (!isDocument(argument)) throw mongoError(2, "$not needs a regex or a document");
  if (Object.keys(argument).length === 0) throw mongoError(2, "$not cannot be empty");
  return negate(operatorsCondition(path, argument, compile));
}

function exists(argument: Value): Condition {
  const condition = whole((value) => value !== undefined);
  return isTruthy(argument) ? condition : negate(condition);
}

function regex(argument: Value, { spec }: Context): Condition {
  const { $options: options } = spec;
  if (options !== undefined && typeof options !== "string") throw mongoError(2, "$options has to be a string");
  if (isRegex(argument)) {
    if (options !== undefined && argument.options !== "")
      throw mongoError(51075, "options set in both $regex and $options");
    return elements(matchesRegex(argument.pattern, options ?? argument.options));
  }
  if (typeof argument !== "string") throw mongoError(2, "$regex has to be a string");
  return elements(matchesRegex(argument, options ?? ""));
}

function all(argument: Value, { path, compile }: Context): Condition {
  if (!Array.isArray(argument)) throw mongoError(2, "$all needs an array");
  const items = argument as Value[];
  if (items.length === 0) return whole(() => false);
  const withElemMatch = items.filter((item) => isDocument(item) && "$elemMatch" in item).length;
  if (withElemMatch > 0 && withElemMatch < items.length) throw mongoError(2, "$all/$elemMatch has to be consistent");
  const conditions = items.map((item) => {
    if (withElemMatch === 0 && isDocument(item) && startsWithOperator(item))
      throw mongoError(2, "no $ expressions in $all");
    return fieldCondition(path, item, compile);
  });
  return { kind: "all", conditions, negated: false };
}

const LOGICAL = new Set(["$and", "$or", "$nor", "$expr", "$where", "$comment", "$jsonSchema", "$text"]);

function elementMatch(argument: Value, { path, compile }: Context): Condition {
  const element = elementTest(path, argument, compile);
  const test: ValueTest = (value) => {
    if (!Array.isArray(value)) return false;
    for (const item of value) if (element(item)) return true;
    return false;
  };
  return { kind: "leaf", test, mode: "whole", element };
}

/** What $elemMatch demands of one element: operators on the element itself, or a filter on its fields. @throws MongoError 2 */
export function elementTest(path: string, argument: Value, compile: FilterCompiler): ValueTest {
  if (!isDocument(argument)) throw mongoError(2, "$elemMatch needs an Object");
  const first = Object.keys(argument)[0];
  const onValues = first !== undefined && isOperatorName(first) && !LOGICAL.has(first);
  return onValues ? bindToValue(operatorsCondition(path, argument, compile)) : documentTest(compile(argument));
}

// An array inside the array counts as a document with its positions as names.
function documentTest(predicate: Predicate): ValueTest {
  return (value) => {
    if (isDocument(value)) return predicate(value);
    return Array.isArray(value) && predicate(Object.fromEntries(value.entries()));
  };
}

/** A predicate on documents. */
export function bindCondition(path: string, condition: Condition): Predicate {
  if (condition.kind === "leaf") return bindToPath(path, condition.test, condition.mode);
  const predicate = conjunction(condition.conditions.map((part) => bindCondition(path, part)));
  return condition.negated ? (doc) => !predicate(doc) : predicate;
}

/** A test on one value, which is not searched for elements (as inside $elemMatch). */
function bindToValue(condition: Condition): ValueTest {
  if (condition.kind === "leaf") return condition.test;
  const test = conjunction(condition.conditions.map(bindToValue));
  return condition.negated ? (value) => !test(value) : test;
}

/** A test on one value that looks into it if it is an array, as for a field of a document. */
export function bindToField(condition: Condition): ValueTest {
  if (condition.kind === "leaf") return condition.mode === "whole" ? condition.test : anyElement(condition.test);
  const test = conjunction(condition.conditions.map(bindToField));
  return condition.negated ? (value) => !test(value) : test;
}

/** All of the tests. */
export function conjunction<T>(tests: readonly ((value: T) => boolean)[]): (value: T) => boolean {
  const [first, second, third] = tests;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (tests.length === 2) return (value) => first(value) && second(value);
  if (third !== undefined && tests.length === 3) return (value) => first(value) && second(value) && third(value);
  return (value) => {
    for (const test of tests) if (!test(value)) return false;
    return true;
  };
}
