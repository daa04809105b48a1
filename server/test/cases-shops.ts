import * as clerks from "@club/shared/merchant-clerks";
import * as merchants from "@club/shared/merchants";
import * as redemptions from "@club/shared/redemptions";
import * as settlement from "@club/shared/settlement";
import { newPhone } from "../src/features/auth/auth.testing";
import { AT_BRANCH, joinAs, merchantInput, WASH_PRICE } from "../src/features/merchants/merchants.testing";
import { ticketFor } from "../src/features/redemptions/redemptions.testing";
import { signInStaff } from "../src/features/staff/staff.testing";
import { newId } from "../src/platform/ids";
import { aCase, type Case } from "./cases";
import { statementIn } from "./statements";
import { type Caller, freshClerk, freshReceipt, freshVoucher, HOME, newPhoto, type World } from "./world";

const reason = "测试需要";
const PASSWORD = "Password-2026";
const everyone = { concerns: "everyone" } as const;
const caller = { concerns: "caller" } as const;
const city = { concerns: "city" } as const;
const cityList = { concerns: "city", outsider: "list" } as const;
const merchant = { concerns: "merchant" } as const;
const merchantList = { concerns: "merchant", outsider: "list" } as const;

async function applicant({ api, people }: World) {
  return api.call(merchants.createMerchant, merchantInput({ cityCode: HOME }), { as: people.cityAdmin });
}

const branchBody = {
  name: "经十路店",
  address: "济南市经十路100号",
  phone: "0531-88880000",
  openingHours: "8:00–20:00",
  ...AT_BRANCH,
  serviceIds: ["car-wash"],
};

async function draft(world: World) {
  const { api, shop, people } = world;
  const body = { merchantId: shop.merchantId, effectiveFromDay: "2027-01-01", prices: [WASH_PRICE], taxBps: 600 };
  return api.call(merchants.draftAgreement, body, { as: people.cityAdmin });
}

export const merchantCases: Case[] = [
  aCase(
    merchants.listNearbyBranches,
    everyone,
  )(() => ({ input: { cityCode: HOME, serviceId: "car-wash", ...AT_BRANCH } })),
  aCase(merchants.getMerchantPage, everyone)(({ shop }) => ({ input: { merchantId: shop.merchantId } })),
  aCase(merchants.createMerchant, { concerns: "city", outsider: "auth.forbidden" })(() => ({
    input: merchantInput({ cityCode: HOME }),
  })),
  aCase(
    merchants.listMerchants,
    cityList,
  )(() => ({ input: { limit: 100, status: "approved", nameStartsWith: "泉城" } })),
  aCase(merchants.getMerchant, city)(({ shop }) => ({ input: { merchantId: shop.merchantId } })),
  aCase(
    merchants.updateMerchant,
    city,
  )(async (world) => ({
    input: {
      merchantId: (await applicant(world)).id,
      name: "泉城新洗车行",
      contactName: "赵经理",
      contactPhone: newPhone(),
      bank: { bankName: "中国银行济南分行", bankHolder: "泉城洗车服务有限公司", bankAccount: "6217000010009999999" },
      reason,
    },
  })),
  aCase(
    merchants.changeMerchantStatus,
    city,
  )(async (world) => ({ input: { merchantId: (await applicant(world)).id, to: "reviewing", reason } })),
  aCase(merchants.revealMerchant, { concerns: "city", reveals: ["contact"] })(({ shop }) => ({
    input: { merchantId: shop.merchantId, reason },
  })),
  aCase(
    merchants.createBranch,
    city,
  )(async (world) => ({ input: { merchantId: (await applicant(world)).id, ...branchBody } })),
  aCase(
    merchants.updateBranch,
    city,
  )(async ({ shop }) => {
    const { merchantId, branchId } = shop;
    return { input: { merchantId, branchId, openingHours: "9:00–21:00", isActive: true, reason } };
  }),
  aCase(
    merchants.draftAgreement,
    city,
  )(({ shop }) => ({
    input: { merchantId: shop.merchantId, effectiveFromDay: "2027-01-01", prices: [WASH_PRICE], taxBps: 600 },
  })),
  aCase(merchants.listAgreements, city)(({ shop }) => ({ input: { merchantId: shop.merchantId } })),
  aCase(
    merchants.activateAgreement,
    city,
  )(async (world) => {
    const { merchantId, version } = await draft(world);
    return { input: { merchantId, version, reason } };
  }),
  aCase(
    merchants.discardAgreement,
    city,
  )(async (world) => {
    const { merchantId, version } = await draft(world);
    return { input: { merchantId, version, reason } };
  }),
];

