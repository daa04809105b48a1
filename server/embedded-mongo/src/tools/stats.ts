import { Engine } from "../store/engine";
import { type IndexStats, indexStats } from "../store/index-stats";
import { withSnapshot } from "./data-directory";

export type CollectionStats = { ns: string; documents: number; bytes: number; indexes: IndexStats[] };

/** What the data of a stopped server consists of. @throws Error with a sentence for people */
export function directoryStats(dataDir: string): Promise<CollectionStats[]> {
  return withSnapshot(dataDir, (snapshot) => {
    const engine = new Engine(snapshot.disk);
    engine.load();
    const collections = [...engine.databases.values()].flatMap((names) => [...names.values()]);
    return collections.map((collection) => ({
      ns: collection.ns,
      documents: collection.records.size,
      bytes: collection.bytes,
      indexes: indexStats(collection),
    }));
  });
}
