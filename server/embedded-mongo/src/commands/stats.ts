import { Long } from "bson";
import type { Collection } from "../store/collection";
import { indexStats } from "../store/index-stats";
import type { Reply } from "../wire/reply";
import { collectionName, findCollection } from "./arguments";
import { type CommandContext, ok } from "./context";

/** The `collStats` command. */
export function collStats(context: CommandContext): Reply {
  const collection = findCollection(context);
  const ns = `${context.db}.${collectionName(context)}`;
  if (collection === undefined) return ok({ ns, count: 0, size: 0, storageSize: 0, nindexes: 0, totalIndexSize: 0 });
  const count = collection.records.size;
  const indexes = indexStats(collection);
  return ok({
    ns,
    count,
    size: Long.fromNumber(collection.bytes),
    avgObjSize: count === 0 ? 0 : Math.round(collection.bytes / count),
    storageSize: Long.fromNumber(collection.bytes),
    nindexes: collection.indexes.size + 1,
    indexEntries: Object.fromEntries(indexes.map(({ name, entries }) => [name, entries])),
    indexSizes: Object.fromEntries(indexes.map(({ name, bytes }) => [name, Long.fromNumber(bytes)])),
    totalIndexSize: Long.fromNumber(indexes.reduce((sum, { bytes }) => sum + bytes, 0)),
    capped: false,
  });
}

/** The `dbStats` command. */
export function dbStats({ services, db }: CommandContext): Reply {
  const collections = [...(services.engine.databases.get(db)?.values() ?? [])];
  const sum = (of: (collection: Collection) => number): number =>
    collections.reduce((total, one) => total + of(one), 0);
  const objects = sum((collection) => collection.records.size);
  const dataSize = sum((collection) => collection.bytes);
  return ok({
    db,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize: Long.fromNumber(dataSize),
    storageSize: Long.fromNumber(dataSize),
    indexes: sum((collection) => collection.indexes.size + 1),
  });
}
