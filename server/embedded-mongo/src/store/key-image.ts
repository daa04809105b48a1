import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { Binary, Decimal128, Long, ObjectId } from "bson";
import type { Doc } from "../bson/values";
import { mongoError } from "../errors";
import type { Collection } from "./collection";
import type { Stamp } from "./disk";
import { documentKeys } from "./index-keys";
import { PortionWriter, readPortions, readSection } from "./key-image-file";
import { type IndexSpec, SecondaryIndex } from "./secondary-index";

/**
 * The image: all key tables as they were when the server stopped, so that the next start need not build them from the
 * documents. It is a convenience and never a source: it is taken only when it is whole and its stamp is the one of the data
 * files, that is when nothing was committed since. It exists only while the server is stopped.
 */

/** Version of the image's own form. */
const FORM = 1;
const FILE = "keys.image";
const UNFINISHED = "keys.image.new";

type CollectionHead = { id: number; bytes: number; indexes: { name: string; isMultikey: boolean }[] };
type Head = { form: number; keySum: number; stamp: Stamp; lastRecord: number; collections: CollectionHead[] };

/** An image that fits the data files. */
export type KeyImage = { file: string; head: Head };

const SAMPLE: Doc = {
  a: [1, -2.5, Long.fromString("9007199254740993"), Decimal128.fromString("-0.1"), Number.NaN, []],
  b: ["text", "\u0001\u8f66", null, true, false, new Date(1_700_000_000_000), new ObjectId("0123456789abcdef01234567")],
  c: { d: new Binary(Buffer.from([0, 1, 255])), e: { f: [{ g: 1 }, { g: "two" }] } },
  h: [],
};
const SAMPLE_PATHS = ["a", "b", "c", "c.e.f.g", "h", "missing"];

/** What today's key encoding makes of samples: an image with keys of another encoding is not for this version. */
function keySum(): number {
  let sum = 0;
  for (const path of SAMPLE_PATHS) {
    for (const descending of [false, true]) {
      const parts = path.split(".");
      const { keys } = documentKeys(SAMPLE, [{ path, parts, root: parts[0] as string, descending }]);
      sum = crc32(Buffer.from(keys.join("|"), "latin1"), sum);
    }
  }
  return sum;
}

function headOf(collections: readonly Collection[], stamp: Stamp, lastRecord: number): Head {
  return {
    form: FORM,
    keySum: keySum(),
    stamp,
    lastRecord,
    collections: collections.map(({ id, bytes, indexes }) => ({
      id,
      bytes,
      indexes: [...indexes.values()].map(({ name, isMultikey }) => ({ name, isMultikey })),
    })),
  };
}

/** Whether there is an image under `path`, of whatever. */
export function hasKeyImage(path: string): boolean {
  return existsSync(join(path, FILE));
}

/** Also one that a server which was killed while it stopped had begun. */
export function removeKeyImage(path: string): void {
  rmSync(join(path, FILE), { force: true });
  rmSync(join(path, UNFINISHED), { force: true });
}

/**
 * Writes the image of these collections, all of which must be on disk with the commit of the stamp. The file is not flushed:
 * one that is lost or torn is recognised.
 * @throws the file system's error; there is no image then
 */
export function writeKeyImage(
  path: string,
  { collections, stamp, lastRecord }: { collections: readonly Collection[]; stamp: Stamp; lastRecord: number },
): void {
  const unfinished = join(path, UNFINISHED);
  const writer = new PortionWriter(unfinished);
  try {
    writer.write(Buffer.from(JSON.stringify(headOf(collections, stamp, lastRecord))));
    for (const { records, indexes } of collections) {
      writer.write(records.order.packed());
      writer.endSection();
      for (const table of [records.ids, ...[...indexes.values()].map(({ tree }) => tree)]) {
        for (const portion of table.packed()) writer.write(portion);
        writer.endSection();
      }
    }
  } catch (error) {
    writer.close();
    rmSync(unfinished, { force: true });
    throw error;
  }
  writer.close();
  renameSync(unfinished, join(path, FILE));
}

/** The image under `path`; null unless it is whole, of this version, and of the data files that have this stamp. */
export function findKeyImage(path: string, found: Stamp): KeyImage | null {
  const file = join(path, FILE);
  if (!existsSync(file)) return null;
  try {
    const portions = readPortions(file);
    const head = JSON.parse(String(portions.next().value)) as Head;
    const { stamp, form } = head;
    const isOurs = form === FORM && stamp.ending === found.ending && stamp.commit === found.commit;
    if (!isOurs || head.keySum !== keySum()) return null;
    let sections = head.collections.reduce((sum, { indexes }) => sum + 2 + indexes.length, 0);
    for (const portion of portions) if (portion.length === 0) sections--;
    return sections === 0 ? { file, head } : null;
  } catch {
    return null;
  }
}

/**
 * Fills collections, which have no keys yet, from an image.
 * @returns the highest record number that was given out
 * @throws 1 when the image does not fit the catalogue
 */
export function loadKeyImage(
  { file, head }: KeyImage,
  catalogue: ReadonlyMap<number, { collection: Collection; indexes: IndexSpec[] }>,
): number {
  const misfit = mongoError(1, "the image of the keys does not fit the catalogue");
  if (head.collections.length !== catalogue.size) throw misfit;
  const portions = readPortions(file);
  portions.next();
  for (const { id, bytes, indexes } of head.collections) {
    const entry = catalogue.get(id);
    if (entry === undefined || entry.indexes.length !== indexes.length) throw misfit;
    const { collection } = entry;
    collection.bytes = bytes;
    readSection(portions, (portion) => collection.records.order.takePacked(portion));
    readSection(portions, (portion) => collection.records.ids.takePacked(portion));
    for (const { name, isMultikey } of indexes) {
      const spec = entry.indexes.find((one) => one.name === name);
      if (spec === undefined) throw misfit;
      const index = new SecondaryIndex(spec);
      index.isMultikey = isMultikey;
      readSection(portions, (portion) => index.tree.takePacked(portion));
      collection.indexes.set(name, index);
    }
  }
  portions.return();
  return head.lastRecord;
}
