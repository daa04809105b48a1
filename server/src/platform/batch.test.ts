import mongoose from "mongoose";
import { createBatcher } from "./batch";

/** A run that the test lets go by hand. */
function gated() {
  const groups: number[][] = [];
  let release: () => void = () => undefined;
  let started: () => void = () => undefined;
  const run = async (items: number[]) => {
    groups.push(items);
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    started();
    await gate;
    return items.map((item) => item * 10);
  };
  const nextStart = () =>
    new Promise<void>((resolve) => {
      started = resolve;
    });
  return { groups, run, nextStart, release: () => release() };
}

test("items that come while a run is under way go together in the next one, in order, at most maxBatch", async () => {
  const gate = gated();
  const submit = createBatcher({ maxBatch: 3, run: gate.run });
  const firstStart = gate.nextStart();
  const answers = [submit(1)];
  await firstStart;
  answers.push(...[2, 3, 4, 5].map(submit));
  for (let round = 0; round < 2; round += 1) {
    const start = gate.nextStart();
    gate.release();
    await start;
  }
  gate.release();
  expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50]);
  expect(gate.groups).toEqual([[1], [2, 3, 4], [5]]);
});

test("each item gets its own answer or its own error", async () => {
  const submit = createBatcher<number, number>({
    maxBatch: 10,
    run: async (items) => items.map((item) => (item % 2 ? new Error(`odd ${item}`) : item)),
  });
  const results = await Promise.allSettled([1, 2, 3, 4].map(submit));
  expect(results.map((result) => (result.status === "fulfilled" ? result.value : String(result.reason)))).toEqual([
    "Error: odd 1",
    2,
    "Error: odd 3",
    4,
  ]);
});

test("a poisoned item takes nobody with it: the others are run one by one", async () => {
  const runs: number[][] = [];
  const submit = createBatcher<number, string>({
    maxBatch: 10,
    run: async (items) => {
      runs.push(items);
      if (items.includes(2)) throw new Error("poison");
      return items.map((item) => `done ${item}`);
    },
  });
  const results = await Promise.allSettled([1, 2, 3].map(submit));
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(runs).toEqual([[1, 2, 3], [1], [2], [3]]);
});

test("with the database away a group fails at once instead of one by one", async () => {
  let runs = 0;
  const submit = createBatcher<number, number>({
    maxBatch: 10,
    run: async () => {
      runs += 1;
      throw new mongoose.mongo.MongoNetworkError("closed");
    },
  });
  const results = await Promise.allSettled([1, 2, 3].map(submit));
  expect(results.every((result) => result.status === "rejected")).toBe(true);
  expect(runs).toBe(1);
});

test("a run that answers too few items fails instead of leaving someone waiting", async () => {
  const submit = createBatcher<number, number>({ maxBatch: 10, run: async (items) => (items.length > 1 ? [] : items) });
  expect(await Promise.all([submit(1), submit(2)])).toEqual([1, 2]);
});

test("after a failed run the next items are served", async () => {
  let isBroken = true;
  const submit = createBatcher<number, number>({
    maxBatch: 2,
    run: async (items) => {
      if (isBroken) throw new Error("broken");
      return items;
    },
  });
  await expect(submit(1)).rejects.toThrow("broken");
  isBroken = false;
  await expect(submit(2)).resolves.toBe(2);
});

/** Longer than a test may take: waiting in vain ends in a time-out. */
const FOR_EVER_MS = 10 * 60_000;

test("with lingerMs the callers of the last run are waited for, so that they travel together", async () => {
  const groups: number[] = [];
  const submit = createBatcher<number, number>({
    maxBatch: 10,
    lingerMs: FOR_EVER_MS,
    run: async (items) => {
      groups.push(items.length);
      await new Promise(setImmediate);
      return items;
    },
  });
  const client = async (id: number) => {
    for (let turn = 0; turn < 5; turn += 1) await submit(id);
  };
  // The second half arrives while the first is under way; without waiting the two would alternate for ever.
  const first = [1, 2, 3].map(client);
  await new Promise(setImmediate);
  const second = [4, 5, 6].map(client);
  await Promise.all([...first, ...second]);
  expect(groups.slice(1, 5)).toEqual([6, 6, 6, 6]);
});

test("a lone caller is never kept waiting", async () => {
  const submit = createBatcher<number, number>({ maxBatch: 10, lingerMs: FOR_EVER_MS, run: async (items) => items });
  for (let turn = 0; turn < 20; turn += 1) expect(await submit(turn)).toBe(turn);
});

test("callers that do not come back hold nobody up for longer than lingerMs", async () => {
  const groups: number[][] = [];
  const submit = createBatcher<number, number>({
    maxBatch: 10,
    lingerMs: 5,
    run: async (items) => {
      groups.push(items);
      await new Promise(setImmediate);
      return items;
    },
  });
  const first = [1, 2].map(submit);
  await new Promise(setImmediate);
  await Promise.all([...first, submit(3)]);
  expect(groups).toEqual([[1, 2], [3]]);
});
