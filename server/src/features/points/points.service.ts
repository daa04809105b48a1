import { pointsExpireAt } from "@club/shared/points";
import { POSTING_REASON_NAMES } from "@club/shared/points-account";
import type { EarnEvent } from "@club/shared/points-rules";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { getMemberFacts, type MemberFacts } from "../members/members.service";
import type { EarningRule } from "./earning-rules.model";
import { getEarningRules } from "./earning-rules.service";
import {
  type Books,
  closeBooks,
  copyBooks,
  openBooks,
  type Purpose,
  postCredit,
  postingIdOf,
  postLapse,
  postReversal,
  postSpending,
  reversalIdOf,
} from "./points.ledger";
import {
  type EarnQuota,
  EarnQuotas,
  PointsAccounts,
  type PointsLot,
  PointsLots,
  type Posting,
  Postings,
} from "./points.model";
import { awardOf, CLUB_SPENT, grossPoints, isRunning, lotLastDay, quotaAfter, spendable, usedAt } from "./points.rules";

/*
 * What other features do with points. All that changes something runs in the caller's transaction, which must be a contested
 * one (inContestedTransaction): a member's first posting opens the account, and two may do so at once.
 */

export type EarnInput = {
  memberId: string;
  event: EarnEvent;
  /** What happened, within the event: the same subject never earns twice. */
  subject: string;
  /** When it happened; now unless told. */
  at?: Date;
};

/**
 * Gives what the event's rule gives now, within its caps. Null when nothing was earned: no rule, switched off, outside its
 * window, a cap reached, the member closing, or this subject earned before. Never throws for a refusal.
 */
export async function earnPoints(
  session: ClientSession,
  ctx: Ctx,
  input: EarnInput,
): Promise<{ points: number } | null> {
  const posting = await earn(session, ctx, input);
  return posting && { points: posting.points };
}

/** earnPoints, with the posting it made; `bonusPoints` come besides the rule's, before the multiplier. */
export async function earn(
  session: ClientSession,
  ctx: Ctx,
  input: EarnInput & { bonusPoints?: number },
): Promise<Posting | null> {
  const { memberId, event, subject, at = ctx.now, bonusPoints = 0 } = input;
  const rule = (await getEarningRules()).get(event);
  if (!rule || !isRunning(rule, at)) return null;
  const expiresAt = pointsExpireAt(at, rule.lifeMonths);
  if (expiresAt <= ctx.now) return null;
  const member = (await getMemberFacts([memberId], session)).get(memberId);
  if (!member || !isActive(member)) return null;
  const requestKey = earnKeyOf(event, subject);
  if (await Postings.exists({ _id: postingIdOf(memberId, requestKey) }).session(session)) return null;
  const points = await takeQuota(session, rule, { member, at, bonusPoints });
  if (points === 0) return null;
  const books = await openBooks(session, [memberId]);
  const note = POSTING_REASON_NAMES[event] === rule.title ? null : rule.title;
  const purpose = { memberId, points, reason: event, note, ref: { kind: event, id: subject }, requestKey };
  const posting = postCredit(books, { ...purpose, expiresAt, cityCode: member.cityCode, at });
  await closeBooks(session, books);
  return posting;
}

/** The request key of what an event earns. */
export function earnKeyOf(event: EarnEvent, subject: string): string {
  return `earn:${event}:${subject}`;
}

type Award = { member: Pick<MemberFacts, "id" | "tier">; at: Date; bonusPoints: number };

async function takeQuota(
  session: ClientSession,
  rule: EarningRule,
  { member, at, bonusPoints }: Award,
): Promise<number> {
  const id = quotaIdOf(member.id, rule._id);
  const quota = await EarnQuotas.findById(id, null, { session }).lean<EarnQuota>();
  const points = awardOf(rule, grossPoints(rule, member.tier, bonusPoints), usedAt(quota, at));
  if (points === 0) return 0;
  const { _id, ...after } = quotaAfter(id, quota, { points, at });
  await EarnQuotas.updateOne({ _id }, { $set: after }, { session, upsert: true });
  return points;
}

export function quotaIdOf(memberId: string, event: EarnEvent): string {
  return `${memberId}:${event}`;
}

/** Whether a member's points may move. */
export function isActive(member: Pick<MemberFacts, "status">): boolean {
  return member.status === "registered" || member.status === "completed";
}

export type Spent = { postingId: string; balance: number };

/**
 * Takes points for something, from those that lapse first. The same request key gives the same answer and takes nothing more.
 * @throws points.insufficient-balance {balancePoints, requiredPoints}; request.idempotency-conflict
 */
export async function spendPoints(session: ClientSession, ctx: Ctx, input: Purpose): Promise<Spent> {
  const id = postingIdOf(input.memberId, input.requestKey);
  const earlier = await Postings.findById(id, null, { session }).lean<Posting>();
  if (earlier && !isSame(earlier, input)) throw new AppError("request.idempotency-conflict");
  if (earlier) return { postingId: id, balance: earlier.balanceAfter };
  const books = await openBooks(session, [input.memberId]);
  const [answer] = await spendFromBooks(session, ctx.now, { books, requests: [input] });
  if (!answer || answer instanceof AppError) throw answer ?? new Error("no answer");
  return answer;
}

