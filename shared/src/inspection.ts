import { addMonths, daysBetween, lastDayOfMonth, shiftDay, shiftMonth } from "./time";

/*
 * When a vehicle's inspection is due. Source: Regulation on the implementation of the road traffic safety law, art. 16; the four
 * ministries' opinion in force since 2022-10-01; registration rules (order 164) art. 54. Compiled 2026-11-22, verified, except where
 * `isDerived` is said. Pure: days are Shanghai days, nothing reads a clock.
 */

/** Kinds of use that decide the cycle; the keys are those of the published table. */
export const INSPECTION_CATEGORIES = [
  "small_nonop",
  "moto",
  "minivan",
  "truck",
  "large_mid_nonop",
  "op_passenger",
  "other",
] as const;
export type InspectionCategory = (typeof INSPECTION_CATEGORIES)[number];
export const INSPECTION_CATEGORY_NAMES: Readonly<Record<InspectionCategory, string>> = {
  small_nonop: "非营运小微型客车（9座及以下）",
  moto: "摩托车",
  minivan: "面包车",
  truck: "载货汽车",
  large_mid_nonop: "非营运大中型客车（10座及以上）",
  op_passenger: "营运载客汽车",
  other: "其他机动车",
};

/** `claim` = the mark is handed out without a visit to the line; `test` = the vehicle must be tested. */
export type InspectionAction = "claim" | "test";
export const INSPECTION_ACTION_NAMES: Readonly<Record<InspectionAction, string>> = {
  claim: "申领检验标志(免上线)",
  test: "上线检验",
};

export type InspectionFacts = {
  category: InspectionCategory;
  /** Day of registration; null when the member did not give it. */
  registeredOn: string | null;
  manufacturedOn?: string | null;
  /** An accident with injured or dead people. */
  hadInjuryAccident?: boolean;
  /** Punished for an illegal modification. */
  wasIllegallyModified?: boolean;
  /** 检验有效期至 as printed: "YYYY-MM" or a day; it always wins. */
  validUntil?: string | null;
  /** That date was computed when an inspection was done, and is not the printed one. */
  isValidUntilEstimated?: boolean;
};

export type InspectionDue = {
  /** Last day of the month in which it is due. */
  dueOn: string;
  /** First day on which it can be done: the first of the month two months before. */
  windowFrom: string;
  /** Null when only the printed date is known. */
  action: InspectionAction | null;
  /** Years after registration; half years occur. Null when the registration is not known. */
  years: number | null;
  /** True when it was computed and not read from the licence. */
  isEstimated: boolean;
  /** True where the cycle is derived from the regulation's text and not verified for this kind of vehicle. */
  isDerived: boolean;
};
export type InspectionState = "before" | "window" | "overdue";

type Milestone = { months: number; action: InspectionAction };
const HORIZON_YEARS = 60;
const CLAIM_YEARS: readonly number[] = [2, 4, 8];
const TEST_YEARS: readonly number[] = [6, 10];
const MANUFACTURED_EARLIER_MONTHS = 48;

/** Whether a small private car has lost the lighter cycle: injured people, an illegal modification, or four years unregistered. */
export function losesLightCycle(facts: InspectionFacts): boolean {
  if (facts.category !== "small_nonop") return false;
  if (facts.hadInjuryAccident || facts.wasIllegallyModified) return true;
  const { manufacturedOn, registeredOn } = facts;
  return Boolean(
    manufacturedOn && registeredOn && registeredOn > addMonths(manufacturedOn, MANUFACTURED_EARLIER_MONTHS),
  );
}

/** The milestones of a vehicle's life, in order. Computed once a category: millions of vehicles are planned with them. */
function milestonesOf(facts: InspectionFacts): readonly Milestone[] {
  return losesLightCycle(facts) ? MINIVAN : MILESTONES[facts.category];
}

function lightMilestones(): Milestone[] {
  const years = [...CLAIM_YEARS, ...TEST_YEARS].sort((left, right) => left - right);
  for (let year = 11; year <= HORIZON_YEARS; year += 1) years.push(year);
  return years.map((year) => ({ months: year * 12, action: CLAIM_YEARS.includes(year) ? "claim" : "test" }));
}

/** Tests every so many months until a year of the vehicle's life, part after part. */
function cycle(...parts: readonly { untilYears: number; everyMonths: number }[]): Milestone[] {
  const list: Milestone[] = [];
  let months = 0;
  for (const { untilYears, everyMonths } of parts) {
    while (months + everyMonths <= untilYears * 12) {
      months += everyMonths;
      list.push({ months, action: "test" });
    }
  }
  return list;
}

