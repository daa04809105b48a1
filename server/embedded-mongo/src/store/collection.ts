import { UUID } from "bson";
import type BTree from "sorted-btree";
import type { Doc } from "../bson/values";
import type { DiskOperation } from "./disk";
import { duplicateId, duplicateIndexKey } from "./duplicate-key";
import type { StoredRecord } from "./record";
import { type IndexSpec, type LockHolder, newTree, SecondaryIndex } from "./secondary-index";

/** What a collection needs of the engine around it. */
export type CollectionHost = {
  nextRecordNumber(): number;
  log(operation: DiskOperation): void;
};

/** A document version replaced by another; null stands for "did not exist" or "exists no more". */
export type RecordChange = { old: StoredRecord | null; next: StoredRecord | null };

type KeyChange = { index: SecondaryIndex; removed: string[]; added: string[] };

const NO_KEYS: string[] = [];

/**
 * The committed documents of one collection and their indexes. `records` keeps natural order: an update keeps the place.
 */
export class Collection {
  readonly records = new Map<string, StoredRecord>();
  readonly indexes = new Map<string, SecondaryIndex>();
  /** Keys of documents that open transactions have written. */
  readonly locks = new Map<string, LockHolder>();
  uuid = new UUID();
  /** Size of all documents in bytes. */
  bytes = 0;
  private idTree: BTree<string, string> | null = null;

  constructor(
    private readonly host: CollectionHost,
    readonly id: number,
    public db: string,
    public name: string,
    public options: Doc,
  ) {}

  get ns(): string {
    return `${this.db}.${this.name}`;
  }

  /** All document keys in the order of `_id`; built at the first use. */
  sortedIds(): BTree<string, string> {
    if (this.idTree === null) {
      this.idTree = newTree();
      for (const key of [...this.records.keys()].sort()) this.idTree.set(key, key);
    }
    return this.idTree;
  }

  /**
   * Changes one document after checking it against unique indexes.
   * @throws 11000, before anything is touched
   */
  change(change: RecordChange): void {
    const keys = this.keyChanges(change);
    if (change.next !== null) this.checkUnique(change.next, change.old, keys);
    this.removeKeys(change, keys);
    this.addKeys(change, keys);
    this.place(change);
  }

  /** Changes several documents whose unique keys are known to be free afterwards (a commit): all old keys go first. */
  changeAll(changes: RecordChange[]): void {
    const keys = changes.map((change) => this.keyChanges(change));
    changes.forEach((change, i) => {
      this.removeKeys(change, keys[i] as KeyChange[]);
    });
    changes.forEach((change, i) => {
      this.addKeys(change, keys[i] as KeyChange[]);
      this.place(change);
    });
  }

  /** Puts a record read from disk in its place, without its index keys. */
  load(record: StoredRecord): void {
    this.records.set(record.key, record);
    this.bytes += record.raw.length;
  }

  /**
   * Builds an index over what is there.
   * @throws 11000 when a unique index meets a duplicate
   */
  addIndex(spec: IndexSpec): SecondaryIndex {
    const index = new SecondaryIndex(spec);
    const entries: [string, string][] = [];
    for (const record of this.records.values()) {
      for (const key of index.keysFor(record.doc)) entries.push([index.entryKey(key, record.key), record.key]);
    }
    this.fillIndex(index, entries);
    this.indexes.set(index.name, index);
    return index;
  }

  /** Fills an empty index from unsorted entries. */
  fillIndex(index: SecondaryIndex, entries: [string, string][]): void {
    entries.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    for (const [entryKey, documentKey] of entries) {
      if (!index.tree.set(entryKey, documentKey, false)) {
        const doc = (this.records.get(documentKey) as StoredRecord).doc;
        throw duplicateIndexKey(this.ns, index, { doc, key: entryKey });
      }
    }
  }

  private keyChanges({ old, next }: RecordChange): KeyChange[] {
    const changes: KeyChange[] = [];
    for (const index of this.indexes.values()) {
      const removed = old === null ? NO_KEYS : index.keysFor(old.doc);
      const added = next === null ? NO_KEYS : index.keysFor(next.doc);
      if (removed.length === added.length && removed.every((key, i) => key === added[i])) continue;
      changes.push({ index, removed, added });
    }
    return changes;
  }

  private checkUnique(next: StoredRecord, old: StoredRecord | null, keys: KeyChange[]): void {
    if (old === null && this.records.has(next.key)) throw duplicateId(this.ns, next.doc._id);
    for (const { index, added } of keys) {
      if (!index.isUnique) continue;
      for (const key of added) {
        const holder = index.tree.get(key);
        if (holder !== undefined && holder !== next.key) {
          throw duplicateIndexKey(this.ns, index, { doc: next.doc, key });
        }
      }
    }
  }

  private removeKeys({ old }: RecordChange, keys: KeyChange[]): void {
    if (old === null) return;
    for (const { index, removed } of keys) {
      for (const key of removed) index.tree.delete(index.entryKey(key, old.key));
    }
  }

  private addKeys({ next }: RecordChange, keys: KeyChange[]): void {
    if (next === null) return;
    for (const { index, added } of keys) {
      for (const key of added) index.tree.set(index.entryKey(key, next.key), next.key);
    }
  }

  private place({ old, next }: RecordChange): void {
    if (old !== null) this.bytes -= old.raw.length;
    if (next === null) {
      if (old !== null) this.forget(old);
      return;
    }
    next.number = old === null ? this.host.nextRecordNumber() : old.number;
    this.bytes += next.raw.length;
    this.records.set(next.key, next);
    if (old === null) this.idTree?.set(next.key, next.key);
    this.host.log({ kind: "put", collection: this.id, number: next.number, raw: next.raw });
  }

  private forget(old: StoredRecord): void {
    this.records.delete(old.key);
    this.idTree?.delete(old.key);
    this.host.log({ kind: "remove", collection: this.id, number: old.number });
  }
}
