import type { PostingReason } from "@club/shared/points-account";
import type { ClientSession } from "mongoose";
import { sha256 } from "../../platform/crypto";
import { insertAll, type UpdateStatement, updateAll } from "../../platform/db";
import { AppError } from "../../platform/problem";
import {
  type LotShare,
  type PointsAccount,
  PointsAccounts,
  type PointsLot,
  PointsLots,
  type Posting,
  Postings,
} from "./points.model";
import { accountOf, CLUB_ISSUED, CLUB_LAPSED, CLUB_SPENT, lotIdOf, spendable, takeFrom } from "./points.rules";

/*
 * The only writer of accounts, lots and postings. The books of some members are opened (two reads), postings are made in them, and
 * they are closed (three writes) in the caller's transaction, however many members and postings. Every posting changes its
 * member's account document, so whatever else happens to the same points at the same time conflicts, or no longer finds the
 * account as it was read, and is run again.
 */

/** The points of a member are not what was read any more: look again. */
export class BooksMoved extends Error {}

/** What a posting is for. `requestKey` names the intent within the member's account, for ever. */
export type Purpose = {
  memberId: string;
  points: number;
  reason: PostingReason;
  note?: string | null;
  ref: { kind: string; id: string };
  requestKey: string;
};

type OpenAccount = { now: PointsAccount; readCount: number; change: Change };
type Change = { balance: number; earned: number; spent: number; returned: number; lapsed: number };
type OpenLot = Pick<PointsLot, "_id" | "memberId" | "left" | "expiresAt"> & { change: number; added: number };
export type Books = { accounts: Map<string, OpenAccount>; lots: Map<string, OpenLot>; postings: Posting[] };

/** The id of the posting that a request key makes; there is never a second one. */
export function postingIdOf(memberId: string, requestKey: string): string {
  return sha256(`points\n${memberId}\n${requestKey}`);
}

/** A posting is taken back once: the id of its reversal follows from its own. */
export function reversalIdOf({ _id, memberId }: Pick<Posting, "_id" | "memberId">): string {
  return postingIdOf(memberId, `reverse:${_id}`);
}

/** Accounts of members with their lots that hold points; `lotIds` = further lots, empty ones too. Without a session: as they are now. */
export async function openBooks(
  session: ClientSession | null,
  memberIds: readonly string[],
  lotIds: readonly string[] = [],
): Promise<Books> {
  const ids = [...new Set(memberIds)];
  const options = session === null ? {} : { session };
  const accounts = await PointsAccounts.find({ _id: { $in: ids } }, null, options).lean<PointsAccount[]>();
  const lots = await PointsLots.find({ memberId: { $in: ids }, left: { $gt: 0 } }, null, options).lean<PointsLot[]>();
  const more =
    lotIds.length === 0 ? [] : await PointsLots.find({ _id: { $in: [...lotIds] } }, null, options).lean<PointsLot[]>();
  return {
    accounts: new Map(accounts.map((now) => [now._id, { now, readCount: now.postingCount, change: noChange() }])),
    lots: new Map([...lots, ...more].map((lot) => [lot._id, { ...lot, change: 0, added: 0 }])),
    postings: [],
  };
}

/** The same books for a transaction that may be run again: what is posted in them does not show in the others. */
export function copyBooks({ accounts, lots, postings }: Books): Books {
  const copied = [...accounts].map(
    ([id, { now, readCount, change }]) => [id, { now: { ...now }, readCount, change: { ...change } }] as const,
  );
  return {
    accounts: new Map(copied),
    lots: new Map([...lots].map(([id, lot]) => [id, { ...lot }] as const)),
    postings: [...postings],
  };
}

/** What a member can spend by these books. */
export function balanceIn(books: Books, memberId: string, now: Date): number {
  return spendable(lotsOf(books, memberId), now);
}

function noChange(): Change {
  return { balance: 0, earned: 0, spent: 0, returned: 0, lapsed: 0 };
}

/** Puts new points into the member's lot of an expiry; opens the account with the first ones. */
export function postCredit(
  books: Books,
  { expiresAt, cityCode, at, ...purpose }: Purpose & { expiresAt: Date; cityCode: string; at: Date },
): Posting {
  const { memberId, points } = purpose;
  const account = books.accounts.get(memberId) ?? newAccount(books, memberId, cityCode);
  account.now.cityCode = cityCode;
  const lotId = lotIdOf(memberId, expiresAt);
  const lot = books.lots.get(lotId) ?? { _id: lotId, memberId, left: 0, expiresAt, change: 0, added: 0 };
  books.lots.set(lotId, { ...lot, added: lot.added + points });
  const lots = [{ lotId, points }];
  return post(books, { purpose, at, column: "earned", lots, from: CLUB_ISSUED, to: accountOf(memberId) });
}

/** Takes points from the lots that lapse first; a refusal is answered and changes nothing. */
export function postSpending(books: Books, purpose: Purpose, now: Date): Posting | AppError {
  const { memberId, points } = purpose;
  const held = lotsOf(books, memberId);
  const lots = takeFrom(held, points, now);
  if (!lots || !books.accounts.has(memberId)) {
    const details = { balancePoints: spendable(held, now), requiredPoints: points };
    return new AppError("points.insufficient-balance", details);
  }
  return post(books, { purpose, at: now, column: "spent", lots, from: accountOf(memberId), to: CLUB_SPENT });
}

