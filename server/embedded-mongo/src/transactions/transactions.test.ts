import { type ClientSession, type Collection, MongoClient } from "mongodb";
import { type RunningServer, startServer } from "../server";
import type { Transaction } from "./transaction";

type Item = { _id: number; n: number; email?: string };

let server: RunningServer;
let client: MongoClient;

beforeAll(async () => {
  server = await startServer();
  client = await MongoClient.connect(server.uri);
  await Promise.all(Array.from({ length: 10 }, () => client.db("any").command({ ping: 1 }))); // a pool of some size
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

async function filled(name: string, count: number): Promise<Collection<Item>> {
  const items = client.db("transactions").collection<Item>(name);
  await items.insertMany(Array.from({ length: count }, (_, i) => ({ _id: i, n: i, email: `e${i}` })));
  return items;
}

function begin(): ClientSession {
  const session = client.startSession();
  session.startTransaction();
  return session;
}

function openTransactions(): Transaction[] {
  return [...server.services.engine.snapshots] as Transaction[];
}

/** Lets the session lose a conflict, so that its next transaction goes through the turnstile and locks what it reads. */
async function loseConflict(items: Collection<Item>, session: ClientSession, _id: number): Promise<void> {
  session.startTransaction();
  await items.find({}, { session }).toArray();
  await items.updateOne({ _id }, { $inc: { n: 1 } });
  await expect(items.updateOne({ _id }, { $inc: { n: 1 } }, { session })).rejects.toMatchObject({ code: 112 });
  await session.abortTransaction();
}

test("a transaction that was aborted before its commit is tried again as a whole", async () => {
  const items = await filled("again", 1);
  let attempts = 0;
  await client.withSession((session) =>
    session.withTransaction(async () => {
      await items.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session });
      if (++attempts === 1) for (const open of openTransactions()) open.abort(); // as when it has slept too long
    }),
  );
  expect(attempts).toBe(2);
  expect(await items.findOne({ _id: 0 })).toMatchObject({ n: 1 });
});

test("a commit of which the server knows nothing is not said to be safe to repeat", async () => {
  const session = client.startSession();
  const commit = { commitTransaction: 1, txnNumber: 1n, autocommit: false, lsid: session.id };
  const error = await client
    .db("admin")
    .command(commit)
    .catch((failed) => failed);
  expect(error).toMatchObject({ code: 251 });
  expect(error.hasErrorLabel("TransientTransactionError")).toBe(false);
  await session.endSession();
});

test("maxTimeMS ends the wait for a turn, and the next one gets it", async () => {
  const items = await filled("turns", 3);
  const sessions = [client.startSession(), client.startSession(), client.startSession()] as const;
  for (const [i, session] of sessions.entries()) await loseConflict(items, session, i);
  for (const session of sessions) session.startTransaction();
  const [first, second, third] = sessions;
  await items.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session: first });
  const late = items.findOne({ _id: 1 }, { session: second, maxTimeMS: 50 });
  await expect(late).rejects.toMatchObject({ code: 50 });
  const next = items.updateOne({ _id: 2 }, { $inc: { n: 1 } }, { session: third });
  await new Promise((resolve) => setTimeout(resolve, 30));
  await first.commitTransaction();
  expect(await next).toMatchObject({ modifiedCount: 1 });
  await third.commitTransaction();
  expect(server.services.waiting.waiters).toBe(0);
  await second.abortTransaction();
  second.startTransaction(); // its turn comes, and after it the session is like any other
  await items.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: second });
  await second.commitTransaction();
  await Promise.all(sessions.map((session) => session.endSession()));
});

test("nobody counts as waiting whose time was over", async () => {
  const items = await filled("late", 1);
  const holder = begin();
  await items.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session: holder });
  const late = items.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { maxTimeMS: 50 });
  await expect(late).rejects.toMatchObject({ code: 50 });
  expect(openTransactions().map(({ waiterCount }) => waiterCount)).toEqual([0]);
  await holder.commitTransaction();
  await holder.endSession();
});

test("a contended transaction that has read more than it can lock keeps its snapshot", async () => {
  const items = await filled("many", 1_002);
  const session = client.startSession();
  await loseConflict(items, session, 1);
  session.startTransaction();
  for (let _id = 0; _id <= 1_000; _id++) await items.findOne({ _id }, { session });
  await items.updateOne({ _id: 1_000 }, { $set: { n: -1 } }); // which is not locked
  const other = begin();
  await items.updateOne({ _id: 1_001 }, { $inc: { n: 1 } }, { session: other });
  const write = items.updateOne({ _id: 1_001 }, { $inc: { n: 1 } }, { session }).catch((error) => error.code);
  await other.commitTransaction();
  expect(await write).toBe(112); // to go on it would have to see document 1,000 anew
  await session.endSession();
  await other.endSession();
});

test("unique keys are kept and given up within a transaction, whatever it changed before", async () => {
  const items = await filled("unique", 3);
  await items.createIndex({ email: 1 }, { unique: true });
  const duplicate = { code: 11000 };
  const taken = begin();
  await items.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session: taken }); // leaves its key alone
  await expect(items.insertOne({ _id: 7, n: 0, email: "e0" }, { session: taken })).rejects.toMatchObject(duplicate);
  await taken.endSession();
  const given = begin();
  await items.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session: given });
  await items.updateOne({ _id: 0 }, { $set: { email: "new" } }, { session: given });
  await items.updateOne({ _id: 0 }, { $inc: { n: 1 } }, { session: given });
  await items.insertOne({ _id: 8, n: 0, email: "e0" }, { session: given });
  await items.deleteOne({ _id: 1 }, { session: given });
  await items.updateOne({ _id: 2 }, { $set: { email: "e1" } }, { session: given });
  const others = items.insertOne({ _id: 9, n: 0, email: "new" }).catch((error) => error.code);
  await given.commitTransaction();
  expect(await others).toBe(11000);
  expect((await items.find().sort({ _id: 1 }).toArray()).map(({ _id, email }) => [_id, email])).toEqual([
    [0, "new"],
    [2, "e1"],
    [8, "e0"],
  ]);
  expect(await client.db("transactions").command({ validate: "unique" })).toMatchObject({ valid: true });
  await given.endSession();
});

test("many writes by _id in one transaction see each other, in the order that is asked for", async () => {
  const items = await filled("own", 4);
  await client.withSession((session) =>
    session.withTransaction(async () => {
      await items.updateOne({ _id: 3 }, { $set: { n: -3 } }, { session });
      await items.deleteOne({ _id: 2 }, { session });
      await items.insertOne({ _id: 9, n: 9 }, { session });
      const found = items.find({ _id: { $in: [9, 3, 2, 1] }, n: { $ne: 1 } }, { session });
      expect((await found.sort({ n: 1 }).toArray()).map(({ n }) => n)).toEqual([-3, 9]);
      expect(await items.findOne({ _id: 2 }, { session })).toBeNull();
      expect(await items.findOne({ _id: 3, n: 3 }, { session })).toBeNull();
      expect(await items.countDocuments({}, { session })).toBe(4);
    }),
  );
});
