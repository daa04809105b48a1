import * as auth from "@club/shared/auth";
import * as admin from "@club/shared/member-admin";
import * as members from "@club/shared/members";
import { listOrgs } from "@club/shared/orgs";
import * as services from "@club/shared/services";
import * as staff from "@club/shared/staff";
import { newPhone, signInCode } from "../src/features/auth/auth.testing";
import { createMember } from "../src/features/members/members.create";
import {
  CONSENTS,
  registrationTokenOf,
  SENSITIVE_VERSION,
  securityCode,
  signInMember,
} from "../src/features/members/members.testing";
import { createStaffAccount } from "../src/features/staff/staff.service";
import { STAFF_PASSWORD, signInStaff } from "../src/features/staff/staff.testing";
import { newId } from "../src/platform/ids";
import { aCase, type Case, narrow } from "./cases";
import { type Caller, HOME, PLATE, type World } from "./world";

const reason = "测试需要";
const PASSWORD = "Password-2026";
const everyone = { concerns: "everyone" } as const;
const caller = { concerns: "caller" } as const;
const city = { concerns: "city" } as const;
const cityList = { concerns: "city", outsider: "list" } as const;

/** They search by plate, the others by phone. */
const BY_PLATE: readonly string[] = ["auditor", "auditorElsewhere"];
const newUser = () => `user-${newId()}`;

/** The calling member (or a new one where the call would change too much), able to receive a code. */
function own(world: World, { name }: Caller) {
  return name === "otherMember" ? world.otherMember : world.member;
}

async function newAccount({ api }: World, mustChangePassword: boolean) {
  const loginName = `n${newId()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")}`;
  const account = {
    loginName,
    name: "新来的",
    role: "auditor" as const,
    cityCode: HOME,
    password: STAFF_PASSWORD,
    mustChangePassword,
  };
  return createStaffAccount(api.ctx(), account);
}

export const authCases: Case[] = [
  aCase(
    auth.staffLogin,
    everyone,
  )(async (world) => {
    const { loginName } = await newAccount(world, false);
    return { input: { loginName, password: STAFF_PASSWORD } };
  }),
  aCase(
    auth.replaceTemporaryPassword,
    everyone,
  )(async (world) => {
    const { loginName } = await newAccount(world, true);
    const answer = await world.api.call(auth.staffLogin, { loginName, password: STAFF_PASSWORD });
    if (answer.outcome !== "passwordChangeRequired") throw new Error("the temporary password lets in");
    return { input: { changeToken: answer.changeToken, newPassword: "My-own-Pass-1" } };
  }),
  aCase(
    auth.refreshSession,
    everyone,
  )(async ({ api }) => ({ input: { refreshToken: (await signInMember(api)).refreshToken } })),
  aCase(auth.logout, caller)(() => ({ input: {} })),
  aCase(auth.requestSmsCode, everyone)(() => ({ input: { phone: newPhone() } })),
  aCase(auth.wechatLogin, everyone)(({ api }) => ({ input: { code: api.wechat.loginCode(newUser()) } })),
  aCase(
    auth.registerMember,
    everyone,
  )(async ({ api }) => ({
    input: {
      registrationToken: await registrationTokenOf(api, newUser()),
      proof: { by: "wechat", phoneCode: api.wechat.phoneCode(newPhone()) },
      cityCode: HOME,
      consents: [...CONSENTS],
      password: PASSWORD,
      channelScene: "poster-1",
    },
  })),
  aCase(
    auth.linkWechat,
    everyone,
  )(async ({ api }) => {
    const phone = newPhone();
    await createMember(api.ctx(), { phone, wechat: null, cityCode: HOME, consents: [] });
    const registrationToken = await registrationTokenOf(api, newUser());
    return {
      input: {
        registrationToken,
        phone,
        smsCode: await signInCode(api, phone),
        identity: { name: "张小明", idCardLast4: "001X" },
      },
    };
  }),
  aCase(
    auth.loginBySms,
    everyone,
  )(async ({ api }) => {
    const { phone } = await signInMember(api);
    return { input: { phone, smsCode: await signInCode(api, phone) } };
  }),
  aCase(
    auth.loginByPassword,
    everyone,
  )(async ({ api }) => {
    const { phone } = await signInMember(api, { password: PASSWORD });
    return { input: { phone, password: PASSWORD } };
  }),
];

