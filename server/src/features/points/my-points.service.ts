import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/points-account";
import {
  type MyEarningRule,
  type MyPoints,
  POSTING_REASON_NAMES,
  type PointsPostingView,
} from "@club/shared/points-account";
import { EARN_EVENTS, type EarnEvent } from "@club/shared/points-rules";
import { monthRange, shanghaiDay, shanghaiMonth, shiftDay, shiftMonth, startOfShanghaiDay } from "@club/shared/time";
import { type Ctx, memberActor } from "../../platform/context";
import { findPage } from "../../platform/page";
import { getMember, type MemberFacts } from "../members/members.service";
import { streakOf } from "./check-ins.service";
import type { EarningRule } from "./earning-rules.model";
import { getEarningRules } from "./earning-rules.service";
import { postingIdOf } from "./points.ledger";
import { type EarnQuota, EarnQuotas, type PointsAccount, PointsAccounts, type Posting, Postings } from "./points.model";
import {
  accountOf,
  awardOf,
  capReached,
  grossPoints,
  isRunning,
  limitsOf,
  lotLastDay,
  ONCE_EVENTS,
  STATE_NAMES,
  signedPointsOf,
  spendable,
  streakBonus,
  usedAt,
} from "./points.rules";
import { earnKeyOf, lotsWithPoints, quotaIdOf } from "./points.service";

/** The member's balance, what lapses by the end of next month, and today's check-in. */
export async function getOwnPoints(ctx: Ctx): Promise<MyPoints> {
  const memberId = memberActor(ctx).id;
  const account = await PointsAccounts.findById(memberId).lean<PointsAccount>();
  const lots = (await lotsWithPoints([memberId])).filter((lot) => lot.expiresAt > ctx.now);
  const nextMonthEnds = monthRange(shiftMonth(shanghaiMonth(ctx.now), 1)).to;
  const expiring = lots.filter((lot) => lot.expiresAt <= nextMonthEnds);
  const first = expiring.map((lot) => lot.expiresAt.getTime()).sort((a, b) => a - b)[0];
  const { checkedIn, streak } = await streakOf(memberId, shanghaiDay(ctx.now));
  return {
    balancePoints: spendable(lots, ctx.now),
    expiringPoints: spendable(expiring, ctx.now),
    expiringAt: first === undefined ? null : new Date(first).toISOString(),
    earnedPoints: account?.earned ?? 0,
    spentPoints: (account?.spent ?? 0) - (account?.returned ?? 0),
    checkedInToday: checkedIn !== null,
    streakDays: streak,
  };
}

/** The member's postings, newest first. */
export async function listOwnPostings(
  ctx: Ctx,
  input: InputOf<typeof contract.listMyPostings>,
): Promise<OutputOf<typeof contract.listMyPostings>> {
  const memberId = memberActor(ctx).id;
  const own = accountOf(memberId);
  const side = { in: { to: own }, out: { from: own } };
  const { rows, nextCursor } = await findPage<Posting>(Postings, {
    filter: { memberId, ...(input.direction && side[input.direction]) },
    sort: { seq: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: rows.map(toPostingView), nextCursor };
}

export function toPostingView(posting: Posting): PointsPostingView {
  const [lot] = posting.lots;
  const isNew = posting.to === accountOf(posting.memberId) && posting.reversesId === null;
  return {
    id: posting._id,
    points: signedPointsOf(posting),
    balanceAfterPoints: posting.balanceAfter,
    reason: posting.reason,
    reasonName: POSTING_REASON_NAMES[posting.reason],
    note: posting.note,
    at: posting.at.toISOString(),
    expiresAt: isNew && lot ? startOfShanghaiDay(shiftDay(lotLastDay(lot.lotId), 1)).toISOString() : null,
  };
}

/** The rules that run now, and how far the member has got with each. @throws members.not-found */
export async function listOwnRules(ctx: Ctx): Promise<OutputOf<typeof contract.listEarningRules>> {
  const member = await getMember(ctx, memberActor(ctx).id);
  const known = await getEarningRules();
  const running = EARN_EVENTS.flatMap((event) => known.get(event) ?? []).filter((rule) => isRunning(rule, ctx.now));
  const ids = running.map((rule) => quotaIdOf(member.id, rule._id));
  const quotas = await EarnQuotas.find({ _id: { $in: ids } }).lean<EarnQuota[]>();
  const byId = new Map(quotas.map((quota) => [quota._id, quota]));
  const done = await doneForEver(member.id);
  const streak = await streakOf(member.id, shanghaiDay(ctx.now));
  return {
    items: running.map((rule) => {
      const quota = byId.get(quotaIdOf(member.id, rule._id)) ?? null;
      const view = toMyRule(rule, { member, quota, isDone: done.has(rule._id), streak: streak.streak, now: ctx.now });
      return rule._id === "checked-in" && streak.checkedIn ? { ...view, ...CHECKED_IN } : view;
    }),
  };
}

const CHECKED_IN = { nextPoints: 0, state: "day-cap", stateName: "今天已签到，明天再来" } as const;

/** Which of the events that happen once have earned already. */
async function doneForEver(memberId: string): Promise<ReadonlySet<string>> {
  const events = new Map(ONCE_EVENTS.map((event) => [postingIdOf(memberId, earnKeyOf(event, memberId)), event]));
  const found = await Postings.find({ _id: { $in: [...events.keys()] } }, { _id: 1 }).lean<{ _id: string }[]>();
  return new Set(found.map(({ _id }) => events.get(_id) ?? ""));
}

type Standing = { member: MemberFacts; quota: EarnQuota | null; isDone: boolean; streak: number; now: Date };

function toMyRule(rule: EarningRule, { member, quota, isDone, streak, now }: Standing): MyEarningRule {
  const used = usedAt(quota, now);
  const bonus = rule._id === "checked-in" ? streakBonus(rule, streak + 1) : 0;
  const state = isDone ? "done" : capReached(rule, used);
  return {
    event: rule._id,
    title: rule.title,
    intro: rule.intro,
    nextPoints: isDone ? 0 : awardOf(rule, grossPoints(rule, member.tier, bonus), used),
    limits: limitsOf(rule, grossPoints(rule, member.tier)),
    earnedTodayPoints: used.day,
    earnedTotalPoints: used.total,
    state,
    stateName: STATE_NAMES[state],
  };
}

/**
 * What an event about a subject would give the caller now, tier and caps included; 0 while the rule is off, and when the subject has
 * earned before. By _id. @throws members.not-found
 */
export async function nextAward(ctx: Ctx, event: EarnEvent, subject: string): Promise<number> {
  const member = await getMember(ctx, memberActor(ctx).id);
  const rule = (await getEarningRules()).get(event);
  if (!rule || !isRunning(rule, ctx.now)) return 0;
  if (await Postings.exists({ _id: postingIdOf(member.id, earnKeyOf(event, subject)) })) return 0;
  const quota = await EarnQuotas.findById(quotaIdOf(member.id, event)).lean<EarnQuota>();
  return awardOf(rule, grossPoints(rule, member.tier), usedAt(quota, ctx.now));
}