/**
 * Takes points from several members in three writes. The books may have been read before the transaction: what was read is asked
 * again by the writes, and the books themselves are not changed. A refusal is answered in its place and writes nothing; requests
 * of one member are served in order. A request key that was used before is a duplicate key. @throws BooksMoved
 */
export async function spendFromBooks(
  session: ClientSession,
  now: Date,
  { books: read, requests }: { books: Books; requests: readonly Purpose[] },
): Promise<(Spent | AppError)[]> {
  const books = copyBooks(read);
  const answers = requests.map((request) => {
    const posting = postSpending(books, request, now);
    return posting instanceof AppError ? posting : { postingId: posting._id, balance: posting.balanceAfter };
  });
  await closeBooks(session, books);
  return answers;
}

function isSame(posting: Posting, { points, reason, ref }: Purpose): boolean {
  const isSameRef = posting.ref.kind === ref.kind && posting.ref.id === ref.id;
  return isSameRef && posting.points === points && posting.reason === reason;
}

export type Reversal = Pick<Purpose, "reason" | "note" | "requestKey"> & { postingId: string };
export type Reversed = { postingId: string; returnedPoints: number; lapsedPoints: number; balance: number };

/**
 * Gives a spending back, once, into the lots it came from. Lots that have lapsed meanwhile stay lapsed: those points come back
 * and go in the same breath, and the row says how many (`lapsedPoints`); `returnedPoints` is what the member can use again.
 * @throws points.posting-not-found, points.not-reversible, points.already-reversed (with another request key)
 */
export async function reversePosting(session: ClientSession, ctx: Ctx, input: Reversal): Promise<Reversed> {
  const { postingId, ...why } = input;
  const original = await Postings.findById(postingId, null, { session }).lean<Posting>();
  if (!original) throw new AppError("points.posting-not-found");
  if (original.to !== CLUB_SPENT) throw new AppError("points.not-reversible");
  const before = await Postings.findById(reversalIdOf(original), null, { session }).lean<Posting>();
  if (before && before.requestKey !== input.requestKey) throw new AppError("points.already-reversed");
  if (before) return toReversed(before);
  const lotIds = original.lots.map(({ lotId }) => lotId);
  const books = await openBooks(session, [original.memberId], lotIds);
  const posting = postReversal(books, { ...why, original }, ctx.now);
  await closeBooks(session, books);
  return toReversed(posting);
}

function toReversed({ _id, points, lapsedPoints, balanceAfter }: Posting): Reversed {
  return { postingId: _id, returnedPoints: points - lapsedPoints, lapsedPoints, balance: balanceAfter - lapsedPoints };
}

/** What the member can spend now: lapsed lots do not count, even before the job has been there. */
export async function getPointsBalance(ctx: Pick<Ctx, "now">, memberId: string): Promise<number> {
  return spendable(await lotsWithPoints([memberId]), ctx.now);
}

/** Lots of members with points left. Index: { memberId, expiresAt, _id } of lots with points. */
export async function lotsWithPoints(memberIds: readonly string[]): Promise<PointsLot[]> {
  return PointsLots.find({ memberId: { $in: [...memberIds] }, left: { $gt: 0 } }).lean<PointsLot[]>();
}

export type ExpiringLot = { id: string; memberId: string; pointsLeft: number; expiresAt: Date; lastDay: string };

/**
 * Lots with points left that lapse in a range, in the order (expiresAt, id), after a place in it. For reminders.
 * Index: { expiresAt, _id } of lots with points.
 */
export async function findExpiringLots(of: {
  from: Date;
  to: Date;
  after: { expiresAt: Date; id: string } | null;
  limit: number;
}): Promise<ExpiringLot[]> {
  const { from, to, after, limit } = of;
  const ranges = after
    ? [{ expiresAt: after.expiresAt, _id: { $gt: after.id } }, { expiresAt: { $gt: after.expiresAt, $lt: to } }]
    : [{ expiresAt: { $gte: from, $lt: to } }];
  const found: PointsLot[] = [];
  for (const range of ranges) {
    if (found.length >= limit) break;
    const rows = await PointsLots.find({ ...range, left: { $gt: 0 } })
      .sort({ expiresAt: 1, _id: 1 })
      .limit(limit - found.length)
      .lean<PointsLot[]>();
    found.push(...rows);
  }
  return found.map(({ _id, memberId, left, expiresAt }) => {
    return { id: _id, memberId, pointsLeft: left, expiresAt, lastDay: lotLastDay(_id) };
  });
}

/** What is left of a member's points lapses with the account, in the transaction that closes it; later returns lapse at once. */
export async function lapsePointsOfMember(ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  const books = await openBooks(session, [memberId]);
  const lots = [...books.lots.values()].map(({ _id, left }) => ({ lotId: _id, points: left }));
  const ref = { kind: "member", id: memberId };
  if (lots.length > 0) postLapse(books, { memberId, lots, reason: "account-closed", note: null, ref }, ctx.now);
  await closeBooks(session, books);
  await PointsAccounts.updateOne({ _id: memberId }, { $set: { isClosed: true } }, { session });
}
