import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { type SmsStandin, startSmsStandin } from "../src/gateways/standin/sms-standin";
import { startWechatStandin, type WechatStandin } from "../src/gateways/standin/wechat-standin";
import { systemClock } from "../src/platform/clock";
import { loadConfig } from "../src/platform/config";
import { newId } from "../src/platform/ids";

/*
 * The club as a process of its own, built as it is for operation: for tests that kill it or run two of it.
 */

const ROOT = path.resolve(__dirname, "../..");

/** Builds the test's program and the database's worker with the build script; `remove` deletes what was built. */
export function buildClubProgram(): { file: string; remove: () => void } {
  const folder = `test/club-${newId()}`;
  const programs = {
    [`${folder}/club`]: "server/test/programs/club.ts",
    [`${folder}/embedded-mongo-worker`]: "server/embedded-mongo/src/worker.ts",
  };
  const script = pathToFileURL(path.join(ROOT, "scripts/build-server.mjs")).href;
  const code = `import { buildServer } from ${JSON.stringify(script)}; await buildServer(${JSON.stringify(programs)});`;
  execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const built = path.join(ROOT, "server/dist", folder);
  return { file: path.join(built, "club.js"), remove: () => rmSync(built, { recursive: true, force: true }) };
}

export type ClubProcess = {
  base: string;
  /** Host and port, or socket, of the database it uses, as they stand in an address. */
  database: string;
  /** kill -9, and waits until the process is gone. */
  kill: () => Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop: () => Promise<void>;
};

/** Starts the built program. @throws with what it said on its error output when it ends before it listens */
export async function startClubProcess(file: string, env: Record<string, string | undefined>): Promise<ClubProcess> {
  const child = spawn(process.execPath, ["--enable-source-maps", file], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, NODE_ENV: "test", HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "silent", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { port, database } = await firstLine(child);
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return { base: `http://127.0.0.1:${port}`, database, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

async function firstLine(child: ChildProcess): Promise<{ port: number; database: string }> {
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const line = await Promise.race([
    once(lines, "line").then(([text]) => text as string),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`the club ended with ${code}: ${complaints}`))),
  ]);
  return JSON.parse(line) as { port: number; database: string };
}

export type Outside = {
  wechat: WechatStandin;
  sms: SmsStandin;
  env: Record<string, string>;
  stop: () => Promise<void>;
};

/** The stand-ins for WeChat and SMS in the test's own process: they outlive the clubs that use them. */
export async function startOutside(): Promise<Outside> {
  const { config } = loadConfig({ NODE_ENV: "test" });
  const { appId: appid, secret } = config.wechat;
  const { accessKeyId, accessKeySecret } = config.sms;
  const wechat = await startWechatStandin({ clock: systemClock, appid, secret });
  const sms = await startSmsStandin({ clock: systemClock, accessKeyId, accessKeySecret });
  const stop = async () => {
    await Promise.all([wechat.stop(), sms.stop()]);
  };
  return { wechat, sms, env: { WECHAT_BASE: wechat.base, SMS_BASE: sms.base }, stop };
}
