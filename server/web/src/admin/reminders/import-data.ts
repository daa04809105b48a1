import { restrictionFaults } from "@club/shared/driving-restrictions";
import { holidayYearFaults } from "@club/shared/holidays";
import {
  type CityRestriction,
  cityRestriction,
  type HolidayYear,
  holidayYear,
  type RestrictionRule,
} from "@club/shared/reminders-data";
import { USE_CATEGORY_NAMES } from "@club/shared/vehicles";
import type * as z from "zod/mini";

/** What can be imported: restrictions city by city, holidays year by year. */
export type ImportKind = "restrictions" | "holidays";
/** What stands now, by city code or year. */
export type Known = ReadonlyMap<string, { version: number; until: string; isVerified: boolean }>;

export type ImportRow = {
  /** Where it stands in the file, from 1. */
  index: number;
  title: string;
  /** What keeps it from being imported; empty = it can be. */
  faults: string[];
  /** What the import does, and what is worth knowing before it. */
  notes: string[];
  value: { kind: "restrictions"; restriction: CityRestriction } | { kind: "holidays"; year: HolidayYear } | null;
  baseVersion: number;
};

const MOST_ROWS = 50;
const MOST_FAULTS = 5;

type Question = { kind: ImportKind; known: Known; today: string };

/** Looks at a text row by row and changes nothing. @throws Error with a 中文 sentence when it is no JSON, empty or too much */
export function dryRun(text: string, question: Question): ImportRow[] {
  const items = itemsOf(parse(text));
  if (items.length === 0) throw new Error("文件里没有数据，请检查是否复制完整");
  if (items.length > MOST_ROWS) throw new Error(`一次最多 ${MOST_ROWS} 条，请分开导入`);
  const rows = items.map((item, index) => rowOf(item, index + 1, question));
  return rows.map((row) => withDoubles(row, rows));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("不是完整的 JSON，请检查括号和引号，或重新复制");
  }
}

/** One thing, a list of things, or what a list endpoint answered. */
function itemsOf(parsed: unknown): unknown[] {
  if (Array.isArray(parsed)) return parsed;
  const inner = (parsed as { items?: unknown } | null)?.items;
  return Array.isArray(inner) ? inner : [parsed];
}

function rowOf(item: unknown, index: number, question: Question): ImportRow {
  return question.kind === "restrictions" ? restrictionRow(item, index, question) : holidayRow(item, index, question);
}

function restrictionRow(item: unknown, index: number, { known, today }: Question): ImportRow {
  const parsed = cityRestriction.safeParse(item);
  if (!parsed.success) return unreadable(index, parsed.error.issues, nameIn(item, "cityName"));
  const restriction = parsed.data;
  const { cityCode, cityName, rules, validThrough, source, isVerified } = restriction;
  const before = known.get(cityCode);
  return {
    index,
    title: cityName,
    faults: restrictionFaults(restriction),
    notes: [
      before ? `替换现有数据（现有效至 ${before.until}，新的至 ${validThrough}）` : "新增的城市",
      `${rules.length} 条规则；来源：${source}`,
      ...rules.flatMap(useNotes),
      ...(validThrough < today ? ["已过有效期：导入后不会据此提醒"] : []),
      ...(before && validThrough < before.until ? ["比现有数据更早失效，请确认不是旧文件"] : []),
      ...(isVerified ? [] : ["未与主管部门公告核对，会员会看到这一点"]),
    ],
    value: { kind: "restrictions", restriction },
    baseVersion: before?.version ?? 0,
  };
}

/** For which kinds of vehicle a rule holds otherwise than for their plates. */
function useNotes({ exemptUses = [], alsoUses = [] }: RestrictionRule, index: number): string[] {
  const names = (uses: readonly (keyof typeof USE_CATEGORY_NAMES)[]) =>
    uses.map((use) => USE_CATEGORY_NAMES[use]).join("、");
  return [
    ...(exemptUses.length > 0 ? [`第 ${index + 1} 条规则豁免：${names(exemptUses)}`] : []),
    ...(alsoUses.length > 0 ? [`第 ${index + 1} 条规则不分本地外地都限：${names(alsoUses)}`] : []),
  ];
}

function holidayRow(item: unknown, index: number, { known }: Question): ImportRow {
  const parsed = holidayYear.safeParse(item);
  if (!parsed.success) return unreadable(index, parsed.error.issues, nameIn(item, "year"));
  const year = parsed.data;
  const before = known.get(String(year.year));
  return {
    index,
    title: `${year.year} 年`,
    faults: holidayYearFaults(year),
    notes: [
      before ? "替换现有安排" : "新增的年份",
      `放假 ${year.holidays.length} 天，调休上班 ${year.makeupWorkdays.length} 天；来源：${year.source}`,
      ...(year.isPublished ? [] : ["标为未公布：这一年的日期按暂定显示"]),
      ...(before?.isVerified && !year.isPublished ? ["现有安排是已公布的，请确认不是旧文件"] : []),
    ],
    value: { kind: "holidays", year },
    baseVersion: before?.version ?? 0,
  };
}

function unreadable(index: number, issues: readonly z.core.$ZodIssue[], title: string): ImportRow {
  const faults = issues.slice(0, MOST_FAULTS).map(({ path, message }) => `${pathText(path)}：${message}`);
  const rest = issues.length - MOST_FAULTS;
  return {
    index,
    title,
    faults: rest > 0 ? [...faults, `另有 ${rest} 处`] : faults,
    notes: [],
    value: null,
    baseVersion: 0,
  };
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "整条数据" : path.map(String).join(".");
}

function nameIn(item: unknown, field: string): string {
  const value = (item as Record<string, unknown> | null)?.[field];
  return typeof value === "string" || typeof value === "number" ? String(value) : "无法识别";
}

/** The same city or year twice in one file: nobody can tell which is meant. */
function withDoubles(row: ImportRow, rows: readonly ImportRow[]): ImportRow {
  const key = keyOf(row);
  const isDoubled = key !== null && rows.some((other) => other !== row && keyOf(other) === key);
  return isDoubled ? { ...row, faults: [...row.faults, "文件里出现了两次，请只留一份"] } : row;
}

function keyOf({ value }: ImportRow): string | null {
  if (value === null) return null;
  return value.kind === "restrictions" ? value.restriction.cityCode : String(value.year.year);
}
