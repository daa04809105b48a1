import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import mongoose from "mongoose";
import { type Client, createClient, Refusal } from "../src/demo/chain/http-client";
import { grantIdOf } from "../src/features/giftpacks/grant.model";
import { Orders } from "../src/features/mall/order.model";
import { Redemptions } from "../src/features/redemptions/redemptions.model";
import { close, connect } from "../src/platform/db";
import { newId } from "../src/platform/ids";
import { faultsInBooks } from "./club-books";
import {
  type Claim,
  type Clerk,
  type OpenClub,
  openClub,
  type Purchase,
  type Registered,
  register,
  scanned,
  sendClaim,
  sendConfirm,
  sendOrder,
  type Visit,
  voucherIdsOf,
} from "./club-load";
import { buildClubProgram, type ClubProcess, type Outside, startClubProcess, startOutside } from "./club-process";

/*
 * The built server is killed in the middle of its work, several times over. With the embedded database everything dies at
 * once; with MONGODB_URI the database lives on and only the server dies.
 */

const ROUNDS = 4;
const CLIENTS = 6;

// With MONGODB_URI the transactions of a killed server hold their locks for up to a minute each time.
jest.setTimeout(400_000);
const folder = mkdtempSync(path.join(tmpdir(), "club-crash-"));
const databaseName = `crash_${newId()}`;
let outside: Outside;
let program: ReturnType<typeof buildClubProgram>;
let club: ClubProcess;

beforeAll(async () => {
  program = buildClubProgram();
  outside = await startOutside();
});
afterAll(async () => {
  await club?.kill();
  if (process.env.MONGODB_URI) await dropDatabase();
  await outside?.stop();
  program?.remove();
  rmSync(folder, { recursive: true, force: true });
});

function start(): Promise<ClubProcess> {
  const env = { ...outside.env, DATA_DIR: folder, MONGODB_URI: process.env.MONGODB_URI, CLUB_DATABASE: databaseName };
  return startClubProcess(program.file, env);
}

/** Looks into the club's database from outside. */
async function inDatabase<T>(look: () => Promise<T>): Promise<T> {
  await connect(process.env.MONGODB_URI || `mongodb://${club.database}/?directConnection=true`, { databaseName });
  return look().finally(close);
}

/** A transaction of a server that was killed may hold its locks until the database has noticed. */
async function dropDatabase(triesLeft = 5): Promise<void> {
  try {
    await inDatabase(async () => mongoose.connection.db?.dropDatabase());
  } catch (error) {
    if (triesLeft === 0) throw error;
    await dropDatabase(triesLeft - 1);
  }
}

/** What the clients sent and what they were told, over all rounds. */
type Journal = { registered: Registered[]; claims: Claim[]; purchases: Purchase[]; visits: Visit[] };

/** A whole day of one member: registers, claims, orders for points, uses a voucher of each card. Everything is noted before it is sent. */
async function oneMember(
  client: Client,
  at: { open: OpenClub; journal: Journal; clerk: () => Clerk; done: () => void },
): Promise<void> {
  const { open, journal, done } = at;
  const member = await register(client, outside);
  journal.registered.push(member);
  const claim: Claim = { member, grantId: grantIdOf(open.campaignId, member.memberId, 1), key: newId() };
  journal.claims.push(claim);
  await sendClaim(client, claim);
  done();
  const purchase: Purchase = { member, productId: open.productId, key: newId() };
  journal.purchases.push(purchase);
  await sendOrder(client, purchase);
  done();
  for (const voucherId of await voucherIdsOf(client, member)) {
    const visit = await scanned(client, { member, voucherId, clerk: at.clerk() });
    journal.visits.push(visit);
    await sendConfirm(client, visit);
    done();
  }
}

/** Clients work side by side until the server is killed under them, after `acknowledged` claims, orders and redemptions. */
async function loadUntilKilled(open: OpenClub, journal: Journal, acknowledged: number): Promise<void> {
  const client = createClient(club.base, CLIENTS);
  let left = acknowledged;
  let turn = 0;
  let killed: Promise<void> | null = null;
  const done = () => {
    left -= 1;
    if (left === 0) killed = club.kill();
  };
  const clerk = () => {
    turn += 1;
    return open.clerks[turn % open.clerks.length] as Clerk;
  };
  const work = async () => {
    while (killed === null) await oneMember(client, { open, journal, clerk, done });
  };
  const ends = await Promise.allSettled(Array.from({ length: CLIENTS }, work));
  await killed;
  client.close();
  // The connection may break under a client; a refusal would be a mistake of the server.
  const refusals = ends.flatMap((end) =>
    end.status === "rejected" && end.reason instanceof Refusal ? [end.reason.message] : [],
  );
  expect(refusals).toEqual([]);
}

/** Before anything is sent again: what was acknowledged is there, and nothing is half there. */
async function inspect(open: OpenClub, journal: Journal): Promise<void> {
  await inDatabase(async () => {
    expect(await faultsInBooks(open)).toEqual([]);
    const receipts = journal.visits.flatMap(({ receipt }) => receipt ?? []);
    const kept = await Redemptions.find({ _id: { $in: receipts.map(({ redemptionId }) => redemptionId) } }).lean();
    expect(kept).toHaveLength(receipts.length);
    const orderIds = journal.purchases.flatMap(({ answer }) => answer?.orderId ?? []);
    expect(await Orders.countDocuments({ _id: { $in: orderIds } })).toBe(orderIds.length);
  });
}

/** Every client sends everything once more: the acknowledged answers come again to the letter, the others come now. */
async function replay(journal: Journal): Promise<void> {
  const client = createClient(club.base, CLIENTS);
  for (const member of journal.registered)
    expect((await register(client, outside, member)).memberId).toBe(member.memberId);
  for (const claim of journal.claims) {
    const before = claim.answer;
    const answer = await sendClaim(client, claim);
    if (before) expect(answer).toEqual(before);
  }
  for (const purchase of journal.purchases) {
    const before = purchase.answer;
    const answer = await sendOrder(client, purchase);
    if (before) expect(answer).toEqual(before);
  }
  for (const visit of journal.visits) {
    const before = visit.receipt;
    const receipt = await sendConfirm(client, visit);
    if (before) expect(receipt).toEqual(before);
  }
  client.close();
}

test("kill -9 in the middle of registrations, claims, orders and redemptions: nothing acknowledged is lost, nothing happens twice, nothing is half done", async () => {
  club = await start();
  const client = createClient(club.base, CLIENTS);
  const open = await openClub(client, outside);
  client.close();
  const journal: Journal = { registered: [], claims: [], purchases: [], visits: [] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    await loadUntilKilled(open, journal, 20 + Math.floor(Math.random() * 40));
    club = await start();
    await inspect(open, journal);
    await replay(journal);
    await inspect(open, journal);
  }
  // All of it was real work: every round added claims and redemptions.
  expect(journal.visits.length).toBeGreaterThan(ROUNDS * 5);
  const receiptNos = journal.visits.map(({ receipt }) => receipt?.receiptNo);
  expect(new Set(receiptNos).size).toBe(journal.visits.length);
  await club.stop();
});
