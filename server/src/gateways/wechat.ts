import { monotonicMs } from "../platform/clock";
import { GatewayRefusal, type RefusalReason, type SubscribeMessage, type WechatClient } from "./gateways";
import { callOutside, GatewayUnavailable, parseJsonObject, realWait, type Wait } from "./http";
import { clipTemplateValue } from "./wechat-template";

export type WechatOptions = {
  base: string;
  appid: string;
  secret: string;
  miniprogramState: "developer" | "trial" | "formal";
  wait?: Wait;
};

type Answer = Record<string, unknown> & { errcode: number };

const TIMEOUT_MS = 5_000;
const BUSY_RETRIES_MS = [200, 600];
const UNSENT_RETRY_MS = 200;
/** Which version of the mini-program a code opens: the same as the messages do. */
const CODE_VERSIONS = { developer: "develop", trial: "trial", formal: "release" } as const;
/** Error codes after which a token is thrown away and fetched once more (WeChat server API, access_token). */
const TOKEN_CODES = new Set([40001, 40014, 42001]);
const REFUSALS: Record<number, RefusalReason> = {
  40029: "code-invalid",
  40163: "code-invalid",
  41008: "code-invalid",
  40226: "user-blocked",
  45009: "too-many",
  45011: "too-many",
};
/** Refresh this long before WeChat says the token ends (it returns 300..7200 seconds). */
const TOKEN_MARGIN_MS = 120_000;

/**
 * Client of api.weixin.qq.com. HTTP is always 200, `errcode` tells; a successful answer may leave it out.
 * The access token comes from stable_token, which hands the same token to every process, so each keeps its own copy.
 * Source: developers.weixin.qq.com/miniprogram/dev/server/API (read 2026-11-22).
 */
export function createWechatClient(options: WechatOptions): WechatClient {
  const wait = options.wait ?? realWait;
  const token = tokenSource(options, wait);

  const withToken = async (path: string, body: unknown): Promise<{ answer: Answer; bytes: Buffer | null }> => {
    const once = async () => post(options.base, path, await token.get(), body);
    const first = await busyRetry(once, wait);
    if (!TOKEN_CODES.has(first.answer.errcode)) return first;
    token.drop();
    return busyRetry(once, wait);
  };

  return {
    async code2Session(code) {
      const query = form({
        appid: options.appid,
        secret: options.secret,
        js_code: code,
        grant_type: "authorization_code",
      });
      const ask = () => busyRetry(() => get(`${options.base}/sns/jscode2session?${query}`), wait);
      const { answer } = await retryUnsent(ask, wait);
      ensureOk(answer);
      const session = { openid: textOf(answer, "openid"), sessionKey: textOf(answer, "session_key") };
      return typeof answer.unionid === "string" ? { ...session, unionid: answer.unionid } : session;
    },
    async phoneNumber(code) {
      const { answer } = await retryUnsent(() => withToken("/wxa/business/getuserphonenumber", { code }), wait);
      ensureOk(answer);
      const info = answer.phone_info as Answer | undefined;
      if (typeof info !== "object" || info === null) throw unusable("phone_info missing");
      return { purePhoneNumber: textOf(info, "purePhoneNumber"), countryCode: textOf(info, "countryCode") };
    },
    async sendSubscribe(message) {
      const { answer } = await withToken("/cgi-bin/message/subscribe/send", subscribeBody(message, options));
      if (answer.errcode === 43101) return "refused";
      ensureOk(answer);
      return "sent";
    },
    async checkText(text) {
      const body = { version: 2, openid: text.openid, scene: text.scene, content: text.content.slice(0, 2500) };
      const { answer } = await withToken("/wxa/msg_sec_check", body);
      // 61010: the user was not active within two hours, WeChat cannot judge; a person must look at the text.
      if (answer.errcode === 61010) return "review";
      ensureOk(answer);
      const suggest = (answer.result as Answer | undefined)?.suggest;
      return suggest === "pass" || suggest === "risky" ? suggest : "review";
    },
    async unlimitedCode(code) {
      const env_version = CODE_VERSIONS[options.miniprogramState];
      const body = { scene: code.scene, page: code.page, check_path: false, env_version };
      const { answer, bytes } = await withToken("/wxa/getwxacodeunlimit", body);
      ensureOk(answer);
      if (!bytes) throw unusable("no image");
      return bytes;
    },
  };
}

