import { UUID } from "bson";
import type { Doc } from "../bson/values";
import { mongoError } from "../errors";
import type { DiskOperation } from "./disk";
import { duplicateId, duplicateIndexKey } from "./duplicate-key";
import { KeyLoader } from "./key-loader";
import type { StoredRecord } from "./record";
import { type RecordSource, Records } from "./records";
import { type IndexSpec, type LockHolder, SecondaryIndex } from "./secondary-index";

/** What a collection needs of the engine around it. */
export type CollectionHost = RecordSource & {
  nextRecordNumber(): number;
  log(operation: DiskOperation): void;
  /** @throws 96 when nothing can be written any more */
  checkWritable(): void;
};

/** A document version replaced by another; null stands for "did not exist" or "exists no more". */
export type RecordChange = { old: StoredRecord | null; next: StoredRecord | null };

type KeyChange = { index: SecondaryIndex; removed: string[]; added: string[] };
/** Changes with what they do to the indexes: to apply them reads nothing any more. */
export type PreparedChanges = { changes: RecordChange[]; keys: KeyChange[][] };

const NO_KEYS: string[] = [];

/** The committed documents of one collection and their indexes. `records` keeps natural order: an update keeps the place. */
export class Collection {
  readonly records: Records;
  readonly indexes = new Map<string, SecondaryIndex>();
  /** Keys of documents that open transactions have written. */
  readonly locks = new Map<string, LockHolder>();
  uuid = new UUID();
  /** True once it was dropped: whoever still holds it must not write to it. */
  isDropped = false;
  /** Size of all documents in bytes. */
  bytes = 0;

  constructor(
    private readonly host: CollectionHost,
    readonly id: number,
    public db: string,
    public name: string,
    public options: Doc,
  ) {
    this.records = new Records(host, id);
  }

  get ns(): string {
    return `${this.db}.${this.name}`;
  }

  /**
   * Changes one document after checking it against unique indexes.
   * @throws 11000, 96, or 175 when it was dropped meanwhile, before anything is touched
   */
  change(change: RecordChange): void {
    this.checkChangeable();
    const { old, next } = change;
    if (old !== null && next !== null && old.key !== next.key)
      throw new Error("a change would give a record another _id");
    const keys = this.keyChanges(change);
    if (next !== null) this.checkUnique(next, old, keys);
    this.removeKeys(change, keys);
    this.addKeys(change, keys);
    this.place(change);
  }

  /**
   * Puts other documents in the place of all there are, as one change.
   * @throws 11000, 96, 175 before anything is touched
   */
  replaceAll(records: readonly StoredRecord[]): RecordChange[] {
    this.checkChangeable();
    this.checkDistinct(records);
    const removed = [...this.records.values()].map((old): RecordChange => ({ old, next: null }));
    const changes = [...removed, ...records.map((next): RecordChange => ({ old: null, next }))];
    this.applyAll(this.prepareAll(changes));
    return changes;
  }

  /** First half of changing several documents. @throws Error when one of them cannot be read; nothing is touched yet */
  prepareAll(changes: RecordChange[]): PreparedChanges {
    return { changes, keys: changes.map((change) => this.keyChanges(change)) };
  }

  /** Second half, for documents whose unique keys are known to be free afterwards (a commit): all old keys go first. */
  applyAll({ changes, keys }: PreparedChanges): void {
    changes.forEach((change, i) => {
      this.removeKeys(change, keys[i] as KeyChange[]);
    });
    changes.forEach((change, i) => {
      this.addKeys(change, keys[i] as KeyChange[]);
      this.place(change);
    });
  }

  /**
   * Builds an index over what is there.
   * @throws 11000 when a unique index meets a duplicate
   */
  addIndex(spec: IndexSpec): SecondaryIndex {
    const index = new SecondaryIndex(spec);
    const loader = this.loaderOf(index);
    for (const record of this.records.values()) {
      for (const key of index.keysFor(record.doc)) loader.add(index.entryKey(key, record.number), record.number);
    }
    loader.finish();
    this.indexes.set(index.name, index);
    return index;
  }

  /** Fills an index that is being built. Its methods @throw 11000 when a unique index meets a duplicate */
  loaderOf(index: SecondaryIndex): KeyLoader {
    return new KeyLoader(index.tree, (key, number) => {
      throw duplicateIndexKey(this.ns, index, { doc: this.records.at(number)?.doc ?? {}, key });
    });
  }

  /** @throws 175 once it was dropped */
  checkThere(): void {
    if (this.isDropped) throw mongoError(175, `collection dropped. UUID ${this.uuid.toString()}`);
  }

  private checkChangeable(): void {
    this.host.checkWritable();
    this.checkThere();
  }

  /** @throws 11000 when two of the documents have the same key, in `_id` or a unique index */
  private checkDistinct(records: readonly StoredRecord[]): void {
    const ids = new Set<string>();
    for (const { key, doc } of records) {
      if (ids.has(key)) throw duplicateId(this.ns, doc._id);
      ids.add(key);
    }
    for (const index of this.indexes.values()) if (index.isUnique) this.checkDistinctIn(index, records);
  }

  private checkDistinctIn(index: SecondaryIndex, records: readonly StoredRecord[]): void {
    const taken = new Set<string>();
    for (const { doc } of records) {
      for (const key of new Set(index.keysFor(doc))) {
        if (taken.has(key)) throw duplicateIndexKey(this.ns, index, { doc, key });
        taken.add(key);
      }
    }
  }

  private keyChanges({ old, next }: RecordChange): KeyChange[] {
    const changes: KeyChange[] = [];
    for (const index of this.indexes.values()) {
      if (old !== null && next !== null && index.isUntouched(old.doc, next.doc)) continue;
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
        if (holder !== undefined && holder !== old?.number) {
          throw duplicateIndexKey(this.ns, index, { doc: next.doc, key });
        }
      }
    }
  }

  private removeKeys({ old }: RecordChange, keys: KeyChange[]): void {
    if (old === null) return;
    for (const { index, removed } of keys) {
      for (const key of removed) index.tree.delete(index.entryKey(key, old.number));
    }
  }

  private addKeys({ old, next }: RecordChange, keys: KeyChange[]): void {
    if (next === null) return;
    next.number = old === null ? this.host.nextRecordNumber() : old.number;
    for (const { index, added } of keys) {
      for (const key of added) index.tree.add(index.entryKey(key, next.number), next.number);
    }
  }

  private place({ old, next }: RecordChange): void {
    if (old !== null) this.bytes -= old.raw.length;
    if (next === null) {
      if (old !== null) this.forget(old);
      return;
    }
    this.bytes += next.raw.length;
    this.host.log({ kind: "put", collection: this.id, number: next.number, raw: next.raw });
    this.records.place(next, old === null);
  }

  private forget(old: StoredRecord): void {
    this.host.log({ kind: "remove", collection: this.id, number: old.number });
    this.records.remove(old);
  }
}
