import * as z from "zod/mini";
import { count, day, id, instant, page, pageQuery, reason, text } from "./fields";
import { endpoint, STAFF_ROLES } from "./http";
import { REMINDER_CHANNELS, REMINDER_STATES, reminderKind } from "./reminders";

/** A kind has one text for before its day and, where it goes on afterwards, another for after it. */
export const REMINDER_PHASES = ["before", "after"] as const;
export type ReminderPhase = (typeof REMINDER_PHASES)[number];
export const REMINDER_PHASE_NAMES: Readonly<Record<ReminderPhase, string>> = { before: "到期前", after: "到期后" };
const phase = z.enum(REMINDER_PHASES, "阶段不正确");

const TAG = "提醒管理";
const PROVINCE = ["provinceAdmin"] as const;

const fieldPatterns = z.record(
  z.string().check(z.regex(/^[a-zA-Z][A-Za-z0-9_]{0,39}$/, "字段名只能由字母和数字组成")),
  text("字段内容", 100),
);
const templateText = {
  title: text("标题", 40),
  body: text("正文", 300),
  /** Null = no WeChat message of this kind. */
  wechatTemplateId: z.nullable(text("订阅消息模板编号", 64)),
  /** WeChat's field name → our text with placeholders, e.g. thing1: "{车牌} 年检". */
  wechatFields: fieldPatterns,
  /** Name of the SMS template in the server's configuration; null = no SMS of this kind. */
  smsTemplate: z.nullable(text("短信模板名", 40)),
  smsParams: fieldPatterns,
};
export const reminderTemplateView = z.object({
  kind: reminderKind,
  kindName: z.string(),
  phase,
  phaseName: z.string(),
  title: z.string(),
  body: z.string(),
  wechatTemplateId: z.nullable(z.string()),
  wechatFields: z.record(z.string(), z.string()),
  smsTemplate: z.nullable(z.string()),
  smsParams: z.record(z.string(), z.string()),
  /** Whether the server is configured to send this SMS template. */
  isSmsReady: z.boolean(),
  placeholders: z.array(z.object({ name: z.string(), meaning: z.string(), example: z.string() })),
  /** 0 = the text the club came with. */
  version: z.int(),
  updatedAt: z.nullable(instant),
});
export type ReminderTemplateView = z.output<typeof reminderTemplateView>;

export const listReminderTemplates = endpoint({
  name: "listReminderTemplates",
  method: "GET",
  path: "/staff/reminders/templates",
  auth: STAFF_ROLES,
  summary: "各类提醒的文字、订阅消息和短信模板",
  tag: TAG,
  response: z.object({ items: z.array(reminderTemplateView) }),
  errors: [],
});

export const saveReminderTemplate = endpoint({
  name: "saveReminderTemplate",
  method: "PUT",
  path: "/staff/reminders/templates/:kind/:phase",
  auth: PROVINCE,
  summary: "修改一类提醒的模板",
  tag: TAG,
  params: z.object({ kind: reminderKind, phase }),
  /** `baseVersion` is the version that was looked at: two editors do not overwrite each other. */
  body: z.object({ ...templateText, baseVersion: z.int("版本应为整数"), reason }),
  response: reminderTemplateView,
  errors: [
    "reminders.template-not-found",
    "reminders.placeholder-unknown",
    "reminders.wechat-key-invalid",
    "reminders.version-conflict",
  ],
});

export const previewReminderTemplate = endpoint({
  name: "previewReminderTemplate",
  method: "POST",
  path: "/staff/reminders/templates/preview",
  auth: STAFF_ROLES,
  summary: "用示例内容预览模板，不保存",
  tag: TAG,
  body: z.object({ kind: reminderKind, phase, ...templateText }),
  response: z.object({
    title: z.string(),
    body: z.string(),
    /** `isCut`: longer than WeChat allows, it will be shortened like this. */
    wechat: z.array(z.object({ key: z.string(), value: z.string(), isCut: z.boolean() })),
    sms: z.array(z.object({ key: z.string(), value: z.string() })),
    /** 中文 sentences; empty = it can be saved. */
    problems: z.array(z.string()),
  }),
  errors: ["reminders.template-not-found"],
});

export const reminderDelivery = z.object({
  id: z.string(),
  memberId: id,
  cityCode: z.string(),
  kind: reminderKind,
  kindName: z.string(),
  /** As the member read it, with plates masked. */
  title: z.string(),
  dueOn: day,
  stepLabel: z.string(),
  at: instant,
  channel: z.enum(REMINDER_CHANNELS),
  channelName: z.string(),
  state: z.enum(REMINDER_STATES),
  stateName: z.string(),
  lastError: z.nullable(z.string()),
});

