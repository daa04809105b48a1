import type { Collection } from "./collection";

export type IndexStats = { name: string; entries: number; bytes: number };

/** Entries and bytes of the keys of all indexes; `_id_` is filed by the records' own keys. */
export function indexStats(collection: Collection): IndexStats[] {
  const { ids } = collection.records;
  const stats = [{ name: "_id_", entries: ids.size, bytes: ids.keyBytes }];
  for (const { name, tree } of collection.indexes.values()) {
    stats.push({ name, entries: tree.size, bytes: tree.keyBytes });
  }
  return stats;
}
