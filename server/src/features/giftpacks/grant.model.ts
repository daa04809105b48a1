import type { ErrorCode } from "@club/shared/errors";
import type { BATCH_STATUSES, BatchRowResult } from "@club/shared/giftpack-batches";
import type { ClaimAnswer, GrantStatus } from "@club/shared/giftpack-grants";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

export type GrantSource = { kind: string; actorId: string; batchId: string | null };

/**
 * One gift pack given to one member. `_id` is `<packId>:<memberId>:<sequence>` with sequence 1…perMemberLimit, so that
 * neither a repeated request nor two processes can give one more than the limit.
 */
export type Grant = {
  _id: string;
  packId: string;
  packVersion: number;
  memberId: string;
  cityCode: string;
  sequence: number;
  status: GrantStatus;
  source: GrantSource;
  createdAt: Date;
  updatedAt: Date;
  /** Exclusive end of claiming; null = none. */
  expiresAt: Date | null;
  claimedAt?: Date;
  /** The answer of the claim, frozen. The vouchers carry `grantId` and the cards' ids. */
  claim?: ClaimAnswer;
};

/** One import of phones: first checked row by row, then, when told to, carried out row by row. */
export type GrantBatch = {
  _id: string;
  packId: string;
  /** City of the staff who imported; null = the province. Only its members are granted. */
  cityCode: string | null;
  status: (typeof BATCH_STATUSES)[number];
  /** Of the imported bytes: the same batch id with another file is refused. */
  contentHash: string;
  rowCount: number;
  /** Rows done in the current step, always a prefix of the rows. */
  progressCount: number;
  grantableCount: number;
  grantedCount: number;
  refusedCount: number;
  reason: string;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
};

export type GrantBatchRow = {
  /** `<batchId>:<rowNo>` */
  _id: string;
  batchId: string;
  rowNo: number;
  phoneEnc: string;
  phoneMasked: string;
  memberId: string | null;
  /** Null until checked, "ok" when the row would be granted, else why not. */
  plan: "ok" | ErrorCode | null;
  /** Null until carried out, "ok" when granted, else why not. */
  outcome: "ok" | ErrorCode | null;
  /** What the last of both said, to be found by; null until checked. */
  result: BatchRowResult | null;
  grantId: string | null;
};

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const whole = { type: Number, required: true } as const;
const date = { type: Date, required: true } as const;

const grantSchema = new Schema<Grant>({
  _id: text,
  packId: text,
  packVersion: whole,
  memberId: text,
  cityCode: text,
  sequence: whole,
  status: text,
  source: { kind: text, actorId: text, batchId: optionalText },
  createdAt: date,
  updatedAt: date,
  expiresAt: { type: Date, default: null },
  claimedAt: Date,
  claim: Schema.Types.Mixed,
});
grantSchema.index({ memberId: 1, createdAt: -1, _id: -1 });
grantSchema.index({ packId: 1, createdAt: -1, _id: -1 });
grantSchema.index({ packId: 1, cityCode: 1, createdAt: -1, _id: -1 });
grantSchema.index({ expiresAt: 1 }, { partialFilterExpression: { status: "granted" } });
grantSchema.index({ claimedAt: 1 }, { partialFilterExpression: { status: "claimed" } });

const batchSchema = new Schema<GrantBatch>({
  _id: text,
  packId: text,
  cityCode: optionalText,
  status: text,
  contentHash: text,
  rowCount: whole,
  progressCount: whole,
  grantableCount: whole,
  grantedCount: whole,
  refusedCount: whole,
  reason: text,
  createdBy: text,
  createdAt: date,
  updatedAt: date,
});
batchSchema.index({ status: 1, createdAt: 1 });
batchSchema.index({ packId: 1, createdAt: -1, _id: -1 });
batchSchema.index({ packId: 1, cityCode: 1, createdAt: -1, _id: -1 });

const rowSchema = new Schema<GrantBatchRow>({
  _id: text,
  batchId: text,
  rowNo: whole,
  phoneEnc: text,
  phoneMasked: text,
  memberId: optionalText,
  plan: optionalText,
  outcome: optionalText,
  result: optionalText,
  grantId: optionalText,
});
rowSchema.index({ batchId: 1, rowNo: 1, _id: 1 });
rowSchema.index({ batchId: 1, result: 1, rowNo: 1, _id: 1 });

/**
 * Shard key: _id (hashed). Queries and their index: by _id (claims); a member's { memberId, createdAt, _id }, also to count
 * the grants of one pack; a pack's list { packId, createdAt, _id } and { packId, cityCode, createdAt, _id }; the expiry sweep
 * { expiresAt } of unclaimed grants only; a day's claims { claimedAt } of claimed ones.
 */
export const Grants = model<Grant>("grants", grantSchema);
/**
 * Shard key: _id. Queries: by _id; the unfinished ones { status, createdAt } (job); a pack's list { packId, createdAt, _id } and
 * { packId, cityCode, createdAt, _id }.
 */
export const GrantBatches = model<GrantBatch>("grantBatches", batchSchema);
/** Shard key: batchId. Queries: { batchId, rowNo } in order; those of one result { batchId, result, rowNo, _id }. */
export const GrantBatchRows = model<GrantBatchRow>("grantBatchRows", rowSchema);

export function grantIdOf(packId: string, memberId: string, sequence: number): string {
  return `${packId}:${memberId}:${sequence}`;
}

/** The parts of a grant's id; null when it is none. */
export function readGrantId(grantId: string): { packId: string; memberId: string; sequence: number } | null {
  const match = /^([A-Za-z0-9_-]+):([A-Za-z0-9_-]+):([1-9]\d?)$/.exec(grantId);
  if (!match) return null;
  return { packId: match[1] as string, memberId: match[2] as string, sequence: Number(match[3]) };
}
