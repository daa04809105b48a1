import { closeSync, constants, fdatasync, fdatasyncSync, ftruncateSync, openSync, write, writeSync } from "node:fs";
import { encodeHead, encodeTold, FIRST_BATCH_AT, type Head, TOLD_AT } from "./journal-format";

// Linux ends such a write when the bytes are on disk: one call instead of two. Elsewhere it promises less, or does not exist.
const DURABLE_WRITES = process.platform === "linux" ? constants.O_DSYNC : 0;
/** A file that has grown beyond this is cut before it is filled anew. */
const MAX_KEPT_BYTES = 64 << 20;

function writeAt(fd: number, bytes: Buffer, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = (from: number): void =>
      write(fd, bytes, from, bytes.length - from, at + from, (error, count) => {
        if (error !== null) reject(error);
        else if (from + count < bytes.length) go(from + count);
        else resolve();
      });
    go(0);
  });
}

function flush(fd: number): Promise<void> {
  if (DURABLE_WRITES !== 0) return Promise.resolve();
  return new Promise((resolve, reject) => fdatasync(fd, (error) => (error === null ? resolve() : reject(error))));
}

/** One of the two files of a journal. It is written over and over from its start, so that its space on the disk stays its own. */
export class JournalFile {
  private readonly fd: number;
  /** For what may be lost with the machine's power, and not with this process. */
  private readonly lazyFd: number;
  private end = FIRST_BATCH_AT;
  private length: number;

  /** Makes the file, or takes over what an earlier journal left, and waits for the disk. */
  constructor(path: string, head: Head) {
    this.fd = openSync(path, constants.O_RDWR | constants.O_CREAT | DURABLE_WRITES, 0o600);
    this.lazyFd = openSync(path, "r+");
    ftruncateSync(this.fd, FIRST_BATCH_AT);
    this.length = FIRST_BATCH_AT;
    const bytes = this.start(head);
    writeSync(this.fd, bytes, 0, bytes.length, 0);
    fdatasyncSync(this.fd);
  }

  /** Bytes of batches. */
  get filled(): number {
    return this.end - FIRST_BATCH_AT;
  }

  /** Forgets all batches. Resolves when the disk has. */
  async begin(head: Head): Promise<void> {
    if (this.length > MAX_KEPT_BYTES) {
      ftruncateSync(this.fd, FIRST_BATCH_AT);
      this.length = FIRST_BATCH_AT;
    }
    this.end = FIRST_BATCH_AT;
    await writeAt(this.fd, this.start(head), 0);
    await flush(this.fd);
  }

  /** Resolves when a batch is on disk. When it rejects, `undo` takes away what has got there. */
  async append(bytes: Buffer): Promise<void> {
    await writeAt(this.fd, bytes, this.end);
    await flush(this.fd);
    this.end += bytes.length;
    this.length = Math.max(this.length, this.end);
  }

  /** Cuts off whatever a failed `append` has left, as far as the disk lets it. */
  undo(): void {
    try {
      ftruncateSync(this.fd, this.end);
      fdatasyncSync(this.fd);
    } catch {
      // A disk that takes nothing at all has told whoever waits of its own fault.
    }
  }

  /** Notes that somebody is going to be told of this batch: from now on its loss would be a loss. */
  tell(number: number): void {
    const bytes = encodeTold(number);
    try {
      writeSync(this.lazyFd, bytes, 0, bytes.length, TOLD_AT);
    } catch {
      // The batch is on disk all the same; a start allows for a note that is missing.
    }
  }

  close(): void {
    closeSync(this.fd);
    closeSync(this.lazyFd);
  }

  private start(head: Head): Buffer {
    const bytes = Buffer.alloc(FIRST_BATCH_AT);
    encodeHead(head).copy(bytes);
    encodeTold(head.first - 1).copy(bytes, TOLD_AT);
    return bytes;
  }
}
