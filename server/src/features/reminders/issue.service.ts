import type { ReminderKind } from "@club/shared/reminders";
import { addDays, shanghaiDay, shanghaiMonth } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { insertAll, updateAll } from "../../platform/db";
import { newId } from "../../platform/ids";
import { enqueueNew } from "../../platform/outbox";
import type { DueItem } from "./due-items.rules";
import { ruleOf, type Step } from "./kinds.rules";
import type { TemplateText } from "./reminder-config.model";
import { type ReminderData, templateOf } from "./reminder-data.service";
import {
  type InboxMessage,
  InboxMessages,
  type Reminder,
  ReminderFigures,
  Reminders,
  type SmsQuota,
  SmsQuotas,
  type SubscribeCredit,
  SubscribeCredits,
} from "./reminders.model";
import { afterQuiet, reminderId, varsOn } from "./steps.rules";
import { fillAll, fillIn, type Vars } from "./template.rules";
import { encryptWords } from "./words";

/*
 * Making reminders: the reminder (which exists once), the inbox message, the message to the outside and what it uses up, in the
 * caller's transaction.
 */

/** Something to tell a member now. */
export type Draft = {
  memberId: string;
  cityCode: string;
  item: DueItem;
  step: Step;
  hasOpenid: boolean;
  hasPhone: boolean;
};
type Choice = { channel: "inbox" } | { channel: "wechat"; templateId: string } | { channel: "sms"; template: string };
type Prepared = { draft: Draft; text: TemplateText; vars: Vars; id: string };
/** What channels are left for, read in the transaction and counted down while choosing. */
type Budget = { credits: Map<string, number>; sms: Map<string, number>; smsOfDay: number; used: Map<string, number> };

const QUOTA_DAYS = 70;

/**
 * Makes the reminders that do not exist yet and answers how many. A clash with another process is a conflict or a duplicate key that
 * fails the transaction: the caller's work starts anew. At most some hundred drafts.
 */
export async function issueReminders(
  ctx: Ctx,
  session: ClientSession,
  { data, drafts }: { data: ReminderData; drafts: readonly Draft[] },
): Promise<number> {
  const prepared = await withoutKnown(session, prepare(ctx, data, drafts));
  if (prepared.length === 0) return 0;
  const budget = await readBudget(ctx, session, data, prepared);
  const chosen = prepared.map((row) => ({
    ...row,
    choice: choose(ctx, budget, row),
    wordsEnc: encryptedWords(ctx, row),
  }));
  await insertAll(
    session,
    Reminders,
    chosen.map((row) => toReminder(ctx, row)),
  );
  await insertAll(
    session,
    InboxMessages,
    chosen.map((row) => toInboxMessage(ctx, row)),
  );
  const notBefore = afterQuiet(ctx.now, data.rules);
  const outside = chosen.filter(({ choice }) => choice.channel !== "inbox");
  await enqueueNew(
    ctx,
    session,
    outside.map((row) => toOutside(ctx, row, notBefore)),
  );
  await spendBudget(ctx, session, budget);
  await count(
    ctx,
    session,
    chosen.map(({ draft, choice }) => [draft.item.kind, choice.channel] as const),
  );
  return chosen.length;
}

function prepare(ctx: Ctx, data: ReminderData, drafts: readonly Draft[]): Prepared[] {
  const today = shanghaiDay(ctx.now);
  return drafts.map((draft) => ({
    draft,
    text: templateOf(data, draft.item.kind, draft.step.phase),
    vars: varsOn(draft.item, today),
    id: reminderId(draft.memberId, draft.item, draft.step),
  }));
}

async function withoutKnown(session: ClientSession, prepared: Prepared[]): Promise<Prepared[]> {
  if (prepared.length === 0) return [];
  const ids = prepared.map(({ id }) => id);
  const known = await Reminders.find({ _id: { $in: ids } }, { _id: 1 }, { session }).lean();
  const knownIds = new Set(known.map(({ _id }) => _id));
  return prepared.filter(({ id }) => !knownIds.has(id));
}

async function readBudget(
  ctx: Ctx,
  session: ClientSession,
  data: ReminderData,
  prepared: readonly Prepared[],
): Promise<Budget> {
  const withWechat = prepared.filter(({ draft, text }) => draft.hasOpenid && text.wechatTemplateId !== null);
  const memberIds = [...new Set(withWechat.map(({ draft }) => draft.memberId))];
  const credits = memberIds.length
    ? await SubscribeCredits.find({ memberId: { $in: memberIds } }, null, { session }).lean<SubscribeCredit[]>()
    : [];
  const withSms = prepared.filter((row) => maySms(ctx, row));
  const quotaIds = [...new Set(withSms.map(({ draft }) => monthQuota(ctx, draft.memberId)))];
  const quotas = quotaIds.length
    ? await SmsQuotas.find({ _id: { $in: [...quotaIds, dayQuota(ctx)] } }, null, { session }).lean<SmsQuota[]>()
    : [];
  const used = new Map(quotas.map((quota) => [quota._id, quota.used]));
  return {
    credits: new Map(credits.map((credit) => [credit._id, credit.credits])),
    sms: new Map(quotaIds.map((id) => [id, data.rules.smsPerMemberMonth - (used.get(id) ?? 0)])),
    smsOfDay: data.rules.smsPerDay - (used.get(dayQuota(ctx)) ?? 0),
    used: new Map(),
  };
}

