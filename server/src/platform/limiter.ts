/** Lets at most `limit` pieces of work run at once; the others wait their turn in the order they came. */
export function createLimiter(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // A finished piece hands its place to the next in line, so `running` stays as it is then.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
