import { EARNING_RULE_PROPOSALS } from "@club/shared/data/points-rules";
import type { EarnEvent } from "@club/shared/points-rules";
import type { TestApi } from "../../../test/kit";
import { bumpVersion } from "../../platform/cache";
import { inContestedTransaction } from "../../platform/db";
import { newMember } from "../giftpacks/giftpacks.test-kit";
import { EarningRules, EarningRuleVersions } from "./earning-rules.model";
import { createRule, switchRule, updateRule } from "./earning-rules.service";
import { closeBooks, openBooks, postCredit } from "./points.ledger";
import { PointsAccounts, PointsLots, Postings } from "./points.model";
import { signedPointsOf } from "./points.rules";

/*
 * What tests that need points share.
 */

type RuleFacts = (typeof EARNING_RULE_PROPOSALS)[EarnEvent];

/** Creates the proposed rule of an event, with changes, and switches it on. */
export async function openRule(api: TestApi, event: EarnEvent, change: Partial<RuleFacts> = {}): Promise<void> {
  const { version } = await createRule(api.ctx(), { ...EARNING_RULE_PROPOSALS[event], ...change, event });
  await switchRule(api.ctx(), { event, isOn: true, baseVersion: version, reason: "测试需要" });
}

/** The proposed rule of an event as if it were new: on, or not there. Answers its version. */
export async function freshRule(api: TestApi, event: EarnEvent, state: "on" | "absent" = "on"): Promise<number> {
  await EarningRuleVersions.deleteMany({ event });
  await EarningRules.deleteMany({ _id: event });
  await bumpVersion(null, "points-rules");
  if (state === "absent") return 0;
  await openRule(api, event);
  return 2;
}

/** Changes a rule that is there. */
export async function changeRule(
  api: TestApi,
  of: { event: EarnEvent; baseVersion: number },
  change: Partial<RuleFacts>,
): Promise<number> {
  const facts = { ...EARNING_RULE_PROPOSALS[of.event], ...change };
  return (await updateRule(api.ctx(), { ...facts, ...of, reason: "测试需要" })).version;
}

let gifts = 0;

/** Puts points into a lot of a member, as an adjustment would. */
export async function givePoints(
  api: TestApi,
  of: { memberId: string; points: number; expiresAt?: Date },
): Promise<void> {
  gifts += 1;
  const at = api.clock.now();
  const { memberId, points, expiresAt = new Date("2028-11-30T16:00:00Z") } = of;
  const ref = { kind: "test", id: String(gifts) };
  const purpose = { memberId, points, reason: "adjusted" as const, ref, requestKey: `test:${gifts}` };
  await inContestedTransaction(async (session) => {
    const books = await openBooks(session, [memberId]);
    postCredit(books, { ...purpose, expiresAt, cityCode: "370100", at });
    await closeBooks(session, books);
  });
}

/** A member with points to spend. */
export async function memberWithPoints(api: TestApi, points: number): ReturnType<typeof newMember> {
  const member = await newMember(api);
  await givePoints(api, { memberId: member.id, points });
  return member;
}

/** What the account, the postings and the lots of a member say; equal in every true account. */
export async function booksOf(memberId: string): Promise<{ balance: number; rows: number; lots: number }> {
  const account = await PointsAccounts.findById(memberId).lean();
  const postings = await Postings.find({ memberId }).lean();
  const lots = await PointsLots.find({ memberId }).lean();
  return {
    balance: account?.balance ?? 0,
    rows: postings.reduce((sum, posting) => sum + signedPointsOf(posting), 0),
    lots: lots.reduce((sum, lot) => sum + lot.left, 0),
  };
}
