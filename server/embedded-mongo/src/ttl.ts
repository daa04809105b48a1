import { type KeyRange, rangeKeys } from "./query/bounds";
import type { Collection } from "./store/collection";
import type { Engine } from "./store/engine";
import type { StoredRecord } from "./store/record";
import type { SecondaryIndex } from "./store/secondary-index";
import { LockWait, writeRecord } from "./transactions/write";

function expiredRanges(index: SecondaryIndex, before: Date): KeyRange[] {
  const field = index.fields[0];
  const condition = { points: null, low: null, high: { value: before, isInclusive: true }, prefix: null };
  return rangeKeys(condition, { isMultikey: false, isDescending: field?.descending === true }) ?? [];
}

/** Documents with any date in the indexed field that is old enough: MongoDB takes the earliest of an array. */
function expired(collection: Collection, index: SecondaryIndex, before: Date): StoredRecord[] {
  const found = new Set<number>();
  for (const range of expiredRanges(index, before)) for (const number of index.tree.numbers(range)) found.add(number);
  return [...found].flatMap((number) => collection.records.at(number, false) ?? []);
}

function deleteUnlocked(engine: Engine, collection: Collection, old: StoredRecord): boolean {
  try {
    writeRecord(engine, collection, { change: { old, next: null }, by: null });
    return true;
  } catch (error) {
    if (error instanceof LockWait) return false; // an open transaction holds it: the next sweep sees what became of it
    throw error;
  }
}

/** Deletes what has expired by `now` under all TTL indexes. @returns how many documents went */
export function sweepExpired(engine: Engine, now: Date): number {
  let deleted = 0;
  for (const collections of engine.databases.values()) {
    for (const collection of collections.values()) {
      for (const index of collection.indexes.values()) {
        const seconds = index.expireAfterSeconds;
        if (seconds === null) continue;
        const before = new Date(now.getTime() - seconds * 1000);
        for (const record of expired(collection, index, before)) {
          if (deleteUnlocked(engine, collection, record)) deleted++;
        }
      }
    }
  }
  return deleted;
}
