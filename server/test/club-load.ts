import { CONSENT_VERSIONS, registerMember, wechatLogin } from "@club/shared/auth";
import { EARNING_RULE_PROPOSALS } from "@club/shared/data/points-rules";
import { type ClaimAnswer, claimGiftPack } from "@club/shared/giftpack-grants";
import { createGiftPack, publishGiftPack } from "@club/shared/giftpacks";
import { createProduct, publishProduct } from "@club/shared/mall-admin";
import { type PlacedOrder, placeOrder } from "@club/shared/mall-orders";
import { activateAgreement, draftAgreement } from "@club/shared/merchant-agreements";
import { createBranch } from "@club/shared/merchant-branches";
import { inviteClerkByStaff, joinMerchant } from "@club/shared/merchant-clerks";
import { changeMerchantStatus, createMerchant } from "@club/shared/merchants";
import { createEarningRule, switchEarningRule } from "@club/shared/points-rules";
import { confirmRedemption, previewRedemption, type ReceiptView } from "@club/shared/redemptions";
import { updateService } from "@club/shared/services";
import { shanghaiDay } from "@club/shared/time";
import { createVoucherQr, listMyVoucherCards } from "@club/shared/vouchers";
import type { Client } from "../src/demo/chain/http-client";
import { newPhone } from "../src/features/auth/auth.testing";
import { packInput } from "../src/features/giftpacks/giftpacks.test-kit";
import { productInput } from "../src/features/mall/mall.test-kit";
import { AT_BRANCH, merchantInput } from "../src/features/merchants/merchants.testing";
import { ALL_OFF } from "../src/features/redemptions/redemptions.testing";
import { readAccessToken, signAccessToken } from "../src/platform/access-tokens";
import { systemClock } from "../src/platform/clock";
import { loadConfig } from "../src/platform/config";
import { newId } from "../src/platform/ids";
import type { Outside } from "./club-process";

/*
 * A club that is used over HTTP only: opening it, and what members and clerks do all day.
 */

const HOME = "370100";
const reason = "测试需要";
const { keys } = loadConfig({ NODE_ENV: "test" });
const SERVICES = ["car-wash", "vehicle-check"] as const;
/** Two washes and a check. */
export const VOUCHERS_PER_CLAIM = 3;

function staffToken(): string {
  const actor = { kind: "staff", id: newId(), role: "provinceAdmin", cityCode: null, sessionId: newId() } as const;
  return signAccessToken(keys, actor, systemClock.now());
}

export type Clerk = { token: string; branchId: string };
export type OpenClub = { campaignId: string; registrationId: string; productId: string; clerks: Clerk[] };
/** One wash; who registers has points for three. */
export const PRODUCT_POINTS = 30;

/** A campaign, a pack and points for whoever registers, a product for points, and two shops with two clerks each. */
export async function openClub(client: Client, { wechat }: Outside): Promise<OpenClub> {
  const staff = { token: staffToken() };
  for (const serviceId of SERVICES) await client.call(updateService, { serviceId, rules: ALL_OFF, reason }, staff);
  const day = systemClock.now().getTime();
  const items = SERVICES.map((serviceId, index) => ({
    serviceId,
    quantity: 2 - index,
    validDays: 30,
    plateBinding: "none" as const,
  }));
  const pack = {
    ...packInput({ items, stockTotal: 100_000, budgetFen: 1_000_000_000 }),
    opensAt: new Date(day - 86_400_000).toISOString(),
  };
  const open = async (trigger: "campaign" | "registration") => {
    const { id: packId } = await client.call(createGiftPack, { ...pack, trigger }, { ...staff, key: newId() });
    await client.call(publishGiftPack, { packId }, staff);
    return packId;
  };
  const [campaignId, registrationId] = [await open("campaign"), await open("registration")];
  const productId = await openMall(client);
  const shops = [await openShop(client, wechat), await openShop(client, wechat)];
  return { campaignId, registrationId, productId, clerks: shops.flat() };
}

async function openMall(client: Client): Promise<string> {
  const staff = () => ({ token: staffToken(), key: newId() });
  const rule = { event: "registered" as const, ...EARNING_RULE_PROPOSALS.registered };
  const { version } = await client.call(createEarningRule, rule, staff());
  await client.call(switchEarningRule, { event: "registered", isOn: true, baseVersion: version, reason }, staff());
  const opensAt = new Date(systemClock.now().getTime() - 86_400_000).toISOString();
  const product = productInput({ pricePoints: PRODUCT_POINTS, opensAt });
  const { id: productId } = await client.call(createProduct, { ...product, stockTotal: 100_000 }, staff());
  await client.call(publishProduct, { productId }, staff());
  return productId;
}

