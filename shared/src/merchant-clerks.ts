import * as z from "zod/mini";
import { clerkPassword, deviceToken, session, typedPassword } from "./auth";
import { id, page, pageQuery, reason, text } from "./fields";
import { endpoint, MERCHANT_ROLES } from "./http";
import { phoneField } from "./phone";

/** People of a merchant: owner (店主) and clerk (核销员). They join by an invitation and sign in by WeChat or by phone and password. */
export const CLERK_TRANSITIONS = {
  active: ["suspended", "removed"],
  suspended: ["active", "removed"],
  removed: [],
} as const;
export type ClerkStatus = keyof typeof CLERK_TRANSITIONS;
const clerkStatus = z.enum(["active", "suspended", "removed"], "请选择状态");
const clerkRole = z.enum(["owner", "clerk"], "请选择身份");
const branchIds = z.array(id).check(z.maxLength(200, "门店太多"));
const wechatCode = z
  .string("缺少微信登录凭证")
  .check(z.minLength(1, "缺少微信登录凭证"), z.maxLength(128, "微信登录凭证不正确"));
const token = z.string("请重新登录").check(z.minLength(1, "请重新登录"), z.maxLength(2048, "请重新登录"));

export const clerkDto = z.object({
  id,
  name: z.string(),
  phone: z.string(),
  role: clerkRole,
  branchIds: z.array(id),
  status: clerkStatus,
  joinedAt: z.string(),
  lastLoginAt: z.nullable(z.string()),
});
export type ClerkDto = z.output<typeof clerkDto>;

const signedIn = z.extend(session, {
  clerk: clerkDto,
  merchant: z.object({ id, name: z.string(), status: z.string() }),
});
const invitation = z.object({ invitationCode: z.string(), role: clerkRole, expiresAt: z.string() });
const inviteBody = z.object({ name: text("姓名", 30, 2), role: clerkRole, branchIds: z.optional(branchIds) });
const inviteErrors = ["merchants.branch-not-found", "merchants.not-found", "merchants.wrong-state"] as const;

