import type { ConsentKind } from "@club/shared/auth";
import type { MemberStatus, MemberTier } from "@club/shared/members";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

export type Consent = { kind: ConsentKind; version: string; at: Date; withdrawnAt: Date | null };

/**
 * Members. Personal values are encrypted (…Enc) and found by blind index (…Blind); the right to a phone, an ID card, a WeChat
 * user and a member number is a document in `identities`.
 * Shard key: _id (hashed). Every read of a member's own pages is by _id. Indexes: the staff's lists, newest first (all; by
 * city; by status; by city and status), exact search by name, counting an audience, and the accounts whose cooling-off ends.
 */
export type MemberDoc = {
  _id: string;
  memberNo: string;
  status: MemberStatus;
  tier: MemberTier;
  cityCode: string;
  phoneEnc: string | null;
  phoneBlind: string | null;
  nameEnc: string | null;
  nameBlind: string | null;
  idCardEnc: string | null;
  idCardBlind: string | null;
  passwordHash: string | null;
  openidEnc: string | null;
  openidBlind: string | null;
  unionidEnc: string | null;
  consents: Consent[];
  /** Where the member came from: the scene of a poster or a channel. */
  channelScene: string | null;
  createdAt: Date;
  completedAt: Date | null;
  /** End of the cooling-off; set exactly while the status is "closing". */
  closesAt: Date | null;
  closedAt: Date | null;
  updatedAt: Date;
};

const consentSchema = new Schema<Consent>(
  {
    kind: { type: String, required: true },
    version: { type: String, required: true },
    at: { type: Date, required: true },
    withdrawnAt: { type: Date, default: null },
  },
  { _id: false },
);
const optionalText = { type: String, default: null } as const;
const schema = new Schema<MemberDoc>({
  _id: { type: String, required: true },
  memberNo: { type: String, required: true },
  status: { type: String, required: true },
  tier: { type: String, required: true },
  cityCode: { type: String, required: true },
  phoneEnc: optionalText,
  phoneBlind: optionalText,
  nameEnc: optionalText,
  nameBlind: optionalText,
  idCardEnc: optionalText,
  idCardBlind: optionalText,
  passwordHash: optionalText,
  openidEnc: optionalText,
  openidBlind: optionalText,
  unionidEnc: optionalText,
  consents: { type: [consentSchema], required: true },
  channelScene: optionalText,
  createdAt: { type: Date, required: true },
  completedAt: { type: Date, default: null },
  closesAt: { type: Date, default: null },
  closedAt: { type: Date, default: null },
  updatedAt: { type: Date, required: true },
});
schema.index({ createdAt: -1, _id: -1 });
schema.index({ cityCode: 1, createdAt: -1, _id: -1 });
schema.index({ status: 1, createdAt: -1, _id: -1 });
schema.index({ cityCode: 1, status: 1, createdAt: -1, _id: -1 });
schema.index({ nameBlind: 1, createdAt: -1, _id: -1 });
schema.index({ tier: 1, cityCode: 1, status: 1 });
schema.index({ status: 1, closesAt: 1 }, { partialFilterExpression: { status: "closing" } });
export const Members = model<MemberDoc>("members", schema);
