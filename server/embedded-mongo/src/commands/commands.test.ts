import { type Db, Decimal128, type Document, Double, Long, MongoClient, ObjectId, UUID } from "mongodb";
import { numbers, useServer } from "./commands.testing";

const running = useServer();
let db: Db;
let counter = 0;

beforeEach(() => {
  db = running.client.db(`test${counter++}`);
});

describe("writes", () => {
  test("types survive the way in and out", async () => {
    const raw = new MongoClient(running.server.uri, { promoteValues: false });
    const c = raw.db(db.databaseName).collection("c");
    const doc = {
      _id: new ObjectId(),
      d: new Double(5),
      l: Long.fromString("9007199254740993"),
      m: Decimal128.fromString("1.10"),
      u: new UUID(),
    };
    await c.insertOne(doc);
    await c.updateOne({ _id: doc._id }, { $inc: { d: new Double(1) } });
    const [found] = await c
      .find({ d: 6, l: Long.fromString("9007199254740993"), m: Decimal128.fromString("1.1") })
      .toArray();
    expect(found?.d).toEqual(new Double(6));
    expect(String(found?.m)).toBe("1.10");
    await raw.close();
  });

  test("an unordered bulk insert reports each duplicate as MongoDB does and stores the rest", async () => {
    const c = db.collection<{ _id: number; email?: string }>("c");
    await c.createIndex({ email: 1 }, { unique: true });
    await c.insertOne({ _id: 1, email: "a@x" });
    const error = await c
      .insertMany(
        [
          { _id: 1, email: "b@x" },
          { _id: 2, email: "a@x" },
          { _id: 3, email: "c@x" },
        ],
        { ordered: false },
      )
      .catch((e) => e);
    expect(error.writeErrors.map((e: Document) => [e.index, e.code, e.errmsg])).toEqual([
      [0, 11000, `E11000 duplicate key error collection: ${db.databaseName}.c index: _id_ dup key: { _id: 1 }`],
      [
        1,
        11000,
        `E11000 duplicate key error collection: ${db.databaseName}.c index: email_1 dup key: { email: "a@x" }`,
      ],
    ]);
    await expect(c.insertOne({ _id: 9, email: "a@x" })).rejects.toMatchObject({
      keyPattern: { email: 1 },
      keyValue: { email: "a@x" },
    });
    expect(await c.countDocuments()).toBe(2);
  });

  test("fifty upserts of one key at once make one document and count to fifty", async () => {
    const c = db.collection("c");
    await c.createIndex({ key: 1 }, { unique: true });
    await Promise.all(
      Array.from({ length: 50 }, () => c.updateOne({ key: "k" }, { $inc: { n: 1 } }, { upsert: true })),
    );
    expect(await c.find({}, { projection: { _id: 0 } }).toArray()).toEqual([{ key: "k", n: 50 }]);
  });

  test("a conditional findOneAndUpdate is won by exactly one of many", async () => {
    const c = db.collection<{ _id: string; status: string; by?: number }>("c");
    await c.insertOne({ _id: "v", status: "issued" });
    const claim = (by: number): Promise<unknown> =>
      c.findOneAndUpdate(
        { _id: "v", status: "issued" },
        { $set: { status: "redeemed", by } },
        { returnDocument: "after" },
      );
    const results = await Promise.all(Array.from({ length: 30 }, (_, by) => claim(by)));
    expect(results.filter((found) => found !== null)).toHaveLength(1);
  });

  test("findOneAndDelete, findOneAndReplace, replaceOne, deleteMany and updateMany report what they did", async () => {
    const c = db.collection<{ _id: number; n: number }>("c");
    await c.insertMany(numbers(20));
    expect(await c.findOneAndDelete({ n: 3 }, { sort: { _id: -1 } })).toEqual({ _id: 13, n: 3 });
    expect(await c.findOneAndReplace({ _id: 1 }, { n: 100 })).toEqual({ _id: 1, n: 1 });
    expect(await c.replaceOne({ _id: 2 }, { n: 200 })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await c.updateMany({ n: { $lt: 5 } }, { $set: { n: 4 } })).toMatchObject({
      matchedCount: 7,
      modifiedCount: 5,
    });
    expect(await c.deleteMany({ n: 4 })).toMatchObject({ deletedCount: 7 });
    expect(await c.distinct("n")).toEqual([5, 6, 7, 8, 9, 100, 200]);
    expect(await c.countDocuments({ n: { $gte: 100 } })).toBe(2);
    expect(await c.estimatedDocumentCount()).toBe(12);
  });

  test("a retried write gets the stored reply and is not done twice", async () => {
    const lsid = { id: new UUID() };
    const command = {
      update: "c",
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      lsid,
      txnNumber: Long.fromNumber(1),
    };
    const send = (): Promise<Document> => rawCommand(command);
    const first = await send();
    const second = await send();
    expect([first.n, second.n, second.upserted]).toEqual([1, 1, first.upserted]);
    expect(await db.collection<Document>("c").findOne({})).toMatchObject({ n: 1 });
    await expect(rawCommand({ ...command, txnNumber: Long.fromNumber(0) })).rejects.toMatchObject({ code: 225 });
  });

  test("a document over 16 MB is refused, twenty megabytes in one insertMany are not", async () => {
    const c = db.collection("c");
    await c.insertMany(Array.from({ length: 40 }, () => ({ text: "x".repeat(500_000) })));
    expect(await c.countDocuments()).toBe(40);
    await expect(c.updateOne({}, { $set: { more: "x".repeat(16_500_000) } })).rejects.toMatchObject({ code: 17419 });
  });
});

