import { randomBytes } from "node:crypto";
import type { Transaction } from "lmdb";
import { type MongoError, mongoError } from "../errors";
import { absorb, absorbCause, type Batch, newBatch } from "./batch";
import { seal } from "./seal";
import {
  claimFormat,
  collectionEntries,
  collectionKey,
  documentEntries,
  documentKey,
  inspectTables,
  latestCommitOf,
  openEndings,
  openTables,
  readDocument,
  type Table,
  type Tables,
} from "./tables";

/** One change of what is stored. Keys are numbers of ours, so LMDB's limit on key length never matters. */
export type DiskOperation =
  | { kind: "put"; collection: number; number: number; raw: string }
  | { kind: "remove"; collection: number; number: number }
  | { kind: "putCollection"; collection: number; raw: string }
  | { kind: "removeCollection"; collection: number };

type StoredEntry = { collection: number; number: number; value: Buffer };

/** Where documents are, and a log of their changes. Operations written in one tick reach the disk together or not at all. */
export type Disk = {
  /** @throws 96 when something could not be written before: nothing later may reach the disk without it */
  write(operation: DiskOperation): void;
  /** @throws 96 when nothing can be written any more */
  checkWritable(): void;
  /** The latest bytes of a document as a latin1 string, written to the disk or not; undefined when there is none. */
  read(collection: number, number: number): string | undefined;
  /** Resolves when all operations written so far are on disk; null when there are none on the way. */
  written(): Promise<void> | null;
  /** Operations that are not on disk yet. */
  readonly backlog: number;
  catalogue(): Iterable<{ collection: number; value: Buffer }>;
  documents(): Iterable<StoredEntry>;
  close(): Promise<void>;
};

/** Names one state of the data files: how the run before it ended, and the number of the commit that says so. */
export type Stamp = { ending: string; commit: number };

/** Documents in files. */
export type FileDisk = Disk & {
  /** What an image of the keys of these files must be stamped with. */
  readonly found: Stamp;
  /** Waits for the disk and gives its state a name that no other ever has; null when it cannot be written. */
  stamp(): Promise<Stamp | null>;
};

/** A batch that has grown beyond this takes no further tick, so that small writes wait for one batch of this size at most. */
const BATCH_OPERATIONS = 1_000;
const ENDING_KEY = Buffer.from("last");

/** Whatever could not be written is not in the files, and nothing that came after it may be. */
export function unwritable(): MongoError {
  return mongoError(96, "The data could not be written to disk. Free some space and start the server again.");
}

/**
 * Group commit over LMDB: while one batch is being written and flushed, the next ones collect. A batch takes whole ticks
 * of the event loop, and a commit or a slice of a command logs within one tick, so neither is ever torn apart.
 */
class LmdbDisk implements FileDisk {
  backlog = 0;
  readonly found: Stamp;
  private readonly waiting: Batch[] = [];
  private flying: Batch | null = null;
  private isTickNoted = false;
  private failure: unknown = null;
  /** The commit that is read from, until the next one: to open one anew for every tick costs a timer each time. */
  private reading: Transaction | null = null;
  /** The latest change of what is not on disk yet, by record number. */
  private readonly unwritten = new Map<number, DiskOperation>();

  constructor(
    private readonly tables: Tables,
    private readonly files: { path: string; endings: Table; commit: number },
  ) {
    this.found = { ending: files.endings.get(ENDING_KEY)?.toString("hex") ?? "", commit: files.commit };
  }

  checkWritable(): void {
    if (this.failure !== null) throw unwritable();
  }

  write(operation: DiskOperation): void {
    this.checkWritable();
    let batch = this.waiting[this.waiting.length - 1];
    if (batch === undefined || (!this.isTickNoted && batch.operations.length >= BATCH_OPERATIONS)) {
      batch = newBatch();
      this.waiting.push(batch);
    }
    batch.operations.push(operation);
    this.backlog++;
    if (operation.kind === "put" || operation.kind === "remove") this.unwritten.set(operation.number, operation);
    if (this.isTickNoted) return;
    this.isTickNoted = true;
    setImmediate(() => {
      this.isTickNoted = false;
      if (this.flying === null) void this.flush();
    });
  }

