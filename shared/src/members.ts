import * as z from "zod/mini";
import { CONSENT_KINDS, consentInput, memberCity, memberPassword, smsCodeField, smsCodeSent } from "./auth";
import { text } from "./fields";
import { endpoint } from "./http";
import { idCardField } from "./id-card";

/** Status -> the statuses it may change to. `closing` is the cooling-off before the account is erased. */
export const MEMBER_TRANSITIONS = {
  registered: ["completed", "closing"],
  completed: ["closing"],
  closing: ["registered", "completed", "closed"],
  closed: [],
} as const;
export type MemberStatus = keyof typeof MEMBER_TRANSITIONS;
export const MEMBER_STATUS_NAMES: Readonly<Record<MemberStatus, string>> = {
  registered: "已注册",
  completed: "已完善资料",
  closing: "注销冷静期",
  closed: "已注销",
};
export const MEMBER_TIERS = ["standard", "senior"] as const;
export type MemberTier = (typeof MEMBER_TIERS)[number];
export const MEMBER_TIER_NAMES: Readonly<Record<MemberTier, string>> = { standard: "普通会员", senior: "高级会员" };
/** Days between asking to close an account and its erasure; until then the member can change their mind. */
export const CLOSING_DAYS = 7;

export const memberStatus = z.enum(["registered", "completed", "closing", "closed"], "会员状态不正确");
const tier = z.enum(MEMBER_TIERS, "会员等级不正确");
/** 2 to 30 Chinese characters (with · between parts of a name), or Latin letters for residents with a foreign name. */
export const personNameField = text("姓名", 30, 2).check(
  z.regex(/^[\p{Script=Han}·]+$|^[A-Za-z][A-Za-z .'-]+$/u, "请填写身份证上的姓名"),
);

export const consentRecord = z.object({
  kind: z.enum(CONSENT_KINDS),
  version: z.string(),
  at: z.string(),
  withdrawnAt: z.nullable(z.string()),
});
export type ConsentRecord = z.output<typeof consentRecord>;

/**
 * One section of a copy of personal data: what one part of the club keeps of the member, in words and plain text. A part adds its
 * section without a change here.
 */
export const dataSection = z.object({
  key: z.string(),
  title: z.string(),
  items: z.array(
    z.object({ id: z.string(), title: z.string(), facts: z.array(z.object({ label: z.string(), value: z.string() })) }),
  ),
});
export type DataSection = z.output<typeof dataSection>;

/** A member as the member and the staff see it: personal values are masked; null = not given. */
export const memberView = z.object({
  id: z.string(),
  memberNo: z.string(),
  status: memberStatus,
  tier,
  cityCode: z.string(),
  phone: z.nullable(z.string()),
  name: z.nullable(z.string()),
  idCard: z.nullable(z.string()),
  hasPassword: z.boolean(),
  wechatLinked: z.boolean(),
  registeredAt: z.string(),
  completedAt: z.nullable(z.string()),
  /** When the account will be erased, while it is in the cooling-off. */
  closesAt: z.nullable(z.string()),
});
export type MemberView = z.output<typeof memberView>;

/** What members see of themselves. */
export const myMemberView = z.object({
  ...memberView.shape,
  /** Texts they have agreed to and that have a newer version since: to be read and agreed to anew. */
  outdatedConsents: z.array(z.enum(CONSENT_KINDS)),
});
export type MyMemberView = z.output<typeof myMemberView>;

const MINE = "会员本人";
const member = ["member"] as const;

export const getMe = endpoint({
  name: "getMe",
  method: "GET",
  path: "/members/me",
  auth: member,
  summary: "我的会员资料（脱敏），以及有新版本、需要重新同意的协议",
  tag: MINE,
  response: myMemberView,
  errors: ["members.not-found"],
});

export const updateMe = endpoint({
  name: "updateMe",
  method: "PUT",
  path: "/members/me",
  auth: member,
  summary: "修改所在城市",
  tag: MINE,
  body: z.object({ cityCode: memberCity }),
  response: memberView,
  errors: ["members.not-found"],
});

export const completeMe = endpoint({
  name: "completeMe",
  method: "POST",
  path: "/members/me/complete",
  auth: member,
  summary: "填写姓名和身份证号，成为高级会员",
  tag: MINE,
  body: z.object({
    name: personNameField,
    idCard: idCardField,
    /** Version of the separate consent to processing the ID number. */
    sensitiveConsentVersion: z.string("请先阅读并同意敏感个人信息处理同意书").check(z.minLength(1), z.maxLength(20)),
  }),
  response: memberView,
  errors: [
    "members.not-found",
    "members.under-age",
    "members.id-card-held",
    "members.already-completed",
    "members.already-closing",
    "members.consent-outdated",
  ],
});

export const requestMySmsCode = endpoint({
  name: "requestMySmsCode",
  method: "POST",
  path: "/members/me/sms-codes",
  auth: member,
  summary: "向我绑定的手机发送验证码，用于设置密码、导出资料和注销账号",
  tag: MINE,
  response: smsCodeSent,
  errors: ["members.not-found", "members.phone-missing", "auth.code-too-soon", "auth.code-limit"],
  rateLimit: { limit: 30, windowSeconds: 3600, by: "actor" },
});

export const setMyPassword = endpoint({
  name: "setMyPassword",
  method: "PUT",
  path: "/members/me/password",
  auth: member,
  summary: "设置或修改登录密码，需要短信验证；所有设备都需要重新登录",
  tag: MINE,
  body: z.object({ smsCode: smsCodeField, password: memberPassword }),
  response: "empty",
  errors: ["members.not-found", "members.phone-missing", "auth.code-wrong"],
});

export const listMyConsents = endpoint({
  name: "listMyConsents",
  method: "GET",
  path: "/members/me/consents",
  auth: member,
  summary: "我同意过的协议：版本和时间",
  tag: MINE,
  response: z.object({ items: z.array(consentRecord) }),
  errors: ["members.not-found"],
});

export const giveConsent = endpoint({
  name: "giveConsent",
  method: "POST",
  path: "/members/me/consents",
  auth: member,
  summary: "同意一份协议的当前版本",
  tag: MINE,
  body: consentInput,
  response: z.object({ items: z.array(consentRecord) }),
  errors: ["members.not-found", "members.consent-outdated"],
  rateLimit: { limit: 20, windowSeconds: 86_400, by: "actor" },
});

export const withdrawConsent = endpoint({
  name: "withdrawConsent",
  method: "POST",
  path: "/members/me/consents/withdraw",
  auth: member,
  summary: "撤回一项同意",
  tag: MINE,
  body: z.object({ kind: z.enum(CONSENT_KINDS, "协议类型不正确") }),
  response: z.object({ items: z.array(consentRecord) }),
  errors: ["members.not-found", "members.consent-required"],
  rateLimit: { limit: 20, windowSeconds: 86_400, by: "actor" },
});

export const closeMe = endpoint({
  name: "closeMe",
  method: "POST",
  path: "/members/me/close",
  auth: member,
  summary: "申请注销账号：7 天冷静期后删除个人信息",
  tag: MINE,
  body: z.object({ smsCode: smsCodeField }),
  response: memberView,
  errors: ["members.not-found", "members.phone-missing", "members.already-closing", "auth.code-wrong"],
});

export const cancelClosing = endpoint({
  name: "cancelClosing",
  method: "POST",
  path: "/members/me/close/cancel",
  auth: member,
  summary: "在冷静期内撤销注销",
  tag: MINE,
  response: memberView,
  errors: ["members.not-found", "members.not-closing"],
});

export const exportMyData = endpoint({
  name: "exportMyData",
  method: "POST",
  path: "/members/me/export",
  auth: member,
  summary: "导出我的全部个人信息（明文）：资料、同意记录、礼包、兑换券、核销等，需要短信验证",
  tag: MINE,
  body: z.object({ smsCode: smsCodeField }),
  response: z.object({
    exportedAt: z.string(),
    member: z.object({
      id: z.string(),
      memberNo: z.string(),
      status: memberStatus,
      tier,
      cityCode: z.string(),
      cityName: z.string(),
      phone: z.nullable(z.string()),
      name: z.nullable(z.string()),
      idCard: z.nullable(z.string()),
      wechatOpenid: z.nullable(z.string()),
      wechatUnionid: z.nullable(z.string()),
      channelScene: z.nullable(z.string()),
      registeredAt: z.string(),
      completedAt: z.nullable(z.string()),
    }),
    consents: z.array(consentRecord),
    sections: z.array(dataSection),
  }),
  errors: ["members.not-found", "members.phone-missing", "auth.code-wrong"],
  rateLimit: { limit: 5, windowSeconds: 86_400, by: "actor" },
});

export const membersEndpoints = {
  getMe,
  updateMe,
  completeMe,
  requestMySmsCode,
  setMyPassword,
  listMyConsents,
  giveConsent,
  withdrawConsent,
  closeMe,
  cancelClosing,
  exportMyData,
};
