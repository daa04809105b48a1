import { connectTestDatabase, dropTestDatabase } from "../../test/kit";
import { bumpVersion, versionedCache } from "./cache";
import { ensureIndexes, inTransaction } from "./db";

beforeAll(async () => {
  await connectTestDatabase();
  await ensureIndexes();
});
afterAll(dropTestDatabase);

/** A cache over a number that the test changes; counts how often it is loaded. */
function counted(name: string, maxAgeMs = 3_600_000) {
  const source = { value: 1, loads: 0 };
  const cache = versionedCache({
    name,
    maxAgeMs,
    load: async () => {
      source.loads += 1;
      return source.value;
    },
  });
  return { source, cache };
}

test("the value is loaded once for many readers", async () => {
  const { source, cache } = counted("cache-test-once");
  expect(await Promise.all(Array.from({ length: 20 }, () => cache.get()))).toEqual(Array(20).fill(1));
  expect(await cache.get()).toBe(1);
  expect(source.loads).toBe(1);
});

test("a bump makes this process load again at once", async () => {
  const { source, cache } = counted("cache-test-bump");
  await cache.get();
  source.value = 2;
  expect(await cache.get()).toBe(1);
  await bumpVersion(null, "cache-test-bump");
  expect(await cache.get()).toBe(2);
  expect(source.loads).toBe(2);
});

test("within a transaction the bump counts from the commit, and not at all when it fails", async () => {
  const { source, cache } = counted("cache-test-transaction");
  await cache.get();
  source.value = 2;
  await inTransaction(async (session) => {
    await bumpVersion(session, "cache-test-transaction");
    throw new Error("no");
  }).catch(() => undefined);
  expect(await cache.get()).toBe(1);
  await inTransaction((session) => bumpVersion(session, "cache-test-transaction"));
  expect(await cache.get()).toBe(2);
});

test("an unchanged version does not load again when it is asked for, a value past its age does", async () => {
  const young = counted("cache-test-young");
  const old = counted("cache-test-old", 0);
  await young.cache.get();
  await old.cache.get();
  // More than the second that a checked version is trusted.
  jest.spyOn(performance, "now").mockReturnValue(performance.now() + 1_500);
  await young.cache.get();
  await old.cache.get();
  jest.restoreAllMocks();
  expect([young.source.loads, old.source.loads]).toEqual([1, 2]);
});

test("another process's bump is seen within a second", async () => {
  const here = counted("cache-test-other");
  await here.cache.get();
  here.source.value = 2;
  // What bumpVersion does in the other process: only the database changes.
  const { default: mongoose } = await import("mongoose");
  await mongoose.connection
    .collection<{ _id: string }>("cacheVersions")
    .updateOne({ _id: "cache-test-other" }, { $inc: { version: 1 } }, { upsert: true });
  expect(await here.cache.get()).toBe(1);
  jest.spyOn(performance, "now").mockReturnValue(performance.now() + 1_001);
  expect(await here.cache.get()).toBe(2);
  jest.restoreAllMocks();
});

test("a bump while the value is being loaded is not lost", async () => {
  let finish: (value: number) => void = () => undefined;
  const answers = [new Promise<number>((resolve) => (finish = resolve)), Promise.resolve(2)];
  const cache = versionedCache({
    name: "cache-test-race",
    maxAgeMs: 1e9,
    load: () => answers.shift() as Promise<number>,
  });
  const first = cache.get();
  await bumpVersion(null, "cache-test-race");
  finish(1);
  expect(await first).toBe(1);
  expect(await cache.get()).toBe(2);
});

test("a failed load is told to its readers and tried again for the next", async () => {
  let isBroken = true;
  const cache = versionedCache({
    name: "cache-test-broken",
    maxAgeMs: 1e9,
    load: async () => {
      if (isBroken) throw new Error("broken");
      return 1;
    },
  });
  await expect(cache.get()).rejects.toThrow("broken");
  isBroken = false;
  expect(await cache.get()).toBe(1);
});
