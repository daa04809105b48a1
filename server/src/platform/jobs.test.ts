import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../test/kit";
import { monotonicMs, systemClock } from "./clock";
import { makeCtx } from "./context";
import { type Job, type JobDeps, runJobIfDue, startJobs } from "./jobs";
import { migrate } from "./migrations";

let api: TestApi;
let deps: JobDeps;
beforeAll(async () => {
  api = await startTestApi({ routes: [] });
  deps = {
    clock: api.clock,
    log: api.deps.log,
    ctx: (name, now) => makeCtx(api.deps, { actor: { kind: "system", id: name }, now, requestId: name }),
  };
});
afterAll(() => api.stop());

const counting = (name: string): Job & { runs: number } => {
  const job = {
    name,
    everySeconds: 60,
    runs: 0,
    run: async () => {
      job.runs += 1;
    },
  };
  return job;
};

test("of ten processes one runs a due job, and nobody again before it is due again", async () => {
  const job = counting("sweep");
  const ran = await Promise.all(Array.from({ length: 10 }, (_, index) => runJobIfDue(job, `process-${index}`, deps)));
  expect(ran.filter(Boolean)).toHaveLength(1);
  expect(await runJobIfDue(job, "process-11", deps)).toBe(false);
  api.clock.advance(60_000);
  expect(await runJobIfDue(job, "process-11", deps)).toBe(true);
  expect(job.runs).toBe(2);
});

test("a job that fails is due again at its next turn and blocks no other", async () => {
  const failing: Job = { name: "failing", everySeconds: 60, run: () => Promise.reject(new Error("broken")) };
  expect(await runJobIfDue(failing, "a", deps)).toBe(true);
  expect(await runJobIfDue(failing, "a", deps)).toBe(false);
  api.clock.advance(60_000);
  expect(await runJobIfDue(failing, "b", deps)).toBe(true);
  expect(await runJobIfDue(counting("other"), "a", deps)).toBe(true);
});

test("a process that died in the middle loses its lease to another after 30 seconds", async () => {
  const stuck: Job = { name: "stuck", everySeconds: 60, run: () => new Promise(() => undefined) };
  let begun = false;
  void runJobIfDue(
    {
      ...stuck,
      run: () =>
        new Promise(() => {
          begun = true;
        }),
    },
    "dead",
    deps,
  );
  while (!begun) await new Promise(setImmediate);
  const job = counting("stuck");
  expect(await runJobIfDue(job, "alive", deps)).toBe(false);
  api.clock.advance(31_000);
  expect(await runJobIfDue(job, "alive", deps)).toBe(true);
});

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test("a job that never ends holds up no other; a stop does not wait for it longer than told, and says so", async () => {
  const endless: Job = { name: "endless", everySeconds: 1, run: () => new Promise(() => undefined) };
  const other = counting("beside");
  const jobs = startJobs([endless, other], deps);
  while (other.runs === 0) await later(20);
  const startedMs = monotonicMs();
  expect(await jobs.stop(300)).toBe(false);
  expect(monotonicMs() - startedMs).toBeLessThan(2_000);
});

test("a long job is told of the stop and ends between two steps", async () => {
  let steps = 0;
  const long: Job = {
    name: "long",
    everySeconds: 1,
    run: async (ctx) => {
      while (!ctx.isStopping?.()) {
        steps += 1;
        await later(10);
      }
    },
  };
  const jobs = startJobs([long], deps);
  while (steps === 0) await later(10);
  expect(await jobs.stop(5_000)).toBe(true);
  // Its lease is given back: at its next turn it goes on anywhere.
  api.clock.advance(1_000);
  expect(await runJobIfDue({ ...long, run: async () => undefined }, "next", deps)).toBe(true);
});

test("migrations run once, in the order of their numbers, also when five processes start together", async () => {
  const order: number[] = [];
  const step = (number: number) => ({ number, name: `step ${number}`, up: async () => void order.push(number) });
  const yieldTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate([step(2), step(1)], api.deps, yieldTurn)));
  expect(order).toEqual([1, 2]);
  expect(applied.flat()).toEqual([1, 2]);
  expect(await migrate([step(1), step(2), step(3)], api.deps, yieldTurn)).toEqual([3]);
});

test("a migration that fails is not marked and the lock is free again", async () => {
  const yieldTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const broken = { number: 10, name: "broken", up: () => Promise.reject(new Error("half way")) };
  await expect(migrate([broken], api.deps, yieldTurn)).rejects.toThrow("half way");
  expect(await migrate([{ ...broken, up: async () => undefined }], api.deps, yieldTurn)).toEqual([10]);
});

test("a migration that takes longer than the lease is run by one process: the lock is renewed while it works", async () => {
  let runs = 0;
  const slow = {
    number: 20,
    name: "slow",
    up: async () => {
      runs += 1;
      await later(900);
    },
  };
  const hasty = { clock: systemClock, keys: api.deps.keys, leaseMs: 300 };
  const start = () => migrate([slow], hasty, () => later(50));
  expect((await Promise.all([start(), start(), start()])).flat()).toEqual([20]);
  expect(runs).toBe(1);
});

test("a process that has lost the lock to another records nothing, says so, and leaves the other its lock", async () => {
  const rows = mongoose.connection.collection<{ _id: string; holder: string | null }>("migrations");
  const stuck = {
    number: 30,
    name: "stuck",
    up: async () => void (await rows.updateOne({ _id: "lock" }, { $set: { holder: "another" } })),
  };
  await expect(migrate([stuck], api.deps, () => later(1))).rejects.toThrow("另一个进程接手了升级");
  expect(await rows.findOne({ _id: "30" })).toBeNull();
  expect(await rows.findOne({ _id: "lock" })).toMatchObject({ holder: "another" });
  await rows.updateOne({ _id: "lock" }, { $set: { holder: null } });
  expect(await migrate([{ ...stuck, up: async () => undefined }], api.deps, () => later(1))).toEqual([30]);
});
