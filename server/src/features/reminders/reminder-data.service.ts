import { CITY_RESTRICTIONS } from "@club/shared/data/driving-restrictions";
import { HOLIDAY_YEARS } from "@club/shared/data/holidays";
import { type HolidayCalendar, holidayCalendar } from "@club/shared/holidays";
import { REMINDER_KINDS, type ReminderKind } from "@club/shared/reminders";
import type { ReminderPhase } from "@club/shared/reminders-admin";
import type { CityRestriction, HolidayYear } from "@club/shared/reminders-data";
import { versionedCache } from "../../platform/cache";
import { phasesOf } from "./kinds.rules";
import {
  type ImportedDoc,
  ReminderImports,
  ReminderRules,
  ReminderTemplates,
  type Rules,
  type RulesDoc,
  type TemplateDoc,
  type TemplateText,
  type Versioned,
} from "./reminder-config.model";
import { defaultTemplate } from "./template.rules";

/** What staff set, as it is in force: what the club came with, replaced by what was saved. */
export type ReminderData = {
  templates: ReadonlyMap<string, Versioned<TemplateText>>;
  rules: Versioned<Rules>;
  restrictions: ReadonlyMap<string, Versioned<CityRestriction>>;
  years: readonly Versioned<HolidayYear>[];
  calendar: HolidayCalendar;
};
export const CACHE_NAME = "reminders";
/** The rules the club came with. */
const DEFAULT_RULES: Rules = { quietFrom: "21:00", quietTo: "08:30", smsPerMemberMonth: 4, smsPerDay: 20_000 };
const MAX_AGE_MS = 300_000;

/** Kept in the process; whoever saves calls bumpVersion(session, CACHE_NAME). */
export const reminderData = versionedCache<ReminderData>({ name: CACHE_NAME, load, maxAgeMs: MAX_AGE_MS });

export function templateKey(kind: ReminderKind, phase: ReminderPhase): string {
  return `${kind}:${phase}`;
}

/** The text of a kind and phase. @throws Error when the kind has no such phase */
export function templateOf(data: ReminderData, kind: ReminderKind, phase: ReminderPhase): Versioned<TemplateText> {
  const template = data.templates.get(templateKey(kind, phase));
  if (!template) throw new Error(`no template for ${kind} ${phase}`);
  return template;
}

/** The data of a city as long as it is known; null afterwards, so that nothing is said. */
export function restrictionInForce(data: ReminderData, code: string | null, today: string): CityRestriction | null {
  const city = code === null ? undefined : data.restrictions.get(code);
  return city && city.validThrough >= today ? city : null;
}

async function load(): Promise<ReminderData> {
  const templates = await ReminderTemplates.find().lean<TemplateDoc[]>();
  const rules = await ReminderRules.findById("rules").lean<RulesDoc>();
  const imports = await ReminderImports.find().lean<ImportedDoc[]>();
  const years = mergeYears(imports);
  return {
    templates: mergeTemplates(templates),
    rules: rules ?? { ...DEFAULT_RULES, version: 0, updatedAt: null },
    restrictions: mergeRestrictions(imports),
    years,
    calendar: holidayCalendar(years),
  };
}

function mergeTemplates(saved: readonly TemplateDoc[]): Map<string, Versioned<TemplateText>> {
  const merged = new Map<string, Versioned<TemplateText>>();
  for (const kind of REMINDER_KINDS) {
    for (const phase of phasesOf(kind)) {
      const text = defaultTemplate(kind, phase);
      if (text) merged.set(templateKey(kind, phase), { ...text, version: 0, updatedAt: null });
    }
  }
  for (const { _id, textJson, version, updatedAt } of saved) {
    if (merged.has(_id)) merged.set(_id, { ...(JSON.parse(textJson) as TemplateText), version, updatedAt });
  }
  return merged;
}

function mergeRestrictions(imports: readonly ImportedDoc[]): Map<string, Versioned<CityRestriction>> {
  const known = CITY_RESTRICTIONS.map((city) => [city.cityCode, { ...city, version: 0, updatedAt: null }] as const);
  return new Map([
    ...known,
    ...parsed<CityRestriction>(imports, "restriction:").map((city) => [city.cityCode, city] as const),
  ]);
}

function mergeYears(imports: readonly ImportedDoc[]): Versioned<HolidayYear>[] {
  const byYear = new Map<number, Versioned<HolidayYear>>();
  for (const year of HOLIDAY_YEARS) byYear.set(year.year, { ...year, version: 0, updatedAt: null });
  for (const year of parsed<HolidayYear>(imports, "holidays:")) byYear.set(year.year, year);
  return [...byYear.values()].sort((left, right) => left.year - right.year);
}

function parsed<T>(imports: readonly ImportedDoc[], prefix: string): Versioned<T>[] {
  return imports
    .filter(({ _id }) => _id.startsWith(prefix))
    .map(({ json, version, updatedAt }) => ({ ...(JSON.parse(json) as T), version, updatedAt }));
}
