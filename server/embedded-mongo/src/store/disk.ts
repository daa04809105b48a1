import { type Database, open, type RootDatabase } from "lmdb";

/** One change of what is stored. Keys are numbers of ours, so LMDB's limit on key length never matters. */
export type DiskOperation =
  | { kind: "put"; collection: number; number: number; raw: string }
  | { kind: "remove"; collection: number; number: number }
  | { kind: "putCollection"; collection: number; raw: string }
  | { kind: "removeCollection"; collection: number };

type StoredEntry = { collection: number; number: number; value: Buffer };

/** A durable log of changes. Operations written in one tick reach the disk together or not at all. */
export type Disk = {
  write(operation: DiskOperation): void;
  /** Resolves when all operations written so far are on disk; null when there are none on the way. */
  written(): Promise<void> | null;
  catalogue(): Iterable<{ collection: number; value: Buffer }>;
  documents(): Iterable<StoredEntry>;
  close(): Promise<void>;
};

type Batch = {
  operations: DiskOperation[];
  done: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
};
type Table = Database<Buffer, Buffer>;

function newBatch(): Batch {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const done = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  done.catch(() => undefined); // whoever waits sees the failure; nobody may be waiting
  return { operations: [], done, resolve, reject };
}

function documentKey(collection: number, number: number): Buffer {
  const key = Buffer.allocUnsafe(10);
  key.writeUInt32BE(collection, 0);
  key.writeUIntBE(number, 4, 6);
  return key;
}

function collectionKey(collection: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(collection, 0);
  return key;
}

/**
 * Group commit over LMDB: while one batch is being written and flushed, the next one collects. A batch takes whole ticks
 * of the event loop, and a commit or a command logs within one tick, so neither is ever torn apart.
 */
class LmdbDisk implements Disk {
  private readonly root: RootDatabase<Buffer, Buffer>;
  private readonly docs: Table;
  private readonly meta: Table;
  private pending: Batch | null = null;
  private flying: Batch | null = null;
  private failure: unknown = null;

  constructor(path: string) {
    const binary = { encoding: "binary", keyEncoding: "binary" } as const;
    this.root = open<Buffer, Buffer>({
      path,
      ...binary,
      maxDbs: 4,
      noSubdir: false,
      cache: false,
      overlappingSync: false,
    });
    this.docs = this.root.openDB<Buffer, Buffer>({ name: "documents", ...binary });
    this.meta = this.root.openDB<Buffer, Buffer>({ name: "catalogue", ...binary });
  }

  write(operation: DiskOperation): void {
    if (this.pending === null) {
      this.pending = newBatch();
      if (this.flying === null) setImmediate(() => void this.flush());
    }
    this.pending.operations.push(operation);
  }

  written(): Promise<void> | null {
    if (this.failure !== null) return Promise.reject(this.failure);
    return (this.pending ?? this.flying)?.done ?? null;
  }

  *catalogue(): Iterable<{ collection: number; value: Buffer }> {
    for (const { key, value } of this.meta.getRange({})) yield { collection: key.readUInt32BE(0), value };
  }

  *documents(): Iterable<StoredEntry> {
    for (const { key, value } of this.docs.getRange({})) {
      yield { collection: key.readUInt32BE(0), number: key.readUIntBE(4, 6), value };
    }
  }

  async close(): Promise<void> {
    for (let waiting = this.written(); waiting !== null; waiting = this.failure === null ? this.written() : null) {
      await waiting.catch(() => undefined);
    }
    await this.root.close();
  }

  private async flush(): Promise<void> {
    while (this.pending !== null) {
      const batch = this.pending;
      this.pending = null;
      this.flying = batch;
      try {
        await this.docs.batch(() => {
          for (const operation of batch.operations) this.apply(operation);
        });
        batch.resolve();
      } catch (error) {
        this.failure ??= error;
        batch.reject(error);
      }
    }
    this.flying = null;
  }

  private apply(operation: DiskOperation): void {
    switch (operation.kind) {
      case "put":
        void this.docs.put(documentKey(operation.collection, operation.number), Buffer.from(operation.raw, "latin1"));
        return;
      case "remove":
        void this.docs.remove(documentKey(operation.collection, operation.number));
        return;
      case "putCollection":
        void this.meta.put(collectionKey(operation.collection), Buffer.from(operation.raw, "latin1"));
        return;
      case "removeCollection":
        void this.meta.remove(collectionKey(operation.collection));
    }
  }
}

/** Opens (or creates) the files under `path`. Only one process may do so at a time: see `lockDirectory`. */
export function openDisk(path: string): Disk {
  return new LmdbDisk(path);
}
