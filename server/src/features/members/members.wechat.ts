import type { ErrorCode } from "@club/shared/errors";
import { isPhone } from "@club/shared/phone";
import { GatewayRefusal } from "../../gateways/gateways";
import type { Ctx } from "../../platform/context";
import { decrypt, encrypt } from "../../platform/crypto";
import { AppError } from "../../platform/problem";

export type WechatUser = { openid: string; unionid: string | null };

const TICKET_MS = 30 * 60_000;
const TICKET_PURPOSE = "members.registration-token";

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

/**
 * Proof, for 30 minutes, that the holder is this WeChat user. Encrypted and authenticated, because the openid is none of the
 * client's business.
 */
export function makeRegistrationToken(ctx: Ctx, user: WechatUser): string {
  const until = ctx.now.getTime() + TICKET_MS;
  return encrypt(ctx.keys, JSON.stringify([user.openid, user.unionid, until]), TICKET_PURPOSE);
}

/** @throws members.registration-expired also for a forged or damaged token */
export function readRegistrationToken(ctx: Ctx, token: string): WechatUser {
  const [openid, unionid, until] = openTicket(ctx, token);
  if (typeof openid !== "string" || typeof until !== "number" || until <= ctx.now.getTime()) {
    throw new AppError("members.registration-expired");
  }
  return { openid, unionid: typeof unionid === "string" ? unionid : null };
}

function openTicket(ctx: Ctx, token: string): unknown[] {
  try {
    const ticket: unknown = JSON.parse(decrypt(ctx.keys, token, TICKET_PURPOSE));
    return Array.isArray(ticket) ? ticket : [];
  } catch {
    return [];
  }
}
