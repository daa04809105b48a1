import { KeyLoader } from "./key-loader";
import { KeyTable } from "./key-table";
import { NumberList } from "./number-list";
import { StoredRecord } from "./record";
import { RecordCache } from "./record-cache";

/** Repeatable random numbers. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ABOVE_ALL = "\u0100";

/** Keys of several shapes: long shared beginnings, single bytes, the ends of the byte range, very long ones. */
function keyMaker(random: (below: number) => number): () => string {
  const bytes = (length: number): string =>
    String.fromCharCode(...Array.from({ length }, () => [0, 1, 127, 254, 255, random(256)][random(6)] as number));
  const shapes = [
    () => bytes(random(4)),
    () => `\x07${"shared".repeat(5)}${bytes(3)}`,
    () => `\x07${random(20)}\x00${bytes(2)}`,
    () => String.fromCharCode(random(256), random(256)),
    () => (random(50) === 0 ? "x".repeat(random(40_000)) + bytes(1) : bytes(8)),
  ];
  return () => (shapes[random(shapes.length)] as () => string)();
}

function sorted(truth: Map<string, number>): [string, number][] {
  return [...truth].sort(([a], [b]) => (a < b ? -1 : 1));
}

function expectSame(table: KeyTable, truth: Map<string, number>): void {
  expect(table.size).toBe(truth.size);
  expect(table.keyBytes).toBe([...truth.keys()].reduce((sum, key) => sum + key.length, 0));
  expect([...table.entries()].map(({ key, number }) => [key, number])).toEqual(sorted(truth));
}

function expectSameRange(table: KeyTable, truth: Map<string, number>, range: { low: string; high: string }): void {
  const wanted = sorted(truth).flatMap(([key, number]) => (key >= range.low && key < range.high ? [number] : []));
  expect([...table.numbers(range)]).toEqual(wanted);
  expect([...table.numbers(range, true)]).toEqual([...wanted].reverse());
  expect(table.count(range, 1_000_000)).toBe(wanted.length);
  expect(table.count(range, 7)).toBe(Math.min(7, wanted.length));
}

test.each([1, 2, 3])(
  "a key table is a sorted map, whatever is added and deleted in whatever order (seed %i)",
  (seed) => {
    const random = generator(seed);
    const key = keyMaker(random);
    const table = new KeyTable();
    const truth = new Map<string, number>();
    for (let step = 1; step <= 6_000; step++) {
      const isGrowing = step % 2_000 < 1_250;
      const known = table.numbers({ low: key(), high: ABOVE_ALL }).next().value;
      if (random(10) < (isGrowing ? 8 : 2)) {
        const added = key();
        expect(table.add(added, step)).toBe(!truth.has(added));
        if (!truth.has(added)) truth.set(added, step);
      } else {
        const gone = [...truth].find(([, number]) => number === known)?.[0] ?? key();
        expect(table.delete(gone)).toBe(truth.delete(gone));
      }
      const asked = key();
      expect(table.get(asked)).toBe(truth.get(asked));
      if (step % 1_000 === 0) expectSame(table, truth);
      if (step % 100 === 0) expectSameRange(table, truth, { low: key(), high: random(3) === 0 ? ABOVE_ALL : key() });
    }
    for (const gone of [...truth.keys()]) table.delete(gone);
    expect([...table.keys()]).toEqual([]);
    expect(table.add("again", 1)).toBe(true);
    expect(table.get("again")).toBe(1);
  },
);

test("keys in ascending and in descending order are all found", () => {
  for (const sign of [1, -1]) {
    const table = new KeyTable();
    const truth = new Map<string, number>();
    for (let i = 1; i <= 5_000; i++) {
      const key = `key${String(50_000 + sign * i)}`;
      table.add(key, i);
      truth.set(key, i);
    }
    expectSame(table, truth);
  }
});

test("a loader fills a table as adding one by one does, and tells of every key that comes twice", () => {
  const random = generator(9);
  const key = keyMaker(random);
  const table = new KeyTable();
  const truth = new Map<string, number>();
  const twice: string[] = [];
  const loader = new KeyLoader(table, (duplicate) => twice.push(duplicate));
  let added = 0;
  for (let number = 1; number <= 60_000; number++) {
    const next = number < 1_000 ? `a${String(number).padStart(9, "0")}` : key();
    loader.add(next, number + 2 ** 40);
    added++;
    if (!truth.has(next)) truth.set(next, number + 2 ** 40);
  }
  loader.finish();
  expect(twice).toHaveLength(added - truth.size);
  expectSame(table, truth);
});

test("a list of numbers keeps its order while numbers go and come", () => {
  const random = generator(5);
  const list = new NumberList();
  let truth: number[] = [];
  for (let number = 1; number <= 5_000; number++) {
    list.add(number);
    truth.push(number);
    if (random(3) > 0) continue;
    const gone = random(2) === 0 ? random(number + 10) : (truth[random(truth.length)] ?? 0);
    expect(list.delete(gone)).toBe(truth.includes(gone));
    truth = truth.filter((one) => one !== gone);
  }
  expect(list.size).toBe(truth.length);
  expect([...list.values()]).toEqual(truth);
});

test("the cache gives the latest version of a document, and forgets the oldest of too many", () => {
  const cache = new RecordCache();
  const record = (number: number, raw: string): StoredRecord => {
    const made = new StoredRecord(`key${number}`, raw);
    made.number = number;
    return made;
  };
  const [first, second] = [record(1, "old"), record(1, "new")];
  cache.keep(first);
  cache.keep(second);
  for (let number = 2; number <= 20_000; number++) cache.keep(record(number, "x"));
  expect(cache.get(1)).toBe(second); // pushing out the old version leaves the new one
  cache.keep(record(20_001, "x"));
  expect(cache.get(1)).toBeUndefined();
  cache.remove(20_001);
  expect(cache.get(20_001)).toBeUndefined();
  cache.keep(record(30_000, "y".repeat(33 * 1024 * 1024)));
  expect(cache.get(20_000)).toBeUndefined(); // bounded in bytes as well
});
