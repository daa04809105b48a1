import type { EarnEvent } from "../points-rules";

/*
 * What a new earning rule starts from: the club's own proposal, to be changed by whoever creates the rule. Figures of the club's
 * plan of 2026-11-22; nothing outside depends on them.
 */

const ALWAYS = { opensAt: null, closesAt: null, lifeMonths: 24, streakCycleDays: 7, streakBonuses: [] };
const SAME_FOR_ALL = { standard: 10_000, senior: 10_000 };
const NO_CAPS = { dailyCapPoints: null, monthlyCapPoints: null, totalCapPoints: null };

type Proposal = {
  title: string;
  intro: string;
  points: number;
  dailyCapPoints: number | null;
  monthlyCapPoints: number | null;
  totalCapPoints: number | null;
  tierMultiplierBps: { standard: number; senior: number };
  opensAt: string | null;
  closesAt: string | null;
  lifeMonths: number;
  streakCycleDays: number;
  streakBonuses: { day: number; points: number }[];
};

export const EARNING_RULE_PROPOSALS: Readonly<Record<EarnEvent, Proposal>> = {
  registered: {
    ...ALWAYS,
    ...NO_CAPS,
    title: "注册会员",
    intro: "注册成功即可获得，只有一次",
    points: 100,
    tierMultiplierBps: SAME_FOR_ALL,
  },
  completed: {
    ...ALWAYS,
    ...NO_CAPS,
    title: "完善资料",
    intro: "填写姓名和身份证号，成为高级会员，只有一次",
    points: 200,
    tierMultiplierBps: SAME_FOR_ALL,
  },
  "vehicle-added": {
    ...ALWAYS,
    ...NO_CAPS,
    title: "添加车辆",
    intro: "每添加一辆车获得一次，最多 3 辆",
    points: 50,
    totalCapPoints: 150,
    tierMultiplierBps: SAME_FOR_ALL,
  },
  "checked-in": {
    ...ALWAYS,
    ...NO_CAPS,
    title: "每日签到",
    intro: "每天签到一次，连续签到第 3 天、第 7 天另有奖励",
    points: 5,
    tierMultiplierBps: { standard: 10_000, senior: 12_000 },
    streakBonuses: [
      { day: 3, points: 5 },
      { day: 7, points: 20 },
    ],
  },
  "redemption-rated": {
    ...ALWAYS,
    ...NO_CAPS,
    title: "评价服务",
    intro: "服务核销后评价一次，每月最多 100 积分",
    points: 20,
    monthlyCapPoints: 100,
    tierMultiplierBps: { standard: 10_000, senior: 12_000 },
  },
  "order-completed": {
    ...ALWAYS,
    ...NO_CAPS,
    title: "完成商城订单",
    intro: "商城订单完成后获得，每天最多 30 积分",
    points: 10,
    dailyCapPoints: 30,
    tierMultiplierBps: SAME_FOR_ALL,
  },
};
