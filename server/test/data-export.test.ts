import { claimGiftPack, listMyGiftPacks } from "@club/shared/giftpack-grants";
import { type DataSection, exportMyData } from "@club/shared/members";
import { undoRedemption } from "@club/shared/redemptions";
import { bindVoucherPlate } from "@club/shared/vouchers";
import { publishedPack } from "../src/features/giftpacks/giftpacks.test-kit";
import { securityCode, signInMember } from "../src/features/members/members.testing";
import { openMerchant } from "../src/features/merchants/merchants.testing";
import { redeem, setRules } from "../src/features/redemptions/redemptions.testing";
import { seedServices } from "../src/features/services/services.service";
import { first, issueCard } from "../src/features/vouchers/vouchers.test-kit";
import { newId } from "../src/platform/ids";
import { startTestApi, type TestApi, type TestUser } from "./kit";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await seedServices(api.clock.now());
  await setRules(api, "car-wash", {});
});
afterAll(() => api.stop());

async function sectionsOf(member: TestUser & { phone: string }): Promise<Map<string, DataSection>> {
  const data = await api.call(exportMyData, { smsCode: await securityCode(api, member) }, { as: member });
  return new Map(data.sections.map((section) => [section.key, section]));
}

/** The facts of one item by their label. */
function factsOf(item: DataSection["items"][number] | undefined): Record<string, string> {
  return Object.fromEntries(item?.facts.map(({ label, value }) => [label, value]) ?? []);
}

test("a member's copy holds their gift packs, vouchers and redemptions in words, and nothing of others", async () => {
  const shop = await openMerchant(api);
  const pack = await publishedPack(api, { trigger: "registration" });
  const [member, other] = [await signInMember(api), await signInMember(api)];
  const [voucher] = [await issueCard(api, member, { quantity: 1 }), await issueCard(api, other, { quantity: 4 })].map(
    first,
  );
  const receipt = await redeem(api, { shop, member, voucher: voucher as NonNullable<typeof voucher> });

  const sections = await sectionsOf(member);
  expect([...sections.keys()]).toEqual(expect.arrayContaining(["gift-packs", "vouchers", "redemptions"]));
  expect(sections.get("gift-packs")?.items).toMatchObject([{ title: pack.name }]);
  expect(factsOf(sections.get("gift-packs")?.items[0])).toMatchObject({ 状态: "待领取" });
  expect(sections.get("vouchers")?.items.map(factsOf)).toMatchObject([{ 状态: "已使用" }]);
  expect(sections.get("redemptions")?.items.map(factsOf)).toMatchObject([
    { 凭证编号: receipt.receiptNo, 商户: `${receipt.merchantName}（${receipt.branchName}）`, 自付金额: "¥0.00" },
  ]);
  expect((await sectionsOf(other)).get("redemptions")?.items).toEqual([]);
});

test("what a claim gave is all in the copy, and the codes that are worth a service are not", async () => {
  await publishedPack(api, { trigger: "registration" });
  const member = await signInMember(api);
  const offers = await api.call(listMyGiftPacks, { section: "granted" }, { as: member });
  const claim = await api.call(
    claimGiftPack,
    { grantId: first(offers.items).grantId },
    { as: member, idempotencyKey: newId() },
  );
  const sections = await sectionsOf(member);
  const given = claim.cards.reduce((sum, card) => sum + card.quantity, 0);
  expect(sections.get("vouchers")?.items).toHaveLength(given);
  expect(sections.get("gift-packs")?.items.map((item) => factsOf(item).状态)).toContain("已领取");
  expect(JSON.stringify([...sections.values()])).not.toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
});

test("a bound plate is given in full, and a redemption that was taken back says when", async () => {
  const shop = await openMerchant(api);
  const member = await signInMember(api);
  const bound = first(await issueCard(api, member, { quantity: 1, plateBinding: "required" }));
  await api.call(bindVoucherPlate, { voucherId: bound._id, plate: "鲁A12345" }, { as: member });
  const used = first(await issueCard(api, member, { quantity: 1 }));
  const { redemptionId } = await redeem(api, { shop, member, voucher: used });
  await api.call(undoRedemption, { redemptionId, reason: "扫错了券" }, { as: shop.clerk });

  const sections = await sectionsOf(member);
  expect(sections.get("vouchers")?.items.map((item) => factsOf(item).绑定车牌)).toContain("鲁A12345");
  expect(sections.get("redemptions")?.items.map(factsOf)).toMatchObject([{ 撤销时间: expect.stringMatching(/^2/) }]);
});