const LIGHT = lightMilestones();
const FOR_EVER = { untilYears: HORIZON_YEARS, everyMonths: 6 };
const MINIVAN = cycle({ untilYears: 6, everyMonths: 24 }, { untilYears: 15, everyMonths: 12 }, FOR_EVER);
const TEN_YEARS = cycle({ untilYears: 10, everyMonths: 12 }, FOR_EVER);
const MILESTONES: Readonly<Record<InspectionCategory, readonly Milestone[]>> = {
  small_nonop: LIGHT,
  moto: LIGHT,
  minivan: MINIVAN,
  truck: TEN_YEARS,
  large_mid_nonop: TEN_YEARS,
  op_passenger: cycle({ untilYears: 5, everyMonths: 12 }, FOR_EVER),
  other: cycle({ untilYears: HORIZON_YEARS, everyMonths: 12 }),
};

/** Months since year 0: what is due falls on the last day of a month, so months are all that has to be compared. */
function monthIndex(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** First day on which an inspection that is due on a day can be done. */
export function inspectionWindowFrom(dueOn: string): string {
  return `${shiftMonth(dueOn.slice(0, 7), -2)}-01`;
}

/** Every computed inspection that is due in a half-open range of days, in order; nothing without a registration. */
export function computedInspections(facts: InspectionFacts, range: { from: string; to: string }): InspectionDue[] {
  const { registeredOn } = facts;
  if (!registeredOn) return [];
  const start = monthIndex(registeredOn);
  const [from, to] = [monthIndex(range.from) - start, monthIndex(range.to) - start];
  return milestonesOf(facts)
    .filter(({ months }) => months >= from && months < to)
    .map((milestone) => computed(facts, registeredOn, milestone));
}

function computed(facts: InspectionFacts, registeredOn: string, { months, action }: Milestone): InspectionDue {
  const dueOn = lastDayOfMonth(shiftMonth(registeredOn.slice(0, 7), months));
  const isMinivanCycle = facts.category === "minivan" || losesLightCycle(facts);
  return {
    dueOn,
    windowFrom: inspectionWindowFrom(dueOn),
    action,
    years: months / 12,
    isEstimated: true,
    isDerived: isMinivanCycle && months > 180,
  };
}

/** The first computed inspection that is due on a day or later. */
function firstFrom(facts: InspectionFacts, day: string): InspectionDue | null {
  const { registeredOn } = facts;
  if (!registeredOn) return null;
  const wanted = monthIndex(day) - monthIndex(registeredOn);
  const milestone = milestonesOf(facts).find(({ months }) => months >= wanted);
  return milestone ? computed(facts, registeredOn, milestone) : null;
}

/**
 * The inspection that matters on a day. The printed date wins, also when it has passed (it is then overdue until the next date is
 * entered); without one the first computed date from `today` on. Null when nothing is known.
 */
export function nextInspection(facts: InspectionFacts, today: string): InspectionDue | null {
  if (facts.validUntil) return writtenInspection(facts, facts.validUntil);
  return firstFrom(facts, today);
}

/** The computed inspection before the next one, which the member may not have done: ask first. */
export function previousInspection(facts: InspectionFacts, today: string): InspectionDue | null {
  const { registeredOn } = facts;
  if (!registeredOn) return null;
  const wanted = monthIndex(today) - monthIndex(registeredOn);
  const before = milestonesOf(facts).filter(({ months }) => months < wanted);
  const milestone = before[before.length - 1];
  return milestone ? computed(facts, registeredOn, milestone) : null;
}

function writtenInspection(facts: InspectionFacts, validUntil: string): InspectionDue {
  const dueOn = lastDayOfMonth(validUntil.slice(0, 7));
  const near = computedInspections(facts, { from: shiftDay(dueOn, -45), to: shiftDay(dueOn, 46) });
  const match = near.find((due) => due.dueOn === dueOn);
  return {
    dueOn,
    windowFrom: inspectionWindowFrom(dueOn),
    action: match?.action ?? null,
    years: match?.years ?? null,
    isEstimated: facts.isValidUntilEstimated === true,
    isDerived: false,
  };
}

/** The printed date that follows when an inspection was done: the milestone after the one that was due. Null when unknown. */
export function inspectionAfter(facts: InspectionFacts, dueOn: string): string | null {
  return firstFrom(facts, shiftDay(dueOn, 1))?.dueOn ?? null;
}

/** Where a day stands: before the window, in it, or past the due day. */
export function inspectionState(due: InspectionDue, today: string): InspectionState {
  if (daysBetween(today, due.dueOn) < 0) return "overdue";
  return today < due.windowFrom ? "before" : "window";
}
