import { closeMe } from "@club/shared/members";
import { getVoucherBalance, lockVoucher } from "@club/shared/voucher-admin";
import { publishedPack } from "../src/features/giftpacks/giftpacks.test-kit";
import { Grants } from "../src/features/giftpacks/grant.model";
import { closeDueMembers } from "../src/features/members/members.closing";
import { securityCode, signInMember } from "../src/features/members/members.testing";
import { openMerchant } from "../src/features/merchants/merchants.testing";
import { redeem, setRules } from "../src/features/redemptions/redemptions.testing";
import { seedServices } from "../src/features/services/services.service";
import { VoucherEvents, Vouchers } from "../src/features/vouchers/voucher.model";
import { issueCard } from "../src/features/vouchers/vouchers.test-kit";
import { startTestApi, type TestApi } from "./kit";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await seedServices(api.clock.now());
  await setRules(api, "car-wash", {});
});
afterAll(() => api.stop());

test("closing an account takes back what it could still use, keeps what was used, and the books agree", async () => {
  const shop = await openMerchant(api);
  await publishedPack(api, { trigger: "registration" });
  const member = await signInMember(api);
  const other = await signInMember(api);
  const [used, locked, usable, othersOwn] = [
    ...(await issueCard(api, member, { quantity: 3 })),
    ...(await issueCard(api, other, { quantity: 1 })),
  ].map((voucher) => voucher._id);
  await redeem(api, { shop, member, voucher: (await Vouchers.findById(used).lean()) as never });
  const admin = api.as.staff("provinceAdmin");
  await api.call(lockVoucher, { voucherId: locked ?? "", reason: "疑似转售" }, { as: admin });
  const statusOf = async (id: string | undefined) => (await Vouchers.findById(id).lean())?.status;
  const waiting = () => Grants.find({ memberId: member.actor.id }).lean();
  expect((await waiting()).map((grant) => grant.status)).toEqual(["granted"]);

  await api.call(closeMe, { smsCode: await securityCode(api, member) }, { as: member });
  expect(await statusOf(usable)).toBe("issued");
  api.clock.advance(7 * 86_400_000);
  expect(await closeDueMembers(api.ctx())).toBe(1);

  expect(await Promise.all([used, locked, usable, othersOwn].map(statusOf))).toEqual([
    "redeemed",
    "locked",
    "revoked",
    "issued",
  ]);
  expect((await waiting()).map((grant) => grant.status)).toEqual(["revoked"]);
  expect(await VoucherEvents.find({ voucherId: usable }).lean()).toMatchObject([
    { kind: "revoked", note: "会员已注销账号" },
  ]);
  const books = await api.call(getVoucherBalance, { memberId: member.actor.id }, { as: admin });
  expect(books).toMatchObject({ issuedCount: 3, redeemedCount: 1, lockedCount: 1, revokedCount: 1, isBalanced: true });
});
