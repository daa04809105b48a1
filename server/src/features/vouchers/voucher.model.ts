import type { PlateBinding } from "@club/shared/services";
import { LISTED_VOUCHER_STATUSES } from "@club/shared/voucher-admin";
import type { VoucherStatus } from "@club/shared/vouchers";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

/** Where a voucher came from: `kind` "gift-pack", "replacement"…, `id` the grant, order or voucher behind it. */
export type VoucherSource = { kind: string; id: string | null };

/** One voucher = one use of one service. `_id` is the blind index of its code, so that the code is unique by itself. */
export type Voucher = {
  _id: string;
  codeEnc: string;
  memberId: string;
  cityCode: string;
  serviceId: string;
  /** Groups the vouchers of one item of one claim; the _id of its VoucherCard. All of a card are one member's. */
  cardId: string;
  grantId: string | null;
  source: VoucherSource;
  status: VoucherStatus;
  /** Redemptions so far. Part of every QR token, so that a token dies with its use. */
  uses: number;
  issuedAt: Date;
  /** Exclusive. */
  expiresAt: Date;
  updatedAt: Date;
  plateBinding: PlateBinding;
  plateEnc?: string;
  plateBlind?: string;
  /** Of the redemption that stands; absent when none does. */
  redemptionId?: string;
  redeemedAt?: Date;
  /** Every redemption ever, undone ones too. */
  redemptions?: { redemptionId: string; at: Date }[];
  replacedById?: string;
  replacesId?: string;
  lock?: { reason: string; by: string; at: Date };
};

/** The issue book: one row per card, written with its vouchers. What it says was issued is checked against the vouchers. */
export type VoucherCard = {
  _id: string;
  memberId: string;
  cityCode: string;
  serviceId: string;
  /** Vouchers ever issued on this card, replacements included. */
  quantity: number;
  issuedAt: Date;
  source: VoucherSource;
};

/** What happened to a voucher besides being issued, redeemed and expiring (those are on the voucher). Append-only. */
export type VoucherEvent = {
  _id: string;
  voucherId: string;
  at: Date;
  kind: "plate-bound" | "locked" | "unlocked" | "revoked" | "replaced" | "replaces" | "extended" | "undone" | "closed";
  actorKind: string;
  actorId: string;
  note: string | null;
};

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;
const source = { kind: text, id: { type: String, default: null } } as const;

/** A city's vouchers of one service, newest first. */
export const SERVICE_INDEX = { cityCode: 1, serviceId: 1, issuedAt: -1, _id: -1 } as const;
/** A city's vouchers of one state, newest first; usable and used ones, which every claim and redemption would have to write, are not in it. */
export const STATUS_INDEX = { cityCode: 1, status: 1, issuedAt: -1, _id: -1, serviceId: 1 } as const;

const voucherSchema = new Schema<Voucher>({
  _id: text,
  codeEnc: text,
  memberId: text,
  cityCode: text,
  serviceId: text,
  cardId: text,
  grantId: { type: String, default: null },
  source,
  status: text,
  uses: { type: Number, required: true },
  issuedAt: date,
  expiresAt: date,
  updatedAt: date,
  plateBinding: text,
  plateEnc: String,
  plateBlind: String,
  redemptionId: String,
  redeemedAt: Date,
  redemptions: { type: [{ _id: false, redemptionId: text, at: date }], default: undefined },
  replacedById: String,
  replacesId: String,
  lock: { type: new Schema({ reason: text, by: text, at: date }, { _id: false }), default: undefined },
});
voucherSchema.index({ memberId: 1, issuedAt: -1, _id: -1 });
voucherSchema.index({ cityCode: 1, issuedAt: -1, _id: -1 });
voucherSchema.index(SERVICE_INDEX);
voucherSchema.index(STATUS_INDEX, { partialFilterExpression: { status: { $in: [...LISTED_VOUCHER_STATUSES] } } });
voucherSchema.index({ expiresAt: 1 }, { partialFilterExpression: { status: "issued" } });
voucherSchema.index(
  { plateBlind: 1, issuedAt: -1, _id: -1 },
  { partialFilterExpression: { plateBlind: { $exists: true } } },
);

const cardSchema = new Schema<VoucherCard>({
  _id: text,
  memberId: text,
  cityCode: text,
  serviceId: text,
  quantity: { type: Number, required: true },
  issuedAt: date,
  source,
});
cardSchema.index({ memberId: 1 });
cardSchema.index({ cityCode: 1, serviceId: 1 });

const eventSchema = new Schema<VoucherEvent>({
  _id: text,
  voucherId: text,
  at: date,
  kind: text,
  actorKind: text,
  actorId: text,
  note: { type: String, default: null },
});
eventSchema.index({ voucherId: 1, at: 1 });

/**
 * Shard key: _id (hashed): a scan, a key-in and every change of one voucher hit one shard. Queries and their index:
 * a member's list { memberId, issuedAt, _id }; a city's { cityCode, issuedAt, _id }, of one service SERVICE_INDEX, of one state (and
 * service) STATUS_INDEX; a plate's { plateBlind, issuedAt, _id };
 * the expiry sweep { expiresAt } of issued vouchers only; the proofs by _id. A card's vouchers are found among its member's:
 * an index of their own would be a fifth of what issuing costs.
 */
export const Vouchers = model<Voucher>("vouchers", voucherSchema);
/** Shard key: _id. Queries: by _id (claims, lists); { memberId } and { cityCode, serviceId } for the balance. */
export const VoucherCards = model<VoucherCard>("voucherCards", cardSchema);
/** Shard key: voucherId. Query: { voucherId, at }. */
export const VoucherEvents = model<VoucherEvent>("voucherEvents", eventSchema);
