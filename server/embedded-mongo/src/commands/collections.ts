import { Long } from "bson";
import { isNumber, toDouble } from "../bson/numbers";
import { type Doc, isDocument, valuesEqual } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter } from "../query/match";
import type { Collection } from "../store/collection";
import type { Transaction } from "../transactions/transaction";
import type { Reply } from "../wire/reply";
import { collectionName, docArgument, findCollection, flagArgument } from "./arguments";
import { type CommandContext, ok } from "./context";
import { documentSource } from "./cursors";

/** What MongoDB's `create` offers and this server does not. */
export const CREATE_REFUSED: readonly string[] = [
  "capped",
  "size",
  "max",
  "viewOn",
  "pipeline",
  "timeseries",
  "expireAfterSeconds",
  "clusteredIndex",
  "changeStreamPreAndPostImages",
  "encryptedFields",
  "storageEngine",
  "indexOptionDefaults",
];
/** What MongoDB's `collMod` offers and this server does not. */
export const MODIFY_REFUSED: readonly string[] = [
  "viewOn",
  "pipeline",
  "cappedSize",
  "cappedMax",
  "timeseries",
  "expireAfterSeconds",
  "changeStreamPreAndPostImages",
];
const CREATE_OPTIONS: ReadonlySet<string> = new Set(["validator", "validationLevel", "validationAction"]);

/** Changes of a collection's shape wait until no transaction holds writes in it. @throws 50 */
export async function waitForWriters(context: CommandContext, collection: Collection): Promise<void> {
  const { services, connection, deadlineMs } = context;
  for (;;) {
    const writer = [...services.engine.snapshots].find((open) => (open as Transaction).hasWritten(collection)) as
      | Transaction
      | undefined;
    if (writer === undefined || writer === context.transaction) return;
    await services.waiting.waitForEnd(writer, null, { isClosed: () => connection.isClosed, deadlineMs });
  }
}

function optionsOf(context: CommandContext): Doc {
  const options: Doc = {};
  for (const name of CREATE_OPTIONS) if (context.command[name] !== undefined) options[name] = context.command[name];
  const { validator, validationAction, validationLevel } = options;
  if (validator !== undefined) compileFilter(docArgument(context, "validator") ?? {});
  if (validationAction !== undefined && validationAction !== "error") {
    throw mongoError(238, `${context.name}: only validationAction 'error' is supported`);
  }
  if (validationLevel !== undefined && validationLevel !== "strict") {
    throw mongoError(238, `${context.name}: only validationLevel 'strict' is supported`);
  }
  return options;
}

/** Options that are off ask for nothing. @throws 72 for what only capped collections have, 238 */
function refuseOptions(context: CommandContext, refused: readonly string[]): void {
  const isOn = (name: string): boolean => context.command[name] !== undefined && context.command[name] !== false;
  if (context.name === "create" && !isOn("capped") && (isOn("size") || isOn("max"))) {
    throw mongoError(72, "the 'capped' field needs to be true when either the 'size' or 'max' fields are present");
  }
  const option = refused.find(isOn);
  if (option !== undefined) throw mongoError(238, `${context.name}: the option '${option}' is not supported`);
}

/** The `create` command. @throws 48 when it exists with other options */
export function create(context: CommandContext): Reply {
  refuseOptions(context, CREATE_REFUSED);
  const name = collectionName(context);
  const options = optionsOf(context);
  const existing = findCollection(context);
  if (existing === undefined) context.services.engine.create(context.db, name, options);
  else if (!valuesEqual(existing.options, options)) {
    throw mongoError(48, `Collection ${existing.ns} already exists.`);
  }
  return ok();
}

/** The `drop` command. */
export async function drop(context: CommandContext): Promise<Reply> {
  const collection = findCollection(context);
  if (collection === undefined) return ok();
  await waitForWriters(context, collection);
  context.services.engine.drop(collection);
  return ok({ nIndexesWas: collection.indexes.size + 1, ns: collection.ns });
}

/** The `dropDatabase` command. */
export async function dropDatabase(context: CommandContext): Promise<Reply> {
  const collections = [...(context.services.engine.databases.get(context.db)?.values() ?? [])];
  for (const collection of collections) await waitForWriters(context, collection);
  for (const collection of collections) context.services.engine.drop(collection);
  return ok(collections.length > 0 ? { dropped: context.db } : {});
}

