import { isNumber, toDouble } from "../../bson/numbers";
import { type Value, valuesEqual } from "../../bson/values";
import { mongoError } from "../../errors";
import { asInt32, binary, isNullish, nameOf, type OperatorTable, ranged, unary, variadic } from "./context";

/** @throws code when the value is not an array */
export function requireArray(value: Value, code: number, message: string): Value[] {
  if (Array.isArray(value)) return value;
  throw mongoError(code, `${message}${nameOf(value)}`);
}

function requireInt(value: Value, [notNumber, notInt]: [number, number], what: string): number {
  if (!isNumber(value)) throw mongoError(notNumber, `${what} must be a numeric value, but is ${nameOf(value)}`);
  const integer = asInt32(value);
  if (integer === null)
    throw mongoError(notInt, `${what} must be representable as a 32-bit integer: ${toDouble(value)}`);
  return integer;
}

function arrayElemAt(array: Value, index: Value): Value {
  if (isNullish(array) || isNullish(index)) return null;
  const items = requireArray(array, 28689, "$arrayElemAt's first argument must be an array, but is ");
  const at = requireInt(index, [28690, 28691], "$arrayElemAt's second argument");
  return items.at(at);
}

function endOf(at: 0 | -1) {
  return unary((value, name) =>
    isNullish(value) ? null : requireArray(value, 28689, `${name}'s argument must be an array, but is `).at(at),
  );
}

function concatArrays(values: Value[]): Value {
  const result: Value[] = [];
  for (const value of values) {
    if (isNullish(value)) return null;
    for (const item of requireArray(value, 28664, "$concatArrays only supports arrays, not ")) result.push(item);
  }
  return result;
}

function includes(value: Value, array: Value): boolean {
  const items = requireArray(array, 40081, "$in requires an array as a second argument, found: ");
  for (const item of items) if (valuesEqual(item, value)) return true;
  return false;
}

function slice(values: Value[]): Value {
  const [array, second, third] = values;
  if (isNullish(array) || isNullish(second)) return null;
  const items = requireArray(array, 28724, "First argument to $slice must be an array, but is of type: ");
  const first = requireInt(second, [28725, 28726], "Second argument to $slice");
  if (values.length < 3) return first >= 0 ? items.slice(0, first) : items.slice(first);
  if (isNullish(third)) return null;
  const count = requireInt(third, [28727, 28728], "Third argument to $slice");
  if (count <= 0) throw mongoError(28729, `Third argument to $slice must be positive: ${count}`);
  const start = first >= 0 ? first : Math.max(items.length + first, 0);
  return items.slice(start, start + count);
}

const MAX_RANGE = 10_000_000;

function range(values: Value[]): Value {
  const [from, to] = values;
  const start = requireInt(from, [34443, 34444], "$range's starting value");
  const end = requireInt(to, [34445, 34446], "$range's ending value");
  const step = requireInt(values.length > 2 ? values[2] : 1, [34447, 34448], "$range's step value");
  if (step === 0) throw mongoError(34449, "$range requires a non-zero step value");
  if ((end - start) / step > MAX_RANGE) throw mongoError(146, "$range would make an array that is too large");
  const result: Value[] = [];
  for (let value = start; step > 0 ? value < end : value > end; value += step) result.push(value);
  return result;
}

function indexOfArray(values: Value[]): Value {
  const [array, wanted] = values;
  if (isNullish(array)) return null;
  const items = requireArray(array, 40090, "$indexOfArray requires an array as a first argument, found: ");
  const bound = (value: Value): number => {
    const index = asInt32(value);
    if (index === null)
      throw mongoError(40096, `$indexOfArray requires an integral index, found a value of type: ${nameOf(value)}`);
    if (index < 0) throw mongoError(40097, `$indexOfArray requires a nonnegative index, found: ${index}`);
    return index;
  };
  const start = values.length > 2 ? bound(values[2]) : 0;
  const end = values.length > 3 ? Math.min(bound(values[3]), items.length) : items.length;
  for (let i = start; i < end; i++) if (valuesEqual(items[i], wanted)) return i;
  return -1;
}

/** Array expressions without a sub-expression per element; those are in `array-functions.ts`. */
export const ARRAYS: OperatorTable = {
  $arrayElemAt: binary(arrayElemAt),
  $first: endOf(0),
  $last: endOf(-1),
  $concatArrays: variadic(concatArrays),
  $in: binary(includes),
  $isArray: unary((value) => Array.isArray(value)),
  $size: unary(
    (value) => requireArray(value, 17124, "The argument to $size must be an array, but was of type: ").length,
  ),
  $slice: ranged(2, 3, slice),
  $range: ranged(2, 3, range),
  $reverseArray: unary((value) =>
    isNullish(value)
      ? null
      : requireArray(value, 34435, "The argument to $reverseArray must be an array, but was of type: ").toReversed(),
  ),
  $indexOfArray: ranged(2, 4, indexOfArray),
};
