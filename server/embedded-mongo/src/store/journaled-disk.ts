import { absorb, absorbCause, type Batch, newBatch } from "./batch";
import { type DiskOperation, type FileDisk, type Stamp, type StoredEntry, unwritable } from "./disk";
import { inspectTables } from "./inspect";
import { Journal } from "./journal";
import { LiveTables } from "./live-tables";
import { Pending } from "./pending";
import { claimFormat, openTables } from "./tables";

/** A batch that has grown beyond this takes no further tick, so that small writes wait for one batch of this size at most. */
const FULL_BATCH = { operations: 1_000, bytes: 16 << 20 };
/** So much that the tables do not hold is worth a checkpoint. */
const CHECKPOINT = { changes: 500, bytes: 8 << 20 };
/** With so much of it the journal waits for the checkpoint under way. */
const MOST = { changes: 20_000, bytes: 64 << 20 };

/**
 * A journal in front of LMDB. Changes are on disk, and acknowledged, when the journal is: one short write in a row for all that
 * came while the write before was under way. Checkpoints bring them into the tables, many at a time. A batch takes whole ticks
 * of the event loop, and a commit or a slice of a command logs within one tick, so neither is ever torn apart.
 */
class JournaledDisk implements FileDisk {
  private readonly waiting: Batch[] = [];
  private flying: Batch | null = null;
  private flushing: Promise<void> | null = null;
  private isTickNoted = false;
  private retirement: Promise<void> | null = null;
  private isRetired = false;
  private failure: unknown = null;
  /** Operations that are not in the journal yet. */
  private queued = 0;
  /** The latest change of each record that the tables do not hold yet, written to the journal or not. */
  private readonly newer = new Map<number, DiskOperation>();
  /** What is in the journal and waits for a checkpoint, and what the one under way takes. */
  private pending = new Pending();
  private taken = new Pending();
  private checkpointing: Promise<void> | null = null;
  /** For whoever waits for a checkpoint that has not begun. */
  private wanted: Batch | null = null;

  constructor(
    private readonly tables: LiveTables,
    private readonly journal: Journal,
    readonly found: Stamp,
  ) {}

  checkWritable(): void {
    if (this.failure !== null || this.retirement !== null) throw unwritable();
  }

  get backlog(): number {
    return this.failure === null ? this.queued + this.pending.size + this.taken.size : 0;
  }

  eased(): Promise<void> | null {
    return this.failure === null ? (this.written() ?? this.flushing ?? this.checkpointing) : null;
  }

  write(operation: DiskOperation): void {
    this.checkWritable();
    let batch = this.waiting[this.waiting.length - 1];
    if (batch === undefined || (!this.isTickNoted && isFull(batch))) {
      batch = newBatch();
      this.waiting.push(batch);
    }
    batch.operations.push(operation);
    if ("raw" in operation) batch.bytes += operation.raw.length;
    this.queued++;
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

  private retire(): Promise<void> {
    this.retirement ??= this.leaveJournal();
    return this.retirement;
  }

  /** Leaves everything in the tables and takes the journal away. After a failure the next start reads it. */
  private async leaveJournal(): Promise<void> {
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
    this.queued -= operations.length;
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
    if (this.pending.size > 0) await this.journal.turn();
    const { wanted } = this;
    this.wanted = null;
    if (this.pending.size === 0) {
      wanted?.resolve();
      return;
    }
    this.taken = this.pending;
    this.pending = new Pending();
    this.checkpointing = this.intoTables(this.taken).then(
      () => {
        wanted?.resolve();
        this.flush(); // the next one may be due
      },
      (error) => {
        wanted?.reject(error);
        this.fail(error);
      },
    );
  }

  private async intoTables(pending: Pending): Promise<void> {
    await this.tables.apply(pending, this.journal.state);
    // From now on these are read from the tables, unless they were written again meanwhile.
    for (const operation of pending.operations()) {
      if ("number" in operation && this.newer.get(operation.number) === operation) this.newer.delete(operation.number);
    }
    this.taken = new Pending();
    this.checkpointing = null;
  }

  /** What waits may hold the second half of what was lost: nothing is written any more. What is in the journal stays there. */
  private fail(error: unknown): void {
    absorbCause(error);
    this.failure ??= error;
    const lost = [...this.waiting, this.wanted];
    this.waiting.length = 0;
    this.wanted = null;
    for (const batch of lost) batch?.reject(error);
  }
}

function isFull({ operations, bytes }: Batch): boolean {
  return operations.length >= FULL_BATCH.operations || bytes >= FULL_BATCH.bytes;
}

/**
 * Opens (or creates) the files under `path`. Only one process may do so at a time: see `lockDirectory`.
 * @param areSealsChecked looks at all records at once, for whoever is not going to read them all
 * @throws Error with a sentence for people when the files are damaged, gone or of another form; NoRoom
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
