import { createLimiter } from "./limiter";

test("never more than the limit at once, in the order they came, and a failure frees its place", async () => {
  const limited = createLimiter(3);
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  const work = (index: number) =>
    limited(async () => {
      begun.push(index);
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      if (index % 4 === 0) throw new Error("no");
      return index;
    });
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => work(index)));
  expect(most).toBe(3);
  expect(begun).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(results.filter((result) => result.status === "rejected")).toHaveLength(5);
  await expect(work(1)).resolves.toBe(1);
});
