import type { Audience, GiftPackTrigger, PackItem } from "@club/shared/giftpack-content";
import type { GiftPackStatus } from "@club/shared/giftpacks";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

/** A gift pack (礼包): who may have it, when, and how much of it is left. What is in it is in its versions. */
export type GiftPack = {
  _id: string;
  name: string;
  intro: string;
  status: GiftPackStatus;
  /** The city that manages the pack and whose members may have it; null = the province. */
  cityCode: string | null;
  trigger: GiftPackTrigger;
  audience: Audience;
  opensAt: Date;
  /** Exclusive; null = no end. */
  closesAt: Date | null;
  claimDays: number | null;
  stockTotal: number | null;
  stockLeft: number | null;
  budgetFen: number | null;
  budgetLeftFen: number | null;
  perMemberLimit: number;
  claimedCount: number;
  currentVersion: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
};

/** What a pack holds; never changed once its pack was published. */
export type GiftPackVersion = {
  /** `<packId>:<version>` */
  _id: string;
  packId: string;
  version: number;
  items: PackItem[];
  /** What one claim costs by the services' standard prices when the version was made. */
  costFen: number;
  terms: string[];
  createdAt: Date;
};

/** One member on the list of a pack for a list. */
export type ListedMember = { /** `<packId>:<memberId>` */ _id: string; packId: string; createdAt: Date };

const text = { type: String, required: true } as const;
const whole = { type: Number, required: true } as const;
const optionalWhole = { type: Number, default: null } as const;
const date = { type: Date, required: true } as const;

const packSchema = new Schema<GiftPack>({
  _id: text,
  name: text,
  intro: text,
  status: text,
  cityCode: { type: String, default: null },
  trigger: text,
  audience: { type: Schema.Types.Mixed, required: true },
  opensAt: date,
  closesAt: { type: Date, default: null },
  claimDays: optionalWhole,
  stockTotal: optionalWhole,
  stockLeft: optionalWhole,
  budgetFen: optionalWhole,
  budgetLeftFen: optionalWhole,
  perMemberLimit: whole,
  claimedCount: whole,
  currentVersion: whole,
  createdBy: text,
  createdAt: date,
  updatedAt: date,
});
packSchema.index({ createdAt: -1, _id: -1 });
packSchema.index({ status: 1, createdAt: -1, _id: -1 });

const versionSchema = new Schema<GiftPackVersion>({
  _id: text,
  packId: text,
  version: whole,
  items: { type: [Schema.Types.Mixed] as never, required: true },
  costFen: whole,
  terms: { type: [String], required: true },
  createdAt: date,
});

const listedSchema = new Schema<ListedMember>({ _id: text, packId: text, createdAt: date });
listedSchema.index({ packId: 1 });

/**
 * Shard key: _id. Some hundreds of documents. Queries: by _id; the staff's list { createdAt, _id } or { status, createdAt, _id };
 * the published ones, read whole into the process's cache { status }.
 */
export const GiftPacks = model<GiftPack>("giftPacks", packSchema);
/** Shard key: _id. Queries: by _id. */
export const GiftPackVersions = model<GiftPackVersion>("giftPackVersions", versionSchema);
/** Shard key: packId. Queries: by _id (is this member on the list), { packId } (how many). */
export const ListedMembers = model<ListedMember>("giftPackListedMembers", listedSchema);

export function versionId(packId: string, version: number): string {
  return `${packId}:${version}`;
}
