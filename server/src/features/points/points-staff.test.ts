import { EARNING_RULE_PROPOSALS } from "@club/shared/data/points-rules";
import { getProofs, listProofDifferences } from "@club/shared/overview";
import {
  approvePointsAdjustment,
  createPointsAdjustment,
  getPointsAccount,
  listPointsAdjustments,
  listPostings,
  rejectPointsAdjustment,
} from "@club/shared/points-admin";
import {
  createEarningRule,
  getPointsSettings,
  listEarningRuleVersions,
  listStaffEarningRules,
  switchEarningRule,
  updateEarningRule,
  updatePointsSettings,
} from "@club/shared/points-rules";
import { startTestApi, type TestApi } from "../../../test/kit";
import { verifyAuditStream } from "../../platform/audit";
import { newMember } from "../giftpacks/giftpacks.test-kit";
import { runProofs } from "../overview/proofs.service";
import { signInStaff } from "../staff/staff.testing";
import { PointsAccounts, PointsLots } from "./points.model";
import { booksOf, memberWithPoints } from "./points.testing";

const reason = "活动补发";

type Staff = Awaited<ReturnType<typeof signInStaff>>;
let api: TestApi;
let admin: Staff;
let second: Staff;
let finance: Staff;
let jinan: Staff;
let qingdao: Staff;
beforeAll(async () => {
  api = await startTestApi();
  admin = await signInStaff(api, "provinceAdmin");
  second = await signInStaff(api, "provinceAdmin");
  finance = await signInStaff(api, "finance");
  jinan = await signInStaff(api, "cityAdmin", "370100");
  qingdao = await signInStaff(api, "cityAdmin", "370200");
});
afterAll(() => api.stop());

const adjust = (memberId: string, points: number, as: Staff = jinan) =>
  api.call(createPointsAdjustment, { memberId, points, reason }, { as });

