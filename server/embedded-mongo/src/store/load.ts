import { encodeKey } from "../bson/keys";
import { parseDocument, pickFields } from "../bson/raw";
import { mongoError } from "../errors";
import type { Collection } from "./collection";
import type { Disk } from "./disk";
import { StoredRecord } from "./record";
import { type IndexSpec, SecondaryIndex } from "./secondary-index";

type Restore = (id: number, entry: Buffer) => { collection: Collection; indexes: IndexSpec[] };
type Building = { index: SecondaryIndex; entries: [string, string][] };
type Loading = { collection: Collection; names: Set<string>; needsWhole: boolean; building: Building[] };

function prepare({ collection, indexes }: ReturnType<Restore>): Loading {
  const building = indexes.map((spec) => ({ index: new SecondaryIndex(spec), entries: [] }));
  const names = new Set(["_id"]);
  for (const { index } of building) for (const field of index.fields) names.add(field.root);
  return { collection, names, needsWhole: building.some(({ index }) => index.partialFilter !== null), building };
}

function loadRecord(loading: Loading, number: number, value: Buffer): void {
  const doc = loading.needsWhole ? parseDocument(value) : pickFields(value, loading.names);
  const record = new StoredRecord(encodeKey(doc._id), value.toString("latin1"));
  record.number = number;
  loading.collection.load(record);
  for (const { index, entries } of loading.building) {
    for (const key of index.keysFor(doc)) entries.push([index.entryKey(key, record.key), record.key]);
  }
}

/**
 * Reads catalogue and documents, and builds the indexes. Parses only the fields that the indexes need.
 * @returns the highest record number met
 */
export function loadAll(disk: Disk, restore: Restore): number {
  const collections = new Map<number, Loading>();
  for (const { collection, value } of disk.catalogue())
    collections.set(collection, prepare(restore(collection, value)));
  let last = 0;
  for (const { collection, number, value } of disk.documents()) {
    const loading = collections.get(collection);
    if (loading === undefined)
      throw mongoError(1, `stored document ${number} belongs to no collection (${collection})`);
    last = Math.max(last, number);
    loadRecord(loading, number, value);
  }
  for (const { collection, building } of collections.values()) {
    for (const { index, entries } of building) {
      collection.fillIndex(index, entries);
      collection.indexes.set(index.name, index);
    }
  }
  return last;
}
