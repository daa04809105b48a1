import type { KeyTable } from "./key-table";

const CHUNK = 32_768;
const NUMBER_LENGTH = 6;

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

function numberOf(entry: string): number {
  let number = 0;
  for (let i = entry.length - NUMBER_LENGTH; i < entry.length; i++) number = number * 256 + entry.charCodeAt(i);
  return number;
}

/** Fills a table with very many entries: in sorted portions, which is several times as fast as one by one in any order. */
export class KeyLoader {
  private entries: string[] = [];
  /** The greatest key in the table. */
  private last = "";

  constructor(
    private readonly table: KeyTable,
    /** Told of an entry whose key is there already, which is left out. */
    private readonly onDuplicate: (key: string, number: number) => void,
  ) {}

  add(key: string, number: number): void {
    if (this.entries.length === 0 && key > this.last) {
      this.put(key, number); // ascending so far
      return;
    }
    this.entries.push(key + numberKey(number));
    if (this.entries.length === CHUNK) this.finish();
  }

  /** Puts in what is left. */
  finish(): void {
    for (const entry of this.entries.sort()) this.put(entry.slice(0, -NUMBER_LENGTH), numberOf(entry));
    this.entries = [];
  }

  private put(key: string, number: number): void {
    if (!this.table.add(key, number)) this.onDuplicate(key, number);
    else if (key > this.last) this.last = key;
  }
}
