import type { AgreementPrice, AgreementStatus } from "@club/shared/merchant-agreements";
import type { ClerkStatus } from "@club/shared/merchant-clerks";
import type { MerchantStatus } from "@club/shared/merchants";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const whole = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;
const optionalInstant = { type: Date, default: null } as const;

/** A partner company. Contact and account are encrypted; the credit code is public and unique by `merchantRights`. */
export type Merchant = {
  _id: string;
  name: string;
  creditCode: string;
  cityCode: string;
  status: MerchantStatus;
  statusReason: string | null;
  contactNameEnc: string;
  contactPhoneEnc: string;
  contactPhoneBlind: string;
  bankName: string;
  bankHolder: string;
  bankAccountEnc: string;
  bankChangedAt: Date;
  /** Number of agreement versions ever drafted; moving it serialises activations. */
  agreementCount: number;
  agreementRevision: number;
  createdAt: Date;
  updatedAt: Date;
};
/** Shard key: _id. Lists: { cityCode, status?, createdAt }, { status, createdAt }, { createdAt }, by name { name }, { status, name }. */
const merchantSchema = new Schema<Merchant>({
  _id: text,
  name: text,
  creditCode: text,
  cityCode: text,
  status: text,
  statusReason: optionalText,
  contactNameEnc: text,
  contactPhoneEnc: text,
  contactPhoneBlind: text,
  bankName: text,
  bankHolder: text,
  bankAccountEnc: text,
  bankChangedAt: instant,
  agreementCount: whole,
  agreementRevision: whole,
  createdAt: instant,
  updatedAt: instant,
});
merchantSchema.index({ createdAt: -1, _id: -1 });
merchantSchema.index({ cityCode: 1, createdAt: -1, _id: -1 });
merchantSchema.index({ status: 1, createdAt: -1, _id: -1 });
merchantSchema.index({ name: 1, _id: 1 });
merchantSchema.index({ status: 1, name: 1, _id: 1 });
export const Merchants = model<Merchant>("merchants", merchantSchema);

/** Who holds what only one may hold: `credit:<code>` → merchant, `phone:<blind>` and `openid:<blind>` → clerk. Shard key: _id. */
export type MerchantRight = { _id: string; holderId: string };
export const MerchantRights = model<MerchantRight>(
  "merchantRights",
  new Schema<MerchantRight>({ _id: text, holderId: text }),
);

/** A place where the merchant serves. Coordinates are degrees × 1 000 000. */
export type Branch = {
  _id: string;
  merchantId: string;
  name: string;
  address: string;
  phone: string | null;
  openingHours: string | null;
  cityCode: string;
  lngE6: number;
  latE6: number;
  serviceIds: string[];
  isActive: boolean;
  createdAt: Date;
  updatedAt: Date;
};
/** Shard key: merchantId. Query: the branches of a merchant { merchantId }. Everything hot reads the directory cache. */
const branchSchema = new Schema<Branch>({
  _id: text,
  merchantId: text,
  name: text,
  address: text,
  phone: optionalText,
  openingHours: optionalText,
  cityCode: text,
  lngE6: whole,
  latE6: whole,
  serviceIds: { type: [String], required: true },
  isActive: { type: Boolean, required: true },
  createdAt: instant,
  updatedAt: instant,
});
branchSchema.index({ merchantId: 1, createdAt: 1, _id: 1 });
export const Branches = model<Branch>("branches", branchSchema);

/** A person who redeems for a merchant. `branchIds` empty = all branches. */
export type Clerk = {
  _id: string;
  merchantId: string;
  role: "owner" | "clerk";
  nameEnc: string;
  phoneEnc: string;
  phoneBlind: string;
  openidBlind: string;
  branchIds: string[];
  status: ClerkStatus;
  passwordHash: string | null;
  joinedAt: Date;
  lastLoginAt: Date | null;
  updatedAt: Date;
};
/** Shard key: merchantId. Query: the people of a merchant, newest first. Sign-in goes through merchantRights by `_id`. */
const clerkSchema = new Schema<Clerk>({
  _id: text,
  merchantId: text,
  role: text,
  nameEnc: text,
  phoneEnc: text,
  phoneBlind: text,
  openidBlind: text,
  branchIds: { type: [String], default: [] },
  status: text,
  passwordHash: optionalText,
  joinedAt: instant,
  lastLoginAt: optionalInstant,
  updatedAt: instant,
});
clerkSchema.index({ merchantId: 1, joinedAt: -1, _id: -1 });
export const Clerks = model<Clerk>("clerks", clerkSchema);

/** An invitation to join; `_id` is the blind index of its code, so that a dump of the database gives no usable code. */
export type ClerkInvitation = {
  _id: string;
  merchantId: string;
  role: "owner" | "clerk";
  nameEnc: string;
  branchIds: string[];
  invitedBy: string;
  usedAt: Date | null;
  expiresAt: Date;
};
/** Shard key: _id. Read and used by `_id` only; removed by TTL a while after it has expired. */
const invitationSchema = new Schema<ClerkInvitation>({
  _id: text,
  merchantId: text,
  role: text,
  nameEnc: text,
  branchIds: { type: [String], default: [] },
  invitedBy: text,
  usedAt: optionalInstant,
  expiresAt: instant,
});
invitationSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 30 * 86_400 });
export const ClerkInvitations = model<ClerkInvitation>("clerkInvitations", invitationSchema);

/** One version of the prices agreed with a merchant. Written once; only status and effectiveTo change when the next begins. */
export type Agreement = {
  /** `${merchantId}:${version}`. */
  _id: string;
  merchantId: string;
  version: number;
  status: AgreementStatus;
  effectiveFrom: Date;
  effectiveTo: Date | null;
  prices: AgreementPrice[];
  taxBps: number;
  createdAt: Date;
  activatedAt: Date | null;
};
/** Shard key: merchantId. Queries: the versions of a merchant, newest first; all active ones for the directory { status }. */
const agreementSchema = new Schema<Agreement>({
  _id: text,
  merchantId: text,
  version: whole,
  status: text,
  effectiveFrom: instant,
  effectiveTo: optionalInstant,
  prices: [
    {
      _id: false,
      serviceId: text,
      model: text,
      priceFen: { type: Number, default: null },
      clubShareBps: { type: Number, default: null },
      capFen: { type: Number, default: null },
    },
  ],
  taxBps: whole,
  createdAt: instant,
  activatedAt: optionalInstant,
});
agreementSchema.index({ merchantId: 1, version: -1 }, { unique: true });
agreementSchema.index({ status: 1 });
export const Agreements = model<Agreement>("agreements", agreementSchema);

/** Purposes under which this feature encrypts and blinds. */
export const PURPOSE = {
  contactName: "merchants.contactName",
  contactPhone: "merchants.contactPhone",
  bankAccount: "merchants.bankAccount",
  clerkName: "clerks.name",
  clerkPhone: "clerks.phone",
  invitation: "clerks.invitation",
  openid: "openid",
  phone: "phone",
} as const;