/** Sends a command as it is; the driver would put a session of its own in. */
async function rawCommand(command: Document): Promise<Document> {
  const { dispatch } = await import("./dispatch");
  const services = servicesOf();
  const reply = await dispatch(
    services,
    { requestId: 1, isLegacy: false, wantsReply: true, command: { ...command, $db: db.databaseName }, sequences: {} },
    { id: 1, isPooled: false, isClosed: false },
  );
  if (!("doc" in reply)) throw new Error("unexpected reply");
  if (reply.doc.ok === 0) throw Object.assign(new Error(String(reply.doc.errmsg)), reply.doc);
  return reply.doc;
}

function servicesOf(): Parameters<typeof import("./dispatch").dispatch>[0] {
  return running.server.services;
}

describe("indexes", () => {
  test("createIndexes is idempotent, and says so when another index stands in the way", async () => {
    const c = db.collection("c");
    await c.createIndex({ a: 1 }, { name: "mine" });
    await c.createIndex({ a: 1 }, { name: "mine" });
    await expect(c.createIndex({ a: 1 }, { name: "other" })).rejects.toMatchObject({ code: 85 });
    await expect(c.createIndex({ b: 1 }, { name: "mine" })).rejects.toMatchObject({ code: 86 });
    await expect(c.createIndex({ a: "text" })).rejects.toMatchObject({ code: 67 });
    await expect(c.createIndex({ b: 1 }, { collation: { locale: "zh" } })).rejects.toMatchObject({ code: 67 });
    expect((await c.indexes()).map(({ name }) => name)).toEqual(["_id_", "mine"]);
    await c.dropIndex("mine");
    await expect(c.dropIndex("mine")).rejects.toMatchObject({ code: 27 });
  });

  test("a unique index refuses to be built over duplicates, and leaves nothing behind", async () => {
    const c = db.collection("c");
    await c.insertMany([{ a: 1 }, { a: 1 }]);
    await expect(c.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
    expect(await c.indexes()).toHaveLength(1);
  });

  test("unique: null and missing are one key; sparse and partial indexes leave documents out", async () => {
    const plain = db.collection("plain");
    await plain.createIndex({ a: 1 }, { unique: true });
    await plain.insertOne({});
    await expect(plain.insertOne({ a: null })).rejects.toMatchObject({ code: 11000, keyValue: { a: null } });
    const sparse = db.collection("sparse");
    await sparse.createIndex({ a: 1 }, { unique: true, sparse: true });
    await sparse.insertMany([{}, {}, { a: 1 }]);
    const partial = db.collection("partial");
    await partial.createIndex({ plate: 1 }, { unique: true, partialFilterExpression: { active: true } });
    await partial.insertMany([{ plate: "鲁A1", active: false }, { plate: "鲁A1", active: true }, { plate: "鲁A1" }]);
    await expect(partial.updateOne({ active: false }, { $set: { active: true } })).rejects.toMatchObject({
      code: 11000,
    });
    expect(await partial.countDocuments({ plate: "鲁A1" })).toBe(3);
  });

  test("a compound index over an array of documents takes its values element by element", async () => {
    const c = db.collection("c");
    await c.createIndex({ "items.sku": 1, "items.lot": 1 }, { unique: true });
    await c.insertOne({
      items: [
        { sku: 1, lot: 2 },
        { sku: 2, lot: 1 },
      ],
    });
    await c.insertOne({ items: [{ sku: 1, lot: 1 }] });
    await expect(c.insertOne({ items: [{ sku: 2, lot: 1 }] })).rejects.toMatchObject({
      code: 11000,
      keyValue: { "items.sku": 2, "items.lot": 1 },
    });
    expect(await c.countDocuments({ "items.sku": 1, "items.lot": 1 })).toBe(2);
    const parallel = db.collection("parallel");
    await parallel.createIndex({ a: 1, b: 1 });
    await expect(parallel.insertOne({ a: [1, 2], b: [1, 2] })).rejects.toMatchObject({ code: 171 });
  });

  test("explain names the index and counts what it looked at", async () => {
    const c = db.collection<{ _id: number; n: number }>("c");
    await c.insertMany(numbers(100));
    await c.createIndex({ n: 1 });
    const indexed = await c.find({ n: 3 }).explain();
    expect(indexed.queryPlanner.winningPlan.inputStage).toMatchObject({ stage: "IXSCAN", indexName: "n_1" });
    expect(indexed.executionStats).toMatchObject({ nReturned: 10, totalDocsExamined: 10 });
    const scanned = await c.find({ x: 3 } as Document).explain();
    expect(scanned.queryPlanner.winningPlan.stage).toBe("COLLSCAN");
    await expect(c.find({ n: 3 }).hint("nope").toArray()).rejects.toMatchObject({ code: 2 });
    const changed = c.findOneAndUpdate({ n: 3 }, { $set: { seen: true } }, { hint: { nope: 1 } });
    await expect(changed).rejects.toMatchObject({ code: 2 });
    expect(await c.findOneAndUpdate({ n: 3 }, { $set: { seen: true } }, { hint: { _id: 1 } })).toMatchObject({ n: 3 });
  });
});
