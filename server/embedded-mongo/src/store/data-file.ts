import { existsSync } from "node:fs";
import { demand, type Meta, type Page, PageFault, PageFile, readTree, type Tree } from "./page-file";

const BIG_DATA = 1;
const SUB_TREE = 2;
const TREE_BYTES = 48;
const INTEGER_KEYS = 0x08;
const OVERFLOW_BYTES = 24;
const MAX_DEPTH = 32;
const NODE_BYTES = 8;

/** Entries of one page are valid until the next one is read. */
type Entry = { key: Buffer; flags: number; value: Buffer };
/** Looks at a record, whose bytes are valid during the call. */
type EachRecord = (key: Buffer, value: Buffer) => void;
type Walk = {
  tree: Tree;
  compare: (a: Buffer, b: Buffer) => number;
  each: (entry: Entry) => void;
  found: { branchPages: number; leafPages: number; overflowPages: number; entries: number };
  last: Buffer | null;
};
/** A page of a tree: no key in it is below `low`, and all are below `high`. */
type Place = { number: number; depth: number; low: Buffer | null; high: Buffer | null };

const byInteger = (a: Buffer, b: Buffer): number =>
  a.length === 8 && b.length === 8 ? Number(a.readBigUInt64LE(0) - b.readBigUInt64LE(0)) : Number.NaN;

function keyAt({ bytes }: Page, node: number): Buffer {
  const start = node + NODE_BYTES;
  const end = start + bytes.readUInt16LE(node + 6);
  demand(end <= bytes.length, "a key leaves its page");
  return bytes.subarray(start, end);
}

/** Walks through all pages that a data file says are in use. */
class Inspection {
  /** 0 unknown, 1 in use, 2 free. */
  private readonly pages: Uint8Array;
  private readonly buffers: Buffer[] = [];
  private newest = 0;

  constructor(
    private readonly file: PageFile,
    private readonly meta: Meta,
    private readonly older: Meta,
    private readonly eachRecord: EachRecord,
  ) {
    demand(meta.lastPage * meta.pageSize <= file.size * 2 + 2 ** 30, "the file ends before its last page");
    this.pages = new Uint8Array(meta.lastPage + 1);
  }

  run(isNewerKept: () => boolean): void {
    this.pages.fill(1, 0, 2);
    this.walk(this.meta.main, Buffer.compare, ({ flags, value }) => {
      demand(flags === SUB_TREE && value.length === TREE_BYTES, "a table is not described");
      const tree = readTree(value, 0);
      demand(tree.flags === 0, "a table is of an unknown kind");
      this.walk(tree, Buffer.compare, ({ key, flags: own, value: record }) => {
        demand(own === 0, "a record is of an unknown kind");
        this.eachRecord(key, record);
      });
    });
    demand(
      this.meta.main.flags === 0 && (this.meta.free.flags & 0xff) === INTEGER_KEYS,
      "the heads are of another kind",
    );
    this.walk(this.meta.free, byInteger, ({ value }) => this.takeFree(value));
    demand(this.meta.transaction === this.newest, "the head does not belong to the pages");
    demand(
      this.pages.every((use) => use > 0),
      "pages are neither in use nor free",
    );
    this.checkOlder(isNewerKept);
  }

  /**
   * LMDB keeps the pages of the commit before. If they are younger than its head says, that was the head in force - or one that the
   * disk refused, which LMDB marks like that. Either is no loss when all that came after this head is kept elsewhere.
   */
  private checkOlder(isNewerKept: () => boolean): void {
    const next = this.meta.transaction + 1;
    for (const { root } of [this.older.main, this.older.free]) {
      if (root === null) continue;
      const { transaction } = this.file.page(root, this.bufferFor(0));
      const isRight = transaction <= this.older.transaction || (transaction === next && isNewerKept());
      demand(isRight, "the other head does not belong to its pages");
    }
  }

  private walk(tree: Tree, compare: Walk["compare"], each: Walk["each"]): void {
    const found = { branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 };
    demand(tree.depth <= MAX_DEPTH, "a table is impossibly deep");
    if (tree.root !== null) {
      const walk: Walk = { tree, compare, each, found, last: null };
      this.visit(walk, { number: tree.root, depth: 1, low: null, high: null });
    }
    const { branchPages, leafPages, overflowPages, entries } = tree;
    const isSame =
      found.branchPages === branchPages &&
      found.leafPages === leafPages &&
      found.overflowPages === overflowPages &&
      found.entries === entries;
    demand(isSame, `a table has ${found.entries} records where ${entries} belong`);
  }

  private visit(walk: Walk, place: Place): void {
    this.use(place.number, 1);
    const slot = walk.tree === this.meta.main ? 0 : MAX_DEPTH;
    const page = this.file.page(place.number, this.bufferFor(slot + place.depth));
    this.newest = Math.max(this.newest, page.transaction);
    demand(page.isLeaf === (place.depth === walk.tree.depth), `page ${place.number} is at the wrong level`);
    if (page.isLeaf) this.visitLeaf(walk, page, place);
    else this.visitBranch(walk, page, place);
  }

