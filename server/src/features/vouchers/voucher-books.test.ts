import { getVoucherBalance } from "@club/shared/voucher-admin";
import { startTestApi, type TestApi } from "../../../test/kit";
import { seedServices } from "../services/services.service";
import { type Voucher, type VoucherCard, VoucherCards, Vouchers } from "./voucher.model";
import { VoucherBooks } from "./voucher-books.model";
import { countBooks, countBooksNightly } from "./voucher-books.service";
import { vouchersRoutes } from "./vouchers.routes";
import { voucherBalance } from "./vouchers.service";

const NOW = "2026-11-22T04:00:00Z";
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: vouchersRoutes });
  await seedServices(api.clock.now());
});
beforeEach(async () => {
  api.clock.set(NOW);
  await Promise.all([Vouchers.deleteMany({}), VoucherCards.deleteMany({}), VoucherBooks.deleteMany({})]);
});
afterAll(() => api.stop());

const balance = (of: { cityCode?: string; serviceId?: string; memberId?: string }) =>
  api.call(getVoucherBalance, of, { as: api.as.staff("provinceAdmin") });

type Row = { memberId: string; status?: Voucher["status"]; cityCode?: string; serviceId?: string };

/** A card with one voucher each. */
async function issue(rows: readonly Row[]): Promise<void> {
  const at = api.clock.now();
  const source = { kind: "gift-pack", id: null };
  const of = (row: Row, n: number) => ({
    memberId: row.memberId,
    cityCode: row.cityCode ?? "370100",
    serviceId: row.serviceId ?? "car-wash",
    issuedAt: at,
    source,
    _id: `${row.memberId}-${n}`,
  });
  await VoucherCards.insertMany(rows.map((row, n): VoucherCard => ({ ...of(row, n), quantity: 1 })));
  await Vouchers.insertMany(
    rows.map((row, n): Voucher => {
      const facts = {
        status: row.status ?? "issued",
        uses: 0,
        codeEnc: "x",
        grantId: null,
        plateBinding: "none",
      } as const;
      return { ...of(row, n), ...facts, cardId: `${row.memberId}-${n}`, expiresAt: at, updatedAt: at };
    }),
  );
}

const member = (n: number) => `m${String(n).padStart(4, "0")}`;
const many = Array.from(
  { length: 1_200 },
  (_, n): Row => ({ memberId: member(Math.floor(n / 3)), status: "redeemed" }),
);

test("before the first count only a member's books can be had; after it the others say as of when they are", async () => {
  await issue([{ memberId: "m1" }, { memberId: "m1", status: "redeemed" }]);
  await expect(balance({})).rejects.toMatchObject({ code: "vouchers.not-counted", status: 409 });
  const own = { issuedCount: 2, unusedCount: 1, redeemedCount: 1, isBalanced: true };
  expect(await balance({ memberId: "m1" })).toMatchObject({ ...own, asOf: "2026-11-22T04:00:00.000Z" });
  await countBooks(api.ctx());
  await issue([{ memberId: "m2" }]);
  api.clock.advance(60_000);
  expect(await balance({})).toMatchObject({ ...own, asOf: "2026-11-22T04:00:00.000Z" });
  expect(await balance({ memberId: "m2" })).toMatchObject({ issuedCount: 1, asOf: "2026-11-22T04:01:00.000Z" });
});

test("a city, a service and the province are what their vouchers are, over many handfuls", async () => {
  await issue([
    ...many,
    { memberId: "x1", cityCode: "370200" },
    { memberId: "x2", serviceId: "fuel", status: "expired" },
  ]);
  await countBooks(api.ctx());
  for (const where of [
    {},
    { cityCode: "370100" },
    { cityCode: "370200" },
    { serviceId: "fuel" },
    { cityCode: "371000" },
  ])
    expect(await balance(where)).toMatchObject(await voucherBalance(where));
  expect(await balance({})).toMatchObject({ issuedCount: 1_202, redeemedCount: 1_200, isBalanced: true });
  expect(await balance({ cityCode: "370100", serviceId: "fuel" })).toMatchObject({ issuedCount: 1, expiredCount: 1 });
});

test("a count that was cut off goes on where it was and counts nothing twice", async () => {
  await issue(many);
  let handfuls = 0;
  await countBooks({ ...api.ctx(), isStopping: () => handfuls++ === 1 });
  expect(await VoucherBooks.findById("running").lean()).toMatchObject({ afterMemberId: expect.stringMatching(/^m/) });
  await expect(balance({})).rejects.toMatchObject({ code: "vouchers.not-counted" });
  await countBooksNightly(api.ctx());
  expect(await balance({})).toMatchObject({ issuedCount: 1_200, redeemedCount: 1_200, isBalanced: true });
});

test("a card that says more than there is, and a voucher without a card, are seen", async () => {
  await issue([{ memberId: "m1" }, { memberId: "m1" }]);
  await VoucherCards.updateOne({ _id: "m1-0" }, { $set: { quantity: 2 } });
  await countBooks(api.ctx());
  expect(await balance({})).toMatchObject({ issuedCount: 3, unusedCount: 2, isBalanced: false });
  await VoucherCards.updateOne({ _id: "m1-0" }, { $set: { quantity: 1 } });
  await VoucherCards.deleteOne({ _id: "m1-1" });
  await countBooks(api.ctx());
  expect(await balance({})).toMatchObject({ issuedCount: 1, unusedCount: 2, isBalanced: false });
});

test("the job counts at once in a new club, then every night after three", async () => {
  const countedAt = async () => (await VoucherBooks.findById("last").lean())?.startedAt.toISOString();
  await countBooksNightly(api.ctx());
  expect(await countedAt()).toBe("2026-11-22T04:00:00.000Z");
  for (const [now, expected] of [
    ["2026-11-22T15:00:00Z", NOW],
    ["2026-11-22T18:59:00Z", NOW],
    ["2026-11-22T19:00:00Z", "2026-11-22T19:00:00Z"],
    ["2026-11-23T15:00:00Z", "2026-11-22T19:00:00Z"],
  ] as const) {
    api.clock.set(now);
    await countBooksNightly(api.ctx());
    expect(await countedAt()).toBe(new Date(expected).toISOString());
  }
});
