import type { ReminderKind } from "@club/shared/reminders";
import type { ReminderPhase } from "@club/shared/reminders-admin";
import { clipTemplateValue } from "../../gateways/wechat-template";
import type { TemplateText } from "./reminder-config.model";

/*
 * Texts with placeholders in braces: "{车牌} 的年检将于 {到期日} 到期".
 */

type Placeholder = { name: string; meaning: string; example: string };
export type Vars = Readonly<Record<string, string>>;

const DUE: readonly Placeholder[] = [
  { name: "到期日", meaning: "到期的日期", example: "2026年12月31日" },
  { name: "剩余", meaning: "离到期还有多久", example: "还有 30 天" },
];
const VEHICLE: readonly Placeholder[] = [
  { name: "车牌", meaning: "车牌号", example: "鲁A·12345" },
  { name: "车辆", meaning: "昵称或品牌型号", example: "我的小车" },
];
const OF_KIND: Readonly<Record<ReminderKind, readonly Placeholder[]>> = {
  inspection: [
    ...VEHICLE,
    ...DUE,
    { name: "办理方式", meaning: "上线检验或申领标志", example: "上线检验" },
    { name: "估算", meaning: "推算的日期显示「（估算）」，证面日期为空", example: "（估算）" },
    { name: "窗口开始", meaning: "从哪天起可以办理", example: "2026年10月1日" },
  ],
  licence: DUE,
  licenceDuty: [
    ...DUE,
    { name: "事项", meaning: "体检或审验", example: "驾驶证年度体检" },
    { name: "说明", meaning: "谁要办、怎么办", example: "70周岁以上每年体检" },
    { name: "估算", meaning: "推算的日期显示「（估算）」", example: "" },
  ],
  compulsoryInsurance: [...VEHICLE, ...DUE],
  commercialInsurance: [...VEHICLE, ...DUE],
  violation: [
    ...VEHICLE,
    { name: "数量", meaning: "新记录的条数", example: "1" },
    { name: "查到日", meaning: "查到的日期", example: "2026年11月22日" },
  ],
  drivingRestriction: [
    ...VEHICLE,
    { name: "城市", meaning: "限行城市", example: "北京" },
    { name: "限行日", meaning: "限行的日期", example: "2026年11月24日" },
    { name: "限行说明", meaning: "尾号或外地号牌", example: "尾号 1、6 限行" },
    { name: "时段", meaning: "限行时段", example: "07:00–20:00" },
    { name: "区域", meaning: "限行区域", example: "五环路以内" },
    { name: "暂定", meaning: "当年节假日未公布时显示「（暂定）」", example: "" },
  ],
  voucherExpiry: [...DUE, { name: "数量", meaning: "到期的张数", example: "3" }],
  pointsExpiry: [...DUE, { name: "积分", meaning: "到期的积分", example: "1,200" }],
  birthday: [],
  holiday: [
    { name: "节日", meaning: "节日名称", example: "国庆节" },
    { name: "暂定", meaning: "当年放假安排未公布时显示「（放假安排尚未公布，日期暂定）」", example: "" },
  ],
};

/** Placeholders that a kind's texts may use. */
export function placeholdersOf(kind: ReminderKind): readonly Placeholder[] {
  return OF_KIND[kind];
}

/** Values to show a text with. */
export function exampleVars(kind: ReminderKind): Vars {
  return Object.fromEntries(OF_KIND[kind].map(({ name, example }) => [name, example]));
}

/** Fills in the placeholders; an unknown one becomes empty, so that nobody reads braces. */
export function fillIn(pattern: string, vars: Vars): string {
  return pattern.replace(/\{([^{}]*)\}/g, (_whole, name: string) => vars[name] ?? "");
}

export function fillAll(patterns: Readonly<Record<string, string>>, vars: Vars): Record<string, string> {
  return Object.fromEntries(Object.entries(patterns).map(([key, pattern]) => [key, fillIn(pattern, vars)]));
}

/** Placeholders in any of the texts that the kind does not know. */
export function unknownPlaceholders(kind: ReminderKind, template: TemplateText): string[] {
  const known = new Set(OF_KIND[kind].map(({ name }) => name));
  const texts = [
    template.title,
    template.body,
    ...Object.values(template.wechatFields),
    ...Object.values(template.smsParams),
  ];
  const used = texts.flatMap((text) => [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ""));
  return [...new Set(used)].filter((name) => !known.has(name));
}

const WECHAT_KEY =
  /^(thing|number|letter|symbol|character_string|time|date|amount|phone_number|car_number|name|phrase|const|enum)\d+$/;

/** Field names that no template of WeChat has. */
export function badWechatKeys(template: TemplateText): string[] {
  return Object.keys(template.wechatFields).filter((key) => !WECHAT_KEY.test(key));
}

/** What WeChat would show of each field, and whether it had to be shortened. */
export function previewWechat(template: TemplateText, vars: Vars) {
  return Object.entries(fillAll(template.wechatFields, vars)).map(([key, whole]) => {
    const value = clipTemplateValue(key, whole);
    return { key, value, isCut: value !== whole };
  });
}

