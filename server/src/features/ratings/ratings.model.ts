import type { RatingTag } from "@club/shared/ratings";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

const text = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;

/** What a member said of one redemption, once: `_id` is the redemption's. Names are frozen as they were. */
export type Rating = {
  _id: string;
  memberId: string;
  voucherId: string;
  merchantId: string;
  merchantName: string;
  branchId: string;
  branchName: string;
  serviceName: string;
  /** The branch's city. */
  cityCode: string;
  stars: number;
  tags: RatingTag[];
  text: string | null;
  textCheck: "none" | "passed" | "unchecked";
  earnedPoints: number;
  ratedAt: Date;
  /** True while a low rating waits for somebody of the club. */
  isOpen: boolean;
  handled: { by: string; at: Date; note: string } | null;
};
const schema = new Schema<Rating>({
  _id: text,
  memberId: text,
  voucherId: text,
  merchantId: text,
  merchantName: text,
  branchId: text,
  branchName: text,
  serviceName: text,
  cityCode: text,
  stars: whole,
  tags: { type: [String], required: true },
  text: { type: String, default: null },
  textCheck: text,
  earnedPoints: whole,
  ratedAt: instant,
  isOpen: { type: Boolean, required: true },
  handled: { type: new Schema({ by: text, at: instant, note: text }, { _id: false }), default: null },
});
const waiting = { partialFilterExpression: { isOpen: true } };
schema.index({ ratedAt: -1, _id: -1 });
schema.index({ cityCode: 1, ratedAt: -1, _id: -1 });
schema.index({ merchantId: 1, ratedAt: -1, _id: -1 });
schema.index({ stars: 1, ratedAt: -1, _id: -1 });
schema.index({ cityCode: 1, stars: 1, ratedAt: -1, _id: -1 });
schema.index({ merchantId: 1, stars: 1, ratedAt: -1, _id: -1 });
schema.index({ isOpen: 1, ratedAt: -1, _id: -1 }, waiting);
schema.index({ memberId: 1 });
/**
 * Shard key: _id (hashed). Queries and their index: by _id (the member's own); the staff's lists, newest first, of all, a city
 * or a merchant, each also of one number of stars; the waiting ones { isOpen, ratedAt, _id }, few; a member's own { memberId }
 * when the account is closed.
 */
export const Ratings = model<Rating>("ratings", schema);
