import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { MongoClient } from "mongodb";
import { startServer } from "../server";

let directory: string;
let serverFile: string;
const children = new Set<ChildProcess>();

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "embedded-mongo-"));
  serverFile = join(directory, "server.cjs");
  const entry = `
    import { startServer } from ${JSON.stringify(join(__dirname, "../server.ts"))};
    startServer({ dataDir: process.argv[2] }).then(
      (server) => {
        process.send({ uri: server.uri });
        process.on("message", () => server.stop().then(() => process.exit(0)));
      },
      (error) => { process.send({ failed: error.message }); process.exit(1); },
    );`;
  buildSync({
    stdin: { contents: entry, resolveDir: __dirname, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["lmdb"],
    outfile: serverFile,
    logLevel: "error",
  });
});

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

type Started = { child: ChildProcess; uri?: string; failed?: string };

function startChild(dataDir: string): Promise<Started> {
  const modules = join(__dirname, "../../../../node_modules");
  const child = fork(serverFile, [dataDir], { env: { ...process.env, NODE_PATH: modules }, execArgv: [] });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return new Promise((resolve, reject) => {
    child.once("message", (message: { uri?: string; failed?: string }) => resolve({ child, ...message }));
    child.once("exit", (code) => reject(new Error(`server ended with ${code}`)));
  });
}

function gone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

/** Writes until the server dies; returns what was acknowledged. */
async function writeUntilDeath(
  { child, uri }: Started,
  round: number,
): Promise<{ inserts: string[]; pairs: string[] }> {
  const client = await MongoClient.connect(uri as string, {
    serverSelectionTimeoutMS: 500,
    retryWrites: false,
    maxPoolSize: 20,
  });
  const db = client.db("crash");
  const inserts: string[] = [];
  const pairs: string[] = [];
  const insert = async (worker: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const id = `${round}-${worker}-${i}`;
      await db.collection<{ _id: string }>("singles").insertOne({ _id: id });
      inserts.push(id);
      // The server dies under way, after so many acknowledged writes.
      if (inserts.length === 40 + round * 25) child.kill("SIGKILL");
    }
  };
  const insertPair = async (worker: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const id = `${round}-${worker}-${i}`;
      const session = client.startSession();
      session.startTransaction();
      await db.collection<{ _id: string }>("left").insertOne({ _id: id }, { session });
      await db.collection<{ _id: string }>("right").insertOne({ _id: id }, { session });
      await session.commitTransaction();
      pairs.push(id);
    }
  };
  const workers = [0, 1, 2, 3, 4, 5].map((worker) => (worker < 3 ? insert(worker) : insertPair(worker)));
  await Promise.allSettled(workers);
  await client.close().catch(() => undefined);
  return { inserts, pairs };
}

test("kill -9 under load loses nothing that was acknowledged and leaves no half transaction", async () => {
  const dataDir = join(directory, "crash");
  const acknowledged = { inserts: [] as string[], pairs: [] as string[] };
  for (let round = 0; round < 4; round++) {
    const { inserts, pairs } = await writeUntilDeath(await startChild(dataDir), round);
    acknowledged.inserts.push(...inserts);
    acknowledged.pairs.push(...pairs);
  }
  const { child, uri } = await startChild(dataDir);
  const client = await MongoClient.connect(uri as string);
  const idsOf = async (name: string): Promise<Set<string>> =>
    new Set((await client.db("crash").collection<{ _id: string }>(name).find().toArray()).map(({ _id }) => _id));
  const [singles, left, right] = [await idsOf("singles"), await idsOf("left"), await idsOf("right")];
  expect(acknowledged.inserts.length).toBeGreaterThan(20);
  expect(acknowledged.pairs.length).toBeGreaterThan(10);
  expect(acknowledged.inserts.filter((id) => !singles.has(id))).toEqual([]);
  expect(acknowledged.pairs.filter((id) => !left.has(id))).toEqual([]);
  expect(left).toEqual(right);
  await client.close();
  const exit = gone(child);
  child.send("stop");
  await exit;
}, 120_000);

test("a restart brings back documents in natural order, indexes, options and types", async () => {
  const dataDir = join(directory, "restart");
  const dump = async (uri: string): Promise<unknown> => {
    const client = await MongoClient.connect(uri, { promoteValues: false });
    const things = client.db("club").collection("things");
    const result = [
      await things.find().toArray(),
      await things.indexes(),
      await client.db("club").listCollections().toArray(),
    ];
    await client.close();
    return JSON.stringify(result);
  };
  const first = await startServer({ dataDir });
  const client = await MongoClient.connect(first.uri);
  const db = client.db("club");
  await db.createCollection("things", { validator: { n: { $gte: 0 } } });
  const things = db.collection("things");
  await things.insertMany(
    Array.from({ length: 50 }, (_, i) => ({ n: 49 - i, tags: [`t${i % 5}`, "all"], at: new Date(i * 1000) })),
  );
  await things.deleteMany({ n: { $in: [3, 30] } });
  await things.updateMany({ n: { $lt: 10 } }, { $set: { long: "x".repeat(500) } });
  await things.createIndex({ n: 1 }, { unique: true });
  await things.createIndex({ tags: 1, n: -1 });
  await things.createIndex({ at: 1 }, { expireAfterSeconds: 10 ** 9, partialFilterExpression: { n: { $gt: 5 } } });
  await client.close();
  const before = await dump(first.uri);
  await first.stop();
  const second = await startServer({ dataDir });
  expect(await dump(second.uri)).toBe(before);
  const again = await MongoClient.connect(second.uri);
  const found = await again
    .db("club")
    .collection("things")
    .find({ tags: "t1", n: { $gt: 20 } })
    .sort({ n: -1 })
    .toArray();
  expect(found.map(({ n }) => n)).toEqual([48, 43, 38, 33, 28, 23]);
  await expect(again.db("club").collection("things").insertOne({ n: 10 })).rejects.toMatchObject({ code: 11000 });
  await expect(again.db("club").collection("things").insertOne({ n: -1 })).rejects.toMatchObject({ code: 121 });
  await again.close();
  await second.stop();
});

test("a second process on the same data directory is refused with a clear sentence", async () => {
  const dataDir = join(directory, "locked");
  const server = await startServer({ dataDir });
  const second = await startChild(dataDir);
  expect(second.failed).toContain(`正被进程 ${process.pid} 使用`);
  await expect(startServer({ dataDir })).rejects.toThrow("正被进程");
  await server.stop();
  const third = await startChild(dataDir);
  expect(third.uri).toMatch(/^mongodb:/);
  const exit = gone(third.child);
  third.child.send("stop");
  await exit;
});

test("the lock of a process that died is taken over, also when its number is in use again", async () => {
  const dataDir = join(directory, "stale");
  const { child } = await startChild(dataDir);
  const exit = gone(child);
  child.kill("SIGKILL");
  await exit;
  const server = await startServer({ dataDir });
  await server.stop();
  writeFileSync(join(dataDir, "server.lock"), JSON.stringify({ pid: process.pid, startedAt: "1" }));
  const again = await startServer({ dataDir });
  expect(JSON.parse(readFileSync(join(dataDir, "server.lock"), "utf8"))).toMatchObject({ pid: process.pid });
  await again.stop();
});
