import { claimGiftPack } from "@club/shared/giftpack-grants";
import { getOverview, watchRedemptions } from "@club/shared/overview";
import { reverseRedemption } from "@club/shared/redemption-admin";
import { listMerchantRedemptions } from "@club/shared/redemptions";
import { startTestApi, type TestApi } from "../../../test/kit";
import { readUntil } from "../../../test/streams";
import { publishedPack } from "../giftpacks/giftpacks.test-kit";
import { grantIdOf } from "../giftpacks/grant.model";
import { openMerchant, type TestMerchant } from "../merchants/merchants.testing";
import { Redemptions } from "../redemptions/redemptions.model";
import { type Customer, newCustomer, redeem, setRules } from "../redemptions/redemptions.testing";
import { seedServices } from "../services/services.service";
import type { Voucher } from "../vouchers/voucher.model";
import { issueCard } from "../vouchers/vouchers.test-kit";
import { recountDays } from "./day-books.service";
import { DayBooks } from "./overview.model";

let api: TestApi;
let jinan: TestMerchant;
let qingdao: TestMerchant;
let member: Customer;
let vouchers: Voucher[];
beforeEach(async () => {
  api = await startTestApi({ now: "2026-11-01T02:00:00Z" });
  await seedServices(api.clock.now());
  await setRules(api, "car-wash", {});
  jinan = await openMerchant(api);
  qingdao = await openMerchant(api, { name: "海滨洗车", cityCode: "370200" });
  // Registers on the 1st; the tests go on from the 20th.
  ({ member } = await newCustomer(api));
  api.clock.set("2026-11-20T04:00:00Z");
  vouchers = await issueCard(api, member, { quantity: 20 });
});
afterEach(() => api.stop());

const admin = () => api.as.staff("provinceAdmin");
const voucher = () => vouchers.shift() as Voucher;
const use = (shop: TestMerchant) => redeem(api, { shop, member, voucher: voucher() });
const figures = (on?: string, as = admin(), cityCode?: string) =>
  api.call(getOverview, { ...(on && { on }), ...(cityCode && { cityCode }) }, { as });

test("a day's figures are what happened: by city, service and hour, with cost, claims and new members", async () => {
  await use(jinan);
  api.clock.set("2026-11-20T06:30:00Z");
  await use(jinan);
  const undone = await use(qingdao);
  await api.call(
    reverseRedemption,
    { redemptionId: undone.redemptionId, reason: "误操作" },
    { as: api.as.staff("provinceAdmin") },
  );
  const pack = await publishedPack(api);
  await api.call(claimGiftPack, { grantId: grantIdOf(pack.id, member.actor.id, 1) }, { as: member });
  await newCustomer(api);
  api.clock.advance(3_000);
  const seen = await figures();
  expect(seen.day).toEqual({
    redeemedCount: 2,
    reversedCount: 1,
    clubFen: 5_600,
    memberFen: 0,
    claimCount: 1,
    newMemberCount: 1,
  });
  expect(seen.monthToDate).toMatchObject({ redeemedCount: 2, newMemberCount: 2 });
  expect(seen.byCity).toEqual([
    { cityCode: "370100", redeemedCount: 2, reversedCount: 0, clubFen: 5_600 },
    { cityCode: "370200", redeemedCount: 0, reversedCount: 1, clubFen: 0 },
  ]);
  expect(seen.byService).toMatchObject([{ serviceId: "car-wash", redeemedCount: 2, reversedCount: 1 }]);
  expect(seen.byHour.map((count, hour) => [hour, count]).filter(([, count]) => count)).toEqual([
    [12, 1],
    [14, 1],
  ]);
  expect(seen.byDay).toHaveLength(20);
  expect(seen.byDay.at(0)).toMatchObject({ on: "2026-11-01", newMemberCount: 1, redeemedCount: 0 });
});

test("city staff see their own city's figures, whatever city they ask for; the province may look at one city", async () => {
  await use(jinan);
  await use(qingdao);
  api.clock.advance(3_000);
  expect((await figures(undefined, admin(), "370200")).day.redeemedCount).toBe(1);
  expect((await figures()).day.redeemedCount).toBe(2);
  const own = await figures(undefined, api.as.staff("cityAdmin", "370200"), "370100");
  expect(own).toMatchObject({ cityCode: "370200", day: { redeemedCount: 1 }, byCity: [{ cityCode: "370200" }] });
});

test("today is counted at most every three seconds", async () => {
  api.clock.advance(60_000);
  const first = await figures();
  await use(jinan);
  expect((await figures()).asOf).toBe(first.asOf);
  api.clock.advance(3_000);
  expect((await figures()).day.redeemedCount).toBe(first.day.redeemedCount + 1);
});

