import { isTruthy } from "../aggregate/expressions/context";
import { isNumber, toDouble } from "../bson/numbers";
import { type Doc, isDocument, type Value, valuesEqual } from "../bson/values";
import { mongoError } from "../errors";
import { startsWithOperator } from "../query/comparisons";
import { compileFilter, refuseExpressions } from "../query/match";
import { isRegex } from "../query/regex";
import type { IndexSpec } from "../store/secondary-index";
import { looseFlag } from "./arguments";

/** The options that an index may have; `background` and `ns` have no effect, as in MongoDB. */
export const INDEX_OPTIONS: readonly string[] = [
  "v",
  "key",
  "name",
  "unique",
  "sparse",
  "partialFilterExpression",
  "expireAfterSeconds",
  "background",
  "ns",
];
const KNOWN: ReadonlySet<string> = new Set([...INDEX_OPTIONS, "hidden"]);
const REFUSED: ReadonlySet<string> = new Set([
  "collation",
  "weights",
  "default_language",
  "language_override",
  "textIndexVersion",
  "2dsphereIndexVersion",
  "bits",
  "min",
  "max",
  "bucketSize",
  "wildcardProjection",
  "storageEngine",
  "prepareUnique",
  "clustered",
]);
const PARTIAL_OPERATORS: ReadonlySet<string> = new Set([
  "$eq",
  "$gt",
  "$gte",
  "$lt",
  "$lte",
  "$exists",
  "$type",
  "$in",
]);
const MAX_EXPIRE_SECONDS = 2_147_483_647;

function readDirection(path: string, value: Value): number {
  if (typeof value === "string") throw mongoError(67, `Index type '${value}' is not supported (field '${path}')`);
  const direction = isNumber(value) ? toDouble(value) : Number.NaN;
  if (Number.isNaN(direction) || direction === 0) {
    throw mongoError(67, "Values in the index key pattern must be numbers other than 0");
  }
  return direction;
}

function readKey(value: Value): Doc {
  if (!isDocument(value) || Object.keys(value).length === 0) throw mongoError(67, "Index keys cannot be empty.");
  for (const path of Object.keys(value)) {
    if (path.includes("$**")) throw mongoError(67, "Wildcard indexes are not supported");
    if (path.split(".").includes("")) throw mongoError(67, "Index keys cannot contain an empty field.");
    readDirection(path, value[path]);
  }
  return value;
}

// A well-formed filter's conditions: what is negated or looks into values is not taken, whatever its name.
function checkPartial(filter: Doc): void {
  for (const name of Object.keys(filter)) {
    const value = filter[name];
    if (name === "$and" || name === "$or") (value as Doc[]).forEach(checkPartial);
    else if (name.startsWith("$") ? name !== "$comment" : !isPartialCondition(value)) {
      throw mongoError(67, `Expression not supported in partial index: ${name}`);
    }
  }
}

function isPartialCondition(value: Value): boolean {
  if (isRegex(value)) return false;
  if (!isDocument(value) || !startsWithOperator(value)) return true;
  return Object.keys(value).every(
    (name) => PARTIAL_OPERATORS.has(name) && (name !== "$exists" || isTruthy(value.$exists)),
  );
}

/** The `expireAfterSeconds` of an index over this key. @throws code for what no index can have */
export function readExpiry(value: Value, key: Doc, code: number): number {
  if (Object.keys(key).length > 1) {
    throw mongoError(code, "TTL indexes are single-field indexes, compound indexes do not support TTL.");
  }
  const seconds = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!(seconds >= 0) || seconds > MAX_EXPIRE_SECONDS) {
    throw mongoError(
      code,
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, got ${String(value)}`,
    );
  }
  return Math.trunc(seconds);
}

/** The index that createIndexes describes, with only the options that are set. @throws 67, 197, 9, 224 */
export function readIndexSpec(given: Value): IndexSpec {
  if (!isDocument(given)) throw mongoError(14, "index specification must be an object");
  for (const name of Object.keys(given)) {
    if (REFUSED.has(name)) throw mongoError(67, `The index option '${name}' is not supported`);
    if (!KNOWN.has(name)) throw mongoError(197, `The field '${name}' is not valid for an index specification.`);
  }
  if (looseFlag(given.hidden, "hidden")) throw mongoError(67, "Hidden indexes are not supported");
  if (given.v !== undefined && !(isNumber(given.v) && toDouble(given.v) === 2)) {
    throw mongoError(67, `Invalid index specification; only version 2 is supported, not ${String(given.v)}`);
  }
  const key = readKey(given.key);
  if (typeof given.name !== "string" || given.name === "")
    throw mongoError(9, "The 'name' field is a required property of an index specification");
  if (keyText(key) === ID_KEY) refuseIdOptions(given);
  const spec: IndexSpec = { v: 2, key, name: given.name };
  if (looseFlag(given.unique, "unique")) spec.unique = true;
  if (looseFlag(given.sparse, "sparse")) spec.sparse = true;
  addPartial(spec, given.partialFilterExpression);
  if (given.expireAfterSeconds !== undefined) spec.expireAfterSeconds = readExpiry(given.expireAfterSeconds, key, 67);
  return spec;
}

const ID_OPTIONS: ReadonlySet<string> = new Set(["v", "key", "name", "ns", "background"]);

function refuseIdOptions(given: Doc): void {
  const option = Object.keys(given).find((name) => !ID_OPTIONS.has(name) && given[name] !== false);
  if (option !== undefined) {
    throw mongoError(197, `The field '${option}' is not valid for an _id index specification.`);
  }
}

function addPartial(spec: IndexSpec, partial: Value): void {
  if (partial === undefined) return;
  if (!isDocument(partial)) throw mongoError(67, "'partialFilterExpression' for an index has to be a document");
  if (spec.sparse === true) throw mongoError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  compileFilter(partial);
  refuseExpressions(partial);
  checkPartial(partial);
  spec.partialFilterExpression = partial;
}

/** Key pattern as text, numbers of all types alike: `{"a":1,"b":-1}`. */
export function keyText(key: Doc): string {
  return JSON.stringify(Object.keys(key).map((path) => [path, isNumber(key[path]) ? toDouble(key[path]) : key[path]]));
}

const ID_KEY = keyText({ _id: 1 });

/** Two indexes that differ in one of these can stand side by side; the rest are mere options of the same index. */
const SIGNATURE = ["unique", "sparse", "partialFilterExpression"];

/** How two specifications compare, names aside: another index, the same one with other options, or the same. */
export function compareIndexes(a: IndexSpec, b: IndexSpec): "different" | "equivalent" | "identical" {
  const isEqual = (name: string): boolean => valuesEqual(a[name] ?? null, b[name] ?? null);
  if (keyText(a.key) !== keyText(b.key) || !SIGNATURE.every(isEqual)) return "different";
  return isEqual("expireAfterSeconds") ? "identical" : "equivalent";
}
