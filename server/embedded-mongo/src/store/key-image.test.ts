import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Document, MongoClient } from "mongodb";
import { type Children, prepareChildren } from "../child-server.testing";
import { fuzzer } from "../query/query-fuzz.testing";
import { type RunningServer, startServer } from "../server";
import { validateCollection } from "../tools/validate";
import { everything } from "./everything.testing";
import { openDisk } from "./journaled-disk";
import { findKeyImage } from "./key-image";
import { PortionWriter, readPortions } from "./key-image-file";

const { document } = fuzzer(90_210);
const DOCUMENTS = 700;
let root: string;
let origin: string;
let children: Children;
let trial = 0;

const tables = (dataDir: string): string => join(dataDir, "lmdb");
const imageOf = (dataDir: string): string => join(tables(dataDir), "keys.image");

async function start(dataDir: string): Promise<RunningServer> {
  return startServer({ dataDir, ttlMonitorEnabled: false });
}

/** Runs a server on a directory, does something in it, and stops it. @returns everything that was in it at the end */
async function run(dataDir: string, work?: (client: MongoClient) => Promise<unknown>): Promise<Map<string, unknown>> {
  const server = await start(dataDir);
  if (work !== undefined) {
    const client = await MongoClient.connect(server.uri);
    await work(client);
    await client.close();
  }
  const all = everything(server.services.engine);
  for (const collections of server.services.engine.databases.values()) {
    for (const collection of collections.values()) expect(validateCollection(collection).faults).toEqual([]);
  }
  await server.stop();
  return all;
}

/** Whether a start would take the image that lies there. To open a directory is to change it: only a copy is opened. */
async function isImageTaken(dataDir: string): Promise<boolean> {
  const path = tables(copy(dataDir));
  const disk = openDisk(path);
  const image = findKeyImage(path, disk.found);
  await disk.close();
  return image !== null;
}

/** A copy of the stopped data directory, with its image. */
function copy(from = origin): string {
  const to = join(root, `trial-${++trial}`);
  cpSync(from, to, { recursive: true });
  return to;
}

const insertOne = (client: MongoClient): Promise<unknown> =>
  client.db("club").collection<Document>("things").insertOne({ t: "new", n: 1 });

async function fill(client: MongoClient): Promise<void> {
  const things = client.db("club").collection<Document>("things");
  await things.createIndexes([
    { key: { a: 1 } },
    { key: { b: -1, t: 1 } },
    { key: { u: 1 }, unique: true, sparse: true },
    { key: { t: 1 }, name: "some", partialFilterExpression: { a: { $gt: 0 } } },
    { key: { "d.x": 1 } },
  ]);
  for (let i = 0; i < DOCUMENTS; i++) {
    await things
      .insertOne(document(i))
      .catch((error: { code?: unknown }) => expect([171, 11000]).toContain(error.code));
  }
  await things.deleteMany({ _id: { $gt: 50, $lt: 120 } as never });
  await client.db("club").createCollection("empty");
  await client
    .db("other")
    .collection<Document>("single")
    .insertOne({ _id: "x".repeat(40_000) as never });
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "embedded-mongo-image-"));
  children = prepareChildren();
  origin = join(root, "origin");
  await run(origin, fill);
});
afterAll(() => {
  children.end();
  rmSync(root, { recursive: true, force: true });
});

test("a clean stop leaves an image that the next start takes, and which gives what the documents would", async () => {
  expect(await isImageTaken(origin)).toBe(true);
  const [withImage, without] = [copy(), copy()];
  rmSync(imageOf(without));
  const taken = await run(withImage);
  expect(taken).toEqual(await run(without));
  expect([...taken.keys()]).toHaveLength(3 * 2 + 5);
  const work = async (client: MongoClient): Promise<void> => {
    const things = client.db("club").collection<{ _id: number; a: number; t: string }>("things");
    await things.deleteMany({ _id: { $lt: 300 } });
    await things.insertMany(Array.from({ length: 300 }, (_, i) => ({ _id: 10_000 - i, a: i % 9, t: `t${i % 7}` })));
    await things.updateMany({ _id: { $gt: 400 } }, { $set: { a: 3, t: "changed" } });
  };
  expect(await run(withImage, work)).toEqual(await run(without, work));
});

