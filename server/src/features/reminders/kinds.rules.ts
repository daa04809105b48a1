import type { InboxTarget } from "@club/shared/inbox";
import type { ReminderKind } from "@club/shared/reminders";
import type { ReminderPhase } from "@club/shared/reminders-admin";

/**
 * When a member is told of something. `from` says what the days count from; the time is Shanghai's.
 * Sources: inspection, licence and insurance rules of the domain's reminder plans, compiled 2026-11-22.
 */
export type Step = {
  step: string;
  label: string;
  from: "dueOn" | "windowFrom";
  days: number;
  time: string;
  phase: ReminderPhase;
  /** SMS may be used, when the kind is important. */
  sms: boolean;
};
export type KindRule = {
  kind: ReminderKind;
  explanation: string;
  steps: readonly Step[];
  /** Days after a step's own day on which it is still worth sending when no later step has come. */
  lateDays: number;
  /** SMS when WeChat is not possible. */
  isImportant: boolean;
  target: InboxTarget;
  canMarkDone: boolean;
  /** The inbox keeps the message for so long. */
  keepDays: number;
};

const MORNING = "09:00";

function before(days: number, more: Partial<Step> = {}): Step {
  const label = days === 0 ? "到期当天" : `到期前 ${days} 天`;
  return {
    step: `d${days}`,
    label,
    from: "dueOn",
    days: -days,
    time: MORNING,
    phase: "before",
    sms: days <= 7,
    ...more,
  };
}

function after(days: number, more: Partial<Step> = {}): Step {
  const step = { step: `a${days}`, label: `到期后 ${days} 天`, days, phase: "after", sms: true } as const;
  return { ...step, from: "dueOn", time: MORNING, ...more };
}

const WINDOW_OPENS: Step = {
  step: "w",
  label: "可以办理",
  from: "windowFrom",
  days: 0,
  time: MORNING,
  phase: "before",
  sms: false,
};
const INSURANCE_STEPS = [before(60), before(30), before(15), before(7), before(3), before(0), after(1)];
const LONG_LATE = 400;

const RULES: readonly KindRule[] = [
  {
    kind: "inspection",
    explanation:
      "窗口开启日、到期前 30 天、7 天和到期后 1 天提醒；以行驶证上的检验有效期为准，没有填写时按注册日期估算。",
    steps: [WINDOW_OPENS, before(30), before(7), after(1)],
    lateDays: LONG_LATE,
    isImportant: true,
    target: "vehicle",
    canMarkDone: true,
    keepDays: 400,
  },
  {
    kind: "licence",
    explanation: "有效期止前 90 天、30 天、7 天提醒换证；过期当日和满 330 天再提醒。",
    steps: [
      before(90, { label: "可以换证" }),
      before(30),
      before(7),
      after(1, { label: "过期当日" }),
      after(330, { label: "过期后第 330 天" }),
    ],
    lateDays: LONG_LATE,
    isImportant: true,
    target: "licence",
    canMarkDone: true,
    keepDays: 400,
  },
  {
    kind: "licenceDuty",
    explanation:
      "70 周岁以上每年体检、C5 每 3 年体检、A/B类每个记分周期审验：可以办理时、截止前 7 天和截止后 1 天提醒。",
    steps: [WINDOW_OPENS, before(7, { label: "截止前 7 天" }), after(1, { label: "截止后 1 天" })],
    lateDays: LONG_LATE,
    isImportant: true,
    target: "licence",
    canMarkDone: true,
    keepDays: 400,
  },
  {
    kind: "compulsoryInsurance",
    explanation: "交强险到期前 60、30、15、7、3 天、当天和到期后 1 天提醒；已续保的点「已办理」后停发。",
    steps: INSURANCE_STEPS,
    lateDays: LONG_LATE,
    isImportant: true,
    target: "vehicle",
    canMarkDone: true,
    keepDays: 400,
  },
  {
    kind: "commercialInsurance",
    explanation: "商业险到期前 60、30、15、7、3 天、当天和到期后 1 天提醒；已续保的点「已办理」后停发。",
    steps: INSURANCE_STEPS,
    lateDays: LONG_LATE,
    isImportant: true,
    target: "vehicle",
    canMarkDone: true,
    keepDays: 400,
  },
  {
    kind: "violation",
    explanation: "查到新的违章记录时提醒；以交管12123 为准。",
    steps: [before(0, { step: "new", label: "查到当时", sms: false })],
    lateDays: 30,
    isImportant: false,
    target: "violations",
    canMarkDone: false,
    keepDays: 400,
  },
  {
    kind: "drivingRestriction",
    explanation: "选择要去的城市后，限行前一天 19:30 提醒；限行数据过期时不提醒。",
    steps: [before(1, { step: "eve", label: "前一天傍晚", time: "19:30", sms: false })],
    lateDays: 0,
    isImportant: false,
    target: "reminders",
    canMarkDone: false,
    keepDays: 7,
  },
  {
    kind: "voucherExpiry",
    explanation: "兑换券到期前 7 天和 1 天提醒。",
    steps: [before(7, { sms: false }), before(1, { sms: false })],
    lateDays: LONG_LATE,
    isImportant: false,
    target: "vouchers",
    canMarkDone: false,
    keepDays: 60,
  },
  {
    kind: "pointsExpiry",
    explanation: "积分到期前 30 天提醒。",
    steps: [before(30, { sms: false })],
    lateDays: LONG_LATE,
    isImportant: false,
    target: "points",
    canMarkDone: false,
    keepDays: 60,
  },
  {
    kind: "birthday",
    explanation: "生日当天的祝福；生日取自您填写的身份证号或驾驶证。",
    steps: [before(0, { label: "生日当天", sms: false })],
    lateDays: 0,
    isImportant: false,
    target: "none",
    canMarkDone: false,
    keepDays: 60,
  },
  {
    kind: "holiday",
    explanation: "法定节假日第一天的问候和出行提示。",
    steps: [before(0, { label: "假期第一天", sms: false })],
    lateDays: 0,
    isImportant: false,
    target: "none",
    canMarkDone: false,
    keepDays: 30,
  },
];

const BY_KIND = new Map(RULES.map((rule) => [rule.kind, rule]));

/** The rule of a kind; every kind has one. */
export function ruleOf(kind: ReminderKind): KindRule {
  const rule = BY_KIND.get(kind);
  if (!rule) throw new Error(`no rule for ${kind}`);
  return rule;
}

/** Phases a kind has texts for. */
export function phasesOf(kind: ReminderKind): ReminderPhase[] {
  return [...new Set(ruleOf(kind).steps.map((step) => step.phase))];
}

/** What a step is called; reminders keep only its key. */
export function stepLabel(kind: ReminderKind, step: string): string {
  return ruleOf(kind).steps.find((row) => row.step === step)?.label ?? step;
}
