import { listMyPostings } from "@club/shared/points-account";
import { getMyRating, handleRating, listRatings, rateRedemption } from "@club/shared/ratings";
import { getMyVoucher } from "@club/shared/vouchers";
import { startTestApi, type TestApi } from "../../../test/kit";
import { closeMember } from "../members/members.closing";
import { Members } from "../members/members.model";
import { openMerchant, type TestMerchant } from "../merchants/merchants.testing";
import { booksOf, openRule } from "../points/points.testing";
import { reverseByStaff } from "../redemptions/redemptions.reverse";
import { type Customer, newCustomer, redeem, setRules } from "../redemptions/redemptions.testing";
import { seedServices } from "../services/services.service";
import { first } from "../vouchers/vouchers.test-kit";
import { Ratings } from "./ratings.model";

let api: TestApi;
let shop: TestMerchant;
beforeAll(async () => {
  api = await startTestApi();
  await seedServices(api.clock.now());
  await setRules(api, "car-wash", {});
  shop = await openMerchant(api);
  await openRule(api, "redemption-rated");
});
afterAll(() => api.stop());

async function served(): Promise<{ member: Customer; redemptionId: string; voucherId: string }> {
  const { member, vouchers } = await newCustomer(api, { quantity: 1 });
  const voucher = first(vouchers);
  const { redemptionId } = await redeem(api, { shop, member, voucher });
  return { member, redemptionId, voucherId: voucher._id };
}

const GOOD = { stars: 5, tags: ["on-time", "polite"] as const, text: "洗得很干净" };
const said = (redemptionId: string) => ({ ...GOOD, tags: [...GOOD.tags], redemptionId });

describe("rating", () => {
  test("a redemption is rated once and earns once, however often and however parallel it is sent", async () => {
    const { member, redemptionId, voucherId } = await served();
    expect((await api.call(getMyVoucher, { voucherId }, { as: member })).redemptionId).toBe(redemptionId);
    expect(await api.call(getMyRating, { redemptionId }, { as: member })).toMatchObject({
      ...{ rating: null, whyNot: null, nextPoints: 24 },
      redemption: { id: redemptionId, voucherId },
    });
    const calls = Array.from({ length: 6 }, () => api.call(rateRedemption, said(redemptionId), { as: member }));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ stars: 5, text: "洗得很干净", earnedPoints: 24 });
    expect((await booksOf(member.actor.id)).balance).toBe(24);
    const again = { ...said(redemptionId), stars: 1 };
    await expect(api.call(rateRedemption, again, { as: member })).rejects.toMatchObject({
      code: "ratings.already-rated",
    });
    expect(await api.call(getMyRating, { redemptionId }, { as: member })).toMatchObject({
      ...{ rating: { stars: 5, tags: [{ name: "准时" }, { name: "态度好" }] }, nextPoints: 0 },
    });
    const { items } = await api.call(listMyPostings, {}, { as: member });
    expect(items.map((item) => item.reasonName)).toEqual(["评价服务"]);
  });

  test("an undone redemption cannot be rated, and another member's does not exist", async () => {
    const { member, redemptionId } = await served();
    const { member: other } = await newCustomer(api);
    await expect(api.call(rateRedemption, said(redemptionId), { as: other })).rejects.toMatchObject({
      code: "redemptions.not-found",
    });
    const admin = api.as.staff("provinceAdmin");
    await reverseByStaff(api.ctx(admin), { redemptionId, reason: "车主没有到店" });
    await expect(api.call(rateRedemption, said(redemptionId), { as: member })).rejects.toMatchObject({
      code: "ratings.redemption-undone",
    });
    const page = await api.call(getMyRating, { redemptionId }, { as: member });
    expect(page.whyNot).toMatch(/撤销/);
    expect((await booksOf(member.actor.id)).balance).toBe(0);
  });

  test("the redemption of a voucher that was undone and made anew can be rated, and earns nothing more", async () => {
    const { member, vouchers } = await newCustomer(api, { quantity: 1 });
    const visit = { shop, member, voucher: first(vouchers) };
    const { redemptionId } = await redeem(api, visit);
    expect(await api.call(rateRedemption, said(redemptionId), { as: member })).toMatchObject({ earnedPoints: 24 });
    await reverseByStaff(api.ctx(api.as.staff("provinceAdmin")), { redemptionId, reason: "扫错了券" });
    const { redemptionId: second } = await redeem(api, visit);
    expect((await api.call(getMyRating, { redemptionId: second }, { as: member })).nextPoints).toBe(0);
    expect(await api.call(rateRedemption, said(second), { as: member })).toMatchObject({ earnedPoints: 0 });
    expect((await booksOf(member.actor.id)).balance).toBe(24);
  });
});

