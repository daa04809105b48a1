import mongoose, { type ClientSession, type Connection } from "mongoose";
import { connectToServer, contract, dropAndClose, errorOf, together } from "./connection";

type Account = { _id: string; fen: number };

let connection: Connection;
let accounts: mongoose.mongo.Collection<Account>;
let next = 0;

beforeAll(async () => {
  connection = await connectToServer();
});
afterAll(() => dropAndClose(connection));
beforeEach(async () => {
  accounts = connection.collection<Account>(`accounts${next++}`) as unknown as mongoose.mongo.Collection<Account>;
  await accounts.insertMany(["a", "b"].map((_id) => ({ _id, fen: 100 })));
});

const fenOf = async (_id: string, session?: ClientSession): Promise<number | undefined> =>
  (await accounts.findOne({ _id }, session ? { session } : {}))?.fen;

async function withSession<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await connection.startSession();
  try {
    return await work(session);
  } finally {
    await session.endSession();
  }
}

describe("a transaction", () => {
  test("sees its own writes, and nobody else does before the commit", async () => {
    await withSession(async (session) => {
      session.startTransaction();
      await accounts.updateOne({ _id: "a" }, { $inc: { fen: -30 } }, { session });
      await accounts.insertOne({ _id: "c", fen: 30 }, { session });
      expect([await fenOf("a", session), await fenOf("c", session)]).toEqual([70, 30]);
      expect([await fenOf("a"), await fenOf("c")]).toEqual([100, undefined]);
      await session.commitTransaction();
    });
    expect([await fenOf("a"), await fenOf("c")]).toEqual([70, 30]);
  });

  test("reads one snapshot from its first read on", async () => {
    await withSession(async (session) => {
      session.startTransaction();
      expect(await fenOf("a", session)).toBe(100);
      await accounts.updateOne({ _id: "b" }, { $set: { fen: 5 } });
      await accounts.insertOne({ _id: "c", fen: 1 });
      expect(await fenOf("b", session)).toBe(100);
      expect(await accounts.countDocuments({}, { session })).toBe(2);
      await session.commitTransaction();
    });
    expect(await accounts.countDocuments()).toBe(3);
  });

  test("leaves nothing when it is aborted, or its work throws", async () => {
    await withSession(async (session) => {
      session.startTransaction();
      await accounts.deleteMany({}, { session });
      await session.abortTransaction();
    });
    const failed = connection.transaction(async (session) => {
      await accounts.updateOne({ _id: "a" }, { $inc: { fen: 1 } }, { session });
      throw new Error("changed my mind");
    });
    await expect(failed).rejects.toThrow("changed my mind");
    expect([await fenOf("a"), await fenOf("b")]).toEqual([100, 100]);
  });

  test("that writes what has changed since its snapshot is a conflict to be tried again", async () => {
    await withSession(async (session) => {
      session.startTransaction();
      await fenOf("a", session);
      await accounts.updateOne({ _id: "a" }, { $inc: { fen: 1 } });
      const conflict = await errorOf(accounts.updateOne({ _id: "a" }, { $inc: { fen: 1 } }, { session }));
      expect([conflict?.code, conflict?.hasErrorLabel("TransientTransactionError")]).toEqual([112, true]);
      await session.abortTransaction();
    });
    expect(await fenOf("a")).toBe(101);
  });

  test("is over after any error in it", async () => {
    await withSession(async (session) => {
      session.startTransaction();
      expect((await errorOf(accounts.insertOne({ _id: "a", fen: 0 }, { session })))?.code).toBe(11_000);
      const later = await errorOf(accounts.insertOne({ _id: "z", fen: 0 }, { session }));
      expect([later?.code, later?.hasErrorLabel("TransientTransactionError")]).toEqual([251, true]);
      await session.abortTransaction();
    });
    expect(await accounts.countDocuments()).toBe(2);
  });

  test("is committed once, however often the commit is sent", async () => {
    await withSession(async (session) => {
      session.startTransaction();
      await accounts.updateOne({ _id: "a" }, { $inc: { fen: 1 } }, { session });
      await session.commitTransaction();
      // As a client does that did not hear the answer.
      await session.commitTransaction();
      await session.commitTransaction();
    });
    expect(await fenOf("a")).toBe(101);
  });

  test("reads by cursor in batches", async () => {
    await accounts.insertMany(Array.from({ length: 500 }, (_, i) => ({ _id: `n${i}`, fen: i })));
    const seen = await connection.transaction(async (session) => {
      let count = 0;
      for await (const { fen } of accounts.find({}, { session }).batchSize(60)) count += fen < 0 ? 0 : 1;
      return count;
    });
    expect(seen).toBe(502);
  });

  test("of a grouped command counts what it did", async () => {
    await connection.transaction(async (session) => {
      const result = await accounts.bulkWrite(
        [
          { updateOne: { filter: { _id: "a", fen: { $gte: 60 } }, update: { $inc: { fen: -60 } } } },
          { updateOne: { filter: { _id: "a", fen: { $gte: 60 } }, update: { $inc: { fen: -60 } } } },
          { insertOne: { document: { _id: "r", fen: 60 } } },
        ],
        { session },
      );
      expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1, insertedCount: 1 });
    });
    expect(await fenOf("a")).toBe(40);
  });
});