async function openShop(client: Client, wechat: Outside["wechat"]): Promise<Clerk[]> {
  const staff = () => ({ token: staffToken(), key: newId() });
  const { id: merchantId } = await client.call(createMerchant, merchantInput({ cityCode: HOME }), staff());
  const place = { name: "泉城路店", address: "济南市泉城路1号", ...AT_BRANCH, serviceIds: [...SERVICES] };
  const branch = await client.call(createBranch, { merchantId, ...place }, staff());
  const prices = SERVICES.map((serviceId) => ({
    serviceId,
    model: "fixed" as const,
    priceFen: 2_800,
    clubShareBps: null,
    capFen: null,
  }));
  const body = { merchantId, effectiveFromDay: shanghaiDay(systemClock.now()), prices, taxBps: 600 };
  const { version } = await client.call(draftAgreement, body, staff());
  await client.call(activateAgreement, { merchantId, version, reason }, staff());
  for (const to of ["reviewing", "approved"] as const)
    await client.call(changeMerchantStatus, { merchantId, to, reason }, staff());
  const clerks: Clerk[] = [];
  for (const name of ["李店员", "王店员"]) {
    const { invitationCode } = await client.call(inviteClerkByStaff, { merchantId, name, role: "clerk" }, staff());
    const codes = { loginCode: wechat.loginCode(`clerk-${newId()}`), phoneCode: wechat.phoneCode(newPhone()) };
    clerks.push({
      token: (await client.call(joinMerchant, { invitationCode, ...codes })).accessToken,
      branchId: branch.id,
    });
  }
  return clerks;
}

export type Registered = { user: string; memberId: string; token: string };

/** The whole of opening the mini-program for the first time. */
export async function register(
  client: Client,
  { wechat }: Outside,
  given: { user?: string; phone?: string } = {},
): Promise<Registered> {
  const { user = `member-${newId()}`, phone = newPhone() } = given;
  const opened = await client.call(wechatLogin, { code: wechat.loginCode(user) });
  if (opened.outcome === "signedIn") return asRegistered(user, opened.session.accessToken);
  const session = await client.call(registerMember, {
    registrationToken: opened.registrationToken,
    proof: { by: "wechat", phoneCode: wechat.phoneCode(phone) },
    cityCode: HOME,
    consents: [
      { kind: "terms", version: CONSENT_VERSIONS.terms },
      { kind: "privacy", version: CONSENT_VERSIONS.privacy },
    ],
  });
  return asRegistered(user, session.accessToken);
}

function asRegistered(user: string, token: string): Registered {
  return { user, token, memberId: readAccessToken(keys, token, systemClock.now()).id };
}

export type Claim = { member: Registered; grantId: string; key: string; answer?: ClaimAnswer };

/** Sends a claim, or sends it again; notes the answer. */
export async function sendClaim(client: Client, claim: Claim): Promise<ClaimAnswer> {
  const answer = await client.call(
    claimGiftPack,
    { grantId: claim.grantId },
    { token: claim.member.token, key: claim.key },
  );
  claim.answer ??= answer;
  return answer;
}

export type Purchase = { member: Registered; productId: string; key: string; answer?: PlacedOrder };

/** Sends an order for one piece, or sends it again; notes the answer. */
export async function sendOrder(client: Client, purchase: Purchase): Promise<PlacedOrder> {
  const { productId, member, key } = purchase;
  const body = { productId, quantity: 1, unitPoints: PRODUCT_POINTS };
  const answer = await client.call(placeOrder, body, { token: member.token, key });
  purchase.answer ??= answer;
  return answer;
}

/** The voucher that each of a member's cards opens. */
export async function voucherIdsOf(client: Client, member: Registered): Promise<string[]> {
  const { items } = await client.call(listMyVoucherCards, {}, member);
  return items.map(({ voucherId }) => voucherId);
}

export type Visit = { voucherId: string; clerk: Clerk; ticket: string; key: string; receipt?: ReceiptView };

/** The member shows a voucher, the clerk scans it. */
export async function scanned(
  client: Client,
  at: { member: Registered; voucherId: string; clerk: Clerk },
): Promise<Visit> {
  const { voucherId, clerk } = at;
  const { token: presented } = await client.call(createVoucherQr, { voucherId }, at.member);
  const { ticket, reasons } = await client.call(previewRedemption, { presented, branchId: clerk.branchId }, clerk);
  if (ticket === null) throw new Error(`no ticket: ${reasons.map(({ code }) => code).join()}`);
  return { voucherId, clerk, ticket, key: newId() };
}

/** Sends a confirmation, or sends it again; notes the receipt. */
export async function sendConfirm(client: Client, visit: Visit, key = visit.key): Promise<ReceiptView> {
  const receipt = await client.call(confirmRedemption, { ticket: visit.ticket }, { token: visit.clerk.token, key });
  visit.receipt ??= receipt;
  return receipt;
}
