import * as z from "zod/mini";
import { cityCode, id, instant, month, page, pageQuery, reason, text } from "./fields";
import { endpoint } from "./http";
import { points, signedPoints } from "./points";
import { POSTING_REASONS, pointsPosting } from "./points-account";

/*
 * 积分 in the back office: the ledger, one member's account, and adjustments with a second pair of eyes.
 */

const READERS = ["provinceAdmin", "cityAdmin", "finance", "auditor"] as const;
const CREATORS = ["provinceAdmin", "cityAdmin"] as const;
const APPROVERS = ["provinceAdmin", "finance"] as const;
const TAG = "积分";

/** A member as the lists name them; masked. */
const memberLine = z.object({ id, memberNo: z.string(), name: z.nullable(z.string()), phone: z.nullable(z.string()) });

export const ledgerRow = z.object({
  ...pointsPosting.shape,
  member: memberLine,
  cityCode: z.string(),
  /** "member:<id>", "club:issued", "club:spent" or "club:lapsed". */
  from: z.string(),
  to: z.string(),
  /** What the posting belongs to, e.g. { kind: "order", id }. */
  ref: z.object({ kind: z.string(), id: z.string() }),
  /** The posting that this one takes back. */
  reversesId: z.nullable(z.string()),
  /** Of a reversal: points whose lots had lapsed meanwhile and were taken off again at once. */
  lapsedPoints: points,
  /** The lots it touched, by the last day they are good for. */
  lots: z.array(z.object({ lotId: id, lastDay: z.string(), points })),
});
export type LedgerRow = z.output<typeof ledgerRow>;

export const listPostings = endpoint({
  name: "listPostings",
  method: "GET",
  path: "/staff/points/postings",
  auth: READERS,
  summary: "积分流水，新的在前；可按会员、原因、城市、月份筛选",
  tag: TAG,
  query: z.object({
    memberId: z.optional(id),
    reason: z.optional(z.enum(POSTING_REASONS, "请选择原因")),
    cityCode: z.optional(cityCode),
    month: z.optional(month),
    ...pageQuery,
  }),
  response: page(ledgerRow),
  errors: ["points.member-not-found"],
});

export const pointsAccountView = z.object({
  member: memberLine,
  cityCode: z.string(),
  balancePoints: points,
  earnedPoints: points,
  spentPoints: points,
  returnedPoints: points,
  lapsedPoints: points,
  /** Lots with points left, the first to lapse first. `expiresAt` is exclusive. */
  lots: z.array(z.object({ lotId: id, lastDay: z.string(), expiresAt: instant, points, leftPoints: points })),
});
export type PointsAccountView = z.output<typeof pointsAccountView>;

export const getPointsAccount = endpoint({
  name: "getPointsAccount",
  method: "GET",
  path: "/staff/points/accounts/:memberId",
  auth: READERS,
  summary: "一位会员的积分账户与各批次余额",
  tag: TAG,
  params: z.object({ memberId: id }),
  response: pointsAccountView,
  errors: ["points.member-not-found"],
});

/** pending waits for a second person; done has its posting. */
export const ADJUSTMENT_TRANSITIONS = { pending: ["done", "rejected"], done: [], rejected: [] } as const;
export type PointsAdjustmentStatus = keyof typeof ADJUSTMENT_TRANSITIONS;
export const ADJUSTMENT_STATUSES = ["pending", "done", "rejected"] as const;
export const ADJUSTMENT_STATUS_NAMES: Readonly<Record<PointsAdjustmentStatus, string>> = {
  pending: "待复核",
  done: "已生效",
  rejected: "已驳回",
};

export const pointsAdjustment = z.object({
  id,
  member: memberLine,
  cityCode: z.string(),
  points: signedPoints,
  reason: z.string(),
  status: z.enum(ADJUSTMENT_STATUSES),
  statusName: z.string(),
  createdBy: z.object({ id: z.string(), name: z.nullable(z.string()) }),
  createdAt: instant,
  /** Who approved or rejected; null while pending, and when no second person was needed. */
  decidedBy: z.nullable(z.object({ id: z.string(), name: z.nullable(z.string()) })),
  decidedAt: z.nullable(instant),
  decisionReason: z.nullable(z.string()),
  postingId: z.nullable(z.string()),
});
export type PointsAdjustmentView = z.output<typeof pointsAdjustment>;

export const createPointsAdjustment = endpoint({
  name: "createPointsAdjustment",
  method: "POST",
  path: "/staff/points/adjustments",
  auth: CREATORS,
  summary: "人工增减积分；一人一天合计超过设定的积分数，须由另一人复核后才生效",
  tag: TAG,
  body: z.object({
    memberId: id,
    points: signedPoints.check(z.refine((value) => value !== 0, "调整的积分不能为 0")),
    reason,
  }),
  response: pointsAdjustment,
  errors: ["points.member-not-found", "points.member-not-active", "points.insufficient-balance"],
  idempotent: true,
});

export const listPointsAdjustments = endpoint({
  name: "listPointsAdjustments",
  method: "GET",
  path: "/staff/points/adjustments",
  auth: READERS,
  summary: "人工调整，新的在前；可按状态筛选",
  tag: TAG,
  query: z.object({ status: z.optional(z.enum(ADJUSTMENT_STATUSES, "调整状态不正确")), ...pageQuery }),
  response: page(pointsAdjustment),
  errors: [],
});

const adjustmentParams = z.object({ adjustmentId: id });

export const approvePointsAdjustment = endpoint({
  name: "approvePointsAdjustment",
  method: "POST",
  path: "/staff/points/adjustments/:adjustmentId/approve",
  auth: APPROVERS,
  summary: "复核通过一笔人工调整（不能复核自己提交的）",
  tag: TAG,
  params: adjustmentParams,
  response: pointsAdjustment,
  errors: [
    "points.adjustment-not-found",
    "points.adjustment-decided",
    "points.own-adjustment",
    "points.member-not-active",
    "points.insufficient-balance",
  ],
});

export const rejectPointsAdjustment = endpoint({
  name: "rejectPointsAdjustment",
  method: "POST",
  path: "/staff/points/adjustments/:adjustmentId/reject",
  auth: APPROVERS,
  summary: "驳回一笔人工调整",
  tag: TAG,
  params: adjustmentParams,
  body: z.object({ reason: text("驳回原因", 200, 2) }),
  response: pointsAdjustment,
  errors: ["points.adjustment-not-found", "points.adjustment-decided", "points.own-adjustment"],
});