/** Gives a spending back into the lots it came from, and takes what has lapsed there meanwhile off again at once. */
export function postReversal(
  books: Books,
  { original, ...why }: Pick<Purpose, "reason" | "note" | "requestKey"> & { original: Posting },
  now: Date,
): Posting {
  const { memberId, points, ref, lots } = original;
  const isClosed = books.accounts.get(memberId)?.now.isClosed ?? true;
  const lapsed = lots.filter(({ lotId }) => isClosed || (books.lots.get(lotId)?.expiresAt ?? now) <= now);
  const extra = { _id: reversalIdOf(original), reversesId: original._id, lapsedPoints: sumOf(lapsed) };
  const purpose = { ...why, memberId, points, ref };
  const route = { from: CLUB_SPENT, to: accountOf(memberId) };
  const posting = post(books, { purpose, at: now, column: "returned", lots, ...route, extra });
  const note = "退回的积分在此期间已失效";
  if (lapsed.length > 0) postLapse(books, { memberId, lots: lapsed, reason: "lapsed", note, ref }, now);
  return posting;
}

export type Lapse = Pick<Purpose, "memberId" | "ref"> & {
  lots: LotShare[];
  reason: "lapsed" | "account-closed";
  note: string | null;
};

/** Takes what has lapsed out of the lots that are named. */
export function postLapse(books: Books, input: Lapse, now: Date): Posting {
  const { lots, ...rest } = input;
  // What guards against lapsing twice is what the lots hold; the number only keeps the key unique.
  const requestKey = `lapse:${(books.accounts.get(input.memberId)?.now.postingCount ?? 0) + 1}`;
  const purpose = { ...rest, points: sumOf(lots), requestKey };
  return post(books, { purpose, at: now, column: "lapsed", lots, from: accountOf(input.memberId), to: CLUB_LAPSED });
}

function sumOf(lots: readonly LotShare[]): number {
  return lots.reduce((sum, lot) => sum + lot.points, 0);
}

/** The member's lots in open books, as they are now. */
export function lotsOf(books: Books, memberId: string): OpenLot[] {
  return [...books.lots.values()].filter((lot) => lot.memberId === memberId);
}

function newAccount(books: Books, memberId: string, cityCode: string): OpenAccount {
  const now = { ...noChange(), _id: memberId, cityCode, postingCount: 0, isClosed: false, updatedAt: new Date(0) };
  const account = { now, readCount: 0, change: noChange() };
  books.accounts.set(memberId, account);
  return account;
}

type Row = {
  purpose: Purpose;
  at: Date;
  column: Exclude<keyof Change, "balance">;
  lots: LotShare[];
  from: string;
  to: string;
  extra?: Pick<Posting, "_id" | "reversesId" | "lapsedPoints">;
};

function post(books: Books, { purpose, at, column, lots, from, to, extra }: Row): Posting {
  const { memberId, points, reason, note = null, ref, requestKey } = purpose;
  const account = books.accounts.get(memberId);
  if (!account || !Number.isSafeInteger(points) || points <= 0)
    throw new Error("a posting needs an account and points");
  const sign = to === accountOf(memberId) ? 1 : -1;
  for (const share of lots) moveLot(books, share.lotId, sign * share.points);
  account.change.balance += sign * points;
  account.change[column] += points;
  account.now.balance += sign * points;
  account.now[column] += points;
  account.now.postingCount += 1;
  account.now.updatedAt = at;
  const posting: Posting = {
    _id: postingIdOf(memberId, requestKey),
    memberId,
    cityCode: account.now.cityCode,
    seq: account.now.postingCount,
    from,
    to,
    points,
    reason,
    note,
    ref: { kind: ref.kind, id: ref.id },
    requestKey,
    reversesId: null,
    lapsedPoints: 0,
    lots,
    balanceAfter: account.now.balance,
    at,
    ...extra,
  };
  books.postings.push(posting);
  return posting;
}

function moveLot(books: Books, lotId: string, change: number): void {
  const lot = books.lots.get(lotId);
  if (!lot || lot.left + change < 0) throw new Error("the lots of an account do not hold what its postings say");
  lot.left += change;
  lot.change += change;
}

/** Writes what was posted: guarded changes of accounts and lots, and the postings. @throws BooksMoved */
export async function closeBooks(session: ClientSession, books: Books): Promise<void> {
  if (books.postings.length === 0) return;
  const changed = [...books.accounts.values()].filter((account) => account.now.postingCount > account.readCount);
  const opened = changed.filter((account) => account.readCount === 0).map((account) => account.now);
  const updates = changed.filter((account) => account.readCount > 0).map(accountUpdate);
  await insertAll(session, PointsAccounts, opened);
  mustMatch(await updateAll(session, PointsAccounts, updates), updates.length);
  await closeLots(session, [...books.lots.values()]);
  await insertAll(session, Postings, books.postings);
}

/** Guarded by what was read and by what is needed, whatever the isolation of the server. */
function accountUpdate({ now, readCount, change }: OpenAccount) {
  const { _id, cityCode, postingCount, updatedAt } = now;
  const { balance, ...columns } = change;
  return {
    q: { _id, postingCount: readCount, balance: { $gte: Math.max(-balance, 0) } },
    u: { $inc: { ...columns, balance, postingCount: postingCount - readCount }, $set: { cityCode, updatedAt } },
  };
}

async function closeLots(session: ClientSession, lots: readonly OpenLot[]): Promise<void> {
  const updates = lots.filter((lot) => lot.added > 0 || lot.change !== 0).map(lotUpdate);
  mustMatch(await updateAll(session, PointsLots, updates), updates.length);
}

function lotUpdate({ _id, memberId, expiresAt, change, added }: OpenLot): UpdateStatement {
  if (added === 0) return { q: { _id, left: { $gte: Math.max(-change, 0) } }, u: { $inc: { left: change } } };
  const u = { $inc: { points: added, left: change }, $setOnInsert: { memberId, expiresAt } };
  return { q: { _id }, u, upsert: true };
}

function mustMatch(matched: number, wanted: number): void {
  if (matched !== wanted) throw new BooksMoved("the points are not what was read any more");
}
