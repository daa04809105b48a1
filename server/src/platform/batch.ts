import { isDatabaseUnavailable } from "./db";

export type BatchOptions<I, O> = {
  /** At most this many items in one run. */
  maxBatch: number;
  /**
   * How long, in milliseconds, the next run may wait for the callers of the last one to come back; 0 unless told. Clients
   * that send their next request when they have their answer then travel in one group instead of two that alternate, which
   * halves the cost of each. Nobody waits after a run of one, or when no one was waiting.
   */
  lingerMs?: number;
  /** Does the work for all items at once; answers in the order of the items, an Error for each that is refused. */
  run: (items: I[]) => Promise<(O | Error)[]>;
};

type Waiting<I, O> = { item: I; resolve: (answer: O) => void; reject: (error: unknown) => void };

/**
 * Group commit: items that arrive while a run is under way are collected and go together in the next one, so that a burst
 * costs one transaction per group and a lone item waits for nobody. One run at a time. When a run fails as a whole, its
 * items are run one by one, so that one poisoned item does not take its neighbours with it (unless the database is away).
 */
export function createBatcher<I, O>(options: BatchOptions<I, O>): (item: I) => Promise<O> {
  const { maxBatch, run, lingerMs = 0 } = options;
  let queue: Waiting<I, O>[] = [];
  let isRunning = false;
  let gathering: { target: number; done: () => void } | null = null;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const group = queue.slice(0, maxBatch);
      queue = queue.slice(maxBatch);
      // Counted before the answers go out: who comes back at once must not count twice.
      let others = 0;
      const runAndCount = async (items: I[]) => {
        const answers = await run(items);
        others = queue.length;
        return answers;
      };
      await runGroup(runAndCount, group);
      if (lingerMs > 0 && group.length > 1 && others > 0) await gather(group.length + others);
    }
    isRunning = false;
  }

  /** Waits until `wanted` items are queued, but no longer than lingerMs. */
  function gather(wanted: number): Promise<void> {
    const target = Math.min(wanted, maxBatch);
    if (queue.length >= target) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        gathering = null;
        resolve();
      };
      const timer = setTimeout(done, lingerMs);
      gathering = { target, done };
    });
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      queue.push({ item, resolve, reject });
      if (gathering && queue.length >= gathering.target) gathering.done();
      if (isRunning) return;
      isRunning = true;
      // Not at once: requests that were read in the same turn of the event loop join the first group.
      setImmediate(drain);
    });
}

async function runGroup<I, O>(run: BatchOptions<I, O>["run"], group: Waiting<I, O>[]): Promise<void> {
  try {
    const answers = await run(group.map(({ item }) => item));
    if (answers.length !== group.length) throw new Error("a batch must answer every item");
    for (const [index, waiting] of group.entries()) settle(waiting, answers[index] as O | Error);
  } catch (error) {
    if (group.length === 1 || isDatabaseUnavailable(error)) for (const waiting of group) waiting.reject(error);
    else for (const waiting of group) await runGroup(run, [waiting]);
  }
}

function settle<I, O>(waiting: Waiting<I, O>, answer: O | Error): void {
  if (answer instanceof Error) waiting.reject(answer);
  else waiting.resolve(answer);
}