describe("adjustments", () => {
  test("up to the limit they take effect at once, in both directions, and the member reads the reason", async () => {
    const member = await newMember(api);
    expect(await adjust(member.id, 600)).toMatchObject({ status: "done", points: 600, decidedBy: null });
    expect(await adjust(member.id, -200)).toMatchObject({ status: "done", points: -200 });
    expect(await booksOf(member.id)).toEqual({ balance: 400, rows: 400, lots: 400 });
    const { items } = await api.call(listPostings, { memberId: member.id }, { as: jinan });
    expect(items.map((item) => [item.points, item.reason, item.note])).toEqual([
      [-200, "adjusted", reason],
      [600, "adjusted", reason],
    ]);
    await expect(adjust(member.id, -401, admin)).rejects.toMatchObject({ code: "points.insufficient-balance" });
  });

  test("many small ones of one person add up over members and directions: what goes beyond the day's limit waits, and the next day is new", async () => {
    const clerk = await signInStaff(api, "cityAdmin", "370100");
    const [one, two] = [await newMember(api), await newMember(api)];
    const leftOf = async () => (await api.call(getPointsSettings, {}, { as: clerk })).ownLeftPoints;
    const statusOf = async (memberId: string, points: number) => (await adjust(memberId, points, clerk)).status;
    expect([await statusOf(one.id, 600), await statusOf(one.id, -300), await leftOf()]).toEqual(["done", "done", 100]);
    expect([await statusOf(two.id, 101), await statusOf(two.id, 100), await leftOf()]).toEqual(["pending", "done", 0]);
    expect(await statusOf(two.id, 1)).toBe("pending");
    expect([(await booksOf(one.id)).balance, (await booksOf(two.id)).balance]).toEqual([300, 100]);
    expect((await adjust(two.id, 5, second)).status).toBe("done");
    api.clock.advance(86_400_000);
    expect([await leftOf(), await statusOf(two.id, 1_000)]).toEqual([1_000, "done"]);
    api.clock.advance(-86_400_000);
  });

  test("together they do not pass the limit either; one that fails is not counted", async () => {
    const clerk = await signInStaff(api, "cityAdmin", "370100");
    const member = await newMember(api);
    await expect(adjust(member.id, -900, clerk)).rejects.toMatchObject({ code: "points.insufficient-balance" });
    const made = await Promise.all(Array.from({ length: 8 }, () => adjust(member.id, 300, clerk)));
    expect(made.filter(({ status }) => status === "done")).toHaveLength(3);
    expect((await booksOf(member.id)).balance).toBe(900);
  });

  test("whoever raises the limit goes on with the old one until the next day; the change is shown", async () => {
    const [boss, other] = [await signInStaff(api, "provinceAdmin"), await signInStaff(api, "provinceAdmin")];
    const member = await newMember(api);
    const { version } = await api.call(getPointsSettings, {}, { as: boss });
    const change = { adjustmentLimitPoints: 50_000, baseVersion: version, reason };
    const after = await api.call(updatePointsSettings, change, { as: boss });
    expect(after).toMatchObject({
      ownLimitPoints: 1_000,
      changedBy: { id: boss.actor.id },
      changedAt: expect.any(String),
    });
    expect((await adjust(member.id, 1_001, boss)).status).toBe("pending");
    expect((await adjust(member.id, 1_001, other)).status).toBe("done");
    const back = { ...change, adjustmentLimitPoints: 1_000, baseVersion: version + 1 };
    await api.call(updatePointsSettings, back, { as: boss });
  });

  test("the first postings of a member, ten at once, open one account and all arrive", async () => {
    const member = await newMember(api);
    await Promise.all(Array.from({ length: 10 }, () => adjust(member.id, 5)));
    expect(await booksOf(member.id)).toEqual({ balance: 50, rows: 50, lots: 50 });
  });

  test("above the limit nothing moves until another person approves, and then once", async () => {
    const member = await newMember(api);
    const { id: adjustmentId, status } = await adjust(member.id, 1_001, admin);
    expect([status, (await booksOf(member.id)).balance]).toEqual(["pending", 0]);
    await expect(api.call(approvePointsAdjustment, { adjustmentId }, { as: admin })).rejects.toMatchObject({
      code: "points.own-adjustment",
    });
    await expect(api.call(rejectPointsAdjustment, { adjustmentId, reason }, { as: admin })).rejects.toMatchObject({
      code: "points.own-adjustment",
    });
    const answers = await Promise.allSettled(
      [second, finance, second].map((as) => api.call(approvePointsAdjustment, { adjustmentId }, { as })),
    );
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
    expect(await booksOf(member.id)).toEqual({ balance: 1_001, rows: 1_001, lots: 1_001 });
    await expect(api.call(rejectPointsAdjustment, { adjustmentId, reason }, { as: second })).rejects.toMatchObject({
      code: "points.adjustment-decided",
    });
  });

  test("a rejected one moves nothing, ever, and says why", async () => {
    const member = await newMember(api);
    const { id: adjustmentId } = await adjust(member.id, 9_000);
    const rejected = await api.call(rejectPointsAdjustment, { adjustmentId, reason: "依据不足" }, { as: finance });
    expect(rejected).toMatchObject({ status: "rejected", decisionReason: "依据不足", postingId: null });
    await expect(api.call(approvePointsAdjustment, { adjustmentId }, { as: admin })).rejects.toMatchObject({
      code: "points.adjustment-decided",
    });
    expect((await booksOf(member.id)).balance).toBe(0);
  });

  test("the same request twice adjusts once; another city's staff find neither member nor adjustment", async () => {
    const member = await newMember(api);
    const call = { memberId: member.id, points: 10, reason };
    const options = { as: jinan, idempotencyKey: "adjust-once-0001" };
    const answers = await Promise.all([1, 2, 3].map(() => api.call(createPointsAdjustment, call, options)));
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect((await booksOf(member.id)).balance).toBe(10);
    await expect(adjust(member.id, 10, qingdao)).rejects.toMatchObject({ code: "points.member-not-found" });
    await expect(api.call(getPointsAccount, { memberId: member.id }, { as: qingdao })).rejects.toMatchObject({
      status: 404,
    });
    const seen = await api.call(listPointsAdjustments, { limit: 100 }, { as: qingdao });
    expect(seen.items).toEqual([]);
  });

  test("the limit is a setting; two who change it at once do not overwrite each other", async () => {
    const { version } = await api.call(getPointsSettings, {}, { as: admin });
    const change = { adjustmentLimitPoints: 5, baseVersion: version, reason };
    const answers = await Promise.allSettled(
      [admin, second].map((as) => api.call(updatePointsSettings, change, { as })),
    );
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
    const member = await newMember(api);
    expect((await adjust(member.id, 6, jinan)).status).toBe("pending");
    await api.call(
      updatePointsSettings,
      { ...change, adjustmentLimitPoints: 1_000, baseVersion: version + 1 },
      { as: admin },
    );
  });
});

