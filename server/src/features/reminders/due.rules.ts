import { restrictionsOf } from "@club/shared/driving-restrictions";
import { type HolidayCalendar, holidayStarts } from "@club/shared/holidays";
import {
  computedInspections,
  INSPECTION_ACTION_NAMES,
  type InspectionDue,
  type InspectionFacts,
  inspectionWindowFrom,
  nextInspection,
  previousInspection,
} from "@club/shared/inspection";
import { type LicenceDuty, type LicenceDutyDue, type LicenceFacts, licenceDuties } from "@club/shared/licence";
import { formatPlate } from "@club/shared/plates";
import type { ReminderKind } from "@club/shared/reminders";
import type { CityRestriction } from "@club/shared/reminders-data";
import { addMonths, formatDay, shiftDay } from "@club/shared/time";
import type { Vars } from "./template.rules";

/*
 * What falls due for a member in a range of days, from facts. Pure: the planner and the timeline ask the same functions.
 */

export type VehicleFacts = {
  id: string;
  name: string;
  plate: string;
  use: InspectionFacts["category"];
  registeredOn: string | null;
  manufacturedOn: string | null;
  hadInjuryAccident: boolean;
  wasIllegallyModified: boolean;
  inspectionValidUntil: string | null;
  compulsoryUntil: string | null;
  commercialUntil: string | null;
};
export type MemberDueFacts = {
  vehicles: readonly VehicleFacts[];
  licence: LicenceFacts | null;
  /** YYYY-MM-DD, from the ID card or the licence. */
  birthday: string | null;
  /** The city whose restrictions the member wants to hear of. */
  city: CityRestriction | null;
  calendar: HolidayCalendar;
};
export type DueItem = {
  kind: ReminderKind;
  subject: string;
  vehicleId: string | null;
  plate: string | null;
  dueOn: string;
  windowFrom: string | null;
  isEstimated: boolean;
  isProvisional: boolean;
  /** Values of the placeholders, without those that depend on the day of sending. */
  vars: Vars;
};
/** Half-open range of Shanghai days. */
type DayRange = { from: string; to: string };

/** Computed days that may have been missed are asked about for so long. */
const ASK_DAYS = 35;
/** Restrictions are told of this many days ahead. */
const RESTRICTION_DAYS = 15;

/** The key of an item within its member. */
export function itemKey(item: Pick<DueItem, "kind" | "subject" | "dueOn">): string {
  return `${item.kind}:${item.subject}:${item.dueOn}`;
}

/** Everything that falls due from today until the end of the range, and what is overdue, by day. */
export function dueItems(facts: MemberDueFacts, today: string, to: string): DueItem[] {
  const range = { from: today, to };
  const items = [
    ...facts.vehicles.flatMap((vehicle) => [...inspections(vehicle, range), ...insurances(vehicle)]),
    ...licenceItems(facts),
    ...dutyItems(facts, range),
    ...restrictionItems(facts, today),
    ...birthdayItems(facts.birthday, range),
    ...holidayItems(facts.calendar, range),
  ];
  return items.filter((item) => item.dueOn < to).sort(byDay);
}

/** The order of a timeline: by day, then by key. */
export function byDay(left: DueItem, right: DueItem): number {
  return order(left.dueOn, right.dueOn) || order(itemKey(left), itemKey(right));
}

function order(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function inspections(vehicle: VehicleFacts, { from: today, to }: DayRange): DueItem[] {
  const facts = { ...vehicle, category: vehicle.use, validUntil: vehicle.inspectionValidUntil };
  const next = nextInspection(facts, today);
  if (!next) return [];
  // After a printed date the table says what follows; without one, what may have been missed is asked about.
  const previous = next.isEstimated ? previousInspection(facts, today) : null;
  const missed = previous && previous.dueOn >= shiftDay(today, -ASK_DAYS) ? [previous] : [];
  const start = next.dueOn >= today ? next.dueOn : today;
  const later = computedInspections(facts, { from: shiftDay(start, 1), to });
  return [...missed, next, ...later].map((due) => inspectionItem(vehicle, due));
}

function inspectionItem(vehicle: VehicleFacts, due: InspectionDue): DueItem {
  return {
    ...vehicleItem(vehicle, "inspection", due.dueOn),
    windowFrom: inspectionWindowFrom(due.dueOn),
    isEstimated: due.isEstimated,
    vars: {
      ...vehicleVars(vehicle),
      到期日: formatDay(due.dueOn),
      办理方式: due.action === null ? "按时办理" : INSPECTION_ACTION_NAMES[due.action],
      估算: due.isEstimated ? "（估算）" : "",
      窗口开始: formatDay(due.windowFrom),
    },
  };
}

function insurances(vehicle: VehicleFacts): DueItem[] {
  const { compulsoryUntil, commercialUntil } = vehicle;
  const item = (kind: ReminderKind, dueOn: string): DueItem => ({
    ...vehicleItem(vehicle, kind, dueOn),
    vars: { ...vehicleVars(vehicle), 到期日: formatDay(dueOn) },
  });
  return [
    ...(compulsoryUntil ? [item("compulsoryInsurance", compulsoryUntil)] : []),
    ...(commercialUntil ? [item("commercialInsurance", commercialUntil)] : []),
  ];
}

function vehicleItem(vehicle: VehicleFacts, kind: ReminderKind, dueOn: string): DueItem {
  return { ...plainItem(kind, vehicle.id, dueOn), vehicleId: vehicle.id, plate: vehicle.plate };
}

/** An item that is about no vehicle, with its day as the only value. */
export function plainItem(kind: ReminderKind, subject: string, dueOn: string): DueItem {
  const base = { vehicleId: null, plate: null, windowFrom: null, isEstimated: false, isProvisional: false };
  return { kind, subject, dueOn, ...base, vars: { 到期日: formatDay(dueOn) } };
}

function vehicleVars(vehicle: VehicleFacts): Vars {
  return { 车牌: formatPlate(vehicle.plate), 车辆: vehicle.name };
}

function licenceItems({ licence }: MemberDueFacts): DueItem[] {
  if (!licence?.validUntil) return [];
  return [{ ...plainItem("licence", "licence", licence.validUntil), windowFrom: shiftDay(licence.validUntil, -90) }];
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

function restrictionItems({ city, vehicles, calendar }: MemberDueFacts, today: string): DueItem[] {
  if (!city) return [];
  const items: DueItem[] = [];
  for (let ahead = 0; ahead < RESTRICTION_DAYS; ahead += 1) {
    const day = shiftDay(today, ahead);
    for (const vehicle of vehicles) {
      const [first] = restrictionsOf(vehicle.plate, { city, calendar, day });
      if (!first) continue;
      const says = first.kind === "tailDigit" ? `尾号 ${first.digits.join("、")} 限行` : "限制外地号牌";
      items.push({
        ...vehicleItem(vehicle, "drivingRestriction", day),
        isProvisional: first.isProvisional,
        vars: {
          ...vehicleVars(vehicle),
          城市: city.cityName,
          限行日: formatDay(day),
          限行说明: says,
          时段: first.timeRanges.map((range) => range.join("–")).join("、"),
          区域: first.area,
          暂定: first.isProvisional ? "（暂定）" : "",
        },
      });
    }
  }
  return items;
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
