import { restrictionFaults } from "@club/shared/driving-restrictions";
import { type HolidayCalendar, holidayCalendar, holidayYearFaults, workdaysOfYear } from "@club/shared/holidays";
import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/reminders-data";
import type { CityRestriction, HolidayYear } from "@club/shared/reminders-data";
import { shanghaiDay } from "@club/shared/time";
import { recordAudit } from "../../platform/audit";
import type { Ctx } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { ReminderImports, type Versioned } from "./reminder-config.model";
import { reminderData } from "./reminder-data.service";
import { mustMatch, saveVersion } from "./staff-templates.service";

/** The restrictions of every city, by city. */
export async function listRestrictions(ctx: Ctx): Promise<OutputOf<typeof contract.listDrivingRestrictions>> {
  const { restrictions } = await reminderData.get();
  return { items: [...restrictions.values()].map((city) => toCityView(ctx, city)) };
}

function toCityView(ctx: Ctx, city: Versioned<CityRestriction>): OutputOf<typeof contract.importDrivingRestriction> {
  const isExpired = city.validThrough < shanghaiDay(ctx.now);
  return { ...city, isExpired, updatedAt: city.updatedAt?.toISOString() ?? null };
}

/** Replaces what is known of a city. @throws reminders.restriction-invalid (details.faults), reminders.version-conflict */
export async function importRestriction(
  ctx: Ctx,
  { restriction, baseVersion, reason }: InputOf<typeof contract.importDrivingRestriction>,
): Promise<OutputOf<typeof contract.importDrivingRestriction>> {
  const faults = restrictionFaults(restriction);
  if (faults.length > 0) throw new AppError("reminders.restriction-invalid", { faults });
  const { cityCode, validThrough, source } = restriction;
  const _id = `restriction:${cityCode}`;
  const version = await saveImport(ctx, {
    _id,
    value: restriction,
    baseVersion,
    reason,
    says: { validThrough, source },
  });
  return toCityView(ctx, { ...restriction, version, updatedAt: ctx.now });
}

type Import = { _id: string; value: object; baseVersion: number; reason: string; says: Record<string, unknown> };

async function saveImport(ctx: Ctx, { _id, value, baseVersion, reason, says }: Import): Promise<number> {
  return saveVersion(ctx, {
    baseVersion,
    save: async (session, next) => {
      const fields = { json: JSON.stringify(value), version: next, updatedAt: ctx.now };
      if (baseVersion === 0) await ReminderImports.insertMany([{ _id, ...fields }], { session });
      else await mustMatch(ReminderImports.updateOne({ _id, version: baseVersion }, { $set: fields }, { session }));
      await recordAudit(ctx, session, {
        action: "reminders.import",
        subject: { type: "reminderImport", id: _id },
        reason,
        after: says,
      });
    },
  });
}

/** The known years of holidays; warns when the next one is not announced or not imported. */
export async function listYears(ctx: Ctx): Promise<OutputOf<typeof contract.listHolidayYears>> {
  const { years, calendar } = await reminderData.get();
  const nextYear = Number(shanghaiDay(ctx.now).slice(0, 4)) + 1;
  const isMissing = !calendar.isPublished(`${nextYear}-01-01`);
  const warning = `${nextYear} 年放假通知尚未导入，相关日期按暂定显示；国务院办公厅公布后请导入。`;
  return { items: years.map((year) => toYearView(calendar, year)), warning: isMissing ? warning : null };
}

function toYearView(
  calendar: HolidayCalendar,
  year: Versioned<HolidayYear>,
): OutputOf<typeof contract.importHolidayYear> {
  const workdayCount = workdaysOfYear(calendar, year.year);
  return { ...year, workdayCount, updatedAt: year.updatedAt?.toISOString() ?? null };
}

/** Replaces a year of holidays. @throws reminders.holiday-year-invalid (details.faults), reminders.version-conflict */
export async function importYear(
  ctx: Ctx,
  { year, baseVersion, reason }: InputOf<typeof contract.importHolidayYear>,
): Promise<OutputOf<typeof contract.importHolidayYear>> {
  const faults = holidayYearFaults(year);
  if (faults.length > 0) throw new AppError("reminders.holiday-year-invalid", { faults });
  const _id = `holidays:${year.year}`;
  const says = { isPublished: year.isPublished, holidayCount: year.holidays.length, source: year.source };
  const version = await saveImport(ctx, { _id, value: year, baseVersion, reason, says });
  const saved = { ...year, version, updatedAt: ctx.now };
  return toYearView(holidayCalendar([year]), saved);
}
