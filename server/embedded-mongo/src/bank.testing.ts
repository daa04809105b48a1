import { type Collection, MongoClient } from "mongodb";

type Account = { _id: string; balance: number };
export type Entry = { _id: string; from: string; to: string; amount: number };
export type Bank = { client: MongoClient; accounts: Collection<Account>; ledger: Collection<Entry> };

/** What every account starts with. */
export const START_BALANCE = 1_000;

/** Accounts and a ledger; any state in which `balancesByLedger` differs from the balances is one of half a transaction. */
export async function openBank(uri: string, accountCount: number): Promise<Bank> {
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 2_000, maxPoolSize: 60 });
  const db = client.db("bank");
  const accounts = db.collection<Account>("accounts");
  const ledger = db.collection<Entry>("ledger");
  if ((await accounts.estimatedDocumentCount()) === 0) {
    const all = Array.from({ length: accountCount }, (_, i) => ({ _id: `a${i}`, balance: START_BALANCE }));
    await accounts.insertMany(all);
    await ledger.createIndex({ from: 1, amount: -1 });
  }
  return { client, accounts, ledger };
}

/** Moves money and writes it down, in one transaction. */
export function transfer({ client, accounts, ledger }: Bank, entry: Entry): Promise<void> {
  return client.withSession(async (session) => {
    await session.withTransaction(async () => {
      await accounts.updateOne({ _id: entry.from }, { $inc: { balance: -entry.amount } }, { session });
      await accounts.updateOne({ _id: entry.to }, { $inc: { balance: entry.amount } }, { session });
      await ledger.insertOne({ ...entry }, { session });
    });
  });
}

export type Books = { balances: Map<string, number>; byLedger: Map<string, number>; entries: Set<string> };

/** The balances, and what they should be by the ledger. */
export async function readBooks({ accounts, ledger }: Bank): Promise<Books> {
  const balances = new Map((await accounts.find().toArray()).map(({ _id, balance }) => [_id, balance]));
  const byLedger = new Map([...balances.keys()].map((id) => [id, START_BALANCE]));
  const entries = new Set<string>();
  for (const { _id, from, to, amount } of await ledger.find().toArray()) {
    byLedger.set(from, (byLedger.get(from) ?? 0) - amount);
    byLedger.set(to, (byLedger.get(to) ?? 0) + amount);
    entries.add(_id);
  }
  return { balances, byLedger, entries };
}
