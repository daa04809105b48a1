import { EARNING_RULE_PROPOSALS } from "@club/shared/data/points-rules";
import type { EarnEvent, EarningRuleView } from "@club/shared/points-rules";
import { type TypedWindow, typedWindow, windowOf } from "../../kit/window";
import { timesText } from "./words";

/** The facts of a rule that people set. */
export type RuleFacts = Omit<EarningRuleView, "event" | "eventName" | "isOn" | "version" | "updatedAt" | "updatedBy">;
type TypedBonus = { day?: number | null; points?: number | null } | undefined;
/** The editor's fields. Multipliers are typed as "1.2". */
export type TypedRule = TypedWindow & {
  title: string;
  intro: string;
  points?: number | null;
  dailyCapPoints?: number | null;
  monthlyCapPoints?: number | null;
  totalCapPoints?: number | null;
  standardTimes: string;
  seniorTimes: string;
  lifeMonths?: number | null;
  streakCycleDays?: number | null;
  streakBonuses: TypedBonus[];
};

/** What the club proposes for an event that has no rule yet. */
export function proposedRule(event: EarnEvent): TypedRule {
  return typedRule(EARNING_RULE_PROPOSALS[event]);
}

/** A rule as the editor's fields. */
export function typedRule(rule: RuleFacts): TypedRule {
  const { tierMultiplierBps, opensAt, closesAt, streakBonuses, ...rest } = rule;
  return {
    title: rest.title,
    intro: rest.intro,
    points: rest.points,
    dailyCapPoints: rest.dailyCapPoints,
    monthlyCapPoints: rest.monthlyCapPoints,
    totalCapPoints: rest.totalCapPoints,
    lifeMonths: rest.lifeMonths,
    streakCycleDays: rest.streakCycleDays,
    standardTimes: bareTimes(tierMultiplierBps.standard),
    seniorTimes: bareTimes(tierMultiplierBps.senior),
    streakBonuses: streakBonuses.map(({ day, points }) => ({ day, points })),
    ...typedWindow({ opensAt, closesAt }),
  };
}

const bareTimes = (bps: number) => timesText(bps).replace(" 倍", "");

/** "1.2" → 12000 basis points; null for what is no multiplier of at most four decimals. Counted in whole numbers. */
export function parseTimes(text: string | undefined): number | null {
  const parts = /^(\d{1,2})(?:\.(\d{1,4}))?$/.exec((text ?? "").trim());
  return parts ? Number(parts[1]) * 10_000 + Number((parts[2] ?? "").padEnd(4, "0")) : null;
}

/** What is sent. Empty fields are sent as what the server refuses, so that its sentence stands under them. */
export function ruleFactsOf(typed: TypedRule, kept?: Pick<RuleFacts, "opensAt" | "closesAt">): RuleFacts {
  return {
    title: typed.title,
    intro: typed.intro,
    points: typed.points ?? 0,
    dailyCapPoints: typed.dailyCapPoints ?? null,
    monthlyCapPoints: typed.monthlyCapPoints ?? null,
    totalCapPoints: typed.totalCapPoints ?? null,
    tierMultiplierBps: { standard: parseTimes(typed.standardTimes) ?? -1, senior: parseTimes(typed.seniorTimes) ?? -1 },
    ...windowOf(typed, kept),
    lifeMonths: typed.lifeMonths ?? 0,
    streakCycleDays: typed.streakCycleDays ?? 0,
    streakBonuses: typed.streakBonuses.map((bonus) => ({ day: bonus?.day ?? 0, points: bonus?.points ?? 0 })),
  };
}

/** "每次：5 积分 → 10 积分", one line for each fact that differs. */
export function ruleChanges(before: readonly Named[], after: readonly Named[]): string[] {
  const known = new Map(before.map(({ label, value }) => [label, value]));
  return after
    .filter(({ label, value }) => known.get(label) !== value)
    .map(({ label, value }) => `${label}：${known.get(label) || "（空）"} → ${value || "（空）"}`);
}

type Named = { label: string; value: string };