describe("rules", () => {
  test("a rule is made once, starts switched off, and every change is a version that stays", async () => {
    const event = "checked-in" as const;
    const body = { event, ...EARNING_RULE_PROPOSALS[event] };
    expect(await api.call(createEarningRule, body, { as: admin })).toMatchObject({ isOn: false, version: 1 });
    await expect(api.call(createEarningRule, body, { as: admin })).rejects.toMatchObject({
      code: "points.rule-exists",
    });
    await api.call(switchEarningRule, { event, isOn: true, baseVersion: 1, reason }, { as: admin });
    const change = { ...body, points: 8, baseVersion: 2, reason: "双十二加倍" };
    expect(await api.call(updateEarningRule, change, { as: admin })).toMatchObject({
      isOn: true,
      points: 8,
      version: 3,
    });
    await expect(api.call(updateEarningRule, change, { as: second })).rejects.toMatchObject({
      code: "points.rule-conflict",
    });
    const { items } = await api.call(listEarningRuleVersions, { event }, { as: finance });
    expect(items.map((item) => [item.version, item.isOn, item.points, item.reason])).toEqual([
      [3, true, 8, "双十二加倍"],
      [2, true, 5, reason],
      [1, false, 5, null],
    ]);
    const listed = await api.call(listStaffEarningRules, {}, { as: jinan });
    expect(listed.items.map((item) => item.event)).toEqual([event]);
    expect(listed.missing).toHaveLength(5);
    expect((await verifyAuditStream("370000")).brokenAtSeq).toBeNull();
  });

  test("bonus days outside the cycle or repeated, and a window that ends before it begins, are refused by field", async () => {
    const event = "completed" as const;
    const body = { event, ...EARNING_RULE_PROPOSALS[event] };
    const bad = [
      { streakBonuses: [{ day: 8, points: 1 }] },
      {
        streakBonuses: [
          { day: 2, points: 1 },
          { day: 2, points: 3 },
        ],
      },
      { opensAt: "2026-12-02T00:00:00.000Z", closesAt: "2026-12-01T00:00:00.000Z" },
    ];
    for (const change of bad) {
      await expect(api.call(createEarningRule, { ...body, ...change }, { as: admin })).rejects.toMatchObject({
        code: "request.invalid",
      });
    }
  });
});

describe("the ledger and its proof", () => {
  test("staff read the account with its lots; lists can be narrowed by reason, city and month", async () => {
    const member = await memberWithPoints(api, 70);
    const account = await api.call(getPointsAccount, { memberId: member.id }, { as: finance });
    expect(account).toMatchObject({ balancePoints: 70, earnedPoints: 70, spentPoints: 0, lapsedPoints: 0 });
    expect(account.lots).toMatchObject([{ lastDay: "2028-11-30", leftPoints: 70 }]);
    const count = async (query: object) =>
      (await api.call(listPostings, { limit: 100, ...query }, { as: admin })).items.length;
    expect(await count({ cityCode: "370100", month: "2026-11", reason: "adjusted" })).toBeGreaterThan(0);
    expect(await count({ month: "2026-10" })).toBe(0);
    expect(await count({ reason: "lapsed" })).toBe(0);
    expect((await api.call(listPostings, { limit: 100 }, { as: qingdao })).items).toEqual([]);
  });

  test("the proof agrees on true books, and names the account whose balance or lots were changed by another hand", async () => {
    const [honest, touched, drained] = [
      await memberWithPoints(api, 11),
      await memberWithPoints(api, 12),
      await memberWithPoints(api, 13),
    ];
    const prove = async () => {
      api.clock.advance(86_400_000);
      await runProofs(api.ctx());
      const { tiles } = await api.call(getProofs, {}, { as: admin });
      return tiles.find((tile) => tile.proof === "points-balances");
    };
    const before = await prove();
    expect(before).toMatchObject({ agrees: true, differenceCount: 0 });
    expect(before?.leftCount).toBe(before?.rightCount);
    await PointsAccounts.updateOne({ _id: touched.id }, { $inc: { balance: 1 } });
    await PointsLots.updateOne({ memberId: drained.id, left: { $gt: 0 } }, { $inc: { left: -5 } });
    expect(await prove()).toMatchObject({ agrees: false, differenceCount: 2 });
    const { items } = await api.call(listProofDifferences, { proof: "points-balances" }, { as: admin });
    expect(items.map((item) => [item.subject.id, item.left, item.right]).sort()).toEqual(
      [
        [touched.id, 13, 12],
        [drained.id, 13, 8],
      ].sort(),
    );
    expect(items.map((item) => item.subject.id)).not.toContain(honest.id);
  });
});
