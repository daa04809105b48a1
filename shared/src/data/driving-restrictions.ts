import type { CityRestriction, RestrictionRule } from "../reminders-data";

/*
 * Driving restrictions of the cities that members from Shandong drive to. Compiled 2026-11-22. `isVerified` is false where only
 * second-hand or undated pages were found: staff import the authority's own announcement. After `validThrough` nothing is said.
 */

type Rule = RestrictionRule;

/** Rotation of Beijing, 13 weeks each; source: beijing-moto-calendar (2026-07), which quotes jtgl.beijing.gov.cn. */
const BEIJING_PERIODS: Rule["periods"] = [
  {
    from: "2025-03-31",
    to: "2025-06-29",
    weekdayDigits: { "1": ["1", "6"], "2": ["2", "7"], "3": ["3", "8"], "4": ["4", "9"], "5": ["5", "0"] },
  },
  {
    from: "2025-06-30",
    to: "2025-09-28",
    weekdayDigits: { "1": ["5", "0"], "2": ["1", "6"], "3": ["2", "7"], "4": ["3", "8"], "5": ["4", "9"] },
  },
  {
    from: "2025-09-29",
    to: "2025-12-28",
    weekdayDigits: { "1": ["4", "9"], "2": ["5", "0"], "3": ["1", "6"], "4": ["2", "7"], "5": ["3", "8"] },
  },
  {
    from: "2025-12-29",
    to: "2026-03-29",
    weekdayDigits: { "1": ["3", "8"], "2": ["4", "9"], "3": ["5", "0"], "4": ["1", "6"], "5": ["2", "7"] },
  },
  {
    from: "2026-03-30",
    to: "2026-06-28",
    weekdayDigits: { "1": ["2", "7"], "2": ["3", "8"], "3": ["4", "9"], "4": ["5", "0"], "5": ["1", "6"] },
  },
  {
    from: "2026-06-29",
    to: "2026-09-27",
    weekdayDigits: { "1": ["1", "6"], "2": ["2", "7"], "3": ["3", "8"], "4": ["4", "9"], "5": ["5", "0"] },
  },
  {
    from: "2026-09-28",
    to: "2026-12-27",
    weekdayDigits: { "1": ["5", "0"], "2": ["1", "6"], "3": ["2", "7"], "4": ["3", "8"], "5": ["4", "9"] },
  },
  {
    from: "2026-12-28",
    to: "2027-03-28",
    weekdayDigits: { "1": ["4", "9"], "2": ["5", "0"], "3": ["1", "6"], "4": ["2", "7"], "5": ["3", "8"] },
  },
];
const FREE_DAYS = { freeOnHolidays: true, freeOnMakeupWeekends: true };
const BAN: Pick<Rule, "kind" | "periods" | "letterCountsAs"> = {
  kind: "nonLocalBan",
  periods: [],
  letterCountsAs: null,
};
const TAIL: Pick<Rule, "kind" | "weekdays" | "letterCountsAs"> = {
  kind: "tailDigit",
  weekdays: [],
  letterCountsAs: "0",
};
const WORKDAYS = [1, 2, 3, 4, 5];
/** Undated sources: believed for half a year after they were read. */
const UNDATED_THROUGH = "2027-05-22";

export const CITY_RESTRICTIONS: readonly CityRestriction[] = [
  {
    cityCode: "110000",
    cityName: "北京",
    rules: [
      {
        ...TAIL,
        ...FREE_DAYS,
        appliesToLocal: true,
        appliesToNonLocal: false,
        localPrefixes: ["京"],
        exempts: "electric",
        // Buses and taxis; school buses are not told apart from other vehicles.
        exemptUses: ["op_passenger"],
        periods: BEIJING_PERIODS,
        timeRanges: [["07:00", "20:00"]],
        area: "五环路以内（不含五环主路）",
      },
      {
        ...BAN,
        ...FREE_DAYS,
        appliesToLocal: false,
        appliesToNonLocal: true,
        localPrefixes: ["京"],
        exempts: "none",
        weekdays: WORKDAYS,
        timeRanges: [
          ["07:00", "09:00"],
          ["17:00", "20:00"],
        ],
        area: "五环路以内（外地车须办理进京证）",
      },
    ],
    validThrough: "2027-03-28",
    source: "beijing-moto-calendar（2026-07，引北京市公安局公安交通管理局通告）",
    isVerified: true,
  },
  {
    cityCode: "120000",
    cityName: "天津",
    rules: [
      {
        ...TAIL,
        ...FREE_DAYS,
        appliesToLocal: true,
        appliesToNonLocal: true,
        localPrefixes: ["津"],
        exempts: "electric",
        periods: BEIJING_PERIODS,
        timeRanges: [["07:00", "19:00"]],
        area: "外环线以内（不含外环线）",
      },
    ],
    validThrough: "2027-03-28",
    source: "未核对：按北京轮换推算，请以天津交警通告为准",
    isVerified: false,
  },
  {
    cityCode: "370100",
    cityName: "济南",
    rules: [
      {
        ...BAN,
        ...FREE_DAYS,
        appliesToLocal: false,
        appliesToNonLocal: true,
        localPrefixes: ["鲁A", "鲁S"],
        exempts: "newEnergy",
        // Light trucks of Jinan as well.
        alsoUses: ["truck"],
        weekdays: WORKDAYS,
        timeRanges: [
          ["07:00", "09:00"],
          ["17:00", "19:00"],
        ],
        area: "高架快速路、经十路（邢村立交–济南西立交）、旅游路（港西路–舜耕路；已登记备案的车辆除外）",
      },
    ],
    validThrough: UNDATED_THROUGH,
    source: "sdyihui.net（页面未标日期），请以济南交警通告为准",
    isVerified: false,
  },
  {
    cityCode: "510100",
    cityName: "成都",
    rules: [
      {
        ...TAIL,
        ...FREE_DAYS,
        appliesToLocal: true,
        appliesToNonLocal: true,
        localPrefixes: ["川A", "川G"],
        exempts: "newEnergy",
        periods: [
          {
            from: "2026-01-01",
            to: UNDATED_THROUGH,
            weekdayDigits: { "1": ["1", "6"], "2": ["2", "7"], "3": ["3", "8"], "4": ["4", "9"], "5": ["5", "0"] },
          },
        ],
        timeRanges: [["07:30", "20:00"]],
        area: "绕城高速以内规定区域",
      },
    ],
    validThrough: UNDATED_THROUGH,
    source: "未核对，请以成都交警通告为准",
    isVerified: false,
  },
  {
    cityCode: "330100",
    cityName: "杭州",
    rules: [
      {
        ...TAIL,
        ...FREE_DAYS,
        appliesToLocal: true,
        appliesToNonLocal: true,
        localPrefixes: ["浙A"],
        exempts: "newEnergy",
        periods: [
          {
            from: "2026-01-01",
            to: UNDATED_THROUGH,
            weekdayDigits: { "1": ["1", "9"], "2": ["2", "8"], "3": ["3", "7"], "4": ["4", "6"], "5": ["5", "0"] },
          },
        ],
        timeRanges: [
          ["07:00", "09:00"],
          ["16:30", "18:30"],
        ],
        area: "错峰限行区域",
      },
    ],
    validThrough: UNDATED_THROUGH,
    source: "未核对，请以杭州交警通告为准",
    isVerified: false,
  },
];
