import { describeValue } from "../bson/describe";
import { isNumber, toDouble, toInteger } from "../bson/numbers";
import { compareValues, type Doc, isDocument, typeName, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { type Comparator, compileElementSort } from "../query/sort";
import { pushTarget } from "./array-operators";
import type { ChangeCompiler } from "./change";

/** $push with $each, $position, $sort and $slice. */

type Push = {
  values: readonly Value[];
  position: number | null;
  slice: number | null;
  sort: ((values: Value[]) => void) | null;
};

/** What stands beside the values in `$push`. */
export const PUSH_CLAUSES: readonly string[] = ["$each", "$slice", "$sort", "$position"];

/** @throws MongoError 2 for malformed clauses. */
export const push: ChangeCompiler = (argument) => {
  if (!isDocument(argument) || !("$each" in argument)) {
    return (current, { path, doc }) => [...pushTarget(current, path, doc), argument];
  }
  const parsed = parsePush(argument);
  return (current, { path, doc }) => pushAll(pushTarget(current, path, doc), parsed);
};

function parsePush(argument: Doc): Push {
  const { $each: each, $position: position, $slice: slice, $sort: sort } = argument;
  if (!Array.isArray(each)) {
    throw mongoError(2, `The argument to $each in $push must be an array but it was of type: ${typeName(each)}`);
  }
  const unknown = Object.keys(argument).find((name) => !PUSH_CLAUSES.includes(name));
  if (unknown !== undefined) throw mongoError(2, `Unrecognized clause in $push: ${unknown}`);
  return {
    values: each as Value[],
    position: position === undefined ? null : wholeNumber(position, "$position"),
    slice: slice === undefined ? null : wholeNumber(slice, "$slice"),
    sort: sort === undefined ? null : parseSort(sort),
  };
}

function wholeNumber(value: Value, clause: string): number {
  const whole = isNumber(value) ? toInteger(value) : null;
  if (whole === null) {
    throw mongoError(2, `The value for ${clause} must be an integer value but was given type: ${typeName(value)}`);
  }
  return Number(whole);
}

function parseSort(sort: Value): (values: Value[]) => void {
  if (isNumber(sort)) {
    const direction = toDouble(sort);
    if (Math.abs(direction) !== 1) throw mongoError(2, "The $sort element value must be either 1 or -1");
    return (values) => values.sort((a, b) => compareValues(a, b) * direction);
  }
  if (!isDocument(sort)) {
    throw mongoError(
      2,
      "The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields",
    );
  }
  checkSortPattern(sort);
  const compare: Comparator = compileElementSort(sort);
  const asDocument = (value: Value): Doc => (isDocument(value) ? value : {});
  return (values) => values.sort((a, b) => compare(asDocument(a), asDocument(b)));
}

function checkSortPattern(pattern: Doc): void {
  const names = Object.keys(pattern);
  if (names.length === 0) throw mongoError(2, "The $sort pattern is empty when it should be a set of fields.");
  for (const name of names) {
    if (name.split(".").includes(""))
      throw mongoError(2, `The $sort field is a dotted field but has an empty part: ${name}`);
    const direction = pattern[name];
    if (!isNumber(direction) || Math.abs(toDouble(direction)) !== 1) {
      throw mongoError(2, `The $sort element value must be either 1 or -1, but was ${describeValue(direction)}`);
    }
  }
}

// The order of the steps is MongoDB's: insert, sort, cut.
function pushAll(current: readonly Value[], { values, position, slice, sort }: Push): Value[] {
  const at = insertionPoint(current.length, position);
  const result = [...current.slice(0, at), ...values, ...current.slice(at)];
  sort?.(result);
  if (slice === null) return result;
  return slice >= 0 ? result.slice(0, slice) : result.slice(slice);
}

function insertionPoint(length: number, position: number | null): number {
  if (position === null) return length;
  return position >= 0 ? Math.min(position, length) : Math.max(0, length + position);
}
