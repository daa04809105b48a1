import type { RedemptionStatus } from "@club/shared/redemptions";
import { Schema } from "mongoose";
import { model } from "../../platform/db";
import { missesModel } from "../../platform/misses";

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const whole = { type: Number, required: true } as const;
const optionalWhole = { type: Number, default: null } as const;
const instant = { type: Date, required: true } as const;
const optionalInstant = { type: Date, default: null } as const;

/**
 * One use of a voucher. Everything the receipt and the statement say is frozen here. `_id` follows from (clerk, request key),
 * so a repeated request meets its own answer for ever; in groups of four it is the receipt number.
 */
export type Redemption = {
  _id: string;
  voucherId: string;
  useNo: number;
  memberId: string;
  serviceId: string;
  serviceName: string;
  merchantId: string;
  merchantName: string;
  branchId: string;
  branchName: string;
  clerkId: string;
  /** The branch's city. */
  cityCode: string;
  agreementId: string;
  priceFen: number;
  capFen: number | null;
  clubFen: number;
  memberFen: number;
  status: RedemptionStatus;
  redeemedAt: Date;
  reversedAt: Date | null;
  reversal: { by: string; reason: string } | null;
  distanceMeters: number | null;
  plateMasked: string | null;
  photoId: string | null;
  quotaId: string | null;
  signature: string;
  requestHash: string;
  /** The frozen statement it is a line of. */
  statementId: string | null;
};

/** Holds the reversed ones only. */
export const REVERSED_INDEX = { redeemedAt: -1, _id: -1, cityCode: 1 } as const;
const redemptionSchema = new Schema<Redemption>({
  _id: text,
  voucherId: text,
  useNo: whole,
  memberId: text,
  serviceId: text,
  serviceName: text,
  merchantId: text,
  merchantName: text,
  branchId: text,
  branchName: text,
  clerkId: text,
  cityCode: text,
  agreementId: text,
  priceFen: whole,
  capFen: optionalWhole,
  clubFen: whole,
  memberFen: whole,
  status: text,
  redeemedAt: instant,
  reversedAt: optionalInstant,
  reversal: { type: new Schema({ by: text, reason: text }, { _id: false }), default: null },
  distanceMeters: optionalWhole,
  plateMasked: optionalText,
  photoId: optionalText,
  quotaId: optionalText,
  signature: text,
  requestHash: text,
  statementId: optionalText,
});
redemptionSchema.index({ merchantId: 1, redeemedAt: -1, _id: -1 });
redemptionSchema.index({ merchantId: 1, statementId: 1, redeemedAt: 1, _id: 1 });
redemptionSchema.index({ memberId: 1, redeemedAt: -1, _id: -1 });
redemptionSchema.index({ cityCode: 1, redeemedAt: -1, _id: -1 });
redemptionSchema.index({ redeemedAt: -1, _id: -1 });
redemptionSchema.index({ serviceId: 1, redeemedAt: -1, _id: -1, cityCode: 1 });
redemptionSchema.index(REVERSED_INDEX, { partialFilterExpression: { status: "reversed" } });
/**
 * Shard key: _id (hashed): replay, receipt and reversal hit one shard. Queries and their index: a merchant's day or month
 * { merchantId, redeemedAt, _id }; its unsettled ones in time order { merchantId, statementId, redeemedAt, _id }; a member's
 * history { memberId, … }; the feed of a city { cityCode, … } and of the province { redeemedAt, _id }; the feed of a service, in one city too
 { serviceId, …, cityCode }; the reversed ones, which are few { redeemedAt, … } where status is "reversed".
 *
 * What these two cost where redemptions are inserted: one key for the service, at the end of one of nine stretches whose pages are
 * always at hand (not somewhere, as for merchants and members), with the city in the same key rather than in an index of its own; and
 * nothing for the reversed ones, as no redemption is born reversed. A required range of days would cost no key, but reads a
 * month of everybody's redemptions for a service that nobody uses, and page and export of a rare service would have gaps.
 */
export const Redemptions = model<Redemption>("redemptions", redemptionSchema);

/** "Once per day or month": `_id` = member:service:period. Shard key: _id; removed by TTL after the period. */
export type RedemptionQuota = { _id: string; redemptionId: string; expiresAt: Date };
const quotaSchema = new Schema<RedemptionQuota>({ _id: text, redemptionId: text, expiresAt: instant });
quotaSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 86_400 });
export const RedemptionQuotas = model<RedemptionQuota>("redemptionQuotas", quotaSchema);

/** A photo of a service. `_id` is the digest of its bytes, so that one picture proves one redemption only. Shard key: _id. */
export type RedemptionPhoto = {
  _id: string;
  merchantId: string;
  clerkId: string;
  storageId: string;
  contentType: string;
  uploadedAt: Date;
  redemptionId: string | null;
};
export const RedemptionPhotos = model<RedemptionPhoto>(
  "redemptionPhotos",
  new Schema<RedemptionPhoto>({
    _id: text,
    merchantId: text,
    clerkId: text,
    storageId: text,
    contentType: text,
    uploadedAt: instant,
    redemptionId: optionalText,
  }),
);

/** Unknown codes tried, per clerk and per address. */
export const CodeMisses = missesModel("codeMisses");

/**
 * Money that moves outside of a redemption's own line: a reversal after its statement was frozen, a correction by hand, a
 * negative total carried over. Lands as one line in the next statement. `_id` of a reversal and of a carry follows from its cause.
 */
export type Adjustment = {
  _id: string;
  kind: "reversal" | "manual" | "carry";
  merchantId: string;
  redemptionId: string | null;
  amountFen: number;
  reason: string;
  /** Counts for statements of months that end after this instant. */
  at: Date;
  createdBy: string;
  createdAt: Date;
  statementId: string | null;
};
const adjustmentSchema = new Schema<Adjustment>({
  _id: text,
  kind: text,
  merchantId: text,
  redemptionId: optionalText,
  amountFen: whole,
  reason: text,
  at: instant,
  createdBy: text,
  createdAt: instant,
  statementId: optionalText,
});
adjustmentSchema.index({ merchantId: 1, statementId: 1, at: 1, _id: 1 });
/** Shard key: merchantId. Query: the unsettled ones of a merchant in time order { merchantId, statementId, at, _id }. */
export const Adjustments = model<Adjustment>("adjustments", adjustmentSchema);
