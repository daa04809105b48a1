import * as z from "zod/mini";
import { lastDayOfMonth } from "./time";

/*
 * Fields that vehicles and licences share. Documents of vehicles and drivers are older than the club, so days may lie in the last
 * century.
 */

const DAY = /^(19[3-9]\d|20\d{2})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A day as it stands in a document, YYYY-MM-DD, from 1930 on. `label` is the 中文 name used in messages. */
export function documentDay(label: string) {
  return z.string(`请选择${label}`).check(
    z.regex(DAY, `${label}的格式应为 2026-01-31`),
    z.refine((value) => isRealDay(value), `${label}没有这一天，请重新选择`),
  );
}

/** "检验有效期至" as printed: a month or a day; both mean the end of the month. Parsed to that day. */
export const inspectionUntilField = z.pipe(
  z.string("请选择检验有效期").check(
    z.regex(/^20\d{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/, "检验有效期的格式应为 2026-01"),
    z.refine((value) => value.length === 7 || isRealDay(value), "检验有效期没有这一天，请重新选择"),
  ),
  z.transform((value: string) => lastDayOfMonth(value.slice(0, 7))),
);

function isRealDay(value: string): boolean {
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === value;
}
