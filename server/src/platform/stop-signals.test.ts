import { EventEmitter } from "node:events";
import { onStopSignal } from "./stop-signals";

/** Signals by the millisecond; answers what was done about each. */
function feel(signals: readonly [NodeJS.Signals, number][]): string[] {
  const done: string[] = [];
  const on = new EventEmitter();
  let atMs = 0;
  const exit = (code: number) => void done.push(`exit ${code} at ${atMs}`);
  onStopSignal((signal) => void done.push(`stop on ${signal} at ${atMs}`), { on, exit, nowMs: () => atMs });
  for (const [signal, ms] of signals) {
    atMs = ms;
    on.emit(signal, signal);
  }
  return done;
}

test("the first signal stops, whichever it is", () => {
  expect(feel([["SIGTERM", 5]])).toEqual(["stop on SIGTERM at 5"]);
  expect(feel([["SIGINT", 5]])).toEqual(["stop on SIGINT at 5"]);
});

test("the echo of a key press is no second one; a second press ends at once", () => {
  expect(
    feel([
      ["SIGINT", 5_000],
      ["SIGINT", 5_003],
      ["SIGTERM", 6_000],
      ["SIGINT", 6_001],
    ]),
  ).toEqual(["stop on SIGINT at 5000", "exit 1 at 6001"]);
});
