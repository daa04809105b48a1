import type { InputOf, OutputOf } from "@club/shared/http";
import { REMINDER_KIND_NAMES, REMINDER_KINDS, type ReminderKind } from "@club/shared/reminders";
import type * as contract from "@club/shared/reminders-admin";
import { REMINDER_PHASE_NAMES, type ReminderPhase } from "@club/shared/reminders-admin";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { bumpVersion } from "../../platform/cache";
import type { Ctx } from "../../platform/context";
import { inTransaction, isDuplicateKey } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { isSmsReady } from "./issue.service";
import { phasesOf } from "./kinds.rules";
import {
  ReminderRules,
  ReminderTemplates,
  type RulesDoc,
  type TemplateText,
  type Versioned,
} from "./reminder-config.model";
import { CACHE_NAME, type ReminderData, reminderData, templateKey } from "./reminder-data.service";
import {
  badWechatKeys,
  exampleVars,
  fillAll,
  fillIn,
  placeholdersOf,
  previewWechat,
  templateProblems,
  unknownPlaceholders,
} from "./template.rules";

/** Every kind's texts, as they are in force. */
export async function listTemplates(ctx: Ctx): Promise<OutputOf<typeof contract.listReminderTemplates>> {
  const data = await reminderData.get();
  const items = REMINDER_KINDS.flatMap((kind) => phasesOf(kind).map((phase) => toView(ctx, data, { kind, phase })));
  return { items };
}

type OfKind = { kind: ReminderKind; phase: ReminderPhase };

/** @throws reminders.template-not-found */
function findText(data: ReminderData, { kind, phase }: OfKind): Versioned<TemplateText> {
  const text = data.templates.get(templateKey(kind, phase));
  if (!text) throw new AppError("reminders.template-not-found");
  return text;
}

function toView(ctx: Ctx, data: ReminderData, of: OfKind): contract.ReminderTemplateView {
  return viewOf(ctx, of, findText(data, of));
}

function viewOf(ctx: Ctx, { kind, phase }: OfKind, text: Versioned<TemplateText>): contract.ReminderTemplateView {
  return {
    kind,
    kindName: REMINDER_KIND_NAMES[kind],
    phase,
    phaseName: REMINDER_PHASE_NAMES[phase],
    title: text.title,
    body: text.body,
    wechatTemplateId: text.wechatTemplateId,
    wechatFields: text.wechatFields,
    smsTemplate: text.smsTemplate,
    smsParams: text.smsParams,
    isSmsReady: isSmsReady(ctx, text),
    placeholders: [...placeholdersOf(kind)],
    version: text.version,
    updatedAt: text.updatedAt?.toISOString() ?? null,
  };
}

/**
 * Saves a text. @throws reminders.template-not-found, reminders.placeholder-unknown, reminders.wechat-key-invalid,
 * reminders.version-conflict
 */
export async function saveTemplate(
  ctx: Ctx,
  input: InputOf<typeof contract.saveReminderTemplate>,
): Promise<contract.ReminderTemplateView> {
  const { kind, phase, baseVersion, reason, ...text } = input;
  const before = findText(await reminderData.get(), { kind, phase });
  const unknown = unknownPlaceholders(kind, text);
  if (unknown.length > 0) throw new AppError("reminders.placeholder-unknown", { unknown });
  const keys = badWechatKeys(text);
  if (keys.length > 0) throw new AppError("reminders.wechat-key-invalid", { keys });
  const version = await saveVersion(ctx, {
    baseVersion,
    save: async (session, next) => {
      const fields = { textJson: JSON.stringify(text), version: next, updatedAt: ctx.now };
      const _id = templateKey(kind, phase);
      if (baseVersion === 0) await ReminderTemplates.insertMany([{ _id, ...fields }], { session });
      else await mustMatch(ReminderTemplates.updateOne({ _id, version: baseVersion }, { $set: fields }, { session }));
      await recordAudit(ctx, session, {
        action: "reminders.save-template",
        subject: { type: "reminderTemplate", id: _id },
        reason,
        before: { title: before.title, body: before.body },
        after: { title: text.title, body: text.body },
      });
    },
  });
  return viewOf(ctx, { kind, phase }, { ...text, version, updatedAt: ctx.now });
}

type Saving = { baseVersion: number; save: (session: ClientSession, next: number) => Promise<void> };

/** Runs a save that is guarded by the version it was based on. @throws reminders.version-conflict @returns the new version */
export async function saveVersion(_ctx: Ctx, { baseVersion, save }: Saving): Promise<number> {
  const next = baseVersion + 1;
  try {
    await inTransaction(async (session) => {
      await save(session, next);
      await bumpVersion(session, CACHE_NAME);
    });
  } catch (error) {
    if (isDuplicateKey(error, "_id")) throw new AppError("reminders.version-conflict");
    throw error;
  }
  return next;
}

/** @throws reminders.version-conflict when the update found nothing */
export async function mustMatch(update: PromiseLike<{ matchedCount: number }>): Promise<void> {
  if ((await update).matchedCount === 0) throw new AppError("reminders.version-conflict");
}

/** Shows a text with example values; saves nothing. @throws reminders.template-not-found */
export async function previewTemplate(
  _ctx: Ctx,
  input: InputOf<typeof contract.previewReminderTemplate>,
): Promise<OutputOf<typeof contract.previewReminderTemplate>> {
  findText(await reminderData.get(), input);
  const vars = exampleVars(input.kind);
  return {
    title: fillIn(input.title, vars),
    body: fillIn(input.body, vars),
    wechat: previewWechat(input, vars),
    sms: Object.entries(fillAll(input.smsParams, vars)).map(([key, value]) => ({ key, value })),
    problems: templateProblems(input.kind, input),
  };
}

/** Quiet hours and limits in force. */
export async function getRules(): Promise<OutputOf<typeof contract.getReminderRules>> {
  const { rules } = await reminderData.get();
  return toRulesView(rules);
}

function toRulesView(rules: ReminderData["rules"]): OutputOf<typeof contract.getReminderRules> {
  const { quietFrom, quietTo, smsPerMemberMonth, smsPerDay, version, updatedAt } = rules;
  return { quietFrom, quietTo, smsPerMemberMonth, smsPerDay, version, updatedAt: updatedAt?.toISOString() ?? null };
}

/** Saves quiet hours and limits. @throws reminders.version-conflict */
export async function saveRules(
  ctx: Ctx,
  input: InputOf<typeof contract.saveReminderRules>,
): Promise<OutputOf<typeof contract.saveReminderRules>> {
  const { baseVersion, reason, ...rules } = input;
  const { rules: before } = await reminderData.get();
  const version = await saveVersion(ctx, {
    baseVersion,
    save: async (session, next) => {
      const fields: Omit<RulesDoc, "_id"> = { ...rules, version: next, updatedAt: ctx.now };
      if (baseVersion === 0) await ReminderRules.insertMany([{ _id: "rules", ...fields }], { session });
      else
        await mustMatch(ReminderRules.updateOne({ _id: "rules", version: baseVersion }, { $set: fields }, { session }));
      await recordAudit(ctx, session, {
        action: "reminders.save-rules",
        subject: { type: "reminderRules", id: "rules" },
        reason,
        before: { quietFrom: before.quietFrom, quietTo: before.quietTo, smsPerDay: before.smsPerDay },
        after: { ...rules },
      });
    },
  });
  return toRulesView({ ...rules, version, updatedAt: ctx.now });
}
