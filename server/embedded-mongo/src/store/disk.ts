import { type MongoError, mongoError } from "../errors";
import { absorb, absorbCause, type Batch, newBatch } from "./batch";
import { Journal } from "./journal";
import { LiveTables } from "./live-tables";
import { Pending } from "./pending";
import { claimFormat, inspectTables, openTables } from "./tables";

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
  /** Brings all that is on disk by now into the tables, where other processes read it. */
  checkpoint(): Promise<void>;
  /** Operations that are not on disk yet. */
  readonly backlog: number;
  /** What the tables held when they were opened. */
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
  /**
   * Waits for the disk and gives its state a name that no other ever has; null when it cannot be written. From then on
   * nothing can be written any more.
   */
  stamp(): Promise<Stamp | null>;
};

/** A batch that has grown beyond this takes no further tick, so that small writes wait for one batch of this size at most. */
const BATCH_OPERATIONS = 1_000;
/** So much that the tables do not hold is worth a checkpoint. */
const CHECKPOINT = { changes: 500, bytes: 8 << 20 };
/** With so much of it the journal waits for the checkpoint under way. */
const MOST = { changes: 20_000, bytes: 64 << 20 };

/** Whatever could not be written is not in the files, and nothing that came after it may be. */
export function unwritable(): MongoError {
  return mongoError(96, "The data could not be written to disk. Free some space and start the server again.");
}

/**
 * A journal in front of LMDB. Changes are on disk, and acknowledged, when the journal is: one short write in a row for all that
 * came while the write before was under way. Checkpoints bring them into the tables, many at a time. A batch takes whole ticks
 * of the event loop, and a commit or a slice of a command logs within one tick, so neither is ever torn apart.
 */
class JournaledDisk implements FileDisk {
  backlog = 0;
  private readonly waiting: Batch[] = [];
  private flying: Batch | null = null;
  private flushing: Promise<void> | null = null;
  private isTickNoted = false;
  private isRetired = false;
  private failure: unknown = null;
  /** The latest change of each record that the tables do not hold yet, written to the journal or not. */
  private readonly newer = new Map<number, DiskOperation>();
  private pending = new Pending();
  private checkpointing: Promise<void> | null = null;
  /** For whoever waits for a checkpoint that has not begun. */
  private wanted: Batch | null = null;

  constructor(
    private readonly tables: LiveTables,
    private readonly journal: Journal,
    readonly found: Stamp,
  ) {}

  checkWritable(): void {
    if (this.failure !== null || this.isRetired) throw unwritable();
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
    if ("number" in operation) this.newer.set(operation.number, operation);
    if (this.isTickNoted) return;
    this.isTickNoted = true;
    setImmediate(() => {
      this.isTickNoted = false;
      this.flush();
    });
  }

  read(collection: number, number: number): string | undefined {
    const newer = this.newer.get(number);
    if (newer !== undefined) return newer.kind === "put" ? newer.raw : undefined;
    return this.tables.read(collection, number);
  }

  written(): Promise<void> | null {
    if (this.failure !== null) return Promise.reject(this.failure);
    return (this.waiting[this.waiting.length - 1] ?? this.flying)?.done ?? null;
  }

  checkpoint(): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    if (this.isRetired) return Promise.resolve();
    this.wanted ??= newBatch();
    const { done } = this.wanted;
    this.flush();
    return done;
  }

  catalogue(): Iterable<{ collection: number; value: Buffer }> {
    return this.tables.catalogue();
  }

  documents(): Iterable<StoredEntry> {
    return this.tables.documents();
  }

  async stamp(): Promise<Stamp | null> {
    await this.retire();
    return this.failure === null ? this.tables.stamp() : null;
  }

  async close(): Promise<void> {
    await this.retire();
    await this.tables.close();
  }

  /** Leaves everything in the tables and takes the journal away. After a failure the next start reads it. */
  private async retire(): Promise<void> {
    if (this.isRetired) return;
    for (let waiting = this.written(); waiting !== null; waiting = this.failure === null ? this.written() : null) {
      await waiting.catch(absorb);
    }
    await this.checkpoint().catch(absorb);
    this.isRetired = true;
    await this.flushing;
    await this.checkpointing;
    if (this.failure === null) await this.tables.unfollow().catch((error) => this.fail(error));
    if (this.failure === null) this.journal.remove();
    else this.journal.close();
  }

  private flush(): void {
    this.flushing ??= this.writeAll().then(() => {
      this.flushing = null;
      if (this.failure === null && (this.waiting.length > 0 || this.wanted !== null)) this.flush();
    });
  }

  private async writeAll(): Promise<void> {
    try {
      while (this.failure === null) {
        if (this.isCheckpointDue()) await this.beginCheckpoint();
        this.flying = this.waiting.shift() ?? null;
        if (this.flying === null) return;
        await this.append(this.flying);
      }
    } catch (error) {
      this.flying?.reject(error);
      this.fail(error);
    }
  }

  private async append(batch: Batch): Promise<void> {
    const { operations, resolve } = batch;
    this.pending.add(operations, await this.journal.append(operations));
    this.backlog -= operations.length;
    this.flying = null;
    resolve();
  }

  private isCheckpointDue(): boolean {
    const holds = ({ changes, bytes }: typeof MOST): boolean =>
      this.pending.size >= changes || this.journal.filled >= bytes;
    return this.wanted !== null || holds(this.checkpointing === null ? CHECKPOINT : MOST);
  }

  /** Between two batches: what the journal holds by now goes into the tables while it goes on in its other file. */
  private async beginCheckpoint(): Promise<void> {
    await this.checkpointing;
    if (this.failure !== null) return;
    const { pending, wanted } = this;
    this.wanted = null;
    if (pending.size === 0) {
      wanted?.resolve();
      return;
    }
    await this.journal.turn();
    this.pending = new Pending();
    this.checkpointing = this.intoTables(pending).then(
      () => {
        this.checkpointing = null;
        wanted?.resolve();
      },
      (error) => {
        this.fail(error);
        wanted?.reject(error);
      },
    );
  }

  private async intoTables(pending: Pending): Promise<void> {
    await this.tables.apply(pending.changes(), this.journal.state);
    // From now on these are read from the tables, unless they were written again meanwhile.
    for (const operation of pending.operations()) {
      if ("number" in operation && this.newer.get(operation.number) === operation) this.newer.delete(operation.number);
    }
  }

  /** What waits may hold the second half of what was lost: nothing is written any more. What is in the journal stays there. */
  private fail(error: unknown): void {
    absorbCause(error);
    this.failure ??= error;
    const lost = [...this.waiting, this.wanted];
    this.waiting.length = 0;
    this.wanted = null;
    this.backlog = 0;
    for (const batch of lost) batch?.reject(error);
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
    const live = new LiveTables(tables, path);
    const { ending } = live;
    live.recover();
    const journal = new Journal(path);
    live.follow(journal.state);
    return new JournaledDisk(live, journal, { ending, commit });
  } catch (error) {
    void tables.root.close();
    throw error;
  }
}
