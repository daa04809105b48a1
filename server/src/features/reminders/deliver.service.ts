import type { ReminderState } from "@club/shared/reminders";
import { REMINDERS_PAGE } from "@club/shared/reminders";
import { addDays, shanghaiDay, shanghaiMonth } from "@club/shared/time";
import { GatewayRefusal } from "../../gateways/gateways";
import { GatewayUnavailable } from "../../gateways/http";
import type { Ctx } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
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
import { type Reminder, ReminderFigures, Reminders, SmsQuotas, SubscribeCredits } from "./reminders.model";
import { afterQuiet } from "./steps.rules";
import { isStillTrue } from "./still-true.service";

/*
 * The outbox handlers of reminders. A message is claimed (queued → sending) before it is sent. It goes back into the queue only when it
 * is certain that it has not gone out: nobody took the connection, or the provider said no for now. When the answer was lost, was
 * garbage, or the process ended in between, nobody knows, and it is not sent a second time, by no channel: at most once.
 */

/** Kinds of outbox messages that reminders make. */
export const REMINDER_OUTBOX_KINDS = ["reminder.wechat", "reminder.sms"];

/** It may have gone out: nobody knows. */
class ArrivalUnknown extends Error {}

type Job = { reminder: Reminder; payload: OutsidePayload; delivery: Delivery };

/** Delivers a WeChat message; when WeChat will not take it for good, an important one goes by SMS. */
export const deliverWechat: OutboxHandler = (ctx, payload, _id, delivery) =>
  deliver(ctx, payload as OutsidePayload, { channel: "wechat", delivery });

/** Delivers an SMS. */
export const deliverReminderSms: OutboxHandler = (ctx, payload, _id, delivery) =>
  deliver(ctx, payload as OutsidePayload, { channel: "sms", delivery });

async function deliver(
  ctx: Ctx,
  payload: OutsidePayload,
  { channel, delivery }: { channel: "wechat" | "sms"; delivery: Delivery },
): Promise<void> {
  const { rules } = await reminderData.get();
  const allowedAt = afterQuiet(ctx.now, rules);
  if (allowedAt > ctx.now) throw new DeliveryPostponed(allowedAt);
  const reminder = await claim(ctx, { _id: payload.reminderId, channel });
  if (!reminder) return;
  let state: ReminderState;
  try {
    state = (await isStillTrue(ctx, reminder))
      ? await SENDERS[channel](ctx, { reminder, payload, delivery })
      : "cancelled";
  } catch (error) {
    if (error instanceof ArrivalUnknown) return settle(reminder, "unknown", error);
    await settle(reminder, isFinal(error, delivery) ? "failed" : "queued", error);
    throw error;
  }
  // Not within the try: what has been sent stays claimed when this fails, and is never put back.
  await settle(reminder, state);
}

/** Whether a message that certainly has not gone out will not be tried again. */
function isFinal(error: unknown, { isLastAttempt }: Delivery): boolean {
  return error instanceof PermanentDeliveryError || (isLastAttempt && !(error instanceof ArrivalUnknown));
}

/** Takes the message for sending, or null when there is nothing (any more) to send by this channel. */
async function claim(ctx: Ctx, of: Pick<Reminder, "_id" | "channel">): Promise<Reminder | null> {
  const filter = { ...of, state: "queued" as const };
  const claimed = await Reminders.findOneAndUpdate(filter, { $set: { state: "sending" } }).lean<Reminder>();
  if (claimed) return claimed;
  const lost = { ...of, state: "sending" as const };
  const { modifiedCount } = await Reminders.updateOne(lost, { $set: { state: "unknown" } });
  if (modifiedCount > 0)
    ctx.log.warn({ reminderId: of._id }, "a reminder was being sent when the server stopped; it is not sent again");
  return null;
}

async function settle(reminder: Reminder, state: ReminderState, error?: unknown): Promise<void> {
  const lastError = error === undefined ? null : messageOf(error).slice(0, 300);
  const mine = { _id: reminder._id, state: "sending" as const };
  const { modifiedCount } = await Reminders.updateOne(mine, { $set: { state, lastError } });
  if (modifiedCount === 0) return;
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

async function sendWechat(ctx: Ctx, { reminder, payload, delivery }: Job): Promise<ReminderState> {
  const { wechat, sms } = payload;
  const contact = await getMemberContact(ctx, reminder.memberId);
  const bySms = async () => (sms && contact?.phone ? fallBackToSms(ctx, reminder, sms) : ("refused" as const));
  const openid = contact?.openid;
  if (!openid || !wechat) return bySms();
  const { templateId, data } = wechat;
  try {
    const message = { openid, templateId, page: REMINDERS_PAGE, data };
    if ((await handOver(() => ctx.gateways.wechat.sendSubscribe(message))) === "sent") return "sent";
  } catch (error) {
    const state = isFinal(error, delivery) ? await bySms() : "refused";
    if (state === "refused") throw error;
    ctx.log.warn(
      { reminderId: reminder._id, error: messageOf(error) },
      "WeChat will not take a reminder; it goes by SMS",
    );
    return state;
  }
  await SubscribeCredits.updateOne({ _id: `${reminder.memberId}:${templateId}` }, { $set: { credits: 0 } });
  return bySms();
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
  return inContestedTransaction(async (session) => {
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

async function sendSms(ctx: Ctx, { reminder, payload: { sms } }: Job): Promise<ReminderState> {
  const contact = await getMemberContact(ctx, reminder.memberId);
  const phone = contact?.phone;
  if (!phone || !sms) return "refused";
  await handOver(() => ctx.gateways.sms.send({ phone, ...sms }));
  return "sent";
}

const SENDERS = { wechat: sendWechat, sms: sendSms };

/**
 * Gives a message to a provider. @throws PermanentDeliveryError for a no that trying again will not change, the error itself when the
 * message certainly has not gone out, ArrivalUnknown for everything else
 */
async function handOver<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const isRefusal = error instanceof GatewayRefusal;
    if (isRefusal && error.reason !== "too-many") throw new PermanentDeliveryError(error.message);
    if (isRefusal || (error instanceof GatewayUnavailable && error.isSent === "no")) throw error;
    throw new ArrivalUnknown(messageOf(error), { cause: error });
  }
}
