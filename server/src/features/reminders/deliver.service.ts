import type { ReminderState } from "@club/shared/reminders";
import { REMINDERS_PAGE } from "@club/shared/reminders";
import { addDays, shanghaiDay, shanghaiMonth } from "@club/shared/time";
import { GatewayRefusal } from "../../gateways/gateways";
import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import {
  type Delivery,
  DeliveryPostponed,
  enqueue,
  type OutboxHandler,
  PermanentDeliveryError,
} from "../../platform/outbox";
import { getMemberContact } from "../members/members.service";
import { isSmsReady, type OutsidePayload } from "./issue.service";
import { reminderData } from "./reminder-data.service";
import {
  type Reminder,
  ReminderFigures,
  ReminderPlans,
  Reminders,
  SmsQuotas,
  SubscribeCredits,
} from "./reminders.model";
import { afterQuiet } from "./steps.rules";

/*
 * The outbox handlers of reminders. A message is claimed (queued → sending) before it is sent; when a process ends in between, nobody knows
 * whether it went out, and it is not sent a second time: at most once. A refusal or an answer that never came is tried again.
 */

/** Kinds of outbox messages that reminders make. */
export const REMINDER_OUTBOX_KINDS = ["reminder.wechat", "reminder.sms"];

type Sender = (ctx: Ctx, reminder: Reminder, payload: OutsidePayload) => Promise<ReminderState>;

/** Delivers a WeChat message; when the member has not agreed (any more), an important one goes by SMS. */
export const deliverWechat: OutboxHandler = (ctx, payload, _id, delivery) =>
  deliver(ctx, payload as OutsidePayload, { send: sendWechat, delivery });

/** Delivers an SMS. */
export const deliverReminderSms: OutboxHandler = (ctx, payload, _id, delivery) =>
  deliver(ctx, payload as OutsidePayload, { send: sendSms, delivery });

async function deliver(
  ctx: Ctx,
  payload: OutsidePayload,
  { send, delivery }: { send: Sender; delivery: Delivery },
): Promise<void> {
  const { rules } = await reminderData.get();
  const allowedAt = afterQuiet(ctx.now, rules);
  if (allowedAt > ctx.now) throw new DeliveryPostponed(allowedAt);
  const reminder = await claim(ctx, payload.reminderId);
  if (!reminder) return;
  if (!(await isWanted(reminder))) return settle(reminder, "cancelled");
  try {
    await settle(reminder, await send(ctx, reminder, payload));
  } catch (error) {
    const isFinal = error instanceof PermanentDeliveryError || delivery.isLastAttempt;
    await settle(reminder, isFinal ? "failed" : "queued", error);
    throw error;
  }
}

/** Takes the message for sending, or null when there is nothing (any more) to send. */
async function claim(ctx: Ctx, reminderId: string): Promise<Reminder | null> {
  const filter = { _id: reminderId, state: "queued" as const };
  const claimed = await Reminders.findOneAndUpdate(filter, { $set: { state: "sending" } }).lean<Reminder>();
  if (claimed) return claimed;
  const lost = { _id: reminderId, state: "sending" as const };
  const { modifiedCount } = await Reminders.updateOne(lost, { $set: { state: "unknown" } });
  if (modifiedCount > 0)
    ctx.log.warn({ reminderId }, "a reminder was being sent when the server stopped; it is not sent again");
  return null;
}

/** The member may have switched the kind off, or marked the item as done, since it was planned. */
async function isWanted({ memberId, kind, subject, dueOn }: Reminder): Promise<boolean> {
  const plan = await ReminderPlans.findById(memberId).lean();
  return !plan || (!plan.off.includes(kind) && !plan.done.includes(`${kind}:${subject}:${dueOn}`));
}

async function settle(reminder: Reminder, state: ReminderState, error?: unknown): Promise<void> {
  const lastError = error === undefined ? null : messageOf(error).slice(0, 300);
  await Reminders.updateOne({ _id: reminder._id, state: "sending" }, { $set: { state, lastError } });
  if (state !== "sent" && state !== "refused" && state !== "failed") return;
  const { kind, channel, day } = reminder;
  await ReminderFigures.updateOne(
    { _id: `${day}:${kind}:${channel}` },
    { $inc: { [state]: 1 }, $setOnInsert: { day, kind, channel } },
    { upsert: true },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function sendWechat(ctx: Ctx, reminder: Reminder, { wechat, sms }: OutsidePayload): Promise<ReminderState> {
  const contact = await getMemberContact(ctx, reminder.memberId);
  if (!contact?.openid || !wechat) return "refused";
  const { templateId, data } = wechat;
  const page = REMINDERS_PAGE;
  const outcome = await refusalsAreFinal(() =>
    ctx.gateways.wechat.sendSubscribe({ openid: contact.openid as string, templateId, page, data }),
  );
  if (outcome === "sent") return "sent";
  await SubscribeCredits.updateOne({ _id: `${reminder.memberId}:${templateId}` }, { $set: { credits: 0 } });
  return sms && contact.phone ? fallBackToSms(ctx, reminder, sms) : "refused";
}

/** The same reminder goes out by SMS instead, within the limits. */
async function fallBackToSms(
  ctx: Ctx,
  reminder: Reminder,
  sms: NonNullable<OutsidePayload["sms"]>,
): Promise<ReminderState> {
  if (!isSmsReady(ctx, { smsTemplate: sms.template })) return "refused";
  const { rules } = await reminderData.get();
  const quotas = [
    { id: `${reminder.memberId}:${shanghaiMonth(ctx.now)}`, limit: rules.smsPerMemberMonth },
    { id: `day:${shanghaiDay(ctx.now)}`, limit: rules.smsPerDay },
  ];
  return inTransaction(async (session) => {
    for (const { id, limit } of quotas) {
      const used = (await SmsQuotas.findById(id, null, { session }).lean())?.used ?? 0;
      if (used >= limit) return "refused" as const;
    }
    for (const { id } of quotas) {
      const change = { $inc: { used: 1 }, $setOnInsert: { expiresAt: addDays(ctx.now, 70) } };
      await SmsQuotas.updateOne({ _id: id }, change, { session, upsert: true });
    }
    const payload: OutsidePayload = { reminderId: reminder._id, memberId: reminder.memberId, wechat: null, sms };
    await enqueue(ctx, session, { kind: "reminder.sms", dedupeKey: reminder._id, payload });
    const filter = { _id: reminder._id, state: "sending" as const };
    await Reminders.updateOne(filter, { $set: { state: "queued", channel: "sms" } }, { session });
    return "queued" as const;
  });
}

async function sendSms(ctx: Ctx, reminder: Reminder, { sms }: OutsidePayload): Promise<ReminderState> {
  const contact = await getMemberContact(ctx, reminder.memberId);
  if (!contact?.phone || !sms) return "refused";
  const { template, params } = sms;
  await refusalsAreFinal(() => ctx.gateways.sms.send({ phone: contact.phone as string, template, params }));
  return "sent";
}

/** A refusal other than "too many" will not change by trying again. */
async function refusalsAreFinal<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof GatewayRefusal && error.reason !== "too-many") throw new PermanentDeliveryError(error.message);
    throw error;
  }
}
