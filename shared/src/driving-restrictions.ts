import type { HolidayCalendar } from "./holidays";
import type { InspectionCategory } from "./inspection";
import { type PlateKind, plateKind } from "./plates";
import type { CityRestriction, RestrictionRule } from "./reminders-data";
import { weekday } from "./time";

/*
 * Whether a plate may drive in a city on a day, by imported data. After the last day for which the data is known nothing is said:
 * an old rule is worse than none.
 */

/** What decides about a vehicle. */
export type RestrictedVehicle = { plate: string; use: InspectionCategory };
export type DayRestriction = {
  /** `useBan`: the vehicle is held for what it is and not for where its plate is from. */
  kind: "tailDigit" | "oddEven" | "nonLocalBan" | "useBan";
  /** Tail digits that may not drive; empty for a ban. */
  digits: string[];
  timeRanges: readonly (readonly [string, string])[];
  area: string;
  /** The holidays of the year are not announced, so the day may yet turn out free. */
  isProvisional: boolean;
};
/** Letters of purely electric vehicles on new-energy plates (GA 36-2018). */
const ELECTRIC_LETTERS = "DABCE";
const ODD = ["1", "3", "5", "7", "9"];
const EVEN = ["0", "2", "4", "6", "8"];

type Question = { city: CityRestriction; calendar: HolidayCalendar; day: string };

/** Tail digits that may not drive on a day; null = no restriction by digits on this day, or nothing is known. */
export function limitedDigits({ city, calendar, day }: Question): string[] | null {
  if (day > city.validThrough) return null;
  const digits = city.rules.flatMap((rule) => digitsOf(rule, calendar, day) ?? []);
  return digits.length > 0 ? [...new Set(digits)] : null;
}

/** Why a vehicle may not drive on a day, all reasons; empty when it may, or when nothing is known. */
export function restrictionsOf(vehicle: RestrictedVehicle, { city, calendar, day }: Question): DayRestriction[] {
  if (day > city.validThrough) return [];
  return city.rules.flatMap((rule) => {
    const restriction = restrictionByRule(rule, { vehicle, calendar, day });
    return restriction ? [restriction] : [];
  });
}

function restrictionByRule(
  rule: RestrictionRule,
  { vehicle, calendar, day }: { vehicle: RestrictedVehicle; calendar: HolidayCalendar; day: string },
): DayRestriction | null {
  const reason = reasonOf(rule, vehicle);
  if (reason === null || rule.kind === "none") return null;
  const base = { timeRanges: rule.timeRanges, area: rule.area, isProvisional: !calendar.isPublished(day) };
  if (rule.kind === "nonLocalBan") {
    const isOn = rule.weekdays.includes(weekday(day)) && !isFree(rule, calendar, day);
    return isOn ? { ...base, kind: reason === "use" ? "useBan" : "nonLocalBan", digits: [] } : null;
  }
  const digits = digitsOf(rule, calendar, day);
  const tail = tailDigit(rule, vehicle.plate);
  return digits && tail !== null && digits.includes(tail) ? { ...base, kind: rule.kind, digits } : null;
}

/** Why a rule concerns a vehicle: for its plate, or for its kind alone; null when it does not. */
function reasonOf(rule: RestrictionRule, { plate, use }: RestrictedVehicle): "plate" | "use" | null {
  const kind = plateKind(plate);
  // Embassies belong to no city: neither to the one asked about nor to another.
  if (kind === null || kind === "embassy") return null;
  if (isExempt(rule, plate, kind) || rule.exemptUses?.includes(use)) return null;
  const isLocal = rule.localPrefixes.some((prefix) => plate.startsWith(prefix));
  if (isLocal ? rule.appliesToLocal : rule.appliesToNonLocal) return "plate";
  return rule.alsoUses?.includes(use) ? "use" : null;
}

function isExempt(rule: RestrictionRule, plate: string, kind: PlateKind): boolean {
  if (rule.exempts === "none" || (kind !== "nevSmall" && kind !== "nevLarge")) return false;
  const letter = kind === "nevSmall" ? plate.charAt(2) : plate.charAt(plate.length - 1);
  return rule.exempts === "newEnergy" || ELECTRIC_LETTERS.includes(letter);
}

/** The digit a plate counts as: its last character, where a letter counts as the rule says; null = letters are free. */
function tailDigit(rule: RestrictionRule, plate: string): string | null {
  const last = [...plate].at(-1) ?? "";
  if (/^\d$/.test(last)) return last;
  return /^[A-Z]$/.test(last) ? rule.letterCountsAs : ([...plate].filter((char) => /\d/.test(char)).at(-1) ?? null);
}

function digitsOf(rule: RestrictionRule, calendar: HolidayCalendar, day: string): string[] | null {
  if (isFree(rule, calendar, day)) return null;
  if (rule.kind === "oddEven") {
    if (!rule.weekdays.includes(weekday(day))) return null;
    return Number(day.slice(8)) % 2 === 1 ? EVEN : ODD;
  }
  if (rule.kind !== "tailDigit") return null;
  const period = rule.periods.find(({ from, to }) => from <= day && day <= to);
  const digits = period?.weekdayDigits[String(weekday(day)) as "1"];
  return digits && digits.length > 0 ? digits : null;
}

/** Days on which nobody is restricted: holidays, ordinary weekends (no digits are named for them), weekends on which people work. */
function isFree(rule: RestrictionRule, calendar: HolidayCalendar, day: string): boolean {
  if (rule.freeOnHolidays && calendar.holidayName(day) !== null) return true;
  return rule.freeOnMakeupWeekends && calendar.isMakeupWorkday(day);
}

/** What is wrong with imported data: 中文 sentences, none = it can be used. */
export function restrictionFaults(city: CityRestriction): string[] {
  const faults: string[] = [];
  for (const [index, rule] of city.rules.entries()) {
    const name = `第 ${index + 1} 条规则`;
    if (rule.kind === "tailDigit" && rule.periods.length === 0) faults.push(`${name}没有轮换期`);
    const isByWeekday = rule.kind === "nonLocalBan" || rule.kind === "oddEven";
    if (isByWeekday && rule.weekdays.length === 0) faults.push(`${name}没有选择星期`);
    if (rule.alsoUses?.some((use) => rule.exemptUses?.includes(use)))
      faults.push(`${name}里有的车辆类型既限行又豁免，请只留一处`);
    const periods = [...rule.periods].sort((left, right) => left.from.localeCompare(right.from));
    for (const [at, period] of periods.entries()) {
      if (period.to < period.from) faults.push(`${name}的轮换期 ${period.from} 结束早于开始`);
      const before = periods[at - 1];
      if (before && before.to >= period.from) faults.push(`${name}的轮换期 ${before.from} 与 ${period.from} 重叠`);
    }
    const last = periods.at(-1);
    if (last && last.to < city.validThrough) faults.push(`${name}的轮换期到 ${last.to} 为止，有效期不能更晚`);
    if (rule.timeRanges.some(([from, to]) => from >= to)) faults.push(`${name}的时段结束应晚于开始`);
  }
  return faults;
}
