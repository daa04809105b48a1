import { type Collection, MongoClient, type ObjectId } from "mongodb";
import { type RunningServer, startServer } from "../server";

type Account = { _id: string; balance: number; touched: number };
type Entry = { _id?: ObjectId; transfer: string; from: string; to: string; amount: number };

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

type Bank = { client: MongoClient; accounts: Collection<Account>; ledger: Collection<Entry> };

async function openBank(name: string, accountCount: number, poolSize: number): Promise<Bank> {
  const client = await MongoClient.connect(`${server.uri}/?maxPoolSize=${poolSize}&retryWrites=true`);
  const db = client.db(name);
  const accounts = db.collection<Account>("accounts");
  const ledger = db.collection<Entry>("ledger");
  await ledger.createIndex({ transfer: 1 }, { unique: true });
  const all = Array.from({ length: accountCount }, (_, i) => ({ _id: `a${i}`, balance: 1000, touched: 0 }));
  await accounts.insertMany(all);
  return { client, accounts, ledger };
}

function transfer({ client, accounts, ledger }: Bank, entry: Entry): Promise<void> {
  return client.withSession(async (session) => {
    await session.withTransaction(async () => {
      const debit = await accounts.updateOne(
        { _id: entry.from, balance: { $gte: entry.amount } },
        { $inc: { balance: -entry.amount } },
        { session },
      );
      if (debit.modifiedCount === 0) return;
      await accounts.updateOne({ _id: entry.to }, { $inc: { balance: entry.amount } }, { session });
      await ledger.insertOne({ ...entry }, { session });
    });
  });
}

/** The style of save(): read first, then write what was computed. */
function transferByReading({ client, accounts, ledger }: Bank, entry: Entry): Promise<void> {
  return client.withSession(async (session) => {
    await session.withTransaction(async () => {
      const from = await accounts.findOne({ _id: entry.from }, { session });
      const to = await accounts.findOne({ _id: entry.to }, { session });
      if (from === null || to === null || from.balance < entry.amount) return;
      await accounts.updateOne({ _id: entry.from }, { $set: { balance: from.balance - entry.amount } }, { session });
      await accounts.updateOne({ _id: entry.to }, { $set: { balance: to.balance + entry.amount } }, { session });
      await ledger.insertOne({ ...entry }, { session });
    });
  });
}

function entries(count: number, accountCount: number): Entry[] {
  return Array.from({ length: count }, (_, i) => {
    const from = i % accountCount;
    const to = (from + 1 + (Math.floor(i / accountCount) % (accountCount - 1))) % accountCount;
    return { transfer: `t${i}`, from: `a${from}`, to: `a${to}`, amount: 1 + (i % 7) };
  });
}

async function checkBooks({ accounts, ledger }: Bank): Promise<void> {
  const expected = new Map<string, number>();
  for (const { _id } of await accounts.find().toArray()) expected.set(_id, 1000);
  for (const { from, to, amount } of await ledger.find().toArray()) {
    expected.set(from, (expected.get(from) ?? 0) - amount);
    expected.set(to, (expected.get(to) ?? 0) + amount);
  }
  const found = new Map((await accounts.find().toArray()).map(({ _id, balance }) => [_id, balance]));
  expect(found).toEqual(expected);
}

async function storm(
  bank: Bank,
  list: Entry[],
  how: { run: typeof transfer; inFlight: number },
): Promise<{ reads: number[]; increments: number }> {
  let isRunning = true;
  const reads: number[] = [];
  const readSums = async (): Promise<void> => {
    while (isRunning) {
      await bank.client.withSession((session) =>
        session.withTransaction(async () => {
          let sum = 0;
          for (const { _id } of await bank.accounts.find({}, { session, projection: { _id: 1 } }).toArray()) {
            sum += (await bank.accounts.findOne({ _id }, { session }))?.balance ?? 0;
          }
          reads.push(sum);
        }),
      );
    }
  };
  let increments = 0;
  const increment = async (): Promise<void> => {
    while (isRunning) {
      await bank.accounts.updateOne({ _id: "a0" }, { $inc: { touched: 1 } });
      increments++;
    }
  };
  const sideWork = [readSums(), increment()];
  const waiting = [...list];
  const worker = async (): Promise<void> => {
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) await how.run(bank, entry);
  };
  await Promise.all(Array.from({ length: how.inFlight }, worker));
  isRunning = false;
  await Promise.all(sideWork);
  return { reads, increments };
}

const TRANSFERS = 200;
const STORMS = [
  { pool: 100, accountCount: 2, inFlight: 60, style: "conditional updates", run: transfer },
  { pool: 20, accountCount: 2, inFlight: 60, style: "conditional updates", run: transfer },
  { pool: 100, accountCount: 2, inFlight: 60, style: "read, then write", run: transferByReading },
  { pool: 20, accountCount: 2, inFlight: 40, style: "read, then write", run: transferByReading },
  { pool: 100, accountCount: 20, inFlight: 100, style: "conditional updates", run: transfer },
];

test.each(STORMS)(
  "200 transfers, $inFlight at once, over $accountCount accounts, pool of $pool, $style: sums hold, ledger agrees, snapshots are whole, no $inc is lost",
  async ({ pool, accountCount, inFlight, style, run }) => {
    const bank = await openBank(`storm-${pool}-${accountCount}-${style.replace(/\W/g, "")}`, accountCount, pool);
    const { reads, increments } = await storm(bank, entries(TRANSFERS, accountCount), { run, inFlight });
    expect(await bank.ledger.countDocuments()).toBe(TRANSFERS);
    await checkBooks(bank);
    expect(new Set(reads)).toEqual(new Set([accountCount * 1000]));
    expect((await bank.accounts.findOne({ _id: "a0" }))?.touched).toBe(increments);
    await bank.client.close();
  },
  120_000,
);

test("transactions over different documents run at the same time", async () => {
  const bank = await openBank("disjoint", 20, 100);
  const sessions = Array.from({ length: 20 }, () => bank.client.startSession());
  for (const [i, session] of sessions.entries()) {
    session.startTransaction();
    await bank.accounts.updateOne({ _id: `a${i}` }, { $inc: { balance: 1 } }, { session });
  }
  for (const session of sessions) await session.commitTransaction();
  expect(await bank.accounts.countDocuments({ balance: 1001 })).toBe(20);
  await Promise.all(sessions.map((session) => session.endSession()));
  await bank.client.close();
});