/** The `listCollections` command. */
export function listCollections(context: CommandContext): Reply {
  const matcher = compileFilter(docArgument(context, "filter") ?? {});
  const isNameOnly = flagArgument(context, "nameOnly");
  const docs = [...(context.services.engine.databases.get(context.db)?.values() ?? [])]
    .map((collection) => ({
      name: collection.name,
      type: "collection",
      options: collection.options,
      info: { readOnly: false, uuid: collection.uuid },
      idIndex: { v: 2, key: { _id: 1 }, name: "_id_" },
    }))
    .filter((doc) => matcher.test(doc))
    .map((doc): Doc => (isNameOnly ? { name: doc.name, type: doc.type } : doc));
  return context.services.cursors.start(context, `${context.db}.$cmd.listCollections`, {
    source: documentSource(docs),
    batchSize: null,
  });
}

/** The `listDatabases` command. Sizes are those of the documents. */
export function listDatabases(context: CommandContext): Reply {
  const matcher = compileFilter(docArgument(context, "filter") ?? {});
  const all = [...context.services.engine.databases].map(([name, collections]) => {
    let bytes = 0;
    for (const collection of collections.values()) bytes += collection.bytes;
    return { name, sizeOnDisk: Long.fromNumber(bytes), empty: bytes === 0 };
  });
  const databases = all.filter((database) => matcher.test(database));
  if (flagArgument(context, "nameOnly")) return ok({ databases: databases.map(({ name }) => ({ name })) });
  const totalSize = databases.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk.toNumber(), 0);
  return ok({ databases, totalSize: Long.fromNumber(totalSize) });
}

function splitNamespace(value: unknown): { db: string; name: string } {
  const dot = typeof value === "string" ? value.indexOf(".") : -1;
  if (typeof value !== "string" || dot < 1) throw mongoError(73, "Invalid namespace specified");
  return { db: value.slice(0, dot), name: value.slice(dot + 1) };
}

/** The `renameCollection` command. @throws 26, 48 */
export async function renameCollection(context: CommandContext): Promise<Reply> {
  const { engine } = context.services;
  const from = splitNamespace(context.command.renameCollection);
  const to = splitNamespace(context.command.to);
  const collection = engine.find(from.db, from.name);
  if (collection === undefined) throw mongoError(26, `Source collection ${from.db}.${from.name} does not exist`);
  await waitForWriters(context, collection);
  const target = engine.find(to.db, to.name);
  if (target === collection) throw mongoError(20, "Can't rename a collection to itself");
  if (target !== undefined) {
    if (!flagArgument(context, "dropTarget")) throw mongoError(48, "target namespace exists");
    await waitForWriters(context, target);
    engine.drop(target);
  }
  engine.rename(collection, to);
  return ok();
}

/** The `collMod` command: expiry of a TTL index, and validators. @throws 26, 27, 72, 238 */
export function collMod(context: CommandContext): Reply {
  refuseOptions(context, MODIFY_REFUSED);
  const collection = findCollection(context);
  if (collection === undefined) throw mongoError(26, `ns does not exist: ${context.db}.${collectionName(context)}`);
  const change = docArgument(context, "index");
  const reply = change === null ? {} : changeExpiry(collection, change);
  collection.options = { ...collection.options, ...optionsOf(context) };
  context.services.engine.saveCatalogue(collection);
  return ok(reply);
}

function changeExpiry(collection: Collection, change: Doc): Doc {
  const { name, keyPattern, expireAfterSeconds } = change;
  for (const option of Object.keys(change)) {
    if (!["name", "keyPattern", "expireAfterSeconds"].includes(option)) {
      throw mongoError(238, `collMod: the index option '${option}' is not supported`);
    }
  }
  const index = [...collection.indexes.values()].find(
    (candidate) => candidate.name === name || (isDocument(keyPattern) && valuesEqual(candidate.spec.key, keyPattern)),
  );
  if (index === undefined) throw mongoError(27, "cannot find index for collMod");
  if (!isNumber(expireAfterSeconds)) throw mongoError(72, "no expireAfterSeconds field");
  const old = index.expireAfterSeconds;
  const next = Math.trunc(toDouble(expireAfterSeconds));
  index.spec = { ...index.spec, expireAfterSeconds: next };
  return { ...(old === null ? {} : { expireAfterSeconds_old: old }), expireAfterSeconds_new: next };
}
