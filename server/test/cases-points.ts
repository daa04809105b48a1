import { EARNING_RULE_PROPOSALS } from "@club/shared/data/points-rules";
import * as account from "@club/shared/points-account";
import * as admin from "@club/shared/points-admin";
import * as rules from "@club/shared/points-rules";
import * as ratings from "@club/shared/ratings";
import { freshRule, givePoints } from "../src/features/points/points.testing";
import { aCase, type Case } from "./cases";
import { freshReceipt, HOME, type World } from "./world";

const reason = "测试需要";
const everyone = { concerns: "everyone" } as const;
const caller = { concerns: "caller" } as const;
const city = { concerns: "city" } as const;
const cityList = { concerns: "city", outsider: "list" } as const;
const ofMember = { concerns: "member" } as const;
const memberList = { concerns: "member", outsider: "list" } as const;
const event = "redemption-rated";
const month = "2026-11";

async function newAdjustment({ api, people, member }: World): Promise<{ adjustmentId: string }> {
  const body = { memberId: member.id, points: 5_000, reason };
  const { id: adjustmentId } = await api.call(admin.createPointsAdjustment, body, { as: people.cityAdmin });
  return { adjustmentId };
}

async function lowRating(world: World): Promise<{ redemptionId: string }> {
  const { redemptionId } = await freshReceipt(world);
  const said = { redemptionId, stars: 1, tags: ["long-wait" as const], text: "等了两个小时" };
  await world.api.call(ratings.rateRedemption, said, { as: world.member });
  return { redemptionId };
}

/** The other ways to narrow a list, so that the proof of the query plans sees them too. */
async function narrowed(world: World): Promise<void> {
  const { api, people, member, shop } = world;
  const as = people.provinceAdmin;
  for (const query of [
    { month },
    { reason: event },
    { cityCode: HOME },
    { cityCode: HOME, reason: event, month },
  ] as const)
    await api.call(admin.listPostings, { ...query, limit: 20 }, { as });
  await api.call(admin.listPostings, { memberId: member.id, reason: event, month, limit: 20 }, { as });
  const { merchantId } = shop;
  for (const query of [{}, { stars: 1 }, { merchantId }, { merchantId, stars: 1 }, { cityCode: HOME, stars: 1 }])
    await api.call(ratings.listRatings, { ...query, limit: 20 }, { as });
  await api.call(admin.listPointsAdjustments, { limit: 20 }, { as });
  await api.call(admin.listPointsAdjustments, { limit: 20 }, { as: people.cityAdmin });
  await api.call(admin.listPointsAdjustments, { status: "pending", limit: 20 }, { as });
}

export const pointsCases: Case[] = [
  aCase(account.getMyPoints, caller)(() => ({ input: {} })),
  aCase(
    account.listMyPostings,
    memberList,
  )(async ({ api, member }) => {
    await givePoints(api, { memberId: member.id, points: 10 });
    return { input: { direction: "in", limit: 100 } };
  }),
  aCase(
    account.checkIn,
    caller,
  )(async ({ api }) => {
    await freshRule(api, "checked-in");
    return { input: {} };
  }),
  aCase(account.getCheckIns, caller)(() => ({ input: { month } })),
  aCase(
    account.listEarningRules,
    caller,
  )(async ({ api }) => {
    await freshRule(api, event);
    return { input: {} };
  }),
  aCase(
    admin.listPostings,
    cityList,
  )(async (world) => {
    await givePoints(world.api, { memberId: world.member.id, points: 10 });
    await narrowed(world);
    return { input: { month, limit: 100 } };
  }),
  aCase(admin.getPointsAccount, city)(({ member }) => ({ input: { memberId: member.id } })),
  aCase(admin.createPointsAdjustment, city)(({ member }) => ({ input: { memberId: member.id, points: 20, reason } })),
  aCase(
    admin.listPointsAdjustments,
    cityList,
  )(async (world) => {
    await newAdjustment(world);
    return { input: { status: "pending", limit: 100 } };
  }),
  aCase(admin.approvePointsAdjustment, city)(async (world) => ({ input: await newAdjustment(world) })),
  aCase(admin.rejectPointsAdjustment, city)(async (world) => ({ input: { ...(await newAdjustment(world)), reason } })),
  aCase(rules.listStaffEarningRules, everyone)(() => ({ input: {} })),
  aCase(
    rules.createEarningRule,
    everyone,
  )(async ({ api }) => {
    await freshRule(api, "vehicle-added", "absent");
    return { input: { event: "vehicle-added", ...EARNING_RULE_PROPOSALS["vehicle-added"] } };
  }),
  aCase(
    rules.updateEarningRule,
    everyone,
  )(async ({ api }) => {
    const baseVersion = await freshRule(api, "order-completed");
    return { input: { event: "order-completed", ...EARNING_RULE_PROPOSALS["order-completed"], baseVersion, reason } };
  }),
  aCase(
    rules.switchEarningRule,
    everyone,
  )(async ({ api }) => {
    const baseVersion = await freshRule(api, "order-completed");
    return { input: { event: "order-completed", isOn: false, baseVersion, reason } };
  }),
  aCase(
    rules.listEarningRuleVersions,
    everyone,
  )(async ({ api }) => {
    await freshRule(api, event);
    return { input: { event, limit: 100 } };
  }),
  aCase(rules.getPointsSettings, everyone)(() => ({ input: {} })),
  aCase(
    rules.updatePointsSettings,
    everyone,
  )(async ({ api, people }) => {
    const { version } = await api.call(rules.getPointsSettings, {}, { as: people.provinceAdmin });
    return { input: { adjustmentLimitPoints: 1_000, baseVersion: version, reason } };
  }),
];

export const ratingCases: Case[] = [
  aCase(ratings.getMyRating, ofMember)(({ receipt }) => ({ input: { redemptionId: receipt.redemptionId } })),
  aCase(
    ratings.rateRedemption,
    ofMember,
  )(async (world) => {
    const { redemptionId } = await freshReceipt(world);
    return { input: { redemptionId, stars: 5, tags: ["polite"], text: "很好" } };
  }),
  aCase(
    ratings.listRatings,
    cityList,
  )(async (world) => {
    await lowRating(world);
    return { input: { openOnly: true, limit: 100 } };
  }),
  aCase(ratings.handleRating, city)(async (world) => ({ input: { ...(await lowRating(world)), note: "已致电道歉" } })),
];
