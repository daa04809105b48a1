import type { Collection } from "../store/collection";
import type { DiskOperation } from "../store/disk";
import { Engine } from "../store/engine";
import { MemoryDisk } from "../store/memory-disk";
import { recordOf, type StoredRecord } from "../store/record";
import { Transaction } from "./transaction";

/** A disk that cannot read some of its documents, and says what was written to it. */
class BadDisk extends MemoryDisk {
  readonly unreadable = new Set<number>();
  readonly log: DiskOperation[] = [];

  override write(operation: DiskOperation): void {
    this.log.push(operation);
    super.write(operation);
  }

  override read(collection: number, number: number): string | undefined {
    if (this.unreadable.has(number)) throw new Error("its seal is broken");
    return super.read(collection, number);
  }
}

function only({ records }: Collection): StoredRecord {
  const [record] = [...records.values()];
  return record as StoredRecord;
}

test("a commit that cannot read one of its documents changes nothing in any collection, and holds no lock any more", () => {
  const disk = new BadDisk();
  const engine = new Engine(disk);
  const collections = ["first", "second"].map((name) => engine.ensure("club", name));
  for (const one of collections) one.change({ old: null, next: recordOf({ _id: 1, v: "before" }) });
  const transaction = new Transaction(engine, 0);
  for (const one of collections) transaction.write(one, { old: only(one), next: recordOf({ _id: 1, v: "after" }) });
  const { number } = only(collections[1] as Collection);
  engine.cache.remove(number); // others have pushed it out meanwhile
  disk.unreadable.add(number);
  disk.log.length = 0;

  expect(() => transaction.commit()).toThrow("its seal is broken");
  expect(disk.log).toEqual([]);
  expect(transaction.state).toBe("aborted");
  for (const { locks } of collections) expect(locks.size).toBe(0);
  disk.unreadable.clear();
  expect(collections.map((one) => only(one).doc.v)).toEqual(["before", "before"]);
});
