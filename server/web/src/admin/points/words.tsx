import { formatPoints } from "@club/shared/points";
import { ADJUSTMENT_STATUS_NAMES, type PointsAdjustmentStatus } from "@club/shared/points-admin";
import type { EarningRuleView } from "@club/shared/points-rules";
import { formatInstant } from "@club/shared/time";
import { countText, StateTag, type Tone } from "../../kit/values";

/** A change of points with its sign, "+1,280" or "-300"; what went away is red. */
export function PointsChange({ points }: { points: number }) {
  return <span className={points < 0 ? "num negative" : "num"}>{changeText(points)}</span>;
}

export function changeText(points: number): string {
  return points > 0 ? `+${countText(points)}` : countText(points);
}

const TONES: Record<PointsAdjustmentStatus, Tone> = { pending: "waiting", done: "done", rejected: "quiet" };

export function AdjustmentState({ status }: { status: PointsAdjustmentStatus }) {
  return <StateTag text={ADJUSTMENT_STATUS_NAMES[status]} tone={TONES[status]} />;
}

export function RuleState({ isOn }: { isOn: boolean }) {
  return <StateTag text={isOn ? "已打开" : "已关闭"} tone={isOn ? "going" : "quiet"} />;
}

type Facts = Pick<
  EarningRuleView,
  | "event"
  | "points"
  | "dailyCapPoints"
  | "monthlyCapPoints"
  | "totalCapPoints"
  | "tierMultiplierBps"
  | "opensAt"
  | "closesAt"
  | "lifeMonths"
  | "streakCycleDays"
  | "streakBonuses"
>;

/** 12000 basis points → "1.2 倍"; what is no multiplier (yet) is "—". */
export function timesText(bps: number): string {
  if (bps < 0) return "—";
  const digits = String(bps).padStart(5, "0");
  const rest = digits.slice(-4).replace(/0+$/, "");
  return `${digits.slice(0, -4)}${rest === "" ? "" : `.${rest}`} 倍`;
}

/** "每日 100、每月 500", or that there is no limit. */
export function capsText({ dailyCapPoints, monthlyCapPoints, totalCapPoints }: Partial<Facts>): string {
  const caps = [
    { name: "每日", cap: dailyCapPoints },
    { name: "每月", cap: monthlyCapPoints },
    { name: "累计", cap: totalCapPoints },
  ].flatMap(({ name, cap }) => (cap == null ? [] : [`${name} ${countText(cap)}`]));
  return caps.length === 0 ? "不限" : caps.join("、");
}

export function windowText({ opensAt, closesAt }: Pick<Facts, "opensAt" | "closesAt">): string {
  if (opensAt === null && closesAt === null) return "长期";
  const from = opensAt === null ? "即日起" : formatInstant(new Date(opensAt));
  return `${from} 至 ${closesAt === null ? "长期" : formatInstant(new Date(closesAt))}`;
}

export function multipliersText({ standard, senior }: Facts["tierMultiplierBps"]): string {
  return `普通 ${timesText(standard)}，高级 ${timesText(senior)}`;
}

export function streakText({
  streakCycleDays,
  streakBonuses,
}: Pick<Facts, "streakCycleDays" | "streakBonuses">): string {
  if (streakBonuses.length === 0) return "没有连续签到奖励";
  const days = [...streakBonuses].sort((a, b) => a.day - b.day);
  return `每 ${streakCycleDays} 天一轮：${days.map(({ day, points }) => `第 ${day} 天多 ${formatPoints(points)}`).join("，")}`;
}

/** What one event gives a member of a tier, as the ledger counts it. */
export function awardPoints(points: number, multiplierBps: number): number {
  return Math.floor((points * multiplierBps) / 10_000);
}

/** Each fact of a rule by its name, in words. */
export function ruleFacts(rule: Facts): { label: string; value: string }[] {
  return [
    { label: "每次", value: formatPoints(rule.points) },
    { label: "等级倍数", value: multipliersText(rule.tierMultiplierBps) },
    { label: "上限（积分）", value: capsText(rule) },
    { label: "有效期", value: `${rule.lifeMonths} 个月，到月底` },
    { label: "生效时间", value: windowText(rule) },
    ...(rule.event === "checked-in" ? [{ label: "连续签到", value: streakText(rule) }] : []),
  ];
}
