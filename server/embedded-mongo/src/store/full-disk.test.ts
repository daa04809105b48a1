import { join } from "node:path";
import { MongoClient } from "mongodb";
import { openBank, readBooks, START_BALANCE, transfer } from "../bank.testing";
import { type Children, prepareChildren } from "../child-server.testing";
import { checkDirectory } from "../tools/check";

const FILE_BLOCKS = 8_000;
const MEGABYTE = "x".repeat(1_000_000);

let children: Children;

beforeAll(() => {
  children = prepareChildren();
});
afterAll(() => children.end());

test("a transaction that a full disk refuses is not there, nor is anything that was written on top of it", async () => {
  const dataDir = join(children.directory, "full");
  const { child, uri } = await children.start(dataDir, FILE_BLOCKS);
  const bank = await openBank(uri as string, 2);
  const { accounts, ledger, client } = bank;
  await transfer(bank, { _id: "kept", from: "a0", to: "a1", amount: 1 });
  const session = client.startSession();
  session.startTransaction();
  await accounts.updateOne({ _id: "a0" }, { $inc: { balance: -10 } }, { session });
  await accounts.updateOne({ _id: "a1" }, { $inc: { balance: 10 } }, { session });
  const lost = Array.from({ length: 6 }, (_, i) => ({ _id: `lost${i}`, from: "", to: "", amount: 0, long: MEGABYTE }));
  await ledger.insertMany(lost, { session });
  // They wait for the transaction, put the whole account into the next batch, and would fit.
  const onTop = Array.from({ length: 8 }, (_, i) => accounts.updateOne({ _id: "a0" }, { $set: { note: i } }));
  const many = ledger.insertMany(
    Array.from({ length: 20_000 }, (_, i) => ({ _id: `many${i}`, from: "a0", to: "a0", amount: 0 })),
  );
  const answers = await Promise.allSettled([session.commitTransaction(), many, ...onTop]);
  expect(answers.map((answer) => (answer.status === "rejected" ? answer.reason.code : "written"))).toEqual(
    answers.map(() => 96),
  );
  await session.endSession();
  await expect(accounts.insertOne({ _id: "later", balance: 0 })).rejects.toMatchObject({ code: 96 });
  await expect(transfer(bank, { _id: "late", from: "a0", to: "a1", amount: 1 })).rejects.toMatchObject({ code: 96 });
  await expect(accounts.createIndex({ balance: 1 })).rejects.toMatchObject({ code: 96 });
  expect(await accounts.countDocuments()).toBe(2);
  expect(await client.db("bank").command({ validate: "accounts" })).toMatchObject({ valid: true });
  await client.close();
  await children.stop(child);
  expect(child.exitCode).toBe(0);

  expect(await checkDirectory(dataDir)).toMatchObject({ faults: [] });
  const again = await children.start(dataDir);
  const after = await openBank(again.uri as string, 2);
  const { balances, byLedger, entries } = await readBooks(after);
  expect([...entries].filter((id) => !id.startsWith("many"))).toEqual(["kept"]); // of many, what came before is there
  expect(balances).toEqual(byLedger);
  expect(balances.get("a0")).toBe(START_BALANCE - 1);
  expect(await after.accounts.countDocuments({ note: { $exists: true } })).toBe(0);
  await after.client.close();
  await children.stop(again.child);
});

test("when the disk is full at a checkpoint, everything acknowledged is in the journal and comes back", async () => {
  const dataDir = join(children.directory, "full-at-checkpoint");
  const { child, uri } = await children.start(dataDir, FILE_BLOCKS);
  const client = await MongoClient.connect(uri as string);
  const things = client.db("club").collection<{ _id: number; text: string }>("things");
  let acknowledged = 0;
  const fill = async (): Promise<void> => {
    for (;;) {
      const docs = Array.from({ length: 100 }, (_, i) => ({ _id: acknowledged + i, text: "x".repeat(1_000) }));
      await things.insertMany(docs);
      acknowledged += docs.length;
    }
  };
  await expect(fill()).rejects.toMatchObject({ code: 96 });
  expect(acknowledged).toBeGreaterThan(1_000);
  expect(await things.countDocuments({ _id: { $lt: acknowledged } })).toBe(acknowledged);
  await expect(client.db("admin").command({ fsync: 1 })).rejects.toMatchObject({ code: 96 });
  await expect(checkDirectory(dataDir)).rejects.toThrow("没能把最新的数据写入数据文件");
  await client.close();
  await children.stop(child);
  expect(child.exitCode).toBe(0);

  const again = await children.start(dataDir);
  const after = await MongoClient.connect(again.uri as string);
  const found = after.db("club").collection<{ _id: number }>("things");
  expect(await found.countDocuments({ _id: { $lt: acknowledged } })).toBe(acknowledged);
  await after.close();
  await children.stop(again.child);
});
