import type { CallOf } from "@club/shared/http";
import type { markReminderDone, ReminderKind, TimelineItem } from "@club/shared/reminders";
import { lastDayOfMonth, shanghaiMonth, shiftMonth } from "@club/shared/time";

/** A part of the timeline: what is overdue, or one month ("2026-11"). */
export type TimelinePart = { key: string; title: string; items: TimelineItem[] };

/** A page that an item leads to. */
export type Lead = {
  text: string;
  page: "vouchers" | "points" | "licence" | "vehicle";
  params: Readonly<Record<string, string>>;
};

const MONTHS = 12;

/** What is overdue first, then this month and the eleven after it, each with what falls due in it. */
export function timelineParts(all: readonly TimelineItem[], now: Date): TimelinePart[] {
  const items = withoutRepeats(all);
  const overdue = items.filter(({ state }) => state === "overdue");
  const rest = items.filter(({ state }) => state !== "overdue");
  const first = shanghaiMonth(now);
  const months = Array.from({ length: MONTHS }, (_, index) => shiftMonth(first, index));
  const last = months[MONTHS - 1] ?? first;
  const parts = months.map((month) => ({
    key: month,
    title: `${month.slice(0, 4)}年${Number(month.slice(5))}月`,
    // What was dealt with in a month before stands in the first; a year from now has begun its thirteenth month.
    items: rest.filter(({ dueOn }) => partOf(dueOn.slice(0, 7), { first, last }) === month),
  }));
  return overdue.length === 0 ? parts : [{ key: "overdue", title: "已逾期", items: overdue }, ...parts];
}

/** Days of driving restriction follow one another: the first of a vehicle stands for all that are known, and says how many. */
function withoutRepeats(items: readonly TimelineItem[]): TimelineItem[] {
  const days = new Map<string | null, number>();
  for (const { kind, vehicleId } of items) {
    if (kind === "drivingRestriction") days.set(vehicleId, (days.get(vehicleId) ?? 0) + 1);
  }
  const told = new Set<string | null>();
  return items.flatMap((item) => {
    if (item.kind !== "drivingRestriction") return [item];
    if (told.has(item.vehicleId)) return [];
    told.add(item.vehicleId);
    const count = days.get(item.vehicleId) ?? 1;
    return [count === 1 ? item : { ...item, advice: `${item.advice}最近 15 天里有 ${count} 天限行。` }];
  });
}

function partOf(month: string, { first, last }: { first: string; last: string }): string {
  if (month < first) return first;
  return month > last ? last : month;
}

/** Where an item leads besides being marked: what it is about, and what the button says; null when that is nowhere. */
export function leadsTo({ kind, vehicleId }: Pick<TimelineItem, "kind" | "vehicleId">): Lead | null {
  if (kind === "voucherExpiry") return { text: "看兑换券", page: "vouchers", params: {} };
  if (kind === "pointsExpiry") return { text: "看积分", page: "points", params: {} };
  if (kind === "licence" || kind === "licenceDuty") return { text: "看驾驶证", page: "licence", params: {} };
  return vehicleId === null ? null : { text: "看车辆", page: "vehicle", params: { id: vehicleId } };
}

/** What the sheet of 已办理 asks for: the new month of an inspection, the new day of a policy or a licence, nothing else. */
export function nextDueAsked(kind: ReminderKind): "month" | "day" | null {
  if (kind === "inspection") return "month";
  return kind === "compulsoryInsurance" || kind === "commercialInsurance" || kind === "licence" ? "day" : null;
}

/** What stands in the sheet: the new end, whether the member has chosen it, and 长期 of a licence. */
export type DoneChoice = { next: string; isChosen: boolean; isLongTerm: boolean };

/** The sheet as it opens, with what is proposed. */
export function proposedChoice({ kind, nextDue }: Pick<TimelineItem, "kind" | "nextDue">): DoneChoice {
  const next = nextDue?.on ?? "";
  return {
    next: nextDueAsked(kind) === "month" ? next.slice(0, 7) : next,
    isChosen: false,
    isLongTerm: kind === "licence" && nextDue !== null && nextDue.on === null,
  };
}

/** What is sent; a proposal that nobody has looked up on paper is left to the club, which marks it 估算. A licence's is confirmed. */
export function doneInput(
  { id, kind }: Pick<TimelineItem, "id" | "kind">,
  { next, isChosen, isLongTerm }: DoneChoice,
): CallOf<typeof markReminderDone> {
  if (isLongTerm) return { itemId: id, isLongTerm };
  if (next === "" || (kind !== "licence" && !isChosen)) return { itemId: id };
  return { itemId: id, nextDueOn: nextDueAsked(kind) === "month" ? lastDayOfMonth(next) : next };
}

/** Where the new end is from, or is to be read. */
export function doneHint({ kind, nextDue }: Pick<TimelineItem, "kind" | "nextDue">, { isChosen }: DoneChoice): string {
  const isProposed = !isChosen && nextDue !== null;
  if (kind === "licence")
    return isProposed ? "按换证年限推算（6 年、10 年、长期），请对照新驾驶证" : "新驾驶证上的有效期截止日";
  const printed = kind === "inspection" ? "行驶证副页新印的年月" : "新保单上的到期日";
  if (!isProposed) return printed;
  return `按${kind === "inspection" ? "检验周期" : "续保一年"}估算，请改成${printed}；不改会标明“估算”`;
}

/** "今天", "明天", "还有 12 天", "已过期 3 天". */
export function daysText(daysLeft: number): string {
  if (daysLeft < 0) return `已过期 ${-daysLeft} 天`;
  if (daysLeft === 0) return "今天";
  return daysLeft === 1 ? "明天" : `还有 ${daysLeft} 天`;
}

/** When the member is told of an item, in a few words; "" when all that is over. */
export function stepsText({ steps, isOn, state }: Pick<TimelineItem, "steps" | "isOn" | "state">): string {
  if (state === "done") return "已办理，这一期不再提醒";
  if (!isOn) return "提醒已关闭";
  const next = steps.find((step) => step.state === "planned");
  if (next) return `${shortDay(next.on)}提醒（${next.label}）`;
  return steps.some((step) => step.state === "sent") ? "已提醒过" : "";
}

/** "2026-11-02" → "11月2日". */
export function shortDay(day: string): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}
