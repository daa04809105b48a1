import type { AgreementPrice } from "@club/shared/merchant-agreements";
import type { ServiceRules } from "@club/shared/services";
import fc from "fast-check";
import {
  ADDRESS_MISSES,
  CLERK_MISSES,
  chargeOf,
  hiddenOf,
  imageType,
  needsOf,
  proofFault,
  quotaOf,
  type RedeemFacts,
  receiptSymbols,
  undoUntil,
  whyNot,
} from "./redemptions.rules";

const RULES: ServiceRules = {
  cityMustMatch: true,
  maxDistanceMeters: 500,
  plateConfirm: true,
  photo: true,
  oncePer: "day",
  refuseMerchantPhone: true,
};
const OFF: ServiceRules = {
  cityMustMatch: false,
  maxDistanceMeters: null,
  plateConfirm: false,
  photo: false,
  oncePer: "none",
  refuseMerchantPhone: false,
};
const FIXED: AgreementPrice = {
  serviceId: "car-wash",
  model: "fixed",
  priceFen: 2800,
  clubShareBps: null,
  capFen: null,
};

function facts(change: (facts: RedeemFacts) => void = () => undefined): RedeemFacts {
  const base: RedeemFacts = {
    voucher: { status: "issued", serviceId: "car-wash", cityCode: "370100", needsPlate: true, hasPlate: true },
    service: { isActive: true, rules: RULES },
    merchant: { isApproved: true },
    branch: { isActive: true, serviceIds: ["car-wash"], cityCode: "370100" },
    price: FIXED,
    distanceMeters: 500,
    isOwnPhone: false,
    isQuotaUsed: false,
  };
  change(base);
  return base;
}

test("nothing stands against a voucher that fits", () => {
  expect(whyNot(facts())).toEqual([]);
});

test.each<[string, (facts: RedeemFacts) => void]>([
  ["redemptions.already-redeemed", (f) => Object.assign(f.voucher, { status: "redeemed" })],
  ["redemptions.voucher-expired", (f) => Object.assign(f.voucher, { status: "expired" })],
  ["redemptions.voucher-locked", (f) => Object.assign(f.voucher, { status: "locked" })],
  ["redemptions.voucher-unusable", (f) => Object.assign(f.voucher, { status: "revoked" })],
  ["redemptions.voucher-unusable", (f) => Object.assign(f.voucher, { status: "replaced" })],
  ["redemptions.service-paused", (f) => Object.assign(f, { service: { isActive: false, rules: RULES } })],
  ["redemptions.merchant-paused", (f) => Object.assign(f, { merchant: { isApproved: false } })],
  ["redemptions.branch-closed", (f) => Object.assign(f.branch, { isActive: false })],
  ["redemptions.not-contracted", (f) => Object.assign(f.branch, { serviceIds: ["fuel"] })],
  ["redemptions.not-contracted", (f) => Object.assign(f, { price: null })],
  ["redemptions.city-mismatch", (f) => Object.assign(f.voucher, { cityCode: "370200" })],
  ["redemptions.position-missing", (f) => Object.assign(f, { distanceMeters: null })],
  ["redemptions.too-far", (f) => Object.assign(f, { distanceMeters: 501 })],
  ["redemptions.own-phone", (f) => Object.assign(f, { isOwnPhone: true })],
  ["redemptions.quota-used", (f) => Object.assign(f, { isQuotaUsed: true })],
  ["redemptions.plate-unbound", (f) => Object.assign(f.voucher, { hasPlate: false })],
])("%s is said alone when it alone stands against", (code, change) => {
  expect(whyNot(facts(change))).toEqual([code]);
});

test("every reason is said at once", () => {
  const all = facts((f) => {
    Object.assign(f, { merchant: { isApproved: false }, distanceMeters: 900, isOwnPhone: true });
    Object.assign(f.voucher, { status: "locked", cityCode: "370200" });
  });
  expect(whyNot(all)).toEqual([
    "redemptions.voucher-locked",
    "redemptions.merchant-paused",
    "redemptions.city-mismatch",
    "redemptions.too-far",
    "redemptions.own-phone",
  ]);
});

test("a rule that is switched off refuses nobody", () => {
  const loose = facts((f) => {
    Object.assign(f, { service: { isActive: true, rules: OFF }, distanceMeters: null, isOwnPhone: true });
    Object.assign(f.voucher, { cityCode: "371000", needsPlate: false, hasPlate: false });
  });
  expect(whyNot(loose)).toEqual([]);
});

