import { groupThousands } from "@club/shared/money";
import { formatPoints } from "@club/shared/points";
import type { CheckInAnswer, CheckInCalendar, MyEarningRule } from "@club/shared/points-account";
import { lastDayOfMonth, shiftDay, weekday } from "@club/shared/time";

/** A change of points with its sign: "+1,280", "-300". */
export function changeText(points: number): string {
  return `${points < 0 ? "-" : "+"}${groupThousands(Math.abs(points))}`;
}

/** What checking in gave, in one sentence. */
export function checkedInText({ points, bonusPoints, tomorrowPoints }: CheckInAnswer): string {
  const got = points === 0 ? "签到成功，积分已达上限" : `签到成功，得到 ${formatPoints(points)}`;
  const bonus = bonusPoints > 0 ? `（含连续签到奖励 ${formatPoints(bonusPoints)}）` : "";
  return `${got}${bonus}${tomorrowPoints > 0 ? `，明天可得 ${formatPoints(tomorrowPoints)}` : ""}`;
}

/** What waits for the member today or tomorrow. */
export function prospect({ isOpen, checkedInToday, todayPoints, tomorrowPoints }: CheckInCalendar): string {
  if (!isOpen) return "签到暂未开放，请过些时候再来";
  if (checkedInToday) return tomorrowPoints > 0 ? `明天签到可得 ${formatPoints(tomorrowPoints)}` : "明天再来签到";
  return todayPoints > 0 ? `今天签到可得 ${formatPoints(todayPoints)}` : "今天签到可延续连续天数";
}

/** The next bonus of the cycle and the days until it; null when there is none. `streakDays` counts today when checked in. */
export function nextBonus(calendar: Pick<CheckInCalendar, "streakDays" | "streakCycleDays" | "streakBonuses">) {
  const { streakDays, streakCycleDays, streakBonuses } = calendar;
  if (streakBonuses.length === 0 || streakCycleDays < 1) return null;
  const inCycle = streakDays % streakCycleDays;
  const waits = streakBonuses.map(({ day, points }) => ({
    points,
    days: day > inCycle ? day - inCycle : day - inCycle + streakCycleDays,
  }));
  return waits.reduce((first, bonus) => (bonus.days < first.days ? bonus : first));
}

/** The days of a month "2026-11" in weeks that begin on Monday; null stands for days of the months beside it. */
export function weeksOf(month: string): (string | null)[][] {
  const first = `${month}-01`;
  const last = lastDayOfMonth(month);
  const blanks = (weekday(first) + 6) % 7;
  const cells: (string | null)[] = Array.from({ length: blanks }, () => null);
  for (let day = first; day <= last; day = shiftDay(day, 1)) cells.push(day);
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** "今天已得 5 积分，累计 120 积分"; empty when nothing was earned by the rule. */
export function earnedText({ earnedTodayPoints, earnedTotalPoints }: MyEarningRule): string {
  if (earnedTotalPoints === 0) return "";
  const today = earnedTodayPoints > 0 ? `今天已得 ${formatPoints(earnedTodayPoints)}，` : "";
  return `${today}累计得到 ${formatPoints(earnedTotalPoints)}`;
}
