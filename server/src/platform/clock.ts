/** Where "now" comes from. Requests take it once (ctx.now); nothing else in the product reads the wall clock. */
export type Clock = { now(): Date };

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that only moves when told. */
export type SettableClock = Clock & {
  /** Jumps to an instant (ISO-8601 or Date). */
  set(at: string | Date): void;
  /** Moves forward by a number of milliseconds. */
  advance(ms: number): void;
};

/** A clock standing still at `at`, for tests and demonstration data. */
export function fixedClock(at: string | Date): SettableClock {
  let current = new Date(at);
  return {
    now: () => new Date(current),
    set: (next) => {
      current = new Date(next);
    },
    advance: (ms) => {
      current = new Date(current.getTime() + ms);
    },
  };
}

/** Milliseconds since some fixed point, never going back: for measuring and for the age of caches, never for dates. */
export function monotonicMs(): number {
  return performance.now();
}
