import { encodeKey } from "../../bson/keys";
import type { Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { binary, isNullish, isTruthy, nameOf, type OperatorTable, unary, variadic } from "./context";

function requireSet(value: Value, code: number, message: string): Value[] {
  if (!Array.isArray(value)) throw mongoError(code, `${message} ${nameOf(value)}`);
  return value;
}

function keysOf(items: Value[]): Set<string> {
  const keys = new Set<string>();
  for (const item of items) keys.add(encodeKey(item));
  return keys;
}

/** The elements without repetitions, in order of first occurrence. */
function distinct(items: Iterable<Value>): Value[] {
  const found = new Map<string, Value>();
  for (const item of items) {
    const key = encodeKey(item);
    if (!found.has(key)) found.set(key, item);
  }
  return [...found.values()];
}

/** The arrays among the arguments; null when a null or missing one comes before anything that is no array. */
function operands(values: Value[], code: number, name: string): Value[][] | null {
  const sets: Value[][] = [];
  for (const value of values) {
    if (isNullish(value)) return null;
    sets.push(requireSet(value, code, `All operands of ${name} must be arrays. One argument is of type:`));
  }
  return sets;
}

function union(values: Value[]): Value {
  const sets = operands(values, 17043, "$setUnion");
  return sets === null ? null : distinct(sets.flat());
}

function intersection(values: Value[]): Value {
  const sets = operands(values, 17047, "$setIntersection");
  if (sets === null) return null;
  const [first = [], ...others] = sets;
  const keys = others.map(keysOf);
  return distinct(first).filter((item) => keys.every((set) => set.has(encodeKey(item))));
}

function difference(a: Value, b: Value): Value {
  if (isNullish(a) || isNullish(b)) return null;
  const kept = requireSet(a, 17048, "both operands of $setDifference must be arrays. First argument is of type:");
  const keys = keysOf(
    requireSet(b, 17049, "both operands of $setDifference must be arrays. Second argument is of type:"),
  );
  return distinct(kept).filter((item) => !keys.has(encodeKey(item)));
}

function equals(values: Value[]): Value {
  if (values.length < 2) throw mongoError(17045, `$setEquals needs at least two arguments had: ${values.length}`);
  const message = "All operands of $setEquals must be arrays. One argument is of type:";
  const [first = new Set<string>(), ...others] = values.map((value) => keysOf(requireSet(value, 17044, message)));
  return others.every((other) => other.size === first.size && [...other].every((key) => first.has(key)));
}

function isSubset(a: Value, b: Value): Value {
  const part = requireSet(a, 17046, "both operands of $setIsSubset must be arrays. First argument is of type:");
  const whole = keysOf(
    requireSet(b, 17042, "both operands of $setIsSubset must be arrays. Second argument is of type:"),
  );
  return part.every((item) => whole.has(encodeKey(item)));
}

/** Set expressions: order and repetitions do not count; the order of a result is that of first occurrence. */
export const SETS: OperatorTable = {
  $setUnion: variadic(union),
  $setIntersection: variadic(intersection),
  $setDifference: binary(difference),
  $setEquals: variadic(equals),
  $setIsSubset: binary(isSubset),
  $anyElementTrue: unary((value) =>
    requireSet(value, 17041, "$anyElementTrue's argument must be an array, but is").some(isTruthy),
  ),
  $allElementsTrue: unary((value) =>
    requireSet(value, 17040, "$allElementsTrue's argument must be an array, but is").every(isTruthy),
  ),
};
