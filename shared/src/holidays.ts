import type { HolidayYear } from "./reminders-data";
import { shiftDay, weekday } from "./time";

/*
 * Working days of the People's Republic by the imported years. A year that is missing or not published is counted by weekends and
 * whatever the law fixes, and every answer that touches it says so: a silent guess would call 春节 a working day.
 */

export type HolidayCalendar = {
  /** Whether the year of a day has been announced. */
  isPublished: (day: string) => boolean;
  /** Name of the holiday a day belongs to, or null. */
  holidayName: (day: string) => string | null;
  isWorkday: (day: string) => boolean;
  /** A Saturday or Sunday on which people work. */
  isMakeupWorkday: (day: string) => boolean;
  /** The years that are known, in order. */
  years: readonly HolidayYear[];
  /** First days of all holidays, in order. */
  starts: readonly HolidayStart[];
};
export type HolidayStart = { on: string; name: string; isProvisional: boolean };

/** The calendar of some imported years. Build it once; every question is a look-up. */
export function holidayCalendar(years: readonly HolidayYear[]): HolidayCalendar {
  const holidays = new Map(years.flatMap((year) => year.holidays.map((row) => [row.on, row.name] as const)));
  const makeup = new Set(years.flatMap((year) => year.makeupWorkdays.map((row) => row.on)));
  const published = new Set(years.filter((year) => year.isPublished).map((year) => year.year));
  return {
    isPublished: (day) => published.has(Number(day.slice(0, 4))),
    holidayName: (day) => holidays.get(day) ?? null,
    isMakeupWorkday: (day) => makeup.has(day),
    isWorkday: (day) => makeup.has(day) || (!holidays.has(day) && weekday(day) <= 5),
    years: [...years].sort((left, right) => left.year - right.year),
    starts: startsOf(years, holidays),
  };
}

function startsOf(years: readonly HolidayYear[], names: ReadonlyMap<string, string>): HolidayStart[] {
  const starts = years.flatMap((year) =>
    year.holidays
      .filter(({ on, name }) => names.get(shiftDay(on, -1)) !== name)
      .map(({ on, name }) => ({ on, name, isProvisional: !year.isPublished })),
  );
  return starts.sort((left, right) => left.on.localeCompare(right.on));
}

/** Working days of a whole year. */
export function workdaysOfYear(calendar: HolidayCalendar, year: number): number {
  let total = 0;
  for (let day = `${year}-01-01`; day.startsWith(`${year}-`); day = shiftDay(day, 1)) {
    if (calendar.isWorkday(day)) total += 1;
  }
  return total;
}

/** First days of the holidays in a half-open range of days; a holiday of several days starts once. */
export function holidayStarts(calendar: HolidayCalendar, range: { from: string; to: string }): HolidayStart[] {
  return calendar.starts.filter(({ on }) => on >= range.from && on < range.to);
}

/** What is wrong with an imported year: 中文 sentences, none = it can be used. */
export function holidayYearFaults(year: HolidayYear): string[] {
  const faults: string[] = [];
  const all = [...year.holidays, ...year.makeupWorkdays].map((row) => row.on);
  const strangers = all.filter((day) => Number(day.slice(0, 4)) !== year.year);
  if (strangers.length > 0) faults.push(`这些日期不在 ${year.year} 年：${strangers.join("、")}`);
  if (new Set(all).size < all.length) faults.push("同一天出现了两次，请检查放假日和调休上班日");
  const weekdays = year.makeupWorkdays.filter((row) => weekday(row.on) <= 5).map((row) => row.on);
  if (weekdays.length > 0) faults.push(`调休上班日应为周六或周日：${weekdays.join("、")}`);
  if (year.isPublished && year.holidays.length < 13) faults.push("已公布的年份至少有 13 天法定节假日，请补全");
  return faults;
}