export const memberCases: Case[] = [
  aCase(members.getMe, caller)(() => ({ input: {} })),
  aCase(members.updateMe, caller)(() => ({ input: { cityCode: HOME } })),
  aCase(
    members.completeMe,
    caller,
  )((world, by) => {
    const { name, idCard } = own(world, by);
    return { input: { name, idCard, sensitiveConsentVersion: SENSITIVE_VERSION } };
  }),
  aCase(members.requestMySmsCode, caller)(async ({ api }) => ({ input: {}, as: await signInMember(api) })),
  aCase(
    members.setMyPassword,
    caller,
  )(async ({ api }) => {
    const as = await signInMember(api);
    return { input: { smsCode: await securityCode(api, as), password: PASSWORD }, as };
  }),
  aCase(members.listMyConsents, caller)(() => ({ input: {} })),
  aCase(
    members.giveConsent,
    caller,
  )(() => ({ input: { kind: "marketing", version: auth.CONSENT_VERSIONS.marketing } })),
  aCase(members.withdrawConsent, caller)(() => ({ input: { kind: "marketing" } })),
  aCase(
    members.closeMe,
    caller,
  )(async ({ api }) => {
    const as = await signInMember(api);
    return { input: { smsCode: await securityCode(api, as) }, as };
  }),
  aCase(
    members.cancelClosing,
    caller,
  )(async ({ api }) => {
    const as = await signInMember(api);
    await api.call(members.closeMe, { smsCode: await securityCode(api, as) }, { as });
    return { input: {}, as };
  }),
  aCase(members.exportMyData, { concerns: "caller", reveals: ["phone", "idCard", "name"] })(async ({ api }) => {
    const as = await signInMember(api, { name: "张小明" });
    return { input: { smsCode: await securityCode(api, as) }, as };
  }),
];

export const memberAdminCases: Case[] = [
  aCase(
    admin.searchMembers,
    cityList,
  )(({ member }, { name }) => ({ input: BY_PLATE.includes(name) ? { plate: PLATE } : { phone: member.phone } })),
  aCase(
    admin.listMembers,
    cityList,
  )(async (world) => {
    await narrow(world, admin.listMembers, [{ status: "completed" }, { cityCode: HOME }]);
    return { input: { limit: 100 } };
  }),
  aCase(admin.getMember, city)(({ member }) => ({ input: { memberId: member.id } })),
  aCase(
    admin.correctMember,
    city,
  )(async ({ api }) => {
    const { id: memberId } = await signInMember(api, { name: "张小明" });
    return { input: { memberId, name: "张晓明", phone: newPhone(), reason } };
  }),
  aCase(admin.revealMemberField, { concerns: "city", reveals: ["phone"] })(({ member }) => ({
    input: { memberId: member.id, field: "phone", reason },
  })),
];

const counterClerkAtHome = async ({ api }: World) => (await signInStaff(api, "counterClerk", HOME)).id;

export const staffCases: Case[] = [
  aCase(staff.createStaff, { concerns: "city", outsider: "staff.not-manageable" })(() => ({
    input: {
      loginName: `s${newId()
        .toLowerCase()
        .replace(/[^a-z0-9]/g, "")}`,
      name: "新柜员",
      role: "counterClerk",
      cityCode: HOME,
    },
  })),
  aCase(staff.listStaff, cityList)(() => ({ input: { limit: 100 } })),
  aCase(staff.getStaffMe, caller)(() => ({ input: {} })),
  aCase(staff.disableStaff, city)(async (world) => ({ input: { staffId: await counterClerkAtHome(world), reason } })),
  aCase(
    staff.enableStaff,
    city,
  )(async (world) => {
    const staffId = await counterClerkAtHome(world);
    await world.api.call(staff.disableStaff, { staffId, reason }, { as: world.people.cityAdmin });
    return { input: { staffId, reason } };
  }),
  aCase(
    staff.resetStaffPassword,
    city,
  )(async (world) => ({ input: { staffId: await counterClerkAtHome(world), reason } })),
  aCase(
    staff.changeStaffPassword,
    caller,
  )(async ({ api }, { user }) => {
    const actor = user?.actor.kind === "staff" ? user.actor : null;
    const as = actor ? await signInStaff(api, actor.role, actor.cityCode) : undefined;
    return { input: { currentPassword: STAFF_PASSWORD, newPassword: "Another-Pass-2026" }, ...(as && { as }) };
  }),
];

export const serviceCases: Case[] = [
  aCase(listOrgs, everyone)(() => ({ input: {} })),
  aCase(services.listServices, everyone)(() => ({ input: {} })),
  aCase(services.listStaffServices, everyone)(() => ({ input: {} })),
  aCase(
    services.updateService,
    everyone,
  )(() => ({
    input: {
      serviceId: "fuel",
      name: "加油优惠",
      description: "全省签约加油站可用",
      terms: ["每次限用一张"],
      standardPriceFen: 2_000,
      rules: {
        cityMustMatch: false,
        maxDistanceMeters: null,
        plateConfirm: false,
        photo: false,
        oncePer: "none",
        refuseMerchantPhone: false,
      },
      plateBinding: "none",
      isActive: true,
      reason,
    },
  })),
];
