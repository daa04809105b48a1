// The real server with demonstration data, built as for operation, in a temporary folder (with MONGODB_URI, a database of its own
// there) and on a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { buildServer } from "../../scripts/build-server.mjs";
import { ownDatabase } from "../../scripts/own-database.mjs";

const FOLDER = "test/demo-club";
const PROGRAMS = {
  [`${FOLDER}/club`]: "server/test/programs/demo-club.ts",
  [`${FOLDER}/embedded-mongo-worker`]: "server/embedded-mongo/src/worker.ts",
};
const START_MS = 120_000;

/** @returns {Promise<{ base: string, accounts: object, sms: { phone: string, params: object }[], stop: () => Promise<void> }>} */
export async function startTestClub(root) {
  const files = await buildServer(PROGRAMS);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "demo-club-"));
  const database = ownDatabase("demo_club");
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: "test",
    HOST: "127.0.0.1",
    PORT: "0",
    LOG_LEVEL: "silent",
    DATA_DIR: dataDir,
    ...database.env,
  };
  const child = spawn(process.execPath, ["--enable-source-maps", files[`${FOLDER}/club`]], {
    cwd: root,
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const sms = [];
  const { port, accounts } = await started(child, sms);
  return {
    base: `http://127.0.0.1:${port}`,
    accounts,
    sms,
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
      rmSync(dataDir, { recursive: true, force: true });
      await database.drop();
    },
  };
}

function started(child, sms) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the club did not start in ${START_MS / 1000} s`)), START_MS);
    child.once("exit", (code) => reject(new Error(`the club ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const told = JSON.parse(line);
      if (told.sms) sms.push(told.sms);
      if (!told.port) return;
      clearTimeout(late);
      resolve(told);
    });
  });
}
