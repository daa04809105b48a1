import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DiskOperation } from "./disk";
import { Journal, type JournalState, readJournal } from "./journal";
import { JournalFile } from "./journal-file";
import { FIRST_BATCH_AT, TOLD_AT } from "./journal-format";
import { unseal } from "./seal";
import { collectionKey, documentKey } from "./tables";

const FILES = ["journal.a", "journal.b"] as const;
type Files = readonly [Buffer, Buffer];

let path: string;
let journal: Journal;
/** The state of tables that have taken in nothing. */
let start: JournalState;
let written = 0;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "journal-"));
  journal = new Journal(path);
  start = journal.state;
  written = 0;
});
afterEach(() => {
  journal.close();
  rmSync(path, { recursive: true, force: true });
});

const rawOf = (n: number): string => `batch ${n} é\xff\0${"x".repeat((n * 37) % 300)}`;

/** A batch with changes of all four kinds, which say its number. */
function operationsOf(n: number): DiskOperation[] {
  return [
    { kind: "put", collection: 1, number: n, raw: rawOf(n) },
    { kind: "remove", collection: 2, number: n },
    { kind: "putCollection", collection: n, raw: "" },
    { kind: "removeCollection", collection: n },
  ];
}

async function append(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await journal.append(operationsOf(++written));
}

