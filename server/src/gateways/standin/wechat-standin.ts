import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "../../platform/clock";
import { answerFault, createFaults } from "./faults";
import { listen, readBody } from "./listen";

type SentSubscribe = { touser: string; template_id: string; data: Record<string, { value: string }> };

type State = {
  clock: Clock;
  appid: string;
  secret: string;
  used: Map<string, number>;
  token: { value: string; expiresAt: number } | null;
  previousToken: { value: string; expiresAt: number } | null;
  subscribed: Map<string, number>;
  sent: SentSubscribe[];
};
type Call = { url: URL; body: Record<string, unknown>; state: State };
type Answer = Record<string, unknown> | { image: Buffer };

const CODE_LIFE_MS = 300_000;
const TOKEN_LIFE_S = 7200;
const OLD_TOKEN_LIFE_MS = 300_000;
const LOGIN_CODE = /^login:([A-Za-z0-9_-]{1,40}):(\d+):[A-Za-z0-9]+$/;
const PHONE_CODE = /^phone:(1\d{10}):(\d+):[A-Za-z0-9]+$/;
/** A 1×1 PNG: stands for the code image. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/**
 * A server that speaks api.weixin.qq.com's wire format for development and tests: codes live five minutes and work once,
 * tokens expire and rotate, messages need an accept, errors carry WeChat's codes. `loginCode` and `phoneCode` make what
 * wx.login() and the phone button would give a user.
 */
export async function startWechatStandin(options: { clock: Clock; appid: string; secret: string; port?: number }) {
  const state: State = {
    ...options,
    used: new Map(),
    token: null,
    previousToken: null,
    subscribed: new Map(),
    sent: [],
  };
  const faults = createFaults();
  const server = createServer(
    (request, response) => void serve(request, response).catch((error: unknown) => response.destroy(error as Error)),
  );
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://standin");
    const body = await readBody(request);
    const fault = faults.take(url.pathname);
    const work = () => answer(request.method ?? "GET", { url, body, state });
    if (fault) return answerFault(response, fault, work);
    send(response, work());
  };
  const { base, stop } = await listen(server, options.port);
  return {
    base,
    stop,
    faults,
    sent: state.sent,
    /** What wx.login() would hand to this user now. */
    loginCode: (user: string) => `login:${user}:${options.clock.now().getTime()}:${nonce()}`,
    /** What the phone button would hand over for this number now. */
    phoneCode: (phone: string) => `phone:${phone}:${options.clock.now().getTime()}:${nonce()}`,
    openidOf,
    /** The user accepts one more message of a template. */
    accept: (openid: string, templateId: string) => {
      const key = `${openid} ${templateId}`;
      state.subscribed.set(key, (state.subscribed.get(key) ?? 0) + 1);
    },
    /** Ends the current token at once, as WeChat does after a forced refresh elsewhere. */
    expireToken: () => {
      state.token = null;
      state.previousToken = null;
    },
  };
}
export type WechatStandin = Awaited<ReturnType<typeof startWechatStandin>>;

/** The stand-in's openid of a user name: stable over restarts, so that a demo member finds the account again. */
export function openidOf(user: string): string {
  return `o${createHash("sha256").update(`openid ${user}`).digest("base64url").slice(0, 27)}`;
}

const nonce = (): string => randomBytes(6).toString("hex");

const HANDLERS: Record<string, (call: Call) => Answer> = {
  "GET /sns/jscode2session": jscode2session,
  "POST /cgi-bin/stable_token": stableToken,
  "POST /wxa/business/getuserphonenumber": withToken(phoneNumber),
  "POST /cgi-bin/message/subscribe/send": withToken(subscribeSend),
  "POST /wxa/msg_sec_check": withToken(textCheck),
  "POST /wxa/getwxacodeunlimit": withToken(codeImage),
};

function answer(method: string, call: Call): Answer {
  const handler = HANDLERS[`${method} ${call.url.pathname}`];
  if (handler) return handler(call);
  const isKnownPath = Object.keys(HANDLERS).some((name) => name.endsWith(` ${call.url.pathname}`));
  return isKnownPath ? error(43002, "require POST method") : error(40066, "invalid url");
}

function error(errcode: number, errmsg: string): Answer {
  return { errcode, errmsg: `${errmsg}, rid: ${nonce()}` };
}

function jscode2session({ url, state }: Call): Answer {
  const query = url.searchParams;
  const refused = refuseAccount(state, { appid: query.get("appid"), secret: query.get("secret") });
  if (refused) return refused;
  if (query.get("grant_type") !== "authorization_code") return error(40002, "invalid grant_type");
  const code = query.get("js_code");
  if (!code) return error(41008, "missing code");
  const match = LOGIN_CODE.exec(code);
  if (!match) return error(40029, "invalid code");
  const refusal = useCode(state, code, Number(match[2]), true);
  if (refusal) return refusal;
  const user = match[1] ?? "";
  if (user.startsWith("blocked")) return error(40226, "code blocked");
  return {
    openid: openidOf(user),
    session_key: randomBytes(16).toString("base64"),
    unionid: `u${openidOf(`union ${user}`).slice(1)}`,
  };
}

function refuseAccount(state: State, { appid, secret }: { appid?: unknown; secret?: unknown }): Answer | null {
  if (!appid) return error(41002, "appid missing");
  if (appid !== state.appid) return error(40013, "invalid appid");
  if (!secret) return error(41004, "appsecret missing");
  return secret === state.secret ? null : error(40125, "invalid appsecret");
}

