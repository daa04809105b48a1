import type { ReminderTemplateView } from "@club/shared/reminders-admin";
import type { CityRestriction, HolidayYear } from "@club/shared/reminders-data";

/*
 * Whole records, as the contract wants them, for the tests of the pages.
 */

export const TEMPLATE: ReminderTemplateView = {
  kind: "compulsoryInsurance",
  kindName: "交强险",
  phase: "before",
  phaseName: "到期前",
  title: "{车牌} 交强险到期提醒",
  body: "交强险至 {到期日}。",
  wechatTemplateId: null,
  wechatFields: {},
  smsTemplate: "reminder-due",
  smsParams: { date: "{到期日}" },
  isSmsReady: false,
  placeholders: [
    { name: "车牌", meaning: "车牌号", example: "鲁A·12345" },
    { name: "到期日", meaning: "到期的日期", example: "2026年12月31日" },
  ],
  version: 3,
  updatedAt: "2026-11-01T04:00:00.000Z",
};

export const BEIJING: CityRestriction = {
  cityCode: "110000",
  cityName: "北京市",
  rules: [
    {
      kind: "tailDigit",
      appliesToLocal: true,
      appliesToNonLocal: true,
      localPrefixes: ["京"],
      exempts: "electric",
      periods: [
        { from: "2026-09-28", to: "2026-12-27", weekdayDigits: { "1": ["5", "0"] } },
        { from: "2026-12-28", to: "2027-03-28", weekdayDigits: { "1": ["4", "9"] } },
      ],
      weekdays: [],
      timeRanges: [["07:00", "20:00"]],
      area: "五环路以内",
      letterCountsAs: "4",
      freeOnHolidays: true,
      freeOnMakeupWeekends: true,
    },
  ],
  validThrough: "2027-03-28",
  source: "市交管局通告",
  isVerified: true,
};

export const YEAR_2027: HolidayYear = {
  year: 2027,
  isPublished: true,
  holidays: Array.from({ length: 13 }, (_none, index) => ({
    on: `2027-10-${String(index + 1).padStart(2, "0")}`,
    name: "国庆节",
  })),
  makeupWorkdays: [{ on: "2027-09-25", name: "国庆节调休" }],
  source: "国务院办公厅通知",
};
