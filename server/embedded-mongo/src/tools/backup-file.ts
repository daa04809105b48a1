import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";

/** One stored value in a backup. A collection's own entry has the number 0. */
export type BackupEntry = {
  kind: "about" | "collection" | "document";
  collection: number;
  number: number;
  value: Buffer;
};
/** What a backup says of itself. */
export type BackupCounts = { collections: number; documents: number };

/*
 * The file: a first line, then entries (kind 1 byte, collection 4, number 6, length 4, value), an end entry whose value is
 * the two counts, and SHA-256 over all of it. Numbers are big endian.
 */
const FIRST_LINE = Buffer.from("embedded-mongo backup 1\n");
const KINDS = ["end", "about", "collection", "document"] as const;
const HEAD_BYTES = 15;
const HASH_BYTES = 32;
const COUNTS_BYTES = 12;
const BLOCK_BYTES = 1 << 20;
const MAX_VALUE_BYTES = 1 << 26;

/** A backup that cannot be believed; `message` is a sentence for people. */
export class BackupFault extends Error {}

function broken(path: string, fault: string): BackupFault {
  return new BackupFault(`备份文件 ${path} 不完整或已损坏，没有恢复任何数据。请改用另一份备份。 (${fault})`);
}

/** Writes a backup entry by entry. Nothing is sure before `finish`. */
export class BackupWriter {
  private readonly fd: number;
  private readonly hash = createHash("sha256");
  private blocks: Buffer[] = [];
  private waiting = 0;
  private readonly counts: BackupCounts = { collections: 0, documents: 0 };
  bytes = 0;

  /** @throws when the file exists */
  constructor(path: string) {
    this.fd = openSync(path, "wx", 0o600);
    this.put(FIRST_LINE);
  }

  write(entry: BackupEntry): void {
    if (entry.kind === "collection") this.counts.collections++;
    if (entry.kind === "document") this.counts.documents++;
    this.entry(KINDS.indexOf(entry.kind), entry);
  }

  /** Writes counts and check sum and waits for the disk. */
  finish(): BackupCounts {
    const value = Buffer.alloc(COUNTS_BYTES);
    value.writeUIntBE(this.counts.collections, 0, 6);
    value.writeUIntBE(this.counts.documents, 6, 6);
    this.entry(0, { collection: 0, number: 0, value });
    this.flush();
    const sum = this.hash.digest();
    writeSync(this.fd, sum);
    this.bytes += sum.length;
    fsyncSync(this.fd);
    return this.counts;
  }

  close(): void {
    closeSync(this.fd);
  }

  private entry(kind: number, { collection, number, value }: Omit<BackupEntry, "kind">): void {
    const head = Buffer.allocUnsafe(HEAD_BYTES);
    head.writeUInt8(kind, 0);
    head.writeUInt32BE(collection, 1);
    head.writeUIntBE(number, 5, 6);
    head.writeUInt32BE(value.length, 11);
    this.put(head);
    this.put(Buffer.from(value)); // what LMDB lends is valid for a moment only
  }

  private put(bytes: Buffer): void {
    this.blocks.push(bytes);
    this.waiting += bytes.length;
    if (this.waiting >= BLOCK_BYTES) this.flush();
  }

  private flush(): void {
    const block = Buffer.concat(this.blocks, this.waiting);
    this.blocks = [];
    this.waiting = 0;
    this.hash.update(block);
    for (let at = 0; at < block.length; ) at += writeSync(this.fd, block, at);
    this.bytes += block.length;
  }
}

/** Reads a file from its start, in blocks, and sums it up on the way. */
class BackupReader {
  private readonly fd: number;
  private readonly hash = createHash("sha256");
  private block = Buffer.alloc(0);

  constructor(readonly path: string) {
    this.fd = openSync(path, "r");
  }

  close(): void {
    closeSync(this.fd);
  }

  /** The next bytes. @throws BackupFault when there are fewer */
  take(length: number, isSummed = true): Buffer {
    while (this.block.length < length) this.fill(length);
    const bytes = this.block.subarray(0, length);
    this.block = this.block.subarray(length);
    if (isSummed) this.hash.update(bytes);
    return bytes;
  }

  /** @throws BackupFault unless the rest of the file is the check sum of what was taken */
  checkSum(): void {
    const wanted = this.hash.digest();
    if (!this.take(HASH_BYTES, false).equals(wanted)) throw broken(this.path, "the check sum is wrong");
    if (this.block.length > 0 || readSync(this.fd, Buffer.alloc(1)) > 0) throw broken(this.path, "something follows");
  }

  private fill(length: number): void {
    const more = Buffer.allocUnsafe(Math.max(BLOCK_BYTES, length));
    const count = readSync(this.fd, more);
    if (count === 0) throw broken(this.path, "the file is cut off");
    this.block = Buffer.concat([this.block, more.subarray(0, count)]);
  }
}

function* entriesOf(reader: BackupReader): Generator<BackupEntry> {
  if (!reader.take(FIRST_LINE.length).equals(FIRST_LINE)) throw broken(reader.path, "it is no backup of this database");
  const counts: BackupCounts = { collections: 0, documents: 0 };
  for (;;) {
    const head = reader.take(HEAD_BYTES);
    const kind = KINDS[head.readUInt8(0)];
    const [collection, number, length] = [head.readUInt32BE(1), head.readUIntBE(5, 6), head.readUInt32BE(11)];
    if (kind === undefined || length > MAX_VALUE_BYTES) throw broken(reader.path, "an entry is of an unknown kind");
    const value = reader.take(length);
    if (kind === "end") return checkEnd(reader, value, counts);
    if (kind === "collection") counts.collections++;
    if (kind === "document") counts.documents++;
    yield { kind, collection, number, value };
  }
}

function checkEnd(reader: BackupReader, value: Buffer, counts: BackupCounts): void {
  const isSame =
    value.length === COUNTS_BYTES &&
    value.readUIntBE(0, 6) === counts.collections &&
    value.readUIntBE(6, 6) === counts.documents;
  if (!isSame) throw broken(reader.path, "its counts are wrong");
  reader.checkSum();
}

/** The entries of a backup. Its check sum is looked at after the last one. @throws BackupFault */
export function* readBackup(path: string): Generator<BackupEntry> {
  const reader = new BackupReader(path);
  try {
    yield* entriesOf(reader);
  } finally {
    reader.close();
  }
}
