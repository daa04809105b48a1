import { ObjectId } from "bson";
import { encodeKey } from "../bson/keys";
import { isNumber, toDouble } from "../bson/numbers";
import { compareValues, isDocument, TypeOrder, typeOrder, type Value, valuesEqual } from "../bson/values";
import { mongoError } from "../errors";
import type { ValueTest } from "./path";
import { isRegex, toRegExp } from "./regex";

/** Tests of one value against the argument of $eq, $gt …, $in and $regex. `undefined` stands for a missing field. */

export type RangeOperator = "$gt" | "$gte" | "$lt" | "$lte";

const HASHED_FROM = 8;

/** Equality; null matches missing too. */
export function equalTo(expected: Value): ValueTest {
  if (expected === null || expected === undefined) return (value) => value === null || value === undefined;
  if (typeof expected === "boolean") return (value) => value === expected;
  if (typeof expected === "string") {
    return (value) => value === expected || (typeof value === "object" && valuesEqual(value, expected));
  }
  if (typeof expected === "number") {
    return (value) => value === expected || (isNumber(value) && valuesEqual(value, expected));
  }
  if (expected instanceof ObjectId) return (value) => value instanceof ObjectId && expected.equals(value);
  const order = typeOrder(expected);
  return (value) => value !== undefined && typeOrder(value) === order && compareValues(value, expected) === 0;
}

/** A range; only values of the argument's type match (type bracketing). @throws MongoError 2 for a regular expression. */
export function inRange(operator: RangeOperator, bound: Value, path: string): ValueTest {
  if (isRegex(bound)) throw mongoError(2, `Can't have RegEx as arg to predicate over field '${path}'.`);
  const inclusive = operator === "$gte" || operator === "$lte";
  const upwards = operator === "$gt" || operator === "$gte";
  const order = typeOrder(bound);
  if (order === TypeOrder.null || order === TypeOrder.missing) {
    return inclusive ? (value) => value === null || value === undefined : () => false;
  }
  // MinKey and MaxKey are not bracketed: they bound all values, the missing one included.
  if (order === TypeOrder.minKey || order === TypeOrder.maxKey) {
    const matchesOthers = upwards === (order === TypeOrder.minKey);
    return (value) => (typeOrder(value) === order ? inclusive : matchesOthers);
  }
  if (order === TypeOrder.number) return numberInRange({ inclusive, upwards }, bound);
  const accept = acceptor(upwards, inclusive);
  return (value) => typeOrder(value) === order && accept(compareValues(value, bound));
}

function acceptor(upwards: boolean, inclusive: boolean): (comparison: number) => boolean {
  if (upwards) return inclusive ? (c) => c >= 0 : (c) => c > 0;
  return inclusive ? (c) => c <= 0 : (c) => c < 0;
}

// NaN matches only NaN, and only where equality counts.
function numberInRange(range: { inclusive: boolean; upwards: boolean }, bound: Value): ValueTest {
  if (isNaNValue(bound)) return range.inclusive ? isNaNValue : () => false;
  const accept = acceptor(range.upwards, range.inclusive);
  return (value) => isNumber(value) && !isNaNValue(value) && accept(compareValues(value, bound));
}

function isNaNValue(value: Value): boolean {
  return isNumber(value) && Number.isNaN(toDouble(value));
}

/** The members of an $in, sorted into what can be looked up. @throws MongoError 2 for a non-array or nested operators. */
export function oneOf(list: Value, operator: "$in" | "$nin"): ValueTest {
  if (!Array.isArray(list)) throw mongoError(2, `${operator} needs an array`);
  const strings = new Set<string>();
  const others: Value[] = [];
  const patterns: ValueTest[] = [];
  let matchesNull = false;
  for (const item of list as Value[]) {
    if (isDocument(item) && startsWithOperator(item)) throw mongoError(2, `cannot nest $ under ${operator}`);
    if (isRegex(item)) patterns.push(matchesRegex(item.pattern, item.options));
    else if (typeof item === "string") strings.add(item);
    else if (item === null || item === undefined) matchesNull = true;
    else others.push(item);
  }
  const isOther = others.length < HASHED_FROM ? linearTest(others) : hashedTest(others);
  return (value) => {
    if (value === null || value === undefined) return matchesNull;
    if (typeof value === "string" && strings.has(value)) return true;
    if (isOther(value)) return true;
    for (const pattern of patterns) if (pattern(value)) return true;
    return false;
  };
}

/** Whether a document is a set of operators: its first name starts with $ (and is not of a DBRef). */
export function startsWithOperator(doc: { [key: string]: Value }): boolean {
  for (const name in doc) return isOperatorName(name);
  return false;
}

export function isOperatorName(name: string): boolean {
  return name.charCodeAt(0) === 36 && name !== "$ref" && name !== "$id" && name !== "$db";
}

function linearTest(items: readonly Value[]): ValueTest {
  const tests = items.map(equalTo);
  return (value) => {
    for (const test of tests) if (test(value)) return true;
    return false;
  };
}

function hashedTest(items: readonly Value[]): ValueTest {
  const orders = new Set(items.map(typeOrder));
  const keys = new Set(items.map(encodeKey));
  return (value) => orders.has(typeOrder(value)) && keys.has(encodeKey(value));
}

/** Strings that match the pattern, and regular expressions that are this very one. */
export function matchesRegex(pattern: string, options: string): ValueTest {
  const regex = toRegExp(pattern, options);
  const sorted = [...options].sort().join("");
  return (value) => {
    if (typeof value === "string") return regex.test(value);
    return isRegex(value) && value.pattern === pattern && value.options === sorted;
  };
}
