import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Database, open, type RootDatabase, type Transaction } from "lmdb";
import { damaged, latestCommit } from "./data-file";
import type { JournalState } from "./journal";
import { SEAL_BYTES, seal, unseal } from "./seal";

/** A table of LMDB; keys and values are bytes. Every value is sealed (see `seal`). */
export type Table = Database<Buffer, Buffer>;
export type Tables = { root: RootDatabase<Buffer, Buffer>; documents: Table; catalogue: Table };

type GetOptions = { transaction: Transaction };
/** The library's types leave the options out. */
type FastTable = { getBinaryFast(key: Buffer, options?: GetOptions): Buffer | undefined };

/** Version of the stored form; it stands in the catalogue under the number 0, which no collection has. */
const FORMAT = "3";
/** The form before had no journal; its tables are the same. */
const FORMAT_WITHOUT_JOURNAL = "2";
export const FORMAT_KEY = collectionKey(0);
/** Here stands which journal belongs to the tables; nothing does while they hold everything by themselves. */
export const JOURNAL_KEY = Buffer.concat([collectionKey(0), Buffer.from([1])]);
const DATA_FILE = "data.mdb";
/** A file of this name says that there were data once: tables that are gone or empty are a loss then, and not a start. */
const MARK = "has-data";

export function documentKey(collection: number, number: number): Buffer {
  const key = Buffer.allocUnsafe(10);
  key.writeUInt32BE(collection, 0);
  key.writeUIntBE(number, 4, 6);
  return key;
}

export function collectionKey(collection: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(collection, 0);
  return key;
}

/** Collection and record number of a document's key. */
export function readDocumentKey(key: Buffer): { collection: number; number: number } {
  return { collection: key.readUInt32BE(0), number: key.readUIntBE(4, 6) };
}

const binary = { encoding: "binary", keyEncoding: "binary" } as const;

/** Opens the tables under `path`; to read only, they must exist. */
export function openTables(path: string, isReadOnly: boolean): Tables {
  const root = open<Buffer, Buffer>({
    path,
    ...binary,
    maxDbs: 4,
    noSubdir: false,
    cache: false,
    overlappingSync: false,
    // Each batch is one of its own anyway; the library's one around all of a tick would tell nobody of its failure.
    eventTurnBatching: false,
    readOnly: isReadOnly,
  });
  return {
    root,
    documents: root.openDB<Buffer, Buffer>({ name: "documents", ...binary }),
    catalogue: root.openDB<Buffer, Buffer>({ name: "catalogue", ...binary }),
  };
}

/** The table that says how the last run ended. Only whoever writes opens it. */
export function openEndings({ root }: Tables): Table {
  return root.openDB<Buffer, Buffer>({ name: "endings", ...binary });
}

/** Where the tables under `path` lie. */
export function dataFileOf(path: string): string {
  return join(path, DATA_FILE);
}

/** Whether there have been data under `path`. */
export function hadData(path: string): boolean {
  return existsSync(join(path, MARK));
}

/** The number of the latest commit of the tables under `path`. */
export function latestCommitOf(path: string): number {
  return latestCommit(dataFileOf(path));
}

/**
 * A document of the table as a latin1 string, without copying it twice; undefined when there is none.
 * @throws Error with a sentence when its seal is broken
 */
export function readDocument(documents: Table, key: Buffer, options?: GetOptions): string | undefined {
  // The library hands out a buffer of its own, longer than the value, and says the value's length on it.
  const bytes = (documents as FastTable).getBinaryFast(key, options);
  return bytes === undefined ? undefined : unseal(key, bytes.subarray(0, bytes.length)).toString("latin1");
}

/** Marks new tables with the version of their form. @throws Error with a sentence when they have another one, or none */
export function claimFormat({ catalogue }: Tables, path: string): void {
  const isEmpty = catalogue.getKeysCount({ limit: 1 }) === 0;
  if (isEmpty && hadData(path)) throw damaged(`数据目录 ${path}`, "the tables are empty");
  const format = isEmpty ? null : checkFormat(catalogue.get(FORMAT_KEY), path);
  if (format !== FORMAT) catalogue.putSync(FORMAT_KEY, seal(FORMAT_KEY, FORMAT));
  if (!hadData(path))
    writeFileSync(join(path, MARK), "data.mdb holds the data of a database; never delete one of the two alone\n");
}

/** @returns the form of the tables; @throws Error with a sentence for people when it cannot be read */
export function checkFormat(stored: Buffer | undefined, path: string): string {
  const format = stored === undefined ? "1" : stored.toString("latin1", SEAL_BYTES);
  if (format === FORMAT || format === FORMAT_WITHOUT_JOURNAL) return format;
  throw new Error(
    `数据目录 ${path} 的格式（${format}）与本版本（${FORMAT}）不同，没有打开。请用写入它的版本备份，再用本版本恢复到新的数据目录。` +
      ` (The data has format ${format}, this version reads ${FORMAT}.)`,
  );
}

const JOURNAL_ID_BYTES = 16;

/** What is stored under `JOURNAL_KEY`. */
export function encodeJournalState({ journal, next }: JournalState): Buffer {
  const bytes = Buffer.concat([journal, Buffer.alloc(6)]);
  bytes.writeUIntLE(next, JOURNAL_ID_BYTES, 6);
  return seal(JOURNAL_KEY, bytes.toString("latin1"));
}

/** The journal that belongs to the tables; null when they hold everything. @throws Error with a sentence when its seal is broken */
export function readJournalState(stored: Buffer | undefined): JournalState | null {
  if (stored === undefined) return null;
  const bytes = unseal(JOURNAL_KEY, stored);
  return { journal: Buffer.from(bytes.subarray(0, JOURNAL_ID_BYTES)), next: bytes.readUIntLE(JOURNAL_ID_BYTES, 6) };
}

/** The entries of collections in a range of the catalogue. @throws Error with a sentence when a seal is broken */
export function* collectionEntries(range: Iterable<{ key: Buffer; value: Buffer }>) {
  for (const { key, value } of range) {
    const collection = key.readUInt32BE(0);
    if (collection !== 0) yield { collection, value: unseal(key, value) };
  }
}

/** The documents in a range of their table. @throws Error with a sentence when a seal is broken */
export function* documentEntries(range: Iterable<{ key: Buffer; value: Buffer }>) {
  for (const { key, value } of range) {
    yield { collection: key.readUInt32BE(0), number: key.readUIntBE(4, 6), value: unseal(key, value) };
  }
}
