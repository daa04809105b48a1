import { BSONRegExp } from "bson";
import { encodeKey } from "../../bson/keys";
import { type Doc, getField, isDocument, type Value } from "../../bson/values";
import type { PipelineEnvironment } from "../types";
import { valuesAtPath } from "./helpers";

/** Finds the foreign documents that belong to a local value, as `$lookup` with localField and foreignField does. */
export type Join = (doc: Doc) => readonly Doc[];

export type JoinSpec = {
  env: PipelineEnvironment;
  from: string;
  localPath: readonly string[];
  foreignField: string;
  /** Further conditions on the foreign documents, without variables. */
  filter: Doc;
};

const CACHE_LIMIT = 5000;
// So many different keys are looked up one by one before a scan of the whole collection is worth its memory.
const SCANS_BEFORE_TABLE = 4;

/** Makes a join for one run of a pipeline: results are kept per key, since data does not change meanwhile. */
export function openJoin(spec: JoinSpec): Join {
  const { env, from, foreignField, filter } = spec;
  const cache = new Map<string, readonly Doc[]>();
  const scans = env.indexed !== undefined && foreignField !== "_id" && !env.indexed(from, foreignField);
  let searches = 0;
  let table: ForeignTable | null = null;
  function find(values: Value[]): readonly Doc[] {
    searches += 1;
    if (scans && searches > SCANS_BEFORE_TABLE && !values.includes(null)) {
      table ??= buildTable(env.find(from, filter), foreignField.split("."));
      return table(values);
    }
    return [...env.find(from, withCondition(filter, foreignField, values))];
  }
  return (doc) => {
    const values = localValues(doc, spec.localPath);
    const key = values.map(encodeKey).join("");
    const known = cache.get(key);
    if (known !== undefined) return known;
    env.interrupt?.();
    const found = find(values);
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(key, found);
    return found;
  };
}

// A document that has no value there, an empty array included, is joined as if it had null.
function localValues(doc: Doc, path: readonly string[]): Value[] {
  const values = valuesAtPath(doc, path);
  return values.length === 0 ? [null] : values;
}

function withCondition(filter: Doc, field: string, values: Value[]): Doc {
  const condition = equalityFilter(field, values);
  return Object.keys(filter).length === 0 ? condition : { $and: [condition, filter] };
}

function equalityFilter(field: string, values: Value[]): Doc {
  const [only] = values;
  if (values.length === 1) return { [field]: { $eq: only } };
  // In $in a regular expression would be a pattern; here it is a value to be equal to.
  if (values.some((value) => value instanceof BSONRegExp))
    return { $or: values.map((value) => ({ [field]: { $eq: value } })) };
  return { [field]: { $in: values } };
}

type ForeignTable = (values: Value[]) => readonly Doc[];
type Row = { doc: Doc; position: number };

function buildTable(docs: Iterable<Doc>, path: readonly string[]): ForeignTable {
  const rows = new Map<string, Row[]>();
  let position = 0;
  for (const doc of docs) {
    const row = { doc, position: position++ };
    const keys = new Set<string>();
    collectKeys(doc, path, { level: 0, keys });
    for (const key of keys) {
      const bucket = rows.get(key);
      if (bucket === undefined) rows.set(key, [row]);
      else bucket.push(row);
    }
  }
  return (values) => {
    const found = new Set<Row>();
    for (const value of values) for (const row of rows.get(encodeKey(value)) ?? []) found.add(row);
    return [...found].sort((a, b) => a.position - b.position).map((row) => row.doc);
  };
}

// The values an equality on the path would be compared with: arrays count as a whole and by element.
function collectKeys(value: Value, path: readonly string[], at: { level: number; keys: Set<string> }): void {
  const { level, keys } = at;
  if (level === path.length) {
    if (value === undefined) return;
    keys.add(encodeKey(value));
    if (Array.isArray(value)) for (const item of value) keys.add(encodeKey(item));
    return;
  }
  const part = path[level] as string;
  if (isDocument(value)) collectKeys(getField(value, part), path, { level: level + 1, keys });
  if (!Array.isArray(value)) return;
  if (/^\d+$/.test(part) && Number(part) < value.length)
    collectKeys(value[Number(part)], path, { level: level + 1, keys });
  for (const item of value) if (isDocument(item)) collectKeys(item, path, at);
}
