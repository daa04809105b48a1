import { isNumber, toDouble } from "../bson/numbers";
import { compareValues, type Doc, getField, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { EMPTY_ARRAY, type IndexField, meetsArray, valueTuples } from "../store/index-keys";
import { arrayIndex, isInheritedName } from "./path";

export type Comparator = (a: Doc, b: Doc) => number;

/** How documents are ordered: by the values that make up a document's sort key. */
export type SortKeys = { of(doc: Doc): Value[]; compare(a: Value[], b: Value[]): number };

type Direction = 1 | -1;
type SortField = IndexField & { direction: Direction; keyOf(doc: Doc): Value };

/**
 * Compiles a sort specification. An array counts by its smallest element, or its largest when descending; an empty array
 * comes before null, and missing is null. Of two paths below one array the least pair counts that one element has.
 * @throws MongoError 15974 or 15975 for a direction other than 1 and -1, 40218 for $meta, 16410 for a name with a dollar sign;
 *   2, when keys are asked for, when two paths lead into different arrays
 */
export function compileSortKeys(spec: Doc): SortKeys {
  const fields = compileFields(spec);
  const compare = comparisonBy(fields);
  const isAligned = fields.length > 1 && fields.every(({ parts }) => parts.every((part) => arrayIndex(part) < 0));
  const separately = (doc: Doc): Value[] => fields.map(({ keyOf }) => keyOf(doc));
  if (!isAligned) return { of: separately, compare };
  return {
    of: (doc) => (fields.some((field) => meetsArray(doc, field)) ? leastKeys(doc, fields, compare) : separately(doc)),
    compare,
  };
}

/** See `compileSortKeys`. For a few documents: their keys are looked up at every comparison. */
export function compileSort(spec: Doc): Comparator {
  const keys = compileSortKeys(spec);
  return (a, b) => keys.compare(keys.of(a), keys.of(b));
}

/** Orders the elements of an array by a sort specification: every path by itself. @throws as `compileSortKeys`, but not 2 */
export function compileElementSort(spec: Doc): Comparator {
  const fields = compileFields(spec);
  return (a, b) => {
    for (const { direction, keyOf } of fields) {
      const result = compareValues(keyOf(a), keyOf(b));
      if (result !== 0) return result * direction;
    }
    return 0;
  };
}

/** A sorted copy; each document's sort keys are looked up once. Equal documents keep their order. */
export function sortDocuments(docs: readonly Doc[], spec: Doc): Doc[] {
  const { of, compare } = compileSortKeys(spec);
  const rows = docs.map((doc) => ({ doc, keys: of(doc) }));
  return rows.sort((a, b) => compare(a.keys, b.keys)).map(({ doc }) => doc);
}

/**
 * The direction of a sort in natural order; null for any other sort.
 * @throws 2 when it is not the only field, or neither 1 nor -1
 */
export function naturalDirection(spec: Doc): Direction | null {
  if (spec.$natural === undefined) return null;
  if (Object.keys(spec).length > 1) throw mongoError(2, "Cannot include '$natural' in compound sort");
  return readNatural(spec.$natural, "sort");
}

/** For a sort that is not going to be used. @throws as `naturalDirection` and `compileSortKeys` do */
export function checkSort(spec: Doc | null): void {
  if (spec !== null && naturalDirection(spec) === null) compileFields(spec);
}

/** @throws 2 */
export function readNatural(value: Value, what: "sort" | "hint"): Direction {
  const direction = isNumber(value) ? toDouble(value) : 0;
  if (direction === 1 || direction === -1) return direction;
  throw mongoError(2, `$natural ${what} cannot be set to a value other than -1 or 1.`);
}

function comparisonBy(fields: readonly SortField[]): SortKeys["compare"] {
  return (a, b) => {
    for (let i = 0; i < fields.length; i++) {
      const result = compareValues(a[i], b[i]);
      if (result !== 0) return result * (fields[i] as SortField).direction;
    }
    return 0;
  };
}

function refuseParallel(): Error {
  return mongoError(2, "cannot sort with keys that are parallel arrays");
}

function leastKeys(doc: Doc, fields: readonly SortField[], compare: SortKeys["compare"]): Value[] {
  const rows = valueTuples(doc, fields, refuseParallel).map((row) =>
    row.map((value) => (value === EMPTY_ARRAY ? undefined : (value ?? null))),
  );
  return rows.reduce((least, row) => (compare(row, least) < 0 ? row : least));
}

function compileFields(spec: Doc): SortField[] {
  return Object.keys(spec).map((path) => {
    if (path.startsWith("$")) {
      throw mongoError(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.");
    }
    const direction = readDirection(path, spec[path]);
    const parts = path.split(".");
    const root = parts[0] as string;
    return { path, parts, root, descending: direction < 0, direction, keyOf: keyReader(path, direction) };
  });
}

function readDirection(path: string, value: Value): Direction {
  if (isDocument(value) && "$meta" in value) {
    throw mongoError(40218, "query requires text score metadata, but it is not available");
  }
  if (!isNumber(value)) throw mongoError(15974, `Illegal key in $sort specification: ${path}: ${String(value)}`);
  const direction = toDouble(value);
  if (direction === 1 || direction === -1) return direction;
  throw mongoError(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
}

function keyReader(path: string, direction: Direction): (doc: Doc) => Value {
  if (!path.includes(".") && !isInheritedName(path)) {
    return (doc) => {
      const value = doc[path];
      if (Array.isArray(value)) return outermost(value, direction);
      return value === undefined ? null : value;
    };
  }
  const parts = path.split(".");
  return (doc) => keyAt(doc, parts, { level: 0, direction });
}

type Position = { level: number; direction: Direction };

// The key `undefined` is that of an empty array: it compares below null.
function keyAt(value: Value, parts: readonly string[], position: Position): Value {
  const { level, direction } = position;
  if (level === parts.length) {
    if (Array.isArray(value)) return outermost(value, direction);
    return value === undefined ? null : value;
  }
  const part = parts[level] as string;
  if (isDocument(value)) return keyAt(getField(value, part), parts, { level: level + 1, direction });
  if (!Array.isArray(value)) return null;
  const index = arrayIndex(part);
  if (index >= 0) return keyAt(value[index], parts, { level: level + 1, direction });
  if (value.length === 0) return null;
  const keys = value.map((item) => (isDocument(item) ? keyAt(item, parts, position) : null));
  return outermost(keys, direction);
}

function outermost(keys: readonly Value[], direction: Direction): Value {
  let best = keys[0];
  for (let i = 1; i < keys.length; i++) {
    if (compareValues(keys[i], best) * direction < 0) best = keys[i];
  }
  return best;
}
