import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import mongoose from "mongoose";
import { type EmbeddedOptions, startEmbeddedMongo } from "./boot";

// Inside the package, so that the thread finds the native module of the store.
let directory: string;
let options: EmbeddedOptions;

beforeAll(() => {
  directory = mkdtempSync(join(__dirname, "../dist-test-"));
  const workerFile = join(directory, "worker.cjs");
  buildSync({
    entryPoints: [join(__dirname, "worker.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["lmdb"],
    outfile: workerFile,
    logLevel: "error",
  });
  options = { dataDir: join(directory, "data"), workerFile, databaseName: "club" };
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("the built thread serves mongoose, keeps its data over a restart, and has its directory to itself", async () => {
  const first = await startEmbeddedMongo(options);
  expect(first.uri).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/club\?maxPoolSize=100&retryWrites=true$/);
  const connection = await mongoose.createConnection(first.uri).asPromise();
  await connection.collection("members").insertOne({ name: "王五" });
  await expect(startEmbeddedMongo(options)).rejects.toThrow("正被进程");
  await connection.close();
  await first.stop();
  const second = await startEmbeddedMongo(options);
  const again = await mongoose.createConnection(second.uri).asPromise();
  expect(await again.collection("members").countDocuments({ name: "王五" })).toBe(1);
  await again.close();
  await second.stop();
});
