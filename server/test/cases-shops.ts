import * as merchantAgreements from "@club/shared/merchant-agreements";
import * as merchantBranches from "@club/shared/merchant-branches";
import * as clerks from "@club/shared/merchant-clerks";
import * as merchants from "@club/shared/merchants";
import { newPhone } from "../src/features/auth/auth.testing";
import { AT_BRANCH, joinAs, merchantInput, WASH_PRICE } from "../src/features/merchants/merchants.testing";
import { newId } from "../src/platform/ids";
import { aCase, type Case } from "./cases";
import { freshClerk, HOME, type World } from "./world";

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
  return api.call(merchantAgreements.draftAgreement, body, { as: people.cityAdmin });
}

export const merchantCases: Case[] = [
  aCase(
    merchantBranches.listNearbyBranches,
    everyone,
  )((_world, { name }) => ({
    input: { cityCode: HOME, ...(name !== "member" && { serviceId: "car-wash" }), ...AT_BRANCH },
  })),
  aCase(merchantBranches.getMerchantPage, everyone)(({ shop }) => ({ input: { merchantId: shop.merchantId } })),
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
    merchantBranches.createBranch,
    city,
  )(async (world) => ({ input: { merchantId: (await applicant(world)).id, ...branchBody } })),
  aCase(
    merchantBranches.updateBranch,
    city,
  )(async ({ shop }) => {
    const { merchantId, branchId } = shop;
    return { input: { merchantId, branchId, openingHours: "9:00–21:00", isActive: true, reason } };
  }),
  aCase(
    merchantAgreements.draftAgreement,
    city,
  )(({ shop }) => ({
    input: { merchantId: shop.merchantId, effectiveFromDay: "2027-01-01", prices: [WASH_PRICE], taxBps: 600 },
  })),
  aCase(merchantAgreements.listAgreements, city)(({ shop }) => ({ input: { merchantId: shop.merchantId } })),
  aCase(
    merchantAgreements.activateAgreement,
    city,
  )(async (world) => {
    const { merchantId, version } = await draft(world);
    return { input: { merchantId, version, reason } };
  }),
  aCase(
    merchantAgreements.discardAgreement,
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
