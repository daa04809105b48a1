import { ageOn } from "./id-card";
import { addMonths, shiftDay } from "./time";

/*
 * Renewal of a driving licence, and what is to be done after a demerit cycle. Source: order 162 (in force since 2022-04-01) art. 62, 63, 72, 74, 76, 77, 79; order 163 art. 3.
 * Compiled 2026-11-22, verified. Pure: days are Shanghai days.
 */

export type LicenceFacts = {
  classes: readonly string[];
  firstIssuedOn: string;
  /** Last day printed; null = 长期. */
  validUntil: string | null;
  birthday?: string | null;
};
export type LicenceState = "longTerm" | "before" | "window" | "expired" | "cancelled" | "gone";
export const LICENCE_STATE_NAMES: Readonly<Record<LicenceState, string>> = {
  longTerm: "长期：无需换证（年龄体检除外）",
  before: "未到窗口",
  window: "在换证窗口",
  expired: "已过期：不得驾驶，1年内可换",
  cancelled: "过期超过1年：驾驶证已注销，2年内科目一考试合格可恢复",
  gone: "过期超过3年：不能再恢复，需要重新申领",
};
export type LicenceDuty = "age70" | "c5" | "yearlyReview";
export const LICENCE_DUTY_NAMES: Readonly<Record<LicenceDuty, string>> = {
  age70: "70周岁以上：每年体检，记分周期结束后30日内提交证明",
  c5: "C5：每3年体检",
  yearlyReview: "A/B类：每个记分周期结束后30日内审验，本周期无记分免审",
};
/** Something to hand in or to have examined after a demerit cycle. */
export type LicenceDutyDue = {
  duty: LicenceDuty;
  /** The day after the cycle's last. */
  windowFrom: string;
  /** The last of the 30 days after the cycle. */
  dueOn: string;
  /** Counted from the first issue of the licence, which may be older than the class. */
  isEstimated: boolean;
};
export type LicenceView = {
  state: LicenceState;
  /** First day on which it can be renewed: 90 days before it ends. Null for a licence without an end. */
  renewFrom: string | null;
  /** Last day of the twelve months of probation after the first issue; null once they are over. */
  probationUntil: string | null;
  /** The twelve months in which demerit points add up; both days belong to it. */
  demeritCycle: { from: string; to: string };
  ageYears: number | null;
  duties: LicenceDuty[];
};

const RENEW_DAYS = 90;
const DUTY_DAYS = 30;
const C5_YEARS = 3;
const REVIEWED_CLASSES = new Set(["A1", "A2", "A3", "B1", "B2"]);

/** Where a licence stands on a day. */
export function licenceOn(facts: LicenceFacts, today: string): LicenceView {
  const { validUntil } = facts;
  const ageYears = facts.birthday ? ageOn(facts.birthday, today) : null;
  return {
    state: licenceStateOn(validUntil, today),
    renewFrom: validUntil === null ? null : shiftDay(validUntil, -RENEW_DAYS),
    probationUntil: probationOn(facts.firstIssuedOn, today),
    demeritCycle: demeritCycleOn(facts.firstIssuedOn, today),
    ageYears,
    duties: dutiesOf(facts.classes, ageYears),
  };
}

/** What a licence that ends on a day is today. It is cancelled after a year, and can be restored for two more. */
export function licenceStateOn(validUntil: string | null, today: string): LicenceState {
  if (validUntil === null) return "longTerm";
  if (today > addMonths(validUntil, 36)) return "gone";
  if (today > addMonths(validUntil, 12)) return "cancelled";
  if (today > validUntil) return "expired";
  return today >= shiftDay(validUntil, -RENEW_DAYS) ? "window" : "before";
}

function probationOn(firstIssuedOn: string, today: string): string | null {
  const last = shiftDay(addMonths(firstIssuedOn, 12), -1);
  return today <= last ? last : null;
}

function dutiesOf(classes: readonly string[], ageYears: number | null): LicenceDuty[] {
  const duties: LicenceDuty[] = [];
  if (ageYears !== null && ageYears >= 70) duties.push("age70");
  if (classes.some((name) => name.toUpperCase() === "C5")) duties.push("c5");
  if (classes.some((name) => REVIEWED_CLASSES.has(name.toUpperCase()))) duties.push("yearlyReview");
  return duties;
}

/**
 * The duties whose last day lies in a half-open range of days, in order: each within 30 days after a demerit cycle, for who is 70 at its
 * end, for the reviewed classes, and for C5 after every third one. None once the licence has ended before. Art. 72, 74.
 */
export function licenceDuties(facts: LicenceFacts, range: { from: string; to: string }): LicenceDutyDue[] {
  const { classes, firstIssuedOn, validUntil, birthday } = facts;
  const dues: LicenceDutyDue[] = [];
  let years = Math.max(Number(range.from.slice(0, 4)) - Number(firstIssuedOn.slice(0, 4)) - 1, 1);
  for (; ; years += 1) {
    const windowFrom = addMonths(firstIssuedOn, years * 12);
    const dueOn = shiftDay(windowFrom, DUTY_DAYS - 1);
    if (dueOn >= range.to || (validUntil !== null && windowFrom > validUntil)) return dues;
    if (dueOn < range.from) continue;
    const duties = dutiesOf(classes, birthday ? ageOn(birthday, shiftDay(windowFrom, -1)) : null);
    for (const duty of duties) {
      if (duty === "c5" && (years % C5_YEARS !== 0 || duties.includes("age70"))) continue;
      dues.push({ duty, windowFrom, dueOn, isEstimated: duty === "c5" });
    }
  }
}

/** The demerit cycle that contains a day: twelve months from the day of the first issue, again and again. */
export function demeritCycleOn(firstIssuedOn: string, today: string): { from: string; to: string } {
  let years = Math.max(Number(today.slice(0, 4)) - Number(firstIssuedOn.slice(0, 4)), 0);
  if (addMonths(firstIssuedOn, years * 12) > today && years > 0) years -= 1;
  const from = addMonths(firstIssuedOn, years * 12);
  return { from, to: shiftDay(addMonths(firstIssuedOn, (years + 1) * 12), -1) };
}

/** The end of the licence that follows a renewal, if no cycle reached 12 points: 6 years, then 10, then without an end. */
export function renewedUntil(facts: Pick<LicenceFacts, "firstIssuedOn" | "validUntil">): string | null {
  if (facts.validUntil === null) return null;
  const firstEnd = addMonths(facts.firstIssuedOn, 72);
  return facts.validUntil <= shiftDay(firstEnd, 31) ? addMonths(facts.validUntil, 120) : null;
}
