import { crc32 } from "node:zlib";
import type { DiskOperation } from "./disk";
import { SEAL_BYTES, sealInto } from "./seal";
import { collectionKey, documentKey } from "./tables";

/** One change of a table as it lies in the journal and goes into the table: `value` is sealed; null takes the key away. */
export type Change = { table: "documents" | "catalogue"; key: Buffer; value: Buffer | null };

/** What stands at the start of a journal file. A file is filled again and again; its batches carry the tag of their filling. */
export type Head = { journal: Buffer; tag: Buffer; first: number };

/** A batch as it was read: its changes, or the mark that the next batch stands in the other file. */
export type ReadBatch = { number: number; isMark: boolean; changes: Change[]; end: number };

/*
 * Head: mark, journal (16 bytes), tag (8), number of the first batch (6), check sum. Then, at a place of its own, the number of
 * the last batch that somebody was told of, with a check sum. From byte 4096 the batches: tag, check sum of all that follows,
 * length of the whole, number (6), kind, then changes: kind 1 byte, length of the value 4, key, value. Numbers are little endian.
 */
const MARK = Buffer.from("club-journal-1\n\0");
const JOURNAL_BYTES = 16;
export const TAG_BYTES = 8;
const HEAD_BYTES = MARK.length + JOURNAL_BYTES + TAG_BYTES + 6 + 4;
export const TOLD_AT = 128;
const TOLD_BYTES = 10;
export const FIRST_BATCH_AT = 4096;
const SUM_AT = TAG_BYTES;
const SUMMED_AT = SUM_AT + 4;
const BATCH_HEAD_BYTES = SUMMED_AT + 4 + 6 + 1;
const CHANGE_HEAD_BYTES = 5;
const CHANGES = 0;
const CONTINUES = 1;
const KEY_BYTES = { documents: 10, catalogue: 4 } as const;
const NO_VALUE = 0xffffffff;

export function encodeHead({ journal, tag, first }: Head): Buffer {
  const bytes = Buffer.concat([MARK, journal, tag, Buffer.alloc(6 + 4)]);
  bytes.writeUIntLE(first, HEAD_BYTES - 10, 6);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, HEAD_BYTES - 4)), HEAD_BYTES - 4);
  return bytes;
}

/** The head of a journal file; null when these bytes are none. */
export function readHead(file: Buffer): Head | null {
  if (file.length < HEAD_BYTES || !file.subarray(0, MARK.length).equals(MARK)) return null;
  if (crc32(file.subarray(0, HEAD_BYTES - 4)) !== file.readUInt32LE(HEAD_BYTES - 4)) return null;
  const tagAt = MARK.length + JOURNAL_BYTES;
  return {
    journal: file.subarray(MARK.length, tagAt),
    tag: file.subarray(tagAt, tagAt + TAG_BYTES),
    first: file.readUIntLE(HEAD_BYTES - 10, 6),
  };
}

export function encodeTold(number: number): Buffer {
  const bytes = Buffer.allocUnsafe(TOLD_BYTES);
  bytes.writeUIntLE(number, 0, 6);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 6)), 6);
  return bytes;
}

/** The last batch that somebody was told of; null when these bytes do not say. */
export function readTold(file: Buffer): number | null {
  const bytes = file.subarray(TOLD_AT, TOLD_AT + TOLD_BYTES);
  if (bytes.length < TOLD_BYTES || crc32(bytes.subarray(0, 6)) !== bytes.readUInt32LE(6)) return null;
  return bytes.readUIntLE(0, 6);
}

function sizeOf(operation: DiskOperation): number {
  const isDocument = operation.kind === "put" || operation.kind === "remove";
  const value = "raw" in operation ? SEAL_BYTES + operation.raw.length : 0;
  return CHANGE_HEAD_BYTES + (isDocument ? KEY_BYTES.documents : KEY_BYTES.catalogue) + value;
}