describe("many transactions at once", () => {
  test("transfers keep the sum, and every one that is done has its entry", async () => {
    const ledger = connection.collection<{ _id: number }>(`ledger${next}`);
    await accounts.insertMany(["c", "d", "e", "f"].map((_id) => ({ _id, fen: 100 })));
    const names = ["a", "b", "c", "d", "e", "f"];
    const results = await together(40, (i) =>
      connection.transaction(async (session) => {
        const [from, to] = [names[i % 6], names[(i + 1 + (i % 4)) % 6]] as [string, string];
        const taken = await accounts.updateOne({ _id: from, fen: { $gte: 7 } }, { $inc: { fen: -7 } }, { session });
        if (taken.modifiedCount === 0) return;
        await accounts.updateOne({ _id: to }, { $inc: { fen: 7 } }, { session });
        await ledger.insertOne({ _id: i }, { session });
      }),
    );
    expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
    const sums = await accounts.aggregate([{ $group: { _id: null, fen: { $sum: "$fen" } } }]).toArray();
    expect(sums).toEqual([{ _id: null, fen: 600 }]);
    expect(await ledger.countDocuments()).toBe(40);
  });

  test("of those that insert one unique key one wins and the others fail with 11000", async () => {
    await accounts.createIndex({ fen: 1 }, { unique: true, partialFilterExpression: { fen: { $lt: 0 } } });
    const results = await together(15, (i) =>
      connection.transaction(async (session) => {
        await accounts.insertOne({ _id: `u${i}`, fen: -1 }, { session });
      }),
    );
    const failed = results.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
    expect([failed.length, [...new Set(failed.map(({ reason }) => reason.code))]]).toEqual([14, [11_000]]);
  });
});

describe("retryable writes", () => {
  const { Long } = mongoose.mongo;
  const increment = (txnNumber: number) => ({
    update: accounts.collectionName,
    updates: [{ q: { _id: "a" }, u: { $inc: { fen: 5 } } }],
    txnNumber: Long.fromNumber(txnNumber),
  });

  /** On a connection of its own: the driver would give the session with its strange numbers to others. */
  async function withOwnSession(work: (db: mongoose.mongo.Db, session: ClientSession) => Promise<void>): Promise<void> {
    const own = await connectToServer();
    const session = await own.startSession();
    await work(own.getClient().db(connection.db?.databaseName), session);
    await session.endSession();
    await own.close();
  }

  test("a write that is sent twice with one number is done once and answered alike", async () => {
    await withOwnSession(async (db, session) => {
      const first = await db.command(increment(7), { session });
      const second = await db.command(increment(7), { session });
      expect([first.n, first.nModified, second.n, second.nModified]).toEqual([1, 1, 1, 1]);
      await db.command(increment(8), { session });
    });
    expect(await fenOf("a")).toBe(110);
  });

  contract("old-numbers")("a number below the last one is refused", async () => {
    await withOwnSession(async (db, session) => {
      await db.command(increment(7), { session });
      expect((await errorOf(db.command(increment(6), { session })))?.code).toBe(225);
    });
    expect(await fenOf("a")).toBe(105);
  });
});

describe("sessions", () => {
  test("a session reads what it has written", async () => {
    await withSession(async (session) => {
      await accounts.updateOne({ _id: "a" }, { $set: { fen: 1 } }, { session });
      expect(await fenOf("a", session)).toBe(1);
    });
  });

  test("an ended session's open transaction is gone", async () => {
    const session = await connection.startSession();
    session.startTransaction();
    await accounts.updateOne({ _id: "a" }, { $set: { fen: 1 } }, { session });
    await session.endSession();
    await accounts.updateOne({ _id: "a" }, { $inc: { fen: 1 } });
    expect(await fenOf("a")).toBe(101);
  });
});
