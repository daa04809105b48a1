import { useEffect, useState } from "react";
import { now } from "../../platform/clock";

/** The phone's time in ms, anew every `everyMs`, for what counts down. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => now().getTime());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(now().getTime()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
