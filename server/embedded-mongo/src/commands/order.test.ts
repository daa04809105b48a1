import type { Document, Filter } from "mongodb";
import { codeOf, useServer } from "./commands.testing";

type Item = { _id: number; n: number };

const running = useServer();

test("natural order can be walked from its end, by sort or by hint, past any index", async () => {
  const db = running.client.db("natural");
  const items = db.collection<Item>("items");
  await items.insertMany([5, 3, 9, 1, 7].map((n, i) => ({ _id: 10 - i, n })));
  await items.createIndex({ n: 1 });
  await items.deleteOne({ _id: 8 });
  await items.updateOne({ _id: 10 }, { $set: { n: 2 } });
  const numbers = async (filter: Filter<Item>, options: Document): Promise<number[]> =>
    (await items.find(filter, options).toArray()).map(({ n }) => n);
  expect(await numbers({}, { sort: { $natural: 1 } })).toEqual([2, 3, 1, 7]);
  expect(await numbers({}, { sort: { $natural: -1 } })).toEqual([7, 1, 3, 2]);
  expect(await numbers({}, { hint: { $natural: -1 } })).toEqual([7, 1, 3, 2]);
  expect(await numbers({ n: { $gt: 1 } }, { sort: { $natural: -1 }, skip: 1, limit: 1 })).toEqual([3]);
  expect(await numbers({ n: { $gt: 1 } }, { sort: { $natural: 1 }, hint: { $natural: 1 } })).toEqual([2, 3, 7]);
  expect(await numbers({}, { sort: { $natural: -1 }, batchSize: 1 })).toEqual([7, 1, 3, 2]);
  expect(await items.findOneAndDelete({ n: { $gt: 0 } }, { sort: { $natural: -1 } })).toMatchObject({ n: 7 });
  const explained = await items.find().sort({ $natural: -1 }).explain();
  expect(explained.queryPlanner.winningPlan).toEqual({ stage: "COLLSCAN", direction: "backward" });
});

test("in a transaction its new documents are the last of the natural order, its changed ones where they were", async () => {
  const items = running.client.db("natural").collection<Item>("own");
  await items.insertMany([1, 2, 3, 4].map((n) => ({ _id: n, n })));
  await running.client.withSession((session) =>
    session.withTransaction(async () => {
      await items.insertOne({ _id: 0, n: 0 }, { session });
      await items.updateOne({ _id: 2 }, { $set: { n: 20 } }, { session });
      await items.deleteOne({ _id: 3 }, { session });
      const found = await items.find({}, { session, sort: { $natural: -1 } }).toArray();
      expect(found.map(({ n }) => n)).toEqual([0, 4, 20, 1]);
      const forward = await items.find({}, { session, sort: { $natural: 1 }, skip: 1, limit: 2 }).toArray();
      expect(forward.map(({ n }) => n)).toEqual([20, 4]);
    }),
  );
});

test("what cannot be a natural order is refused", async () => {
  const db = running.client.db("natural");
  await db.collection("items").createIndex({ n: 1 });
  for (const wrong of [
    { sort: { $natural: 2 } },
    { sort: { $natural: 1, n: 1 } },
    { hint: { $natural: 0 } },
    { sort: { $natural: 1 }, hint: { n: 1 } },
    { sort: { $natural: 1 }, hint: { $natural: -1 } },
  ]) {
    expect([wrong, await codeOf(db, { find: "items", ...wrong })]).toEqual([wrong, 2]);
  }
  expect(await codeOf(db, { find: "items", sort: { $other: 1 } })).toBe(16410);
});

test("a sort by two paths below one array takes the least pair that one element has", async () => {
  const db = running.client.db("pairs");
  const items = db.collection<Document>("items");
  await items.insertMany([
    {
      _id: 1,
      e: [
        { a: 1, b: 9 },
        { a: 5, b: 0 },
      ],
    },
    { _id: 2, e: [{ a: 1, b: 5 }] },
    { _id: 3, e: { a: 1, b: 7 } },
    { _id: 4, e: [] },
    { _id: 5, e: [{ a: 1 }, 3] },
  ] as Document[]);
  const ids = (sort: Record<string, 1 | -1>): Promise<unknown[]> =>
    items
      .find()
      .sort(sort)
      .toArray()
      .then((found) => found.map(({ _id }) => _id));
  expect(await ids({ "e.a": 1, "e.b": 1, _id: 1 })).toEqual([4, 5, 2, 3, 1]);
  expect(await ids({ "e.a": -1, "e.b": 1, _id: 1 })).toEqual([1, 5, 2, 3, 4]);
  expect(await ids({ "e.b": -1, "e.a": 1, _id: -1 })).toEqual([1, 3, 2, 5, 4]);
  const byStage = await items
    .aggregate([{ $skip: 0 }, { $sort: { "e.a": 1, "e.b": 1, _id: 1 } }, { $limit: 3 }])
    .toArray();
  expect(byStage.map(({ _id }) => _id)).toEqual([4, 5, 2]);
});

test("two arrays cannot both order their document", async () => {
  const db = running.client.db("pairs");
  await db.collection("parallel").insertMany([
    { a: 1, b: [2] },
    { a: [1], b: [2] },
  ]);
  const sort = { a: 1, b: 1 };
  expect(await codeOf(db, { find: "parallel", sort })).toBe(2);
  expect(await codeOf(db, { aggregate: "parallel", pipeline: [{ $skip: 0 }, { $sort: sort }], cursor: {} })).toBe(2);
  expect(await codeOf(db, { find: "parallel", sort: { a: 1 } })).toBe(0);
  await db.collection("parallel").createIndex({ a: 1 });
  expect(await codeOf(db, { find: "parallel", filter: { a: 1 }, sort })).toBe(2);
});
