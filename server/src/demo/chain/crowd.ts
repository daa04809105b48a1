import { CONSENT_VERSIONS } from "@club/shared/auth";
import { completeMe } from "@club/shared/members";
import { monotonicMs } from "../../platform/clock";
import { inLanes } from "../lanes";
import { planMember } from "../member-plan";
import type { SeedRun } from "../seed-run";
import { registerByWechat } from "./cast";
import { duration, type Printer } from "./printer";
import type { World } from "./world";

/** Calls at the same time. */
export const CLIENTS = 16;

/** Who is there: the identifiers that the club gave to members 0 to `run.memberCount` - 1 of the plan. */
export type Crowd = { run: SeedRun; packId: string; memberIds: readonly string[] };

/** The planned members open the mini-program and register; most give name and ID number too. Answers their identifiers. */
export async function registerAll(world: World, printer: Printer, run: SeedRun): Promise<string[]> {
  const show = printer.progress("注册", run.memberCount);
  const startedMs = monotonicMs();
  const ids = new Array<string>(run.memberCount);
  let done = 0;
  await inLanes(run.memberCount, CLIENTS, async (n) => {
    ids[n] = await register(world, run, n);
    done += 1;
    show(done);
  });
  sayRate(printer, { what: "会员注册", count: done, startedMs });
  return ids;
}

async function register(world: World, run: SeedRun, n: number): Promise<string> {
  const { wechatUser: user, phone, cityCode, isCompleted, name, idCard } = planMember(n, run.startedAt);
  const { id, token } = await registerByWechat(world, { user, phone, cityCode }, { address: addressOf(n) });
  const { sensitive: sensitiveConsentVersion } = CONSENT_VERSIONS;
  if (isCompleted) await world.client.call(completeMe, { name, idCard, sensitiveConsentVersion }, { token });
  return id;
}

/** The n-th member's own address: sign-ins and registrations from one are limited. */
function addressOf(n: number): string {
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
}

/** "会员注册 20000 个，用时 41.2 秒，485 个/秒". */
export function sayRate(
  printer: Printer,
  { what, count, startedMs }: { what: string; count: number; startedMs: number },
): void {
  const ms = monotonicMs() - startedMs;
  printer.say(`${what} ${count} 个，用时 ${duration(ms)}，${Math.round((count * 1000) / Math.max(1, ms))} 个/秒`);
}
