import mongoose, { type Connection, type Model } from "mongoose";
import { connectToServer, contract, dropAndClose, errorOf, together } from "./connection";

type Voucher = {
  _id: string;
  status: string;
  uses: number;
  memberId?: string;
  lines?: { kind: string; fen: number }[];
  tags?: string[];
};

let connection: Connection;
let Vouchers: Model<Voucher>;
let next = 0;

beforeAll(async () => {
  connection = await connectToServer();
});
afterAll(() => dropAndClose(connection));
beforeEach(async () => {
  const schema = new mongoose.Schema<Voucher>(
    {
      _id: String,
      status: String,
      uses: Number,
      memberId: String,
      lines: { type: [{ _id: false, kind: String, fen: Number }], default: undefined },
      tags: { type: [String], default: undefined },
    },
    { versionKey: false, collection: `vouchers${next}` },
  );
  Vouchers = connection.model<Voucher>(`Voucher${next++}`, schema);
  await Vouchers.createCollection();
});

const voucher = (id: string, more: Partial<Voucher> = {}): Voucher => ({ _id: id, status: "issued", uses: 3, ...more });

describe("insert and find", () => {
  test("what was written is read back, number types and dates included", async () => {
    const { Long, Decimal128, Double, ObjectId } = mongoose.mongo;
    const raw = connection.collection("types");
    const doc = {
      _id: new ObjectId(),
      int: 5,
      long: Long.fromString("9007199254740993"),
      decimal: Decimal128.fromString("1.10"),
      double: new Double(2),
      at: new Date(1_790_000_000_123),
      none: null,
      list: [1, [2], { a: [] }],
      text: "车主俱乐部 🚗",
      bytes: Buffer.from([0, 255]),
    };
    await raw.insertOne(doc);
    const found = await raw.findOne(
      { _id: doc._id },
      { promoteValues: false, promoteLongs: false, promoteBuffers: true },
    );
    expect(found?.long).toEqual(doc.long);
    expect(found?.decimal.toString()).toBe("1.10");
    expect([found?.int._bsontype, found?.double._bsontype]).toEqual(["Int32", "Double"]);
    const plain = await raw.findOne({ _id: doc._id });
    expect([plain?.at, plain?.none, plain?.list, plain?.text]).toEqual([doc.at, null, doc.list, doc.text]);
    expect(Object.keys(plain ?? {})).toEqual(Object.keys(doc));
  });

  test("sort, skip, limit and projection", async () => {
    await Vouchers.insertMany(Array.from({ length: 20 }, (_, i) => voucher(`v${i}`, { uses: (i * 7) % 20 })));
    const found = await Vouchers.find({ uses: { $gte: 5 } }, { uses: 1 })
      .sort({ uses: -1 })
      .skip(2)
      .limit(3)
      .lean();
    expect(found.map((doc) => [doc.uses, "status" in doc])).toEqual([
      [17, false],
      [16, false],
      [15, false],
    ]);
  });

  test("conditions of the application: $in, ranges, $ne, $or, $and, $exists, null for missing", async () => {
    await Vouchers.insertMany([
      voucher("a", { memberId: "m1" }),
      voucher("b", { memberId: "m2", uses: 0 }),
      voucher("c", { status: "redeemed" }),
    ]);
    const ids = async (filter: object): Promise<string[]> =>
      (await Vouchers.find(filter).sort({ _id: 1 }).lean()).map(({ _id }) => _id);
    expect(await ids({ memberId: { $in: ["m1", "m9"] } })).toEqual(["a"]);
    expect(await ids({ memberId: null })).toEqual(["c"]);
    expect(await ids({ memberId: { $exists: true } })).toEqual(["a", "b"]);
    expect(await ids({ memberId: { $ne: "m1" } })).toEqual(["b", "c"]);
    expect(await ids({ uses: { $gt: 0, $lt: 4 }, status: "issued" })).toEqual(["a"]);
    expect(await ids({ $or: [{ uses: 0 }, { status: "redeemed" }] })).toEqual(["b", "c"]);
    expect(await ids({ $and: [{ uses: { $lte: 3 } }, { status: { $nin: ["redeemed"] } }] })).toEqual(["a", "b"]);
  });

  contract("natural-order")("without a sort documents come in the order of their insertion", async () => {
    await Vouchers.insertMany(["b", "c", "a"].map((id) => voucher(id)));
    await Vouchers.updateOne({ _id: "c" }, { $set: { memberId: "x".repeat(5_000) } });
    expect((await Vouchers.find().lean()).map(({ _id }) => _id)).toEqual(["b", "c", "a"]);
  });

  test("values of different types have one order", async () => {
    const raw = connection.collection<{ _id: number; v?: unknown }>("order");
    const values = [[], null, 5, "a", { a: 1 }, true, new Date(0)];
    await raw.insertMany(values.map((v, i) => ({ _id: i, v })));
    await raw.insertOne({ _id: 9 });
    const found = await raw.find().sort({ v: 1, _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual([0, 1, 9, 2, 3, 4, 5, 6]);
  });

  test("count, exists and distinct", async () => {
    await Vouchers.insertMany([voucher("a", { tags: ["x", "y"] }), voucher("b", { tags: ["y"] }), voucher("c")]);
    expect(await Vouchers.countDocuments({ status: "issued" })).toBe(3);
    expect(await Vouchers.estimatedDocumentCount()).toBe(3);
    expect(await Vouchers.exists({ _id: "a" })).toEqual({ _id: "a" });
    expect(await Vouchers.exists({ _id: "z" })).toBeNull();
    expect((await Vouchers.distinct("tags")).sort()).toEqual(["x", "y"]);
  });
});

describe("update", () => {
  test("matched and modified are counted apart", async () => {
    await Vouchers.create(voucher("a"));
    const same = await Vouchers.updateOne({ _id: "a" }, { $set: { uses: 3 } });
    expect([same.matchedCount, same.modifiedCount]).toEqual([1, 0]);
    const changed = await Vouchers.updateMany({ status: "issued" }, { $inc: { uses: -1 } });
    expect([changed.matchedCount, changed.modifiedCount]).toEqual([1, 1]);
    const none = await Vouchers.updateOne({ _id: "z" }, { $set: { uses: 1 } });
    expect([none.matchedCount, none.modifiedCount, none.upsertedCount]).toEqual([0, 0, 0]);
  });

  test("findOneAndUpdate gives the document before or after, by sort, or null", async () => {
    await Vouchers.insertMany([voucher("a", { uses: 1 }), voucher("b", { uses: 2 })]);
    const update = { $set: { status: "redeemed" } };
    expect(await Vouchers.findOneAndUpdate({ status: "issued" }, update, { sort: { uses: -1 } }).lean()).toEqual(
      voucher("b", { uses: 2 }),
    );
    const after = await Vouchers.findOneAndUpdate({ _id: "a" }, update, { returnDocument: "after" }).lean();
    expect(after).toEqual(voucher("a", { uses: 1, status: "redeemed" }));
    expect(await Vouchers.findOneAndUpdate({ status: "issued" }, update)).toBeNull();
    expect(await Vouchers.findOneAndDelete({ _id: "a" }).lean()).toMatchObject({ _id: "a" });
    expect(await Vouchers.countDocuments()).toBe(1);
  });

  test("of many conditional updates at once exactly as many succeed as there are uses", async () => {
    await Vouchers.create(voucher("a", { uses: 7 }));
    const results = await together(40, () =>
      Vouchers.findOneAndUpdate(
        { _id: "a", uses: { $gt: 0 } },
        { $inc: { uses: -1 } },
        { returnDocument: "after" },
      ).lean(),
    );
    const left = results.flatMap((one) => (one.status === "fulfilled" && one.value ? [one.value.uses] : []));
    expect(left.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
  });

  test("array filters change the elements they match, in nested arrays too", async () => {
    const lines = [
      { kind: "wash", fen: 100 },
      { kind: "tow", fen: 200 },
      { kind: "wash", fen: 300 },
    ];
    await Vouchers.create(voucher("a", { lines }));
    await Vouchers.updateOne(
      { _id: "a" },
      { $inc: { "lines.$[line].fen": 5 } },
      { arrayFilters: [{ "line.kind": "wash", "line.fen": { $gt: 100 } }] },
    );
    await Vouchers.updateOne({ _id: "a", "lines.kind": "tow" }, { $set: { "lines.$.fen": 0 } });
    const found = await Vouchers.findById("a").lean();
    expect(found?.lines?.map(({ fen }) => fen)).toEqual([100, 0, 305]);
  });

  contract("two-identifiers")("two array filters may meet the same element", async () => {
    await Vouchers.create(
      voucher("a", {
        lines: [
          { kind: "wash", fen: 1 },
          { kind: "tow", fen: 2 },
        ],
      }),
    );
    await Vouchers.updateOne(
      { _id: "a" },
      { $set: { "lines.$[x].kind": "wax", "lines.$[y].fen": 9 } },
      { arrayFilters: [{ "x.fen": 1 }, { "y.fen": { $gte: 1 } }] },
    );
    expect((await Vouchers.findById("a").lean())?.lines).toEqual([
      { kind: "wax", fen: 9 },
      { kind: "tow", fen: 9 },
    ]);
  });

  contract("new-fields-sorted")("new fields are added in the order of their names", async () => {
    const raw = connection.collection<{ _id: number }>("fields");
    await raw.insertOne({ _id: 1 });
    await raw.updateOne({ _id: 1 }, { $set: { z: 1, a: 1, m: 1 } });
    expect(Object.keys((await raw.findOne({ _id: 1 })) ?? {})).toEqual(["_id", "a", "m", "z"]);
  });

  test.each<[string, object, number]>([
    ["$inc of a text", { $inc: { status: 1 } }, 14],
    ["two operators on one path", { $set: { uses: 1 }, $inc: { uses: 1 } }, 40],
    ["a path through a text", { $set: { "status.x": 1 } }, 28],
    ["another _id", { $set: { _id: "b" } }, 66],
    ["an unknown operator", { $frob: { a: 1 } }, 9],
    ["$push to a number", { $push: { uses: 1 } }, 2],
  ])("%s is an error that changes nothing", async (_title, update, code) => {
    await Vouchers.create(voucher("a"));
    const failed = await errorOf(Vouchers.collection.updateOne({ _id: "a" as never }, update));
    expect(failed?.code).toBe(code);
    expect(await Vouchers.findById("a").lean()).toEqual(voucher("a"));
  });
});

describe("upsert", () => {
  test("an insert takes the equalities of the filter and $setOnInsert; the next one only updates", async () => {
    const upsert = () =>
      Vouchers.updateOne(
        { _id: "q", memberId: "m", uses: { $lt: 5 } },
        { $inc: { uses: 1 }, $setOnInsert: { status: "new" } },
        { upsert: true },
      );
    expect(await upsert()).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: "q" });
    expect(await upsert()).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedCount: 0 });
    expect(await Vouchers.findById("q").lean()).toEqual({ _id: "q", memberId: "m", uses: 2, status: "new" });
  });

  test("many upserts of one _id at once make one document, and each counts or fails with 11000", async () => {
    const results = await together(40, () => Vouchers.updateOne({ _id: "q" }, { $inc: { uses: 1 } }, { upsert: true }));
    const failed = results.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
    expect(failed.every(({ reason }) => reason.code === 11_000)).toBe(true);
    expect((await Vouchers.find().lean()).map(({ uses }) => uses)).toEqual([40 - failed.length]);
  });
});
