import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type FileDisk, openDisk } from "./disk";

const FULL_BATCH = 1_000;

let directory: string;
let disk: FileDisk;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "disk-"));
  disk = openDisk(directory);
});
afterEach(async () => {
  await disk.close();
  rmSync(directory, { recursive: true, force: true });
});

function put(number: number, raw: string): void {
  disk.write({ kind: "put", collection: 1, number, raw });
}

test("a document that changes and changes back in three batches is never read as it was between", async () => {
  const waiting: Promise<void>[] = [];
  for (const raw of ["one", "two", "one"]) {
    put(1, raw);
    for (let i = 0; i < FULL_BATCH; i++) put(2 + i, raw); // nothing more goes into this batch
    waiting.push(disk.written() as Promise<void>);
    await nextTurn();
  }
  expect(new Set(waiting).size).toBe(3);
  for (const written of waiting) {
    await written;
    expect(disk.read(1, 1)).toBe("one");
  }
});

test("what is read stays current through many batches and while the files grow", async () => {
  const long = "x".repeat(200_000);
  for (let round = 0; round < 40; round++) {
    put(1, `round ${round}`);
    put(2 + round, long);
    expect(disk.read(1, 1)).toBe(`round ${round}`);
    await disk.written();
    expect(disk.read(1, 1)).toBe(`round ${round}`);
    expect(disk.read(1, 2 + round)).toBe(long);
    expect(disk.read(1, 3 + round)).toBeUndefined();
    if (round % 2 === 1) disk.write({ kind: "remove", collection: 1, number: 1 + round });
  }
  await disk.written();
  expect(disk.read(1, 40)).toBeUndefined();
  expect(disk.read(1, 41)).toBe(long);
});
