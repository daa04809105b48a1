import type { Collection, PreparedChanges, RecordChange } from "../store/collection";
import { duplicateId, duplicateIndexKey } from "../store/duplicate-key";
import type { Engine, SnapshotKeeper } from "../store/engine";
import type { StoredRecord } from "../store/record";
import type { SecondaryIndex } from "../store/secondary-index";
import { writeConflict } from "./conflict";

/** A contended transaction locks at most so many documents by reading them. */
const MAX_READ_LOCKS = 1_000;

/** What a transaction sees instead of the committed version: its own write, or (foreign) what its snapshot saw. */
type Entry = { record: StoredRecord | null; isForeign: boolean };
type View = Map<string, Entry>;

/** Somebody waits for the end of a transaction, until then or until they give up. */
type EndWait = { ended: Promise<void>; giveUp(): void };

/** The indexes in which a change may move a document. Where it does not, the document's own lock keeps its keys. */
function touchedIndexes({ indexes }: Collection, { old, next }: RecordChange): SecondaryIndex[] {
  const all = [...indexes.values()];
  return old === null || next === null ? all : all.filter((index) => !index.isUntouched(old.doc, next.doc));
}

/**
 * A multi-document transaction: its writes and the pre-images of what others changed lie over the committed documents.
 * Reads see the snapshot; writes lock documents and reserve unique keys until the end.
 */
export class Transaction implements SnapshotKeeper {
  state: "active" | "committed" | "aborted" = "active";
  /** True once it has read something that it has not locked: from then on its snapshot cannot move. */
  isPinned = false;
  /**
   * True for a transaction that lost a conflict before and has its turn now: it locks what it reads, so that this time
   * nobody can come between its reads and its writes.
   */
  locksReads = false;
  writeCount = 0;
  private readLocks = 0;
  /** Commands of this transaction that are running now. */
  running = 0;
  lastUsedMs: number;
  waitingFor: Transaction | null = null;
  private readonly overlay = new Map<Collection, View>();
  private readonly ownKeys = new Map<SecondaryIndex, Map<string, string>>();
  private readonly locked: [Map<string, object>, string][] = [];
  private readonly waiters = new Set<{ isFirst: boolean; wake: () => void }>();
  private readonly enders: (() => void)[] = [];

  constructor(
    private readonly engine: Engine,
    readonly startedMs: number,
  ) {
    this.lastUsedMs = startedMs;
    engine.snapshots.add(this);
  }

  get waiterCount(): number {
    return this.waiters.size;
  }

  view(collection: Collection): ReadonlyMap<string, Entry> | undefined {
    return this.overlay.get(collection);
  }

  hasWritten(collection: Collection): boolean {
    for (const entry of this.overlay.get(collection)?.values() ?? []) if (!entry.isForeign) return true;
    return false;
  }

  keepPreImage(collection: Collection, key: string, old: StoredRecord | null): void {
    const view = this.viewOf(collection);
    if (!view.has(key)) view.set(key, { record: old, isForeign: true });
  }

  /**
   * Writes one document inside the transaction.
   * @throws 112 when somebody else changed it since the snapshot, is changing it, or dropped the collection; 11000 for a
   * duplicate; 171
   */
  write(collection: Collection, change: RecordChange): void {
    const { old, next } = change;
    const key = ((next ?? old) as StoredRecord).key;
    const view = this.viewOf(collection);
    const entry = view.get(key);
    if (collection.isDropped) throw writeConflict(null);
    this.checkLock(collection, key, entry);
    if (old === null && next !== null && (entry === undefined ? collection.records.has(key) : entry.record !== null)) {
      throw duplicateId(collection.ns, next.doc._id);
    }
    const touched = touchedIndexes(collection, change);
    const uniqueKeys = next === null ? [] : this.checkUniqueKeys({ collection, touched, view }, next);
    this.lock(collection.locks, key);
    this.releaseOwnKeys(touched, key, entry);
    for (const [index, indexKey] of uniqueKeys) {
      this.lock(index.reservations, indexKey);
      this.ownKeysOf(index).set(indexKey, key);
    }
    view.set(key, { record: next, isForeign: false });
    this.writeCount++;
  }

  /**
   * Locks a document that was just read (see `locksReads`).
   * @param isFixed the snapshot cannot move any more: what is held or changed by others stays as it was read, unlocked
   * @returns whether it is locked now; what is not can change, and only a snapshot that stays hides that
   * @throws 112 when waiting for the holder, or a newer snapshot, would give the lock
   */
  lockForRead(collection: Collection, key: string, isFixed: boolean): boolean {
    const holder = collection.locks.get(key) as Transaction | undefined;
    if (holder === this) return true;
    if (this.readLocks >= MAX_READ_LOCKS) return false;
    const isStale = this.overlay.get(collection)?.get(key)?.isForeign === true;
    if (holder === undefined && !isStale) {
      this.lock(collection.locks, key);
      this.readLocks++;
      return true;
    }
    if (!isFixed) throw writeConflict(holder ?? null);
    return false;
  }

  /**
   * Makes the writes visible and hands them to the disk in one tick: all that can fail comes before all that changes.
   * @throws 96 when the disk takes nothing any more, Error when a stored document cannot be read; then it is aborted
   */
  commit(): void {
    for (const { collection, prepared } of this.prepare()) {
      for (const { old, next } of prepared.changes) {
        this.engine.beforeChange(collection, ((next ?? old) as StoredRecord).key, { old, by: this });
      }
      collection.applyAll(prepared);
    }
    this.end("committed");
  }

