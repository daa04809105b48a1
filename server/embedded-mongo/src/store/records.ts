import { KeyLoader } from "./key-loader";
import { KeyTable } from "./key-table";
import { NumberList } from "./number-list";
import { StoredRecord } from "./record";
import type { RecordCache } from "./record-cache";

/** Where the bytes of documents are. */
export type RecordSource = {
  readonly cache: RecordCache;
  /** The current bytes of a document; undefined when it is gone. */
  read(collection: number, number: number): string | undefined;
};

/**
 * Which documents a collection has: their `_id`s and their natural order. The documents themselves are read when they are
 * wanted.
 */
export class Records {
  /** Encoded `_id` → record number */
  readonly ids = new KeyTable();
  readonly order = new NumberList();
  private readonly loader = new KeyLoader(this.ids, (_key, number) => {
    throw new Error(`the stored documents are damaged: two have the _id of record ${number}`);
  });

  constructor(
    private readonly source: RecordSource,
    private readonly collection: number,
  ) {}

  get size(): number {
    return this.order.size;
  }

  has(key: string): boolean {
    return this.ids.has(key);
  }

  get(key: string): StoredRecord | undefined {
    const number = this.ids.get(key);
    return number === undefined ? undefined : this.at(number);
  }

  /** The document with this number; undefined when it is gone. A walk over everything must not push out what is cached. */
  at(number: number, isKept = true): StoredRecord | undefined {
    const cached = this.source.cache.get(number);
    if (cached !== undefined) return cached;
    const record = this.stored(number);
    if (isKept && record !== undefined) this.source.cache.keep(record);
    return record;
  }

  /** The document as it is stored, past all caches; undefined when it is gone. */
  stored(number: number): StoredRecord | undefined {
    const raw = this.source.read(this.collection, number);
    if (raw === undefined) return undefined;
    const record = new StoredRecord(null, raw);
    record.number = number;
    return record;
  }

  /** The numbers of all documents in natural order, or against it. Read it to the end before anything changes. */
  numbers(isReverse = false): Generator<number> {
    return this.order.values(isReverse);
  }

  /** All documents in natural order. */
  *values(): Generator<StoredRecord> {
    for (const number of this.numbers()) yield this.at(number, false) as StoredRecord;
  }

  /** Takes in the `_id` of a document that is stored already; `endLoading` ends it. */
  load(key: string, number: number): void {
    this.loader.add(key, number);
    this.order.add(number);
  }

  /** @throws Error when two documents have had the same `_id` */
  endLoading(): void {
    this.loader.finish();
  }

  /** Takes in a new document, which has its number, or the new version of one. */
  place(record: StoredRecord, isNew: boolean): void {
    if (isNew) {
      this.ids.add(record.key, record.number);
      this.order.add(record.number);
    }
    this.source.cache.keep(record);
  }

  remove(record: StoredRecord): void {
    this.ids.delete(record.key);
    this.order.delete(record.number);
    this.source.cache.remove(record.number);
  }
}
