import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FileDisk } from "./disk";
import { openDisk } from "./journaled-disk";
import { seal } from "./seal";
import { openSnapshot } from "./snapshot";
import { FORMAT_KEY, JOURNAL_KEY, openTables } from "./tables";

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

/** How many documents lie in the tables, where another process sees them. */
async function inTables(): Promise<{ documents: number; hasJournal: boolean }> {
  const snapshot = openSnapshot(directory);
  const documents = [...snapshot.storedDocuments()].length;
  await snapshot.close();
  return { documents, hasJournal: snapshot.hasJournal };
}

test("what is written lies in the journal until a checkpoint, which is one for all who wait for it", async () => {
  for (let i = 0; i < 10; i++) put(i, "early");
  await disk.written();
  expect(await inTables()).toEqual({ documents: 0, hasJournal: true });
  await Promise.all([disk.checkpoint(), disk.checkpoint()]);
  expect(await inTables()).toEqual({ documents: 10, hasJournal: true });
  await disk.checkpoint(); // nothing to do
  put(10, "late");
  disk.write({ kind: "remove", collection: 1, number: 3 });
  await disk.written();
  expect(disk.read(1, 3)).toBeUndefined();
  await disk.close();
  expect(await inTables()).toEqual({ documents: 10, hasJournal: false });
  expect(readdirSync(directory).filter((name) => name.startsWith("journal"))).toEqual([]);
  disk = openDisk(directory);
  expect([disk.read(1, 3), disk.read(1, 10)]).toEqual([undefined, "late"]);
});

test("checkpoints come by themselves, while writing goes on", async () => {
  const seen: number[] = [];
  for (let round = 0; round < 60; round++) {
    for (let i = 0; i < 150; i++) put(round * 150 + i, `round ${round}`);
    put(1, `round ${round}`); // one that is in every checkpoint
    await disk.written();
    if (round % 10 === 9) seen.push((await inTables()).documents);
  }
  expect(seen[seen.length - 1]).toBeGreaterThan(3_000);
  expect(disk.read(1, 1)).toBe("round 59");
  expect(disk.read(1, 8_999)).toBe("round 59");
});

test("from the moment its state is to have a name nothing can be written any more, and the tables hold what was", async () => {
  for (let i = 0; i < 700; i++) put(i, "one");
  const stamp = disk.stamp();
  expect(() => put(900, "two")).toThrow();
  expect(await stamp).not.toBeNull();
  expect(() => put(900, "two")).toThrow();
  await disk.checkpoint();
  expect(await inTables()).toEqual({ documents: 700, hasJournal: false });
});

test("the backlog is what the tables lack, and who waits until it is eased sees it go down", async () => {
  for (let i = 0; i < 5_000; i++) {
    put(i, "x".repeat(200));
    if (i % 500 === 0) await nextTurn();
  }
  expect(disk.backlog).toBeGreaterThan(500);
  let rounds = 0;
  for (let eased = disk.eased(); eased !== null; eased = disk.eased()) {
    await eased;
    rounds++;
  }
  expect(rounds).toBeGreaterThan(0);
  const { documents } = await inTables();
  expect(disk.backlog).toBe(5_000 - documents);
  expect(disk.backlog).toBeLessThan(500); // less than is worth a checkpoint
});

/** The data file as LMDB leaves it when the disk has refused the head of the latest commit: an old number over new roots. */
function headRefused(path: string): void {
  const file = join(path, "data.mdb");
  const bytes = readFileSync(file);
  const numberAt = (slot: number): number => slot * 4096 + 152;
  const latest = bytes.readBigUInt64LE(numberAt(0)) > bytes.readBigUInt64LE(numberAt(1)) ? 0 : 1;
  bytes.writeBigUInt64LE(bytes.readBigUInt64LE(numberAt(latest)) - 2n, numberAt(latest));
  writeFileSync(file, bytes);
}

/** What a start makes of a copy of the files as they are now, after `change`. */
async function startOn(change: (path: string) => void): Promise<number | string> {
  const copy = mkdtempSync(join(tmpdir(), "disk-copy-"));
  try {
    for (const name of readdirSync(directory)) copyFileSync(join(directory, name), join(copy, name));
    change(copy);
    const opened = openDisk(copy);
    const found = [...opened.documents()].length;
    await opened.close();
    return found;
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

test("a head that the disk refused is no loss while the journal holds all that came after; without it nothing is opened", async () => {
  for (let i = 0; i < 10; i++) put(i, "one");
  await disk.checkpoint();
  for (let i = 10; i < 20; i++) put(i, "two");
  await disk.checkpoint();
  for (let i = 20; i < 30; i++) put(i, "three");
  await disk.written();
  expect(await startOn(() => undefined)).toBe(30);
  expect(await startOn(headRefused)).toBe(30);
  const withoutJournal = (path: string): void => {
    headRefused(path);
    for (const name of ["journal.a", "journal.b"]) rmSync(join(path, name));
  };
  expect(await startOn(withoutJournal)).toMatch(/已损坏/);
  await disk.close(); // all of it is in the tables, and the journal is gone
  expect(await startOn(() => undefined)).toBe(30);
  expect(await startOn(headRefused)).toMatch(/已损坏.*the other head/);
});

test("large documents go to the disk in batches of some megabytes", async () => {
  const [long, waiting] = ["x".repeat(6 << 20), new Set<Promise<void>>()];
  for (let i = 0; i < 12; i++) {
    put(i, long);
    waiting.add(disk.written() as Promise<void>);
    await Promise.resolve();
    await nextTurn();
  }
  expect(waiting.size).toBeGreaterThanOrEqual(4);
  await Promise.all(waiting);
  expect(disk.read(1, 11)).toBe(long);
});

test("tables of the form before, which had no journal, are taken over; others are refused with a sentence", async () => {
  put(1, "old");
  await disk.close();
  const rewrite = async (format: string): Promise<void> => {
    const tables = openTables(directory, false);
    tables.catalogue.putSync(FORMAT_KEY, seal(FORMAT_KEY, format));
    tables.catalogue.removeSync(JOURNAL_KEY);
    await tables.root.close();
  };
  await rewrite("2");
  disk = openDisk(directory);
  expect(disk.read(1, 1)).toBe("old");
  put(2, "new");
  await disk.close();
  const tables = openTables(directory, true);
  expect(tables.catalogue.get(FORMAT_KEY)?.subarray(4).toString()).toBe("3");
  await tables.root.close();
  await rewrite("4");
  expect(() => openDisk(directory)).toThrow("格式（4）与本版本（3）不同");
  await rewrite("3");
  disk = openDisk(directory);
});
