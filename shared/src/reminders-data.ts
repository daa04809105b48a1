import * as z from "zod/mini";
import { day, instant, reason, text } from "./fields";
import { endpoint, STAFF_ROLES } from "./http";
import { INSPECTION_CATEGORIES } from "./inspection";

/*
 * Data that the calendar of reminders is computed from and that staff import when it changes: driving restrictions with source and
 * expiry, and the years of public holidays.
 */

const TAG = "提醒管理";
const PROVINCE = ["provinceAdmin"] as const;
const regionCode = z.string("请填写城市代码").check(z.regex(/^\d{4}00$/, "城市代码应为六位数字，例如 110000"));
const time = z.string().check(z.regex(/^([01]\d|2[0-4]):[0-5]\d$/, "时间格式应为 07:00"));
const prefix = z.string().check(z.regex(/^\p{Script=Han}[A-Z]?$/u, "号牌前缀应为 京 或 鲁A"));
const uses = z.optional(z.array(z.enum(INSPECTION_CATEGORIES, "车辆类型不正确")).check(z.maxLength(7, "车辆类型太多")));
const digits = z.array(z.string().check(z.regex(/^\d$/, "尾号应为一位数字"))).check(z.maxLength(10, "尾号太多"));

export const RESTRICTION_KINDS = ["tailDigit", "oddEven", "nonLocalBan", "none"] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];

/** One rule of a city. Days are Shanghai days, `to` is the last day. */
export const restrictionRule = z.object({
  kind: z.enum(RESTRICTION_KINDS, "限行类型不正确"),
  /** Whose plates: of the city (`localPrefixes`), of elsewhere, or both. */
  appliesToLocal: z.boolean("请选择是否限本地号牌"),
  appliesToNonLocal: z.boolean("请选择是否限外地号牌"),
  localPrefixes: z.array(prefix).check(z.maxLength(60, "号牌前缀太多")),
  /** Which new-energy plates are exempt; `electric` = only those whose letter says purely electric (D A B C E). */
  exempts: z.enum(["none", "electric", "newEnergy"], "请选择新能源是否豁免"),
  /** Kinds of vehicle that are exempt whatever their plate, e.g. taxis. */
  exemptUses: uses,
  /** Kinds of vehicle that it holds for wherever their plate is from, e.g. trucks. */
  alsoUses: uses,
  /** Which tail digits on which weekday (1 = Monday), period by period; for `tailDigit` only. */
  periods: z
    .array(
      z.object({
        from: day,
        to: day,
        weekdayDigits: z.partialRecord(z.enum(["1", "2", "3", "4", "5", "6", "7"]), digits),
      }),
    )
    .check(z.maxLength(40, "轮换期太多")),
  /** Weekdays of a ban of plates from elsewhere, and of odd and even days: odd digits drive on odd days of the month. */
  weekdays: z.array(z.int().check(z.gte(1), z.lte(7))).check(z.maxLength(7)),
  timeRanges: z.array(z.tuple([time, time])).check(z.minLength(1, "请填写时段"), z.maxLength(6, "时段太多")),
  area: text("区域", 200),
  /** Digit that a plate ending in a letter counts as; null = letters are free. */
  letterCountsAs: z.nullable(z.string().check(z.regex(/^\d$/, "字母对应的尾号应为一位数字"))),
  /** Public holidays are free, and so are weekends on which people work. */
  freeOnHolidays: z.boolean("请选择节假日是否限行"),
  freeOnMakeupWeekends: z.boolean("请选择调休上班日是否限行"),
});
export type RestrictionRule = z.output<typeof restrictionRule>;

export const cityRestriction = z.object({
  cityCode: regionCode,
  cityName: text("城市", 20),
  rules: z.array(restrictionRule).check(z.maxLength(5, "一个城市最多 5 条规则")),
  /** Last day for which this is known; nothing is said after it. */
  validThrough: day,
  source: text("来源", 300),
  /** Checked against the authority's own announcement. */
  isVerified: z.boolean("请选择是否已核对"),
});
export type CityRestriction = z.output<typeof cityRestriction>;

export const cityRestrictionView = z.object({
  ...cityRestriction.shape,
  isExpired: z.boolean(),
  /** 0 = the data the club came with. */
  version: z.int(),
  updatedAt: z.nullable(instant),
});

export const listDrivingRestrictions = endpoint({
  name: "listDrivingRestrictions",
  method: "GET",
  path: "/staff/reminders/driving-restrictions",
  auth: STAFF_ROLES,
  summary: "各城市的限行数据、来源和有效期",
  tag: TAG,
  response: z.object({ items: z.array(cityRestrictionView) }),
  errors: [],
});

export const importDrivingRestriction = endpoint({
  name: "importDrivingRestriction",
  method: "PUT",
  path: "/staff/reminders/driving-restrictions",
  auth: PROVINCE,
  summary: "导入一个城市的限行数据，替换原来的",
  tag: TAG,
  body: z.object({ restriction: cityRestriction, baseVersion: z.int("版本应为整数"), reason }),
  response: cityRestrictionView,
  errors: ["reminders.restriction-invalid", "reminders.version-conflict"],
});

const namedDay = z.object({ on: day, name: text("名称", 20) });
export const holidayYear = z.object({
  year: z.int("年份应为整数").check(z.gte(2024, "年份太早"), z.lte(2099, "年份太晚")),
  /** Announced by the State Council; otherwise only what the law fixes, and everything computed from it is provisional. */
  isPublished: z.boolean(),
  holidays: z.array(namedDay).check(z.maxLength(80, "天数太多")),
  /** Saturdays and Sundays on which people work. */
  makeupWorkdays: z.array(namedDay).check(z.maxLength(30, "天数太多")),
  source: text("来源", 300),
});
export type HolidayYear = z.output<typeof holidayYear>;
export const holidayYearView = z.object({
  ...holidayYear.shape,
  workdayCount: z.int(),
  version: z.int(),
  updatedAt: z.nullable(instant),
});

export const listHolidayYears = endpoint({
  name: "listHolidayYears",
  method: "GET",
  path: "/staff/reminders/holiday-years",
  auth: STAFF_ROLES,
  summary: "各年的节假日安排；未公布的年份为暂定",
  tag: TAG,
  response: z.object({
    items: z.array(holidayYearView),
    /** What staff must do, e.g. import next year's announcement; null = nothing. */
    warning: z.nullable(z.string()),
  }),
  errors: [],
});

export const importHolidayYear = endpoint({
  name: "importHolidayYear",
  method: "PUT",
  path: "/staff/reminders/holiday-years",
  auth: PROVINCE,
  summary: "导入国务院办公厅公布的一年节假日安排",
  tag: TAG,
  body: z.object({ year: holidayYear, baseVersion: z.int("版本应为整数"), reason }),
  response: holidayYearView,
  errors: ["reminders.holiday-year-invalid", "reminders.version-conflict"],
});