  read(collection: number, number: number): string | undefined {
    const unwritten = this.unwritten.get(number);
    if (unwritten !== undefined) return unwritten.kind === "put" ? unwritten.raw : undefined;
    this.reading ??= this.tables.documents.useReadTransaction();
    return readDocument(this.tables.documents, documentKey(collection, number), { transaction: this.reading });
  }

  written(): Promise<void> | null {
    if (this.failure !== null) return Promise.reject(this.failure);
    return (this.waiting[this.waiting.length - 1] ?? this.flying)?.done ?? null;
  }

  catalogue(): Iterable<{ collection: number; value: Buffer }> {
    return collectionEntries(this.tables.catalogue.getRange({}));
  }

  documents(): Iterable<StoredEntry> {
    return documentEntries(this.tables.documents.getRange({}));
  }

  async stamp(): Promise<Stamp | null> {
    await this.settle();
    if (this.failure !== null) return null;
    const { path, endings } = this.files;
    const ending = seal(ENDING_KEY, randomBytes(16).toString("latin1"));
    try {
      await endings.put(ENDING_KEY, ending);
    } catch (error) {
      absorbCause(error);
      throw error;
    }
    return { ending: ending.toString("hex"), commit: latestCommitOf(path) };
  }

  async close(): Promise<void> {
    await this.settle();
    this.readAnew();
    await this.tables.root.close();
  }

  private async settle(): Promise<void> {
    for (let waiting = this.written(); waiting !== null; waiting = this.failure === null ? this.written() : null) {
      await waiting.catch(absorb);
    }
  }

  private async flush(): Promise<void> {
    for (let batch = this.waiting.shift(); batch !== undefined; batch = this.waiting.shift()) {
      this.flying = batch;
      const { operations } = batch;
      try {
        await this.commit(operations);
      } catch (error) {
        this.fail(error);
        return;
      }
      this.forget(operations);
      this.backlog -= operations.length;
      batch.resolve();
    }
    this.flying = null;
  }

  /** What waits may hold the second half of what was lost: nothing is written any more. */
  private fail(error: unknown): void {
    absorbCause(error);
    this.readAnew();
    this.failure = error;
    const lost = [this.flying, ...this.waiting];
    this.flying = null;
    this.waiting.length = 0;
    this.backlog = 0;
    for (const batch of lost) batch?.reject(error);
  }

  private readAnew(): void {
    this.reading?.done();
    this.reading = null;
    this.tables.documents.resetReadTxn();
  }

  /** From now on these are read from the disk, unless they were written again meanwhile. */
  private forget(operations: DiskOperation[]): void {
    this.readAnew();
    for (const operation of operations) {
      if (operation.kind !== "put" && operation.kind !== "remove") continue;
      if (this.unwritten.get(operation.number) === operation) this.unwritten.delete(operation.number);
    }
  }

  /** One transaction of LMDB. Its failure is told by the promise, and by nothing else. */
  private commit(operations: DiskOperation[]): Promise<boolean> {
    const { documents } = this.tables;
    const done = documents.batch(() => {
      for (const operation of operations) this.apply(operation);
    });
    void documents.committed.then(absorb, absorb);
    return done;
  }

  private apply(operation: DiskOperation): void {
    const { documents, catalogue } = this.tables;
    const { kind, collection } = operation;
    if (kind === "put" || kind === "remove") {
      const key = documentKey(collection, operation.number);
      void (kind === "put" ? documents.put(key, seal(key, operation.raw)) : documents.remove(key));
    } else {
      const key = collectionKey(collection);
      void (kind === "putCollection" ? catalogue.put(key, seal(key, operation.raw)) : catalogue.remove(key));
    }
  }
}

/**
 * Opens (or creates) the files under `path`. Only one process may do so at a time: see `lockDirectory`.
 * @param areSealsChecked looks at all records at once, for whoever is not going to read them all
 * @throws Error with a sentence for people when the files are damaged, gone or of another form
 */
export function openDisk(path: string, areSealsChecked = false): FileDisk {
  const commit = inspectTables(path, areSealsChecked);
  const tables = openTables(path, false);
  try {
    claimFormat(tables, path);
    return new LmdbDisk(tables, { path, endings: openEndings(tables), commit });
  } catch (error) {
    void tables.root.close();
    throw error;
  }
}
