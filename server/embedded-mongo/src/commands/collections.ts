import { Long } from "bson";
import { isNumber } from "../bson/numbers";
import { type Doc, isDocument, valuesEqual } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter } from "../query/match";
import type { Collection } from "../store/collection";
import { writeConflict } from "../transactions/conflict";
import type { Transaction } from "../transactions/transaction";
import type { Reply } from "../wire/reply";
import { collectionName, docArgument, findCollection, flagArgument } from "./arguments";
import { type CommandContext, ok } from "./context";
import { documentSource } from "./cursors";
import { readExpiry } from "./index-spec";

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

function writerIn({ services, transaction }: CommandContext, collections: readonly Collection[]): Transaction | null {
  for (const open of services.engine.snapshots as Iterable<Transaction>) {
    if (open !== transaction && collections.some((collection) => open.hasWritten(collection))) return open;
  }
  return null;
}

/**
 * Changes the shape of collections when no other transaction holds writes in them: in the very tick that shows it, because
 * whoever waited for the same end would write in the next one. Which collections these are is asked anew after every wait.
 * @throws 50; 112 in a transaction, which must not wait without telling whom it holds up
 */
export async function whenUnwritten<T, C extends readonly Collection[]>(
  context: CommandContext,
  find: () => C,
  change: (collections: C) => T,
): Promise<T> {
  const { services, connection, deadlineMs } = context;
  for (;;) {
    const collections = find();
    const writer = writerIn(context, collections);
    if (writer === null) return change(collections);
    if (context.transaction !== null) throw writeConflict(writer);
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

/** A collection that may not be there, in the form in which `whenUnwritten` takes them. */
function listed(collection: Collection | undefined): Collection[] {
  return collection === undefined ? [] : [collection];
}

/** The `drop` command. */
export function drop(context: CommandContext): Promise<Reply> {
  return whenUnwritten(
    context,
    () => listed(findCollection(context)),
    ([collection]) => {
      if (collection === undefined) return ok();
      context.services.engine.drop(collection);
      return ok({ nIndexesWas: collection.indexes.size + 1, ns: collection.ns });
    },
  );
}

/** The `dropDatabase` command. */
export function dropDatabase(context: CommandContext): Promise<Reply> {
  const { engine } = context.services;
  return whenUnwritten(
    context,
    () => [...(engine.databases.get(context.db)?.values() ?? [])],
    (collections) => {
      for (const collection of collections) engine.drop(collection);
      return ok(collections.length > 0 ? { dropped: context.db } : {});
    },
  );
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

/** The `renameCollection` command. @throws 20, 26, 48, 73 */
export function renameCollection(context: CommandContext): Promise<Reply> {
  const { engine } = context.services;
  const from = splitNamespace(context.command.renameCollection);
  const to = splitNamespace(context.command.to);
  const findBoth = (): Collection[] => {
    const collection = engine.find(from.db, from.name);
    if (collection === undefined) throw mongoError(26, `Source collection ${from.db}.${from.name} does not exist`);
    const target = engine.find(to.db, to.name);
    if (target === collection) throw mongoError(20, "Can't rename a collection to itself");
    if (target !== undefined && !flagArgument(context, "dropTarget")) throw mongoError(48, "target namespace exists");
    return [collection, ...listed(target)];
  };
  return whenUnwritten(context, findBoth, ([collection, target]) => {
    if (target !== undefined) engine.drop(target);
    engine.rename(collection as Collection, to);
    return ok();
  });
}

/** The `collMod` command: expiry of a TTL index, and validators. @throws 26, 27, 72, 238 */
export function collMod(context: CommandContext): Reply {
  refuseOptions(context, MODIFY_REFUSED);
  const collection = findCollection(context);
  if (collection === undefined) throw mongoError(26, `ns does not exist: ${context.db}.${collectionName(context)}`);
  context.services.engine.checkWritable();
  const options = optionsOf(context);
  const change = docArgument(context, "index");
  const reply = change === null ? {} : changeExpiry(collection, change);
  collection.options = { ...collection.options, ...options };
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
  const next = readExpiry(expireAfterSeconds, index.spec.key, 72);
  const old = index.expireAfterSeconds;
  index.spec = { ...index.spec, expireAfterSeconds: next };
  return { ...(old === null ? {} : { expireAfterSeconds_old: old }), expireAfterSeconds_new: next };
}
