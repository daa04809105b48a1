import {
  claimGiftPack,
  getMyGiftPack,
  grantGiftPack,
  listMyGiftPacks,
  revokeGrant,
} from "@club/shared/giftpack-grants";
import { createGiftPackVersion, endGiftPack, getGiftPack, pauseGiftPack } from "@club/shared/giftpacks";
import { getVoucherBalance } from "@club/shared/voucher-admin";
import { listMyVoucherCards } from "@club/shared/vouchers";
import * as fc from "fast-check";
import { startTestApi, type TestApi } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { seedServices } from "../services/services.service";
import { Vouchers } from "../vouchers/voucher.model";
import { vouchersRoutes } from "../vouchers/vouchers.routes";
import { expireVouchers, findVouchers, redeemVouchers, voucherBalance } from "../vouchers/vouchers.service";
import { giftpacksRoutes } from "./giftpacks.routes";
import { newMember, newMembers, PACK_COST_FEN, publishedPack } from "./giftpacks.test-kit";
import { grantIdOf } from "./grant.model";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [...giftpacksRoutes, ...vouchersRoutes] });
  await seedServices(api.clock.now());
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const reason = "客户关怀";
const ONE_WASH = [{ serviceId: "car-wash", quantity: 1, validDays: 30, plateBinding: "none" as const }];
const province = () => api.as.staff("provinceAdmin");

test("an open campaign is offered, claimed once, and its vouchers are in the member's cards", async () => {
  const member = await newMember(api);
  const pack = await publishedPack(api, { stockTotal: 10, budgetFen: 10 * PACK_COST_FEN, name: "开门红" });
  const offers = await api.call(listMyGiftPacks, { section: "campaign" }, { as: member });
  const offer = offers.items.find((item) => item.packId === pack.id);
  const grantId = grantIdOf(pack.id, member.id, 1);
  expect(offer).toMatchObject({ grantId, name: "开门红", status: "granted", whyNot: null, grantedAt: null, cards: [] });
  expect(await api.call(getMyGiftPack, { grantId }, { as: member })).toEqual(offer);

  const claim = await api.call(claimGiftPack, { grantId }, { as: member });
  expect(claim).toEqual({
    grantId,
    packId: pack.id,
    packName: "开门红",
    claimedAt: "2026-11-22T04:00:00.000Z",
    cards: [
      {
        cardId: `${grantId}:0`,
        serviceId: "car-wash",
        serviceName: "洗车",
        quantity: 5,
        expiresAt: "2027-02-20T16:00:00.000Z",
        plateBinding: "none",
      },
      {
        cardId: `${grantId}:1`,
        serviceId: "vehicle-check",
        serviceName: "车辆检测",
        quantity: 1,
        expiresAt: "2027-06-30T16:00:00.000Z",
        plateBinding: "none",
      },
    ],
  });
  expect(await api.call(claimGiftPack, { grantId }, { as: member })).toEqual(claim);
  const cards = await api.call(listMyVoucherCards, {}, { as: member });
  expect(cards.items.map((card) => [card.serviceId, card.count])).toEqual(
    expect.arrayContaining([
      ["car-wash", 5],
      ["vehicle-check", 1],
    ]),
  );
  expect(await api.call(getGiftPack, { packId: pack.id }, { as: province() })).toMatchObject({
    stockLeft: 9,
    budgetLeftFen: 9 * PACK_COST_FEN,
    claimedCount: 1,
  });
  const claimed = await api.call(listMyGiftPacks, { section: "claimed" }, { as: member });
  expect(claimed.items).toMatchObject([
    { grantId, status: "claimed", whyNot: null, claimedAt: claim.claimedAt, cards: claim.cards },
  ]);
  const open = await api.call(listMyGiftPacks, { section: "campaign" }, { as: member });
  expect(open.items.map((item) => item.packId)).not.toContain(pack.id);
});

test("one grant claimed 50 times at once: one set of vouchers, everybody the same answer", async () => {
  const member = await newMember(api);
  const pack = await publishedPack(api, { stockTotal: 10 });
  const grantId = grantIdOf(pack.id, member.id, 1);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => api.call(claimGiftPack, { grantId }, { as: member })),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await Vouchers.countDocuments({ grantId })).toBe(6);
  expect(await api.call(getGiftPack, { packId: pack.id }, { as: province() })).toMatchObject({
    stockLeft: 9,
    claimedCount: 1,
  });
});

