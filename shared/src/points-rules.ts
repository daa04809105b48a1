import * as z from "zod/mini";
import { count, id, instant, page, pageQuery, reason, text } from "./fields";
import { endpoint } from "./http";
import { points } from "./points";

/*
 * 积分规则: what a member earns for which event. One rule per event; every change is a new version that stays.
 */

/** What can earn points; fed by the events themselves, never by a client. */
export const EARN_EVENTS = [
  "registered",
  "completed",
  "vehicle-added",
  "checked-in",
  "redemption-rated",
  "order-completed",
] as const;
export type EarnEvent = (typeof EARN_EVENTS)[number];
export const EARN_EVENT_NAMES: Readonly<Record<EarnEvent, string>> = {
  registered: "注册成为会员",
  completed: "完善姓名和身份证号",
  "vehicle-added": "添加车辆",
  "checked-in": "每日签到",
  "redemption-rated": "评价服务",
  "order-completed": "完成商城订单",
};
/** A multiplier of 10000 basis points is once; at most ten times. */
export const MAX_MULTIPLIER_BPS = 100_000;
export const MAX_LIFE_MONTHS = 60;
/** What one person may adjust in all on a day without a second person, unless the settings say otherwise. */
export const DEFAULT_ADJUSTMENT_LIMIT_POINTS = 1_000;

const multiplier = count("等级倍数", MAX_MULTIPLIER_BPS);
const cap = z.nullable(points.check(z.gte(1, "上限应大于 0")));
const streakBonus = z.object({
  /** Day within the cycle, from 1. */
  day: count("连续天数", 31, 1),
  points: points.check(z.gte(1, "奖励积分应大于 0")),
});

const ruleFacts = {
  /** What members read, e.g. "评价一次服务". */
  title: text("规则名称", 30, 2),
  intro: text("规则说明", 100, 0),
  /** What one event gives at multiplier 10000. */
  points: points.check(z.gte(1, "积分应大于 0"), z.lte(100_000, "每次最多 100,000 积分")),
  /** Points a member may earn by this rule in a Shanghai day, a month and in all; null = no cap. The last award is cut to fit. */
  dailyCapPoints: cap,
  monthlyCapPoints: cap,
  totalCapPoints: cap,
  tierMultiplierBps: z.object({ standard: multiplier, senior: multiplier }),
  /** Half-open window; null = open on that side. */
  opensAt: z.nullable(instant),
  closesAt: z.nullable(instant),
  /** Months that these points live, counted to the end of the month. */
  lifeMonths: count("有效月数", MAX_LIFE_MONTHS, 1),
  /** For check-ins: after so many days in a row the count of days begins again. */
  streakCycleDays: count("连续签到的周期", 31, 1),
  /** For check-ins: what a day of the cycle gives besides. */
  streakBonuses: z.array(streakBonus).check(z.maxLength(31, "最多 31 项连续签到奖励")),
};

type RuleFacts = { opensAt: string | null; closesAt: string | null; streakCycleDays: number };

function windowIsForward({ opensAt, closesAt }: Pick<RuleFacts, "opensAt" | "closesAt">): boolean {
  return opensAt === null || closesAt === null || Date.parse(opensAt) < Date.parse(closesAt);
}

function bonusesFit(body: Pick<RuleFacts, "streakCycleDays"> & { streakBonuses: { day: number }[] }): boolean {
  const days = body.streakBonuses.map((bonus) => bonus.day);
  return new Set(days).size === days.length && days.every((day) => day <= body.streakCycleDays);
}

const ruleBody = z
  .object(ruleFacts)
  .check(
    z.refine(windowIsForward, { error: "结束时间应晚于开始时间", path: ["closesAt"] }),
    z.refine(bonusesFit, { error: "连续签到奖励的天数应在周期内且不重复", path: ["streakBonuses"] }),
  );

export const earningRule = z.object({
  /** The event is the rule's id. */
  event: z.enum(EARN_EVENTS),
  eventName: z.string(),
  ...ruleFacts,
  isOn: z.boolean(),
  version: z.int(),
  updatedAt: instant,
  updatedBy: z.string(),
});
export type EarningRuleView = z.output<typeof earningRule>;

