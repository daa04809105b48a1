import { cpuMs, machineBusyMs, type ServerProcess } from "./child";
import type { LoadResult } from "./load";

/** What one measured stretch cost: its result, server CPU per request, and how much of the machine others used. */
export type Measured = LoadResult & { cpuMsPerRequest: number; foreignPct: number };

/** Runs a load against a server process and measures both it and the rest of the machine. */
export async function measured(server: ServerProcess, load: () => Promise<LoadResult>): Promise<Measured> {
  const own = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
  const before = { server: cpuMs(server.pid), own: own(), machine: machineBusyMs() };
  const result = await load();
  const serverMs = cpuMs(server.pid) - before.server;
  const machineMs = machineBusyMs() - before.machine;
  const foreignMs = Math.max(0, machineMs - serverMs - (own() - before.own));
  return {
    ...result,
    cpuMsPerRequest: serverMs / result.requests,
    foreignPct: (100 * foreignMs) / Math.max(1, machineMs),
  };
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** "0.52 (0.49–0.55)": median, smallest, largest. */
export function spread(values: number[], digits = 2): string {
  return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
}
