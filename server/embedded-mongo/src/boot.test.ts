import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
  expect(first.uri).toMatch(/\/club\?directConnection=true&maxPoolSize=100&retryWrites=true$/);
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

/** The path of the socket in an address. */
function socketOf(uri: string): string {
  return decodeURIComponent(/^mongodb:\/\/([^/]*)\//.exec(uri)?.[1] ?? "");
}

const ifSockets = process.platform === "win32" ? test.skip : test;

ifSockets("only this user can reach the database, and its socket is gone when it has stopped", async () => {
  const server = await startEmbeddedMongo(options);
  const path = socketOf(server.uri);
  const modes = [statSync(path), statSync(dirname(path))].map(({ mode }) => (mode & 0o777).toString(8));
  await server.stop();
  expect(modes).toEqual(["600", "700"]);
  expect(existsSync(path)).toBe(false);
});

ifSockets("a socket that a killed process left behind does not stand in the way", async () => {
  const first = await startEmbeddedMongo(options);
  await first.stop();
  mkdirSync(dirname(socketOf(first.uri)), { recursive: true });
  writeFileSync(socketOf(first.uri), "");
  const second = await startEmbeddedMongo(options);
  expect(second.uri).toBe(first.uri);
  await second.stop();
});

test("the address offers sessions, transactions and retryable writes, also to another process", async () => {
  const { workerFile, databaseName } = options;
  const server = await startEmbeddedMongo({ workerFile, databaseName });
  const sent: { name: string; txnNumber: unknown }[] = [];
  const connection = await mongoose.createConnection(server.uri, { monitorCommands: true }).asPromise();
  connection.getClient().on("commandStarted", ({ commandName: name, command }) => {
    sent.push({ name, txnNumber: command.txnNumber });
  });
  const members = connection.collection("members");
  await members.insertOne({ name: "王五", points: 1 });
  expect(String(sent.at(-1)?.txnNumber)).toBe("1");
  await connection.transaction(async (session) => {
    await members.updateOne({ name: "王五" }, { $inc: { points: 5 } }, { session });
  });
  expect(sent.map(({ name }) => name)).toEqual(["insert", "update", "commitTransaction"]);
  const program = `
    const { MongoClient } = require("mongodb");
    new MongoClient(process.argv[1]).connect().then(async (client) => {
      console.log((await client.db().collection("members").findOne({})).points);
      await client.close();
    });`;
  expect(execFileSync(process.execPath, ["-e", program, server.uri], { cwd: __dirname }).toString().trim()).toBe("6");
  await connection.close();
  await server.stop();
});
