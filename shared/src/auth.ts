import * as z from "zod/mini";
import { text } from "./fields";
import { endpoint, ROLES } from "./http";
import { phoneField } from "./phone";
import { findCity } from "./regions";

/** What people agree to. `sensitive` is the separate consent that the ID number needs; `marketing` is optional. */
export const CONSENT_KINDS = ["terms", "privacy", "sensitive", "marketing"] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];
/** The version of each text that is shown today; a consent to another version is refused as outdated. */
export const CONSENT_VERSIONS: Readonly<Record<ConsentKind, string>> = {
  terms: "2026-11-23",
  privacy: "2026-11-23",
  sensitive: "2026-11-23",
  marketing: "2026-11",
};
export const CONSENT_NAMES: Readonly<Record<ConsentKind, string>> = {
  terms: "用户协议",
  privacy: "隐私政策",
  sensitive: "敏感个人信息处理同意书",
  marketing: "活动和优惠通知",
};
/** Consents without which nobody can register. */
export const REQUIRED_CONSENTS = ["terms", "privacy"] as const satisfies readonly ConsentKind[];

/** What is answered when a code was sent: how long until the next one, and how long this one works. */
export const smsCodeSent = z.object({ resendAfterSeconds: z.number(), expiresInSeconds: z.number() });
export type SmsCodeSent = z.output<typeof smsCodeSent>;

/** Spaces count and nothing is trimmed: a password is what was typed. */
function password(min: number) {
  return z.string("请设置密码").check(
    z.minLength(min, `密码至少 ${min} 位`),
    z.maxLength(64, "密码最多 64 位"),
    z.refine((value) => /[A-Za-z]/.test(value) && /\d/.test(value), "密码应同时含有字母和数字"),
  );
}
export const memberPassword = password(8);
export const clerkPassword = password(8);
export const staffPassword = password(10);
/** A password at sign-in: its rules are not repeated to somebody who guesses. */
export const typedPassword = z.string("请填写密码").check(z.minLength(1, "请填写密码"), z.maxLength(128, "密码太长"));
export const smsCodeField = z.string("请填写验证码").check(z.regex(/^\d{6}$/, "验证码是 6 位数字"));
const token = z.string("缺少凭证").check(z.minLength(10, "凭证不正确"), z.maxLength(2000, "凭证不正确"));
const wechatCode = z.string("缺少微信凭证").check(z.minLength(1, "缺少微信凭证"), z.maxLength(200, "微信凭证不正确"));
const loginName = z
  .string("请填写登录名")
  .check(z.trim(), z.minLength(1, "请填写登录名"), z.maxLength(64, "登录名太长"));

/** One of the 16 cities (not the province). */
export const memberCity = z
  .string("请选择城市")
  .check(z.refine((code) => findCity(code) !== null, "请选择山东省内的城市"));

export const consentInput = z.object({
  kind: z.enum(CONSENT_KINDS, "协议类型不正确"),
  version: z.string("缺少协议版本").check(z.minLength(1, "缺少协议版本"), z.maxLength(20, "协议版本不正确")),
});

/** The two tokens of a signed-in device, and whose they are. */
export const session = z.object({
  actorId: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  expiresInSeconds: z.number(),
});
export type SessionTokens = z.output<typeof session>;

/** What a device was given when it last signed in with a password; whatever cannot be read counts as none. */
export const deviceToken = z.optional(z.string().check(z.maxLength(500)));
/** After a password: the device may show the token next time, and then strangers' wrong guesses do not hold it up. */
const passwordSession = z.extend(session, { deviceToken: z.string() });

const TAG = "登录";

export const staffLogin = endpoint({
  name: "staffLogin",
  method: "POST",
  path: "/auth/staff/login",
  auth: "public",
  summary: "工作人员用登录名和密码登录；临时密码先换成自己的密码",
  tag: TAG,
  body: z.object({ loginName, password: typedPassword, deviceToken }),
  response: z.discriminatedUnion("outcome", [
    z.object({ outcome: z.literal("signedIn"), session, deviceToken: z.string() }),
    z.object({ outcome: z.literal("passwordChangeRequired"), changeToken: z.string() }),
  ]),
  errors: ["auth.login-failed", "auth.login-locked", "staff.disabled"],
  rateLimit: { limit: 60, windowSeconds: 60, by: "address" },
});

export const replaceTemporaryPassword = endpoint({
  name: "replaceTemporaryPassword",
  method: "POST",
  path: "/auth/staff/temporary-password",
  auth: "public",
  summary: "把管理员给的临时密码换成自己的密码，并登录",
  tag: TAG,
  body: z.object({ changeToken: token, newPassword: staffPassword }),
  response: session,
  errors: ["auth.change-token-invalid", "staff.password-reused", "staff.disabled"],
  rateLimit: { limit: 30, windowSeconds: 60, by: "address" },
});

export const refreshSession = endpoint({
  name: "refreshSession",
  method: "POST",
  path: "/auth/refresh",
  auth: "public",
  summary: "用刷新凭证换一对新凭证；旧的一对随即失效",
  tag: TAG,
  body: z.object({ refreshToken: token }),
  response: session,
  errors: ["auth.refresh-invalid"],
  rateLimit: { limit: 300, windowSeconds: 60, by: "address" },
});