/** WeChat when the member has agreed to one more; else SMS for what is important; the inbox in any case. */
function choose(ctx: Ctx, budget: Budget, row: Prepared): Choice {
  const { draft, text } = row;
  const credit = `${draft.memberId}:${text.wechatTemplateId}`;
  if (draft.hasOpenid && text.wechatTemplateId !== null && take(budget, budget.credits, credit))
    return { channel: "wechat", templateId: text.wechatTemplateId };
  if (!maySms(ctx, row) || budget.smsOfDay < 1 || text.smsTemplate === null) return { channel: "inbox" };
  if (!take(budget, budget.sms, monthQuota(ctx, draft.memberId))) return { channel: "inbox" };
  budget.smsOfDay -= 1;
  budget.used.set(dayQuota(ctx), (budget.used.get(dayQuota(ctx)) ?? 0) + 1);
  return { channel: "sms", template: text.smsTemplate };
}

function take(budget: Budget, left: Map<string, number>, key: string): boolean {
  const available = left.get(key) ?? 0;
  if (available < 1) return false;
  left.set(key, available - 1);
  budget.used.set(key, (budget.used.get(key) ?? 0) + 1);
  return true;
}

/** Whether SMS is possible at all: an important kind, a late enough step, a phone, and a template the server may send. */
function maySms(ctx: Ctx, { draft, text }: Pick<Prepared, "draft" | "text">): boolean {
  const isWanted = ruleOf(draft.item.kind).isImportant && draft.step.sms && draft.hasPhone;
  return isWanted && isSmsReady(ctx, text);
}

/** Whether the server's configuration knows the SMS template of a text. */
export function isSmsReady(ctx: Ctx, text: Pick<TemplateText, "smsTemplate">): boolean {
  return text.smsTemplate !== null && ctx.config.sms.templates[text.smsTemplate] !== undefined;
}

function monthQuota(ctx: Ctx, memberId: string): string {
  return `${memberId}:${shanghaiMonth(ctx.now)}`;
}

function dayQuota(ctx: Ctx): string {
  return `day:${shanghaiDay(ctx.now)}`;
}

type Chosen = Prepared & { choice: Choice; wordsEnc: string };

function encryptedWords({ keys }: Ctx, { text, vars }: Prepared): string {
  return encryptWords(keys, { title: fillIn(text.title, vars), body: fillIn(text.body, vars) });
}

function toReminder(ctx: Ctx, { draft, wordsEnc, id, choice }: Chosen): Reminder {
  const { item, step, memberId, cityCode } = draft;
  return {
    _id: id,
    memberId,
    cityCode,
    kind: item.kind,
    step: step.step,
    subject: item.subject,
    vehicleId: item.vehicleId,
    dueOn: item.dueOn,
    wordsEnc,
    channel: choice.channel,
    state: choice.channel === "inbox" ? "sent" : "queued",
    lastError: null,
    day: shanghaiDay(ctx.now),
    at: ctx.now,
  };
}

function toInboxMessage(ctx: Ctx, { draft, wordsEnc }: Chosen): InboxMessage {
  const { item, memberId } = draft;
  const { target, keepDays } = ruleOf(item.kind);
  return {
    _id: newId(),
    memberId,
    kind: item.kind,
    wordsEnc,
    target,
    vehicleId: item.vehicleId,
    at: ctx.now,
    isRead: false,
    readAt: null,
    expiresAt: addDays(ctx.now, keepDays),
  };
}

/** The payload of both kinds of outbox message. `sms` of a WeChat message is what to send when WeChat says no. */
export type OutsidePayload = {
  reminderId: string;
  memberId: string;
  wechat: { templateId: string; data: Record<string, string> } | null;
  sms: { template: string; params: Record<string, string> } | null;
};

function toOutside(ctx: Ctx, row: Chosen, notBefore: Date) {
  const { draft, text, vars, id, choice } = row;
  const template = maySms(ctx, row) ? text.smsTemplate : null;
  const payload: OutsidePayload = {
    reminderId: id,
    memberId: draft.memberId,
    wechat:
      choice.channel === "wechat" ? { templateId: choice.templateId, data: fillAll(text.wechatFields, vars) } : null,
    sms: template === null ? null : { template, params: fillAll(text.smsParams, vars) },
  };
  return { kind: `reminder.${choice.channel}`, dedupeKey: id, payload, notBefore };
}

/** Takes what was chosen from credits and quotas; guarded, so that a count that moved meanwhile fails the transaction. */
async function spendBudget(ctx: Ctx, session: ClientSession, { credits, used }: Budget): Promise<void> {
  const expiresAt = addDays(ctx.now, QUOTA_DAYS);
  const rows = [...used];
  const spent = rows
    .filter(([id]) => credits.has(id))
    .map(([id, count]) => ({ q: { _id: id, credits: { $gte: count } }, u: { $inc: { credits: -count } } }));
  if ((await updateAll(session, SubscribeCredits, spent)) !== spent.length) throw new Error("credits have moved");
  const quotas = rows
    .filter(([id]) => !credits.has(id))
    .map(([_id, count]) => ({
      q: { _id },
      u: { $inc: { used: count }, $setOnInsert: { expiresAt } },
      upsert: true as const,
    }));
  await updateAll(session, SmsQuotas, quotas);
}

async function count(
  ctx: Ctx,
  session: ClientSession,
  rows: readonly (readonly [ReminderKind, Reminder["channel"]])[],
): Promise<void> {
  const day = shanghaiDay(ctx.now);
  const counts = new Map<string, number>();
  for (const [kind, channel] of rows) {
    const key = `${kind}:${channel}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, planned] of counts) {
    const [kind, channel] = key.split(":") as [ReminderKind, Reminder["channel"]];
    // What stays in the inbox has arrived with this transaction.
    const increment = { planned, ...(channel === "inbox" && { sent: planned }) };
    await ReminderFigures.updateOne(
      { _id: `${day}:${key}` },
      { $inc: increment, $setOnInsert: { day, kind, channel } },
      { session, upsert: true },
    );
  }
}
