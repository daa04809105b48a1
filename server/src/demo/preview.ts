import { isPhone, normalizePhone } from "@club/shared/phone";
import express, { type RequestHandler, type Router } from "express";
import type { SmsStandin } from "../gateways/standin/sms-standin";
import type { WechatStandin } from "../gateways/standin/wechat-standin";
import { AppError } from "../platform/problem";
import { demoAccounts } from "./seed";

/** The stand-ins in use; null where a real service is. */
export type PreviewStandins = { wechat: WechatStandin | null; sms: SmsStandin | null };

/**
 * /demo: what the browser preview of the mini-program needs in place of WeChat and of a phone that receives messages. Everything
 * here comes from the stand-ins, so with the real services — always in production — nothing of it exists.
 */
export function previewRouter({ wechat, sms }: PreviewStandins): Router {
  const router = express.Router();
  const readJson = express.json({ limit: "1kb" });
  if (wechat) {
    router.post("/demo/login-code", readJson, answerWith(loginCode(wechat)));
    router.post("/demo/phone-code", readJson, answerWith(phoneCode(wechat)));
    router.get(
      "/demo/accounts",
      answerWith(async () => (await demoAccounts()) ?? { members: [], merchants: [] }),
    );
  }
  if (sms) router.get("/demo/sms", answerWith(lastSms(sms)));
  return router;
}

type Handler = (request: Parameters<RequestHandler>[0]) => unknown;

function answerWith(handler: Handler): RequestHandler {
  return async (request, response) => {
    response.setHeader("Cache-Control", "no-store");
    response.json(await handler(request));
  };
}

/** What wx.login() would hand to the WeChat user `user`. */
function loginCode(wechat: WechatStandin): Handler {
  return ({ body }) => {
    const user = textOf(body, "user");
    if (!/^[A-Za-z0-9_-]{1,40}$/.test(user)) throw new AppError("request.invalid");
    return { code: wechat.loginCode(user) };
  };
}

/** What WeChat's phone button would hand over for the number `phone`. */
function phoneCode(wechat: WechatStandin): Handler {
  return ({ body }) => {
    const phone = normalizePhone(textOf(body, "phone"));
    if (!isPhone(phone)) throw new AppError("request.invalid");
    return { code: wechat.phoneCode(phone) };
  };
}

/** The last code that was "sent" to `phone`, or null. The page may know only the masked number: a star is any digit. */
function lastSms(sms: SmsStandin): Handler {
  return ({ query }) => {
    const phone = textOf(query, "phone");
    if (!/^1[\d*]{10}$/.test(phone)) throw new AppError("request.invalid");
    const pattern = new RegExp(`^${phone.replaceAll("*", "\\d")}$`);
    const last = sms.sent.findLast((message) => pattern.test(message.phone));
    return { message: last ? { code: last.params.code ?? "", at: last.at.toISOString() } : null };
  };
}

function textOf(values: unknown, name: string): string {
  const value = (values as Record<string, unknown> | undefined)?.[name];
  return typeof value === "string" ? value : "";
}