describe("the words of a rating", () => {
  test("what WeChat refuses is refused, and can be said in other words", async () => {
    const { member, redemptionId } = await served();
    const bad = { ...said(redemptionId), text: "一段违规内容" };
    await expect(api.call(rateRedemption, bad, { as: member })).rejects.toMatchObject({ code: "ratings.text-refused" });
    expect(await api.call(rateRedemption, said(redemptionId), { as: member })).toMatchObject({ earnedPoints: 24 });
  });

  test("a check that is down or cannot judge keeps nobody from rating; staff see that the text is unchecked", async () => {
    const faults = [
      { kind: "status", path: "/wxa/msg_sec_check", status: 502, times: 3 },
      { kind: "errcode", path: "/wxa/msg_sec_check", errcode: 61010, times: 1 },
    ] as const;
    for (const fault of faults) {
      const { member, redemptionId } = await served();
      api.wechat.faults.add({ ...fault });
      await api.call(rateRedemption, said(redemptionId), { as: member });
      expect((await Ratings.findById(redemptionId).lean())?.textCheck).toBe("unchecked");
      while (api.wechat.faults.take(fault.path));
    }
  });

  test("closing the account erases the words and keeps the stars; the points lapse", async () => {
    const { member, redemptionId } = await served();
    await api.call(rateRedemption, said(redemptionId), { as: member });
    const closing = { status: "closing", closesAt: api.clock.now() } as const;
    await Members.updateOne({ _id: member.actor.id }, { $set: closing });
    await closeMember(api.ctx(), member.actor.id);
    expect(await Ratings.findById(redemptionId).lean()).toMatchObject({ text: null, stars: 5 });
    expect((await booksOf(member.actor.id)).balance).toBe(0);
  });
});

describe("staff", () => {
  test("low ratings wait for somebody of the club and are handled once, by the right city", async () => {
    const { member, redemptionId } = await served();
    const low = { redemptionId, stars: 2, tags: ["long-wait" as const], text: null };
    await api.call(rateRedemption, low, { as: member });
    const jinan = api.as.staff("cityAdmin", "370100");
    const qingdao = api.as.staff("cityAdmin", "370200");
    const open = async () => (await api.call(listRatings, { openOnly: true, limit: 100 }, { as: jinan })).items;
    expect((await open()).map((item) => [item.redemptionId, item.stars, item.isLow])).toEqual([
      [redemptionId, 2, true],
    ]);
    const call = { redemptionId, note: "已致电车主并提醒门店" };
    await expect(api.call(handleRating, call, { as: qingdao })).rejects.toMatchObject({ code: "ratings.not-found" });
    expect((await api.call(handleRating, call, { as: jinan })).handledNote).toBe(call.note);
    await expect(api.call(handleRating, call, { as: jinan })).rejects.toMatchObject({
      code: "ratings.nothing-to-handle",
    });
    expect(await open()).toEqual([]);
    expect((await api.call(listRatings, {}, { as: qingdao })).items).toEqual([]);
  });

  test("the list is narrowed by merchant and stars, pages without gaps, and shows members masked", async () => {
    const as = api.as.staff("auditor");
    const all = (await api.call(listRatings, { merchantId: shop.merchantId, limit: 100 }, { as })).items;
    expect(all.length).toBeGreaterThan(3);
    expect(all.some((item) => item.member.name?.includes("*"))).toBe(true);
    const fives = await api.call(listRatings, { merchantId: shop.merchantId, stars: 5, limit: 100 }, { as });
    expect(fives.items).toEqual(all.filter((item) => item.stars === 5));
    const paged: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await api.call(listRatings, { limit: 2, ...(cursor && { cursor }) }, { as });
      paged.push(...page.items.map((item) => item.redemptionId));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.map((item) => item.redemptionId));
  });
});
