import { watchEvery } from "./watch-rules";

const redeemedAt = "2026-11-22T04:00:00.000Z";
const used = { status: "redeemed" as const, redeemedAt };

test("a code that is shown is watched closely, so that the receipt follows the scan", () => {
  expect(watchEvery({ status: "issued", redeemedAt: null }, new Date(redeemedAt))).toBe(3000);
});

test("a receipt is watched as long as the shop may take it back, so that the code returns by itself", () => {
  expect(watchEvery(used, new Date("2026-11-22T04:00:01.000Z"))).toBe(5000);
  expect(watchEvery(used, new Date("2026-11-22T04:59:59.999Z"))).toBe(5000);
  expect(watchEvery(used, new Date("2026-11-22T05:00:00.000Z"))).toBeNull();
});

test.each(["expired", "revoked", "replaced", "locked", "closed"] as const)(
  "nobody asks about one that is %s",
  (status) => {
    expect(watchEvery({ status, redeemedAt }, new Date(redeemedAt))).toBeNull();
  },
);
