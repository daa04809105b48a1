import path from "node:path";
import { type Club, startClub } from "./boot";
import type { DemoAccount, DemoAccounts } from "./demo/accounts";
import { seedDemo } from "./demo/seed";
import { mountPages } from "./pages/pages";
import { systemClock } from "./platform/clock";
import { ConfigError, type LoadedConfig, loadConfig } from "./platform/config";
import type { AppDeps } from "./platform/context";
import { onStopSignal } from "./platform/stop-signals";

const DEMO_SIZE = { merchants: 800, members: 2000 };
/** Where the sites are built to, seen from server/dist. */
const WEB_DIR = path.join(__dirname, "../web/dist");
const MINIAPP_DIR = path.join(__dirname, "../../miniapp/dist/h5");
const startedMs = performance.now();

function say(line: string): void {
  console.log(`[${((performance.now() - startedMs) / 1000).toFixed(1).padStart(5)} s] ${line}`);
}

/** `npm start`: the whole club in this process. Everywhere else than in production the first start fills in demo data. */
async function main(): Promise<void> {
  const loaded = readConfig();
  let accounts: DemoAccounts | null = null;
  const withDemo = loaded.config.env !== "production" && process.env.DEMO_DATA !== "off";
  const club = await startClub(loaded, {
    clock: systemClock,
    say,
    onSms: ({ phone, params }) => say(`短信（替身）→ ${phone}：${Object.values(params).join(" ")}`),
    beforeListening: async (deps: AppDeps) => {
      if (withDemo) accounts = await seedDemo(deps, { ...DEMO_SIZE, progress: say });
    },
    pages: (app) => mountPages(app, { webDir: WEB_DIR, miniappDir: MINIAPP_DIR, accounts }),
  });
  stopOnSignal(club);
  printAddresses(loaded, club.port);
  if (accounts) printAccounts(accounts);
}

function readConfig(): LoadedConfig {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function stopOnSignal(club: Club): void {
  onStopSignal((signal) => {
    say(`收到 ${signal}，处理完正在进行的请求后停止（再按一次立即停止）…`);
    club.stop().then(
      (isInTime) => process.exit(isInTime ? 0 : 1),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

function printAddresses({ config }: LoadedConfig, port: number): void {
  const address = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  say(`车主俱乐部已启动：${address}`);
  console.log(
    [
      "",
      `  首页           ${address}`,
      `  会员小程序预览 ${address}/m/`,
      `  商户网页       ${address}/merchant`,
      `  管理后台       ${address}/admin`,
      `  接口文档       ${address}/docs`,
      `  健康检查       ${address}/healthz · ${address}/readyz`,
      "",
    ].join("\n"),
  );
}

function printAccounts(accounts: DemoAccounts): void {
  console.log(`  演示账号（密码都是 ${accounts.password}）`);
  for (const account of [...accounts.staff.slice(0, 8), ...accounts.merchants, ...accounts.members])
    console.log(lineOf(account));
  console.log("\n  按 Ctrl+C 停止。数据保存在 .data/，下次启动继续使用；删除该文件夹可重新开始。\n");
}

function lineOf({ title, login, place }: DemoAccount): string {
  return `    ${title.padEnd(8, "　")} ${login.padEnd(16)} ${place}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  if (process.env.LOG_LEVEL === "debug") console.error(error);
  process.exit(1);
});