test("a finished day is read from its book, and a reversal after it shows once the night has counted it anew", async () => {
  const receipt = await use(jinan);
  api.clock.set("2026-11-21T04:00:00Z");
  expect((await figures("2026-11-20")).day).toMatchObject({ redeemedCount: 1, clubFen: 2_800 });
  expect(await DayBooks.countDocuments({ _id: "2026-11-20" })).toBe(1);
  await api.call(reverseRedemption, { redemptionId: receipt.redemptionId, reason: "客户投诉" }, { as: admin() });
  expect((await figures("2026-11-20")).day.redeemedCount).toBe(1);
  api.clock.set("2026-11-22T00:30:00Z");
  await recountDays(api.ctx());
  expect((await figures("2026-11-20")).day).toMatchObject({ redeemedCount: 0, reversedCount: 1, clubFen: 0 });
});

test("sums larger than any one amount may be are shown, on the first page and in the merchant's list", async () => {
  const [one, two] = [await use(jinan), await use(jinan)];
  const _id = { $in: [one.redemptionId, two.redemptionId] };
  await Redemptions.updateMany({ _id }, { $set: { clubFen: 7_000_000_000, memberFen: 8_000_000_000 } });
  api.clock.advance(3_000);
  const seen = await figures();
  expect([seen.day.clubFen, seen.monthToDate.memberFen]).toEqual([14_000_000_000, 16_000_000_000]);
  expect([seen.byCity[0]?.clubFen, seen.byDay.at(-1)?.clubFen]).toEqual([14_000_000_000, 14_000_000_000]);
  const list = await api.call(listMerchantRedemptions, { period: "today" }, { as: jinan.clerk });
  expect(list.totals).toMatchObject({ clubFen: 14_000_000_000, memberFen: 16_000_000_000 });
});

test("a day of the future and one more than 13 months ago are refused", async () => {
  await expect(figures("2026-11-21")).rejects.toMatchObject({ code: "overview.day-out-of-range" });
  await expect(figures("2025-10-01")).rejects.toMatchObject({ code: "overview.day-out-of-range" });
});

describe("live redemptions", () => {
  const reverse = (redemptionId: string) =>
    api.call(reverseRedemption, { redemptionId, reason: "误操作" }, { as: admin() });
  const watch = (as = admin(), lastEventId?: string) =>
    api.send(watchRedemptions, {}, { as, ...(lastEventId && { headers: { "last-event-id": lastEventId } }) });

  test("the last ten come first, then each as it happens", async () => {
    for (let index = 0; index < 11; index += 1) {
      api.clock.advance(1_000);
      await use(jinan);
    }
    const response = await watch();
    const next = await use(qingdao);
    const text = await readUntil(response, (soFar) => soFar.includes(next.redemptionId));
    expect(text.match(/^data: /gm)).toHaveLength(11);
    expect(text).toContain('"merchantName":"海滨洗车"');
  });

  test("one of the last ten that is reversed comes once more, as reversed; also to who comes back later", async () => {
    const undone = await use(jinan);
    api.clock.advance(60_000);
    const last = await use(jinan);
    const response = await watch();
    const reversed = `"id":"${undone.redemptionId}"`;
    await reverse(undone.redemptionId);
    const text = await readUntil(response, (soFar) => soFar.includes('"status":"reversed"'));
    expect(text.match(new RegExp(reversed, "g"))).toHaveLength(2);
    const place = `${Date.parse(last.redeemedAt)}.${last.redemptionId}`;
    expect(text.split("\n").filter((line) => line === `id: ${place}`)).toHaveLength(2);
    const resumed = await readUntil(await watch(admin(), place), (soFar) => soFar.includes("data: "));
    expect(resumed).toContain(reversed);
    expect(resumed).not.toContain(`"id":"${last.redemptionId}"`);
  });

  test("who looks anew sees a reversed one as reversed", async () => {
    const undone = await use(jinan);
    await reverse(undone.redemptionId);
    const text = await readUntil(await watch(), (soFar) => soFar.includes(undone.redemptionId));
    expect(text).toContain('"status":"reversed"');
  });

  test("city staff are told of their own city only", async () => {
    const hidden = await use(jinan);
    const shown = await use(qingdao);
    const text = await readUntil(await watch(api.as.staff("auditor", "370200")), (soFar) =>
      soFar.includes(shown.redemptionId),
    );
    expect(text).not.toContain(hidden.redemptionId);
  });

  test("who comes back with Last-Event-ID gets what happened meanwhile, also what was committed late", async () => {
    const first = await use(jinan);
    const id = `${Date.parse(first.redeemedAt)}.${first.redemptionId}`;
    api.clock.advance(-5_000);
    const late = await use(jinan);
    const text = await readUntil(await watch(admin(), id), (soFar) => soFar.includes(late.redemptionId));
    expect(text).not.toContain(`"id":"${first.redemptionId}"`);
  });
});
