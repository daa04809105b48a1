import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Long, MongoClient } from "mongodb";
import { type Bank, openBank, readBooks, transfer } from "../bank.testing";
import { serializeDocument } from "../bson/raw";
import { type Children, prepareChildren } from "../child-server.testing";
import { startServer } from "../server";
import { openDisk } from "../store/journaled-disk";
import { lockDirectory, runningServer } from "../store/lock";
import { backupDirectory } from "./backup";
import { checkDirectory } from "./check";
import { tablesOf } from "./data-directory";
import { restoreDirectory } from "./restore";
import { serverStats, validateServer } from "./running";
import { directoryStats } from "./stats";

const CREATED = new Date("2026-03-01T04:05:06Z");
const now = (): Date => CREATED;
let children: Children;
let count = 0;

beforeAll(() => {
  children = prepareChildren();
});
afterAll(() => children.end());

/** A path that no other test uses. */
function fresh(name: string): string {
  return join(children.directory, `${name}-${++count}`);
}

/** A stopped directory with a small collection and its indexes. */
async function stoppedData(): Promise<string> {
  const dataDir = fresh("data");
  const server = await startServer({ dataDir });
  const client = await MongoClient.connect(server.uri);
  const things = client.db("club").collection("things");
  await things.insertMany(
    Array.from({ length: 300 }, (_, i) => ({
      n: i,
      tags: [`t${i % 7}`, "all"],
      long: Long.fromNumber(i),
      text: "x".repeat(i % 50 === 0 ? 5_000 : 100),
    })),
  );
  await things.createIndex({ n: 1 }, { unique: true });
  await things.createIndex({ tags: 1, n: -1 });
  await things.deleteMany({ n: { $in: [7, 70, 170] } });
  await things.updateMany({ n: { $lt: 20 } }, { $set: { changed: true } });
  await client.close();
  await server.stop();
  return dataDir;
}

/** All that a client can see, in the order in which it sees it. */
async function dump(dataDir: string): Promise<string> {
  const server = await startServer({ dataDir });
  const client = await MongoClient.connect(server.uri, { promoteValues: false });
  const seen: unknown[] = [];
  for (const { name } of (await client.db().admin().listDatabases()).databases) {
    const db = client.db(name);
    for (const info of await db.listCollections().toArray()) {
      const collection = db.collection(info.name);
      seen.push(info, await collection.find().toArray(), await collection.indexes());
    }
  }
  await client.close();
  await server.stop();
  return JSON.stringify(seen);
}

type Acknowledged = ReadonlySet<string>;

async function work(bank: Bank, writers: number, whileWriting: (sure: Acknowledged) => Promise<void>): Promise<void> {
  const acknowledged = new Set<string>();
  let isRunning = true;
  const writer = async (w: number): Promise<void> => {
    for (let i = 0; isRunning; i++) {
      const entry = { _id: `${w}-${i}`, from: `a${(w + i) % 20}`, to: `a${(w * 3 + i + 1) % 20}`, amount: 1 + (i % 9) };
      if (entry.from === entry.to) continue;
      await transfer(bank, entry);
      acknowledged.add(entry._id);
    }
  };
  const writing = Promise.all(Array.from({ length: writers }, (_, w) => writer(w)));
  await whileWriting(acknowledged);
  isRunning = false;
  await writing;
}

test("a backup taken while 50 writers run restores to one commit point: sums hold, nothing acknowledged before is missing", async () => {
  const dataDir = fresh("live");
  const { child, uri } = await children.start(dataDir);
  const bank = await openBank(uri as string, 20);
  const backups: { file: string; before: Set<string>; documents: number }[] = [];
  await work(bank, 50, async (acknowledged) => {
    for (let i = 1; i <= 3; i++) {
      while (acknowledged.size < i * 150) await bank.ledger.findOne({ _id: "none" });
      const file = fresh("backup");
      const before = new Set(acknowledged);
      const { documents } = await backupDirectory(dataDir, file, now);
      backups.push({ file, before, documents });
    }
  });
  await bank.client.close();
  await children.kill(child);
  for (const { file, before, documents } of backups) {
    const restored = fresh("restored");
    expect(await restoreDirectory(file, restored)).toEqual({ collections: 2, documents, createdAt: CREATED });
    expect(await checkDirectory(restored)).toMatchObject({ faults: [] });
    const server = await startServer({ dataDir: restored });
    const copy = await openBank(server.uri, 0);
    const { balances, byLedger, entries } = await readBooks(copy);
    await copy.client.close();
    await server.stop();
    expect([...balances.values()].reduce((sum, balance) => sum + balance, 0)).toBe(20_000);
    expect(balances).toEqual(byLedger);
    expect([...before].filter((id) => !entries.has(id))).toEqual([]);
    expect(entries.size).toBe(documents - 20);
  }
});

