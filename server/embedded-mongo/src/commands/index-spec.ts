import { isNumber, toDouble } from "../bson/numbers";
import { type Doc, isDocument, type Value, valuesEqual } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter } from "../query/match";
import type { IndexSpec } from "../store/secondary-index";

const KNOWN: ReadonlySet<string> = new Set([
  "v",
  "key",
  "name",
  "unique",
  "sparse",
  "partialFilterExpression",
  "expireAfterSeconds",
  "background",
  "hidden",
  "ns",
]);
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
  "$and",
  "$or",
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

function checkPartial(filter: Doc): void {
  for (const name of Object.keys(filter)) {
    const value = filter[name];
    if (name.startsWith("$") && !PARTIAL_OPERATORS.has(name)) {
      throw mongoError(67, `unsupported expression in partial index: ${name}`);
    }
    const parts = Array.isArray(value) ? value : [value];
    for (const part of parts) if (isDocument(part)) checkPartial(part);
  }
}

function readExpiry(value: Value): number {
  const seconds = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!(seconds >= 0) || seconds > MAX_EXPIRE_SECONDS) {
    throw mongoError(
      67,
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, got ${String(value)}`,
    );
  }
  return Math.trunc(seconds);
}

/** The index that createIndexes describes, with only the options that are set. @throws 67, 197, 9 */
export function readIndexSpec(given: Value): IndexSpec {
  if (!isDocument(given)) throw mongoError(14, "index specification must be an object");
  for (const name of Object.keys(given)) {
    if (REFUSED.has(name)) throw mongoError(67, `The index option '${name}' is not supported`);
    if (!KNOWN.has(name)) throw mongoError(197, `The field '${name}' is not valid for an index specification.`);
  }
  const key = readKey(given.key);
  if (typeof given.name !== "string" || given.name === "")
    throw mongoError(9, "The 'name' field is a required property of an index specification");
  const spec: IndexSpec = { v: 2, key, name: given.name };
  if (given.unique === true) spec.unique = true;
  if (given.sparse === true) spec.sparse = true;
  addPartial(spec, given.partialFilterExpression);
  if (given.expireAfterSeconds !== undefined) {
    if (Object.keys(key).length > 1)
      throw mongoError(67, "TTL indexes are single-field indexes, compound indexes do not support TTL.");
    spec.expireAfterSeconds = readExpiry(given.expireAfterSeconds);
  }
  return spec;
}

function addPartial(spec: IndexSpec, partial: Value): void {
  if (partial === undefined) return;
  if (!isDocument(partial)) throw mongoError(67, "'partialFilterExpression' for an index has to be a document");
  if (spec.sparse === true) throw mongoError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  checkPartial(partial);
  compileFilter(partial);
  spec.partialFilterExpression = partial;
}

/** Key pattern as text, numbers of all types alike: `{"a":1,"b":-1}`. */
export function keyText(key: Doc): string {
  return JSON.stringify(Object.keys(key).map((path) => [path, isNumber(key[path]) ? toDouble(key[path]) : key[path]]));
}

/** Whether two specifications ask for the same index, names aside. */
export function isSameIndex(a: IndexSpec, b: IndexSpec): boolean {
  if (keyText(a.key) !== keyText(b.key)) return false;
  return ["unique", "sparse", "partialFilterExpression", "expireAfterSeconds"].every((name) =>
    valuesEqual(a[name] ?? null, b[name] ?? null),
  );
}
