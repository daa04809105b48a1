import type { MergeSpec, PipelineEnvironment } from "../aggregate/pipeline";
import { mergeDocument } from "../aggregate/stages/merge";
import { type Doc, getField, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter } from "../query/match";
import { select } from "../query/select";
import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import { LockWait, replaceRecords } from "../transactions/write";
import type { CommandContext } from "./context";
import { storable, withId, write } from "./write-statement";

type At = { context: CommandContext; collection: Collection };

function valueAt(doc: Doc, path: string): Value {
  let value: Value = doc;
  for (const part of path.split(".")) value = isDocument(value) ? getField(value, part) : undefined;
  return value;
}

function checkKeyIndex(collection: Collection, on: string[]): void {
  const wanted = [...on].sort().join("\0");
  if (wanted === "_id") return;
  for (const index of collection.indexes.values()) {
    const paths = index.fields.map((field) => field.path).sort();
    if (index.isUnique && index.partialFilter === null && paths.join("\0") === wanted) return;
  }
  throw mongoError(51183, "Cannot find index to verify that join fields will be unique");
}

function findExisting({ collection }: At, doc: Doc, on: string[]): StoredRecord | null {
  const filter: Doc = {};
  for (const path of on) {
    const value = valueAt(doc, path);
    if (value === undefined || value === null || Array.isArray(value)) {
      throw mongoError(
        51132,
        `$merge write error: 'on' field '${path}' cannot be missing, null, undefined or an array`,
      );
    }
    filter[path] = { $eq: value };
  }
  const matcher = compileFilter(filter);
  const item = select(collection, { filter, matcher: () => matcher, limit: 1 }).records.next();
  return item.done === true ? null : item.value;
}

function mergeOne(at: At, incoming: Doc, spec: MergeSpec & { now: Date }): void {
  const { context, collection } = at;
  const doc = spec.on.includes("_id") ? withId(incoming) : incoming;
  const old = findExisting(at, doc, spec.on);
  if (old !== null) {
    const merged = mergeDocument(old.doc, doc, spec);
    if (merged !== null) write(context, collection, { old, next: storable(context, collection, merged) });
    return;
  }
  if (spec.whenNotMatched === "insert")
    write(context, collection, { old: null, next: storable(context, collection, doc) });
  if (spec.whenNotMatched === "fail") {
    throw mongoError(
      13113,
      "$merge could not find a matching document in the target collection for at least one document in the source collection",
    );
  }
}

function writeAll(at: At, docs: Doc[], mode: "out" | MergeSpec): void {
  const { context, collection } = at;
  if (mode === "out") {
    const records = docs.map((doc) => storable(context, collection, doc));
    replaceRecords(context.services.engine, collection, records);
    return;
  }
  checkKeyIndex(collection, mode.on);
  for (const doc of docs) mergeOne(at, doc, { ...mode, now: context.services.now() });
}

/** The writer behind `$out` and `$merge`. @throws 263 in a transaction, 112 when an open transaction holds documents there */
export function writeStage(context: CommandContext): NonNullable<PipelineEnvironment["write"]> {
  return (target, docs, mode) => {
    if (context.transaction !== null)
      throw mongoError(263, "Operation not permitted in transaction :: $out and $merge");
    const { engine } = context.services;
    const db = target.db ?? context.db;
    const isNew = engine.find(db, target.collection) === undefined;
    const at = { context, collection: engine.ensure(db, target.collection) };
    try {
      writeAll(at, docs, mode);
    } catch (error) {
      if (isNew && at.collection.records.size === 0) engine.drop(at.collection);
      if (error instanceof LockWait) throw mongoError(112, "the target has documents that an open transaction holds");
      throw error;
    }
  };
}
