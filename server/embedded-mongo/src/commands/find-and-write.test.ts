import type { Document } from "mongodb";
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

test("what cannot be deleted, by its filter or its statement, is refused where there is no collection too", async () => {
  const db = running.client.db("missing-deletes");
  const remove = (statement: Document): Document => ({ delete: "none", deletes: [{ limit: 1, ...statement }] });
  const modify = (more: Document): Document => ({ findAndModify: "none", query: {}, remove: true, ...more });
  for (const isThere of [false, true]) {
    if (isThere) await db.createCollection("none");
    expect(await codeOf(db, remove({ q: {} }))).toBe(0);
    expect(await codeOf(db, remove({ q: { n: { $wrong: 1 } } }))).toBe(2);
    expect(await codeOf(db, remove({ q: 5 }))).toBe(14);
    expect(await codeOf(db, remove({ q: {}, frob: 1 }))).toBe(40415);
    expect(await codeOf(db, remove({ q: {}, collation: { locale: "zh" } }))).toBe(238);
    expect(await codeOf(db, modify({}))).toBe(0);
    expect(await codeOf(db, modify({ query: { n: { $wrong: 1 } } }))).toBe(2);
    expect(await codeOf(db, modify({ sort: { n: 5 } }))).toBe(15975);
    expect(await codeOf(db, modify({ remove: false, update: { $set: { n: 1 } }, sort: { n: 5 } }))).toBe(15975);
    expect(await codeOf(db, { find: "none", sort: { n: 5 } })).toBe(15975);
  }
});

describe("flags and lists of a wrong type are refused, never taken for something else", () => {
  const update = (more: Document): Document => ({ update: "c", updates: [{ q: {}, u: { $set: { n: 1 } }, ...more }] });
  const modify = (more: Document): Document => ({ findAndModify: "c", query: {}, update: { $set: { n: 1 } }, ...more });
  const removal = (more: Document): Document => ({ findAndModify: "c", query: {}, remove: true, ...more });

  // MongoDB takes numbers for flags of findAndModify and for bypassDocumentValidation, not for those of update.
  test.each<[string, Document, number]>([
    ["upsert as a text", update({ upsert: "true" }), 14],
    ["upsert as a number", update({ upsert: 1 }), 14],
    ["multi as a text", update({ multi: "yes" }), 14],
    ["multi as a number", update({ multi: 1 }), 14],
    ["ordered as a number", { ...update({}), ordered: 0 }, 14],
    ["ordered as a text", { insert: "c", documents: [{}], ordered: "false" }, 14],
    ["a bypass as a text", { insert: "c", documents: [{}], bypassDocumentValidation: "true" }, 14],
    ["array filters that are no list", update({ arrayFilters: { x: 1 } }), 14],
    ["an array filter that is no document", update({ arrayFilters: [1] }), 14],
    ["a sort of an update that is no document", update({ sort: "n" }), 14],
    ["new as a text", modify({ new: "1" }), 14],
    ["upsert of findAndModify as a text", modify({ upsert: "true" }), 14],
    ["array filters of findAndModify that are no list", modify({ arrayFilters: "x" }), 14],
    ["remove as a text", { findAndModify: "c", query: {}, remove: "true" }, 14],
    ["a removal that inserts", removal({ upsert: true }), 9],
    ["a removal that shows what is new", removal({ new: true }), 9],
    ["a removal with array filters", removal({ arrayFilters: [] }), 9],
    ["a single batch as a text", { find: "c", singleBatch: "true" }, 14],
    ["a unique index by a text", { createIndexes: "c", indexes: [{ key: { n: 1 }, name: "n", unique: "true" }] }, 14],
    ["a sparse index by a text", { createIndexes: "c", indexes: [{ key: { n: 1 }, name: "n", sparse: "true" }] }, 14],
  ])("%s", async (_name, command, code) => {
    const db = running.client.db("flags");
    expect(await codeOf(db, command)).toBe(code);
    expect(await db.collection("c").countDocuments()).toBe(0);
  });

  test("numbers count as flags where MongoDB lets them, and null as nothing", async () => {
    const db = running.client.db("numbers");
    await db.createCollection("c", { validator: { n: { $gt: 0 } } });
    const inserted = await db.command({ ...modify({ upsert: 1, new: 1 }), query: { _id: 5 } });
    expect(inserted.value).toEqual({ _id: 5, n: 1 });
    expect(await db.command(update({ upsert: null, multi: null, sort: null, arrayFilters: null }))).toMatchObject({
      n: 1,
    });
    expect(await codeOf(db, { insert: "c", documents: [{ n: 0 }], bypassDocumentValidation: 0 })).toBe(121);
    expect(await codeOf(db, { insert: "c", documents: [{ n: 0 }], bypassDocumentValidation: 1 })).toBe(0);
    expect((await db.command({ findAndModify: "c", query: { n: 1 }, remove: 1 })).value).toEqual({ _id: 5, n: 1 });
  });
});
