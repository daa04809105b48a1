import { KeyTable } from "./key-table";
import type { TableCursor } from "./table-cursor";

const RUN = 32_768;

/** A record number as six characters, in the order of the numbers. */
export function numberKey(number: number): string {
  const high = Math.floor(number / 0x1000000);
  return String.fromCharCode(
    (high >>> 16) & 255,
    (high >>> 8) & 255,
    high & 255,
    (number >>> 16) & 255,
    (number >>> 8) & 255,
    number & 255,
  );
}

type Duplicate = (key: string, number: number) => void;

/** Cursors of sorted runs as a heap: the least key on top, of equal keys the one of the earlier run. */
class Runs {
  private readonly heap: { cursor: TableCursor; run: number }[] = [];

  constructor(runs: readonly KeyTable[]) {
    for (const [run, table] of runs.entries()) {
      const cursor = table.cursor();
      if (cursor !== null) this.heap.push({ cursor, run });
    }
    for (let at = this.heap.length >>> 1; at >= 0; at--) this.sink(at);
  }

  get top(): TableCursor | undefined {
    return this.heap[0]?.cursor;
  }

  /** Moves the top to its next key. */
  advance(): void {
    const { heap } = this;
    if (heap[0]?.cursor.next() === false) {
      const last = heap.pop();
      if (heap.length > 0 && last !== undefined) heap[0] = last;
    }
    this.sink(0);
  }

  private sink(start: number): void {
    const { heap } = this;
    for (let at = start; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && this.isBefore(child, least)) least = child;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least] as (typeof heap)[0], heap[at] as (typeof heap)[0]];
      at = least;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const one = this.heap[a] as (typeof this.heap)[0];
    const two = this.heap[b] as (typeof this.heap)[0];
    const order = one.cursor.compare(two.cursor);
    return order === 0 ? one.run < two.run : order < 0;
  }
}

/** The places of the keys in their order; of equal ones the earlier first. */
function sortedPlaces(keys: readonly string[]): Uint32Array {
  return Uint32Array.from(keys.keys()).sort((a, b) => {
    const [one, two] = [keys[a] as string, keys[b] as string];
    if (one === two) return a - b;
    return one < two ? -1 : 1;
  });
}

/**
 * Fills an empty table with very many entries that come in any order: they are sorted in portions, and the portions merged.
 * Not one is searched for its place, and all leaves are full.
 */
export class KeyLoader {
  private keys: string[] = [];
  private numbers: number[] = [];
  private readonly runs: KeyTable[] = [];
  /** What came in ascending order from the start. */
  private readonly ascending = new KeyTable();
  private last = "";

  constructor(
    private readonly table: KeyTable,
    /** Told of an entry whose key was there already, which is left out. */
    private readonly onDuplicate: Duplicate,
  ) {}

  add(key: string, number: number): void {
    if (this.keys.length === 0 && this.runs.length === 0 && (key > this.last || this.ascending.size === 0)) {
      this.ascending.append(key, number);
      this.last = key;
      return;
    }
    this.keys.push(key);
    this.numbers.push(number);
    if (this.keys.length === RUN) this.endRun();
  }

  /** Hands everything over to the table. */
  finish(): void {
    this.endRun();
    this.ascending.endAppending();
    if (this.runs.length === 0) this.table.takeOver(this.ascending);
    else this.merge();
    this.runs.length = 0;
  }

  private endRun(): void {
    const { keys, numbers } = this;
    if (keys.length === 0) return;
    const run = new KeyTable();
    let last: string | null = null;
    for (const at of sortedPlaces(keys)) {
      const key = keys[at] as string;
      if (key === last) this.onDuplicate(key, numbers[at] as number);
      else run.append(key, numbers[at] as number);
      last = key;
    }
    run.endAppending();
    this.runs.push(run);
    this.keys = [];
    this.numbers = [];
  }

  private merge(): void {
    const merged = new KeyTable();
    const runs = new Runs([this.ascending, ...this.runs]);
    for (let { top } = runs; top !== undefined; { top } = runs) {
      if (!merged.appendFrom(top)) this.onDuplicate(top.key, top.number);
      runs.advance();
    }
    merged.endAppending();
    this.table.takeOver(merged);
  }
}
