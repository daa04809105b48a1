import type { PostingReason } from "@club/shared/points-account";
import type { PointsAdjustmentStatus } from "@club/shared/points-admin";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const whole = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;
const optionalInstant = { type: Date, default: null } as const;

/**
 * What a member has. Written by every posting of the member and by nothing else, so that two of them never overlap.
 * `_id` is the member's. balance = earned + returned − spent − lapsed, and the sum of the lots' `left`.
 */
export type PointsAccount = {
  _id: string;
  cityCode: string;
  balance: number;
  earned: number;
  spent: number;
  returned: number;
  lapsed: number;
  /** Postings so far; the `seq` of the newest. */
  postingCount: number;
  /** True once the member's account was closed: what comes back lapses at once. */
  isClosed: boolean;
  updatedAt: Date;
};
const accountSchema = new Schema<PointsAccount>({
  _id: text,
  cityCode: text,
  balance: whole,
  earned: whole,
  spent: whole,
  returned: whole,
  lapsed: whole,
  postingCount: whole,
  isClosed: { type: Boolean, required: true },
  updatedAt: instant,
});
/** Shard key: _id. Every query is by _id (the proof walks in its order). */
export const PointsAccounts = model<PointsAccount>("pointsAccounts", accountSchema);

export type LotShare = { lotId: string; points: number };
/** One row of the ledger, append-only: points went from one account to another. `_id` follows from the member and the request key. */
export type Posting = {
  _id: string;
  memberId: string;
  cityCode: string;
  /** Place among the member's postings, from 1. */
  seq: number;
  from: string;
  to: string;
  points: number;
  reason: PostingReason;
  note: string | null;
  ref: { kind: string; id: string };
  requestKey: string;
  reversesId: string | null;
  /** Of a reversal: what had lapsed meanwhile and is taken off by the next posting. */
  lapsedPoints: number;
  lots: LotShare[];
  balanceAfter: number;
  at: Date;
};
const postingSchema = new Schema<Posting>({
  _id: text,
  memberId: text,
  cityCode: text,
  seq: whole,
  from: text,
  to: text,
  points: whole,
  reason: text,
  note: optionalText,
  ref: { kind: text, id: text },
  requestKey: text,
  reversesId: optionalText,
  lapsedPoints: whole,
  lots: [{ _id: false, lotId: text, points: whole }],
  balanceAfter: whole,
  at: instant,
});
postingSchema.index({ memberId: 1, seq: -1, _id: -1 });
postingSchema.index({ at: -1, _id: -1 });
postingSchema.index({ cityCode: 1, at: -1, _id: -1 });
postingSchema.index({ reason: 1, at: -1, _id: -1 });
postingSchema.index({ cityCode: 1, reason: 1, at: -1, _id: -1 });
/**
 * Shard key: memberId. Queries and their index: by _id (repeats, reversals); a member's rows and their sums { memberId, seq,
 * _id }; the ledger { at, _id }, of a city, of a reason, of both.
 */
export const Postings = model<Posting>("pointsPostings", postingSchema);

/** All points of a member that lapse at one instant. `_id` = member:last day, so a member has about one per month of life. */
export type PointsLot = {
  _id: string;
  memberId: string;
  /** Ever put in (returned points do not count again), and what is left. */
  points: number;
  left: number;
  /** Exclusive. */
  expiresAt: Date;
};
const lotSchema = new Schema<PointsLot>({ _id: text, memberId: text, points: whole, left: whole, expiresAt: instant });
const hasLeft = { partialFilterExpression: { left: { $gt: 0 } } };
lotSchema.index({ memberId: 1, expiresAt: 1, _id: 1 }, hasLeft);
lotSchema.index({ expiresAt: 1, _id: 1 }, hasLeft);
/** Shard key: memberId. Queries, all of lots with points left: a member's { memberId, expiresAt, _id }; the lapsing { expiresAt, _id }. */
export const PointsLots = model<PointsLot>("pointsLots", lotSchema);

/** What a member has earned by one rule today, this month and in all. `_id` = member:event. Shard key: _id; the only query. */
export type EarnQuota = {
  _id: string;
  day: string;
  dayPoints: number;
  month: string;
  monthPoints: number;
  totalPoints: number;
};
export const EarnQuotas = model<EarnQuota>(
  "pointsEarnQuotas",
  new Schema<EarnQuota>({
    _id: text,
    day: text,
    dayPoints: whole,
    month: text,
    monthPoints: whole,
    totalPoints: whole,
  }),
);

/** One check-in. `_id` = member:day (Shanghai), so there is one a day; a month is a range of ids. Shard key: _id; the only query. */
export type CheckIn = {
  _id: string;
  streak: number;
  points: number;
  bonusPoints: number;
  balanceAfter: number;
  tomorrowPoints: number;
  at: Date;
};
export const CheckIns = model<CheckIn>(
  "pointsCheckIns",
  new Schema<CheckIn>({
    _id: text,
    streak: whole,
    points: whole,
    bonusPoints: whole,
    balanceAfter: whole,
    tomorrowPoints: whole,
    at: instant,
  }),
);

/** A correction by hand. Its posting's request key is its id, so that it takes effect once. */
export type PointsAdjustment = {
  _id: string;
  memberId: string;
  cityCode: string;
  /** Signed. */
  points: number;
  reason: string;
  status: PointsAdjustmentStatus;
  createdBy: string;
  createdAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
  postingId: string | null;
};
const adjustmentSchema = new Schema<PointsAdjustment>({
  _id: text,
  memberId: text,
  cityCode: text,
  points: whole,
  reason: text,
  status: text,
  createdBy: text,
  createdAt: instant,
  decidedBy: optionalText,
  decidedAt: optionalInstant,
  decisionReason: optionalText,
  postingId: optionalText,
});
adjustmentSchema.index({ createdAt: -1, _id: -1 });
adjustmentSchema.index({ status: 1, createdAt: -1, _id: -1 });
adjustmentSchema.index({ cityCode: 1, createdAt: -1, _id: -1 });
adjustmentSchema.index({ cityCode: 1, status: 1, createdAt: -1, _id: -1 });
/** Shard key: _id. Queries: by _id; the lists, newest first, of all or a city, of all or a status. */
export const PointsAdjustments = model<PointsAdjustment>("pointsAdjustments", adjustmentSchema);

/**
 * What one person has given and taken without a second one on a day, over all members. `_id` = staff:day (Shanghai). Written in the
 * transaction of the adjustment, so that several at once meet here. Shard key: _id; the only query. Removed by TTL after two days.
 */
export type AdjustedDay = { _id: string; points: number; expiresAt: Date };
const adjustedDaySchema = new Schema<AdjustedDay>({ _id: text, points: whole, expiresAt: instant });
adjustedDaySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const AdjustedDays = model<AdjustedDay>("pointsAdjustedDays", adjustedDaySchema);
