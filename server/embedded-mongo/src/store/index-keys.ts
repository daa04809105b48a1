import { EMPTY_ARRAY_KEY, encodeKey, invertKey } from "../bson/keys";
import { type Doc, getField, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";

/** One field of an index: its path, and whether its keys are stored inverted. */
export type IndexField = { path: string; parts: string[]; root: string; descending: boolean };

/** Stands for an empty array, which is filed before null and is not equal to it. */
const EMPTY_ARRAY = Symbol("empty array");

type Found = { values: Value[]; isMultikey: boolean };

function isPosition(part: string): boolean {
  for (let i = 0; i < part.length; i++) {
    const c = part.charCodeAt(i);
    if (c < 48 || c > 57) return false;
  }
  return part.length > 0;
}

function collectLeaf(value: Value, out: Found): void {
  if (!Array.isArray(value)) {
    out.values.push(value);
    return;
  }
  out.isMultikey = true;
  if (value.length === 0) out.values.push(EMPTY_ARRAY);
  for (const element of value) out.values.push(element);
}

function collectArray(array: Value[], parts: string[], at: number, out: Found): void {
  out.isMultikey = true;
  const part = parts[at] as string;
  let isAny = false;
  if (isPosition(part) && Number(part) < array.length) {
    isAny = true;
    collect(array[Number(part)], parts, at + 1, out);
  }
  for (const element of array) {
    if (!isDocument(element)) continue;
    isAny = true;
    collect(element, parts, at, out);
  }
  if (!isAny) out.values.push(undefined);
}

function collect(value: Value, parts: string[], at: number, out: Found): void {
  if (at === parts.length) return collectLeaf(value, out);
  if (Array.isArray(value)) return collectArray(value, parts, at, out);
  const part = parts[at] as string;
  if (isDocument(value)) return collect(getField(value, part), parts, at + 1, out);
  out.values.push(undefined);
}

/** All values that a document has at an index path; `undefined` stands for a missing one. */
export function indexedValues(doc: Doc, field: IndexField): Found {
  const out: Found = { values: [], isMultikey: false };
  collect(doc, field.parts, 0, out);
  return out;
}

function encodeIndexed(value: Value, field: IndexField): string {
  const key = value === EMPTY_ARRAY ? EMPTY_ARRAY_KEY : encodeKey(value);
  return field.descending ? invertKey(key) : key;
}

/** A key of the index and the values that make it, for the message of a duplicate. */
export type KeyTuple = { key: string; values: Value[] };

/**
 * The keys of a document with their values, one per combination.
 * @throws 171 when two fields of the index are arrays
 */
export function keyTuples(doc: Doc, fields: readonly IndexField[]): { tuples: KeyTuple[]; isMultikey: boolean } {
  let tuples: KeyTuple[] = [{ key: "", values: [] }];
  let arrayRoot: string | null = null;
  for (const field of fields) {
    const found = indexedValues(doc, field);
    if (found.isMultikey) {
      if (arrayRoot !== null && arrayRoot !== field.root && found.values.length > 1 && tuples.length > 1) {
        throw mongoError(171, `cannot index parallel arrays [${field.root}] [${arrayRoot}]`);
      }
      arrayRoot = field.root;
    }
    const next: KeyTuple[] = [];
    for (const tuple of tuples) {
      for (const value of found.values) {
        const shown = value === EMPTY_ARRAY ? undefined : value;
        next.push({ key: tuple.key + encodeIndexed(value, field), values: [...tuple.values, shown] });
      }
    }
    tuples = next;
  }
  return { tuples, isMultikey: arrayRoot !== null };
}

/** The distinct keys of a document, and whether an array was met. The hot path of every write. */
export function documentKeys(doc: Doc, fields: readonly IndexField[]): { keys: string[]; isMultikey: boolean } {
  let key = "";
  for (const field of fields) {
    const value = field.parts.length === 1 ? getField(doc, field.path) : plainValue(doc, field.parts);
    if (Array.isArray(value) || value === ARRAY_ON_PATH) return severalKeys(doc, fields);
    key += encodeIndexed(value, field);
  }
  return { keys: [key], isMultikey: false };
}

const ARRAY_ON_PATH = Symbol("array on path");

function plainValue(doc: Doc, parts: readonly string[]): Value {
  let value: Value = doc;
  for (const part of parts) {
    if (Array.isArray(value)) return ARRAY_ON_PATH;
    if (!isDocument(value)) return undefined;
    value = getField(value, part);
  }
  return value;
}

function severalKeys(doc: Doc, fields: readonly IndexField[]): { keys: string[]; isMultikey: boolean } {
  const { tuples, isMultikey } = keyTuples(doc, fields);
  const keys = new Set<string>();
  for (const tuple of tuples) keys.add(tuple.key);
  return { keys: [...keys], isMultikey };
}

/** Whether the document has any of the indexed fields (a sparse index keeps only such documents). */
export function hasAnyField(doc: Doc, fields: readonly IndexField[]): boolean {
  return fields.some((field) => indexedValues(doc, field).values.some((value) => value !== undefined));
}