test("of a server that was killed, backup, stats and check take in what is only in its journal", async () => {
  for (const tool of ["backup", "stats", "check"] as const) {
    const dataDir = fresh("killed");
    const { child, uri } = await children.start(dataDir);
    const bank = await openBank(uri as string, 10);
    for (let i = 0; i < 5; i++) await transfer(bank, { _id: `t${i}`, from: "a1", to: "a2", amount: 1 });
    await bank.client.close();
    await children.kill(child);
    expect(readdirSync(tablesOf(dataDir))).toContain("journal.a");
    const file = fresh("backup");
    if (tool === "backup") expect(await backupDirectory(dataDir, file, now)).toMatchObject({ documents: 15 });
    if (tool === "stats")
      expect((await directoryStats(dataDir)).map(({ documents }) => documents).sort()).toEqual([10, 5]);
    if (tool === "check") {
      const { collections, faults } = await checkDirectory(dataDir);
      expect([faults, collections.map(({ records }) => records).sort()]).toEqual([[], [10, 5]]);
    }
    expect(readdirSync(tablesOf(dataDir))).not.toContain("journal.a");
  }
});

test("while a server starts or stops, backup, stats and check say so and find no fault in the data", async () => {
  const dataDir = await stoppedData();
  const unlock = lockDirectory(dataDir);
  await expect(backupDirectory(dataDir, fresh("backup"), now)).rejects.toThrow("正在启动或停止");
  await expect(directoryStats(dataDir)).rejects.toThrow("正在启动或停止");
  await expect(checkDirectory(dataDir)).rejects.toThrow("正在启动或停止");
  unlock();
  expect(await checkDirectory(dataDir)).toMatchObject({ faults: [] });
});

test("a killed server's directory with a damaged journal is refused by backup, stats and check alike", async () => {
  const dataDir = fresh("killed");
  const { child, uri } = await children.start(dataDir);
  const bank = await openBank(uri as string, 10);
  await bank.client.close();
  await children.kill(child);
  const file = join(tablesOf(dataDir), "journal.a");
  const bytes = readFileSync(file);
  bytes[4_200] = (bytes[4_200] as number) ^ 1;
  writeFileSync(file, bytes);
  await expect(backupDirectory(dataDir, fresh("backup"), now)).rejects.toThrow("日志文件");
  await expect(directoryStats(dataDir)).rejects.toThrow("已损坏");
  expect((await checkDirectory(dataDir)).faults).toEqual([expect.stringContaining("journal.a 已损坏")]);
  await expect(startServer({ dataDir })).rejects.toThrow("journal.a 已损坏");
});

test("backup and restore of a stopped directory bring back documents, types, order, indexes and options", async () => {
  const dataDir = await stoppedData();
  const file = fresh("backup");
  expect(await backupDirectory(dataDir, file, now)).toMatchObject({ collections: 1, documents: 297 });
  const restored = fresh("restored");
  mkdirSync(join(restored, "lmdb.restoring"), { recursive: true }); // an earlier restore was cut off
  await restoreDirectory(file, restored);
  expect(await dump(restored)).toBe(await dump(dataDir));
  expect(readdirSync(restored).sort()).toEqual(["lmdb"]);
});

test("a backup never replaces a file, and a restore never touches data or a running server", async () => {
  const dataDir = await stoppedData();
  const file = fresh("backup");
  await backupDirectory(dataDir, file, now);
  const bytes = readFileSync(file);
  await expect(backupDirectory(dataDir, file, now)).rejects.toThrow("已存在");
  expect(readFileSync(file).equals(bytes)).toBe(true);
  const before = await dump(dataDir);
  await expect(restoreDirectory(file, dataDir)).rejects.toThrow("不是空的（有 lmdb）");
  const empty = fresh("empty");
  const { child } = await children.start(empty);
  await expect(restoreDirectory(file, empty)).rejects.toThrow(`正被进程 ${child.pid} 使用`);
  await children.stop(child);
  await expect(restoreDirectory(fresh("none"), fresh("empty"))).rejects.toThrow("找不到备份文件");
  await expect(backupDirectory(fresh("none"), fresh("backup"), now)).rejects.toThrow("没有数据库");
  expect(await dump(dataDir)).toBe(before);
});