const invitation = { name: "钱店员", role: "clerk" } as const;

export const clerkCases: Case[] = [
  aCase(clerks.inviteClerk, caller)(() => ({ input: invitation })),
  aCase(clerks.inviteClerkByStaff, city)(({ shop }) => ({ input: { merchantId: shop.merchantId, ...invitation } })),
  aCase(
    clerks.joinMerchant,
    everyone,
  )(async ({ api, shop, people }) => {
    const call = { merchantId: shop.merchantId, ...invitation };
    const { invitationCode } = await api.call(clerks.inviteClerkByStaff, call, { as: people.cityAdmin });
    const loginCode = api.wechat.loginCode(`joins-${newId()}`);
    return { input: { invitationCode, loginCode, phoneCode: api.wechat.phoneCode(newPhone()), password: PASSWORD } };
  }),
  aCase(
    clerks.loginClerkByWechat,
    everyone,
  )(async ({ api, shop }) => {
    const wechatUser = `clerk-${newId()}`;
    await joinAs(api, shop.merchantId, "clerk", { wechatUser });
    return { input: { loginCode: api.wechat.loginCode(wechatUser) } };
  }),
  aCase(
    clerks.loginClerk,
    everyone,
  )(async ({ api, shop }) => {
    const phone = newPhone();
    await joinAs(api, shop.merchantId, "clerk", { phone, password: PASSWORD });
    return { input: { phone, password: PASSWORD } };
  }),
  aCase(
    clerks.refreshClerkSession,
    everyone,
  )(async (world) => ({ input: { refreshToken: (await freshClerk(world)).refreshToken } })),
  aCase(clerks.logoutClerk, caller)(() => ({ input: {} })),
  aCase(clerks.getMyMerchant, caller)(() => ({ input: {} })),
  aCase(
    clerks.setMyClerkPassword,
    caller,
  )(async (world) => ({
    input: { password: "Other-Pass-2026", currentPassword: PASSWORD },
    as: await freshClerk(world, PASSWORD),
  })),
  aCase(clerks.listMyClerks, merchantList)(() => ({ input: { limit: 100 } })),
  aCase(clerks.listMerchantClerks, city)(({ shop }) => ({ input: { merchantId: shop.merchantId, limit: 100 } })),
  aCase(
    clerks.updateMyClerk,
    merchant,
  )(async (world) => ({
    input: { clerkId: (await freshClerk(world)).id, status: "suspended", branchIds: [world.shop.branchId], reason },
  })),
  aCase(
    clerks.updateMerchantClerk,
    city,
  )(async (world) => ({
    input: {
      merchantId: world.shop.merchantId,
      clerkId: (await freshClerk(world)).id,
      status: "suspended",
      branchIds: [],
      reason,
    },
  })),
];

/** The calling clerk or owner of the world's shop. */
const inShop = ({ shop }: World, { name }: Caller) => (name === "owner" ? shop.owner : shop.clerk);

export const redemptionCases: Case[] = [
  aCase(redemptions.previewRedemption, { concerns: "merchant", outsider: "merchants.branch-not-found" })(
    ({ shop, code }) => ({
      input: { presented: code, branchId: shop.branchId, position: { lngE6: AT_BRANCH.lngE6, latE6: AT_BRANCH.latE6 } },
    }),
  ),
  aCase(redemptions.confirmRedemption, { concerns: "merchant", outsider: "redemptions.ticket-expired" })(
    async (world, by) => {
      const { api, shop, member } = world;
      return {
        input: {
          ticket: await ticketFor(api, { shop, by: inShop(world, by), member, voucher: await freshVoucher(world) }),
        },
      };
    },
  ),
  aCase(redemptions.uploadRedemptionPhoto, caller)(() => ({ input: {}, upload: newPhoto() })),
  aCase(
    redemptions.listMerchantRedemptions,
    merchantList,
  )(({ shop }) => ({ input: { period: "month", branchId: shop.branchId, limit: 100 } })),
  aCase(
    redemptions.listStaffRedemptions,
    cityList,
  )(({ shop }) => ({ input: { merchantId: shop.merchantId, limit: 100 } })),
  aCase(redemptions.getStaffRedemption, city)(({ receipt }) => ({ input: { redemptionId: receipt.redemptionId } })),
  aCase(redemptions.getRedemptionPhoto, city)(({ receipt }) => ({ input: { redemptionId: receipt.redemptionId } })),
  aCase(redemptions.listMyRedemptions, { concerns: "member", outsider: "list" })(() => ({ input: { limit: 100 } })),
  aCase(
    redemptions.undoRedemption,
    merchant,
  )(async (world) => ({ input: { redemptionId: (await freshReceipt(world)).redemptionId, reason } })),
  aCase(
    redemptions.reverseRedemption,
    city,
  )(async (world) => ({ input: { redemptionId: (await freshReceipt(world)).redemptionId, reason } })),
  aCase(
    redemptions.checkReceipt,
    everyone,
  )(({ receipt }) => ({ input: { receiptNo: receipt.receiptNo, signature: receipt.signature } })),
];

