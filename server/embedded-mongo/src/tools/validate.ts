import { encodeKey } from "../bson/keys";
import { parseDocument } from "../bson/raw";
import type { Doc } from "../bson/values";
import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import type { SecondaryIndex } from "../store/secondary-index";

/** What was looked at in a collection, and what is wrong with it. */
export type Validation = {
  ns: string;
  records: number;
  bytes: number;
  /** Entries of each index, also of `_id_`. */
  keysPerIndex: { [name: string]: number };
  faults: string[];
};

const MAX_FAULTS = 100;

type Inspection = { collection: Collection; validation: Validation; expected: Map<SecondaryIndex, number> };

function report({ faults }: Validation, fault: string): void {
  if (faults.length < MAX_FAULTS) faults.push(fault);
  else if (faults.length === MAX_FAULTS) faults.push("more faults than can be listed");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A record as it is stored, past all caches; null when it cannot be read. */
function storedRecord({ collection, validation }: Inspection, number: number): StoredRecord | null {
  try {
    const record = collection.records.stored(number);
    if (record !== undefined) return record;
    report(validation, `record ${number}: is gone`);
  } catch (error) {
    report(validation, `record ${number}: ${messageOf(error)}`);
  }
  return null;
}

/** The document of a record; null when its bytes are no document. */
function readRecord({ collection, validation }: Inspection, record: StoredRecord): Doc | null {
  try {
    const doc = parseDocument(record.bytes());
    if (collection.records.ids.get(encodeKey(doc._id)) !== record.number) {
      report(validation, `_id_: the entry of record ${record.number} is missing or belongs to another record`);
    }
    return doc;
  } catch (error) {
    report(validation, `record ${record.number}: not a document (${messageOf(error)})`);
    return null;
  }
}

function checkKeys(inspection: Inspection, record: StoredRecord, doc: Doc): void {
  const { validation, expected } = inspection;
  for (const index of inspection.collection.indexes.values()) {
    const wasMultikey = index.isMultikey;
    const keys = index.keysFor(doc);
    if (index.isMultikey !== wasMultikey) {
      report(validation, `index ${index.name}: does not know that record ${record.number} has an array`);
    }
    expected.set(index, (expected.get(index) ?? 0) + keys.length);
    for (const key of keys) {
      const holder = index.tree.get(index.entryKey(key, record.number));
      if (holder === record.number) continue;
      const fault = holder === undefined ? "is missing" : "belongs to another record";
      report(validation, `index ${index.name}: the entry of record ${record.number} ${fault}`);
    }
  }
}

/**
 * By now every record has been asked for its entries. If all were there and there are no more of them than that, then no
 * entry is left over; else each is looked at, so that the wrong ones are named.
 */
function checkEntries(inspection: Inspection, index: SecondaryIndex): void {
  const { validation, expected } = inspection;
  let count = 0;
  let last: string | null = null;
  for (const key of index.tree.keys()) {
    count++;
    if (last !== null && last >= key) report(validation, `index ${index.name}: out of order at entry ${count}`);
    last = key;
  }
  validation.keysPerIndex[index.name] = count;
  const wanted = expected.get(index) ?? 0;
  if (count !== wanted) report(validation, `index ${index.name}: ${count} entries where ${wanted} belong`);
  if (index.tree.size !== count) report(validation, `index ${index.name}: counts ${index.tree.size}, has ${count}`);
  if (validation.faults.length > 0) nameWrongEntries(inspection, index);
}

function nameWrongEntries({ collection, validation }: Inspection, index: SecondaryIndex): void {
  let count = 0;
  for (const { key, number } of index.tree.entries()) {
    count++;
    const fault = entryFault(collection, index, { key, number });
    if (fault !== null) report(validation, `index ${index.name}: entry ${count} ${fault}`);
  }
}

function entryFault(
  collection: Collection,
  index: SecondaryIndex,
  entry: { key: string; number: number },
): string | null {
  try {
    const record = collection.records.stored(entry.number);
    if (record === undefined) return "has no record";
    const isRight = index.keysFor(record.doc).some((key) => index.entryKey(key, entry.number) === entry.key);
    return isRight ? null : `does not fit record ${entry.number}`;
  } catch {
    return null; // the record is broken, which is reported already
  }
}

function checkCounts({ collection, validation }: Inspection): void {
  const { bytes, records } = collection;
  if (bytes !== validation.bytes) report(validation, `counts ${bytes} bytes, has ${validation.bytes}`);
  // Every record has its entry of _id_ (see readRecord): as many entries as records means that none is left over.
  if (records.ids.size !== validation.records) {
    report(validation, `_id_: ${records.ids.size} entries, ${validation.records} records`);
  }
}

/**
 * Checks all records and all indexes of a collection, in both directions. Holds the thread meanwhile: some 10 s for a
 * million documents.
 */
export function validateCollection(collection: Collection): Validation {
  const validation: Validation = { ns: collection.ns, records: 0, bytes: 0, keysPerIndex: {}, faults: [] };
  const inspection: Inspection = { collection, validation, expected: new Map() };
  let lastNumber = 0;
  for (const number of collection.records.numbers()) {
    const record = storedRecord(inspection, number);
    if (record === null) continue;
    validation.records++;
    validation.bytes += record.raw.length;
    if (record.number <= lastNumber) report(validation, `record ${record.number}: not in natural order`);
    lastNumber = record.number;
    const doc = readRecord(inspection, record);
    if (doc !== null) checkKeys(inspection, record, doc);
  }
  validation.keysPerIndex._id_ = validation.records;
  for (const index of collection.indexes.values()) checkEntries(inspection, index);
  checkCounts(inspection);
  return validation;
}
