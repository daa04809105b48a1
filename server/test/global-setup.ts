import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import mongoose from "mongoose";
import { type EmbeddedMongo, startEmbeddedMongo } from "../embedded-mongo/src/boot";
import { DIFFERENCES } from "./mongo/differences";

/** Handed to the teardown, which jest loads as a module of its own. */
export const running = globalThis as typeof globalThis & { clubTestDatabase?: EmbeddedMongo };

/**
 * One database server for the whole run: MONGODB_URI if it is set (a real MongoDB replica set), else the embedded one in
 * memory. Every test file uses a database of its own on it (startTestApi). When the embedded one cannot start, tests that
 * need no database still run, and those that do fail with the reason.
 */
export default async function globalSetup(): Promise<void> {
  try {
    if (process.env.MONGODB_URI) process.env.MONGODB_DIFFERENCES ??= await differencesOf(process.env.MONGODB_URI);
    process.env.TEST_MONGODB_URI = process.env.MONGODB_URI || (await startEmbedded());
  } catch (error) {
    process.env.TEST_MONGODB_PROBLEM = `the embedded database did not start: ${error instanceof Error ? error.message : error}`;
  }
}

/** None for MongoDB itself, which names its storage engines; a server that is merely compatible has the known differences. */
async function differencesOf(uri: string): Promise<string> {
  const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 5_000 }).asPromise();
  try {
    const about = await connection.getClient().db("admin").command({ buildInfo: 1 });
    return "storageEngines" in about ? "" : Object.keys(DIFFERENCES).join(",");
  } finally {
    await connection.close();
  }
}

async function startEmbedded(): Promise<string> {
  const workerFile = await buildWorker();
  const server = await startEmbeddedMongo({
    workerFile,
    databaseName: "test",
    // The tests have a clock of their own; by the machine's their documents would expire under their hands.
    ttlMonitorEnabled: false,
  });
  // The thread has loaded it; another run builds its own.
  rmSync(workerFile);
  running.clubTestDatabase = server;
  return server.uri;
}

/** The engine runs in a worker thread, which cannot load TypeScript. */
async function buildWorker(): Promise<string> {
  const root = path.resolve(__dirname, "..");
  const outfile = path.join(root, "dist", "test", `embedded-mongo-worker-${process.pid}.js`);
  mkdirSync(path.dirname(outfile), { recursive: true });
  await build({
    entryPoints: [path.join(root, "embedded-mongo", "src", "worker.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: ["lmdb"],
    logLevel: "silent",
  });
  return outfile;
}
