import type { InputOf } from "@club/shared/http";
import type { ReminderTemplateView, saveReminderTemplate } from "@club/shared/reminders-admin";

type Pair = { key: string; text: string };

/** A template as the form holds it: fields of WeChat and SMS as rows. */
export type TypedTemplate = {
  title: string;
  body: string;
  wechatTemplateId: string;
  wechatFields: Pair[];
  smsTemplate: string;
  smsParams: Pair[];
};
export type TemplateText = Pick<
  InputOf<typeof saveReminderTemplate>,
  "title" | "body" | "wechatTemplateId" | "wechatFields" | "smsTemplate" | "smsParams"
>;

export function typedTemplate(template: TemplateText): TypedTemplate {
  return {
    title: template.title,
    body: template.body,
    wechatTemplateId: template.wechatTemplateId ?? "",
    wechatFields: pairsOf(template.wechatFields),
    smsTemplate: template.smsTemplate ?? "",
    smsParams: pairsOf(template.smsParams),
  };
}

function pairsOf(fields: Readonly<Record<string, string>>): Pair[] {
  return Object.entries(fields).map(([key, text]) => ({ key, text }));
}

/** What is sent; rows that are not filled in (yet) are left out. */
export function templateTextOf(typed: TypedTemplate): TemplateText {
  return {
    title: typed.title.trim(),
    body: typed.body.trim(),
    wechatTemplateId: typed.wechatTemplateId.trim() || null,
    wechatFields: recordOf(typed.wechatFields),
    smsTemplate: typed.smsTemplate.trim() || null,
    smsParams: recordOf(typed.smsParams),
  };
}

function recordOf(pairs: readonly (Partial<Pair> | undefined)[]): Record<string, string> {
  const filled = pairs.map((pair) => [pair?.key?.trim() ?? "", pair?.text?.trim() ?? ""] as const);
  return Object.fromEntries(filled.filter(([key, text]) => key !== "" && text !== ""));
}

/** Names that stand in two rows: the second would silently replace the first. */
export function doubledKeys(pairs: readonly (Partial<Pair> | undefined)[]): string[] {
  const keys = pairs.map((pair) => pair?.key?.trim() ?? "").filter((key) => key !== "");
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
}

/** Placeholders in a text that the kind does not have. */
export function unknownPlaceholders(text: string, known: ReminderTemplateView["placeholders"]): string[] {
  const names = new Set(known.map(({ name }) => name));
  const used = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");
  return [...new Set(used)].filter((name) => !names.has(name));
}

/** What will be different, one sentence a field. */
export function changeLines(before: TemplateText, after: TemplateText): string[] {
  const fields = (record: Readonly<Record<string, string>>) =>
    Object.entries(record)
      .map(([key, text]) => `${key}=${text}`)
      .join("，") || "无";
  const lines: [string, string, string][] = [
    ["标题", before.title, after.title],
    ["正文", before.body, after.body],
    ["订阅消息模板", before.wechatTemplateId ?? "不用", after.wechatTemplateId ?? "不用"],
    ["订阅消息字段", fields(before.wechatFields), fields(after.wechatFields)],
    ["短信模板", before.smsTemplate ?? "不用", after.smsTemplate ?? "不用"],
    ["短信参数", fields(before.smsParams), fields(after.smsParams)],
  ];
  return lines.filter(([, from, to]) => from !== to).map(([label, from, to]) => `${label}：${from} → ${to}`);
}
