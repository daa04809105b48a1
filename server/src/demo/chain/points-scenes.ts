import { EARNING_RULE_PROPOSALS } from "@club/shared/data/points-rules";
import { checkIn, getMyPoints, listMyPostings } from "@club/shared/points-account";
import { createEarningRule, EARN_EVENTS, switchEarningRule } from "@club/shared/points-rules";
import { rateRedemption } from "@club/shared/ratings";
import type { Person } from "./cast";
import type { Stage } from "./stage";

/** Every event gets the proposed rule; each starts switched off and is then switched on. */
export async function openPointsRules({ world, printer }: Stage, admin: Person): Promise<void> {
  const { client } = world;
  for (const event of EARN_EVENTS) {
    const { version } = await client.call(createEarningRule, { event, ...EARNING_RULE_PROPOSALS[event] }, admin);
    await client.call(switchEarningRule, { event, isOn: true, baseVersion: version, reason: "积分上线" }, admin);
  }
  printer.say(`${EARN_EVENTS.length} 条积分规则已打开：注册 100、完善资料 200、签到 5 起、评价 20……`);
}

/** Checks in and rates, each twice in a row: every point once, and the rows add up to the balance. */
export async function earnSomePoints({ world, printer }: Stage, member: Person, redemptionId: string): Promise<void> {
  const { client } = world;
  const before = await client.call(getMyPoints, {}, member);
  printer.expect(before.balancePoints >= 300, `注册和完善资料已得 ${before.balancePoints} 积分`);
  const [first, second] = await Promise.all([client.call(checkIn, {}, member), client.call(checkIn, {}, member)]);
  printer.expectEqual(JSON.stringify(second), JSON.stringify(first), "同时签到两次，只算一次");
  const said = { redemptionId, stars: 5, tags: ["on-time" as const, "polite" as const], text: "洗得很干净" };
  const rated = await client.call(rateRedemption, said, member);
  const again = await client.call(rateRedemption, said, member);
  printer.expectEqual(
    JSON.stringify(again),
    JSON.stringify(rated),
    `评价一次得 ${rated.earnedPoints} 积分，再提交不再得`,
  );
  const after = await client.call(getMyPoints, {}, member);
  printer.expectEqual(
    after.balancePoints,
    before.balancePoints + first.points + rated.earnedPoints,
    "余额正好多了这两笔",
  );
  const { items } = await client.call(listMyPostings, { limit: 100 }, member);
  const sum = items.reduce((total, row) => total + row.points, 0);
  printer.expectEqual(sum, after.balancePoints, `流水 ${items.length} 笔，合计等于余额 ${after.balancePoints}`);
}