function finish(bytes: Buffer, { tag, number, kind }: { tag: Buffer; number: number; kind: number }): Buffer {
  tag.copy(bytes, 0);
  bytes.writeUInt32LE(bytes.length, SUMMED_AT);
  bytes.writeUIntLE(number, SUMMED_AT + 4, 6);
  bytes.writeUInt8(kind, SUMMED_AT + 10);
  bytes.writeUInt32LE(crc32(bytes.subarray(SUMMED_AT)), SUM_AT);
  return bytes;
}

/** The bytes of a batch, and its changes in the order of the operations; their keys and values are parts of those bytes. */
export function encodeBatch(
  operations: readonly DiskOperation[],
  at: { tag: Buffer; number: number },
): { bytes: Buffer; changes: Change[] } {
  let size = BATCH_HEAD_BYTES;
  for (const operation of operations) size += sizeOf(operation);
  const bytes = Buffer.allocUnsafe(size);
  let place = BATCH_HEAD_BYTES;
  const changes = operations.map((operation): Change => {
    const change = writeChange(operation, bytes, place);
    place += CHANGE_HEAD_BYTES + change.key.length + (change.value?.length ?? 0);
    return change;
  });
  return { bytes: finish(bytes, { ...at, kind: CHANGES }), changes };
}

function writeChange(operation: DiskOperation, bytes: Buffer, at: number): Change {
  const isDocument = operation.kind === "put" || operation.kind === "remove";
  const table = isDocument ? "documents" : "catalogue";
  const keyAt = at + CHANGE_HEAD_BYTES;
  const key = bytes.subarray(keyAt, keyAt + KEY_BYTES[table]);
  (isDocument ? documentKey(operation.collection, operation.number) : collectionKey(operation.collection)).copy(key);
  bytes.writeUInt8(isDocument ? 0 : 1, at);
  if (!("raw" in operation)) {
    bytes.writeUInt32LE(NO_VALUE, at + 1);
    return { table, key, value: null };
  }
  const valueAt = keyAt + key.length;
  const value = bytes.subarray(valueAt, valueAt + SEAL_BYTES + operation.raw.length);
  bytes.writeUInt32LE(value.length, at + 1);
  sealInto(value, key, operation.raw);
  return { table, key, value };
}

/** The mark that the next batch stands in the other file. */
export function encodeMark(at: { tag: Buffer; number: number }): Buffer {
  return finish(Buffer.alloc(BATCH_HEAD_BYTES), { ...at, kind: CONTINUES });
}

/** The batch at `at` of a file; null when there is none that is whole and carries this tag. */
export function readBatch(file: Buffer, at: number, tag: Buffer): ReadBatch | null {
  if (at + BATCH_HEAD_BYTES > file.length || !file.subarray(at, at + TAG_BYTES).equals(tag)) return null;
  const end = at + file.readUInt32LE(at + SUMMED_AT);
  if (end < at + BATCH_HEAD_BYTES || end > file.length) return null;
  if (crc32(file.subarray(at + SUMMED_AT, end)) !== file.readUInt32LE(at + SUM_AT)) return null;
  const number = file.readUIntLE(at + SUMMED_AT + 4, 6);
  const isMark = file.readUInt8(at + SUMMED_AT + 10) === CONTINUES;
  return { number, isMark, changes: isMark ? [] : readChanges(file, at + BATCH_HEAD_BYTES, end), end };
}

/** The check sum of the batch has been found right: what stands in it is what was written. */
function readChanges(file: Buffer, start: number, end: number): Change[] {
  const changes: Change[] = [];
  for (let at = start; at < end; ) {
    const table = file.readUInt8(at) === 0 ? "documents" : "catalogue";
    const length = file.readUInt32LE(at + 1);
    const valueAt = at + CHANGE_HEAD_BYTES + KEY_BYTES[table];
    const key = file.subarray(at + CHANGE_HEAD_BYTES, valueAt);
    at = length === NO_VALUE ? valueAt : valueAt + length;
    changes.push({ table, key, value: length === NO_VALUE ? null : file.subarray(valueAt, at) });
  }
  return changes;
}
