import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Db, type Document, type Collection as DriverCollection, MongoClient } from "mongodb";
import { fuzzer } from "../query/query-fuzz.testing";
import { startServer } from "../server";
import { validateCollection } from "../tools/validate";
import { everything } from "./everything.testing";
import { hasKeyImage, removeKeyImage } from "./key-image";

const SEED = 4711;
const { random, below, pick, document } = fuzzer(SEED);
const NAMES = ["one", "two", "three"] as const;
const INDEXES: readonly [Document, Document][] = [
  [{ a: 1 }, {}],
  [{ b: -1, t: 1 }, {}],
  [{ u: 1 }, { unique: true, sparse: true }],
  [{ t: 1 }, { partialFilterExpression: { a: { $gt: 0 } } }],
  [{ "d.x": 1 }, { sparse: true }],
  [{ c: 1 }, { expireAfterSeconds: 1e9 }],
];
/** What random work may meet; anything else is a failure. */
const EXPECTED_CODES: ReadonlySet<unknown> = new Set([26, 27, 48, 85, 86, 171, 11000]);

type Work = (db: Db, things: DriverCollection<Document>) => Promise<unknown>;

async function moveInTransaction(db: Db): Promise<void> {
  const session = db.client.startSession();
  session.startTransaction();
  for (let i = 0; i < 5; i++) {
    const from = db.collection(pick(NAMES));
    const doc = await from.findOneAndDelete({ t: pick(["a", "b", 1]) }, { session });
    if (doc !== null) await db.collection(pick(NAMES)).insertOne({ ...doc, moved: true }, { session });
  }
  if (random() < 0.3) await session.abortTransaction();
  else await session.commitTransaction();
  await session.endSession();
}

function renameToAnother(things: DriverCollection<Document>): Promise<unknown> {
  const others = NAMES.filter((name) => name !== things.collectionName);
  return things.rename(pick(others), { dropTarget: random() < 0.5 });
}

const WORK: readonly Work[] = [
  (_, things) => things.insertMany(Array.from({ length: 1 + below(20) }, () => document(below(5_000))) as Document[]),
  (_, things) =>
    things.updateMany({ t: pick(["a", "b", 1, 2]) }, { $set: { a: below(9), grown: "x".repeat(below(3) * 1_500) } }),
  (_, things) => things.updateOne({ _id: below(5_000) as never }, { $inc: { hits: 1 } }, { upsert: true }),
  (_, things) => things.deleteMany({ a: below(9) }),
  (_, things) => things.deleteOne({ t: pick(["a", "b"]) }),
  (_, things) => things.createIndex(...pick(INDEXES)),
  (_, things) => (random() < 0.3 ? things.dropIndex(pick(["a_1", "b_-1_t_1", "u_1", "t_1"])) : Promise.resolve()),
  (_, things) => (random() < 0.1 ? things.drop() : Promise.resolve()),
  (_, things) => (random() < 0.2 ? renameToAnother(things) : Promise.resolve()),
  (db) => db.createCollection(pick(NAMES), { validator: { never: { $exists: false } } }),
  moveInTransaction,
];

async function workAtRandom(uri: string, count: number): Promise<number> {
  const client = await MongoClient.connect(uri);
  const db = client.db("club");
  let refusals = 0;
  for (let i = 0; i < count; i++) {
    try {
      await pick(WORK)(db, db.collection(pick(NAMES)));
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (!EXPECTED_CODES.has(code)) throw error;
      refusals++;
    }
  }
  await client.close();
  return refusals;
}

test(`after random work a restart finds the same collections, documents, order and indexes, with and without the image of the keys (seed ${SEED})`, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "embedded-mongo-restart-"));
  let before = new Map<string, unknown>();
  let refusals = 0;
  let most = 0;
  for (let round = 0; round <= 6; round++) {
    const server = await startServer({ dataDir, ttlMonitorEnabled: false });
    const { engine } = server.services;
    expect(everything(engine)).toEqual(before);
    for (const collections of engine.databases.values()) {
      for (const collection of collections.values()) expect(validateCollection(collection).faults).toEqual([]);
    }
    refusals += await workAtRandom(server.uri, 60);
    before = everything(engine);
    most = Math.max(most, before.size);
    await server.stop();
    expect(hasKeyImage(join(dataDir, "lmdb"))).toBe(true);
    if (round % 2 === 0) removeKeyImage(join(dataDir, "lmdb")); // then the keys are built from the documents
  }
  expect(most).toBeGreaterThan(9); // three collections with indexes
  expect(refusals).toBeGreaterThan(10);
  rmSync(dataDir, { recursive: true, force: true });
});
