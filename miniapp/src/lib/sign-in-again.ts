import { type SessionTokens, wechatLogin } from "@club/shared/auth";
import { buildRequest } from "@club/shared/client";
import { loginClerkByWechat } from "@club/shared/merchant-clerks";
import { loginCode } from "../platform/login";
import { exchange } from "./http";
import type { Identity } from "./identity";

/** New tokens by WeChat's silent login, or null when WeChat or the club does not know this person (any more). */
export async function signInAgain(identity: Identity): Promise<SessionTokens | null> {
  const code = await loginCode().catch(() => null);
  if (code === null) return null;
  return identity === "member" ? memberAgain(code) : clerkAgain(code);
}

async function memberAgain(code: string): Promise<SessionTokens | null> {
  const { method, path, body } = buildRequest(wechatLogin, { code });
  const answer = await exchange({ method, path, body, token: null });
  const parsed = wechatLogin.response.safeParse(answer.body);
  return parsed.success && parsed.data.outcome === "signedIn" ? parsed.data.session : null;
}

async function clerkAgain(loginCode: string): Promise<SessionTokens | null> {
  const { method, path, body } = buildRequest(loginClerkByWechat, { loginCode });
  const answer = await exchange({ method, path, body, token: null });
  const parsed = loginClerkByWechat.response.safeParse(answer.body);
  return parsed.success ? parsed.data : null;
}
