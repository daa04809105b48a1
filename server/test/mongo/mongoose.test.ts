import mongoose, { type Connection } from "mongoose";
import { connectToServer, dropAndClose } from "./connection";

let connection: Connection;
beforeAll(async () => {
  connection = await connectToServer();
});
afterAll(() => dropAndClose(connection));

test("mongoose works unchanged: schemas, population, save with versions, transactions, aggregation", async () => {
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
});
