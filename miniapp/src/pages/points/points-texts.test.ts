import { changeText, checkedInText, nextBonus, prospect, weeksOf } from "./points-texts";

const CALENDAR = {
  month: "2026-11",
  days: [],
  isOpen: true,
  today: "2026-11-22",
  checkedInToday: false,
  streakDays: 0,
  todayPoints: 5,
  tomorrowPoints: 5,
  streakCycleDays: 7,
  streakBonuses: [
    { day: 3, points: 10 },
    { day: 7, points: 30 },
  ],
};

test.each([
  ["2026-11", 6, "2026-11-01", 6],
  ["2026-02", 5, "2026-02-01", 6],
  ["2027-02", 4, "2027-02-01", 0],
  ["2028-02", 5, "2028-02-01", 1],
])("the weeks of %s begin on Monday and hold every day once", (month, weeks, first, place) => {
  const all = weeksOf(month);
  expect(all.every((week) => week.length === 7)).toBe(true);
  const days = all.flat().filter((day) => day !== null);
  expect(new Set(days).size).toBe(days.length);
  expect(days.every((day) => day.startsWith(month))).toBe(true);
  expect(all[0]?.indexOf(first)).toBe(place);
  expect(all).toHaveLength(weeks);
});

test.each([
  [0, { points: 10, days: 3 }],
  [2, { points: 10, days: 1 }],
  [3, { points: 30, days: 4 }],
  [6, { points: 30, days: 1 }],
  [7, { points: 10, days: 3 }],
  [10, { points: 30, days: 4 }],
])("after %i days in a row the next bonus is the nearest of the cycle", (streakDays, bonus) => {
  expect(nextBonus({ ...CALENDAR, streakDays })).toEqual(bonus);
});

test("without bonuses there is no next one", () => {
  expect(nextBonus({ ...CALENDAR, streakBonuses: [] })).toBeNull();
});

test("what checking in gave is said with its bonus and with tomorrow, and not invented when a cap was reached", () => {
  const answer = {
    on: "2026-11-22",
    points: 15,
    bonusPoints: 10,
    streakDays: 3,
    balancePoints: 115,
    tomorrowPoints: 5,
  };
  expect(checkedInText(answer)).toBe("签到成功，得到 15 积分（含连续签到奖励 10 积分），明天可得 5 积分");
  expect(checkedInText({ ...answer, points: 0, bonusPoints: 0, tomorrowPoints: 0 })).toBe("签到成功，积分已达上限");
});

test("the calendar promises only what is to come", () => {
  expect(prospect(CALENDAR)).toBe("今天签到可得 5 积分");
  expect(prospect({ ...CALENDAR, checkedInToday: true })).toBe("明天签到可得 5 积分");
  expect(prospect({ ...CALENDAR, isOpen: false })).toContain("暂未开放");
});

test("a change has its sign and its groups of three", () => {
  expect(changeText(1280)).toBe("+1,280");
  expect(changeText(-1280)).toBe("-1,280");
});
