import { Leaf } from "./key-leaf";
import { TableCursor } from "./table-cursor";

/** A half-open range of keys: `low <= key < high`. */
type Range = { low: string; high: string };
type Place = { leaf: number; at: number };

const SPARSE = 32;
const MERGED = 96;
const PORTION_BYTES = 1 << 20;

/**
 * A sorted map from latin1 keys to record numbers. Keys and numbers are packed into leaves outside the JavaScript heap: an
 * entry costs its key's bytes and about twenty more, and a million of them are nothing to the garbage collector. Above the
 * leaves stands one sorted list of the keys where they begin.
 */
export class KeyTable {
  size = 0;
  private leaves: Leaf[] = [new Leaf()];
  /** No key of leaf i is below `firsts[i]`, no key of the leaves before it is equal or above. */
  private firsts: string[] = [""];

  get(key: string): number | undefined {
    const leaf = this.leaves[this.leafOf(key)] as Leaf;
    const at = leaf.lowerBound(key);
    return leaf.isAt(at, key) ? leaf.numberAt(at) : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Files a number under a key that is new. @returns false, and changes nothing, when the key is there */
  add(key: string, number: number): boolean {
    let index = this.leafOf(key);
    let leaf = this.leaves[index] as Leaf;
    let at = leaf.lowerBound(key);
    if (leaf.isAt(at, key)) return false;
    if (leaf.isFull(key.length)) {
      index = this.makeRoom(index, at, key);
      leaf = this.leaves[index] as Leaf;
      at = leaf.lowerBound(key);
    }
    leaf.insert(at, key, number);
    this.size++;
    return true;
  }

  delete(key: string): boolean {
    const index = this.leafOf(key);
    const leaf = this.leaves[index] as Leaf;
    const at = leaf.lowerBound(key);
    if (!leaf.isAt(at, key)) return false;
    leaf.remove(at);
    this.size--;
    if (leaf.count < SPARSE) this.shrink(index);
    return true;
  }

  /** The numbers of a range in the order of their keys. Read it to the end before anything changes. */
  *numbers({ low, high }: Range, isReverse = false): Generator<number> {
    const from = this.placeOf(low);
    const to = this.placeOf(high);
    if (isReverse) {
      for (let index = to.leaf; index >= from.leaf; index--) {
        const leaf = this.leaves[index] as Leaf;
        const first = index === from.leaf ? from.at : 0;
        for (let at = (index === to.leaf ? to.at : leaf.count) - 1; at >= first; at--) yield leaf.numberAt(at);
      }
      return;
    }
    for (let index = from.leaf; index <= to.leaf; index++) {
      const leaf = this.leaves[index] as Leaf;
      const end = index === to.leaf ? to.at : leaf.count;
      for (let at = index === from.leaf ? from.at : 0; at < end; at++) yield leaf.numberAt(at);
    }
  }

  /** How many keys are in a range; stops counting at `limit`. */
  count({ low, high }: Range, limit: number): number {
    const from = this.placeOf(low);
    const to = this.placeOf(high);
    if (from.leaf > to.leaf) return 0;
    let count = -from.at;
    for (let index = from.leaf; index < to.leaf && count < limit; index++) count += (this.leaves[index] as Leaf).count;
    return Math.min(limit, Math.max(0, count + to.at));
  }

  /** Bytes of all keys. */
  get keyBytes(): number {
    let bytes = 0;
    for (const leaf of this.leaves) bytes += leaf.keyBytes;
    return bytes;
  }

  /** All keys in order. */
  *keys(): Generator<string> {
    for (const leaf of this.leaves) for (let at = 0; at < leaf.count; at++) yield leaf.keyAt(at);
  }

  /** All keys in order with their numbers. */
  *entries(): Generator<{ key: string; number: number }> {
    for (const leaf of this.leaves)
      for (let at = 0; at < leaf.count; at++) yield { key: leaf.keyAt(at), number: leaf.numberAt(at) };
  }

  /** Adds a key that is above all others. Nothing else may be asked of the table before `endAppending`. */
  append(key: string, number: number): void {
    let leaf = this.leaves[this.leaves.length - 1] as Leaf;
    if (leaf.isFull(key.length)) leaf = this.nextLeaf(key);
    leaf.push(key, number);
    this.size++;
  }

  /** As `append`, from a cursor of another table. @returns false, and adds nothing, when the key is the last one's equal */
  appendFrom({ leaf: from, at }: TableCursor): boolean {
    let leaf = this.leaves[this.leaves.length - 1] as Leaf;
    if (leaf.count > 0 && leaf.compareWith(leaf.count - 1, from, at) === 0) return false;
    if (leaf.isFull(from.lengthAt(at))) leaf = this.nextLeaf(from.keyAt(at));
    leaf.pushFrom(from, at);
    this.size++;
    return true;
  }

  endAppending(): void {
    (this.leaves[this.leaves.length - 1] as Leaf).trim();
  }

  /** Takes all keys of another table, which is of no more use then. */
  takeOver(other: KeyTable): void {
    this.leaves = other.leaves;
    this.firsts = other.firsts;
    this.size = other.size;
  }

  /** Stands on the first key; null in an empty table. */
  cursor(): TableCursor | null {
    return this.size === 0 ? null : new TableCursor(this.leaves);
  }

  /** The whole table, packed, in portions of about a megabyte. */
  *packed(): Generator<Buffer> {
    for (let first = 0; first < this.leaves.length; ) {
      let size = 0;
      let end = first;
      while (end < this.leaves.length && size < PORTION_BYTES) size += (this.leaves[end++] as Leaf).packedSize;
      const portion = Buffer.allocUnsafe(size);
      let at = 0;
      for (const leaf of this.leaves.slice(first, end)) at = leaf.pack(portion, at);
      yield portion;
      first = end;
    }
  }

  /** Takes in the next portion of a packed table. Only for a table into which nothing else was put. */
  takePacked(portion: Buffer): void {
    for (let at = 0; at < portion.length; ) {
      const leaf = Leaf.unpack(portion, at);
      at += leaf.packedSize;
      if (leaf.count === 0) continue;
      const index = this.size === 0 ? 0 : this.leaves.length;
      this.leaves[index] = leaf;
      this.firsts[index] = index === 0 ? "" : leaf.keyAt(0);
      this.size += leaf.count;
    }
  }

  private nextLeaf(first: string): Leaf {
    (this.leaves[this.leaves.length - 1] as Leaf).trim();
    const leaf = new Leaf();
    this.leaves.push(leaf);
    this.firsts.push(first);
    return leaf;
  }

  private leafOf(key: string): number {
    const { firsts } = this;
    const last = firsts.length - 1;
    if ((firsts[last] as string) <= key) return last; // as keys that ascend do
    let low = 1;
    let high = last;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((firsts[middle] as string) <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private placeOf(key: string): Place {
    const leaf = this.leafOf(key);
    return { leaf, at: (this.leaves[leaf] as Leaf).lowerBound(key) };
  }

  /** Gives the leaf where `key` belongs room for it. @returns the index of that leaf */
  private makeRoom(index: number, at: number, key: string): number {
    const leaf = this.leaves[index] as Leaf;
    if (at === leaf.count && index === this.leaves.length - 1) {
      // Keys that come in ascending order fill their leaves.
      leaf.trim();
      this.leaves.push(new Leaf());
      this.firsts.push(key);
      return index + 1;
    }
    if (leaf.count < 2) return index; // a single enormous key
    const right = leaf.split();
    const first = right.keyAt(0);
    this.leaves.splice(index + 1, 0, right);
    this.firsts.splice(index + 1, 0, first);
    return key < first ? index : index + 1;
  }

  private shrink(index: number): void {
    const leaf = this.leaves[index] as Leaf;
    const next = this.leaves[index + 1];
    if (leaf.count === 0 && this.leaves.length > 1) {
      this.leaves.splice(index, 1);
      this.firsts.splice(index, 1);
      this.firsts[0] = "";
    } else if (next !== undefined && leaf.count + next.count <= MERGED && leaf.append(next)) {
      this.leaves.splice(index + 1, 1);
      this.firsts.splice(index + 1, 1);
    }
  }
}
