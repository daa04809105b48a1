import { parseArgs } from "node:util";
import { monotonicMs } from "../../platform/clock";
import { Refusal } from "./http-client";
import { createPrinter, Difference, duration, type Output } from "./printer";
import { runAtSize } from "./scale";
import { tellStory } from "./story";
import { startWorld, type World } from "./world";

const HELP = `用法：npm run demo [-- --members 20000 --redemptions 20000]

不带参数：把一条完整的链路走一遍（规则、礼包、商户、会员、领取、核销、撤销、月结、导出），每一步都核对。
  --members N        再按规模演示：N 位会员注册并领取礼包（1 至 1000000）
  --redemptions N    其中核销 N 次，16 个核销员同时进行（默认与会员数相同，至多每位会员 3 次）
`;
/** Sixteen clerks, and a few more for staff and members. */
const CONNECTIONS = 24;
const LARGEST = 1_000_000;
const USES_PER_MEMBER = 3;

type Size = { members: number; redemptions: number };

/** As a shell says it of a program that was interrupted. */
const INTERRUPTED = 130;

/** `mongodbUri`: a server for its database, the embedded one unless told; `stopped`: ends it early, cleaned up all the same. */
type DemoOptions = { mongodbUri?: string | undefined; stopped?: AbortSignal };

/**
 * The program `npm run demo`. Answers the exit code: 0 when everything was as expected, 1 when not, 2 for wrong arguments,
 * 130 when it was stopped.
 */
export async function runDemo(args: string[], out: Output, options: DemoOptions = {}): Promise<number> {
  const { mongodbUri, stopped } = options;
  const size = readArguments(args);
  if (typeof size === "string") {
    out.write(size);
    return size === HELP ? 0 : 2;
  }
  const printer = createPrinter(out);
  const startedMs = monotonicMs();
  let world: World | null = null;
  try {
    world = await startWorld({ connections: CONNECTIONS, mongodbUri });
    printer.title("车主俱乐部 · 全链路演示");
    printer.say(`数据库：${world.database}；微信与短信：本机替身服务；启动用时 ${duration(monotonicMs() - startedMs)}`);
    stopped?.throwIfAborted();
    const work = size === null ? tellStory(world, printer) : runAtSize(world, printer, size);
    await Promise.race([work, untilStopped(stopped)]);
    printer.title(`对平 ✓  ${printer.checkCount()} 项核对全部通过，用时 ${duration(monotonicMs() - startedMs)}`);
    return 0;
  } catch (error) {
    if (stopped?.aborted) {
      printer.line("\n已停止，正在删除临时数据…");
      return INTERRUPTED;
    }
    printer.line(`\n${explain(error)}`);
    return 1;
  } finally {
    await world?.stop();
  }
}

/** Fails when the demonstration is stopped. What was under way then fails by itself, for its club has gone. */
function untilStopped(stopped: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    stopped?.addEventListener("abort", () => reject(stopped.reason), { once: true });
  });
}

/** What to do, null for the story, or a text to print instead. */
function readArguments(args: string[]): Size | null | string {
  try {
    const { values } = parseArgs({
      args,
      options: { members: { type: "string" }, redemptions: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (values.help) return HELP;
    if (values.members === undefined && values.redemptions === undefined) return null;
    const members = whole(values.members ?? values.redemptions);
    const redemptions = Math.min(whole(values.redemptions ?? values.members), members * USES_PER_MEMBER);
    return { members, redemptions };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${HELP}`;
  }
}

function whole(text: string | undefined): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > LARGEST)
    throw new RangeError(`数量应为 1 至 ${LARGEST} 的整数：${text}`);
  return value;
}

function explain(error: unknown): string {
  if (error instanceof Difference) return `不一致 ✗  ${error.message}`;
  if (error instanceof Refusal) return `不一致 ✗  服务器拒绝了一个应当成功的请求：${error.message}`;
  return `没有完成 ✗  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
