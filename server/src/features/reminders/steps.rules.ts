import type { ReminderKind } from "@club/shared/reminders";
import {
  DAY_MS,
  daysBetween,
  formatDay,
  MINUTE_MS,
  shanghaiDay,
  shiftDay,
  startOfShanghaiDay,
} from "@club/shared/time";
import type { DueItem } from "./due-items.rules";
import { itemKey } from "./due-items.rules";
import { type KindRule, ruleOf, type Step } from "./kinds.rules";
import type { Vars } from "./template.rules";

/*
 * When a member is told of what is due. Of the steps that have come, only the last is worth sending: somebody who adds a vehicle
 * three days before its insurance ends gets one message, and so does a member whose server was away for a week.
 */

/** `dayMs` is the beginning of the step's day. */
export type PlannedStep = { step: Step; at: Date; dayMs: number };

/** An instant of Shanghai: a day and "HH:MM". */
function instantAt(day: string, time: string): Date {
  return new Date(startOfShanghaiDay(day).getTime() + minutesOf(time) * MINUTE_MS);
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** The steps of an item in the order of their time, as the rules list them. Instants by arithmetic: millions are computed. */
export function stepsOf(item: DueItem): PlannedStep[] {
  const dueMs = startOfShanghaiDay(item.dueOn).getTime();
  const windowMs = item.windowFrom === null ? dueMs : startOfShanghaiDay(item.windowFrom).getTime();
  return ruleOf(item.kind).steps.map((step) => {
    const dayMs = (step.from === "windowFrom" ? windowMs : dueMs) + step.days * DAY_MS;
    return { step, at: new Date(dayMs + minutesOf(step.time) * MINUTE_MS), dayMs };
  });
}

/** The one step to send now, or null: the last that has come, unless it has come too late to be of use. */
export function dueStep(item: DueItem, now: Date, steps = stepsOf(item)): PlannedStep | null {
  const come = steps.filter(({ at }) => at <= now);
  const last = come.at(-1);
  return last && isInTime(ruleOf(item.kind), last, now) ? last : null;
}

function isInTime(rule: KindRule, { dayMs }: PlannedStep, now: Date): boolean {
  return now.getTime() - dayMs < (rule.lateDays + 1) * DAY_MS;
}

/** When the next of some steps comes, or null. */
export function nextStepAt(steps: readonly PlannedStep[], now: Date): Date | null {
  return steps.find(({ at }) => at > now)?.at ?? null;
}

/** The next instant of the day at which a kind tells of things; its first step's. */
export function nextTimeOf(kind: ReminderKind, now: Date): Date {
  const [step] = ruleOf(kind).steps;
  if (!step) throw new Error(`${kind} has no steps`);
  const today = instantAt(shanghaiDay(now), step.time);
  return today > now ? today : new Date(today.getTime() + DAY_MS);
}

/** The id of a reminder: it exists once, for ever. */
export function reminderId(memberId: string, item: DueItem, step: Pick<Step, "step">): string {
  return `${memberId}:${itemKey(item)}:${step.step}`;
}

/** "还有 30 天", "今天到期", "已过 3 天". */
export function leftInWords(dueOn: string, today: string): string {
  const days = daysBetween(today, dueOn);
  if (days === 0) return "今天到期";
  return days > 0 ? `还有 ${days} 天` : `已过 ${-days} 天`;
}

/** The item's values and those that depend on today. */
export function varsOn(item: DueItem, today: string): Vars {
  return { 到期日: formatDay(item.dueOn), ...item.vars, 剩余: leftInWords(item.dueOn, today) };
}

export type QuietHours = { quietFrom: string; quietTo: string };

/** The first instant from `at` on at which people may be disturbed. Equal times = always. The hours may span midnight. */
export function afterQuiet(at: Date, { quietFrom, quietTo }: QuietHours): Date {
  if (quietFrom === quietTo) return at;
  const day = shanghaiDay(at);
  const from = instantAt(day, quietFrom);
  const to = instantAt(day, quietTo);
  if (quietFrom < quietTo) return at >= from && at < to ? to : at;
  if (at < to) return to;
  return at >= from ? instantAt(shiftDay(day, 1), quietTo) : at;
}
