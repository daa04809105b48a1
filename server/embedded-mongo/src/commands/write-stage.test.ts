import type { Db, Document } from "mongodb";
import { codeOf, useServer } from "./commands.testing";

const running = useServer();
let db: Db;
let counter = 0;

beforeEach(async () => {
  db = running.client.db(`stages${counter++}`);
  await db.collection("target").createIndex({ k: 1 }, { unique: true });
  await fill("target", [
    { _id: 1, k: "a", n: 1, old: true },
    { _id: 2, k: "b", n: 2, old: true },
  ]);
});

async function fill(name: string, docs: Document[]): Promise<void> {
  await db.collection(name).insertMany(docs);
}

const all = (name = "target"): Promise<Document[]> => db.collection(name).find().toArray();
const run = (...pipeline: Document[]): Promise<unknown> => codeOf(db, { aggregate: "source", pipeline, cursor: {} });

async function isSound(): Promise<boolean> {
  return (await db.command({ validate: "target" })).valid;
}

describe("$merge", () => {
  const merge = (whenMatched: string | Document[], on = "k"): Promise<unknown> =>
    run({ $merge: { into: "target", on, whenMatched } });

  test("by a field that is not _id keeps the _id of the document it finds", async () => {
    await fill("source", [{ _id: 1, k: "b", n: 20 }]);
    const [first, second] = await all();
    expect(await run({ $unset: "_id" }, { $merge: { into: "target", on: "k", whenMatched: "replace" } })).toBe(0);
    expect(await all()).toEqual([first, { _id: 2, k: "b", n: 20 }]);
    expect(await run({ $unset: "_id" }, { $merge: { into: "target", on: "k" } })).toBe(0);
    expect(await merge([{ $replaceWith: { k: "$k", n: { $add: ["$n", "$$new.n"] } } }])).toBe(0);
    expect(await all()).toEqual([first, { _id: second?._id, k: "b", n: 40 }]);
  });

  test.each<[string, string | Document[]]>([
    ["replace", "replace"],
    ["merge", "merge"],
    ["a pipeline", [{ $set: { _id: "$$new._id" } }]],
  ])("%s does not change an _id", async (_name, whenMatched) => {
    await fill("source", [{ _id: 1, k: "b", n: 20 }]);
    const before = await all();
    expect(await merge(whenMatched)).toBe(66);
    expect(await all()).toEqual(before);
    expect(await isSound()).toBe(true);
  });

  test("inserts what it does not find, leaves what it shall keep, and stops where it shall fail", async () => {
    await fill("source", [
      { _id: 1, k: "a", n: 10 },
      { _id: 3, k: "c", n: 30 },
    ]);
    const kept = await all();
    expect(await merge("keepExisting")).toBe(0);
    expect(await all()).toEqual([...kept, { _id: 3, k: "c", n: 30 }]);
    expect(await merge("fail")).toBe(11000);
    expect(await merge("merge")).toBe(0);
    expect((await all())[0]).toEqual({ _id: 1, k: "a", n: 10, old: true });
    expect(await run({ $set: { k: null } }, { $merge: { into: "target", on: "k" } })).toBe(51132);
    expect(await merge("merge", "n")).toBe(51183);
  });

  test("that fails leaves no collection behind that was not there before", async () => {
    await fill("source", [{ _id: 1, k: "a" }]);
    expect(await run({ $merge: { into: "fresh", on: "k" } })).toBe(51183);
    expect(await db.listCollections({ name: "fresh" }).toArray()).toEqual([]);
  });
});

describe("$out", () => {
  test("puts the result, in its order, in the place of what was there and keeps the indexes", async () => {
    await fill("source", [
      { _id: 2, k: "a" },
      { _id: 1, k: "b" },
      { _id: 3, k: "c" },
    ]);
    expect(await run({ $out: "target" })).toBe(0);
    expect(await all()).toEqual([
      { _id: 2, k: "a" },
      { _id: 1, k: "b" },
      { _id: 3, k: "c" },
    ]);
    expect(await db.collection("target").find({ k: "b" }).toArray()).toEqual([{ _id: 1, k: "b" }]);
    expect(await codeOf(db, { insert: "target", documents: [{ k: "c" }] })).toBe(11000);
    expect(await isSound()).toBe(true);
  });

  test.each<[string, Document[], number]>([
    ["the same _id twice", [{ $set: { _id: 7 } }], 11000],
    ["the same unique key twice", [{ $set: { k: "same" } }], 11000],
    ["an _id that cannot be stored", [{ $set: { _id: ["$_id"] } }], 53],
  ])("that fails by %s leaves all as it was", async (_name, stages, code) => {
    await fill("source", [
      { _id: 5, k: "x" },
      { _id: 6, k: "y" },
    ]);
    const before = await all();
    expect(await run(...stages, { $out: "target" })).toBe(code);
    expect(await all()).toEqual(before);
    expect(await isSound()).toBe(true);
  });

  test("that fails leaves no collection behind that was not there before", async () => {
    await fill("source", [{ n: 1 }, { n: 2 }]);
    expect(await run({ $set: { _id: 7 } }, { $out: "fresh" })).toBe(11000);
    expect(await db.listCollections({ name: "fresh" }).toArray()).toEqual([]);
  });

  test("that fails by two arrays in a compound index or by the validator leaves all as it was", async () => {
    await db.collection("target").createIndex({ x: 1, y: 1 });
    await db.command({ collMod: "target", validator: { k: { $type: "string" } } });
    await fill("source", [{ _id: 5, k: "x" }]);
    const before = await all();
    expect(await run({ $set: { x: [1, 2], y: [1, 2] } }, { $out: "target" })).toBe(171);
    expect(await run({ $set: { k: 5 } }, { $out: "target" })).toBe(121);
    expect(await all()).toEqual(before);
    expect(await isSound()).toBe(true);
  });

  test("does not touch a document that an open transaction holds, nor the snapshot of another", async () => {
    await fill("source", [{ _id: 1, k: "new" }]);
    const session = running.client.startSession();
    session.startTransaction();
    const target = db.collection<{ _id: number; n: number }>("target");
    await target.updateOne({ _id: 2 }, { $set: { n: 3 } }, { session });
    expect(await run({ $out: "target" })).toBe(112);
    expect((await all()).map(({ _id }) => _id)).toEqual([1, 2]);
    await session.abortTransaction();
    session.startTransaction();
    expect(await target.countDocuments({}, { session })).toBe(2);
    expect(await run({ $out: "target" })).toBe(0);
    expect((await target.find({}, { session }).toArray()).map(({ n }) => n)).toEqual([1, 2]);
    await session.commitTransaction();
    expect(await all()).toEqual([{ _id: 1, k: "new" }]);
    await session.endSession();
  });
});
