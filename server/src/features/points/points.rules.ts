import type { MemberTier } from "@club/shared/members";
import { formatPoints } from "@club/shared/points";
import type { MyEarningRule } from "@club/shared/points-account";
import type { EarnEvent } from "@club/shared/points-rules";
import { lastValidDay, shanghaiDay, shanghaiMonth, shiftDay } from "@club/shared/time";
import type { EarningRule, PointsSettingsDoc } from "./earning-rules.model";
import type { EarnQuota, LotShare, PointsLot, Posting } from "./points.model";

export const CLUB_ISSUED = "club:issued";
export const CLUB_SPENT = "club:spent";
export const CLUB_LAPSED = "club:lapsed";
/** Once in a member's life. */
export const ONCE_EVENTS: readonly EarnEvent[] = ["registered", "completed"];

/** The name of a member's account in the ledger. */
export function accountOf(memberId: string): string {
  return `member:${memberId}`;
}

/** The lot that takes a member's points of one expiry. */
export function lotIdOf(memberId: string, expiresAt: Date): string {
  return `${memberId}:${lastValidDay(expiresAt)}`;
}

/** Last day that points of a lot are good for; it is the end of the lot's id. */
export function lotLastDay(lotId: string): string {
  return lotId.slice(-10);
}

/** What a posting did to the member's balance. */
export function signedPointsOf(posting: Pick<Posting, "memberId" | "to" | "points">): number {
  return posting.to === accountOf(posting.memberId) ? posting.points : -posting.points;
}

type Left = Pick<PointsLot, "_id" | "left" | "expiresAt">;

/** Points that can be spent: of lots that have not lapsed, whether or not the job has been there. */
export function spendable(lots: readonly Left[], now: Date): number {
  return lots.reduce((sum, lot) => sum + (lot.expiresAt > now ? lot.left : 0), 0);
}

/** Which lots a spending takes from: the first to lapse first, then by id. Null when they do not hold enough. */
export function takeFrom(lots: readonly Left[], wanted: number, now: Date): LotShare[] | null {
  const usable = lots.filter((lot) => lot.expiresAt > now && lot.left > 0).sort(byExpiry);
  const taken: LotShare[] = [];
  let open = wanted;
  for (const lot of usable) {
    if (open === 0) break;
    const points = Math.min(lot.left, open);
    taken.push({ lotId: lot._id, points });
    open -= points;
  }
  return open === 0 ? taken : null;
}

function byExpiry(a: Left, b: Left): number {
  return a.expiresAt.getTime() - b.expiresAt.getTime() || (a._id < b._id ? -1 : a._id > b._id ? 1 : 0);
}

/** Whether a rule gives anything at an instant. */
export function isRunning(rule: Pick<EarningRule, "isOn" | "opensAt" | "closesAt">, at: Date): boolean {
  return rule.isOn && (rule.opensAt === null || rule.opensAt <= at) && (rule.closesAt === null || at < rule.closesAt);
}

type Used = { day: number; month: number; total: number };

/**
 * The day and the month that an award at an instant counts for: those of the quota when they are later. A long job comes with an instant
 * from before midnight; were the quota set back to it, the new day's cap would be open again.
 */
function periodOf(quota: EarnQuota | null, at: Date): Pick<EarnQuota, "day" | "month"> {
  const [day, month] = [shanghaiDay(at), shanghaiMonth(at)];
  if (!quota) return { day, month };
  return { day: laterOf(quota.day, day), month: laterOf(quota.month, month) };
}

/** Days and months are text that sorts as they follow each other. */
function laterOf(one: string, other: string): string {
  if (one > other) return one;
  return other;
}

/** What was earned by a rule in the day, the month and the life that an award at `at` counts for. */
export function usedAt(quota: EarnQuota | null, at: Date): Used {
  if (!quota) return { day: 0, month: 0, total: 0 };
  const { day, month } = periodOf(quota, at);
  return {
    day: quota.day === day ? quota.dayPoints : 0,
    month: quota.month === month ? quota.monthPoints : 0,
    total: quota.totalPoints,
  };
}

