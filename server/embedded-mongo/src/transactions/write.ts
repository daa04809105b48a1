import type { Collection, RecordChange } from "../store/collection";
import type { Engine } from "../store/engine";
import type { StoredRecord } from "../store/record";
import type { Transaction } from "./transaction";

/** Thrown to a plain writer that met a lock: it waits for the holder's end and runs its statement again. */
export class LockWait extends Error {
  constructor(readonly holder: Transaction) {
    super("waiting for a transaction");
  }
}

function holderOf(table: Map<string, object>, key: string): void {
  const holder = table.get(key);
  if (holder !== undefined) throw new LockWait(holder as Transaction);
}

function checkUniqueLocks(collection: Collection, next: StoredRecord): void {
  for (const index of collection.indexes.values()) {
    if (!index.isUnique) continue;
    for (const key of index.keysFor(next.doc)) {
      holderOf(index.reservations, key);
      const number = index.tree.get(key);
      const documentKey = number === undefined ? undefined : collection.records.at(number)?.key;
      // The holder of the key may be about to give it up: only the end of its transaction tells.
      if (documentKey !== undefined && documentKey !== next.key) holderOf(collection.locks, documentKey);
    }
  }
}

/**
 * Writes one document, in the transaction or directly.
 * @throws LockWait (plain writers only), 112 (transactions only), 11000
 */
export function writeRecord(
  engine: Engine,
  collection: Collection,
  at: { change: RecordChange; by: Transaction | null },
): void {
  const { change, by } = at;
  if (by !== null) {
    by.write(collection, change);
    return;
  }
  const key = ((change.next ?? change.old) as StoredRecord).key;
  if (collection.locks.size > 0) {
    holderOf(collection.locks, key);
    if (change.next !== null) checkUniqueLocks(collection, change.next);
  }
  if (engine.snapshots.size === 0) {
    collection.change(change);
    return;
  }
  const old = collection.records.get(key) ?? null;
  collection.change(change);
  engine.beforeChange(collection, key, { old, by: null });
}

/**
 * Puts other documents in the place of all that a collection has, in one step.
 * @throws LockWait, 11000 before anything is touched
 */
export function replaceRecords(engine: Engine, collection: Collection, records: readonly StoredRecord[]): void {
  for (const key of collection.locks.keys()) holderOf(collection.locks, key);
  for (const { old, next } of collection.replaceAll(records)) {
    engine.beforeChange(collection, ((old ?? next) as StoredRecord).key, { old, by: null });
  }
}
