import { Schema } from "mongoose";
import { model } from "../../platform/db";

/**
 * The last code sent to a phone. `_id` = blind index of the phone; the code itself is kept as a keyed hash only.
 * Shard key: _id. Read and written by _id only; TTL on expiresAt (later than the code's own end: it also counts the day).
 */
export type SmsCodeDoc = {
  _id: string;
  purpose: string;
  codeHash: string;
  sentAt: Date;
  validUntil: Date;
  misses: number;
  /** Who used it: null = nobody yet. */
  usedBy: string | null;
  /** Day in Shanghai that `sentOnDay` counts. */
  day: string;
  sentOnDay: number;
  expiresAt: Date;
};

const schema = new Schema<SmsCodeDoc>({
  _id: { type: String, required: true },
  purpose: { type: String, required: true },
  codeHash: { type: String, required: true },
  sentAt: { type: Date, required: true },
  validUntil: { type: Date, required: true },
  misses: { type: Number, required: true },
  usedBy: { type: String, default: null },
  day: { type: String, required: true },
  sentOnDay: { type: Number, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const SmsCodes = model<SmsCodeDoc>("smsCodes", schema);
