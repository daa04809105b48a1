import type { Leaf } from "./key-leaf";

/** Walks through a table that does not change, without making a string of every key. */
export class TableCursor {
  leaf: Leaf;
  at = 0;
  private index = 0;

  constructor(private readonly leaves: readonly Leaf[]) {
    this.leaf = leaves[0] as Leaf;
  }

  get key(): string {
    return this.leaf.keyAt(this.at);
  }

  get number(): number {
    return this.leaf.numberAt(this.at);
  }

  /** @returns false at the end */
  next(): boolean {
    if (++this.at < this.leaf.count) return true;
    const leaf = this.leaves[++this.index];
    if (leaf === undefined) return false;
    this.leaf = leaf;
    this.at = 0;
    return true;
  }

  /** Below 0 when this one's key comes first. */
  compare(other: TableCursor): number {
    return this.leaf.compareWith(this.at, other.leaf, other.at);
  }
}
