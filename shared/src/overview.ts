import * as z from "zod/mini";
import { cityCode, day, fen, id, instant, month, page, pageQuery, signedFen, totalOfFen } from "./fields";
import { endpoint } from "./http";
import { redemptionStatus } from "./redemptions";

/*
 * 首页 of the back office: what happened today and this month, what happens now, and the proofs that the books agree.
 */

const READERS = ["provinceAdmin", "cityAdmin", "finance", "auditor"] as const;
const TAG = "首页";

/** A period's figures. Redemptions that were reversed later are in `reversedCount` and in no other figure. */
export const periodFigures = z.object({
  redeemedCount: z.int(),
  reversedCount: z.int(),
  clubFen: totalOfFen,
  memberFen: totalOfFen,
  claimCount: z.int(),
  newMemberCount: z.int(),
});
export type PeriodFigures = z.output<typeof periodFigures>;

const share = { redeemedCount: z.int(), reversedCount: z.int(), clubFen: totalOfFen };
export const overviewView = z.object({
  /** The city the figures are of; null = the whole province. */
  cityCode: z.nullable(z.string()),
  on: day,
  month,
  day: periodFigures,
  /** From the first of the month through `on`. */
  monthToDate: periodFigures,
  /** Of the day; the cities with redemptions, most first. */
  byCity: z.array(z.object({ cityCode: z.string(), ...share })),
  /** Of the day; the services with redemptions, most first. */
  byService: z.array(z.object({ serviceId: id, serviceName: z.string(), ...share })),
  /** Redemptions that stand, of the day, for the 24 hours in Shanghai. */
  byHour: z.array(z.int()),
  /** Of the month through `on`, one entry a day. */
  byDay: z.array(
    z.object({ on: day, redeemedCount: z.int(), clubFen: totalOfFen, claimCount: z.int(), newMemberCount: z.int() }),
  ),
  /** Today is counted anew every few seconds; earlier days every night, this is the oldest count among them. */
  asOf: instant,
  earlierDaysAsOf: z.nullable(instant),
});
export type OverviewView = z.output<typeof overviewView>;

export const getOverview = endpoint({
  name: "getOverview",
  method: "GET",
  path: "/staff/overview",
  auth: READERS,
  summary: "首页：某天和当月的核销、成本、领取和新会员，按城市、服务、小时",
  tag: TAG,
  query: z.object({ on: z.optional(day), cityCode: z.optional(cityCode) }),
  response: overviewView,
  errors: ["overview.day-out-of-range"],
});

/**
 * One redemption as it happens, and once more when one of the last ten is reversed. Its event's id is for Last-Event-ID; after a
 * resume some may come twice: go by `id`.
 */
export const liveRedemption = z.object({
  id,
  receiptNo: z.string(),
  serviceId: id,
  serviceName: z.string(),
  merchantId: id,
  merchantName: z.string(),
  branchName: z.string(),
  cityCode: z.string(),
  plate: z.nullable(z.string()),
  clubFen: fen,
  status: redemptionStatus,
  redeemedAt: instant,
});
export type LiveRedemption = z.output<typeof liveRedemption>;

export const watchRedemptions = endpoint({
  name: "watchRedemptions",
  method: "GET",
  path: "/staff/overview/live",
  auth: READERS,
  summary: "实时核销：先给最近 10 笔，之后逐笔推送，最近 10 笔被冲正时再推送一次；断开后带 Last-Event-ID 续传",
  tag: TAG,
  query: z.object({ cityCode: z.optional(cityCode) }),
  response: "events",
  event: liveRedemption,
  errors: [],
});

/** What is proved, in the order of the tiles. */
export const PROOFS = [
  "redemptions-vouchers",
  "statements-lines",
  "statements-marks",
  "packs-grants",
  "claims-vouchers",
  "points-balances",
  "mall-stock",
  "mall-orders",
] as const;
export type ProofName = (typeof PROOFS)[number];
export const PROOF_TITLES: Record<ProofName, { title: string; left: string; right: string }> = {
  "redemptions-vouchers": { title: "核销与兑换券", left: "有效核销", right: "已使用的兑换券" },
  "statements-lines": { title: "对账单与明细", left: "对账单合计", right: "明细合计" },
  "statements-marks": { title: "对账单与核销标记", left: "明细中的核销", right: "已入账的核销" },
  "packs-grants": { title: "礼包计数与领取", left: "礼包领取计数", right: "已领取的赠送" },
  "claims-vouchers": { title: "领取与发券", left: "领取应发的券", right: "实际发出的券" },
  "points-balances": { title: "积分余额与流水", left: "账户余额合计", right: "流水与批次合计" },
  "mall-stock": { title: "商城库存与订单", left: "减少的库存", right: "有效订单的件数" },
  "mall-orders": { title: "商城订单与积分", left: "订单积分", right: "支付流水" },
};
const proofName = z.enum(PROOFS, "请选择对平项目");

export const proofTile = z.object({
  proof: proofName,
  leftCount: z.int(),
  rightCount: z.int(),
  /** Money on both sides where the proof is about money. */
  leftFen: z.nullable(signedFen),
  rightFen: z.nullable(signedFen),
  /** Records looked at, and those that differ. */
  checkedCount: z.int(),
  differenceCount: z.int(),
  agrees: z.boolean(),
});
export type ProofTile = z.output<typeof proofTile>;
export const proofRun = z.object({
  id,
  status: z.enum(["running", "done"]),
  /** Records looked at so far, of about so many. */
  doneCount: z.int(),
  totalCount: z.int(),
  startedAt: instant,
  finishedAt: z.nullable(instant),
});
export type ProofRun = z.output<typeof proofRun>;
export const proofsView = z.object({
  /** The last finished run; null before the first. */
  last: z.nullable(proofRun),
  /** The run under way, if any. */
  running: z.nullable(proofRun),
  /** Of the last finished run, for the caller's cities. */
  tiles: z.array(proofTile),
});
export type ProofsView = z.output<typeof proofsView>;

export const getProofs = endpoint({
  name: "getProofs",
  method: "GET",
  path: "/staff/overview/proofs",
  auth: READERS,
  summary: "对平：最近一次核对的结果和正在进行的进度",
  tag: TAG,
  query: z.object({ cityCode: z.optional(cityCode) }),
  response: proofsView,
  errors: [],
});

export const startProofs = endpoint({
  name: "startProofs",
  method: "POST",
  path: "/staff/overview/proofs",
  auth: READERS,
  summary: "重新核对全部账目；已在进行时给出正在进行的一次",
  tag: TAG,
  response: proofRun,
  errors: [],
  rateLimit: { limit: 6, windowSeconds: 60, by: "actor" },
});

export const proofDifference = z.object({
  id: z.string(),
  proof: proofName,
  cityCode: z.string(),
  /** What differs: "redemption:<id>", "voucher:<id>", "statement:<id>", "giftPack:<id>", "grant:<id>". */
  subject: z.object({ kind: z.string(), id: z.string() }),
  left: z.int(),
  right: z.int(),
  note: z.string(),
});
export type ProofDifference = z.output<typeof proofDifference>;
export const listProofDifferences = endpoint({
  name: "listProofDifferences",
  method: "GET",
  path: "/staff/overview/proofs/:proof/differences",
  auth: READERS,
  summary: "对平：最近一次核对中不一致的记录",
  tag: TAG,
  params: z.object({ proof: proofName }),
  query: z.object({ cityCode: z.optional(cityCode), ...pageQuery }),
  response: page(proofDifference),
  errors: [],
});

export const overviewEndpoints = { getOverview, watchRedemptions, getProofs, startProofs, listProofDifferences };
