import { EMPTY_ARRAY_KEY, encodeKey, invertKey } from "../bson/keys";
import { type Doc, getField, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";

/** One field of an index: its path, and whether its keys are stored inverted. */
export type IndexField = { path: string; parts: string[]; root: string; descending: boolean };

/** Stands for an empty array, which is filed before null and is not equal to it. */
export const EMPTY_ARRAY = Symbol("empty array");

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
  if (at === parts.length) collectLeaf(value, out);
  else if (Array.isArray(value)) collectArray(value, parts, at, out);
  else if (isDocument(value)) collect(getField(value, parts[at] as string), parts, at + 1, out);
  else out.values.push(undefined);
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

/** Where one field of the index stands on its way through the document. */
type Place = { value: Value; at: number; isLeaf: boolean };

function advance({ value, at, isLeaf }: Place, parts: readonly string[]): Place {
  if (isLeaf) return { value, at, isLeaf };
  let here = value;
  for (let i = at; i < parts.length; i++) {
    if (Array.isArray(here)) return { value: here, at: i, isLeaf: false };
    here = isDocument(here) ? getField(here, parts[i] as string) : undefined;
  }
  return { value: here, at: parts.length, isLeaf: !Array.isArray(here) };
}

type RefuseParallel = (one: IndexField, other: IndexField) => Error;

function refuseToIndex(one: IndexField, other: IndexField): Error {
  return mongoError(171, `cannot index parallel arrays [${other.root}] [${one.root}]`);
}

/**
 * The values of all fields, element by element: two fields below one array always take their values from the same
 * element, as MongoDB's compound keys do. Paths must have no positions.
 * @param refuse makes the error that is thrown when two fields lead into different arrays
 */
export function valueTuples(doc: Doc, fields: readonly IndexField[], refuse: RefuseParallel): Value[][] {
  return alignedValues(
    fields.map(() => ({ value: doc, at: 0, isLeaf: false })),
    fields,
    refuse,
  );
}

function alignedValues(places: Place[], fields: readonly IndexField[], refuse: RefuseParallel): Value[][] {
  const now = places.map((place, i) => advance(place, (fields[i] as IndexField).parts));
  const open = now.findIndex((place) => !place.isLeaf);
  if (open < 0) return [now.map((place) => place.value)];
  const array = now[open]?.value as Value[];
  const other = now.findIndex((place) => !place.isLeaf && place.value !== array);
  if (other >= 0) throw refuse(fields[open] as IndexField, fields[other] as IndexField);
  const elements = array.length === 0 ? [EMPTY_ARRAY] : array;
  return elements.flatMap((element) =>
    alignedValues(
      now.map((place, i) => stepInto(place, { array, element, length: (fields[i] as IndexField).parts.length })),
      fields,
      refuse,
    ),
  );
}

function stepInto(place: Place, { array, element, length }: { array: Value[]; element: Value; length: number }): Place {
  if (place.isLeaf || place.value !== array) return place;
  if (place.at === length) return { value: element, at: length, isLeaf: true };
  // Only documents are looked into: what else stands in the array has no such field.
  return isDocument(element)
    ? { value: element, at: place.at, isLeaf: false }
    : { value: undefined, at: length, isLeaf: true };
}

/** Paths with positions (`a.0`) mean an element or a field of that name: all combinations, so that none is missed. */
function combinedValues(doc: Doc, fields: readonly IndexField[]): Value[][] {
  let rows: Value[][] = [[]];
  for (const field of fields) {
    const { values } = indexedValues(doc, field);
    rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  }
  return rows;
}

/**
 * The keys of a document with their values, one per combination.
 * @throws 171 when two fields of the index lead into different arrays
 */
export function keyTuples(doc: Doc, fields: readonly IndexField[]): KeyTuple[] {
  const hasPosition = fields.some((field) => field.parts.some(isPosition));
  const rows = hasPosition ? combinedValues(doc, fields) : valueTuples(doc, fields, refuseToIndex);
  return rows.map((row) => ({
    key: row.map((value, i) => encodeIndexed(value, fields[i] as IndexField)).join(""),
    values: row.map((value) => (value === EMPTY_ARRAY ? undefined : value)),
  }));
}

/** The distinct keys of a document, and whether an array was met. The hot path of every write. */
export function documentKeys(doc: Doc, fields: readonly IndexField[]): { keys: string[]; isMultikey: boolean } {
  let key = "";
  for (const field of fields) {
    const value = plainValue(doc, field);
    if (Array.isArray(value) || value === ARRAY_ON_PATH) return severalKeys(doc, fields);
    key += encodeIndexed(value, field);
  }
  return { keys: [key], isMultikey: false };
}

const ARRAY_ON_PATH = Symbol("array on path");

/** Whether there is an array on the path or at its end. */
export function meetsArray(doc: Doc, field: IndexField): boolean {
  const value = plainValue(doc, field);
  return Array.isArray(value) || value === ARRAY_ON_PATH;
}

function plainValue(doc: Doc, { path, parts }: IndexField): Value {
  if (parts.length === 1) return getField(doc, path);
  let value: Value = doc;
  for (const part of parts) {
    if (Array.isArray(value)) return ARRAY_ON_PATH;
    if (!isDocument(value)) return undefined;
    value = getField(value, part);
  }
  return value;
}

function severalKeys(doc: Doc, fields: readonly IndexField[]): { keys: string[]; isMultikey: boolean } {
  const keys = new Set<string>();
  for (const tuple of keyTuples(doc, fields)) keys.add(tuple.key);
  return { keys: [...keys], isMultikey: true };
}

/** Whether the document has any of the indexed fields (a sparse index keeps only such documents). */
export function hasAnyField(doc: Doc, fields: readonly IndexField[]): boolean {
  return fields.some((field) => indexedValues(doc, field).values.some((value) => value !== undefined));
}