/** Codes work once within five minutes. jscode2session tells a used code apart (40163), the phone API does not (40029). */
function useCode(state: State, code: string, madeAt: number, tellsUsed: boolean): Answer | null {
  const now = state.clock.now().getTime();
  for (const [old, at] of state.used) {
    if (at > now - CODE_LIFE_MS) break;
    state.used.delete(old);
  }
  if (now - madeAt > CODE_LIFE_MS || madeAt > now + 1000) return error(40029, "invalid code");
  if (state.used.has(code)) return tellsUsed ? error(40163, "code been used") : error(40029, "invalid code");
  state.used.set(code, now);
  return null;
}

function stableToken({ body, state }: Call): Answer {
  if (body.grant_type !== "client_credential") return error(40002, "invalid grant_type");
  const refused = refuseAccount(state, body);
  if (refused) return refused;
  const now = state.clock.now().getTime();
  if (!state.token || state.token.expiresAt <= now || body.force_refresh === true) {
    state.previousToken = state.token ? { value: state.token.value, expiresAt: now + OLD_TOKEN_LIFE_MS } : null;
    state.token = { value: randomBytes(64).toString("base64url"), expiresAt: now + TOKEN_LIFE_S * 1000 };
  }
  return { access_token: state.token.value, expires_in: Math.floor((state.token.expiresAt - now) / 1000) };
}

function withToken(handler: (call: Call) => Answer): (call: Call) => Answer {
  return (call) => {
    const given = call.url.searchParams.get("access_token");
    const now = call.state.clock.now().getTime();
    if (!given) return error(41001, "access_token missing");
    const known = [call.state.token, call.state.previousToken].find((token) => token?.value === given);
    if (!known) return error(40001, "invalid credential, access_token is invalid or not latest");
    if (known.expiresAt <= now) return error(42001, "access_token expired");
    return handler(call);
  };
}

function phoneNumber({ body, state }: Call): Answer {
  const match = typeof body.code === "string" ? PHONE_CODE.exec(body.code) : null;
  if (!match) return error(40029, "invalid code");
  const refusal = useCode(state, String(body.code), Number(match[2]), false);
  if (refusal) return refusal;
  const phone = match[1] ?? "";
  const watermark = { timestamp: Math.floor(state.clock.now().getTime() / 1000), appid: state.appid };
  return {
    errcode: 0,
    errmsg: "ok",
    phone_info: { phoneNumber: phone, purePhoneNumber: phone, countryCode: "86", watermark },
  };
}

function subscribeSend({ body, state }: Call): Answer {
  if (typeof body.touser !== "string" || !body.touser.startsWith("o")) return error(40003, "invalid openid");
  if (typeof body.template_id !== "string" || body.template_id === "") return error(40037, "invalid template_id");
  const wrong = wrongArgument(body);
  if (wrong) return error(47003, `argument invalid! ${wrong}`);
  const key = `${body.touser} ${body.template_id}`;
  const left = state.subscribed.get(key) ?? 0;
  if (left === 0) return error(43101, "user refuse to accept the msg");
  state.subscribed.set(key, left - 1);
  state.sent.push({ touser: body.touser, template_id: body.template_id, data: body.data as SentSubscribe["data"] });
  return { errcode: 0, errmsg: "ok", msgid: Number(`${Math.floor(state.clock.now().getTime() / 1000)}`) };
}

/** The first argument of a message that WeChat would not take, null when all are as they should be. */
function wrongArgument({ data, miniprogram_state: state, lang }: Record<string, unknown>): string | null {
  if (typeof data !== "object" || data === null || Object.keys(data).length === 0) return "data";
  for (const [key, field] of Object.entries(data as Record<string, { value?: unknown } | null>)) {
    const value = field?.value;
    if (typeof value !== "string" || value === "") return `data.${key}.value`;
    if (key.startsWith("thing") && [...value].length > 20) return `data.${key}.value is too long`;
  }
  if (state !== undefined && !["developer", "trial", "formal"].includes(String(state))) return "miniprogram_state";
  return lang === undefined || /^(zh_(CN|HK|TW)|en_US)$/.test(String(lang)) ? null : "lang";
}

function textCheck({ body }: Call): Answer {
  if (body.version !== 2) return error(40097, "invalid args");
  if (typeof body.openid !== "string" || !body.openid.startsWith("o")) return error(40003, "invalid openid");
  if (![1, 2, 3, 4].includes(body.scene as number)) return error(40129, "invalid scene");
  if (typeof body.content !== "string" || body.content === "") return error(44002, "empty content");
  if ([...body.content].length > 2500) return error(47001, "content is too long");
  const isRisky = body.content.includes("违规内容");
  const result = isRisky ? { suggest: "risky", label: 20001 } : { suggest: "pass", label: 100 };
  return { errcode: 0, errmsg: "ok", result, detail: [], trace_id: nonce() };
}

function codeImage({ body }: Call): Answer {
  const scene = String(body.scene ?? "");
  if (!/^[0-9a-zA-Z!#$&'()*+,/:;=?@\-._~]{1,32}$/.test(scene)) return error(40169, "invalid length for scene");
  // Nothing has been released on the stand-in, so no page passes WeChat's check.
  const isPage = typeof body.page === "string" && /^[^/?][^?]*$/.test(body.page) && body.check_path === false;
  if (!isPage) return error(41030, "invalid page");
  const { env_version: version = "release", width = 430 } = body;
  if (!["release", "trial", "develop"].includes(String(version))) return error(40097, "invalid args env_version");
  if (typeof width !== "number" || width < 280 || width > 1280) return error(40097, "invalid args width");
  return { image: PNG };
}

function send(response: ServerResponse, result: Answer): void {
  if ("image" in result && Buffer.isBuffer(result.image)) {
    response.setHeader("content-type", "image/png");
    return void response.end(result.image);
  }
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify(result));
}
