import { type DayRestriction, restrictionsOf } from "@club/shared/driving-restrictions";
import type { HolidayCalendar } from "@club/shared/holidays";
import {
  computedInspections,
  INSPECTION_ACTION_NAMES,
  INSPECTION_CATEGORY_NAMES,
  type InspectionDue,
  type InspectionFacts,
  inspectionAfter,
  inspectionWindowFrom,
  nextInspection,
  previousInspection,
} from "@club/shared/inspection";
import { formatPlate } from "@club/shared/plates";
import type { ReminderKind } from "@club/shared/reminders";
import type { CityRestriction } from "@club/shared/reminders-data";
import { addMonths, formatDay, shiftDay } from "@club/shared/time";
import type { VehicleEnd } from "@club/shared/vehicles";
import { ASK_DAYS, type DayRange, type DueItem, plainItem } from "./due-items.rules";
import type { Vars } from "./template.rules";

/*
 * What falls due for a vehicle: inspections, policies, and the days on which a city restricts it.
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
  estimatedEnds: readonly VehicleEnd[];
};

/** Restrictions are told of this many days ahead. */
const RESTRICTION_DAYS = 15;

/** The inspection that is due, one that may have been missed, and those that follow within the range. */
export function inspections(vehicle: VehicleFacts, { from: today, to }: DayRange): DueItem[] {
  const { use: category, inspectionValidUntil: validUntil, estimatedEnds } = vehicle;
  const isValidUntilEstimated = estimatedEnds.includes("inspectionValidUntilOn");
  const facts = { ...vehicle, category, validUntil, isValidUntilEstimated };
  const next = nextInspection(facts, today);
  if (!next) return [];
  // After a date that was told the table says what follows; without one, what may have been missed is asked about.
  const previous = validUntil === null ? previousInspection(facts, today) : null;
  const missed = previous && previous.dueOn >= shiftDay(today, -ASK_DAYS) ? [previous] : [];
  const later = computedInspections(facts, { from: shiftDay(laterOf(next.dueOn, today), 1), to });
  return [...missed, next, ...later].map((due) => {
    const after = inspectionAfter(facts, laterOf(due.dueOn, today));
    return inspectionItem(vehicle, due, after === null ? null : { on: after });
  });
}

function inspectionItem(vehicle: VehicleFacts, due: InspectionDue, nextDue: DueItem["nextDue"]): DueItem {
  return {
    ...vehicleItem(vehicle, "inspection", due.dueOn),
    windowFrom: inspectionWindowFrom(due.dueOn),
    isEstimated: due.isEstimated,
    nextDue,
    vars: {
      ...vehicleVars(vehicle),
      到期日: formatDay(due.dueOn),
      办理方式: due.action === null ? "按时办理" : INSPECTION_ACTION_NAMES[due.action],
      估算: due.isEstimated ? "（估算）" : "",
      窗口开始: formatDay(due.windowFrom),
    },
  };
}

function laterOf(left: string, right: string): string {
  return left > right ? left : right;
}

/** The policies that end, each with the next anniversary. */
export function insurances(vehicle: VehicleFacts, today: string): DueItem[] {
  const { compulsoryUntil, commercialUntil } = vehicle;
  const item = (kind: ReminderKind, end: VehicleEnd, dueOn: string): DueItem => {
    const isEstimated = vehicle.estimatedEnds.includes(end);
    return {
      ...vehicleItem(vehicle, kind, dueOn),
      isEstimated,
      nextDue: { on: nextPolicyUntil(dueOn, today) },
      vars: { ...vehicleVars(vehicle), 到期日: `${formatDay(dueOn)}${isEstimated ? "（估算）" : ""}` },
    };
  };
  return [
    ...(compulsoryUntil ? [item("compulsoryInsurance", "compulsoryUntilOn", compulsoryUntil)] : []),
    ...(commercialUntil ? [item("commercialInsurance", "commercialUntilOn", commercialUntil)] : []),
  ];
}

/** Policies last a year: the first anniversary ahead, so that an estimate rather asks too early than too late. */
function nextPolicyUntil(dueOn: string, today: string): string {
  let years = 1;
  while (addMonths(dueOn, years * 12) <= today) years += 1;
  return addMonths(dueOn, years * 12);
}

function vehicleItem(vehicle: VehicleFacts, kind: ReminderKind, dueOn: string): DueItem {
  return { ...plainItem(kind, vehicle.id, dueOn), vehicleId: vehicle.id, plate: vehicle.plate };
}

function vehicleVars(vehicle: VehicleFacts): Vars {
  return { 车牌: formatPlate(vehicle.plate), 车辆: vehicle.name };
}

type Restricted = { city: CityRestriction | null; vehicles: readonly VehicleFacts[]; calendar: HolidayCalendar };

/** The days of the next two weeks on which a vehicle may not drive in the city, one item for each. */
export function restrictionItems({ city, vehicles, calendar }: Restricted, today: string): DueItem[] {
  if (!city) return [];
  const items: DueItem[] = [];
  for (let ahead = 0; ahead < RESTRICTION_DAYS; ahead += 1) {
    const day = shiftDay(today, ahead);
    for (const vehicle of vehicles) {
      const [first] = restrictionsOf(vehicle, { city, calendar, day });
      if (!first) continue;
      items.push({
        ...vehicleItem(vehicle, "drivingRestriction", day),
        isProvisional: first.isProvisional,
        vars: {
          ...vehicleVars(vehicle),
          城市: city.cityName,
          限行日: formatDay(day),
          限行说明: restrictionWords(first, vehicle.use),
          时段: first.timeRanges.map((range) => range.join("–")).join("、"),
          区域: first.area,
          暂定: first.isProvisional ? "（暂定）" : "",
        },
      });
    }
  }
  return items;
}

function restrictionWords({ kind, digits }: DayRestriction, use: VehicleFacts["use"]): string {
  if (kind === "nonLocalBan") return "限制外地号牌";
  return kind === "useBan" ? `限制${INSPECTION_CATEGORY_NAMES[use]}` : `尾号 ${digits.join("、")} 限行`;
}
