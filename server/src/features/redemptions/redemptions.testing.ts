import { confirmRedemption, previewRedemption, type ReceiptView } from "@club/shared/redemptions";
import type { ServiceRules } from "@club/shared/services";
import { createVoucherQr } from "@club/shared/vouchers";
import type { TestApi, TestUser } from "../../../test/kit";
import { newId } from "../../platform/ids";
import { signInMember } from "../members/members.testing";
import { AT_BRANCH, type TestMerchant } from "../merchants/merchants.testing";
import { updateService } from "../services/services.service";
import type { Voucher } from "../vouchers/voucher.model";
import { issueCard } from "../vouchers/vouchers.test-kit";

/*
 * What tests that need redemptions share.
 */

export const ALL_OFF: ServiceRules = {
  cityMustMatch: false,
  maxDistanceMeters: null,
  plateConfirm: false,
  photo: false,
  oncePer: "none",
  refuseMerchantPhone: false,
};

/** Switches the rules of a service. */
export async function setRules(api: TestApi, serviceId: string, rules: Partial<ServiceRules>): Promise<void> {
  await updateService(api.ctx(), { serviceId, rules: { ...ALL_OFF, ...rules }, reason: "测试规则" });
}

export type Customer = Awaited<ReturnType<typeof signInMember>>;

/** A member with a card of vouchers. */
export async function newCustomer(
  api: TestApi,
  wanted: Parameters<typeof issueCard>[2] = {},
): Promise<{ member: Customer; vouchers: Voucher[] }> {
  const member = await signInMember(api, { name: "张小明" });
  return { member, vouchers: await issueCard(api, member, wanted) };
}

/** What the member's screen shows for a voucher now. */
export async function qrOf(api: TestApi, member: TestUser, voucher: Voucher): Promise<string> {
  return (await api.call(createVoucherQr, { voucherId: voucher._id }, { as: member })).token;
}

type Scan = {
  shop: TestMerchant;
  by?: TestUser;
  presented: string;
  position?: { lngE6: number; latE6: number } | null;
};

/** A clerk scans in front of the shop. */
export function scan(api: TestApi, { shop, by = shop.clerk, presented, position = AT_BRANCH }: Scan) {
  return api.call(previewRedemption, { presented, branchId: shop.branchId, ...(position && { position }) }, { as: by });
}

/** Scans and takes the ticket. @throws when something stands against it */
export async function ticketFor(
  api: TestApi,
  of: { shop: TestMerchant; by?: TestUser; member: TestUser; voucher: Voucher },
): Promise<string> {
  const presented = await qrOf(api, of.member, of.voucher);
  const seen = await scan(api, { shop: of.shop, presented, ...(of.by && { by: of.by }) });
  if (seen.ticket === null) throw new Error(`no ticket: ${seen.reasons.map((reason) => reason.code).join()}`);
  return seen.ticket;
}

/** From the member's screen to the receipt. */
export async function redeem(
  api: TestApi,
  of: { shop: TestMerchant; member: TestUser; voucher: Voucher; by?: TestUser; key?: string; amountFen?: number },
): Promise<ReceiptView> {
  const ticket = await ticketFor(api, of);
  const body = { ticket, ...(of.amountFen !== undefined && { amountFen: of.amountFen }) };
  return api.call(confirmRedemption, body, { as: of.by ?? of.shop.clerk, idempotencyKey: of.key ?? newId() });
}