/** The quota after an award. */
export function quotaAfter(id: string, quota: EarnQuota | null, award: { points: number; at: Date }): EarnQuota {
  const used = usedAt(quota, award.at);
  return {
    _id: id,
    ...periodOf(quota, award.at),
    dayPoints: used.day + award.points,
    monthPoints: used.month + award.points,
    totalPoints: used.total + award.points,
  };
}

/** What a rule gives a tier for one event before any cap; rounded down. */
export function grossPoints(rule: EarningRule, tier: MemberTier, bonusPoints = 0): number {
  const bps = rule.tierMultiplierBps[tier];
  return Math.floor(((rule.points + bonusPoints) * bps) / 10_000);
}

/** What one event gives within the caps: the last award is cut to fit, and 0 when nothing is left. */
export function awardOf(rule: EarningRule, grossed: number, used: Used): number {
  const left = (cap: number | null, earned: number) => (cap === null ? grossed : Math.max(cap - earned, 0));
  return Math.min(
    grossed,
    left(rule.dailyCapPoints, used.day),
    left(rule.monthlyCapPoints, used.month),
    left(rule.totalCapPoints, used.total),
  );
}

/** Which cap stands in the way of the next award, the widest first. */
export function capReached(rule: EarningRule, used: Used): MyEarningRule["state"] {
  if (rule.totalCapPoints !== null && used.total >= rule.totalCapPoints) return "total-cap";
  if (rule.monthlyCapPoints !== null && used.month >= rule.monthlyCapPoints) return "month-cap";
  if (rule.dailyCapPoints !== null && used.day >= rule.dailyCapPoints) return "day-cap";
  return "open";
}

export const STATE_NAMES: Readonly<Record<MyEarningRule["state"], string>> = {
  open: "可获得",
  done: "已完成",
  "day-cap": "今天已达上限，明天再来",
  "month-cap": "本月已达上限，下月再来",
  "total-cap": "已达上限",
};

/** A rule's gift and caps in one sentence. `grossed` is what the member's tier gets. */
export function limitsOf(rule: EarningRule, grossed: number): string {
  const caps = [
    rule.dailyCapPoints === null ? null : `每天最多 ${formatPoints(rule.dailyCapPoints)}`,
    rule.monthlyCapPoints === null ? null : `每月最多 ${formatPoints(rule.monthlyCapPoints)}`,
    rule.totalCapPoints === null ? null : `累计最多 ${formatPoints(rule.totalCapPoints)}`,
  ].filter((cap) => cap !== null);
  return [`每次 ${formatPoints(grossed)}`, ...caps].join("，");
}

/** The streak of a check-in on `day`, given the last check-in before it. */
export function streakOn(day: string, last: { day: string; streak: number } | null): number {
  return last !== null && last.day === shiftDay(day, -1) ? last.streak + 1 : 1;
}

/** What the n-th day in a row gives besides; the count begins again after each cycle. */
export function streakBonus(rule: Pick<EarningRule, "streakCycleDays" | "streakBonuses">, streak: number): number {
  const dayOfCycle = ((streak - 1) % rule.streakCycleDays) + 1;
  return rule.streakBonuses.find((bonus) => bonus.day === dayOfCycle)?.points ?? 0;
}

/** An adjustment needs a second person when it takes what its creator has moved without one that day, in both directions, beyond the limit. */
export function needsApproval(points: number, of: { limitPoints: number; movedPoints: number }): boolean {
  return of.movedPoints + Math.abs(points) > of.limitPoints;
}

type Limit = Pick<PointsSettingsDoc, "adjustmentLimitPoints" | "raise">;

/** The limit for one person on a day: who raises it goes on with the old one until the next day. */
export function limitFor({ adjustmentLimitPoints, raise }: Limit, staffId: string, day: string): number {
  const isOwn = raise?.by === staffId && raise.day === day;
  return isOwn ? Math.min(raise.fromPoints, adjustmentLimitPoints) : adjustmentLimitPoints;
}

/** What is remembered of raising a limit. Several steps in a day count as one, from the lowest. */
export function raiseAfter(before: Limit, to: { limitPoints: number; by: string; day: string }): Limit["raise"] {
  if (to.limitPoints <= before.adjustmentLimitPoints) return before.raise;
  return { by: to.by, day: to.day, fromPoints: limitFor(before, to.by, to.day) };
}