/** Sentences about what keeps a template from being saved. */
export function templateProblems(kind: ReminderKind, template: TemplateText): string[] {
  const unknown = unknownPlaceholders(kind, template);
  const keys = badWechatKeys(template);
  return [
    ...(unknown.length > 0 ? [`不认识的占位符：${unknown.map((name) => `{${name}}`).join("、")}`] : []),
    ...(keys.length > 0 ? [`订阅消息字段名不正确：${keys.join("、")}`] : []),
  ];
}

type Texts = Readonly<Record<string, { title: string; body: string }>>;
const TEXTS: Texts = {
  "inspection:before": {
    title: "{车牌} 年检提醒",
    body: "{车辆}（{车牌}）的检验有效期至 {到期日}{估算}，{剩余}，请{办理方式}。{窗口开始} 起可以办理，先处理完违章并确认交强险有效。",
  },
  "inspection:after": {
    title: "{车牌} 年检可能已逾期",
    body: "{车辆}（{车牌}）的检验有效期至 {到期日}{估算}。如已办理请点「已办理」；未办理请尽快检验，逾期上路会被处罚。",
  },
  "licence:before": {
    title: "驾驶证换证提醒",
    body: "您的驾驶证有效期至 {到期日}，{剩余}。现在起可在任一车管所或交管12123换证，请提前体检。",
  },
  "licence:after": {
    title: "驾驶证已过期",
    body: "您的驾驶证有效期至 {到期日}，已过期，现在不得驾驶机动车。请尽快换证：超过有效期一年将被注销。",
  },
  "licenceDuty:before": {
    title: "{事项}提醒",
    body: "{事项}的截止日是 {到期日}{估算}，{剩余}。{说明}。",
  },
  "licenceDuty:after": {
    title: "{事项}可能已逾期",
    body: "{事项}的截止日是 {到期日}{估算}。如已办理请点「已办理」；未办理请尽快到车管所或交管12123办理。{说明}。",
  },
  "compulsoryInsurance:before": {
    title: "{车牌} 交强险到期提醒",
    body: "{车辆}（{车牌}）的交强险至 {到期日}，{剩余}。请及时续保，已续保请点「已办理」。",
  },
  "compulsoryInsurance:after": {
    title: "{车牌} 交强险已到期",
    body: "{车辆}（{车牌}）的交强险已于 {到期日} 到期。未投保交强险不能上路，请马上续保；已续保请点「已办理」。",
  },
  "commercialInsurance:before": {
    title: "{车牌} 商业险到期提醒",
    body: "{车辆}（{车牌}）的商业险至 {到期日}，{剩余}。请安排续保，已续保请点「已办理」。",
  },
  "commercialInsurance:after": {
    title: "{车牌} 商业险已到期",
    body: "{车辆}（{车牌}）的商业险已于 {到期日} 到期，保障已中断。请尽快续保；已续保请点「已办理」。",
  },
  "violation:before": {
    title: "{车牌} 查到新的违章记录",
    body: "{车辆}（{车牌}）于 {查到日} 查到 {数量} 条新的违章记录，请进入违章页面查看，以交管12123为准。",
  },
  "drivingRestriction:before": {
    title: "{城市}明日限行提醒",
    body: "{限行日}{暂定} {城市} {限行说明}：{车牌} 在 {时段} 不能驶入{区域}，请安排好出行。",
  },
  "voucherExpiry:before": {
    title: "{数量} 张兑换券快到期",
    body: "您有 {数量} 张兑换券将于 {到期日} 到期，{剩余}，请及时到店使用。",
  },
  "pointsExpiry:before": {
    title: "{积分} 积分快到期",
    body: "您有 {积分} 积分将于 {到期日} 到期，{剩余}，可到积分商城兑换。",
  },
  "birthday:before": { title: "生日快乐", body: "祝您生日快乐，一路平安！感谢您一直以来的信任。" },
  "holiday:before": { title: "{节日}快乐", body: "祝您{节日}快乐{暂定}。出行前请检查车况，途中注意休息，平安到家。" },
};
/** Kinds whose default text goes out by SMS, with the parameters of the provider's template "reminder-due". */
const SMS_PARAMS: Readonly<Partial<Record<ReminderKind, Record<string, string>>>> = {
  inspection: { item: "{车牌}年检", date: "{到期日}" },
  licence: { item: "驾驶证", date: "{到期日}" },
  licenceDuty: { item: "{事项}", date: "{到期日}" },
  compulsoryInsurance: { item: "{车牌}交强险", date: "{到期日}" },
  commercialInsurance: { item: "{车牌}商业险", date: "{到期日}" },
};
/** Our name of the SMS template that important reminders use. */
const SMS_TEMPLATE = "reminder-due";

/** The text the club came with; null when the kind has no such phase. */
export function defaultTemplate(kind: ReminderKind, phase: ReminderPhase): TemplateText | null {
  const texts = TEXTS[`${kind}:${phase}`];
  if (!texts) return null;
  const smsParams = SMS_PARAMS[kind];
  return {
    ...texts,
    wechatTemplateId: null,
    wechatFields: {},
    smsTemplate: smsParams ? SMS_TEMPLATE : null,
    smsParams: smsParams ?? {},
  };
}