test("there is no image beside a running server, so none can be left over by one that is killed", async () => {
  const dataDir = copy();
  const { child, uri } = await children.start(dataDir);
  expect(existsSync(imageOf(dataDir))).toBe(false);
  const client = await MongoClient.connect(uri as string);
  await insertOne(client);
  await children.kill(child);
  await client.close();
  expect(existsSync(imageOf(dataDir))).toBe(false);
  // Even if the file system brought the old one back:
  cpSync(imageOf(origin), imageOf(dataDir));
  expect(await isImageTaken(dataDir)).toBe(false);
  expect((await run(dataDir)).get("club.things")).toBeDefined();
});

test("an image of an earlier state, or of another copy with as many commits, is not taken", async () => {
  const [one, two] = [copy(), copy()];
  await run(one, insertOne);
  await run(two, insertOne);
  expect(await isImageTaken(one)).toBe(true);
  cpSync(imageOf(two), imageOf(one));
  expect(await isImageTaken(one)).toBe(false);
  cpSync(imageOf(origin), imageOf(one));
  expect(await isImageTaken(one)).toBe(false);
  const all = await run(one);
  expect(all).toEqual(await run(one));
});

test("an image that is cut off or has a changed byte anywhere is not taken", async () => {
  const dataDir = copy();
  const whole = readFileSync(imageOf(dataDir));
  const disk = openDisk(tables(dataDir));
  const isTaken = (bytes: Buffer): boolean => {
    writeFileSync(imageOf(dataDir), bytes);
    return findKeyImage(tables(dataDir), disk.found) !== null;
  };
  expect(isTaken(whole)).toBe(true);
  for (let i = 0; i < 200; i++) {
    const at = Math.floor((i * whole.length) / 200);
    const changed = Buffer.from(whole);
    changed[at] = (whole[at] as number) ^ (1 << (i % 8));
    expect([at, isTaken(changed)]).toEqual([at, false]);
    expect([at, isTaken(whole.subarray(0, at))]).toEqual([at, false]);
  }
  await disk.close();
  writeFileSync(imageOf(dataDir), whole.subarray(0, 5_000));
  expect(await run(dataDir)).toEqual(await run(copy()));
});

test("an image of another form, or with keys of another encoding, is not taken", async () => {
  const dataDir = copy();
  const portions = [...readPortionsCopied(imageOf(dataDir))];
  const head = JSON.parse(String(portions[0])) as { form: number; keySum: number };
  const rewrite = async (change: Partial<typeof head>): Promise<boolean> => {
    const writer = new PortionWriter(imageOf(dataDir));
    writer.write(Buffer.from(JSON.stringify({ ...head, ...change })));
    for (const portion of portions.slice(1)) {
      if (portion.length === 0) writer.endSection();
      else writer.write(portion);
    }
    writer.close();
    return isImageTaken(dataDir);
  };
  expect(await rewrite({})).toBe(true);
  expect(await rewrite({ form: head.form + 1 })).toBe(false);
  expect(await rewrite({ keySum: head.keySum ^ 1 })).toBe(false);
});

function* readPortionsCopied(file: string): Generator<Buffer> {
  for (const portion of readPortions(file)) yield Buffer.from(portion);
}

test("with an image as without, a start refuses a record with a flipped bit", async () => {
  const dataDir = copy();
  await run(dataDir, (client) =>
    client.db("club").collection<Document>("things").insertOne({ t: "needle in the file" }),
  );
  expect(await isImageTaken(dataDir)).toBe(true);
  const file = join(tables(dataDir), "data.mdb");
  const bytes = readFileSync(file);
  // Pages that are no longer in use may hold older copies: all of them are changed.
  for (let at = bytes.indexOf("needle"); at >= 0; at = bytes.indexOf("needle", at + 1)) bytes[at] = 0x4e;
  writeFileSync(file, bytes);
  await expect(start(dataDir)).rejects.toThrow("已损坏");
});

test("an image that cannot be written is said in the log, and the server stops in good order all the same", async () => {
  const dataDir = copy();
  const said: string[] = [];
  writeFileSync(`${imageOf(dataDir)}.new`, "left by a stop that was cut short");
  const server = await startServer({ dataDir, ttlMonitorEnabled: false, log: (message) => said.push(message) });
  expect(existsSync(`${imageOf(dataDir)}.new`)).toBe(false);
  mkdirSync(`${imageOf(dataDir)}.new`); // where the image would be written
  await server.stop();
  rmdirSync(`${imageOf(dataDir)}.new`);
  expect(said).toEqual([expect.stringContaining("the image of the keys could not be written")]);
  expect(existsSync(imageOf(dataDir))).toBe(false);
  expect(await run(dataDir)).toEqual(await run(copy()));
});
