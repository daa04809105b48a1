import { type HolidayCalendar, holidayStarts } from "@club/shared/holidays";
import {
  type LicenceDuty,
  type LicenceDutyDue,
  type LicenceFacts,
  licenceDuties,
  renewedUntil,
} from "@club/shared/licence";
import type { CityRestriction } from "@club/shared/reminders-data";
import { addMonths, shiftDay } from "@club/shared/time";
import { ASK_DAYS, byDay, type DayRange, type DueItem, plainItem } from "./due-items.rules";
import { inspections, insurances, restrictionItems, type VehicleFacts } from "./due-vehicles.rules";

/*
 * What falls due for a member in a range of days, from facts. Pure: the planner and the timeline ask the same functions.
 */

export type MemberDueFacts = {
  vehicles: readonly VehicleFacts[];
  licence: LicenceFacts | null;
  /** YYYY-MM-DD, from the ID card or the licence. */
  birthday: string | null;
  /** The city whose restrictions the member wants to hear of. */
  city: CityRestriction | null;
  calendar: HolidayCalendar;
};

/** Everything that falls due from today until the end of the range, and what is overdue, by day. */
export function dueItems(facts: MemberDueFacts, today: string, to: string): DueItem[] {
  const range = { from: today, to };
  const items = [
    ...facts.vehicles.flatMap((vehicle) => [...inspections(vehicle, range), ...insurances(vehicle, today)]),
    ...licenceItems(facts, today),
    ...dutyItems(facts, range),
    ...restrictionItems(facts, today),
    ...birthdayItems(facts.birthday, range),
    ...holidayItems(facts.calendar, range),
  ];
  return items.filter((item) => item.dueOn < to).sort(byDay);
}

function licenceItems({ licence }: MemberDueFacts, today: string): DueItem[] {
  if (!licence?.validUntil) return [];
  const { validUntil } = licence;
  const next = renewedUntil(licence);
  // Who lets it lapse for long gets another licence, of which nothing is known.
  const nextDue = next === null || next > today ? { on: next } : null;
  return [{ ...plainItem("licence", "licence", validUntil), windowFrom: shiftDay(validUntil, -90), nextDue }];
}

const DUTY_WORDS: Readonly<Record<LicenceDuty, { 事项: string; 说明: string }>> = {
  age70: {
    事项: "驾驶证年度体检",
    说明: "70周岁以上每年体检，记分周期结束后30日内提交身体条件证明；满一年未提交的，驾驶证将被注销",
  },
  c5: { 事项: "C5驾驶证体检", 说明: "C5每3年体检，请在记分周期结束后30日内提交身体条件证明" },
  yearlyReview: { 事项: "驾驶证审验", 说明: "A、B类驾驶证在每个记分周期结束后30日内审验；本周期无记分的免审" },
};

function dutyItems({ licence, birthday }: MemberDueFacts, { from: today, to }: DayRange): DueItem[] {
  if (!licence) return [];
  return licenceDuties({ ...licence, birthday }, { from: shiftDay(today, -ASK_DAYS), to }).map(dutyItem);
}

function dutyItem({ duty, windowFrom, dueOn, isEstimated }: LicenceDutyDue): DueItem {
  const item = plainItem("licenceDuty", duty, dueOn);
  const 估算 = isEstimated ? "（估算）" : "";
  return { ...item, windowFrom, isEstimated, vars: { ...item.vars, ...DUTY_WORDS[duty], 估算 } };
}

/** Somebody born on 29 February is congratulated on the 28th in other years. */
function birthdayItems(birthday: string | null, { from, to }: DayRange): DueItem[] {
  if (birthday === null) return [];
  const born = Number(birthday.slice(0, 4));
  const items: DueItem[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    const on = addMonths(birthday, (year - born) * 12);
    if (on >= from && on < to) items.push(plainItem("birthday", "birthday", on));
  }
  return items;
}

function holidayItems(calendar: HolidayCalendar, range: DayRange): DueItem[] {
  return holidayStarts(calendar, range).map(({ on, name, isProvisional }) => ({
    ...plainItem("holiday", "holiday", on),
    isProvisional,
    vars: { 节日: name, 暂定: isProvisional ? "（放假安排尚未公布，日期暂定）" : "" },
  }));
}
