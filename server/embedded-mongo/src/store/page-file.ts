import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The layout of an LMDB file (64 bit, little endian): every page starts with number, transaction, flags and bounds. */
const HEADER_BYTES = 24;
const META_FLAG = 0x08;
const LEAF_FLAG = 0x02;
const BRANCH_FLAG = 0x01;
const MAGIC = 0xbeefc0de;
const VERSION = 2;
const MAX_PAGES = 2 ** 40;

/** Where a tree of pages starts and how large it says it is. */
export type Tree = {
  flags: number;
  depth: number;
  branchPages: number;
  leafPages: number;
  overflowPages: number;
  entries: number;
  /** Null for an empty tree. */
  root: number | null;
};

/** One of the two heads of the file; the one with the higher number is in force. */
export type Meta = { pageSize: number; free: Tree; main: Tree; lastPage: number; transaction: number };

export type Page = { bytes: Buffer; isLeaf: boolean; transaction: number; nodes: number[]; lower: number };

/** A fault in the file, as a half sentence. */
export class PageFault extends Error {}

/** Throws a fault unless `isRight`. */
export function demand(isRight: boolean, fault: string): void {
  if (!isRight) throw new PageFault(fault);
}

function u64(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}

/** Reads the description of a tree. */
export function readTree(bytes: Buffer, at: number): Tree {
  const isEmpty = bytes.readBigUInt64LE(at + 40) === 0xffff_ffff_ffff_ffffn;
  return {
    flags: bytes.readUInt16LE(at + 4),
    depth: bytes.readUInt16LE(at + 6),
    branchPages: u64(bytes, at + 8),
    leafPages: u64(bytes, at + 16),
    overflowPages: u64(bytes, at + 24),
    entries: u64(bytes, at + 32),
    root: isEmpty ? null : u64(bytes, at + 40),
  };
}

/** The pages of a data file, read one at a time. */
export class PageFile {
  readonly size: number;
  private readonly fd: number;
  private pageSize = 4096;

  constructor(path: string) {
    this.fd = openSync(path, "r");
    this.size = fstatSync(this.fd).size;
  }

  close(): void {
    closeSync(this.fd);
  }

  /** Both heads, the one in force first. @throws PageFault when they cannot both be right */
  metas(): [Meta, Meta] {
    demand(this.size >= 1024, "the file is too short");
    const first = this.readMeta(0, 0);
    this.pageSize = first.pageSize;
    const second = this.readMeta(1, first.pageSize);
    demand(second.pageSize === first.pageSize && second.free.flags === first.free.flags, "the two heads differ");
    const isFresh = first.transaction === 0 && second.transaction === 0;
    demand(isFresh || Math.abs(first.transaction - second.transaction) === 1, "the two heads do not follow each other");
    const latest = first.transaction > second.transaction ? first : second;
    const slot = latest === first ? 0 : 1;
    demand(isFresh || latest.transaction % 2 === slot, "the heads are in each other's place");
    return latest === first ? [first, second] : [second, first];
  }

  /** Reads a branch or leaf page and checks what can be checked without knowing the tree. */
  page(number: number, into: Buffer): Page {
    const bytes = this.pageSized(into);
    this.read(number, bytes);
    const flags = bytes.readUInt16LE(18);
    demand(flags === LEAF_FLAG || flags === BRANCH_FLAG, `page ${number} is of an unknown kind`);
    const lower = bytes.readUInt16LE(20);
    const upper = bytes.readUInt16LE(22);
    const room = this.pageSize - HEADER_BYTES;
    demand(lower % 2 === 0 && lower <= upper && upper <= room, `page ${number} has impossible bounds`);
    const nodes: number[] = [];
    for (let i = 0; i < lower / 2; i++) {
      const at = bytes.readUInt16LE(HEADER_BYTES + 2 * i);
      demand(at >= upper && at + 8 <= room, `page ${number} points outside itself`);
      nodes.push(at + HEADER_BYTES);
    }
    return { bytes, isLeaf: flags === LEAF_FLAG, transaction: u64(bytes, 8), nodes, lower };
  }

  /** Reads the data of a large value, which lies on pages of its own. */
  overflow(described: Buffer, length: number): { start: number; pages: number; transaction: number; data: Buffer } {
    const [start, transaction, pages] = [u64(described, 0), u64(described, 8), u64(described, 16)];
    demand(HEADER_BYTES + length <= pages * this.pageSize, `the value on page ${start} does not fit`);
    demand((start + pages) * this.pageSize <= this.size, "the file ends before its last page");
    const bytes = Buffer.allocUnsafe(HEADER_BYTES + length);
    this.read(start, bytes);
    demand(bytes.readUInt16LE(18) === 4, `page ${start} is not the start of a large value`);
    demand(bytes.readUInt32LE(20) === pages, `page ${start} has the wrong length`);
    demand(u64(bytes, 8) === transaction, `page ${start} is of another time`);
    return { start, pages, transaction, data: bytes.subarray(HEADER_BYTES) };
  }

  private pageSized(buffer: Buffer): Buffer {
    return buffer.length === this.pageSize ? buffer : buffer.subarray(0, this.pageSize);
  }

  private read(number: number, into: Buffer): void {
    const at = number * this.pageSize;
    demand(at + into.length <= this.size, "the file ends before its last page");
    demand(readSync(this.fd, into, 0, into.length, at) === into.length, "the file could not be read");
    demand(u64(into, 0) === number, `page ${number} is not where it belongs`);
  }

  private readMeta(number: number, at: number): Meta {
    const bytes = Buffer.alloc(168);
    demand(at + bytes.length <= this.size, "the file is too short");
    readSync(this.fd, bytes, 0, bytes.length, at);
    demand(u64(bytes, 0) === number && bytes.readUInt16LE(18) === META_FLAG, `head ${number} is not a head`);
    demand(bytes.readUInt32LE(24) === MAGIC && bytes.readUInt32LE(28) === VERSION, `head ${number} is of another kind`);
    const pageSize = bytes.readUInt32LE(48);
    demand(pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0, "the page size is impossible");
    demand(u64(bytes, 40) / pageSize <= MAX_PAGES / 512, "the size of the map is impossible");
    const lastPage = u64(bytes, 144);
    demand(lastPage <= MAX_PAGES, "the number of pages is impossible");
    return { pageSize, free: readTree(bytes, 48), main: readTree(bytes, 96), lastPage, transaction: u64(bytes, 152) };
  }
}
