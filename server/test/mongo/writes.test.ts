import mongoose, { type Connection } from "mongoose";
import { connectToServer, contract, dropAndClose, errorOf } from "./connection";

type Code = { _id: string; serial: number; state?: string; phone?: string | null };

let connection: Connection;
let codes: mongoose.mongo.Collection<Code>;
let next = 0;

beforeAll(async () => {
  connection = await connectToServer();
});
afterAll(() => dropAndClose(connection));
beforeEach(async () => {
  codes = connection.collection<Code>(`codes${next++}`) as unknown as mongoose.mongo.Collection<Code>;
  await codes.createIndex({ serial: 1 }, { unique: true });
});

const code = (serial: number, more: Partial<Code> = {}): Code => ({ _id: `c${serial}`, serial, ...more });
const serials = async (): Promise<number[]> =>
  (await codes.find().sort({ serial: 1 }).toArray()).map(({ serial }) => serial);

describe("bulk writes", () => {
  test("an ordered one stops at the first error and tells what was done before it", async () => {
    await codes.insertOne(code(2));
    const error = (await errorOf(
      codes.bulkWrite([
        { insertOne: { document: code(1) } },
        { updateOne: { filter: { serial: 2 }, update: { $set: { state: "x" } } } },
        { insertOne: { document: { _id: "other", serial: 2 } } },
        { insertOne: { document: code(3) } },
      ]),
    )) as mongoose.mongo.MongoBulkWriteError;
    expect([error.code, error.insertedCount, error.modifiedCount]).toEqual([11_000, 1, 1]);
    expect((error.writeErrors as mongoose.mongo.WriteError[]).map(({ index, code }) => [index, code])).toEqual([
      [2, 11_000],
    ]);
    expect(await serials()).toEqual([1, 2]);
  });

  test("an unordered one does everything that can be done and tells each error", async () => {
    await codes.insertOne(code(2));
    const error = (await errorOf(
      codes.insertMany([code(1), { _id: "o1", serial: 2 }, code(3), { _id: "o2", serial: 3 }, code(4)], {
        ordered: false,
      }),
    )) as mongoose.mongo.MongoBulkWriteError;
    expect(error.insertedCount).toBe(3);
    expect((error.writeErrors as mongoose.mongo.WriteError[]).map(({ index }) => index)).toEqual([1, 3]);
    expect(await serials()).toEqual([1, 2, 3, 4]);
  });

  test("all kinds of operations in one, counted", async () => {
    const result = await codes.bulkWrite([
      { insertOne: { document: code(1) } },
      { insertOne: { document: code(2) } },
      { updateOne: { filter: { serial: 1 }, update: { $set: { state: "a" } } } },
      { updateMany: { filter: { serial: { $gte: 1 } }, update: { $set: { state: "b" } } } },
      { updateOne: { filter: { _id: "c9", serial: 9 }, update: { $set: { state: "c" } }, upsert: true } },
      { replaceOne: { filter: { _id: "c2" }, replacement: { serial: 2 } } },
      { deleteOne: { filter: { _id: "c1" } } },
      { deleteMany: { filter: { serial: { $gt: 100 } } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 2,
      matchedCount: 4,
      modifiedCount: 4,
      upsertedCount: 1,
      deletedCount: 1,
    });
    expect(result.upsertedIds).toEqual({ 4: "c9" });
    expect(await codes.find().sort({ _id: 1 }).toArray()).toEqual([code(2), code(9, { state: "c" })]);
  });

  test("ten thousand documents in one call", async () => {
    const { insertedCount } = await codes.insertMany(Array.from({ length: 10_000 }, (_, i) => code(i)));
    expect(insertedCount).toBe(10_000);
    expect((await codes.deleteMany({ serial: { $gte: 5_000 } })).deletedCount).toBe(5_000);
    expect(await codes.countDocuments()).toBe(5_000);
  });
});

describe("a duplicate key", () => {
  const shape = { code: 11_000, keyPattern: { serial: 1 }, keyValue: { serial: 1 } };

  test("of an insert names the key and its value", async () => {
    await codes.insertOne(code(1));
    expect(await errorOf(codes.insertOne({ _id: "b", serial: 1 }))).toMatchObject(shape);
    const again = await errorOf(codes.insertOne(code(1)));
    expect(again).toMatchObject({ code: 11_000, keyPattern: { _id: 1 }, keyValue: { _id: "c1" } });
  });

  contract("key-value-of-updates")("of an update, an upsert and a findOneAndUpdate does too", async () => {
    await codes.insertMany([code(1), code(2)]);
    const change = { $set: { serial: 1 } };
    expect(await errorOf(codes.updateOne({ _id: "c2" }, change))).toMatchObject(shape);
    expect(await errorOf(codes.updateOne({ _id: "c3" }, change, { upsert: true }))).toMatchObject(shape);
    expect(await errorOf(codes.findOneAndUpdate({ _id: "c2" }, change))).toMatchObject(shape);
    expect(await serials()).toEqual([1, 2]);
  });

  test("is one whatever type the number has", async () => {
    const { Double, Long } = mongoose.mongo;
    await codes.insertOne(code(1));
    for (const serial of [new Double(1), Long.fromNumber(1)]) {
      const failed = await errorOf(codes.insertOne({ _id: "b", serial: serial as unknown as number }));
      expect(failed?.code).toBe(11_000);
    }
  });

  contract("partial-update-many")("in the middle of updateMany leaves what was done before", async () => {
    await codes.insertMany([code(1), code(2)]);
    expect((await errorOf(codes.updateMany({}, { $set: { serial: 9 } })))?.code).toBe(11_000);
    expect(await codes.countDocuments({ serial: 9 })).toBe(1);
  });
});

describe("indexes", () => {
  test("a partial unique index holds only where its condition does", async () => {
    await codes.createIndex({ phone: 1 }, { unique: true, partialFilterExpression: { state: "live" } });
    await codes.insertMany([code(1, { phone: "p", state: "live" }), code(2, { phone: "p" }), code(3, { phone: "p" })]);
    expect((await errorOf(codes.insertOne(code(4, { phone: "p", state: "live" }))))?.code).toBe(11_000);
    expect((await errorOf(codes.updateOne({ _id: "c2" }, { $set: { state: "live" } })))?.code).toBe(11_000);
    await codes.updateOne({ _id: "c1" }, { $set: { state: "dead" } });
    expect((await codes.updateOne({ _id: "c2" }, { $set: { state: "live" } })).modifiedCount).toBe(1);
  });

  test("a sparse unique index lets the field be missing, a plain one only once", async () => {
    await codes.createIndex({ phone: 1 }, { unique: true, sparse: true });
    await codes.insertMany([code(1), code(2), code(3, { phone: null })]);
    expect((await errorOf(codes.insertOne(code(4, { phone: null }))))?.code).toBe(11_000);
    await codes.dropIndex("phone_1");
    expect((await errorOf(codes.createIndex({ phone: 1 }, { unique: true })))?.code).toBe(11_000);
  });

  test("a compound unique index looks at all of its fields", async () => {
    await codes.createIndex({ phone: 1, state: -1 }, { unique: true });
    await codes.insertMany([code(1, { phone: "p", state: "a" }), code(2, { phone: "p", state: "b" })]);
    const error = await errorOf(codes.insertOne(code(3, { phone: "p", state: "b" })));
    expect(error).toMatchObject({ code: 11_000, keyPattern: { phone: 1, state: -1 } });
  });

  contract("multikey-unique")("a unique index over arrays compares the values of different documents", async () => {
    const raw = connection.collection<{ _id: number; t: unknown }>(`multi${next++}`);
    await raw.createIndex({ t: 1 }, { unique: true });
    await raw.insertOne({ _id: 1, t: ["a", "a", "b"] });
    expect((await errorOf(raw.insertOne({ _id: 2, t: ["c", "b"] })))?.code).toBe(11_000);
    expect((await errorOf(raw.insertOne({ _id: 3, t: "a" })))?.code).toBe(11_000);
    await raw.insertOne({ _id: 4, t: ["c", "d"] });
  });

  test("a TTL index is kept with its seconds, and changed by collMod", async () => {
    const raw = connection.collection(`ttl${next++}`);
    await raw.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
    expect(await raw.indexes()).toMatchObject([{ name: "_id_" }, { key: { expiresAt: 1 }, expireAfterSeconds: 0 }]);
    await connection.db?.command({
      collMod: raw.collectionName,
      index: { name: "expiresAt_1", expireAfterSeconds: 60 },
    });
    expect((await raw.indexes())[1]).toMatchObject({ expireAfterSeconds: 60 });
  });

  test("the same index again is no error", async () => {
    expect(await codes.createIndex({ serial: 1 }, { unique: true })).toBe("serial_1");
    expect(await codes.indexes()).toHaveLength(2);
  });

  test("the same name for another index is 86, another name for the same one 85", async () => {
    expect((await errorOf(codes.createIndex({ serial: 1 })))?.code).toBe(86);
    expect((await errorOf(codes.createIndex({ phone: 1 }, { name: "serial_1" })))?.code).toBe(86);
    expect((await errorOf(codes.createIndex({ serial: 1 }, { unique: true, name: "other" })))?.code).toBe(85);
    await codes.createIndex({ serial: 1 }, { name: "plain" });
    expect(await codes.indexes()).toHaveLength(3);
  });

  test("an index that is made is counted; one without a direction is refused", async () => {
    const name = `made${next++}`;
    const make = (key: object) => connection.db?.command({ createIndexes: name, indexes: [{ key, name: "one" }] });
    expect(await make({ a: 1 })).toMatchObject({
      numIndexesBefore: 1,
      numIndexesAfter: 2,
      createdCollectionAutomatically: true,
    });
    expect((await errorOf(Promise.resolve(make({ b: 0 }))))?.code).toBe(67);
  });

  test("an unknown index to drop or to hint is an error", async () => {
    expect((await errorOf(codes.dropIndex("nope_1")))?.code).toBe(27);
    expect((await errorOf(codes.find({}).hint("nope_1").toArray()))?.code).toBe(2);
  });
});