test("500 claims at once on a stock of 50: exactly 50 are served, the others are told that it is gone", async () => {
  const members = await newMembers(api, 500);
  const pack = await publishedPack(api, { stockTotal: 50, items: ONE_WASH });
  const outcomes = await Promise.allSettled(
    members.map((member) => api.call(claimGiftPack, { grantId: grantIdOf(pack.id, member.id, 1) }, { as: member })),
  );
  const codes = outcomes.map((outcome) =>
    outcome.status === "fulfilled" ? "served" : (outcome.reason as { code: string }).code,
  );
  expect(codes.filter((code) => code === "served")).toHaveLength(50);
  expect(codes.filter((code) => code === "giftpacks.out-of-stock")).toHaveLength(450);
  expect(await api.call(getGiftPack, { packId: pack.id }, { as: province() })).toMatchObject({
    stockLeft: 0,
    claimedCount: 50,
  });
  const cards = await Vouchers.countDocuments({
    "source.kind": "gift-pack",
    grantId: { $in: members.map((m) => grantIdOf(pack.id, m.id, 1)) },
  });
  expect(cards).toBe(50);
}, 120_000);

test("the budget stops claims to the fen", async () => {
  const members = await newMembers(api, 5);
  const pack = await publishedPack(api, { budgetFen: 2 * 2_800 + 2_799, items: ONE_WASH });
  const outcomes = await Promise.allSettled(
    members.map((member) => api.call(claimGiftPack, { grantId: grantIdOf(pack.id, member.id, 1) }, { as: member })),
  );
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(2);
  const refusals = outcomes.flatMap((outcome) =>
    outcome.status === "rejected" ? [(outcome.reason as { code: string }).code] : [],
  );
  expect(new Set(refusals)).toEqual(new Set(["giftpacks.budget-exhausted"]));
  expect(await api.call(getGiftPack, { packId: pack.id }, { as: province() })).toMatchObject({ budgetLeftFen: 2_799 });
});

test("the limit per member is the number of grants there can be", async () => {
  const member = await newMember(api);
  const pack = await publishedPack(api, { perMemberLimit: 2, items: ONE_WASH });
  const claim = (sequence: number) =>
    api.call(claimGiftPack, { grantId: grantIdOf(pack.id, member.id, sequence) }, { as: member });
  await Promise.all([claim(1), claim(2), claim(1), claim(2)]);
  await expect(claim(3)).rejects.toMatchObject({ code: "giftpacks.limit-reached" });
  expect(await voucherBalance({ memberId: member.id })).toMatchObject({ issuedCount: 2, isBalanced: true });
});

test("a grant keeps the version it was given with", async () => {
  const member = await newMember(api);
  const as = province();
  const pack = await publishedPack(api, { trigger: "manual", items: ONE_WASH });
  await api.call(grantGiftPack, { packId: pack.id, memberIds: [member.id], reason }, { as });
  const items = [{ serviceId: "fuel", quantity: 9, validDays: 1, plateBinding: "none" as const }];
  await api.call(createGiftPackVersion, { packId: pack.id, baseVersion: 1, items, terms: [], reason }, { as });
  const claim = await api.call(claimGiftPack, { grantId: grantIdOf(pack.id, member.id, 1) }, { as: member });
  expect(claim.cards).toMatchObject([{ serviceId: "car-wash", quantity: 1 }]);
});

test("claims are refused with the precise reason", async () => {
  const member = await newMember(api);
  const as = province();
  const refuse = async (packId: string, code: string) => {
    const grantId = grantIdOf(packId, member.id, 1);
    await expect(api.call(claimGiftPack, { grantId }, { as: member })).rejects.toMatchObject({ code });
  };
  const paused = await publishedPack(api);
  await api.call(pauseGiftPack, { packId: paused.id, reason }, { as });
  await refuse(paused.id, "giftpacks.paused");
  await api.call(endGiftPack, { packId: paused.id, reason }, { as });
  await refuse(paused.id, "giftpacks.ended");
  await refuse((await publishedPack(api, { opensAt: "2026-12-01T00:00:00.000Z" })).id, "giftpacks.not-open");
  await refuse((await publishedPack(api, { audience: { kind: "tier", tier: "senior" } })).id, "giftpacks.not-eligible");
  await refuse((await publishedPack(api, { cityCode: "370200" })).id, "giftpacks.not-eligible");
  await refuse((await publishedPack(api, { trigger: "manual" })).id, "giftpacks.grant-not-found");
  await refuse("nosuchpack", "giftpacks.grant-not-found");
  const closing = await publishedPack(api, { closesAt: "2026-11-23T00:00:00.000Z" });
  const old = await publishedPack(api, {
    items: [{ serviceId: "fuel", quantity: 1, validUntilOn: "2026-11-23", plateBinding: "none" }],
  });
  api.clock.set("2026-11-24T04:00:00Z");
  await refuse(closing.id, "giftpacks.closed");
  await refuse(old.id, "giftpacks.items-expired");
});