const READERS = ["provinceAdmin", "cityAdmin", "finance", "auditor"] as const;
const PROVINCE = ["provinceAdmin"] as const;
const TAG = "积分";
const eventParams = z.object({ event: z.enum(EARN_EVENTS, "请选择积分事件") });
/** The version that was looked at: two editors do not overwrite each other. */
const baseVersion = z.int("缺少规则版本");
const RULE_ERRORS = ["points.rule-not-found", "points.rule-conflict"] as const;

export const listStaffEarningRules = endpoint({
  name: "listStaffEarningRules",
  method: "GET",
  path: "/staff/points/rules",
  auth: READERS,
  summary: "积分规则：每种事件一条，以及还没有规则的事件",
  tag: TAG,
  response: z.object({
    items: z.array(earningRule),
    missing: z.array(z.object({ event: z.enum(EARN_EVENTS), eventName: z.string() })),
  }),
  errors: [],
});

export const createEarningRule = endpoint({
  name: "createEarningRule",
  method: "POST",
  path: "/staff/points/rules/:event",
  auth: PROVINCE,
  summary: "为一种事件新建积分规则（新建后是关闭的）",
  tag: TAG,
  params: eventParams,
  body: ruleBody,
  response: earningRule,
  errors: ["points.rule-exists"],
});

export const updateEarningRule = endpoint({
  name: "updateEarningRule",
  method: "PUT",
  path: "/staff/points/rules/:event",
  auth: PROVINCE,
  summary: "修改积分规则；从下一次获得积分起生效，旧版本保留",
  tag: TAG,
  params: eventParams,
  body: z
    .object({ ...ruleFacts, baseVersion, reason })
    .check(
      z.refine(windowIsForward, { error: "结束时间应晚于开始时间", path: ["closesAt"] }),
      z.refine(bonusesFit, { error: "连续签到奖励的天数应在周期内且不重复", path: ["streakBonuses"] }),
    ),
  response: earningRule,
  errors: RULE_ERRORS,
});

export const switchEarningRule = endpoint({
  name: "switchEarningRule",
  method: "POST",
  path: "/staff/points/rules/:event/switch",
  auth: PROVINCE,
  summary: "打开或关闭一条积分规则",
  tag: TAG,
  params: eventParams,
  body: z.object({ isOn: z.boolean("请选择打开或关闭"), baseVersion, reason }),
  response: earningRule,
  errors: RULE_ERRORS,
});

export const listEarningRuleVersions = endpoint({
  name: "listEarningRuleVersions",
  method: "GET",
  path: "/staff/points/rules/:event/versions",
  auth: READERS,
  summary: "一条积分规则的各个版本，新的在前",
  tag: TAG,
  params: eventParams,
  query: z.object(pageQuery),
  response: page(z.object({ id, ...earningRule.shape, reason: z.nullable(z.string()) })),
  errors: ["points.rule-not-found"],
});

export const pointsSettings = z.object({
  /** Points that one person may give and take in all on a day; what goes beyond waits for a second person. */
  adjustmentLimitPoints: points,
  version: z.int(),
  /** The last change; null before the first. */
  changedAt: z.nullable(instant),
  changedBy: z.nullable(z.object({ id: z.string(), name: z.nullable(z.string()) })),
  /** For the caller today: the limit (whoever raises it goes on with the old one until the next day), and what is left of it. */
  ownLimitPoints: points,
  ownLeftPoints: points,
});
export type PointsSettings = z.output<typeof pointsSettings>;

export const getPointsSettings = endpoint({
  name: "getPointsSettings",
  method: "GET",
  path: "/staff/points/settings",
  auth: READERS,
  summary: "积分设置：一人一天合计超过多少积分的人工调整需要复核",
  tag: TAG,
  response: pointsSettings,
  errors: [],
});

export const updatePointsSettings = endpoint({
  name: "updatePointsSettings",
  method: "PUT",
  path: "/staff/points/settings",
  auth: PROVINCE,
  summary: "修改积分设置",
  tag: TAG,
  body: z.object({ adjustmentLimitPoints: points, baseVersion, reason }),
  response: pointsSettings,
  errors: ["points.rule-conflict"],
});
