import { codeOf, useServer } from "./commands.testing";

const running = useServer();

test("a wrong projection of findAndModify is refused before anything is written", async () => {
  const db = running.client.db("projected");
  await db.collection("items").insertOne({ _id: 1 as never, n: 1 });
  const fields = { a: 1, b: 0 };
  const base = { findAndModify: "items", query: { _id: 1 }, fields };
  expect(await codeOf(db, { ...base, update: { $inc: { n: 1 } } })).toBe(31254);
  expect(await codeOf(db, { ...base, remove: true })).toBe(31254);
  expect(await codeOf(db, { ...base, query: { _id: 2 }, update: { $inc: { n: 1 } }, upsert: true })).toBe(31254);
  expect(await db.collection("items").find().toArray()).toEqual([{ _id: 1, n: 1 }]);
});

test("updates create a collection only to insert into it, and are checked without one too", async () => {
  const db = running.client.db("missing");
  const update = (u: unknown, upsert = false, q: unknown = { _id: 1 }) => ({
    update: "none",
    updates: [{ q, u, upsert }],
  });
  const modify = (change: unknown, upsert = false) => ({
    findAndModify: "none",
    query: { _id: 2 },
    update: change,
    upsert,
  });
  expect(await db.command(update({ $set: { n: 1 } }))).toMatchObject({ n: 0, nModified: 0 });
  expect(await db.command(modify({ $set: { n: 1 } }))).toMatchObject({
    lastErrorObject: { n: 0, updatedExisting: false },
    value: null,
  });
  expect(await codeOf(db, update({ $wrong: { n: 1 } }))).toBe(9);
  expect(await codeOf(db, update({ $wrong: { n: 1 } }, true))).toBe(9);
  expect(await codeOf(db, update({ $set: { n: 1 } }, false, { n: { $wrong: 1 } }))).toBe(2);
  expect(await codeOf(db, modify({ $wrong: { n: 1 } }, true))).toBe(9);
  expect(await db.listCollections().toArray()).toEqual([]);
  expect(await db.command(modify({ $set: { n: 1 } }, true))).toMatchObject({ lastErrorObject: { n: 1, upserted: 2 } });
  expect(await db.command(update({ $set: { n: 1 } }, true))).toMatchObject({ n: 1 });
  expect(await db.collection("none").find().toArray()).toEqual([
    { _id: 2, n: 1 },
    { _id: 1, n: 1 },
  ]);
});
