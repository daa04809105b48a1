import mongoose, { Schema } from "mongoose";
import { connectTestDatabase, dropTestDatabase } from "../../test/kit";
import {
  afterCommit,
  connect,
  ensureIndexes,
  insertAll,
  inTransaction,
  isConnected,
  isDatabaseUnavailable,
  isDuplicateKey,
  model,
  native,
  ping,
  updateAll,
} from "./db";
import { AppError } from "./problem";

type Account = { _id: string; owner: string; fen: number };
const Accounts = model<Account>(
  "dbTestAccounts",
  new Schema<Account>({
    _id: { type: String, required: true },
    owner: { type: String, required: true },
    fen: { type: Number, required: true },
  }).index({ owner: 1 }, { unique: true }),
);

beforeAll(async () => {
  await connectTestDatabase();
  await ensureIndexes();
});
beforeEach(async () => {
  await Accounts.deleteMany({});
  await native(Accounts).insertMany([
    { _id: "a", owner: "anna", fen: 100 },
    { _id: "b", owner: "bob", fen: 100 },
  ]);
});
afterAll(dropTestDatabase);

const balance = async (id: string) => (await Accounts.findById(id).lean())?.fen;

test("a registered model has its indexes, and building them again changes nothing", async () => {
  await ensureIndexes();
  const indexes = await Accounts.collection.indexes();
  expect(indexes.map(({ key, unique }) => ({ key, unique }))).toEqual([
    { key: { _id: 1 }, unique: undefined },
    { key: { owner: 1 }, unique: true },
  ]);
});

test("documents are stored as given: no version key, no extra fields", async () => {
  await Accounts.create({ _id: "c", owner: "carl", fen: 0 });
  expect(await native(Accounts).findOne({ _id: "c" })).toEqual({ _id: "c", owner: "carl", fen: 0 });
});

test("insertAll and updateAll write in the transaction, count what matched, and leave out what is undefined", async () => {
  const matched = await inTransaction(async (session) => {
    await insertAll(session, Accounts, [{ _id: "c", owner: "carl", fen: 1, note: undefined } as Account]);
    return updateAll(session, Accounts, [
      { q: { _id: "c" }, u: { $inc: { fen: 5 } } },
      { q: { _id: "a", fen: 99 }, u: { $set: { fen: 0 } } },
    ]);
  });
  expect(matched).toBe(1);
  expect(await native(Accounts).findOne({ _id: "c" })).toEqual({ _id: "c", owner: "carl", fen: 6 });
  expect(await balance("a")).toBe(100);
});

test("a duplicate in insertAll is told like the driver tells it, and undoes the whole transaction", async () => {
  const taken = inTransaction(async (session) => {
    await updateAll(session, Accounts, [{ q: { _id: "a" }, u: { $set: { fen: 0 } } }]);
    await insertAll(session, Accounts, [{ _id: "c", owner: "bob", fen: 1 }]);
  });
  const error = await taken.catch((thrown: unknown) => thrown);
  expect(isDuplicateKey(error, "owner")).toBe(true);
  expect(isDuplicateKey(error, "_id")).toBe(false);
  expect(await balance("a")).toBe(100);
});

test("a field that the schema does not know is refused in writes and in filters", async () => {
  await expect(Accounts.updateOne({ _id: "a" }, { $set: { colour: "red" } })).rejects.toThrow(/colour/);
  await expect(Accounts.find({ colour: "red" } as object).lean()).rejects.toThrow(/colour/);
});

test("a transaction that throws leaves nothing behind, and its error comes through", async () => {
  const move = inTransaction(async (session) => {
    await Accounts.updateOne({ _id: "a" }, { $inc: { fen: -50 } }, { session });
    throw new AppError("auth.forbidden");
  });
  await expect(move).rejects.toThrow("auth.forbidden");
  expect(await balance("a")).toBe(100);
});

test("forty transfers at once, all over the same two accounts, lose and invent nothing", async () => {
  const transfer = (from: string, to: string) =>
    inTransaction(async (session) => {
      await Accounts.updateOne({ _id: from }, { $inc: { fen: -1 } }, { session });
      await Accounts.updateOne({ _id: to }, { $inc: { fen: 1 } }, { session });
    });
  await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 4 ? transfer("a", "b") : transfer("b", "a"))));
  expect([await balance("a"), await balance("b")]).toEqual([80, 120]);
});

test("what is to happen after the commit happens once, after it, and not when the transaction fails", async () => {
  const seen: (number | undefined)[] = [];
  let called = 0;
  await inTransaction(async (session) => {
    await Accounts.updateOne({ _id: "a" }, { $inc: { fen: 1 } }, { session });
    afterCommit(session, () => {
      called += 1;
    });
    seen.push(called);
  });
  await inTransaction(async (session) => {
    afterCommit(session, () => {
      called += 10;
    });
    throw new Error("no");
  }).catch(() => undefined);
  expect([seen, called]).toEqual([[0], 1]);
  const session = await mongoose.connection.startSession();
  expect(() => afterCommit(session, () => undefined)).toThrow("inTransaction");
  await session.endSession();
});

test("a duplicate is told by the index it violates", async () => {
  const byOwner = await Accounts.create({ _id: "c", owner: "anna", fen: 0 }).catch((error: unknown) => error);
  expect([isDuplicateKey(byOwner), isDuplicateKey(byOwner, "owner"), isDuplicateKey(byOwner, "_id")]).toEqual([
    true,
    true,
    false,
  ]);
  const byId = await native(Accounts)
    .insertOne({ _id: "a", owner: "x", fen: 0 })
    .catch((error: unknown) => error);
  expect([isDuplicateKey(byId, "_id"), isDuplicateKey(byId, "owner")]).toEqual([true, false]);
  expect(isDuplicateKey(new Error("other"))).toBe(false);
});

test("the database answers a ping, and a server that is not there is told within seconds", async () => {
  await ping();
  expect(isConnected()).toBe(true);
  const other = mongoose.createConnection("mongodb://127.0.0.1:1/x", { serverSelectionTimeoutMS: 50 });
  const error = await other.asPromise().catch((failure: unknown) => failure);
  expect(isDatabaseUnavailable(error)).toBe(true);
  await other.close();
  await expect(connect("mongodb://127.0.0.1:1/x")).rejects.toThrow();
});