test("a revoked or expired grant cannot be claimed, a foreign one does not exist, nobody and staff do not claim", async () => {
  const [member, other] = await newMembers(api, 2);
  const as = province();
  const pack = await publishedPack(api, { trigger: "manual", perMemberLimit: 2, claimDays: 1, items: ONE_WASH });
  const give = () => api.call(grantGiftPack, { packId: pack.id, memberIds: [member?.id ?? ""], reason }, { as });
  await give();
  await give();
  const [one, two] = [1, 2].map((sequence) => grantIdOf(pack.id, member?.id ?? "", sequence)) as [string, string];
  await expect(api.call(claimGiftPack, { grantId: one }, { as: other })).rejects.toMatchObject({
    code: "giftpacks.grant-not-found",
  });
  await expect(api.call(getMyGiftPack, { grantId: one }, { as: other })).rejects.toMatchObject({
    code: "giftpacks.grant-not-found",
  });
  await expect(api.call(claimGiftPack, { grantId: one })).rejects.toMatchObject({ code: "auth.required" });
  await expect(api.call(claimGiftPack, { grantId: one }, { as })).rejects.toMatchObject({ code: "auth.forbidden" });
  expect(await api.call(revokeGrant, { grantId: one, reason }, { as })).toMatchObject({ status: "revoked" });
  await expect(api.call(revokeGrant, { grantId: one, reason }, { as })).rejects.toMatchObject({
    code: "giftpacks.grant-not-open",
  });
  await expect(api.call(claimGiftPack, { grantId: one }, { as: member })).rejects.toMatchObject({
    code: "giftpacks.grant-revoked",
  });
  api.clock.set("2026-11-24T04:00:00Z");
  await expect(api.call(claimGiftPack, { grantId: two }, { as: member })).rejects.toMatchObject({
    code: "giftpacks.grant-expired",
  });
  const ended = await api.call(listMyGiftPacks, { section: "ended" }, { as: member });
  expect(ended.items.map((item) => [item.grantId, item.status])).toEqual(
    expect.arrayContaining([
      [one, "revoked"],
      [two, "expired"],
    ]),
  );
});

test("claiming and revoking the same grant at once: exactly one of them happens", async () => {
  const members = await newMembers(api, 8);
  const as = province();
  const pack = await publishedPack(api, { trigger: "manual", items: ONE_WASH, stockTotal: 100 });
  await api.call(grantGiftPack, { packId: pack.id, memberIds: members.map((member) => member.id), reason }, { as });
  const rounds = await Promise.all(
    members.map(async (member) => {
      const grantId = grantIdOf(pack.id, member.id, 1);
      const both = [
        api.call(claimGiftPack, { grantId }, { as: member }),
        api.call(revokeGrant, { grantId, reason }, { as }),
      ];
      const outcomes = await Promise.allSettled<unknown>(both);
      const vouchers = await Vouchers.countDocuments({ grantId });
      return { done: outcomes.map((outcome) => outcome.status === "fulfilled"), vouchers };
    }),
  );
  for (const { done, vouchers } of rounds) {
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(vouchers).toBe(done[0] ? 1 : 0);
  }
  const claimed = rounds.filter(({ done }) => done[0]).length;
  expect(await api.call(getGiftPack, { packId: pack.id }, { as })).toMatchObject({
    claimedCount: claimed,
    stockLeft: 100 - claimed,
  });
});

test("property: claims, redemptions, revocations and expiries in any order, with replays, keep stock, budget and vouchers in step", async () => {
  const as = province();
  const step = fc.record({
    kind: fc.constantFrom("claim", "claim", "redeem", "expire", "later"),
    who: fc.nat(3),
    sequence: fc.integer({ min: 1, max: 2 }),
    isReplay: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      api.clock.set("2026-11-22T04:00:00Z");
      const members = await newMembers(api, 4);
      const pack = await publishedPack(api, {
        stockTotal: 5,
        budgetFen: 6 * 2_800,
        perMemberLimit: 2,
        items: ONE_WASH,
      });
      for (const { kind, who, sequence, isReplay } of steps) {
        const member = members[who];
        if (!member) continue;
        const grantId = grantIdOf(pack.id, member.id, sequence);
        const act = async (): Promise<unknown> => {
          if (kind === "claim") return api.call(claimGiftPack, { grantId }, { as: member });
          if (kind === "expire") return expireVouchers(api.ctx());
          if (kind === "later") return api.clock.advance(20 * 86_400_000);
          const ids = (await Vouchers.find({ grantId }, { _id: 1 }).lean()).map((voucher) => voucher._id);
          const items = (await findVouchers(ids)).map((voucher) => ({
            ...{ voucherId: voucher._id, uses: voucher.uses, redemptionId: `x-${voucher._id}`, at: api.clock.now() },
          }));
          return inTransaction((session) => redeemVouchers(session, items));
        };
        await Promise.allSettled(isReplay ? [act(), act()] : [act()]);
      }
      const after = await api.call(getGiftPack, { packId: pack.id }, { as });
      const balances = [];
      for (const member of members) balances.push(await api.call(getVoucherBalance, { memberId: member.id }, { as }));
      const issued = balances.reduce((sum, balance) => sum + balance.issuedCount, 0);
      expect(balances.every((balance) => balance.isBalanced)).toBe(true);
      expect(after).toMatchObject({ claimedCount: issued, stockLeft: 5 - issued, budgetLeftFen: (6 - issued) * 2_800 });
    }),
    { numRuns: 8 },
  );
}, 120_000);
