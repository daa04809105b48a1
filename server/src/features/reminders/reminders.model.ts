import type { InboxTarget } from "@club/shared/inbox";
import type { ReminderChannel, ReminderKind, ReminderState } from "@club/shared/reminders";
import { Schema } from "mongoose";
import { model } from "../../platform/db";

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const date = { type: Date, required: true } as const;
const optionalDate = { type: Date, default: null } as const;
const count = { type: Number, required: true } as const;

/**
 * One plan a member: their switches, and when somebody must look at it next. A change of the garage sets `nextAt` to now.
 * Shard key: _id (the member). Queries: by _id; what is due { nextAt, _id }.
 */
export type ReminderPlan = {
  _id: string;
  /** Kinds the member has switched off. */
  off: ReminderKind[];
  restrictionCityCode: string | null;
  /** Items (kind:subject:dueOn) the member has dealt with, newest last. */
  done: string[];
  /** Part of the calendar link; another value ends the links before. */
  calendarNonce: string | null;
  nextAt: Date;
  /** Counts every time somebody sets `nextAt`: who plans writes only over what they have read. */
  revision: number;
  plannedAt: Date | null;
  createdAt: Date;
};
const planSchema = new Schema<ReminderPlan>({
  _id: text,
  off: { type: [String], required: true },
  restrictionCityCode: optionalText,
  done: { type: [String], required: true },
  calendarNonce: optionalText,
  nextAt: date,
  revision: count,
  plannedAt: optionalDate,
  createdAt: date,
});
planSchema.index({ nextAt: 1, _id: 1 });
export const ReminderPlans = model<ReminderPlan>("reminderPlans", planSchema);

/**
 * One reminder; `_id` = member:kind:subject:dueOn:step, so that none is made twice, ever. `state` is about the message outside of
 * the inbox. Shard key: memberId. Queries, newest first: a member's { memberId, at, _id }; a day's { day, at, _id }, by kind, by
 * state, and a city's; a member's steps by _id.
 */
export type Reminder = {
  _id: string;
  memberId: string;
  cityCode: string;
  kind: ReminderKind;
  step: string;
  subject: string;
  vehicleId: string | null;
  dueOn: string;
  /** Title and body: words.ts. */
  wordsEnc: string;
  channel: ReminderChannel;
  state: ReminderState;
  lastError: string | null;
  /** Shanghai day of `at`. */
  day: string;
  at: Date;
};
const reminderSchema = new Schema<Reminder>({
  _id: text,
  memberId: text,
  cityCode: text,
  kind: text,
  step: text,
  subject: text,
  vehicleId: optionalText,
  dueOn: text,
  wordsEnc: text,
  channel: text,
  state: text,
  lastError: optionalText,
  day: text,
  at: date,
});
reminderSchema.index({ memberId: 1, at: -1, _id: -1 });
reminderSchema.index({ day: 1, at: -1, _id: -1 });
reminderSchema.index({ day: 1, kind: 1, at: -1, _id: -1 });
reminderSchema.index({ day: 1, state: 1, at: -1, _id: -1 });
reminderSchema.index({ cityCode: 1, day: 1, at: -1, _id: -1 });
export const Reminders = model<Reminder>("reminders", reminderSchema);

/**
 * Messages in the member's inbox. Shard key: memberId. Queries: the list { memberId, at, _id }; what is unread { memberId, at } of
 * unread ones only; TTL on `expiresAt`.
 */
export type InboxMessage = {
  _id: string;
  memberId: string;
  kind: ReminderKind;
  /** Title and body: words.ts. */
  wordsEnc: string;
  target: InboxTarget;
  vehicleId: string | null;
  at: Date;
  isRead: boolean;
  readAt: Date | null;
  expiresAt: Date;
};
const inboxSchema = new Schema<InboxMessage>({
  _id: text,
  memberId: text,
  kind: text,
  wordsEnc: text,
  target: text,
  vehicleId: optionalText,
  at: date,
  isRead: { type: Boolean, required: true },
  readAt: optionalDate,
  expiresAt: date,
});
inboxSchema.index({ memberId: 1, at: -1, _id: -1 });
inboxSchema.index({ memberId: 1, isRead: 1, at: 1 });
inboxSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const InboxMessages = model<InboxMessage>("inboxMessages", inboxSchema);

/** Messages of a WeChat template that a member has agreed to and that are not used up. `_id` = member:template. */
export type SubscribeCredit = { _id: string; memberId: string; templateId: string; credits: number };
const creditSchema = new Schema<SubscribeCredit>({ _id: text, memberId: text, templateId: text, credits: count });
creditSchema.index({ memberId: 1 });
export const SubscribeCredits = model<SubscribeCredit>("subscribeCredits", creditSchema);

/** How many SMS went out: `_id` = member:month, or "day:" and a day for all. Shard key: _id. Gone after `expiresAt`. */
export type SmsQuota = { _id: string; used: number; expiresAt: Date };
const quotaSchema = new Schema<SmsQuota>({ _id: text, used: count, expiresAt: date });
quotaSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const SmsQuotas = model<SmsQuota>("reminderSmsQuotas", quotaSchema);

/** Counts of a day; `_id` = day:kind:channel. Shard key: _id. Query: a range of days { day }. */
export type ReminderFigure = {
  _id: string;
  day: string;
  kind: ReminderKind;
  channel: ReminderChannel;
  planned: number;
  sent: number;
  refused: number;
  failed: number;
};
const figureSchema = new Schema<ReminderFigure>({
  _id: text,
  day: text,
  kind: text,
  channel: text,
  planned: { type: Number, default: 0 },
  sent: { type: Number, default: 0 },
  refused: { type: Number, default: 0 },
  failed: { type: Number, default: 0 },
});
figureSchema.index({ day: 1, _id: 1 });
export const ReminderFigures = model<ReminderFigure>("reminderFigures", figureSchema);

/** How far a feed has been read; a handful of documents, by _id. */
export type FeedPlace = { _id: string; at: Date | null; id: string | null; day: string | null };
export const FeedPlaces = model<FeedPlace>(
  "reminderFeedPlaces",
  new Schema<FeedPlace>({ _id: text, at: optionalDate, id: optionalText, day: optionalText }),
);
