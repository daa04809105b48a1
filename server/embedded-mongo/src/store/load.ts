import { encodeKey } from "../bson/keys";
import { parseDocument, pickFields } from "../bson/raw";
import { mongoError } from "../errors";
import type { Collection } from "./collection";
import type { Disk } from "./disk";
import { type KeyImage, loadKeyImage } from "./key-image";
import type { KeyLoader } from "./key-loader";
import { type IndexSpec, SecondaryIndex } from "./secondary-index";

type Restore = (id: number, entry: Buffer) => { collection: Collection; indexes: IndexSpec[] };
type Building = { index: SecondaryIndex; loader: KeyLoader };
type Loading = { collection: Collection; names: Set<string>; needsWhole: boolean; building: Building[] };

function prepare({ collection, indexes }: ReturnType<Restore>): Loading {
  const building = indexes.map((spec): Building => {
    const index = new SecondaryIndex(spec);
    return { index, loader: collection.loaderOf(index) };
  });
  const names = new Set(["_id"]);
  for (const { index } of building) for (const field of index.fields) names.add(field.root);
  return { collection, names, needsWhole: building.some(({ index }) => index.partialFilter !== null), building };
}

function loadRecord({ collection, needsWhole, names, building }: Loading, number: number, value: Buffer): void {
  const doc = needsWhole ? parseDocument(value) : pickFields(value, names);
  collection.records.load(encodeKey(doc._id), number);
  collection.bytes += value.length;
  for (const { index, loader } of building) {
    for (const key of index.keysFor(doc)) loader.add(index.entryKey(key, number), number);
  }
}

/**
 * Reads the catalogue, and the keys from their image, or else builds them from the documents. Parses only the fields that the
 * indexes need.
 * @returns the highest record number met
 */
export function loadAll(disk: Disk, restore: Restore, image: KeyImage | null): number {
  const catalogue = new Map<number, ReturnType<Restore>>();
  for (const { collection, value } of disk.catalogue()) catalogue.set(collection, restore(collection, value));
  return image === null ? buildAll(disk, catalogue) : loadKeyImage(image, catalogue);
}

function buildAll(disk: Disk, catalogue: ReadonlyMap<number, ReturnType<Restore>>): number {
  const collections = new Map([...catalogue].map(([id, entry]) => [id, prepare(entry)]));
  let last = 0;
  for (const { collection, number, value } of disk.documents()) {
    const loading = collections.get(collection);
    if (loading === undefined)
      throw mongoError(1, `stored document ${number} belongs to no collection (${collection})`);
    last = Math.max(last, number);
    loadRecord(loading, number, value);
  }
  for (const { collection, building } of collections.values()) {
    collection.records.endLoading();
    for (const { index, loader } of building) {
      loader.finish();
      collection.indexes.set(index.name, index);
    }
  }
  return last;
}
