/** Random choices that a seed repeats. */
export type Random = {
  /** A whole number from 0 to `below` - 1. */
  number(below: number): number;
  pick<T>(from: readonly T[]): T;
  chance(probability: number): boolean;
  list<T>(length: number, make: () => T): T[];
};

/** Mulberry32: small, and the same everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number): number => Math.floor(next() * below);
  return {
    number,
    pick: (from) => from[number(from.length)] as (typeof from)[number],
    chance: (probability) => next() < probability,
    list: (length, make) => Array.from({ length }, make),
  };
}
