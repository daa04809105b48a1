import type { InputOf } from "@club/shared/http";
import type { MemberTier } from "@club/shared/members";
import type { CheckInAnswer, CheckInCalendar, getCheckIns } from "@club/shared/points-account";
import { lastDayOfMonth, shanghaiDay, shanghaiMonth, shiftDay } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import { type Ctx, memberActor } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { getMember, getMemberFacts } from "../members/members.service";
import type { EarningRule } from "./earning-rules.model";
import { getEarningRules } from "./earning-rules.service";
import { type CheckIn, CheckIns, type EarnQuota, EarnQuotas, PointsAccounts } from "./points.model";
import { awardOf, grossPoints, isRunning, streakBonus, streakOn, usedAt } from "./points.rules";
import { earn, isActive, quotaIdOf } from "./points.service";

const EVENT = "checked-in";

/**
 * The member's check-in of today (Shanghai), once: the same day gives the same answer, also to two requests at once.
 * @throws points.check-in-closed, points.member-not-active
 */
export async function checkInToday(ctx: Ctx): Promise<CheckInAnswer> {
  return checkInMember(ctx, memberActor(ctx).id);
}

/** The same for a given member: demonstration data. */
export async function checkInMember(ctx: Ctx, memberId: string): Promise<CheckInAnswer> {
  const on = shanghaiDay(ctx.now);
  const checkIn = await inContestedTransaction(async (session) => {
    const before = await CheckIns.findById(idOf(memberId, on), null, { session }).lean<CheckIn>();
    return before ?? (await firstToday(session, ctx, { memberId, on }));
  });
  return toAnswer(checkIn, on);
}

type Today = { memberId: string; on: string };

async function firstToday(session: ClientSession, ctx: Ctx, { memberId, on }: Today): Promise<CheckIn> {
  const rule = (await getEarningRules()).get(EVENT);
  if (!rule || !isRunning(rule, ctx.now)) throw new AppError("points.check-in-closed");
  const member = (await getMemberFacts([memberId], session)).get(memberId);
  if (!member || !isActive(member)) throw new AppError("points.member-not-active");
  const streak = streakOn(on, await checkInOn(memberId, shiftDay(on, -1), session));
  const bonusPoints = streakBonus(rule, streak);
  const posting = await earn(session, ctx, { memberId, event: EVENT, subject: on, bonusPoints });
  const points = posting?.points ?? 0;
  const account = posting ? null : await PointsAccounts.findById(memberId, { balance: 1 }, { session }).lean();
  const quota = await EarnQuotas.findById(quotaIdOf(memberId, EVENT), null, { session }).lean<EarnQuota>();
  const checkIn: CheckIn = {
    _id: idOf(memberId, on),
    streak,
    points,
    bonusPoints: Math.max(points - grossPoints(rule, member.tier), 0),
    balanceAfter: posting?.balanceAfter ?? account?.balance ?? 0,
    tomorrowPoints: pointsOn({ rule, tier: member.tier, quota, streak: streak + 1, on: shiftDay(on, 1) }),
    at: ctx.now,
  };
  await CheckIns.insertMany([checkIn], { session });
  return checkIn;
}

type Prospect = { rule: EarningRule; tier: MemberTier; quota: EarnQuota | null; streak: number; on: string };

/** What a check-in on a day would give as the n-th of a streak. */
function pointsOn({ rule, tier, quota, streak, on }: Prospect): number {
  const noon = new Date(`${on}T04:00:00Z`);
  if (!isRunning(rule, noon)) return 0;
  return awardOf(rule, grossPoints(rule, tier, streakBonus(rule, streak)), usedAt(quota, noon));
}

/** The calendar of a month, and what today and tomorrow give. @throws members.not-found */
export async function checkInCalendarOf(ctx: Ctx, input: InputOf<typeof getCheckIns>): Promise<CheckInCalendar> {
  const { id: memberId, tier } = await getMember(ctx, memberActor(ctx).id);
  const today = shanghaiDay(ctx.now);
  const month = input.month ?? shanghaiMonth(ctx.now);
  const range = { $gte: idOf(memberId, `${month}-01`), $lte: idOf(memberId, lastDayOfMonth(month)) };
  const rows = await CheckIns.find({ _id: range }).sort({ _id: 1 }).lean<CheckIn[]>();
  const rule = (await getEarningRules()).get(EVENT);
  const quota = await EarnQuotas.findById(quotaIdOf(memberId, EVENT)).lean<EarnQuota>();
  const { checkedIn, streak } = await streakOf(memberId, today);
  const isOpen = rule !== undefined && isRunning(rule, ctx.now);
  const ahead = (of: { streak: number; on: string }) => (rule && isOpen ? pointsOn({ rule, tier, quota, ...of }) : 0);
  return {
    month,
    days: rows.map((row) => ({ on: row._id.slice(-10), points: row.points, streakDays: row.streak })),
    isOpen,
    today,
    checkedInToday: checkedIn !== null,
    streakDays: streak,
    todayPoints: checkedIn?.points ?? ahead({ streak: streak + 1, on: today }),
    tomorrowPoints: checkedIn?.tomorrowPoints ?? ahead({ streak: streak + 2, on: shiftDay(today, 1) }),
    streakCycleDays: rule?.streakCycleDays ?? 1,
    streakBonuses: rule?.streakBonuses.map(({ day, points }) => ({ day, points })) ?? [],
  };
}

/** Today's check-in, if there is one, and the days in a row through today or yesterday. */
export async function streakOf(
  memberId: string,
  today: string,
): Promise<{ checkedIn: CheckIn | null; streak: number }> {
  const ids = [idOf(memberId, today), idOf(memberId, shiftDay(today, -1))];
  const rows = await CheckIns.find({ _id: { $in: ids } }).lean<CheckIn[]>();
  const checkedIn = rows.find((row) => row._id === ids[0]) ?? null;
  return { checkedIn, streak: (checkedIn ?? rows[0])?.streak ?? 0 };
}

async function checkInOn(
  memberId: string,
  day: string,
  session: ClientSession,
): Promise<{ day: string; streak: number } | null> {
  const found = await CheckIns.findById(idOf(memberId, day), { streak: 1 }, { session }).lean<CheckIn>();
  return found && { day, streak: found.streak };
}

function idOf(memberId: string, day: string): string {
  return `${memberId}:${day}`;
}

function toAnswer(row: CheckIn, on: string): CheckInAnswer {
  const { points, bonusPoints, streak, balanceAfter, tomorrowPoints } = row;
  return { on, points, bonusPoints, streakDays: streak, balancePoints: balanceAfter, tomorrowPoints };
}
