/** BENCH_SCALE=0.01 makes everything a hundred times smaller: to try the benches out. Goals are about 1. */
export const SCALE = Number(process.env.BENCH_SCALE ?? 1);
if (!(SCALE > 0 && SCALE <= 1)) throw new RangeError("BENCH_SCALE must be above 0 and at most 1");

/** `count` at the scale of this run, at least `min`. */
export function scaled(count: number, min = 1): number {
  return Math.max(min, Math.round(count * SCALE));
}