/** The numbers of the batches that a start would take in, after a look at all that is in them; or its refusal. */
function found(state: JournalState): number[] | string {
  let changes: ReturnType<typeof readJournal>;
  try {
    changes = readJournal(path, state);
  } catch (error) {
    return (error as Error).message;
  }
  const numbers: number[] = [];
  for (let i = 0; i < changes.length; i += 4) {
    const [put, remove, putEntry, removeEntry] = changes.slice(i, i + 4);
    const key = put?.key ?? Buffer.alloc(0);
    const n = key.readUIntBE(4, 6);
    expect(unseal(key, put?.value as Buffer).toString("latin1")).toBe(rawOf(n));
    expect(remove).toEqual({ table: "documents", key: documentKey(2, n), value: null });
    expect(unseal(putEntry?.key as Buffer, putEntry?.value as Buffer)).toHaveLength(0);
    expect(removeEntry).toEqual({ table: "catalogue", key: collectionKey(n), value: null });
    numbers.push(n);
  }
  return numbers;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const files = (): Files => [readFileSync(join(path, FILES[0])), readFileSync(join(path, FILES[1]))];
function lay(now: readonly [Buffer | null, Buffer | null]): void {
  for (const [i, bytes] of now.entries()) {
    if (bytes === null) rmSync(join(path, FILES[i] as string), { force: true });
    else writeFileSync(join(path, FILES[i] as string), bytes);
  }
}

/** @returns whether these files are refused with a sentence; @throws when they are taken for something else than the truth */
function isRefused(now: readonly [Buffer | null, Buffer | null], truth: number[], story: string): boolean {
  lay(now);
  const result = found(start);
  if (typeof result === "string") {
    expect(`${story}: ${result}`).toMatch(/: 日志文件 .*已损坏，为免丢失数据，没有打开/);
    return true;
  }
  expect([story, result]).toEqual([story, truth]);
  return false;
}

/** `files` with one of them changed. */
function changed(right: Files, which: 0 | 1, change: (bytes: Buffer) => Buffer): Files {
  const bytes = change(Buffer.from(right[which]));
  return which === 0 ? [bytes, right[1]] : [right[0], bytes];
}

test("batches come back in order after any number of them and of turns, without those that the tables hold", async () => {
  let state = start;
  let held = 0;
  for (let round = 0; round < 12; round++) {
    for (let i = 0; i < round % 4; i++) {
      await append(1);
      expect(found(state)).toEqual(range(held + 1, written));
    }
    await journal.turn();
    expect(found(state)).toEqual(range(held + 1, written)); // the checkpoint has not ended
    await append(round % 3);
    expect(found(state)).toEqual(range(held + 1, written));
    state = journal.state;
    held = written;
    expect(found(state)).toEqual([]);
    await append(1);
    state = { ...journal.state, next: state.next };
  }
  expect(written).toBeGreaterThan(30);
});

describe("with three batches in one file and three in the other", () => {
  const truth = range(1, 6);
  let right: Files;
  let early: Buffer;
  beforeEach(async () => {
    await append(3);
    early = files()[0];
    await journal.turn();
    await append(3);
    right = files();
  });

  test("a flipped bit is refused wherever it lies in what is kept", () => {
    let refusals = 0;
    let kept = 0;
    for (const which of [0, 1] as const) {
      const { length } = right[which];
      for (let at = 0; at < length; at += at < 140 ? 1 : at >= FIRST_BATCH_AT ? 3 : 397) {
        const flip = (bytes: Buffer): Buffer => {
          bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
          return bytes;
        };
        if (isRefused(changed(right, which, flip), truth, `byte ${at} of ${FILES[which]}`)) refusals++;
        if (at >= FIRST_BATCH_AT) kept++; // all of it belongs to a batch
      }
    }
    expect(refusals).toBeGreaterThanOrEqual(kept + 2 * 50);
  });

  test("a file cut off anywhere, empty or gone is refused", () => {
    for (const which of [0, 1] as const) {
      const { length } = right[which];
      for (let to = 0; to < length; to += to < 140 || to >= FIRST_BATCH_AT ? 5 : 397) {
        const story = `${FILES[which]} cut off at ${to}`;
        expect([
          story,
          isRefused(
            changed(right, which, (bytes) => bytes.subarray(0, to)),
            truth,
            story,
          ),
        ]).toEqual([story, true]);
      }
    }
    expect(isRefused([null, right[1]], truth, "the first is gone")).toBe(true);
    expect(isRefused([right[0], null], truth, "the second is gone")).toBe(true);
  });

  test("a first file from before the turn, one file twice and those of another journal are refused", async () => {
    expect(isRefused([early, right[1]], truth, "before the turn")).toBe(true);
    expect(isRefused([right[1], right[0]], truth, "exchanged")).toBe(false); // their heads say which is which
    expect(isRefused([right[0], right[0]], truth, "twice the first")).toBe(true);
    expect(isRefused([right[1], right[1]], truth, "twice the second")).toBe(true);
    lay(right);
    await append(2);
    const later = files();
    expect(isRefused(later, range(1, 8), "later")).toBe(false);
    lay(later);
    const place = mkdtempSync(join(tmpdir(), "journal-other-"));
    const other = new Journal(place);
    const foreign = readFileSync(join(place, FILES[1]));
    other.close();
    rmSync(place, { recursive: true });
    expect(isRefused([later[0], foreign], truth, "of another journal")).toBe(true);
  });
});

test("files from before a checkpoint are refused: the tables know of batches that are not in them", async () => {
  await append(10);
  const early = files();
  await append(10);
  const { next } = journal.state;
  await journal.turn();
  const state = { ...start, next }; // of tables that hold the twenty
  await append(10);
  expect(found(state)).toEqual(range(21, 30));
  lay(early);
  expect(found(state)).toMatch(/已损坏.*batch 12 is missing/);
});

test("a note of who was told that the power tore says nothing, and one that cannot be written takes nothing back", async () => {
  await append(3);
  const [torn, other] = files();
  torn.fill(0x5a, TOLD_AT, TOLD_AT + 5);
  lay([torn, other]);
  expect(found(start)).toEqual(range(1, 3));
  const file = new JournalFile(join(path, "other"), { journal: Buffer.alloc(16), tag: Buffer.alloc(8), first: 2 });
  await file.append(Buffer.from("a batch"));
  file.close();
  expect(() => file.tell(2)).not.toThrow();
});

test("a batch that was being written when the power failed is left out, as far as it got; nobody was told of it", async () => {
  await append(4);
  const [before, other] = files();
  await append(1);
  const [after] = files();
  for (let to = before.length; to < after.length; to += to < before.length + 40 ? 1 : 7) {
    const torn = Buffer.concat([before, after.subarray(before.length, to)]);
    lay([torn, other]);
    expect([to, found(start)]).toEqual([to, range(1, 4)]);
    lay([Buffer.concat([torn, Buffer.alloc(after.length - to)]), other]); // the length was known already
    expect([to, found(start)]).toEqual([to, range(1, 4)]);
  }
  lay([Buffer.concat([before, after.subarray(before.length)]), other]);
  expect(found(start)).toEqual(range(1, 5)); // it is whole, only not told yet
});

test("damage before the last batch is refused also when the power took the note of who was told", async () => {
  await append(1);
  const [early] = files();
  await append(5);
  const [late, other] = files();
  const stale = Buffer.from(late);
  early.copy(stale, TOLD_AT, TOLD_AT, TOLD_AT + 10);
  lay([stale, other]);
  expect(found(start)).toEqual(range(1, 6));
  for (const at of [early.length, early.length + 9, early.length + 13, early.length + 40]) {
    const bytes = Buffer.from(stale);
    bytes[at] = (bytes[at] as number) ^ 0x10;
    expect(isRefused([bytes, other], range(1, 6), `byte ${at}`)).toBe(true);
  }
});

test("a file that has been filled before is read up to its new end, whatever lies behind it", async () => {
  await append(20);
  await journal.turn();
  await append(2);
  await journal.turn(); // back to the first file, in which twenty batches lie
  const state = journal.state;
  expect(found(state)).toEqual([]);
  await append(3);
  expect(found({ ...journal.state, next: state.next })).toEqual([23, 24, 25]);
  expect(files()[0].length).toBeGreaterThan(5_000);
});
