import { setTimeout as delay } from "node:timers/promises";
import { closeMe } from "@club/shared/members";
import { reverseRedemption } from "@club/shared/redemption-admin";
import { addDays } from "@club/shared/time";
import { getVoucherBalance, lockVoucher, unlockVoucher } from "@club/shared/voucher-admin";
import { publishedPack } from "../src/features/giftpacks/giftpacks.test-kit";
import { Grants } from "../src/features/giftpacks/grant.model";
import { closeDueMembers } from "../src/features/members/members.closing";
import { isClosedMember } from "../src/features/members/members.service";
import { securityCode, signInMember } from "../src/features/members/members.testing";
import { openMerchant } from "../src/features/merchants/merchants.testing";
import { redeem, setRules } from "../src/features/redemptions/redemptions.testing";
import { seedServices } from "../src/features/services/services.service";
import { type Voucher, VoucherEvents, Vouchers } from "../src/features/vouchers/voucher.model";
import { reopenVoucher } from "../src/features/vouchers/vouchers.service";
import { issueCard } from "../src/features/vouchers/vouchers.test-kit";
import { inTransaction } from "../src/platform/db";
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
  const first = (await Vouchers.findById(used).lean()) as Voucher;
  const { redemptionId } = await redeem(api, { shop, member, voucher: first });
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
  const books = () => api.call(getVoucherBalance, { memberId: member.actor.id }, { as: admin });
  expect(await books()).toMatchObject({ issuedCount: 3, redeemedCount: 1, lockedCount: 1, revokedCount: 1 });

  // Nothing comes back to life afterwards: what is reversed is closed, what is locked stays locked.
  const reversed = await api.call(reverseRedemption, { redemptionId, reason: "重复核销" }, { as: admin });
  expect(reversed).toMatchObject({ status: "reversed", isVoucherBack: false });
  await expect(
    api.call(unlockVoucher, { voucherId: locked ?? "", reason: "查无实据" }, { as: admin }),
  ).rejects.toMatchObject({ code: "vouchers.owner-closed" });
  expect(await Promise.all([used, locked].map(statusOf))).toEqual(["closed", "locked"]);
  expect(await VoucherEvents.find({ voucherId: used }).lean()).toMatchObject([
    { kind: "closed", note: "会员已注销账号" },
  ]);
  expect(await books()).toMatchObject({ issuedCount: 3, closedCount: 1, lockedCount: 1, isBalanced: true });
});

test("an account that is closed while a redemption of it is being reversed is left with nothing usable", async () => {
  const shop = await openMerchant(api);
  const member = await signInMember(api);
  const [voucher] = await issueCard(api, member, { quantity: 1, expiresAt: addDays(api.clock.now(), 30) });
  const voucherId = voucher?._id ?? "";
  const { redemptionId } = await redeem(api, { shop, member, voucher: voucher as Voucher });
  await api.call(closeMe, { smsCode: await securityCode(api, member) }, { as: member });
  api.clock.advance(7 * 86_400_000);
  let closing: Promise<number> | undefined;
  await inTransaction(async (session) => {
    expect(await isClosedMember(session, api.ctx(), member.id)).toBe(false);
    // The closing comes in between, and has time to be through before the voucher is given back.
    closing ??= closeDueMembers(api.ctx());
    await delay(300);
    await reopenVoucher(session, api.ctx(), { voucherId, redemptionId });
  });
  expect(await closing).toBe(1);
  expect((await Vouchers.findById(voucherId).lean())?.status).toBe("revoked");
});