export const logout = endpoint({
  name: "logout",
  method: "POST",
  path: "/auth/logout",
  auth: ROLES,
  summary: "退出登录，本设备的凭证失效",
  tag: TAG,
  response: "empty",
  errors: [],
});

export const requestSmsCode = endpoint({
  name: "requestSmsCode",
  method: "POST",
  path: "/auth/sms-codes",
  auth: "public",
  summary: "发送登录和注册用的短信验证码；不论手机号是否注册，回答相同",
  tag: TAG,
  body: z.object({ phone: phoneField }),
  response: smsCodeSent,
  errors: ["auth.code-too-soon", "auth.code-limit"],
  rateLimit: { limit: 300, windowSeconds: 3600, by: "address" },
});

export const wechatLogin = endpoint({
  name: "wechatLogin",
  method: "POST",
  path: "/auth/wechat",
  auth: "public",
  summary: "微信登录：老会员直接登录，新用户拿到 30 分钟有效的注册凭证",
  tag: TAG,
  body: z.object({ code: wechatCode }),
  response: z.discriminatedUnion("outcome", [
    z.object({ outcome: z.literal("signedIn"), session }),
    z.object({ outcome: z.literal("unregistered"), registrationToken: z.string() }),
  ]),
  errors: ["members.wechat-code-invalid", "members.wechat-blocked", "gateway.unavailable"],
  rateLimit: { limit: 600, windowSeconds: 60, by: "address" },
});

/** The phone is proved by WeChat's phone button (`phoneCode`) or by a code sent to it (`phone` + `smsCode`). */
const phoneProof = z.discriminatedUnion("by", [
  z.object({ by: z.literal("wechat"), phoneCode: wechatCode }),
  z.object({ by: z.literal("sms"), phone: phoneField, smsCode: smsCodeField }),
]);

export const registerMember = endpoint({
  name: "registerMember",
  method: "POST",
  path: "/auth/register",
  auth: "public",
  summary: "注册会员并登录；重复提交只产生一位会员、一份注册礼包",
  tag: TAG,
  body: z.object({
    /** From wechatLogin. May be left out on the web, with a proof by SMS only. */
    registrationToken: z.optional(token),
    proof: phoneProof,
    cityCode: memberCity,
    consents: z.array(consentInput).check(z.maxLength(CONSENT_KINDS.length, "协议太多")),
    password: z.optional(memberPassword),
    channelScene: z.optional(text("渠道", 32)),
  }),
  response: session,
  errors: [
    "auth.code-wrong",
    "members.phone-code-invalid",
    "members.registration-expired",
    "members.already-registered",
    "members.phone-held",
    "members.consent-missing",
    "members.consent-outdated",
    "gateway.unavailable",
  ],
  rateLimit: { limit: 600, windowSeconds: 60, by: "address" },
});

/** Says who somebody is, where a phone number alone may have come to a new owner. */
const identity = z.object({
  name: text("姓名", 30),
  idCardLast4: z.string("请填写身份证后四位").check(z.regex(/^\d{3}[\dXx]$/, "请填写身份证后四位")),
});
export type Identity = z.output<typeof identity>;

export const linkWechat = endpoint({
  name: "linkWechat",
  method: "POST",
  path: "/auth/link-wechat",
  auth: "public",
  summary: "手机号已是会员：验证本人后把会员绑定到当前微信，并登录",
  tag: TAG,
  body: z.object({
    registrationToken: token,
    phone: phoneField,
    smsCode: smsCodeField,
    /** Needed when the member was completed with an ID card. */
    identity: z.optional(identity),
  }),
  response: session,
  errors: [
    "auth.code-wrong",
    "auth.login-locked",
    "members.registration-expired",
    "members.not-registered",
    "members.identity-needed",
    "members.identity-wrong",
    "members.phone-held",
  ],
  rateLimit: { limit: 60, windowSeconds: 60, by: "address" },
});

export const loginBySms = endpoint({
  name: "loginBySms",
  method: "POST",
  path: "/auth/login/sms",
  auth: "public",
  summary: "会员用手机号和短信验证码登录；已实名的会员还要核对姓名和身份证后四位，验证码可在补填时再用",
  tag: TAG,
  body: z.object({
    phone: phoneField,
    smsCode: smsCodeField,
    /** Needed when the member was completed with an ID card. */
    identity: z.optional(identity),
  }),
  response: session,
  errors: [
    "auth.code-wrong",
    "auth.login-locked",
    "members.not-registered",
    "members.identity-needed",
    "members.identity-wrong",
  ],
  rateLimit: { limit: 60, windowSeconds: 60, by: "address" },
});

export const loginByPassword = endpoint({
  name: "loginByPassword",
  method: "POST",
  path: "/auth/login/password",
  auth: "public",
  summary: "会员用手机号和密码登录",
  tag: TAG,
  body: z.object({ phone: phoneField, password: typedPassword, deviceToken }),
  response: passwordSession,
  errors: ["auth.login-failed", "auth.login-locked"],
  rateLimit: { limit: 60, windowSeconds: 60, by: "address" },
});

export const authEndpoints = {
  staffLogin,
  replaceTemporaryPassword,
  refreshSession,
  logout,
  requestSmsCode,
  wechatLogin,
  registerMember,
  linkWechat,
  loginBySms,
  loginByPassword,
};
