import { BSONRegExp, ObjectId } from "bson";
import { encodeKey, invertKey, keySuccessor, typeByte } from "../bson/keys";
import { type Doc, isDocument, TypeOrder, typeOrder, type Value } from "../bson/values";

/** What a filter says about one path, as far as an index can serve it. All of it holds for every match. */
export type Condition = {
  /** Values of which the path must have one ($eq, $in, the first of $all). */
  points: Value[] | null;
  low: { value: Value; isInclusive: boolean } | null;
  high: { value: Value; isInclusive: boolean } | null;
  /** Text that a string must start with. */
  prefix: { text: string; regex: BSONRegExp } | null;
};

/** A half-open range of encoded keys: `low <= key < high`. */
export type KeyRange = { low: string; high: string };

/** Greater than every key. */
const ABOVE_ALL = "\u0100";

/** The end of the range of all keys that start with `prefix`. */
export function after(prefix: string): string {
  return keySuccessor(prefix) ?? ABOVE_ALL;
}

function conditionAt(conditions: Map<string, Condition>, path: string): Condition {
  let condition = conditions.get(path);
  if (condition === undefined) {
    condition = { points: null, low: null, high: null, prefix: null };
    conditions.set(path, condition);
  }
  return condition;
}

function isPlainPoint(value: Value): boolean {
  return !Array.isArray(value) && !(value instanceof BSONRegExp) && value !== undefined;
}

/** A demand for a value that has the key of what matches, and of nothing else: null also matches a missing field. */
export function isPlainEquality(value: Value): boolean {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return true;
    default:
      return value instanceof ObjectId || value instanceof Date;
  }
}

/** Types whose range comparisons stay inside their own type; null, arrays, regexes and the two ends do not or may not. */
function isRangeValue(value: Value): boolean {
  const order = typeOrder(value);
  return order >= TypeOrder.number && order < TypeOrder.regex && order !== TypeOrder.array;
}

function addPoints(condition: Condition, values: Value[]): void {
  if (!values.every(isPlainPoint)) return;
  if (condition.points === null || values.length < condition.points.length) condition.points = values;
}

const LITERAL_PREFIX = /^\^([A-Za-z0-9 _@:,/\u0080-\uffff-]+)(.?)/u;

function addRegex(condition: Condition, regex: BSONRegExp): void {
  if (condition.prefix !== null || regex.options !== "" || regex.pattern.includes("|")) return;
  const found = LITERAL_PREFIX.exec(regex.pattern);
  if (found === null) return;
  const text = found[1] as string;
  const kept = /[?*{]/.test(found[2] ?? "") ? [...text].slice(0, -1).join("") : text;
  if (kept !== "") condition.prefix = { text: kept, regex };
}

function addOperator(condition: Condition, name: string, operand: { value: Value; options: Value }): void {
  const { value } = operand;
  switch (name) {
    case "$eq":
      addPoints(condition, [value]);
      return;
    case "$in":
      if (Array.isArray(value)) addPoints(condition, value);
      return;
    case "$all":
      if (Array.isArray(value) && value.length > 0 && !isOperatorDoc(value[0])) addPoints(condition, [value[0]]);
      return;
    case "$gt":
    case "$gte":
      if (isRangeValue(value)) condition.low ??= { value, isInclusive: name === "$gte" };
      return;
    case "$lt":
    case "$lte":
      if (isRangeValue(value)) condition.high ??= { value, isInclusive: name === "$lte" };
      return;
    case "$regex":
      if (operand.options !== undefined) return;
      if (typeof value === "string") addRegex(condition, new BSONRegExp(value));
      else if (value instanceof BSONRegExp) addRegex(condition, value);
  }
}

function isOperatorDoc(value: Value): value is Doc {
  if (!isDocument(value)) return false;
  return Object.keys(value)[0]?.startsWith("$") === true;
}

/** Everything that the filter demands of single paths; what it cannot read it leaves out. */
export function conditionsOf(filter: Doc, into = new Map<string, Condition>()): Map<string, Condition> {
  for (const name of Object.keys(filter)) {
    const value = filter[name];
    if (name === "$and" && Array.isArray(value)) {
      for (const part of value) if (isDocument(part)) conditionsOf(part, into);
    } else if (!name.startsWith("$")) {
      addField(conditionAt(into, name), value);
    }
  }
  return into;
}

function addField(condition: Condition, value: Value): void {
  if (value instanceof BSONRegExp) {
    addRegex(condition, value);
  } else if (isOperatorDoc(value)) {
    for (const operator of Object.keys(value)) {
      addOperator(condition, operator, { value: value[operator], options: value.$options });
    }
  } else {
    addPoints(condition, [value]);
  }
}

/** Whether no document without the path (or with null there) can match. */
export function excludesNull(condition: Condition): boolean {
  if (condition.low !== null || condition.high !== null || condition.prefix !== null) return true;
  return condition.points?.every((value) => value !== null && value !== undefined) ?? false;
}

/** The encoded points of a condition, ascending and distinct; null when it has none. */
export function pointKeys(condition: Condition): string[] | null {
  if (condition.points === null) return null;
  if (condition.points.length === 1) return [encodeKey(condition.points[0])];
  return [...new Set(condition.points.map(encodeKey))].sort();
}

type Edge = { key: string; isInclusive: boolean };

function toRange(low: Edge, high: Edge, isDescending: boolean): KeyRange {
  if (!isDescending) {
    return { low: low.isInclusive ? low.key : after(low.key), high: high.isInclusive ? after(high.key) : high.key };
  }
  const first = invertKey(high.key);
  const last = invertKey(low.key);
  return { low: high.isInclusive ? first : after(first), high: low.isInclusive ? after(last) : last };
}

/**
 * Ranges of keys of one field for a condition without points; null when it bounds nothing. With `isMultikey` only one
 * side is used: different elements of an array may satisfy the two.
 */
export function rangeKeys(
  condition: Condition,
  field: { isMultikey: boolean; isDescending: boolean },
): KeyRange[] | null {
  const { low, high, prefix } = condition;
  if (low !== null || high !== null) {
    const order = typeOrder((low ?? high)?.value);
    const bracket: Edge = { key: typeByte(order), isInclusive: true };
    const isHighUsed = high !== null && (low === null || (!field.isMultikey && typeOrder(high.value) === order));
    const from = low === null ? bracket : { key: encodeKey(low.value), isInclusive: low.isInclusive };
    const to = isHighUsed ? { key: encodeKey(high.value), isInclusive: high.isInclusive } : bracket;
    return [toRange(from, to, field.isDescending)];
  }
  if (prefix === null) return null;
  const text: Edge = { key: encodeKey(prefix.text).slice(0, -1), isInclusive: true }; // without the end of the string
  const itself: Edge = { key: encodeKey(prefix.regex), isInclusive: true };
  const ranges = [toRange(text, text, field.isDescending), toRange(itself, itself, field.isDescending)];
  return field.isDescending ? ranges.reverse() : ranges;
}
