import { REMINDER_KINDS, type ReminderKind } from "@club/shared/reminders";
import { shanghaiDay } from "@club/shared/time";
import { phasesOf } from "../features/reminders/kinds.rules";
import { adoptMembers, planDue } from "../features/reminders/planner.service";
import { reminderData, templateKey } from "../features/reminders/reminder-data.service";
import { type Reminder, ReminderFigures, Reminders } from "../features/reminders/reminders.model";
import { saveTemplate } from "../features/reminders/staff-templates.service";
import { inTransaction } from "../platform/db";
import { deadUntil, Outbox } from "../platform/outbox";
import { type SeedRun, seedCtx } from "./seed-run";

/** Kinds whose reminders the demonstration also sends by WeChat, with the fields of one template of the stand-in. */
const WECHAT_FIELDS: Readonly<Partial<Record<ReminderKind, Record<string, string>>>> = {
  inspection: { car_number1: "{车牌}", thing2: "年检{估算}", date3: "{到期日}", thing4: "{剩余}" },
  licence: { thing1: "驾驶证换证", date3: "{到期日}", thing4: "{剩余}" },
  compulsoryInsurance: { car_number1: "{车牌}", thing2: "交强险", date3: "{到期日}", thing4: "{剩余}" },
  commercialInsurance: { car_number1: "{车牌}", thing2: "商业险", date3: "{到期日}", thing4: "{剩余}" },
  violation: { car_number1: "{车牌}", thing2: "新的违章记录", date3: "{查到日}", thing4: "以交管12123为准" },
};

/** WeChat templates, a plan for everybody, and the reminders that are due on the first day. Run again it finds what is there. */
export async function seedReminders(run: SeedRun): Promise<void> {
  const ctx = seedCtx(run, run.startedAt);
  for (const kind of REMINDER_KINDS) await giveTemplates(run, kind);
  await adoptMembers(ctx);
  const { reminders } = await planDue(ctx, { maxBatches: 100_000 });
  await leaveOneUndelivered(run);
  run.progress(`提醒 ${reminders} 条`);
}

const REFUSED = "短信服务商拒绝：账户余额不足（isv.AMOUNT_NOT_ENOUGH）";
const ATTEMPTS = 8;

/** One SMS that the provider refused to the last attempt, so that the office has a dead letter to send again. */
async function leaveOneUndelivered({ startedAt }: SeedRun): Promise<void> {
  const day = shanghaiDay(startedAt);
  if (await Reminders.exists({ day, state: "failed" })) return;
  const waiting = await Reminders.findOne({ day, state: "queued", channel: "sms" })
    .sort({ at: -1, _id: -1 })
    .lean<Reminder>();
  if (!waiting) return;
  const { _id, kind, channel } = waiting;
  await inTransaction(async (session) => {
    const letter = { attempts: ATTEMPTS, lastError: REFUSED, expiresAt: deadUntil(startedAt) };
    const dead = { $set: { status: "dead" as const, ...letter } };
    await Outbox.updateOne({ _id: `reminder.sms:${_id}`, status: "pending" }, dead, { session });
    await Reminders.updateOne({ _id }, { $set: { state: "failed", lastError: REFUSED } }, { session });
    await ReminderFigures.updateOne({ _id: `${day}:${kind}:${channel}` }, { $inc: { failed: 1 } }, { session });
  });
}

async function giveTemplates(run: SeedRun, kind: ReminderKind): Promise<void> {
  const wechatFields = WECHAT_FIELDS[kind];
  if (!wechatFields) return;
  const ctx = seedCtx(run, run.startedAt);
  for (const phase of phasesOf(kind)) {
    const saved = (await reminderData.get()).templates.get(templateKey(kind, phase));
    if (!saved || saved.version > 0) continue;
    const { title, body, smsTemplate, smsParams } = saved;
    const text = { title, body, smsTemplate, smsParams, wechatTemplateId: `demo-reminder-${kind}`, wechatFields };
    await saveTemplate(ctx, { kind, phase, ...text, baseVersion: 0, reason: "演示数据" });
  }
}
