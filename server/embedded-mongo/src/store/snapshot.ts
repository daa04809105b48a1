import type { Disk } from "./disk";
import {
  checkFormat,
  collectionEntries,
  documentEntries,
  documentKey,
  FORMAT_KEY,
  JOURNAL_KEY,
  openTables,
  readDocument,
  readJournalState,
  type Table,
} from "./tables";

type Stored = Iterable<{ key: Buffer; value: Buffer }>;

/**
 * The stored data as it was at one checkpoint. A server may go on writing to it, in this process or another one: LMDB keeps the
 * pages of the snapshot until it is closed, so it must not stay open for long.
 */
export type Snapshot = {
  /** True when the tables do not hold everything: the rest is in a journal. */
  hasJournal: boolean;
  /** What lies in the tables, with seals, which nobody has looked at yet. */
  storedCollections(): Stored;
  storedDocuments(): Stored;
  /** The snapshot as a disk that cannot be written. */
  disk: Disk;
  close(): Promise<void>;
};

function refuseWrite(): never {
  throw new Error("a snapshot cannot be written");
}

/** @throws Error with a sentence for people when the data has another form; LMDB's error when there is none */
export function openSnapshot(path: string): Snapshot {
  const tables = openTables(path, true);
  const transaction = tables.root.useReadTransaction();
  const range = (table: Table): Stored => table.getRange({ transaction });
  const storedCollections = (): Stored => range(tables.catalogue);
  const storedDocuments = (): Stored => range(tables.documents);
  const close = async (): Promise<void> => {
    transaction.done();
    await tables.root.close();
  };
  let hasJournal: boolean;
  try {
    checkFormat(tables.catalogue.get(FORMAT_KEY, { transaction }), path);
    hasJournal = readJournalState(tables.catalogue.get(JOURNAL_KEY, { transaction })) !== null;
  } catch (error) {
    void close();
    throw error;
  }
  const disk: Disk = {
    write: refuseWrite,
    checkWritable: refuseWrite,
    read: (collection, number) => readDocument(tables.documents, documentKey(collection, number), { transaction }),
    backlog: 0,
    eased: () => null,
    written: () => null,
    checkpoint: () => Promise.resolve(),
    catalogue: () => collectionEntries(storedCollections()),
    documents: () => documentEntries(storedDocuments()),
    close,
  };
  return { hasJournal, storedCollections, storedDocuments, disk, close };
}
