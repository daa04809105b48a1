import { join } from "node:path";
import { MongoClient } from "mongodb";
import { openBank, readBooks, START_BALANCE, transfer } from "../bank.testing";
import { type Children, prepareChildren } from "../child-server.testing";
import { checkDirectory } from "../tools/check";
import { tablesOf } from "../tools/data-directory";
import { openSnapshot } from "./snapshot";

const ACCOUNTS = 12;
const ROUNDS = 4;

let children: Children;

beforeAll(() => {
  children = prepareChildren();
});
afterAll(() => children.end());

type Acknowledged = { transfers: Set<string>; tickets: Set<string>; used: Set<string> };

/** Transfers, and tickets that are issued, used and thrown away, until the server is killed in the middle of it. */
async function loadUntilKilled(dataDir: string, round: number, sure: Acknowledged): Promise<void> {
  const { child, uri } = await children.start(dataDir);
  const bank = await openBank(uri as string, ACCOUNTS);
  const tickets = bank.client.db("bank").collection<{ _id: string; state: string; long?: string }>("tickets");
  await tickets.createIndex({ state: 1, _id: 1 });
  let done = 0;
  const note = (set: Set<string>, id: string): void => {
    set.add(id);
    done++;
    if (done === 60 + round * 45) child.kill("SIGKILL");
  };
  const transfers = async (worker: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const entry = {
        _id: `${round}-${worker}-${i}`,
        from: `a${(worker + i) % ACCOUNTS}`,
        to: `a${(worker + i * 5 + 1) % ACCOUNTS}`,
        amount: 1 + (i % 5),
      };
      if (entry.from === entry.to) continue;
      await transfer(bank, entry);
      note(sure.transfers, entry._id);
    }
  };
  const useTickets = async (worker: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const _id = `${round}-${worker}-${i}`;
      await tickets.insertOne({ _id, state: "issued" });
      note(sure.tickets, _id);
      const long = "x".repeat((i % 4) * 2_000);
      await tickets.findOneAndUpdate({ _id, state: "issued" }, { $set: { state: "used", long } });
      note(sure.used, _id);
      if (i % 3 !== 0) continue;
      await tickets.deleteOne({ _id });
      sure.tickets.delete(_id);
      sure.used.delete(_id);
    }
  };
  const workers = [0, 1, 2, 3, 4, 5, 6, 7].map((worker) => (worker % 2 === 0 ? transfers(worker) : useTickets(worker)));
  await Promise.allSettled(workers);
  await bank.client.close().catch(() => undefined);
  await children.kill(child);
}

test(`kill -9 in ${ROUNDS} rounds on one directory: every acknowledged transfer, use and deletion is there, no transfer is half`, async () => {
  const dataDir = join(children.directory, "data");
  const sure: Acknowledged = { transfers: new Set(), tickets: new Set(), used: new Set() };
  for (let round = 0; round < ROUNDS; round++) {
    const deleting = new Set(sure.tickets);
    await loadUntilKilled(dataDir, round, sure);
    expect([...deleting].filter((id) => !sure.tickets.has(id))).toEqual([]);
    expect(await checkDirectory(dataDir)).toMatchObject({ faults: [] });
    const { child, uri } = await children.start(dataDir);
    const bank = await openBank(uri as string, ACCOUNTS);
    const { balances, byLedger, entries } = await readBooks(bank);
    expect(balances).toEqual(byLedger);
    expect([...balances.values()].reduce((sum, balance) => sum + balance, 0)).toBe(ACCOUNTS * START_BALANCE);
    expect([...sure.transfers].filter((id) => !entries.has(id))).toEqual([]);
    const tickets = bank.client.db("bank").collection<{ _id: string; state: string }>("tickets");
    const states = new Map((await tickets.find().toArray()).map(({ _id, state }) => [_id, state]));
    // A deletion under way when the server died may have happened: such a ticket is the last of its worker.
    const lost = [...sure.tickets].filter((id) => !states.has(id));
    expect(lost.length).toBeLessThanOrEqual(4);
    for (const id of lost) {
      expect(id.startsWith(`${round}-`)).toBe(true);
      sure.tickets.delete(id);
      sure.used.delete(id);
    }
    expect([...sure.used].filter((id) => states.get(id) !== "used")).toEqual([]);
    await bank.client.close();
    await children.kill(child);
  }
  expect(sure.transfers.size).toBeGreaterThan(100);
  expect(sure.tickets.size).toBeGreaterThan(100);
});

const PORTION = 250;
type Thing = { _id: string; portion: string; version: number; text?: string };

/** Portions that are inserted, changed and thrown away, so many that the server is killed between, before and in checkpoints. */
async function writeUntilKilled(dataDir: string, round: number, sure: Map<string, number>): Promise<void> {
  const { child, uri } = await children.start(dataDir);
  const client = await MongoClient.connect(uri as string, { serverSelectionTimeoutMS: 2_000 });
  const things = client.db("bank").collection<Thing>("things");
  await things.createIndex({ portion: 1, version: 1 });
  let done = 0;
  const note = (portion: string, version: number): void => {
    sure.set(portion, version);
    done++;
    if (done === 25) setTimeout(() => child.kill("SIGKILL"), round * 11);
  };
  const work = async (worker: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const portion = `${round}-${worker}-${i}`;
      await things.insertMany(
        Array.from({ length: PORTION }, (_, n) => ({
          _id: `${portion}-${n}`,
          portion,
          version: 0,
          text: "x".repeat(n),
        })),
      );
      note(portion, 0);
      await things.updateMany({ portion }, { $set: { version: 1 }, $unset: { text: "" } });
      note(portion, 1);
      if (i % 3 !== 1) continue;
      sure.set(portion, -1); // from now on it may be gone, in whole or in part
      await things.deleteMany({ portion });
      note(portion, -2);
    }
  };
  await Promise.allSettled([0, 1, 2, 3].map(work));
  await client.close().catch(() => undefined);
  await children.kill(child);
}

test("kill -9 before, in and after checkpoints: everything acknowledged is there, from the tables or from the journal", async () => {
  const dataDir = join(children.directory, "checkpoints");
  const sure = new Map<string, number>();
  let inTables = 0;
  for (let round = 0; round < 3; round++) {
    await writeUntilKilled(dataDir, round, sure);
    const snapshot = openSnapshot(tablesOf(dataDir));
    expect(snapshot.hasJournal).toBe(true);
    for (const _ of snapshot.storedDocuments()) inTables++;
    await snapshot.close();
    if (round % 2 === 0) expect(await checkDirectory(dataDir)).toMatchObject({ faults: [] }); // else the start takes the journal in
    const { child, uri } = await children.start(dataDir);
    const client = await MongoClient.connect(uri as string);
    expect(await client.db("bank").command({ validate: "things" })).toMatchObject({ valid: true });
    const found = new Map<string, number[]>();
    for (const { portion, version } of await client.db("bank").collection<Thing>("things").find().toArray()) {
      found.set(portion, [...(found.get(portion) ?? []), version]);
    }
    const wrong = [...sure].filter(([portion, version]) => {
      const versions = found.get(portion) ?? [];
      if (version === -1) return false;
      if (version === -2) return versions.length > 0;
      return versions.length !== PORTION || versions.some((one) => one < version);
    });
    expect(wrong).toEqual([]);
    await client.close();
    await children.kill(child);
  }
  expect(inTables).toBeGreaterThan(3_000);
  expect(sure.size).toBeGreaterThan(20);
});
