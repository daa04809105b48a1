import { isNumber, toDouble } from "../bson/numbers";
import { compareValues, type Doc, getField, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { arrayIndex, isInheritedName } from "./path";

export type Comparator = (a: Doc, b: Doc) => number;

type Direction = 1 | -1;
type SortField = { direction: Direction; keyOf(doc: Doc): Value };

/**
 * Compiles a sort specification to a comparator. An array counts by its smallest element, or its largest when descending; an
 * empty array comes before null, and missing is null.
 * @throws MongoError 15974 or 15975 for a direction other than 1 and -1, 40218 for $meta.
 */
export function compileSort(spec: Doc): Comparator {
  const fields = compileFields(spec);
  const [only] = fields;
  if (only !== undefined && fields.length === 1) {
    const { direction, keyOf } = only;
    return direction === 1 ? (a, b) => compareValues(keyOf(a), keyOf(b)) : (a, b) => compareValues(keyOf(b), keyOf(a));
  }
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
  const fields = compileFields(spec);
  const rows = docs.map((doc) => ({ doc, keys: fields.map((field) => field.keyOf(doc)) }));
  rows.sort((a, b) => {
    for (let i = 0; i < fields.length; i++) {
      const result = compareValues(a.keys[i], b.keys[i]);
      if (result !== 0) return result * (fields[i] as SortField).direction;
    }
    return 0;
  });
  return rows.map((row) => row.doc);
}

function compileFields(spec: Doc): SortField[] {
  return Object.keys(spec).map((path) => {
    const direction = readDirection(path, spec[path]);
    return { direction, keyOf: keyReader(path, direction) };
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
