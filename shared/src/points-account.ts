import * as z from "zod/mini";
import { day, id, instant, month, page, pageQuery } from "./fields";
import { endpoint } from "./http";
import { points, signedPoints } from "./points";
import { EARN_EVENTS } from "./points-rules";

/*
 * 积分 as the member sees it: the balance, what lapses soon, the postings, the daily check-in and how to earn.
 */

/** Why points moved. The events' own names stand for what was earned by a rule. */
export const POSTING_REASONS = [
  ...EARN_EVENTS,
  "order-paid",
  "order-cancelled",
  "adjusted",
  "lapsed",
  "account-closed",
] as const;
export type PostingReason = (typeof POSTING_REASONS)[number];
export const POSTING_REASON_NAMES: Readonly<Record<PostingReason, string>> = {
  registered: "注册会员",
  completed: "完善资料",
  "vehicle-added": "添加车辆",
  "checked-in": "每日签到",
  "redemption-rated": "评价服务",
  "order-completed": "完成商城订单",
  "order-paid": "商城兑换",
  "order-cancelled": "订单取消退回",
  adjusted: "人工调整",
  lapsed: "积分到期",
  "account-closed": "注销账号失效",
};
/** How the rows of a list are narrowed to one direction. */
export const POSTING_DIRECTIONS = ["in", "out"] as const;

const MEMBER = ["member"] as const;
const TAG = "积分";

export const myPoints = z.object({
  balancePoints: points,
  /** Points of the balance that lapse by the end of next month, and the instant (exclusive) the first of them do. */
  expiringPoints: points,
  expiringAt: z.nullable(instant),
  /** Since the account began. */
  earnedPoints: points,
  spentPoints: points,
  checkedInToday: z.boolean(),
  /** Days checked in without a gap, through today or yesterday. */
  streakDays: z.int(),
});
export type MyPoints = z.output<typeof myPoints>;

export const getMyPoints = endpoint({
  name: "getMyPoints",
  method: "GET",
  path: "/me/points",
  auth: MEMBER,
  summary: "我的积分：余额、到下月底将到期的积分、今天是否已签到",
  tag: TAG,
  response: myPoints,
  errors: [],
});

export const pointsPosting = z.object({
  id,
  /** Negative when points went away. */
  points: signedPoints,
  balanceAfterPoints: points,
  reason: z.enum(POSTING_REASONS),
  reasonName: z.string(),
  /** What it was for in one sentence; null when the reason says it all. */
  note: z.nullable(z.string()),
  at: instant,
  /** When what came in lapses (exclusive); null for what went out. */
  expiresAt: z.nullable(instant),
});
export type PointsPostingView = z.output<typeof pointsPosting>;

export const listMyPostings = endpoint({
  name: "listMyPostings",
  method: "GET",
  path: "/me/points/postings",
  auth: MEMBER,
  summary: "我的积分流水，新的在前",
  tag: TAG,
  query: z.object({ direction: z.optional(z.enum(POSTING_DIRECTIONS, "请选择收入或支出")), ...pageQuery }),
  response: page(pointsPosting),
  errors: [],
});

/** The same for every request of the same day. */
export const checkInAnswer = z.object({
  on: day,
  /** Points of this check-in, the bonus included; 0 when a cap of the rule was reached. */
  points,
  bonusPoints: points,
  streakDays: z.int(),
  balancePoints: points,
  tomorrowPoints: points,
});
export type CheckInAnswer = z.output<typeof checkInAnswer>;

export const checkIn = endpoint({
  name: "checkIn",
  method: "POST",
  path: "/me/check-ins",
  auth: MEMBER,
  summary: "每日签到（同一天再次签到得到同样的结果，积分只得一次）",
  tag: TAG,
  response: checkInAnswer,
  errors: ["points.check-in-closed", "points.member-not-active"],
  rateLimit: { limit: 30, windowSeconds: 60, by: "actor" },
});

export const checkInCalendar = z.object({
  month,
  days: z.array(z.object({ on: day, points, streakDays: z.int() })),
  /** False while check-ins are switched off. */
  isOpen: z.boolean(),
  today: day,
  checkedInToday: z.boolean(),
  streakDays: z.int(),
  /** What checking in gives today (or gave), and tomorrow if today is not missed; 0 while switched off. */
  todayPoints: points,
  tomorrowPoints: points,
  /** The bonus days of the cycle ahead: on the n-th day in a row so many points more. */
  streakCycleDays: z.int(),
  streakBonuses: z.array(z.object({ day: z.int(), points })),
});
export type CheckInCalendar = z.output<typeof checkInCalendar>;

export const getCheckIns = endpoint({
  name: "getCheckIns",
  method: "GET",
  path: "/me/check-ins",
  auth: MEMBER,
  summary: "签到日历：某月（默认本月）已签到的日子、连续天数、明天可得",
  tag: TAG,
  query: z.object({ month: z.optional(month) }),
  response: checkInCalendar,
  errors: [],
});

export const myEarningRule = z.object({
  event: z.enum(EARN_EVENTS),
  title: z.string(),
  intro: z.string(),
  /** What the next event gives this member, tier and caps included; 0 when nothing more can be earned. */
  nextPoints: points,
  /** 每次 N 积分 and the caps in one sentence. */
  limits: z.string(),
  earnedTodayPoints: points,
  earnedTotalPoints: points,
  /** done: an event of once in a life is over. day-cap, month-cap, total-cap: earned as much as the rule allows. */
  state: z.enum(["open", "done", "day-cap", "month-cap", "total-cap"]),
  stateName: z.string(),
});
export type MyEarningRule = z.output<typeof myEarningRule>;

export const listEarningRules = endpoint({
  name: "listEarningRules",
  method: "GET",
  path: "/me/points/rules",
  auth: MEMBER,
  summary: "怎样赚积分：正在生效的规则、今天已得、是否还能再得",
  tag: TAG,
  response: z.object({ items: z.array(myEarningRule) }),
  errors: [],
});