test.each([
  [{ plateHidden: "12", photoId: "p" }, null],
  [{ photoId: "p" }, "redemptions.plate-missing"],
  [{ plateHidden: "13", photoId: "p" }, "redemptions.plate-mismatch"],
  [{ plateHidden: "１２", photoId: "p" }, null],
  [{ plateHidden: "12" }, "redemptions.photo-missing"],
])("proof %j → %s", (proof, fault) => {
  expect(proofFault(needsOf(RULES, FIXED, true), proof, "鲁A12345")).toBe(fault);
});

test("a bill is asked for exactly where the agreement pays up to a cap", () => {
  const cap: AgreementPrice = { serviceId: "fuel", model: "cap", priceFen: null, clubShareBps: null, capFen: 20_000 };
  expect(proofFault(needsOf(OFF, cap, false), {}, null)).toBe("redemptions.amount-missing");
  expect(proofFault(needsOf(OFF, cap, false), { amountFen: 1 }, null)).toBeNull();
  expect(chargeOf(cap, 25_050)).toEqual({ priceFen: 25_050, clubFen: 20_000, memberFen: 5_050 });
  expect(chargeOf(cap, 19_999)).toEqual({ priceFen: 19_999, clubFen: 19_999, memberFen: 0 });
});

test("club's part and member's part are whole fen and add up to the price", () => {
  const amounts = fc.integer({ min: 0, max: 10_000_000_000 });
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (priceFen, clubShareBps) => {
      const charge = chargeOf({ serviceId: "x", model: "share", priceFen, clubShareBps, capFen: null }, 0);
      expect(charge.clubFen + charge.memberFen).toBe(priceFen);
      expect(Number.isSafeInteger(charge.clubFen) && charge.clubFen >= 0 && charge.memberFen >= 0).toBe(true);
    }),
  );
});

test.each([
  ["鲁A12345", "12"],
  ["鲁A·D12345", "D1"],
  ["使123456", "12"],
])("the hidden characters of %s are %s", (plate, hidden) => {
  expect(hiddenOf(plate)).toBe(hidden);
});

test("once a day and once a month follow the calendar of Shanghai", () => {
  const use = { memberId: "m", serviceId: "s", at: new Date("2026-11-30T16:00:00Z") };
  expect(quotaOf({ ...OFF, oncePer: "day" }, use)).toEqual({
    id: "m:s:2026-12-01",
    endsAt: new Date("2026-12-01T16:00:00Z"),
  });
  expect(quotaOf({ ...OFF, oncePer: "month" }, use)).toEqual({
    id: "m:s:2026-12",
    endsAt: new Date("2026-12-31T16:00:00Z"),
  });
  expect(quotaOf(OFF, use)).toBeNull();
});

test("the merchant may undo for exactly one hour", () => {
  expect(undoUntil(new Date("2026-11-22T04:00:00Z"))).toEqual(new Date("2026-11-22T05:00:00Z"));
});

test("a receipt number is the first 80 bits of the digest", () => {
  expect(receiptSymbols(new Uint8Array(32))).toBe("0000000000000000");
  expect(receiptSymbols(new Uint8Array(32).fill(255))).toBe("ZZZZZZZZZZZZZZZZ");
  expect(receiptSymbols(Uint8Array.from([0x08, 0x42, 0x10, 0x84, 0x21, 0x08, 0x42, 0x10, 0x84, 0x21]))).toBe(
    "1111111111111111",
  );
});

test("unknown codes are paused for longer and longer, at most a quarter of an hour", () => {
  expect([3, 4, 5, 6, 12, 100].map(CLERK_MISSES.lockSeconds)).toEqual([0, 2, 4, 8, 512, 900]);
  expect([20, 21, 22, 23, 29, 100].map(ADDRESS_MISSES.lockSeconds)).toEqual([0, 2, 4, 8, 512, 900]);
});

test("a picture is known by its bytes, not by its name", () => {
  expect(imageType(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]))).toBe("image/jpeg");
  expect(imageType(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))).toBe("image/png");
  expect(imageType(Buffer.from("<svg onload=alert(1)>"))).toBeNull();
  expect(imageType(new Uint8Array(0))).toBeNull();
});