export const listReminderDeliveries = endpoint({
  name: "listReminderDeliveries",
  method: "GET",
  path: "/staff/reminders/deliveries",
  auth: STAFF_ROLES,
  summary: "送达记录：按日期或会员查询，新的在前",
  tag: TAG,
  query: z.object({
    day: z.optional(day),
    memberId: z.optional(id),
    kind: z.optional(reminderKind),
    channel: z.optional(z.enum(REMINDER_CHANNELS, "渠道不正确")),
    state: z.optional(z.enum(REMINDER_STATES, "状态不正确")),
    ...pageQuery,
  }),
  response: page(reminderDelivery),
  errors: ["reminders.filter-needed"],
});

const deadLetter = z.object({
  messageId: z.string(),
  reminderId: z.string(),
  /** The reminder it was to deliver, plates masked; null when it is gone with its member. */
  reminder: z.nullable(z.object({ memberId: id, kindName: z.string(), title: z.string(), dueOn: day })),
  channel: z.enum(REMINDER_CHANNELS),
  channelName: z.string(),
  attempts: z.int(),
  createdAt: instant,
  lastError: z.nullable(z.string()),
});

export const listReminderDeadLetters = endpoint({
  name: "listReminderDeadLetters",
  method: "GET",
  path: "/staff/reminders/dead-letters",
  auth: ["provinceAdmin", "auditor"],
  summary: "发送失败、不再自动重试的消息，新的在前",
  tag: TAG,
  query: z.object({ ...pageQuery }),
  response: page(deadLetter),
  errors: [],
});

export const replayReminderDeadLetters = endpoint({
  name: "replayReminderDeadLetters",
  method: "POST",
  path: "/staff/reminders/dead-letters/replay",
  auth: PROVINCE,
  summary: "重新发送选中的失败消息",
  tag: TAG,
  body: z.object({
    messageIds: z
      .array(z.string("缺少编号").check(z.regex(/^[A-Za-z0-9_.:-]{1,200}$/, "编号不正确")))
      .check(z.minLength(1, "请选择消息"), z.maxLength(100, "一次最多 100 条")),
    reason,
  }),
  /** Messages that are no dead letters (any more) are not counted. */
  response: z.object({ replayedCount: z.int() }),
  errors: [],
});

export const getReminderFigures = endpoint({
  name: "getReminderFigures",
  method: "GET",
  path: "/staff/reminders/figures",
  auth: STAFF_ROLES,
  summary: "每日提醒数：按类型、渠道和结果（最多 31 天）",
  tag: TAG,
  query: z.object({ from: day, to: day }),
  response: z.object({
    rows: z.array(
      z.object({
        day,
        kind: reminderKind,
        kindName: z.string(),
        channel: z.enum(REMINDER_CHANNELS),
        plannedCount: z.int(),
        sentCount: z.int(),
        refusedCount: z.int(),
        failedCount: z.int(),
      }),
    ),
    /** Members with a plan, and how many plans are due now. */
    dueCount: z.int(),
    oldestDueAt: z.nullable(instant),
  }),
  errors: ["reminders.filter-needed"],
});

const clockTime = z.string("请填写时间").check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "时间格式应为 21:00"));
export const reminderRules = z.object({
  /** Nothing but the inbox between these times of Shanghai; equal = no quiet hours. */
  quietFrom: clockTime,
  quietTo: clockTime,
  /** SMS a member gets at most in a calendar month. */
  smsPerMemberMonth: count("每人每月短信数", 31),
  /** SMS the club sends at most in a day. */
  smsPerDay: count("每日短信数", 1_000_000),
});
export const reminderRulesView = z.object({ ...reminderRules.shape, version: z.int(), updatedAt: z.nullable(instant) });

export const getReminderRules = endpoint({
  name: "getReminderRules",
  method: "GET",
  path: "/staff/reminders/rules",
  auth: STAFF_ROLES,
  summary: "免打扰时段和短信限额",
  tag: TAG,
  response: reminderRulesView,
  errors: [],
});

export const saveReminderRules = endpoint({
  name: "saveReminderRules",
  method: "PUT",
  path: "/staff/reminders/rules",
  auth: PROVINCE,
  summary: "修改免打扰时段和短信限额",
  tag: TAG,
  body: z.object({ ...reminderRules.shape, baseVersion: z.int("版本应为整数"), reason }),
  response: reminderRulesView,
  errors: ["reminders.version-conflict"],
});
