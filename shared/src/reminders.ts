import * as z from "zod/mini";
import { day, id, instant, page, pageQuery } from "./fields";
import { endpoint } from "./http";

/** What the club reminds of. */
export const REMINDER_KINDS = [
  "inspection",
  "licence",
  "licenceDuty",
  "compulsoryInsurance",
  "commercialInsurance",
  "violation",
  "drivingRestriction",
  "voucherExpiry",
  "pointsExpiry",
  "birthday",
  "holiday",
] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];
export const REMINDER_KIND_NAMES: Readonly<Record<ReminderKind, string>> = {
  inspection: "年检",
  licence: "驾驶证换证",
  licenceDuty: "驾驶证体检审验",
  compulsoryInsurance: "交强险",
  commercialInsurance: "商业险",
  violation: "新违章记录",
  drivingRestriction: "限行",
  voucherExpiry: "兑换券到期",
  pointsExpiry: "积分到期",
  birthday: "生日",
  holiday: "节假日",
};
export const reminderKind = z.enum(REMINDER_KINDS, "提醒类型不正确");

export const REMINDER_CHANNELS = ["inbox", "wechat", "sms"] as const;
export type ReminderChannel = (typeof REMINDER_CHANNELS)[number];
export const REMINDER_CHANNEL_NAMES: Readonly<Record<ReminderChannel, string>> = {
  inbox: "站内消息",
  wechat: "微信订阅消息",
  sms: "短信",
};

/**
 * What became of the message outside of the inbox. `sent` at once when there is only the inbox; `refused` = the member has not agreed
 * (any more); `failed` = a dead letter; `unknown` = the answer was lost or the server stopped while sending, and it is not sent a
 * second time; `cancelled` = it was no longer true, or no longer wanted, when it was to go out.
 */
export const REMINDER_TRANSITIONS = {
  queued: ["sending", "cancelled"],
  sending: ["queued", "sent", "refused", "failed", "unknown"],
  sent: [],
  refused: [],
  failed: ["queued"],
  unknown: [],
  cancelled: [],
} as const;
export type ReminderState = keyof typeof REMINDER_TRANSITIONS;
export const REMINDER_STATES = ["queued", "sending", "sent", "refused", "failed", "unknown", "cancelled"] as const;
export const REMINDER_STATE_NAMES: Readonly<Record<ReminderState, string>> = {
  queued: "等待发送",
  sending: "发送中",
  sent: "已发送",
  refused: "未授权，已留在站内消息",
  failed: "发送失败",
  unknown: "结果未知，不再重发",
  cancelled: "已取消",
};

/** Page of the mini-program that a WeChat message opens. */
export const REMINDERS_PAGE = "pages/assistant/index";

const MINE = "车主秘书";
const member = ["member"] as const;

/** One step of what is coming: when the member is told. */
export const timelineStep = z.object({
  step: z.string(),
  label: z.string(),
  on: day,
  state: z.enum(["planned", "sent", "passed", "off"]),
});
/** One thing that is coming, or is overdue. */
export const timelineItem = z.object({
  /** kind:subject:dueOn, stable. */
  id: z.string(),
  kind: reminderKind,
  kindName: z.string(),
  vehicleId: z.nullable(id),
  /** The plate for vehicles, otherwise null. */
  plate: z.nullable(z.string()),
  title: z.string(),
  /** What to do, one 中文 sentence. */
  advice: z.string(),
  dueOn: day,
  /** First day on which it can be done; null when that does not apply. */
  windowFrom: z.nullable(day),
  /** Days until it is due; negative when overdue. */
  daysLeft: z.int(),
  state: z.enum(["upcoming", "window", "overdue", "done"]),
  /** 估算: computed from the registration, not read from the document. */
  isEstimated: z.boolean(),
  /** 暂定: depends on a year's holidays that are not published yet. */
  isProvisional: z.boolean(),
  canMarkDone: z.boolean(),
  /** The end that follows, computed: what 已办理 proposes. `on` null = 长期; null = nothing follows, or it is not known. */
  nextDue: z.nullable(z.object({ on: z.nullable(day) })),
  /** The member's switch of this kind. */
  isOn: z.boolean(),
  steps: z.array(timelineStep),
});
export type TimelineItem = z.output<typeof timelineItem>;

export const getMyReminderTimeline = endpoint({
  name: "getMyReminderTimeline",
  method: "GET",
  path: "/me/reminders/timeline",
  auth: member,
  summary: "未来 12 个月的待办和提醒，按日期排列",
  tag: MINE,
  query: z.object({ vehicleId: z.optional(id) }),
  response: z.object({
    asOf: instant,
    items: z.array(timelineItem),
    /** Sentences about what is missing: a vehicle without dates, an unpublished year, restriction data that has expired. */
    notices: z.array(z.string()),
  }),
  errors: [],
});