function subscribeBody(message: SubscribeMessage, options: WechatOptions) {
  const data = Object.fromEntries(
    Object.entries(message.data).map(([key, value]) => [key, { value: clipTemplateValue(key, value) }]),
  );
  return {
    touser: message.openid,
    template_id: message.templateId,
    ...(message.page ? { page: message.page } : {}),
    data,
    miniprogram_state: options.miniprogramState,
    lang: "zh_CN",
  };
}

function tokenSource(options: WechatOptions, wait: Wait) {
  let current: { value: Promise<string>; until: number } | null = null;
  const load = async (): Promise<string> => {
    const body = { grant_type: "client_credential", appid: options.appid, secret: options.secret };
    const { answer } = await busyRetry(() => post(options.base, "/cgi-bin/stable_token", null, body), wait);
    ensureOk(answer);
    if (current) current.until = monotonicMs() + Math.max(Number(answer.expires_in) * 1000 - TOKEN_MARGIN_MS, 60_000);
    return textOf(answer, "access_token");
  };
  return {
    drop: () => {
      current = null;
    },
    /** One fetch for all who ask at once. */
    get: (): Promise<string> => {
      if (current && monotonicMs() < current.until) return current.value;
      const loading = { value: Promise.resolve(""), until: Number.POSITIVE_INFINITY };
      current = loading;
      loading.value = load().catch((error: unknown) => {
        if (current === loading) current = null;
        // Whatever has become of the token: what it was wanted for has not been asked.
        throw error instanceof GatewayUnavailable ? new GatewayUnavailable("no", error.cause) : error;
      });
      return loading.value;
    },
  };
}

/** errcode -1 means "system busy": twice more with back-off. Anything else is an answer. */
async function busyRetry<T extends { answer: Answer }>(once: () => Promise<T>, wait: Wait): Promise<T> {
  for (const pauseMs of BUSY_RETRIES_MS) {
    const result = await once();
    if (result.answer.errcode !== -1) return result;
    await wait(pauseMs);
  }
  return once();
}

/** A code works once, but of what never reached WeChat it knows nothing: such a call is made once more. */
async function retryUnsent<T>(call: () => Promise<T>, wait: Wait): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof GatewayUnavailable) || error.isSent === "unknown") throw error;
    await wait(UNSENT_RETRY_MS);
    return call();
  }
}

async function get(url: string): Promise<{ answer: Answer; bytes: null }> {
  const { body } = await callOutside({ url, timeoutMs: TIMEOUT_MS });
  return { answer: answerOf(body), bytes: null };
}

async function post(
  base: string,
  path: string,
  accessToken: string | null,
  json: unknown,
): Promise<{ answer: Answer; bytes: Buffer | null }> {
  const url = accessToken === null ? `${base}${path}` : `${base}${path}?${form({ access_token: accessToken })}`;
  const { body, contentType } = await callOutside({ url, method: "POST", json, timeoutMs: TIMEOUT_MS });
  if (contentType.startsWith("image/")) return { answer: { errcode: 0 }, bytes: body };
  return { answer: answerOf(body), bytes: null };
}

function answerOf(body: Buffer): Answer {
  const answer = parseJsonObject(body);
  return { ...answer, errcode: typeof answer.errcode === "number" ? answer.errcode : 0 };
}

function ensureOk(answer: Answer): void {
  if (answer.errcode === 0) return;
  const reason = REFUSALS[answer.errcode];
  if (reason) throw new GatewayRefusal(reason, `wechat ${answer.errcode}`);
  if (answer.errcode === -1 || TOKEN_CODES.has(answer.errcode)) throw unusable(`errcode ${answer.errcode}`, "no");
  throw new GatewayRefusal("bad-request", `wechat ${answer.errcode} ${String(answer.errmsg ?? "").slice(0, 120)}`);
}

function unusable(why: string, isSent: GatewayUnavailable["isSent"] = "unknown"): GatewayUnavailable {
  return new GatewayUnavailable(isSent, new Error(`WeChat: ${why}`));
}

function textOf(answer: Record<string, unknown>, name: string): string {
  const value = answer[name];
  if (typeof value !== "string" || value === "") throw unusable(`${name} missing`);
  return value;
}

function form(values: Record<string, string>): string {
  return new URLSearchParams(values).toString();
}
