import { EARNING_RULE_PROPOSALS } from "@club/shared/data/points-rules";
import { pointsExpireAt } from "@club/shared/points";
import { EARN_EVENTS, type EarnEvent } from "@club/shared/points-rules";
import { addDays, HOUR_MS } from "@club/shared/time";
import { approveAdjustment, createAdjustment, rejectAdjustment } from "../features/points/adjustments.service";
import { checkInMember } from "../features/points/check-ins.service";
import { createRule, getEarningRules, switchRule } from "../features/points/earning-rules.service";
import { closeBooks, openBooks, postCredit, postingIdOf } from "../features/points/points.ledger";
import { type EarnQuota, EarnQuotas, PointsAdjustments, Postings } from "../features/points/points.model";
import { quotaAfter } from "../features/points/points.rules";
import { earnKeyOf, quotaIdOf } from "../features/points/points.service";
import { rateOwnRedemption } from "../features/ratings/ratings.service";
import { Redemptions } from "../features/redemptions/redemptions.model";
import type { WechatClient } from "../gateways/gateways";
import type { Ctx } from "../platform/context";
import { inContestedTransaction } from "../platform/db";
import { insertMissing } from "./insert-missing";
import { inLanes } from "./lanes";
import { HISTORY_DAYS, type PlannedMember } from "./member-plan";
import { type PlannedGift, planCheckIns, planGift, planRating } from "./points-plan";
import { memberCtx } from "./seed-claims";
import { completedAt } from "./seed-members";
import { type SeedRun, seedCtx, staffCtx } from "./seed-run";
import { staffByLogin } from "./seed-staff";

const LANES = 8;
const MEMBERS_PER_TRANSACTION = 100;
/** In the demonstration check-in points live to the end of next month, so that something is about to lapse. */
const DEMO_CHECK_IN = { lifeMonths: 1, intro: "每天签到一次，连续签到另有奖励，所得积分下月底到期" };

/** The earning rules, on since before the first member. Rules that are there stay as they are. */
export async function seedPointsRules(run: SeedRun): Promise<void> {
  const ctx = staffCtx(run, await staffByLogin("admin"), addDays(run.startedAt, -HISTORY_DAYS - 5));
  for (const event of EARN_EVENTS) {
    const found = (await getEarningRules()).get(event);
    const change = event === "checked-in" ? DEMO_CHECK_IN : {};
    const version =
      found?.version ?? (await createRule(ctx, { ...EARNING_RULE_PROPOSALS[event], ...change, event })).version;
    if (version === 1) await switchRule(ctx, { event, isOn: true, baseVersion: 1, reason: "积分上线" });
  }
}

/** What registering and completing gave the members, who were stored without their services. Those who have it are left alone. */
export async function seedOpeningPoints(run: SeedRun, members: readonly PlannedMember[]): Promise<void> {
  for (let from = 0; from < members.length; from += MEMBERS_PER_TRANSACTION) {
    await openAccounts(members.slice(from, from + MEMBERS_PER_TRANSACTION));
  }
  run.progress(`积分账户 ${members.length} 个`);
}

type Opening = { member: PlannedMember; event: EarnEvent; points: number; at: Date };

function openingsOf(member: PlannedMember): Opening[] {
  const registered: Opening = {
    member,
    event: "registered",
    points: EARNING_RULE_PROPOSALS.registered.points,
    at: member.registeredAt,
  };
  const completed: Opening = {
    ...registered,
    event: "completed",
    points: EARNING_RULE_PROPOSALS.completed.points,
    at: completedAt(member),
  };
  return member.isCompleted ? [registered, completed] : [registered];
}

async function openAccounts(members: readonly PlannedMember[]): Promise<void> {
  const openings = members.flatMap(openingsOf);
  const idOf = ({ member, event }: Opening) => postingIdOf(member.id, earnKeyOf(event, member.id));
  await inContestedTransaction(async (session) => {
    const rows = await Postings.find({ _id: { $in: openings.map(idOf) } }, { _id: 1 }, { session }).lean<
      { _id: string }[]
    >();
    const known = new Set(rows.map(({ _id }) => _id));
    const books = await openBooks(
      session,
      members.map(({ id }) => id),
    );
    for (const { member, event, points, at } of openings.filter((opening) => !known.has(idOf(opening)))) {
      const why = { reason: event, ref: { kind: event, id: member.id }, requestKey: earnKeyOf(event, member.id) };
      const to = { memberId: member.id, cityCode: member.cityCode, expiresAt: pointsExpireAt(at) };
      postCredit(books, { ...why, ...to, points, at });
    }
    await closeBooks(session, books);
  });
  await insertMissing<EarnQuota>(
    EarnQuotas,
    openings.map(({ member, event, points, at }) => quotaAfter(quotaIdOf(member.id, event), null, { points, at })),
  );
}

/** What the first members did by the services that guard it: gifts of the club, check-ins, ratings; oldest first for each. */
export async function seedPointsLife(run: SeedRun, members: readonly PlannedMember[]): Promise<void> {
  await inLanes(members.length, LANES, async (index) => {
    const member = members[index] as PlannedMember;
    const gift = planGift(member, run.startedAt);
    if (gift) await giveOnce(run, member, gift);
    for (const event of await eventsOf(run, member)) await event.perform();
  });
}

async function eventsOf(run: SeedRun, member: PlannedMember): Promise<{ at: Date; perform: () => Promise<unknown> }[]> {
  const checkIns = planCheckIns(member, run.startedAt).map((at) => {
    return { at, perform: () => checkInMember(seedCtx(run, at), member.id) };
  });
  const used = await Redemptions.find({ memberId: member.id, status: "redeemed" }, { redeemedAt: 1 })
    .sort({ redeemedAt: -1, _id: -1 })
    .lean<{ _id: string; redeemedAt: Date }[]>();
  const ratings = used.flatMap(({ _id, redeemedAt }, index) => {
    const said = planRating(member, index);
    const at = new Date(redeemedAt.getTime() + 2 * HOUR_MS);
    if (!said || at >= run.startedAt) return [];
    return [{ at, perform: () => rateOwnRedemption(raterCtx(run, member, at), { ...said, redemptionId: _id }) }];
  });
  return [...checkIns, ...ratings].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** The member acts; the words are the demonstration's own and are shown to nobody outside. */
function raterCtx(run: SeedRun, member: PlannedMember, at: Date): Ctx {
  const ctx = memberCtx(run, member, at);
  const wechat: WechatClient = { ...ctx.gateways.wechat, checkText: async () => "pass" };
  return { ...ctx, gateways: { ...ctx.gateways, wechat } };
}

/** A gift by hand, with its second person where it is large; found again by its reason. */
async function giveOnce(run: SeedRun, member: PlannedMember, gift: PlannedGift): Promise<void> {
  const { at, points, reason, outcome } = gift;
  const admin = staffCtx(run, await staffByLogin("admin"), at);
  const found = await PointsAdjustments.findOne({
    cityCode: member.cityCode,
    createdAt: at,
    memberId: member.id,
  }).lean();
  const adjustment = found
    ? { id: found._id, status: found.status }
    : await createAdjustment(admin, { memberId: member.id, points, reason });
  if (adjustment.status !== "pending") return;
  const finance = staffCtx(run, await staffByLogin("finance"), new Date(at.getTime() + HOUR_MS));
  if (outcome === "approved") await approveAdjustment(finance, { adjustmentId: adjustment.id });
  if (outcome === "rejected")
    await rejectAdjustment(finance, { adjustmentId: adjustment.id, reason: "没有活动名单作依据" });
}
