import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

/** Length and check sum of a portion. The sum goes on from the portion before, so that none can be missing or moved. */
const HEAD_BYTES = 8;
const OWNER_ONLY = 0o600;

/** Writes a file of portions that carry check sums, in sections. */
export class PortionWriter {
  private readonly fd: number;
  private sum = 0;

  constructor(path: string) {
    this.fd = openSync(path, "w", OWNER_ONLY);
  }

  /** @throws the file system's error */
  write(portion: Buffer): void {
    if (portion.length > 0) this.put(portion);
  }

  /** Ends a section: an empty portion. */
  endSection(): void {
    this.put(Buffer.alloc(0));
  }

  close(): void {
    closeSync(this.fd);
  }

  private put(portion: Buffer): void {
    this.sum = crc32(portion, this.sum);
    const head = Buffer.allocUnsafe(HEAD_BYTES);
    head.writeUInt32LE(portion.length, 0);
    head.writeUInt32LE(this.sum, 4);
    for (const part of [head, portion]) {
      for (let at = 0; at < part.length; ) at += writeSync(this.fd, part, at);
    }
  }
}

/** The portions of a file, one at a time; each is valid until the next. @throws Error when the file is not whole */
export function* readPortions(path: string): Generator<Buffer, void> {
  const fd = openSync(path, "r");
  try {
    const { size } = fstatSync(fd);
    const head = Buffer.alloc(HEAD_BYTES);
    let buffer = Buffer.alloc(0);
    let sum = 0;
    for (let at = 0; at < size; ) {
      if (readSync(fd, head, 0, HEAD_BYTES, at) < HEAD_BYTES) throw new Error("cut off");
      const length = head.readUInt32LE(0);
      if (at + HEAD_BYTES + length > size) throw new Error("cut off");
      if (buffer.length < length) buffer = Buffer.alloc(length);
      const portion = buffer.subarray(0, length);
      if (length > 0 && readSync(fd, portion, 0, length, at + HEAD_BYTES) < length) throw new Error("cut off");
      sum = crc32(portion, sum);
      if (sum !== head.readUInt32LE(4)) throw new Error("a check sum is wrong");
      yield portion;
      at += HEAD_BYTES + length;
    }
  } finally {
    closeSync(fd);
  }
}

/** Gives the rest of a section to `take`. @throws Error when the file ends first */
export function readSection(portions: Iterator<Buffer, void>, take: (portion: Buffer) => void): void {
  for (;;) {
    const { value } = portions.next();
    if (value === undefined) throw new Error("cut off");
    if (value.length === 0) return;
    take(value);
  }
}
