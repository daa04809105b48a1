import { monotonicMs } from "../../platform/clock";
import type { SeedRun } from "../seed-run";
import { duration, type Printer } from "./printer";

/** Who is there: members 0 to `run.memberCount` - 1 of the plan, so that nothing of them need be kept. */
export type Crowd = { run: SeedRun; packId: string };

/** "会员注册 20000 个，用时 41.2 秒，485 个/秒". */
export function sayRate(
  printer: Printer,
  { what, count, startedMs }: { what: string; count: number; startedMs: number },
): void {
  const ms = monotonicMs() - startedMs;
  printer.say(`${what} ${count} 个，用时 ${duration(ms)}，${Math.round((count * 1000) / Math.max(1, ms))} 个/秒`);
}
