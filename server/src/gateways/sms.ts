import { createHmac, randomUUID } from "node:crypto";
import type { Clock } from "../platform/clock";
import { GatewayRefusal, type RefusalReason, type SmsClient } from "./gateways";
import { callOutside, GatewayUnavailable, parseJsonObject } from "./http";

export type SmsOptions = {
  base: string;
  accessKeyId: string;
  accessKeySecret: string;
  signName: string;
  /** Our template name → the provider's template code. */
  templates: Record<string, string>;
  clock: Clock;
};

const TIMEOUT_MS = 5_000;
const REFUSALS: Record<string, RefusalReason> = {
  "isv.MOBILE_NUMBER_ILLEGAL": "number-invalid",
  "isv.BUSINESS_LIMIT_CONTROL": "too-many",
  "isv.DAY_LIMIT_CONTROL": "too-many",
  "isv.SMS_TEMPLATE_ILLEGAL": "bad-request",
  "isv.SMS_SIGNATURE_ILLEGAL": "bad-request",
  "isv.INVALID_PARAMETERS": "bad-request",
};

/**
 * Client of Alibaba Cloud's short-message API (Dysmsapi 2017-05-25, action SendSms, RPC style, HMAC-SHA1 signature).
 * A lost answer is not tried again here: whoever sends decides, by `isSent`, whether that may be done.
 */
export function createSmsClient(options: SmsOptions): SmsClient {
  return {
    async send(message) {
      const templateCode = options.templates[message.template];
      if (!templateCode) throw new GatewayRefusal("bad-request", `no template ${message.template}`);
      const query = signedQuery(options, {
        PhoneNumbers: message.phone,
        SignName: options.signName,
        TemplateCode: templateCode,
        TemplateParam: JSON.stringify(message.params),
      });
      const { body } = await callOutside({ url: `${options.base}/?${query}`, timeoutMs: TIMEOUT_MS });
      return readAnswer(parseJsonObject(body));
    },
  };
}

function readAnswer(answer: Record<string, unknown>): { messageId: string } {
  const code = String(answer.Code ?? "");
  if (code === "OK" && typeof answer.BizId === "string") return { messageId: answer.BizId };
  const reason = REFUSALS[code];
  if (reason) throw new GatewayRefusal(reason, `sms ${code}`);
  // Any other code is a no with a reason; "OK" without a receipt, no code, and trouble within the provider leave it open.
  const isOpen = code === "" || code === "OK" || code.startsWith("isp.");
  throw new GatewayUnavailable(isOpen ? "unknown" : "no", new Error(`sms ${code || "no code"}`));
}

function signedQuery(options: SmsOptions, action: Record<string, string>): string {
  const parameters: Record<string, string> = {
    AccessKeyId: options.accessKeyId,
    Action: "SendSms",
    Format: "JSON",
    RegionId: "cn-hangzhou",
    SignatureMethod: "HMAC-SHA1",
    SignatureNonce: randomUUID(),
    SignatureVersion: "1.0",
    Timestamp: options.clock
      .now()
      .toISOString()
      .replace(/\.\d{3}Z$/, "Z"),
    Version: "2017-05-25",
    ...action,
  };
  const canonical = canonicalQuery(parameters);
  return `Signature=${percentEncode(signRpc("GET", canonical, options.accessKeySecret))}&${canonical}`;
}

/** The parameters sorted by name and percent-encoded as the RPC signature wants them. */
export function canonicalQuery(parameters: Record<string, string>): string {
  return Object.keys(parameters)
    .sort()
    .map((name) => `${percentEncode(name)}=${percentEncode(parameters[name] ?? "")}`)
    .join("&");
}

/** base64(HMAC-SHA1(secret + "&", METHOD & %2F & encoded canonical query)). */
export function signRpc(method: string, canonical: string, secret: string): string {
  return createHmac("sha1", `${secret}&`)
    .update(`${method}&%2F&${percentEncode(canonical)}`)
    .digest("base64");
}

function percentEncode(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
