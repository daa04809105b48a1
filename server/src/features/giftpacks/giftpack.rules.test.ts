import type { ErrorCode } from "@club/shared/errors";
import { GRANT_STATUSES, GRANT_TRANSITIONS } from "@club/shared/giftpack-grants";
import { GIFT_PACK_STATUSES } from "@club/shared/giftpacks";
import * as fc from "fast-check";
import {
  allot,
  canMovePack,
  fitsAudience,
  freeSequence,
  grantExpiry,
  grantRefusals,
  memberRefusals,
  packRefusals,
  validityText,
  voucherExpiry,
} from "./giftpack.rules";
import { grantIdOf, readGrantId } from "./grant.model";

const NOW = new Date("2026-11-22T04:00:00Z");
const at = (iso: string): Date => new Date(iso);

test("a pack moves draft → published ⇄ paused → ended and in no other way", () => {
  const allowed = GIFT_PACK_STATUSES.flatMap((from) =>
    GIFT_PACK_STATUSES.filter((to) => canMovePack(from, to)).map((to) => `${from}>${to}`),
  );
  const expected = [
    "draft>published",
    "draft>ended",
    "published>paused",
    "published>ended",
    "paused>published",
    "paused>ended",
  ];
  expect(allowed.sort()).toEqual(expected.sort());
  expect(GRANT_STATUSES.filter((status) => GRANT_TRANSITIONS[status].length > 0)).toEqual(["granted"]);
});

test.each([
  [{ validDays: 1 }, NOW, "2026-11-23T16:00:00.000Z", "领取后 1 天内有效"],
  [{ validDays: 30 }, at("2026-11-22T15:59:59Z"), "2026-12-22T16:00:00.000Z", "领取后 30 天内有效"],
  [{ validDays: 30 }, at("2026-11-22T16:00:00Z"), "2026-12-23T16:00:00.000Z", "领取后 30 天内有效"],
  [{ validUntilOn: "2026-12-31" }, NOW, "2026-12-31T16:00:00.000Z", "2026年12月31日前有效"],
])("%j claimed at %s is valid before %s", (item, now, expected, text) => {
  expect(voucherExpiry(item, now).toISOString()).toBe(expected);
  expect(validityText(item)).toBe(text);
});

test.each([
  [null, null, null],
  ["2026-12-01T00:00:00Z", null, "2026-12-01T00:00:00.000Z"],
  [null, 7, "2026-11-29T16:00:00.000Z"],
  ["2026-11-25T00:00:00Z", 7, "2026-11-25T00:00:00.000Z"],
  ["2026-12-25T00:00:00Z", 7, "2026-11-29T16:00:00.000Z"],
])("a pack closing %p with %p days to claim gives grants an end of %p", (closesAt, claimDays, expected) => {
  const pack = { closesAt: closesAt === null ? null : at(closesAt), claimDays };
  expect(grantExpiry(pack, NOW)?.toISOString() ?? null).toBe(expected);
});

test.each([
  [{ kind: "all" }, null, false, true],
  [{ kind: "all" }, "370100", false, true],
  [{ kind: "all" }, "370200", true, false],
  [{ kind: "tier", tier: "standard" }, null, false, true],
  [{ kind: "tier", tier: "senior" }, null, true, false],
  [{ kind: "city", cityCodes: ["370200", "370100"] }, null, false, true],
  [{ kind: "city", cityCodes: ["370200"] }, null, true, false],
  [{ kind: "list" }, null, true, true],
  [{ kind: "list" }, null, false, false],
] as const)(
  "audience %j of city %p, listed %p: a standard member of 370100 fits = %p",
  (audience, cityCode, isListed, expected) => {
    const member = { tier: "standard", cityCode: "370100" } as const;
    expect(fitsAudience({ audience: audience as never, cityCode }, member, isListed)).toBe(expected);
  },
);

