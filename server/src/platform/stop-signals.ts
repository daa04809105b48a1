import { monotonicMs } from "./clock";

/**
 * One Ctrl+C reaches a program twice when npm started it: from the terminal, and once more from npm, which passes its own on.
 * Nobody presses again that soon.
 */
const ONE_PRESS_MS = 1_000;

/**
 * Runs `stop` at the first SIGTERM or SIGINT. A second one, unless it is the echo of the first, ends the process at once.
 * @param on where the signals come from, the process unless told
 */
export function onStopSignal(
  stop: (signal: NodeJS.Signals) => void,
  { on = process, exit = (code) => process.exit(code), nowMs = monotonicMs }: Partial<Surroundings> = {},
): void {
  let firstMs: number | null = null;
  const handle = (signal: NodeJS.Signals): void => {
    if (firstMs === null) {
      firstMs = nowMs();
      stop(signal);
    } else if (nowMs() - firstMs > ONE_PRESS_MS) exit(1);
  };
  on.on("SIGTERM", handle);
  on.on("SIGINT", handle);
}

type Surroundings = {
  on: { on(signal: NodeJS.Signals, handle: (signal: NodeJS.Signals) => void): unknown };
  exit: (code: number) => void;
  nowMs: () => number;
};