const statementId = async (world: World, status: Parameters<typeof statementIn>[1]) => ({
  statementId: (await statementIn(world, status)).id,
});

/** One statement for everybody who only reads. */
const seen = new WeakMap<World, Promise<{ statementId: string }>>();
function readable(world: World): Promise<{ statementId: string }> {
  const known = seen.get(world) ?? statementId(world, "sent");
  seen.set(world, known);
  return known;
}

async function withHash(world: World, status: "draft" | "sent") {
  const { id, linesHash } = await statementIn(world, status);
  return { input: { statementId: id, linesHash } };
}

export const settlementCases: Case[] = [
  aCase(
    settlement.generateStatement,
    city,
  )(({ shop }) => ({ input: { merchantId: shop.merchantId, month: "2026-11" } })),
  aCase(
    settlement.startSettlementRun,
    everyone,
  )(async ({ api }, { user }) => {
    const cityCode = user?.actor.kind === "staff" ? user.actor.cityCode : null;
    return { input: { month: "2026-11" }, as: await signInStaff(api, "finance", cityCode) };
  }),
  aCase(
    settlement.getSettlementRun,
    city,
  )(async ({ api }) => {
    const month = "2026-10";
    await api
      .call(settlement.startSettlementRun, { month }, { as: await signInStaff(api, "finance", HOME) })
      .catch(() => undefined);
    return { input: { runId: `${month}:${HOME}` } };
  }),
  aCase(
    settlement.listStatements,
    cityList,
  )(async (world) => {
    await readable(world);
    return { input: { merchantId: world.shop.merchantId, limit: 100 } };
  }),
  aCase(
    settlement.getStatementTotals,
    cityList,
  )(async (world) => ({ input: { month: (await readable(world)).statementId.slice(-7) } })),
  aCase(settlement.getStatement, city)(async (world) => ({ input: await readable(world) })),
  aCase(settlement.listStatementLines, city)(async (world) => ({ input: { ...(await readable(world)), limit: 100 } })),
  aCase(settlement.exportStatement, city)(async (world) => ({ input: await readable(world) })),
  aCase(
    settlement.exportMonth,
    cityList,
  )(async (world) => ({ input: { month: (await readable(world)).statementId.slice(-7) } })),
  aCase(settlement.freezeStatement, city)((world) => withHash(world, "draft")),
  aCase(
    settlement.sendStatement,
    city,
  )(async (world) => ({ input: { ...(await statementId(world, "frozen")), note: "请核对" } })),
  aCase(
    settlement.approveStatement,
    city,
  )(async (world) => ({ input: { ...(await statementId(world, "confirmed")), note: "同意" } })),
  aCase(
    settlement.invoiceStatement,
    city,
  )(async (world) => {
    const { id, payableFen } = await statementIn(world, "approved");
    return {
      input: {
        statementId: id,
        invoiceNo: `20261122${id.slice(-7).replace("-", "")}000001`,
        invoiceFen: payableFen,
        issuedOn: "2026-11-22",
      },
    };
  }),
  aCase(
    settlement.payStatement,
    city,
  )(async (world) => {
    const { id, payableFen } = await statementIn(world, "invoiced");
    return { input: { statementId: id, paymentRef: `BOC-${newId()}`, paidFen: payableFen, paidOn: "2026-11-22" } };
  }),
  aCase(
    settlement.createAdjustment,
    city,
  )(({ shop }) => ({ input: { merchantId: shop.merchantId, amountFen: -100, reason } })),
  aCase(
    settlement.listMyStatements,
    merchantList,
  )(async (world) => {
    await readable(world);
    return { input: { limit: 100 } };
  }),
  aCase(settlement.getMyStatement, merchant)(async (world) => ({ input: await readable(world) })),
  aCase(
    settlement.listMyStatementLines,
    merchant,
  )(async (world) => ({ input: { ...(await readable(world)), limit: 100 } })),
  aCase(settlement.exportMyStatement, merchant)(async (world) => ({ input: await readable(world) })),
  aCase(settlement.confirmStatement, merchant)((world) => withHash(world, "sent")),
  aCase(
    settlement.disputeStatement,
    merchant,
  )(async (world) => ({ input: { ...(await statementId(world, "sent")), reason } })),
];