test.each<[string, Partial<Parameters<typeof packRefusals>[0]>, ErrorCode[]]>([
  ["open", {}, []],
  ["opening this instant", { opensAt: NOW }, []],
  ["a draft", { status: "draft" }, ["giftpacks.not-published"]],
  ["paused", { status: "paused" }, ["giftpacks.paused"]],
  ["ended and over", { status: "ended", closesAt: NOW }, ["giftpacks.ended", "giftpacks.closed"]],
  ["not open yet", { opensAt: at("2026-11-22T04:00:00.001Z") }, ["giftpacks.not-open"]],
])("a pack that is %s", (_what, change, expected) => {
  expect(
    packRefusals({ status: "published", opensAt: at("2026-11-01T00:00:00Z"), closesAt: null, ...change }, NOW),
  ).toEqual(expected);
});

test("every reason against a member is told", () => {
  const pack = { audience: { kind: "tier", tier: "senior" } as const, cityCode: null, perMemberLimit: 1 };
  const member = { id: "m", status: "closing", tier: "standard", cityCode: "370100" } as const;
  const reasons = memberRefusals(pack, member, { isListed: false, usedCount: 1 });
  expect(reasons).toEqual(["giftpacks.member-not-active", "giftpacks.not-eligible", "giftpacks.limit-reached"]);
});

test.each([
  ["granted", null, []],
  ["granted", at("2026-11-22T04:00:00Z"), ["giftpacks.grant-expired"]],
  ["granted", at("2026-11-22T04:00:01Z"), []],
  ["expired", at("2026-11-22T04:00:01Z"), ["giftpacks.grant-expired"]],
  ["revoked", null, ["giftpacks.grant-revoked"]],
  ["claimed", at("2026-11-01T00:00:00Z"), []],
] as const)("a %s grant ending %p is refused for %j", (status, expiresAt, expected) => {
  expect(grantRefusals({ status, expiresAt }, NOW)).toEqual(expected);
});

test("a budget that no longer pays for a dear claim still pays for a cheaper one behind it", () => {
  expect(allot({ stockLeft: 3, budgetLeftFen: 100 }, [60, 60, 40, 0, 0])).toEqual({
    refusals: [null, "giftpacks.budget-exhausted", null, null, "giftpacks.out-of-stock"],
    stockCount: 3,
    costFen: 100,
  });
});

test("property: dealing never takes more than there is, and refuses nobody who could be served", () => {
  const limit = fc.option(fc.integer({ min: 0, max: 60 }), { nil: null });
  fc.assert(
    fc.property(limit, limit, fc.array(fc.integer({ min: 0, max: 20 })), (stockLeft, budgetLeftFen, costs) => {
      const dealt = allot({ stockLeft, budgetLeftFen }, costs);
      const served = dealt.refusals.filter((refusal) => refusal === null).length;
      expect(served).toBe(dealt.stockCount);
      expect(dealt.costFen).toBe(
        costs.reduce((sum, cost, index) => (dealt.refusals[index] === null ? sum + cost : sum), 0),
      );
      expect(dealt.stockCount).toBeLessThanOrEqual(stockLeft ?? costs.length);
      expect(dealt.costFen).toBeLessThanOrEqual(budgetLeftFen ?? Number.POSITIVE_INFINITY);
      costs.forEach((cost, index) => {
        const hasStock = stockLeft === null || stockLeft > dealt.stockCount;
        const hasMoney = budgetLeftFen === null || budgetLeftFen - dealt.costFen >= cost;
        if (hasStock && hasMoney) expect(dealt.refusals[index]).toBeNull();
      });
    }),
  );
});

test("sequence numbers fill gaps and stop at the limit", () => {
  expect(freeSequence(new Set(), 1)).toBe(1);
  expect(freeSequence(new Set([1, 3]), 3)).toBe(2);
  expect(freeSequence(new Set([1, 2, 3]), 3)).toBeNull();
});

test.each(["", "a", "a:b", "a:b:0", "a:b:01", "a:b:100", "a:b:1:2", "a:b:x", ":b:1"])(
  "%p is no grant id",
  (grantId) => {
    expect(readGrantId(grantId)).toBeNull();
  },
);

test("a grant id reads back", () => {
  expect(readGrantId(grantIdOf("P1", "M1", 12))).toEqual({ packId: "P1", memberId: "M1", sequence: 12 });
});
