import { type Db, type Document, MongoClient } from "mongodb";
import mongoose from "mongoose";
import { type RunningServer, startServer } from "../server";

let server: RunningServer;
let client: MongoClient;
let db: Db;

beforeAll(async () => {
  server = await startServer();
  client = await MongoClient.connect(server.uri);
  db = client.db("refusals");
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

const numbers = (count: number): { _id: number; n: number }[] =>
  Array.from({ length: count }, (_, i) => ({ _id: i, n: i % 10 }));

describe("what is not supported is an error, never a wrong answer", () => {
  test.each<[string, Document, number]>([
    ["an unknown command", { frobnicate: 1 }, 59],
    ["an unknown field", { find: "c", frob: 1 }, 40415],
    ["a collation", { find: "c", collation: { locale: "zh" } }, 238],
    ["a snapshot read outside a transaction", { find: "c", readConcern: { level: "snapshot" } }, 246],
    ["a write concern nobody can satisfy", { insert: "c", documents: [{}], writeConcern: { w: 3 } }, 100],
    ["a capped collection", { create: "c2", capped: true, size: 1000 }, 40415],
    ["a tailable cursor", { find: "c", tailable: true }, 238],
    ["a change stream", { aggregate: "c", pipeline: [{ $changeStream: {} }], cursor: {} }, 40573],
    ["server-side JavaScript", { find: "c", filter: { $where: "true" } }, 2],
    ["a bad namespace", { insert: "a$b", documents: [{}] }, 73],
  ])("%s", async (_name, command, code) => {
    await expect(db.command(command)).rejects.toMatchObject({ code });
  });

  test("maxTimeMS ends a heavy aggregation", async () => {
    await db.collection<{ _id: number; n: number }>("c").insertMany(numbers(3000));
    const heavy = [
      { $lookup: { from: "c", let: { n: "$n" }, pipeline: [{ $match: { $expr: { $gt: ["$n", "$$n"] } } }], as: "x" } },
    ];
    await expect(db.collection("c").aggregate(heavy, { maxTimeMS: 50 }).toArray()).rejects.toMatchObject({ code: 50 });
  });
});

test("mongoose works unchanged: schemas, population, save with versions, transactions, aggregation", async () => {
  const connection = await mongoose.createConnection(`${server.uri}/${db.databaseName}`).asPromise();
  const Member = connection.model(
    "Member",
    new mongoose.Schema(
      { phone: { type: String, unique: true }, points: Number, tags: [String] },
      { timestamps: true },
    ),
  );
  const Car = connection.model(
    "Car",
    new mongoose.Schema({ plate: String, owner: { type: mongoose.Schema.Types.ObjectId, ref: "Member" } }),
  );
  await Promise.all([Member.init(), Car.init()]);
  const member = await Member.create({ phone: "13800000000", points: 5, tags: ["a"] });
  await Car.create({ plate: "鲁A12345", owner: member._id });
  member.tags.push("b");
  await member.save();
  const car = await Car.findOne({ plate: /^鲁A/ }).populate<{ owner: { phone: string; tags: string[] } }>("owner");
  expect([car?.owner.phone, [...(car?.owner.tags ?? [])]]).toEqual(["13800000000", ["a", "b"]]);
  await expect(Member.create({ phone: "13800000000" })).rejects.toMatchObject({ code: 11000 });
  await expect(
    connection.transaction(async (session) => {
      await Member.updateOne({ _id: member._id }, { $inc: { points: 1 } }, { session });
      throw new Error("changed my mind");
    }),
  ).rejects.toThrow("changed my mind");
  const sums = await Member.aggregate([{ $group: { _id: null, points: { $sum: "$points" } } }]);
  expect(sums).toEqual([{ _id: null, points: 5 }]);
  await connection.close();
});