export const inviteClerk = endpoint({
  name: "inviteClerk",
  method: "POST",
  path: "/merchant/clerk-invitations",
  auth: ["owner"],
  summary: "店主邀请核销员，得到一次性邀请码",
  tag: "商户人员",
  body: inviteBody,
  response: invitation,
  errors: inviteErrors,
});
export const inviteClerkByStaff = endpoint({
  name: "inviteClerkByStaff",
  method: "POST",
  path: "/staff/merchants/:merchantId/clerk-invitations",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "俱乐部为商户邀请店主或核销员",
  tag: "商户人员",
  params: z.object({ merchantId: id }),
  body: inviteBody,
  response: invitation,
  errors: inviteErrors,
});
export const joinMerchant = endpoint({
  name: "joinMerchant",
  method: "POST",
  path: "/merchant/join",
  auth: "public",
  summary: "凭邀请码、微信和微信手机号加入商户并登录",
  tag: "商户人员",
  body: z.object({
    invitationCode: text("邀请码", 20, 8),
    loginCode: wechatCode,
    phoneCode: wechatCode,
    password: z.optional(clerkPassword),
  }),
  response: signedIn,
  errors: [
    "merchants.invitation-invalid",
    "merchants.phone-taken",
    "merchants.wechat-taken",
    "merchants.not-approved",
    "members.wechat-code-invalid",
    "members.phone-code-invalid",
    "members.wechat-blocked",
    "gateway.unavailable",
  ],
  rateLimit: { limit: 20, windowSeconds: 600, by: "address" },
});
export const loginClerkByWechat = endpoint({
  name: "loginClerkByWechat",
  method: "POST",
  path: "/merchant/login-wechat",
  auth: "public",
  summary: "核销员微信登录",
  tag: "商户人员",
  body: z.object({ loginCode: wechatCode }),
  response: signedIn,
  errors: [
    "merchants.wechat-unknown",
    "merchants.not-approved",
    "members.wechat-code-invalid",
    "members.wechat-blocked",
    "gateway.unavailable",
  ],
  rateLimit: { limit: 60, windowSeconds: 60, by: "address" },
});
export const loginClerk = endpoint({
  name: "loginClerk",
  method: "POST",
  path: "/merchant/login",
  auth: "public",
  summary: "商户网页登录：手机号和密码",
  tag: "商户人员",
  body: z.object({ phone: phoneField, password: typedPassword, deviceToken }),
  response: z.extend(signedIn, { deviceToken: z.string() }),
  errors: ["merchants.login-failed", "merchants.not-approved", "auth.login-locked"],
  rateLimit: { limit: 60, windowSeconds: 60, by: "address" },
});
export const refreshClerkSession = endpoint({
  name: "refreshClerkSession",
  method: "POST",
  path: "/merchant/refresh",
  auth: "public",
  summary: "续期商户登录",
  tag: "商户人员",
  body: z.object({ refreshToken: token }),
  response: session,
  errors: [],
  rateLimit: { limit: 60, windowSeconds: 60, by: "address" },
});
export const logoutClerk = endpoint({
  name: "logoutClerk",
  method: "POST",
  path: "/merchant/logout",
  auth: MERCHANT_ROLES,
  summary: "退出商户登录（所有设备）",
  tag: "商户人员",
  response: "empty",
  errors: [],
});
export const getMyMerchant = endpoint({
  name: "getMyMerchant",
  method: "GET",
  path: "/merchant/me",
  auth: MERCHANT_ROLES,
  summary: "我的商户、门店和身份",
  tag: "商户人员",
  response: z.object({
    clerk: clerkDto,
    merchant: z.object({ id, name: z.string(), status: z.string() }),
    branches: z.array(
      z.object({ id, name: z.string(), address: z.string(), serviceIds: z.array(id), isActive: z.boolean() }),
    ),
  }),
  errors: ["merchants.clerk-not-found"],
});
export const setMyClerkPassword = endpoint({
  name: "setMyClerkPassword",
  method: "POST",
  path: "/merchant/me/password",
  auth: MERCHANT_ROLES,
  summary: "设置或修改网页登录密码，其他设备随即退出；须带新的微信登录凭证，已有密码的也可以改用原密码",
  tag: "商户人员",
  body: z.object({
    password: clerkPassword,
    currentPassword: z.optional(typedPassword),
    /** A fresh code of the person's own WeChat; needed while there is no password, and when it was forgotten. */
    loginCode: z.optional(wechatCode),
  }),
  response: "empty",
  errors: [
    "merchants.password-wrong",
    "auth.login-locked",
    "merchants.wechat-proof-needed",
    "members.wechat-code-invalid",
    "members.wechat-blocked",
    "gateway.unavailable",
  ],
});
export const listMyClerks = endpoint({
  name: "listMyClerks",
  method: "GET",
  path: "/merchant/clerks",
  auth: ["owner"],
  summary: "本商户的店主和核销员",
  tag: "商户人员",
  query: z.object(pageQuery),
  response: page(clerkDto),
  errors: [],
});
export const listMerchantClerks = endpoint({
  name: "listMerchantClerks",
  method: "GET",
  path: "/staff/merchants/:merchantId/clerks",
  auth: ["provinceAdmin", "cityAdmin", "auditor"],
  summary: "某商户的店主和核销员",
  tag: "商户人员",
  params: z.object({ merchantId: id }),
  query: z.object(pageQuery),
  response: page(clerkDto),
  errors: ["merchants.not-found"],
});
const updateBody = z.object({ status: z.optional(clerkStatus), branchIds: z.optional(branchIds), reason });
const updateErrors = [
  "merchants.clerk-not-found",
  "merchants.last-owner",
  "merchants.wrong-state",
  "merchants.branch-not-found",
] as const;
export const updateMyClerk = endpoint({
  name: "updateMyClerk",
  method: "PATCH",
  path: "/merchant/clerks/:clerkId",
  auth: ["owner"],
  summary: "店主停用、恢复、移除核销员或调整门店",
  tag: "商户人员",
  params: z.object({ clerkId: id }),
  body: updateBody,
  response: clerkDto,
  errors: updateErrors,
});
export const updateMerchantClerk = endpoint({
  name: "updateMerchantClerk",
  method: "PATCH",
  path: "/staff/merchants/:merchantId/clerks/:clerkId",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "俱乐部停用、恢复、移除核销员或调整门店",
  tag: "商户人员",
  params: z.object({ merchantId: id, clerkId: id }),
  body: updateBody,
  response: clerkDto,
  errors: updateErrors,
});
