import { creditCodeCheckCharacter } from "@club/shared/credit-code";
import { type AgreementPrice, activateAgreement, draftAgreement } from "@club/shared/merchant-agreements";
import { createBranch } from "@club/shared/merchant-branches";
import { inviteClerkByStaff } from "@club/shared/merchant-clerks";
import { changeMerchantStatus, createMerchant } from "@club/shared/merchants";
import { shanghaiDay } from "@club/shared/time";
import type { TestApi } from "../../../test/kit";
import { newPhone, type SignedIn, signedIn } from "../auth/auth.testing";
import { join } from "./clerk-login.service";

/*
 * What tests that need merchants share.
 */

let count = 0;

/** A valid unified social credit code that nobody has yet. */
function newCreditCode(): string {
  count += 1;
  const first17 = `91370100${String(count).padStart(9, "0")}`;
  return `${first17}${creditCodeCheckCharacter(first17)}`;
}

/** The place of every test branch: in front of Jinan's station, degrees × 1 000 000. */
export const AT_BRANCH = { lngE6: 117_000_000, latE6: 36_670_000 };

export function merchantInput(over: Partial<Parameters<typeof createInput>[0]> = {}) {
  return createInput({ name: "泉城洗车行", cityCode: "370100", contactPhone: newPhone(), ...over });
}

function createInput(given: { name: string; cityCode: string; contactPhone: string }) {
  return {
    ...given,
    creditCode: newCreditCode(),
    contactName: "王经理",
    bankName: "中国银行济南分行",
    bankHolder: "泉城洗车服务有限公司",
    bankAccount: "6217000010001234567",
  };
}

export const WASH_PRICE: AgreementPrice = {
  serviceId: "car-wash",
  model: "fixed",
  priceFen: 2_800,
  clubShareBps: null,
  capFen: null,
};

export type TestMerchant = {
  merchantId: string;
  branchId: string;
  owner: SignedIn;
  clerk: SignedIn;
  contactPhone: string;
};

/** An approved merchant with one branch, an agreement from today on, an owner and a clerk, everybody signed in. */
export async function openMerchant(
  api: TestApi,
  given: { cityCode?: string; prices?: AgreementPrice[]; taxBps?: number; name?: string } = {},
): Promise<TestMerchant> {
  const { cityCode = "370100", prices = [WASH_PRICE], taxBps = 600, name = "泉城洗车行" } = given;
  const as = api.as.staff("cityAdmin", cityCode);
  const input = merchantInput({ cityCode, name });
  const merchant = await api.call(createMerchant, input, { as });
  const merchantId = merchant.id;
  const serviceIds = prices.map((price) => price.serviceId);
  const branch = await api.call(
    createBranch,
    { merchantId, name: `${name}历下店`, address: "济南市历下区1号", ...AT_BRANCH, serviceIds },
    { as },
  );
  const effectiveFromDay = shanghaiDay(api.clock.now());
  const draft = await api.call(draftAgreement, { merchantId, effectiveFromDay, prices, taxBps }, { as });
  await api.call(activateAgreement, { merchantId, version: draft.version, reason: "首份协议" }, { as });
  for (const to of ["reviewing", "approved"] as const)
    await api.call(changeMerchantStatus, { merchantId, to, reason: "资料齐全" }, { as });
  const owner = await joinAs(api, merchantId, "owner");
  const clerk = await joinAs(api, merchantId, "clerk");
  return { merchantId, branchId: branch.id, owner, clerk, contactPhone: input.contactPhone };
}

/** Somebody new joins by an invitation of the club, with a WeChat and a phone of their own. */
export async function joinAs(
  api: TestApi,
  merchantId: string,
  role: "owner" | "clerk",
  given: { phone?: string; wechatUser?: string; password?: string; cityCode?: string } = {},
): Promise<SignedIn> {
  count += 1;
  const as = api.as.staff("provinceAdmin");
  const { invitationCode } = await api.call(inviteClerkByStaff, { merchantId, role, name: "李店员" }, { as });
  // Not over HTTP: a test file founds more shops from one address than a real one in ten minutes.
  const session = await join(api.ctx(), {
    invitationCode,
    loginCode: api.wechat.loginCode(given.wechatUser ?? `clerk-${count}`),
    phoneCode: api.wechat.phoneCode(given.phone ?? newPhone()),
    ...(given.password !== undefined && { password: given.password }),
  });
  return signedIn(api, session);
}
