// The club as `npm start` runs it: its own data folder (with MONGODB_URI, its own database there), a free port, demo data.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ownDatabase } from "../own-database.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const STARTED = "车主俱乐部已启动";
/** A bare machine builds both sites and fills in the demo data. */
const PATIENCE_MS = 5 * 60_000;

/** Starts the club and answers its address when it serves. `stop` ends it and removes its data. @throws with its last lines */
export async function startClub() {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "club-walk-"));
  const database = ownDatabase("walk");
  const port = await freePort();
  const child = spawn(process.execPath, ["scripts/run.mjs", "main"], {
    cwd: root,
    env: {
      ...process.env,
      ...database.env,
      NODE_ENV: "development",
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: "error",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(dataDir, { recursive: true, force: true });
    await database.drop();
  };
  try {
    await untilStarted(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: `http://127.0.0.1:${port}`, stop };
}

function untilStarted(child) {
  let output = "";
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`The club did not start (${why}):\n${output.slice(-3000)}`));
    const timer = setTimeout(() => fail("took too long"), PATIENCE_MS);
    child.on("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output = (output + data).slice(-8000);
        if (!output.includes(STARTED)) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
