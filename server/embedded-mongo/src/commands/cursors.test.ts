import { type Db, type Document, Long } from "mongodb";
import { codeOf, numbers, useServer } from "./commands.testing";

const running = useServer();
let db: Db;
let counter = 0;

beforeEach(() => {
  db = running.client.db(`test${counter++}`);
});

describe("cursors", () => {
  test("batches give every document once, and the cursor ends by itself", async () => {
    await db.collection<{ _id: number; n: number }>("c").insertMany(numbers(1000));
    const found = await db
      .collection<{ _id: number }>("c")
      .find({ n: { $lt: 5 } }, { batchSize: 7 })
      .toArray();
    expect(found.map(({ _id }) => _id)).toEqual(
      numbers(1000)
        .filter(({ n }) => n < 5)
        .map(({ _id }) => _id),
    );
    expect((await db.admin().serverStatus()).metrics.cursor.open.total).toBe(0);
  });

  test("an open cursor shows what changes meanwhile as it is then, once, and nothing that no longer matches", async () => {
    const c = db.collection<{ _id: number; n: number }>("c");
    await c.insertMany(numbers(300));
    const cursor = c.find({ n: { $gte: 0 } }, { batchSize: 100 });
    const seen: [number, number][] = [];
    for await (const { _id, n } of cursor) {
      if (seen.length === 50) {
        await c.deleteMany({ _id: { $gt: 100, $lt: 150 } });
        await c.updateMany({ _id: { $gte: 200, $lt: 250 } }, { $set: { n: -1 } });
        await c.updateMany({ _id: { $gte: 250 } }, { $set: { n: 1_000 } });
        await c.insertMany([{ _id: 300, n: 5 }]);
      }
      seen.push([_id, n]);
    }
    const ids = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
    expect(seen.map(([id]) => id)).toEqual([...ids(0, 101), ...ids(150, 200), ...ids(250, 300)]);
    expect(new Set(seen.slice(-50).map(([, n]) => n))).toEqual(new Set([1_000]));
  });

  test("so does one whose index holds all that its filter demands", async () => {
    const c = db.collection<{ _id: number; n: number }>("c");
    await c.createIndex({ n: 1 });
    await c.insertMany(numbers(300));
    const cursor = c.find({ n: 7 }, { batchSize: 10 });
    const seen: number[] = [];
    for await (const { _id } of cursor) {
      if (seen.length === 5) await c.updateMany({ _id: { $gte: 200 } }, { $set: { n: -1 } });
      seen.push(_id);
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i * 10 + 7));
  });

  test("a cursor of a transaction shows its snapshot to the end", async () => {
    const c = db.collection<{ _id: number; n: number }>("c");
    await c.insertMany(numbers(300));
    await running.client.withSession(async (session) => {
      session.startTransaction({ readConcern: { level: "snapshot" } });
      const cursor = c.find({}, { session, batchSize: 100 });
      let seen = 0;
      for await (const _ of cursor) if (++seen === 50) await c.deleteMany({ _id: { $gte: 150 } });
      expect(seen).toBe(300);
      await session.abortTransaction();
    });
  });

  test("a cursor of a transaction is read by nobody else, and ends with it", async () => {
    const c = db.collection<{ _id: number; n: number }>("c");
    await c.insertMany(numbers(50));
    for (const end of ["commitTransaction", "abortTransaction"] as const) {
      const session = running.client.startSession();
      session.startTransaction();
      await c.insertOne({ _id: 50, n: 0 }, { session });
      const { cursor } = await db.command({ find: "c", batchSize: 2 }, { session });
      const more = { getMore: cursor.id as Long, collection: "c" };
      expect(await codeOf(db, more)).toBe(50740);
      await session[end]();
      expect(await codeOf(db, more)).toBe(43);
      await c.deleteOne({ _id: 50 });
      const { cursor: plain } = await db.command({ find: "c", batchSize: 2 });
      session.startTransaction();
      const within = db.command({ getMore: plain.id, collection: "c" }, { session });
      await expect(within).rejects.toMatchObject({ code: 50739 });
      await session.endSession();
    }
    expect((await db.admin().serverStatus()).metrics.cursor.open.total).toBe(2);
    await db.dropDatabase();
  });

  test("a cursor whose collection is dropped tells so once and is gone", async () => {
    for (const [i, sort] of [{}, { n: 1 }, { _id: 1 }].entries()) {
      const name = `dropped${i}`;
      await db.collection<{ _id: number; n: number }>(name).insertMany(numbers(50));
      const { cursor } = await db.command({ find: name, sort, batchSize: 49 });
      const { cursor: piped } = await db.command({ aggregate: name, pipeline: [], cursor: { batchSize: 2 } });
      await db.collection(name).drop();
      await db.collection<{ _id: number; n: number }>(name).insertMany(numbers(50));
      for (const { id } of [cursor, piped]) {
        expect(await codeOf(db, { getMore: id, collection: name })).toBe(175);
        expect(await codeOf(db, { getMore: id, collection: name })).toBe(43);
      }
    }
  });

  test("maxTimeMS is the server's time for all batches, not that between them", async () => {
    let passedMs = 0;
    let stepMs = 0;
    const nowMs = performance.now.bind(performance);
    const clock = jest.spyOn(performance, "now").mockImplementation(() => {
      passedMs += stepMs;
      return nowMs() + passedMs;
    });
    await db.collection<{ _id: number; n: number }>("c").insertMany(numbers(3_000));
    const query = { find: "c", filter: { n: { $gte: 0 } }, batchSize: 2, maxTimeMS: 10_000 };
    const more = { getMore: (await db.command(query)).cursor.id as Long, collection: "c", batchSize: 1_000 };
    passedMs = 60_000;
    expect(await codeOf(db, more)).toBe(0);
    expect(await codeOf(db, { ...more, maxTimeMS: 10_000 })).toBe(2);
    stepMs = 4_000;
    expect(await codeOf(db, more)).toBe(50);
    stepMs = 0;
    expect(await codeOf(db, more)).toBe(43);
    clock.mockRestore();
  });

  test("a batch stays under 16 MB", async () => {
    const c = db.collection("c");
    for (let i = 0; i < 9; i++) await c.insertOne({ i, text: "x".repeat(4_000_000) });
    const { cursor } = await db.command({ find: "c" });
    expect(cursor.firstBatch.length).toBeLessThan(5);
    expect((await c.find().toArray()).map(({ i }) => i)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("a killed or unknown cursor is error 43", async () => {
    await db.collection<{ _id: number; n: number }>("c").insertMany(numbers(300));
    const { cursor } = await db.command({ find: "c", batchSize: 2 });
    await db.command({ killCursors: "c", cursors: [cursor.id] });
    await expect(db.command({ getMore: Long.fromNumber(Number(cursor.id)), collection: "c" })).rejects.toMatchObject({
      code: 43,
    });
  });

  test("sort, skip, limit and projection work together, with and without an index", async () => {
    const c = db.collection<{ _id: number; n: number }>("c");
    await c.insertMany(numbers(100));
    const read = (): Promise<Document[]> =>
      c
        .find({ n: { $gte: 3 } })
        .sort({ n: -1, _id: 1 })
        .skip(8)
        .limit(4)
        .project({ n: 1, _id: 0 })
        .toArray();
    const plain = await read();
    await c.createIndex({ n: -1, _id: 1 });
    expect(plain).toEqual([{ n: 9 }, { n: 9 }, { n: 8 }, { n: 8 }]);
    expect(await read()).toEqual(plain);
  });
});
