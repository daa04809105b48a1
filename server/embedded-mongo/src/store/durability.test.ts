import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { type Children, prepareChildren } from "../child-server.testing";
import { startServer } from "../server";

let children: Children;

beforeAll(() => {
  children = prepareChildren();
});
afterAll(() => children.end());

test("a restart brings back documents in natural order, indexes, options and types", async () => {
  const dataDir = join(children.directory, "restart");
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
  const dataDir = join(children.directory, "locked");
  const server = await startServer({ dataDir });
  const second = await children.start(dataDir);
  expect(second.failed).toContain(`正被进程 ${process.pid} 使用`);
  await expect(startServer({ dataDir })).rejects.toThrow("正被进程");
  await server.stop();
  const third = await children.start(dataDir);
  expect(third.uri).toMatch(/^mongodb:/);
  await children.stop(third.child);
});

test("the lock of a process that died is taken over, also when its number is in use again", async () => {
  const dataDir = join(children.directory, "stale");
  const { child } = await children.start(dataDir);
  await children.kill(child);
  const server = await startServer({ dataDir });
  await server.stop();
  writeFileSync(join(dataDir, "server.lock"), JSON.stringify({ pid: process.pid, startedAt: "1" }));
  const again = await startServer({ dataDir });
  expect(JSON.parse(readFileSync(join(dataDir, "server.lock"), "utf8"))).toMatchObject({ pid: process.pid });
  await again.stop();
});
