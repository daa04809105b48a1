import { cpuMs, machineBusyMs, type ServerProcess } from "./child";
import type { LoadResult } from "./load";

/** What one measured stretch cost: its result, server CPU per request, and how much of the machine others used. */
export type Measured = LoadResult & {
  /** All threads of the server, the embedded database's too. */
  cpuMsPerRequest: number;
  /** The thread that runs the event loop. */
  mainMsPerRequest: number;
  foreignPct: number;
};

/**
 * More than this share of the machine used by others, and a round does not count. A database of its own cannot be told from
 * the others.
 */
const NOISE_PCT = process.env.MONGODB_URI ? Number.POSITIVE_INFINITY : 15;
const MAX_REPEATS = 3;

/** Runs a load against a server process and measures both it and the rest of the machine. */
export async function measured(server: Pick<ServerProcess, "pid">, load: () => Promise<LoadResult>): Promise<Measured> {
  const read = () => ({ all: cpuMs(server.pid), main: cpuMs(server.pid, server.pid) });
  const before = read();
  const { result, foreignPct } = await besides([server], load);
  const after = read();
  return {
    ...result,
    cpuMsPerRequest: (after.all - before.all) / result.requests,
    mainMsPerRequest: (after.main - before.main) / result.requests,
    foreignPct,
  };
}

/** Runs `work`, and tells how much of the machine's busy time belonged neither to this process nor to these servers. */
export async function besides<T>(
  servers: Pick<ServerProcess, "pid">[],
  work: () => Promise<T>,
): Promise<{ result: T; foreignPct: number }> {
  const ownMs = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
  const read = () => ({
    machine: machineBusyMs(),
    ours: servers.reduce((sum, { pid }) => sum + cpuMs(pid), ownMs()),
  });
  const before = read();
  const result = await work();
  const after = read();
  const machineMs = after.machine - before.machine;
  const foreignMs = Math.max(0, machineMs - (after.ours - before.ours));
  return { result, foreignPct: (100 * foreignMs) / Math.max(1, machineMs) };
}

/** One round, repeated while others use the machine and the budget lasts (three times unless told). The last one stands. */
export async function quietly<T>(
  round: () => Promise<T>,
  noiseOf: (result: T) => number,
  budget = { left: MAX_REPEATS },
): Promise<T & { isNoisy: boolean }> {
  for (;;) {
    const result = await round();
    const isNoisy = noiseOf(result) > NOISE_PCT;
    if (!isNoisy || budget.left === 0) return { ...result, isNoisy };
    budget.left -= 1;
  }
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** "0.52 (0.49–0.55)": median, smallest, largest. */
export function spread(values: number[], digits = 2): string {
  return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
}

export function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