  private prepare(): { collection: Collection; prepared: PreparedChanges }[] {
    try {
      this.engine.checkWritable();
      return [...this.overlay].map(([collection, view]) => {
        const changes: RecordChange[] = [];
        for (const [key, entry] of view) {
          if (entry.isForeign) continue;
          const old = collection.records.get(key) ?? null;
          if (old !== null || entry.record !== null) changes.push({ old, next: entry.record });
        }
        return { collection, prepared: collection.prepareAll(changes) };
      });
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  abort(): void {
    if (this.state === "active") this.end("aborted");
  }

  /** Forgets the old snapshot. Only right while the transaction has read nothing but what it has locked. */
  advanceSnapshot(): void {
    for (const view of this.overlay.values()) {
      for (const [key, entry] of view) if (entry.isForeign) view.delete(key);
    }
  }

  /** Waits for the end of this transaction. Transactions that hold locks themselves wake first. */
  waitForEnd(isFirst: boolean): EndWait {
    if (this.state !== "active") return { ended: Promise.resolve(), giveUp: () => undefined };
    const waiter = { isFirst, wake: (): void => undefined };
    this.waiters.add(waiter);
    const ended = new Promise<void>((wake) => {
      waiter.wake = wake;
    });
    return { ended, giveUp: () => this.waiters.delete(waiter) };
  }

  /** Calls back at the end of this transaction, for what must not outlive it. */
  atEnd(callback: () => void): void {
    this.enders.push(callback);
  }

  private viewOf(collection: Collection): View {
    let view = this.overlay.get(collection);
    if (view === undefined) {
      view = new Map();
      this.overlay.set(collection, view);
    }
    return view;
  }

  private ownKeysOf(index: SecondaryIndex): Map<string, string> {
    let keys = this.ownKeys.get(index);
    if (keys === undefined) {
      keys = new Map();
      this.ownKeys.set(index, keys);
    }
    return keys;
  }

  private checkLock(collection: Collection, key: string, entry: Entry | undefined): void {
    const holder = collection.locks.get(key) as Transaction | undefined;
    if (holder !== undefined && holder !== this) throw writeConflict(holder);
    if (entry?.isForeign === true) throw writeConflict(null);
  }

  private checkUniqueKeys(
    at: { collection: Collection; touched: readonly SecondaryIndex[]; view: View },
    next: StoredRecord,
  ): [SecondaryIndex, string][] {
    const { collection, touched, view } = at;
    const found: [SecondaryIndex, string][] = [];
    for (const index of touched) {
      if (!index.isUnique && index.fields.length === 1) continue;
      const keys = index.keysFor(next.doc); // parallel arrays are refused here: nothing may fail in the commit
      if (!index.isUnique) continue;
      for (const indexKey of keys) {
        this.checkUniqueKey({ collection, index, indexKey, view }, next);
        found.push([index, indexKey]);
      }
    }
    return found;
  }

  private checkUniqueKey(
    at: { collection: Collection; index: SecondaryIndex; indexKey: string; view: View },
    next: StoredRecord,
  ): void {
    const { collection, index, indexKey, view } = at;
    const reserver = index.reservations.get(indexKey) as Transaction | undefined;
    if (reserver !== undefined && reserver !== this) throw writeConflict(reserver);
    const ownHolder = this.ownKeys.get(index)?.get(indexKey);
    if (ownHolder === next.key) return;
    if (ownHolder !== undefined) throw duplicateIndexKey(collection.ns, index, { doc: next.doc, key: indexKey });
    const number = index.tree.get(indexKey);
    const holder = number === undefined ? undefined : collection.records.at(number)?.key;
    if (holder === undefined || holder === next.key) return;
    const entry = view.get(holder);
    if (entry === undefined || entry.isForeign) this.checkLock(collection, holder, entry);
    else if (entry.record === null || !index.keysFor(entry.record.doc).includes(indexKey)) return; // given up
    throw duplicateIndexKey(collection.ns, index, { doc: next.doc, key: indexKey });
  }

  private releaseOwnKeys(touched: readonly SecondaryIndex[], key: string, entry: Entry | undefined): void {
    if (entry === undefined || entry.isForeign || entry.record === null) return;
    for (const index of touched) {
      const keys = this.ownKeys.get(index);
      if (keys === undefined) continue;
      for (const indexKey of index.keysFor(entry.record.doc)) {
        if (keys.get(indexKey) === key) keys.delete(indexKey);
      }
    }
  }

  private lock(table: Map<string, object>, key: string): void {
    if (table.has(key)) return;
    table.set(key, this);
    this.locked.push([table, key]);
  }

  private end(state: "committed" | "aborted"): void {
    this.state = state;
    this.engine.snapshots.delete(this);
    for (const [table, key] of this.locked) table.delete(key);
    this.locked.length = 0;
    this.overlay.clear();
    this.ownKeys.clear();
    for (const callback of this.enders.splice(0)) callback();
    const waiters = [...this.waiters];
    this.waiters.clear();
    for (const waiter of waiters) if (waiter.isFirst) waiter.wake();
    for (const waiter of waiters) if (!waiter.isFirst) waiter.wake();
  }
}
