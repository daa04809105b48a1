import type { Collection } from "../store/collection";
import { Engine } from "../store/engine";
import { openSnapshot } from "../store/snapshot";
import { requireData } from "./data-directory";

export type IndexStats = { name: string; entries: number; bytes: number };
export type CollectionStats = { ns: string; documents: number; bytes: number; indexes: IndexStats[] };

/** Entries and bytes of the keys of all indexes; `_id_` is filed by the records' own keys. */
export function indexStats(collection: Collection): IndexStats[] {
  const { ids } = collection.records;
  const stats = [{ name: "_id_", entries: ids.size, bytes: ids.keyBytes }];
  for (const { name, tree } of collection.indexes.values()) {
    stats.push({ name, entries: tree.size, bytes: tree.keyBytes });
  }
  return stats;
}

/** What the data of a stopped server consists of. @throws Error with a sentence for people */
export async function directoryStats(dataDir: string): Promise<CollectionStats[]> {
  const snapshot = openSnapshot(requireData(dataDir));
  try {
    const engine = new Engine(snapshot.disk);
    engine.load();
    const collections = [...engine.databases.values()].flatMap((names) => [...names.values()]);
    return collections.map((collection) => ({
      ns: collection.ns,
      documents: collection.records.size,
      bytes: collection.bytes,
      indexes: indexStats(collection),
    }));
  } finally {
    await snapshot.close();
  }
}
