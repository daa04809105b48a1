import { VOUCHER_STATUSES, VOUCHER_TRANSITIONS, type VoucherStatus } from "@club/shared/vouchers";
import * as fc from "fast-check";
import type { Voucher, VoucherEvent } from "./voucher.model";
import {
  balanceOf,
  canMove,
  cardsOf,
  effectiveStatus,
  expiryAfterUndo,
  newExpiry,
  timelineOf,
  whyNotUsable,
} from "./voucher.rules";

const NOW = new Date("2026-11-22T04:00:00Z");
const LATER = new Date("2026-12-22T16:00:00Z");
const EARLIER = new Date("2026-11-21T16:00:00Z");

test("the table allows the product's steps and no other", () => {
  const allowed = VOUCHER_STATUSES.flatMap((from) =>
    VOUCHER_STATUSES.filter((to) => canMove(from, to)).map((to) => `${from}>${to}`),
  );
  expect(allowed.sort()).toEqual(
    [
      "issued>redeemed",
      "issued>expired",
      "issued>revoked",
      "issued>replaced",
      "issued>locked",
      "locked>issued",
      "redeemed>issued",
      "redeemed>closed",
    ].sort(),
  );
  expect(Object.keys(VOUCHER_TRANSITIONS).sort()).toEqual([...VOUCHER_STATUSES].sort());
});

test.each([
  ["issued", LATER, "issued", null],
  ["issued", NOW, "expired", "vouchers.expired"],
  ["issued", EARLIER, "expired", "vouchers.expired"],
  ["locked", EARLIER, "locked", "vouchers.not-usable"],
  ["redeemed", EARLIER, "redeemed", "vouchers.not-usable"],
  ["revoked", LATER, "revoked", "vouchers.not-usable"],
] as const)("a stored %s voucher ending %s counts as %s", (status, expiresAt, effective, code) => {
  expect(effectiveStatus({ status, expiresAt }, NOW)).toBe(effective);
  expect(whyNotUsable({ status, expiresAt }, NOW)).toBe(code);
});

test.each([
  ["2026-12-31", new Date("2026-12-31T16:00:00Z")],
  ["2026-12-22", "vouchers.expiry-not-later"],
  ["2026-11-01", "vouchers.expiry-not-later"],
  ["2027-11-22", new Date("2027-11-22T16:00:00Z")],
  ["2027-11-23", "vouchers.expiry-too-far"],
])("validity moved to %s gives %s", (day, expected) => {
  expect(newExpiry(day, LATER, NOW)).toEqual(expected);
});

test("an undone voucher keeps its end, or gets a full week when it has passed meanwhile", () => {
  expect(expiryAfterUndo(LATER, NOW)).toBe(LATER);
  expect(expiryAfterUndo(EARLIER, NOW)).toEqual(new Date("2026-11-29T16:00:00Z"));
});

test("cards count the vouchers of the group, open the first to expire; usable cards stand by their end, the others newest first", () => {
  const voucher = (id: string, cardId: string, more: Partial<Voucher>) => ({
    ...{
      _id: id,
      cardId,
      serviceId: "car-wash",
      status: "issued" as VoucherStatus,
      expiresAt: LATER,
      issuedAt: EARLIER,
    },
    ...more,
  });
  const vouchers = [
    voucher("a", "c1", {}),
    voucher("b", "c1", { expiresAt: new Date(LATER.getTime() - 1) }),
    voucher("c", "c1", { status: "redeemed" }),
    voucher("d", "c1", { status: "locked" }),
    voucher("e", "c2", { issuedAt: NOW }),
    voucher("f", "c3", { expiresAt: EARLIER }),
    voucher("g", "c4", { expiresAt: EARLIER, issuedAt: NOW }),
  ];
  expect(cardsOf(vouchers, "usable", NOW)).toMatchObject([
    { cardId: "c1", count: 3, lockedCount: 1, voucherId: "b" },
    { cardId: "c2", count: 1, voucherId: "e" },
  ]);
  expect(cardsOf(vouchers, "ended", NOW)).toMatchObject([
    { cardId: "c4", count: 1 },
    { cardId: "c3", count: 1 },
  ]);
});

test("a member's timeline does not show what staff wrote for themselves", () => {
  const voucher = { status: "locked", issuedAt: EARLIER, expiresAt: LATER } as Voucher;
  const events = [
    { at: NOW, kind: "locked", note: "疑似套现" },
    { at: NOW, kind: "extended", note: "有效期延长至 2026年12月31日：门店停业" },
  ] as VoucherEvent[];
  const notes = (isStaff: boolean) => timelineOf(voucher, events, { isStaff, now: NOW }).map((entry) => entry.note);
  expect(notes(true)).toEqual([null, "疑似套现", "有效期延长至 2026年12月31日：门店停业"]);
  expect(notes(false)).toEqual([null, null, "有效期延长至 2026年12月31日：门店停业"]);
});

type Machine = { status: VoucherStatus; uses: number }[];

test("property: whatever steps are tried in whatever order, every voucher is in exactly one state and the books balance", () => {
  const attempt = fc.record({ at: fc.nat(19), to: fc.constantFrom(...VOUCHER_STATUSES), isReplay: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(attempt, { maxLength: 200 }), (count, attempts) => {
      const vouchers: Machine = Array.from({ length: count }, () => ({ status: "issued", uses: 0 }));
      let issued = count;
      for (const { at, to, isReplay } of attempts) {
        const voucher = vouchers[at % vouchers.length];
        if (!voucher) continue;
        for (const _try of isReplay ? [1, 2] : [1]) {
          if (!canMove(voucher.status, to)) continue;
          voucher.status = to;
          if (to === "replaced") issued = vouchers.push({ status: "issued", uses: 0 });
        }
      }
      const counts: Partial<Record<VoucherStatus, number>> = {};
      for (const { status } of vouchers) counts[status] = (counts[status] ?? 0) + 1;
      expect(balanceOf(issued, counts).isBalanced).toBe(true);
      expect(balanceOf(issued + 1, counts).isBalanced).toBe(false);
    }),
  );
});
