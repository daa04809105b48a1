import { BSONRegExp, type Db, type Document, Timestamp } from "mongodb";
import { codeOf, numbers, useServer } from "./commands.testing";

const running = useServer();
let db: Db;

beforeAll(() => {
  db = running.client.db("refusals");
});

describe("what is not supported is an error, never a wrong answer", () => {
  const find = (rest: Document): Document => ({ find: "c", ...rest });
  const pipeline = (...stages: Document[]): Document => ({ aggregate: "c", pipeline: stages, cursor: {} });
  const index = (key: Document, options: Document = {}): Document => ({
    createIndexes: "c",
    indexes: [{ key, name: "wanted", ...options }],
  });
  const zh = { locale: "zh" };
  const script = { $function: { body: "function () { return 1 }", args: [], lang: "js" } };
  const accumulator = { $accumulator: { init: "f", accumulate: "f", accumulateArgs: [], merge: "f", lang: "js" } };

  // What MongoDB has and this server has not. Where MongoDB would take it, the code says why it cannot be done here.
  test.each<[string, Document, number]>([
    ["an unknown command", { frobnicate: 1 }, 59],
    ["a write across collections", { bulkWrite: 1, ops: [], nsInfo: [] }, 59],
    ["map and reduce", { mapReduce: "c", map: "f", reduce: "f", out: "d" }, 59],
    ["a user", { createUser: "me", pwd: "x", roles: [] }, 59],
    ["an unknown field", find({ frob: 1 }), 40415],
    ["an unknown field of an update", { update: "c", updates: [{ q: {}, u: { $set: { a: 1 } }, frob: 1 }] }, 40415],
    ["a collation", find({ collation: zh }), 238],
    ["a collation of an aggregation", { ...pipeline(), collation: zh }, 238],
    ["a collation of distinct", { distinct: "c", key: "n", collation: zh }, 238],
    ["a collation of a collection", { create: "c2", collation: zh }, 238],
    ["a collation of findAndModify", { findAndModify: "c", query: {}, remove: true, collation: zh }, 238],
    ["a snapshot read outside a transaction", find({ readConcern: { level: "snapshot" } }), 246],
    [
      "a read of a past time",
      find({ readConcern: { level: "local", atClusterTime: new Timestamp({ t: 1, i: 1 }) } }),
      238,
    ],
    ["a write concern nobody can satisfy", { insert: "c", documents: [{}], writeConcern: { w: 3 } }, 100],
    ["a checkpoint asked of another database", { fsync: 1 }, 13],
    ["a strict API", { ping: 1, apiVersion: "1", apiStrict: true }, 238],
    ["another API", { ping: 1, apiVersion: "2" }, 322],
    ["a capped collection", { create: "c2", capped: true, size: 1000 }, 238],
    ["a size without a cap", { create: "c2", size: 1000 }, 72],
    ["a time-series collection", { create: "c2", timeseries: { timeField: "at" } }, 238],
    ["a clustered collection", { create: "c2", clusteredIndex: { key: { _id: 1 }, unique: true } }, 238],
    ["a view", { create: "c2", viewOn: "c", pipeline: [] }, 238],
    ["pre-images", { create: "c2", changeStreamPreAndPostImages: { enabled: true } }, 238],
    ["a lenient validator", { create: "c2", validator: { a: 1 }, validationLevel: "moderate" }, 238],
    ["a validator that warns", { create: "c2", validator: { a: 1 }, validationAction: "warn" }, 238],
    ["a schema", { create: "c2", validator: { $jsonSchema: { required: ["a"] } } }, 238],
    ["a tailable cursor", find({ tailable: true }), 238],
    ["bounds by index", find({ min: { _id: 1 }, hint: { _id: 1 } }), 238],
    ["a time limit that is a text", find({ maxTimeMS: "5" }), 2],
    ["a time limit that is over before it begins", find({ maxTimeMS: -1 }), 2],
    ["a cursor that never ends", find({ noCursorTimeout: true }), 238],
    ["index keys as result", find({ returnKey: true }), 238],
    ["a change stream", pipeline({ $changeStream: {} }), 40573],
    ["server-side JavaScript", find({ filter: { $where: "true" } }), 2],
    ["JavaScript inside a nested filter", find({ filter: { $or: [{ $and: [{ $where: "true" }] }] } }), 2],
    ["JavaScript in an expression", find({ filter: { $expr: script } }), 115],
    [
      "JavaScript deep in an expression",
      pipeline({ $project: { x: { $cond: [true, { $add: [1, script] }, 0] } } }),
      115,
    ],
    [
      "JavaScript in a joined pipeline",
      pipeline({ $lookup: { from: "c", pipeline: [{ $match: { $expr: script } }], as: "x" } }),
      115,
    ],
    ["JavaScript in a facet", pipeline({ $facet: { a: [{ $set: { x: script } }] } }), 115],
    ["JavaScript in an update", { update: "c", updates: [{ q: { _id: 1 }, u: [{ $set: { x: script } }] }] }, 115],
    ["JavaScript in a group", pipeline({ $group: { _id: null, x: accumulator } }), 115],
    ["a text search", find({ filter: { $text: { $search: "x" } } }), 27],
    ["a search by distance", find({ filter: { at: { $near: [0, 0] } } }), 291],
    ["a search by area", find({ filter: { at: { $geoWithin: { $box: [] } } } }), 238],
    ["a schema as a filter", find({ filter: { $jsonSchema: {} } }), 238],
    ["an unknown operator", find({ filter: { a: { $foo: 1 } } }), 2],
    ["an unknown top-level operator", find({ filter: { $foo: 1 } }), 2],
    ["an unknown stage", pipeline({ $foo: {} }), 40324],
    ["a stage with gaps filled", pipeline({ $densify: { field: "n", range: { step: 1, bounds: "full" } } }), 238],
    ["a stage of literals", { aggregate: 1, pipeline: [{ $documents: [{}] }], cursor: {} }, 238],
    ["a stage in a facet", pipeline({ $facet: { a: [{ $fill: { output: {} } }] } }), 238],
    ["an unknown expression", pipeline({ $set: { a: { $foo: 1 } } }), 168],
    [
      "a percentile",
      pipeline({ $group: { _id: 1, p: { $percentile: { input: "$n", p: [0.5], method: "approximate" } } } }),
      238,
    ],
    ["an unknown accumulator", pipeline({ $group: { _id: 1, p: { $foo: 1 } } }), 15952],
    ["an unknown variable", pipeline({ $set: { a: "$$USER" } }), 17276],
    ["a system variable", pipeline({ $set: { a: "$$CLUSTER_TIME" } }), 51144],
    ["an unknown modifier", { findAndModify: "c", query: {}, update: { $foo: { a: 1 } } }, 9],
    ["a stage that no update may have", { findAndModify: "c", query: {}, update: [{ $match: {} }] }, 72],
    ["a text index", index({ s: "text" }), 67],
    ["a geo index", index({ at: "2dsphere" }), 67],
    ["a hashed index", index({ s: "hashed" }), 67],
    ["a wildcard index", index({ "$**": 1 }), 67],
    ["a hidden index", index({ s: 1 }, { hidden: true }), 67],
    ["an index of the first version", index({ s: 1 }, { v: 1 }), 67],
    ["an index with a collation", index({ s: 1 }, { collation: zh }), 67],
    ["a compound TTL index", index({ a: 1, b: 1 }, { expireAfterSeconds: 1 }), 67],
    ["a sparse partial index", index({ a: 1 }, { sparse: true, partialFilterExpression: { a: 1 } }), 67],
    ["a partial index by what is not", index({ a: 1 }, { partialFilterExpression: { a: { $ne: 1 } } }), 67],
    ["a partial index by what is missing", index({ a: 1 }, { partialFilterExpression: { a: { $exists: false } } }), 67],
    ["a partial index by a pattern", index({ a: 1 }, { partialFilterExpression: { a: new BSONRegExp("x") } }), 67],
    ["a partial index by none of", index({ a: 1 }, { partialFilterExpression: { $nor: [{ a: 1 }] } }), 67],
    ["a partial index by an expression", index({ a: 1 }, { partialFilterExpression: { $expr: "$a" } }), 224],
    ["a partial index by nonsense", index({ a: 1 }, { partialFilterExpression: { $or: [] } }), 2],
    [
      "an upsert by an expression",
      { update: "c", updates: [{ q: { $and: [{ $expr: "$a" }] }, u: { $set: { b: 1 } }, upsert: true }] },
      224,
    ],
    ["an expression on an element", find({ filter: { a: { $elemMatch: { $expr: "$b" } } } }), 2],
    ["an expression on an element, further in", find({ filter: { a: { $elemMatch: { $or: [{ $expr: "$b" }] } } } }), 2],
    ["an unknown option of an index", index({ a: 1 }, { frob: 1 }), 197],
    ["an expiry by _id", index({ _id: 1 }, { expireAfterSeconds: 1 }), 197],
    ["a bad namespace", { insert: "a$b", documents: [{}] }, 73],
    ["no statement at all", { insert: "c", documents: [] }, 16],
    ["too many statements", { delete: "c", deletes: Array.from({ length: 100_001 }, () => ({ q: {}, limit: 1 })) }, 16],
    ["a statement that is no document", { update: "c", updates: [5] }, 14],
    ["an explanation of what nobody asked", { explain: { ping: 1 } }, 115],
    ["another depth of explanation", { explain: find({}), verbosity: "all" }, 9],
    ["sharding", { shardCollection: "refusals.c", key: { _id: 1 } }, 59],
  ])("%s", async (_name, command, code) => {
    expect(await codeOf(db, command)).toBe(code);
  });

  test("a checkpoint that locks; one without is made", async () => {
    const admin = running.client.db("admin");
    expect(await codeOf(admin, { fsync: 1, lock: true })).toBe(238);
    expect(await admin.command({ fsync: 1 })).toMatchObject({ ok: 1 });
  });

  test("a modification of a collection that is not offered", async () => {
    await db.collection("mod").insertOne({ a: 1 });
    expect(await codeOf(db, { collMod: "mod", viewOn: "c" })).toBe(238);
    expect(await codeOf(db, { collMod: "mod", index: { name: "_id_", hidden: true } })).toBe(238);
    expect(await codeOf(db, { collMod: "mod", validationLevel: "off" })).toBe(238);
  });

  test("an expiry that createIndexes would refuse, and nothing of a modification that fails", async () => {
    const c = db.collection("expiring");
    await c.createIndex({ a: 1 }, { expireAfterSeconds: 60 });
    await c.createIndex({ a: 1, b: 1 });
    const before = await c.indexes();
    const modify = (name: string, expireAfterSeconds: unknown, more: Document = {}): Promise<unknown> =>
      codeOf(db, { collMod: "expiring", index: { name, expireAfterSeconds }, ...more });
    expect(await modify("a_1_b_1", 5)).toBe(72);
    expect(await modify("a_1", -1)).toBe(72);
    expect(await modify("a_1", 2 ** 31)).toBe(72);
    expect(await modify("a_1", "5")).toBe(72);
    expect(await modify("a_1", 5, { validationLevel: "off" })).toBe(238);
    expect(await c.indexes()).toEqual(before);
    expect(await modify("a_1", 5)).toBe(0);
  });

  test("maxTimeMS ends a heavy aggregation", async () => {
    await db.collection<{ _id: number; n: number }>("c").insertMany(numbers(3000));
    const heavy = [
      { $lookup: { from: "c", let: { n: "$n" }, pipeline: [{ $match: { $expr: { $gt: ["$n", "$$n"] } } }], as: "x" } },
    ];
    await expect(db.collection("c").aggregate(heavy, { maxTimeMS: 50 }).toArray()).rejects.toMatchObject({ code: 50 });
  });
});
