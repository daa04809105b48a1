import { isDatabaseUnavailable } from "./db";

export type BatchOptions<I, O> = {
  /** At most this many items in one run. */
  maxBatch: number;
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
  let queue: Waiting<I, O>[] = [];
  let isRunning = false;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const group = queue.slice(0, options.maxBatch);
      queue = queue.slice(options.maxBatch);
      await runGroup(options.run, group);
    }
    isRunning = false;
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      queue.push({ item, resolve, reject });
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