  /** One buffer for each level, since a page is read while those above it are still looked at. */
  private bufferFor(level: number): Buffer {
    const buffer = this.buffers[level] ?? Buffer.allocUnsafe(this.meta.pageSize);
    this.buffers[level] = buffer;
    return buffer;
  }

  private visitBranch(walk: Walk, page: Page, place: Place): void {
    walk.found.branchPages++;
    const { bytes, nodes } = page;
    demand(nodes.length >= 2, `page ${place.number} has too few parts`);
    const children = nodes.map((at, i) => {
      const number = bytes.readUInt32LE(at) + bytes.readUInt16LE(at + 4) * 2 ** 32;
      return { number, low: i === 0 ? place.low : Buffer.from(keyAt(page, at)) };
    });
    for (const [i, { number, low }] of children.entries()) {
      this.visit(walk, { number, depth: place.depth + 1, low, high: children[i + 1]?.low ?? place.high });
    }
  }

  private visitLeaf(walk: Walk, page: Page, { number, low, high }: Place): void {
    walk.found.leafPages++;
    let last = walk.last;
    for (const [i, at] of page.nodes.entries()) {
      const key = keyAt(page, at);
      demand(last === null || walk.compare(last, key) < 0, `page ${number} is out of order`);
      if (i === 0) demand(low === null || walk.compare(low, key) <= 0, `page ${number} holds what belongs elsewhere`);
      walk.found.entries++;
      walk.each({ key, ...this.valueOf(walk, page, at) });
      last = key;
    }
    if (last === null || page.nodes.length === 0) return;
    demand(high === null || walk.compare(last, high) < 0, `page ${number} holds what belongs elsewhere`);
    walk.last = Buffer.from(last);
  }

  private valueOf(walk: Walk, { bytes }: Page, node: number): { flags: number; value: Buffer } {
    const at = node + NODE_BYTES + bytes.readUInt16LE(node + 6);
    const size = bytes.readUInt32LE(node);
    const flags = bytes.readUInt16LE(node + 4);
    if ((flags & BIG_DATA) === 0) {
      demand(at + size <= bytes.length, "a record leaves its page");
      return { flags, value: bytes.subarray(at, at + size) };
    }
    demand(at + OVERFLOW_BYTES <= bytes.length, "a record leaves its page");
    const { start, pages, transaction, data } = this.file.overflow(bytes.subarray(at, at + OVERFLOW_BYTES), size);
    this.newest = Math.max(this.newest, transaction);
    this.use(start, pages);
    walk.found.overflowPages += pages;
    return { flags: flags & ~BIG_DATA, value: data };
  }

  private use(number: number, count: number): void {
    demand(number >= 2 && number + count - 1 <= this.meta.lastPage, `page ${number} is none of the file`);
    for (let i = number; i < number + count; i++) {
      demand(this.pages[i] === 0, `page ${i} is used twice`);
      this.pages[i] = 1;
    }
  }

  /** A list of free pages: its length, then numbers; 0 is a gap, a negative number is the length of a run. */
  private takeFree(list: Buffer): void {
    demand(list.length >= 8 && list.length % 8 === 0, "a list of free pages is cut off");
    const length = Number(list.readBigInt64LE(0));
    demand(length >= 0 && length < list.length / 8, "a list of free pages has an impossible length");
    let run = 1;
    for (let i = 1; i <= length; i++) {
      const number = Number(list.readBigInt64LE(8 * i));
      if (number <= 0) {
        run = number === 0 ? 1 : -number;
        continue;
      }
      demand(number + run - 1 <= this.meta.lastPage, "a free page is none of the file");
      for (let page = number; page < number + run; page++) {
        demand(this.pages[page] === 0, `page ${page} is free and in use`);
        this.pages[page] = 2;
      }
      run = 1;
    }
  }
}

/** The sentence for a data file that must not be used. */
export function damaged(what: string, fault: string): Error {
  return new Error(
    `${what} 已损坏，为免丢失数据，没有打开。请先把整个数据目录另存一份，再用最近的备份恢复到新的数据目录。` +
      ` (The data is damaged: ${fault}.)`,
  );
}

/**
 * Looks through the whole data file before LMDB maps it: LMDB trusts its pages, so a damaged one could end the process, or
 * lead to an older version of a document. What the records hold is `eachRecord`'s business.
 * @param isNewerKept whether a journal holds all that came after these tables; asked when every record has been looked at
 * @returns the number of its latest commit; 0 when there is no file
 * @throws Error with a sentence for people when the file is not whole
 */
export function inspectDataFile(path: string, eachRecord: EachRecord, isNewerKept: () => boolean): number {
  if (!existsSync(path)) return 0;
  const file = new PageFile(path);
  try {
    if (file.size === 0) return 0;
    const [meta, older] = file.metas();
    new Inspection(file, meta, older, eachRecord).run(isNewerKept);
    return meta.transaction;
  } catch (error) {
    if (error instanceof PageFault || error instanceof RangeError) throw damaged(`数据文件 ${path}`, error.message);
    throw error;
  } finally {
    file.close();
  }
}

/** The number of the latest commit that the head of a data file names. @throws PageFault when it has no such head */
export function latestCommit(path: string): number {
  const file = new PageFile(path);
  try {
    return file.metas()[0].transaction;
  } finally {
    file.close();
  }
}
