import type { Ctx } from "../../platform/context";
import { decrypt, encrypt } from "../../platform/crypto";
import { AppError } from "../../platform/problem";
import type { WechatUser } from "../auth/wechat-codes";

const TICKET_MS = 30 * 60_000;
const TICKET_PURPOSE = "members.registration-token";

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
