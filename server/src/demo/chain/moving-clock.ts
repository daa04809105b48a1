import { DAY_MS, HOUR_MS, shanghaiDay, startOfShanghaiDay } from "@club/shared/time";
import { type Clock, monotonicMs, systemClock } from "../../platform/clock";

export type MovingClock = Clock & {
  /** Jumps forward to an instant and runs on from there. */
  jumpTo(at: Date): void;
};

/**
 * A clock that runs at the usual speed but starts tomorrow at ten in Shanghai and can jump forward, so that the story never
 * straddles midnight or the end of a month by accident, and a month can be closed. Never behind the machine's clock: the
 * database deletes by its own.
 */
export function movingClock(): MovingClock {
  let from = startOfShanghaiDay(shanghaiDay(new Date(systemClock.now().getTime() + DAY_MS))).getTime() + 10 * HOUR_MS;
  let startedMs = monotonicMs();
  const now = () => new Date(from + Math.floor(monotonicMs() - startedMs));
  return {
    now,
    jumpTo: (at) => {
      if (at < now()) throw new RangeError("the clock only moves forward");
      from = at.getTime();
      startedMs = monotonicMs();
    },
  };
}
