import type { LedgerRow, PointsAccountView, PointsAdjustmentView } from "@club/shared/points-admin";
import type { EarningRuleView } from "@club/shared/points-rules";

/*
 * Whole records of 积分, as the contract wants them.
 */

const LINE = { id: "m1", memberNo: "1234567890", name: "欧*", phone: "131****0000" };

export const ACCOUNT: PointsAccountView = {
  member: LINE,
  cityCode: "370100",
  balancePoints: 1_280,
  earnedPoints: 2_000,
  spentPoints: 800,
  returnedPoints: 100,
  lapsedPoints: 20,
  lots: [
    {
      lotId: "m1:2026-12-31",
      lastDay: "2026-12-31",
      expiresAt: "2026-12-31T16:00:00.000Z",
      points: 500,
      leftPoints: 280,
    },
    {
      lotId: "m1:2028-11-30",
      lastDay: "2028-11-30",
      expiresAt: "2028-11-30T16:00:00.000Z",
      points: 1_000,
      leftPoints: 1_000,
    },
  ],
};

export const POSTING: LedgerRow = {
  id: "p1",
  points: -800,
  balanceAfterPoints: 1_280,
  reason: "order-paid",
  reasonName: "商城兑换",
  note: "洗车券",
  at: "2026-11-20T04:00:00.000Z",
  expiresAt: null,
  member: LINE,
  cityCode: "370100",
  from: "member:m1",
  to: "club:spent",
  ref: { kind: "mall-order", id: "O1" },
  reversesId: null,
  lapsedPoints: 0,
  lots: [{ lotId: "m1:2026-12-31", lastDay: "2026-12-31", points: 800 }],
};

export const ADJUSTMENT: PointsAdjustmentView = {
  id: "a1",
  member: LINE,
  cityCode: "370100",
  points: 5_000,
  reason: "活动补发",
  status: "pending",
  statusName: "待复核",
  createdBy: { id: "other", name: "李城市" },
  createdAt: "2026-11-20T04:00:00.000Z",
  decidedBy: null,
  decidedAt: null,
  decisionReason: null,
  postingId: null,
};

export const RULE: EarningRuleView = {
  event: "checked-in",
  eventName: "每日签到",
  title: "每日签到",
  intro: "每天一次",
  points: 5,
  dailyCapPoints: null,
  monthlyCapPoints: 500,
  totalCapPoints: null,
  tierMultiplierBps: { standard: 10_000, senior: 12_000 },
  opensAt: null,
  closesAt: null,
  lifeMonths: 24,
  streakCycleDays: 7,
  streakBonuses: [{ day: 7, points: 20 }],
  isOn: true,
  version: 3,
  updatedAt: "2026-11-20T04:00:00.000Z",
  updatedBy: "s1",
};

export const SETTINGS = {
  adjustmentLimitPoints: 1_000,
  version: 2,
  changedAt: "2026-11-20T04:00:00.000Z",
  changedBy: { id: "s1", name: "王省管" },
  ownLimitPoints: 1_000,
  ownLeftPoints: 1_000,
};
export const pageOf = (items: unknown[]) => ({ body: { items, nextCursor: null } });
