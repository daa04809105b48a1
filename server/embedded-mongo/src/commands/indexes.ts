import { describeValue } from "../bson/describe";
import { serializeDocument } from "../bson/raw";
import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import type { Collection } from "../store/collection";
import type { IndexSpec } from "../store/secondary-index";
import type { Reply } from "../wire/reply";
import { collectionName, findCollection } from "./arguments";
import { whenUnwritten } from "./collections";
import { type CommandContext, ok } from "./context";
import { compareIndexes, keyText, readIndexSpec } from "./index-spec";

const ID_KEY = keyText({ _id: 1 });
const ID_SPEC: IndexSpec = { v: 2, key: { _id: 1 }, name: "_id_" };

/** True when the index exists already. @throws 85, 86 when another one stands in the way */
function exists(collection: Collection, spec: IndexSpec): boolean {
  const sameName = collection.indexes.get(spec.name);
  if (sameName !== undefined) return isSameNamed(sameName.spec, spec);
  for (const { spec: other } of collection.indexes.values()) {
    const comparison = compareIndexes(other, spec);
    if (comparison === "identical") throw mongoError(85, `Index already exists with a different name: ${other.name}`);
    if (comparison === "equivalent") {
      throw mongoError(
        85,
        `An equivalent index already exists with a different name and options. Requested index: ${describeValue(spec)}, existing index: ${describeValue(other)}`,
      );
    }
  }
  return false;
}

function isSameNamed(existing: IndexSpec, spec: IndexSpec): boolean {
  const comparison = compareIndexes(existing, spec);
  if (comparison === "identical") return true;
  const both = `Requested index: ${describeValue(spec)}, existing index: ${describeValue(existing)}`;
  if (comparison === "equivalent") {
    throw mongoError(85, `An equivalent index already exists with the same name but different options. ${both}`);
  }
  throw mongoError(
    86,
    `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. ${both}`,
  );
}

/** A transaction may build indexes only where there is nothing yet, its own writes included. @throws 263 */
function checkBuildable({ transaction }: CommandContext, collection: Collection): void {
  if (transaction === null || (collection.records.size === 0 && !transaction.hasWritten(collection))) return;
  const message = `Cannot create new indexes on existing collection ${collection.ns} in a multi-document transaction.`;
  throw mongoError(263, message);
}

/** Builds all of the given indexes that are not there, or none. @returns whether there was anything to build */
function buildIndexes(context: CommandContext, collection: Collection, specs: readonly IndexSpec[]): boolean {
  const { engine } = context.services;
  const built: string[] = [];
  try {
    for (const spec of specs) {
      if (keyText(spec.key) === ID_KEY || exists(collection, spec)) continue;
      checkBuildable(context, collection);
      engine.createIndex(collection, spec);
      built.push(spec.name);
    }
  } catch (error) {
    for (const name of built) engine.dropIndex(collection, name);
    throw error;
  }
  return built.length > 0;
}

/** The `createIndexes` command. The index is built before the reply; all or none of the given ones. */
export function createIndexes(context: CommandContext): Promise<Reply> {
  const { engine } = context.services;
  const { indexes } = context.command;
  if (!Array.isArray(indexes) || indexes.length === 0) throw mongoError(2, "Must specify at least one index to create");
  const specs = indexes.map(readIndexSpec);
  const createdCollectionAutomatically = findCollection(context) === undefined;
  const find = (): [Collection] => [engine.ensure(context.db, collectionName(context))];
  return whenUnwritten(context, find, ([collection]) => {
    const numIndexesBefore = collection.indexes.size + 1;
    const isBuilt = buildIndexes(context, collection, specs);
    const numIndexesAfter = collection.indexes.size + 1;
    const note = isBuilt ? {} : { note: "all indexes already exist" };
    return ok({ numIndexesBefore, numIndexesAfter, createdCollectionAutomatically, ...note });
  });
}

function needCollection(context: CommandContext): Collection {
  const collection = findCollection(context);
  if (collection === undefined) throw mongoError(26, `ns does not exist: ${context.db}.${collectionName(context)}`);
  return collection;
}

/** The `listIndexes` command. */
export function listIndexes(context: CommandContext): Reply {
  const collection = needCollection(context);
  const specs = [ID_SPEC, ...[...collection.indexes.values()].map((index) => index.spec)];
  let at = 0;
  const source = {
    next: () => (at < specs.length ? serializeDocument(specs[at++] as Doc) : null),
    suspend: () => undefined,
  };
  return context.services.cursors.start(context, `${context.db}.${collection.name}`, { source, batchSize: null });
}

function namesToDrop(collection: Collection, wanted: unknown): string[] {
  if (wanted === "*") return [...collection.indexes.keys()];
  if (Array.isArray(wanted)) return wanted.flatMap((name) => namesToDrop(collection, name));
  if (wanted === "_id_" || (isDocument(wanted) && keyText(wanted) === ID_KEY))
    throw mongoError(72, "cannot drop _id index");
  if (typeof wanted === "string" && collection.indexes.has(wanted)) return [wanted];
  if (isDocument(wanted)) {
    const found = [...collection.indexes.values()].filter((index) => keyText(index.spec.key) === keyText(wanted));
    if (found.length > 0) return found.map((index) => index.name);
    throw mongoError(27, `can't find index with key: ${JSON.stringify(wanted)}`);
  }
  throw mongoError(27, `index not found with name [${String(wanted)}]`);
}

/** The `dropIndexes` command. */
export function dropIndexes(context: CommandContext): Promise<Reply> {
  const find = (): [Collection] => [needCollection(context)];
  return whenUnwritten(context, find, ([collection]) => {
    const names = namesToDrop(collection, context.command.index);
    const nIndexesWas = collection.indexes.size + 1;
    for (const name of names) context.services.engine.dropIndex(collection, name);
    return ok({ nIndexesWas });
  });
}
