import { isNumber } from "../../bson/numbers";
import { compareValues, type Doc, getField, isDocument, setField, type Value } from "../../bson/values";
import { mongoError } from "../../errors";
import { compileElementSort } from "../../query/sort";
import { requireArray } from "./arrays";
import {
  type Arguments,
  asInt32,
  type Evaluate,
  isNullish,
  named,
  namedArguments,
  nameOf,
  type OperatorCompiler,
  type OperatorTable,
  unary,
} from "./context";

const zip: OperatorCompiler = (argument, context, name) => {
  const shape = {
    required: ["inputs"],
    optional: ["useLongestLength", "defaults"],
    codes: { shape: 34460, unknown: 34464, missing: 34465 },
  };
  const given = namedArguments(argument, name, shape);
  const { inputs, defaults, useLongestLength: longest = false } = given;
  if (!Array.isArray(inputs))
    throw mongoError(34461, `inputs must be an array of expressions, found ${nameOf(inputs)}`);
  if (inputs.length === 0) throw mongoError(34465, "$zip requires at least one input array");
  if (typeof longest !== "boolean")
    throw mongoError(34463, `useLongestLength must be a bool, found ${nameOf(longest)}`);
  if (defaults !== undefined && !Array.isArray(defaults))
    throw mongoError(34462, `defaults must be an array of expressions, found ${nameOf(defaults)}`);
  if (defaults !== undefined && !longest)
    throw mongoError(34466, "cannot specify defaults unless useLongestLength is true");
  if (defaults !== undefined && defaults.length !== inputs.length)
    throw mongoError(34467, "defaults and inputs must have the same length");
  const arrays = inputs.map((item) => context.compile(item, context));
  const fill = (defaults ?? []).map((item) => context.compile(item, context));
  return (scope) => {
    const values: Value[][] = [];
    for (const array of arrays) {
      const value = array(scope);
      if (isNullish(value)) return null;
      values.push(requireArray(value, 34468, "$zip found a non-array expression in input: "));
    }
    const lengths = values.map((value) => value.length);
    const length = longest ? Math.max(...lengths) : Math.min(...lengths);
    const missing = fill.map((item: Evaluate) => item(scope) ?? null);
    return Array.from({ length }, (_, i) =>
      values.map((value, k) => (i < value.length ? value[i] : (missing[k] ?? null))),
    );
  };
};

const sortArray: OperatorCompiler = (argument, context, name) => {
  const shape = { required: ["input", "sortBy"], codes: { shape: 2942500, unknown: 2942501, missing: 2942502 } };
  const given = namedArguments(argument, name, shape);
  const input = context.compile(given.input, context);
  const compare = elementOrder(given.sortBy);
  return (scope) => {
    const value = input(scope);
    if (isNullish(value)) return null;
    return requireArray(
      value,
      2942504,
      "The input argument to $sortArray must be an array, but was of type: ",
    ).toSorted(compare);
  };
};

function elementOrder(sortBy: Value): (a: Value, b: Value) => number {
  if (isDocument(sortBy)) {
    const compare = compileElementSort(sortBy);
    const nothing: Doc = {};
    // An element that is not a document has none of the fields.
    return (a, b) => compare(isDocument(a) ? a : nothing, isDocument(b) ? b : nothing);
  }
  const direction = asInt32(sortBy);
  if (direction !== 1 && direction !== -1)
    throw mongoError(2942507, "The $sortArray sort order must be either 1 or -1, or a document of sort keys");
  return direction === 1 ? compareValues : (a, b) => compareValues(b, a);
}

function arrayToObject(value: Value): Value {
  if (isNullish(value)) return null;
  const items = requireArray(value, 40386, "$arrayToObject requires an array input, found: ");
  const result: Doc = {};
  // The first element decides the form of all.
  const inPairs = Array.isArray(items[0]);
  for (const item of items) {
    if (Array.isArray(item) !== inPairs)
      throw mongoError(inPairs ? 40396 : 40391, "$arrayToObject requires elements that are all arrays or all objects");
    const [key, content] = Array.isArray(item) ? pairOf(item) : fieldPair(item);
    if (key.includes("\0")) throw mongoError(4940400, "Key field cannot contain an embedded null byte");
    setField(result, key, content);
  }
  return result;
}

function pairOf(item: Value[]): [string, Value] {
  const [key, content] = item;
  if (item.length !== 2)
    throw mongoError(40397, `$arrayToObject requires an array of size 2 arrays, found array of size: ${item.length}`);
  if (typeof key !== "string")
    throw mongoError(
      40395,
      `$arrayToObject requires an array of key-value pairs, where the key must be of type string. Found key type: ${nameOf(key)}`,
    );
  return [key, content];
}

function fieldPair(item: Value): [string, Value] {
  if (!isDocument(item)) throw mongoError(40398, `Unrecognised input type format for $arrayToObject: ${nameOf(item)}`);
  if (Object.keys(item).length !== 2) throw mongoError(40392, "$arrayToObject requires objects with two fields");
  if (!("k" in item) || !("v" in item))
    throw mongoError(40393, "$arrayToObject requires an object with keys 'k' and 'v'");
  const key = getField(item, "k");
  if (typeof key !== "string")
    throw mongoError(
      40394,
      `$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string. Found type: ${nameOf(key)}`,
    );
  return [key, getField(item, "v")];
}

/** The `n` of `$firstN` and its like. @throws 5787902 not a number, 5787903 not integral, 5787908 not positive */
export function requireCountN(value: Value): number {
  if (!isNumber(value)) throw mongoError(5787902, `Value for 'n' must be of integral type, but found ${nameOf(value)}`);
  const n = asInt32(value);
  if (n === null) throw mongoError(5787903, "Value for 'n' must be of integral type");
  if (n <= 0) throw mongoError(5787908, `'n' must be greater than 0, found ${n}`);
  return n;
}

function countedN(pick: (items: Value[], n: number) => Value[]) {
  const shape = {
    required: ["n", "input"],
    codes: { shape: 5787801, unknown: 5787901, missing: { n: 5787906, input: 5787907 } },
  };
  return named(shape, ({ n, input }: Arguments) => {
    const count = requireCountN(n);
    return pick(requireArray(input, 5788200, "Input must be an array, found "), count);
  });
}

const present = (items: Value[]): Value[] => items.filter((item) => !isNullish(item));

/** Array expressions that rearrange: zip, sort, pairs to documents, the first/last/smallest/largest n. */
export const ARRAY_FUNCTIONS: OperatorTable = {
  $zip: zip,
  $sortArray: sortArray,
  $arrayToObject: unary(arrayToObject),
  $objectToArray: unary((value) => {
    if (isNullish(value)) return null;
    if (!isDocument(value))
      throw mongoError(40390, `$objectToArray requires a document input, found: ${nameOf(value)}`);
    return Object.entries(value).map(([k, v]) => ({ k, v }));
  }),
  $firstN: countedN((items, n) => items.slice(0, n)),
  $lastN: countedN((items, n) => items.slice(-n)),
  $minN: countedN((items, n) => present(items).sort(compareValues).slice(0, n)),
  $maxN: countedN((items, n) =>
    present(items)
      .sort((a, b) => compareValues(b, a))
      .slice(0, n),
  ),
};
