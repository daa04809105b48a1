import type { ReminderKind } from "@club/shared/reminders";
import { formatDay } from "@club/shared/time";
import type { Vars } from "./template.rules";

/*
 * One thing that falls due: what the planner, the timeline, the feeds and the calendar hand on.
 */

export type DueItem = {
  kind: ReminderKind;
  subject: string;
  vehicleId: string | null;
  plate: string | null;
  dueOn: string;
  windowFrom: string | null;
  isEstimated: boolean;
  isProvisional: boolean;
  /** The end that follows when it is dealt with today: `on` null = 长期; null = nothing follows, or it is not known. */
  nextDue: { on: string | null } | null;
  /** Values of the placeholders, without those that depend on the day of sending. */
  vars: Vars;
};
/** Half-open range of Shanghai days. */
export type DayRange = { from: string; to: string };

/** Computed days that may have been missed are asked about for so long. */
export const ASK_DAYS = 35;

/** The key of an item within its member. */
export function itemKey(item: Pick<DueItem, "kind" | "subject" | "dueOn">): string {
  return `${item.kind}:${item.subject}:${item.dueOn}`;
}

/** The order of a timeline: by day, then by key. */
export function byDay(left: DueItem, right: DueItem): number {
  return order(left.dueOn, right.dueOn) || order(itemKey(left), itemKey(right));
}

function order(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** An item that is about no vehicle, with its day as the only value. */
export function plainItem(kind: ReminderKind, subject: string, dueOn: string): DueItem {
  const none = { vehicleId: null, plate: null, windowFrom: null, nextDue: null };
  const certain = { isEstimated: false, isProvisional: false };
  return { kind, subject, dueOn, ...none, ...certain, vars: { 到期日: formatDay(dueOn) } };
}
