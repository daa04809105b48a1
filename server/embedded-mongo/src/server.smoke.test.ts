import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import mongoose from "mongoose";
import { startServer } from "./server";

const Account = { owner: String, balance: Number };

test("mongoose connects, writes, reads, runs a transaction, and finds all of it after a restart", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "embedded-mongo-"));
  const first = await startServer({ dataDir });
  const connection = await mongoose.createConnection(`${first.uri}/club`).asPromise();
  const accounts = connection.model("Account", new mongoose.Schema(Account));
  const [a, b] = await accounts.create([{ owner: "张三", balance: 100 }, { owner: "李四", balance: 50 }]);
  expect(await accounts.findById(a?._id).lean()).toMatchObject({ owner: "张三", balance: 100 });
  await accounts.updateOne({ _id: b?._id }, { $inc: { balance: 5 } });
  await connection.transaction(async (session) => {
    await accounts.updateOne({ _id: a?._id }, { $inc: { balance: -30 } }, { session });
    await accounts.updateOne({ _id: b?._id }, { $inc: { balance: 30 } }, { session });
  });
  await connection.close();
  await first.stop();
  const second = await startServer({ dataDir });
  const client = await MongoClient.connect(second.uri);
  const stored = await client.db("club").collection("accounts").find({}).toArray();
  expect(stored.map((doc) => [doc.owner, doc.balance])).toEqual([["张三", 70], ["李四", 85]]);
  await client.close();
  await second.stop();
  rmSync(dataDir, { recursive: true });
});
