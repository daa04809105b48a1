import { type Db, type Document, MongoClient } from "mongodb";
import { codeOf, useServer } from "./commands.testing";

const running = useServer();
let db: Db;

beforeAll(() => {
  db = running.client.db("limits");
});

describe("limits", () => {
  const nested = (levels: number): Document => {
    let doc: Document = {};
    for (let i = 1; i < levels; i++) doc = { a: doc };
    return doc;
  };

  test("a document above 16 MiB is not inserted", async () => {
    const most = 16_777_216;
    expect(await codeOf(db, { insert: "big", documents: [{ s: "x".repeat(most) }] })).toBe(2);
    expect(await codeOf(db, { insert: "big", documents: [{ s: "x".repeat(most + 20_000) }] })).toBe(10334);
    expect(await db.collection("big").countDocuments()).toBe(0);
  });

  test("an update does not make a document above 16 MiB, in any way", async () => {
    const c = db.collection<{ _id: number; s: string }>("grown");
    await c.insertOne({ _id: 1, s: "x".repeat(9_000_000) });
    const more = "y".repeat(9_000_000);
    for (const update of [{ $set: { t: more } }, { $push: { l: more } }, [{ $set: { t: "$s" } }]]) {
      await expect(c.updateOne({ _id: 1 }, update as Document)).rejects.toMatchObject({ code: 17419 });
      await expect(c.findOneAndUpdate({ _id: 1 }, update as Document)).rejects.toMatchObject({ code: 17419 });
    }
    const seeded = c.updateOne({ _id: 2, s: more }, [{ $set: { t: "$s" } }], { upsert: true });
    await expect(seeded).rejects.toMatchObject({ code: 17419 });
    expect(await c.find({}, { projection: { t: 1 } }).toArray()).toEqual([{ _id: 1 }]);
  });

  test("a document may be nested 180 deep and no deeper", async () => {
    expect(await codeOf(db, { insert: "deep", documents: [nested(180)] })).toBe(0);
    expect(await codeOf(db, { insert: "deep", documents: [nested(181)] })).toBe(15);
    const u = { $set: { b: nested(180) } };
    expect(await codeOf(db, { update: "deep", updates: [{ q: {}, u }] })).toBe(15);
  });

  test("a result above 16 MiB is an error", async () => {
    const c = db.collection("parts");
    for (let i = 0; i < 3; i++) await c.insertOne({ i, s: "x".repeat(6_000_000) });
    const grouped = c.aggregate([{ $group: { _id: null, all: { $push: "$s" } } }]).toArray();
    await expect(grouped).rejects.toMatchObject({ code: 10334 });
  });

  test("a message above 48 MB ends the connection", async () => {
    const impatient = await MongoClient.connect(running.server.uri, { retryWrites: false });
    const documents = Array.from({ length: 4 }, () => ({ s: "x".repeat(13_000_000) }));
    await expect(impatient.db("limits").command({ insert: "big", documents })).rejects.toThrow();
    await impatient.close();
    expect(await db.collection("big").countDocuments()).toBe(0);
  });
});