test("a backup with any byte flipped, cut off or lengthened is refused, and nothing is restored", async () => {
  const dataDir = await stoppedData();
  const file = fresh("backup");
  await backupDirectory(dataDir, file, now);
  const whole = readFileSync(file);
  const bad = fresh("bad");
  const restored = fresh("restored");
  const refuse = async (bytes: Buffer): Promise<void> => {
    writeFileSync(bad, bytes);
    await expect(restoreDirectory(bad, restored)).rejects.toThrow("没有恢复任何数据");
    expect(existsSync(tablesOf(restored))).toBe(false);
  };
  const places = Array.from({ length: 60 }, (_, i) => Math.floor((i * (whole.length - 1)) / 59));
  for (const [i, at] of places.entries()) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] as number) ^ (1 << (i % 8));
    await refuse(bytes);
  }
  for (const length of [0, 10, 100, Math.floor(whole.length / 2), whole.length - 1]) {
    await refuse(whole.subarray(0, length));
  }
  await refuse(Buffer.concat([whole, Buffer.from([0])]));
  await restoreDirectory(file, restored);
});

test("check is content with healthy data and says what it looked at", async () => {
  const dataDir = await stoppedData();
  const { collections, faults } = await checkDirectory(dataDir);
  expect(faults).toEqual([]);
  expect(collections).toMatchObject([
    { ns: "club.things", records: 297, keysPerIndex: { _id_: 297, n_1: 297, "tags_1_n_-1": 594 }, faults: [] },
  ]);
});

test("check names records that were written wrong: no document, no _id, no collection, a second one of an _id", async () => {
  const write = async (dataDir: string, operations: [number, number, Buffer][]): Promise<void> => {
    const disk = openDisk(tablesOf(dataDir));
    for (const [collection, number, bytes] of operations) {
      disk.write({ kind: "put", collection, number, raw: bytes.toString("latin1") });
    }
    await disk.written();
    await disk.close();
  };
  const broken = await stoppedData();
  await write(broken, [
    [1, 901, Buffer.from("no document")],
    [1, 902, serializeDocument({ a: 1 })],
    [9, 903, serializeDocument({ _id: 1 })],
  ]);
  expect((await checkDirectory(broken)).faults).toEqual([
    expect.stringMatching(/^record 901 of collection 1: /),
    "record 902 of collection 1: has no _id",
    "record 903 of collection 9: belongs to no collection",
  ]);
  const twice = await stoppedData();
  await write(twice, [
    [1, 901, serializeDocument({ _id: "same", n: 901 })],
    [1, 902, serializeDocument({ _id: "same", n: 902 })],
  ]);
  expect((await checkDirectory(twice)).faults).toEqual(["record 902 of collection 1: has the _id of another record"]);
});

test("validate, asked of a running server, finds entries of an index that are missing, left over or of another record", async () => {
  const dataDir = await stoppedData();
  const server = await startServer({ dataDir });
  expect(runningServer(dataDir)).toEqual({ pid: process.pid, uri: server.uri });
  expect((await validateServer(server.uri)).flatMap(({ faults }) => faults)).toEqual([]);
  const collection = server.services.engine.find("club", "things");
  const tree = collection?.indexes.get("n_1")?.tree;
  const [first, second, third] = [...(tree?.entries() ?? [])];
  tree?.delete(first?.key as string);
  tree?.delete(second?.key as string);
  tree?.add(second?.key as string, third?.number as number);
  collection?.indexes.get("tags_1_n_-1")?.tree.add("zzz", 999_999);
  const { faults = [] } = (await validateServer(server.uri))[0] ?? {};
  expect(faults).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^index n_1: the entry of record \d+ is missing$/),
      expect.stringMatching(/^index n_1: the entry of record \d+ belongs to another record$/),
      expect.stringMatching(/^index n_1: entry \d+ does not fit record \d+$/),
      "index n_1: 296 entries where 297 belong",
      expect.stringMatching(/^index tags_1_n_-1: entry \d+ has no record$/),
    ]),
  );
  await server.stop();
  expect(runningServer(dataDir)).toBeNull();
});

test("stats are the same asked of the server and read from its stopped directory", async () => {
  const dataDir = await stoppedData();
  const stopped = await directoryStats(dataDir);
  const server = await startServer({ dataDir });
  const { collections, residentMiB } = await serverStats(server.uri);
  await server.stop();
  expect(collections).toEqual(stopped);
  expect(stopped).toMatchObject([
    {
      ns: "club.things",
      documents: 297,
      indexes: [{ name: "_id_", entries: 297 }, { entries: 297 }, { entries: 594 }],
    },
  ]);
  expect(residentMiB).toBeGreaterThan(10);
});