export const sentReminder = z.object({
  id: z.string(),
  kind: reminderKind,
  kindName: z.string(),
  vehicleId: z.nullable(id),
  title: z.string(),
  body: z.string(),
  dueOn: day,
  at: instant,
  channel: z.enum(REMINDER_CHANNELS),
  channelName: z.string(),
  state: z.enum(REMINDER_STATES),
  stateName: z.string(),
});

export const listMyReminders = endpoint({
  name: "listMyReminders",
  method: "GET",
  path: "/me/reminders",
  auth: member,
  summary: "发给我的提醒，新的在前",
  tag: MINE,
  query: z.object({ ...pageQuery }),
  response: page(sentReminder),
  errors: [],
});

/** A kind with the member's switch. */
const kindSwitch = z.object({
  kind: reminderKind,
  name: z.string(),
  explanation: z.string(),
  isOn: z.boolean(),
  channels: z.array(z.enum(REMINDER_CHANNELS)),
  /** WeChat messages the member has agreed to and that are not used up; null when the kind has no WeChat template. */
  wechatCredits: z.nullable(z.int()),
  wechatTemplateId: z.nullable(z.string()),
});
const restrictionCity = z.object({
  cityCode: z.string(),
  name: z.string(),
  summary: z.string(),
  /** Last day for which the rule is known. */
  validThrough: day,
  isExpired: z.boolean(),
  isVerified: z.boolean(),
  source: z.string(),
});
export const reminderSettingsView = z.object({
  kinds: z.array(kindSwitch),
  /** The city whose restrictions the member wants to hear of; null = none. */
  restrictionCityCode: z.nullable(z.string()),
  restrictionCities: z.array(restrictionCity),
  /** "21:00" and "08:30": nothing but the inbox in between. */
  quietFrom: z.string(),
  quietTo: z.string(),
  /** Templates to ask for in one tap (WeChat allows three at most), in groups. */
  templateGroups: z.array(z.array(z.string())),
});

export const getMyReminderSettings = endpoint({
  name: "getMyReminderSettings",
  method: "GET",
  path: "/me/reminders/settings",
  auth: member,
  summary: "我的提醒开关、限行城市和订阅消息模板",
  tag: MINE,
  response: reminderSettingsView,
  errors: [],
});

export const updateMyReminderSettings = endpoint({
  name: "updateMyReminderSettings",
  method: "PUT",
  path: "/me/reminders/settings",
  auth: member,
  summary: "修改提醒开关或限行城市",
  tag: MINE,
  body: z.object({
    switches: z.prefault(
      z
        .array(z.object({ kind: reminderKind, isOn: z.boolean("请选择开或关") }))
        .check(z.maxLength(20, "一次最多修改 20 个开关")),
      [],
    ),
    restrictionCityCode: z.optional(
      z.nullable(z.string("请选择城市").check(z.regex(/^\d{4}00$/, "请从列表中选择城市"))),
    ),
  }),
  response: reminderSettingsView,
  errors: ["reminders.restriction-city-unknown"],
});

export const reportReminderConsents = endpoint({
  name: "reportReminderConsents",
  method: "POST",
  path: "/me/reminders/consents",
  auth: member,
  summary: "告诉服务器会员对订阅消息的选择（每次同意增加一条）",
  tag: MINE,
  body: z.object({
    /** What wx.requestSubscribeMessage answered. */
    results: z
      .array(
        z.object({
          templateId: z.string("缺少模板编号").check(z.minLength(1, "缺少模板编号"), z.maxLength(64, "模板编号不正确")),
          result: z.enum(["accept", "reject", "ban", "filter", "acceptWithAudio", "acceptWithAlert"], "选择不正确"),
        }),
      )
      .check(z.minLength(1, "请选择至少一个模板"), z.maxLength(3, "一次最多三个模板")),
  }),
  response: reminderSettingsView,
  errors: [],
  idempotent: true,
  rateLimit: { limit: 60, windowSeconds: 3600, by: "actor" },
});

export const markReminderDone = endpoint({
  name: "markReminderDone",
  method: "POST",
  path: "/me/reminders/done",
  auth: member,
  summary: "已办理：这一期不再提醒；车辆和驾驶证换成新的到期日，没有填写的按规定估算",
  tag: MINE,
  body: z.object({
    /** The id of a timeline item with canMarkDone. */
    itemId: z
      .string("请选择要标记的事项")
      .check(z.regex(/^[A-Za-z]+:[A-Za-z0-9-]+:20\d{2}-\d{2}-\d{2}$/, "事项编号不正确")),
    /** The new end as printed. Left out for inspections and insurance, the vehicle moves on to an estimate; a licence needs it. */
    nextDueOn: z.optional(day),
    /** The new licence has no end. */
    isLongTerm: z.optional(z.literal(true, "请填写有效期截止日，或选择“长期”")),
  }),
  response: z.object({ itemId: z.string(), isDone: z.boolean(), nextDueOn: z.nullable(day) }),
  errors: ["reminders.item-not-found", "reminders.next-due-not-later", "reminders.licence-end-needed"],
});
