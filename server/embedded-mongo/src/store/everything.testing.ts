import { serializeDocument } from "../bson/raw";
import type { Engine } from "./engine";

/** Everything there is: collections with their options, documents in natural order, entries of all indexes. */
export function everything(engine: Engine): Map<string, unknown> {
  const all = new Map<string, unknown>();
  const names = [...engine.databases.values()].flatMap((collections) => [...collections.values()]);
  for (const { ns, id, uuid, options, bytes, records, indexes } of names) {
    const entry = { id, uuid, options };
    all.set(ns, serializeDocument(entry).toString("hex"));
    all.set(`${ns} documents`, [
      bytes,
      records.size,
      ...[...records.values()].map(({ number, raw }) => `${number} ${raw}`),
    ]);
    for (const { name, spec, tree } of indexes.values()) {
      const key = serializeDocument(spec).toString("hex");
      all.set(`${ns} ${name}`, [
        key,
        tree.size,
        ...[...tree.keys()].map((entryKey) => `${entryKey} ${tree.get(entryKey)}`),
      ]);
    }
  }
  return all;
}
