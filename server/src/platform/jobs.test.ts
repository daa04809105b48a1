import { startTestApi, type TestApi } from "../../test/kit";
import { makeCtx } from "./context";
import { type Job, type JobDeps, runJobIfDue } from "./jobs";
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
