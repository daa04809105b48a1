import type { ErrorCode } from "@club/shared/errors";
import { isPhone } from "@club/shared/phone";
import { GatewayRefusal } from "../../gateways/gateways";
import type { Ctx } from "../../platform/context";
import { AppError } from "../../platform/problem";

/*
 * What WeChat says about the codes that its client hands over, for everybody who signs in with WeChat.
 */

export type WechatUser = { openid: string; unionid: string | null };

/** The WeChat user behind a code of wx.login(). @throws members.wechat-code-invalid, members.wechat-blocked, gateway.unavailable */
export async function exchangeLoginCode(ctx: Ctx, code: string): Promise<WechatUser> {
  const { openid, unionid } = await refusalsAs("members.wechat-code-invalid", () =>
    ctx.gateways.wechat.code2Session(code),
  );
  return { openid, unionid: unionid ?? null };
}

/** The mainland phone number behind a code of the phone button. @throws members.phone-code-invalid, gateway.unavailable */
export async function exchangePhoneCode(ctx: Ctx, code: string): Promise<string> {
  const info = await refusalsAs("members.phone-code-invalid", () => ctx.gateways.wechat.phoneNumber(code));
  if (info.countryCode !== "86" || !isPhone(info.purePhoneNumber)) throw new AppError("members.phone-code-invalid");
  return info.purePhoneNumber;
}

async function refusalsAs<T>(invalid: ErrorCode, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    if (error.reason === "user-blocked") throw new AppError("members.wechat-blocked");
    if (error.reason === "too-many") throw new AppError("request.too-many", { retryAfterSeconds: 60 });
    throw new AppError(invalid, undefined, { cause: error });
  }
}
