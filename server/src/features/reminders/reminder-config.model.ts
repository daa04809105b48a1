import { Schema } from "mongoose";
import { model } from "../../platform/db";

/*
 * What staff set: texts, rules, restrictions, holidays. A handful of documents each, read whole and kept in a versioned cache.
 */

const text = { type: String, required: true } as const;
const versioned = { version: { type: Number, required: true }, updatedAt: { type: Date, required: true } } as const;

/** What staff can write into a template. */
export type TemplateText = {
  title: string;
  body: string;
  wechatTemplateId: string | null;
  wechatFields: Record<string, string>;
  smsTemplate: string | null;
  smsParams: Record<string, string>;
};
/** `_id` = kind:phase. Fields and parameters are JSON: their names are WeChat's and the SMS provider's. */
export type TemplateDoc = { _id: string; textJson: string; version: number; updatedAt: Date };
export const ReminderTemplates = model<TemplateDoc>(
  "reminderTemplates",
  new Schema<TemplateDoc>({ _id: text, textJson: text, ...versioned }),
);

export type Rules = { quietFrom: string; quietTo: string; smsPerMemberMonth: number; smsPerDay: number };
/** One document, "rules". */
export type RulesDoc = Rules & { _id: string; version: number; updatedAt: Date };
export const ReminderRules = model<RulesDoc>(
  "reminderRules",
  new Schema<RulesDoc>({
    _id: text,
    quietFrom: text,
    quietTo: text,
    smsPerMemberMonth: { type: Number, required: true },
    smsPerDay: { type: Number, required: true },
    ...versioned,
  }),
);

/** Imported data, checked by the contract before it is stored, as JSON. `_id` = "restriction:" city or "holidays:" year. */
export type ImportedDoc = { _id: string; json: string; version: number; updatedAt: Date };
export const ReminderImports = model<ImportedDoc>(
  "reminderImports",
  new Schema<ImportedDoc>({ _id: text, json: text, ...versioned }),
);

export type Versioned<T> = T & { version: number; updatedAt: Date | null };
