import type { StoredRecord } from "./record";

const MAX_RECORDS = 20_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** The records that were read or written last, by number, with their parsed form. First in, first out. */
export class RecordCache {
  private readonly byNumber = new Map<number, StoredRecord>();
  private readonly ring: (StoredRecord | undefined)[] = [];
  private next = 0;
  private oldest = 0;
  private count = 0;
  private bytes = 0;

  get(number: number): StoredRecord | undefined {
    return this.byNumber.get(number);
  }

  /** Keeps this version of its document, in place of any other. */
  keep(record: StoredRecord): void {
    const size = record.raw.length;
    while (this.count > 0 && (this.count === MAX_RECORDS || this.bytes + size > MAX_BYTES)) this.forgetOldest();
    this.ring[this.next] = record;
    this.next = (this.next + 1) % MAX_RECORDS;
    this.count++;
    this.bytes += size;
    this.byNumber.set(record.number, record);
  }

  remove(number: number): void {
    this.byNumber.delete(number);
  }

  private forgetOldest(): void {
    const record = this.ring[this.oldest] as StoredRecord;
    this.ring[this.oldest] = undefined;
    this.oldest = (this.oldest + 1) % MAX_RECORDS;
    this.count--;
    this.bytes -= record.raw.length;
    if (this.byNumber.get(record.number) === record) this.byNumber.delete(record.number);
  }
}
