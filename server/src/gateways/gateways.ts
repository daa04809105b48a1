import type { Readable } from "node:stream";
import type { ViolationsGateway } from "./violations";

/** A subscribe message to one member's WeChat. `data` is keyed by the template's parameter names. */
export type SubscribeMessage = { openid: string; templateId: string; page?: string; data: Record<string, string> };

/**
 * What the club asks of WeChat's servers. Every method throws GatewayUnavailable when WeChat cannot be reached
 * or is not well, and GatewayRefusal when WeChat understood and said no.
 */
export type WechatClient = {
  /** @throws GatewayRefusal code-invalid (wrong, used or expired code), user-blocked */
  code2Session(code: string): Promise<{ openid: string; sessionKey: string; unionid?: string }>;
  /** @throws GatewayRefusal code-invalid */
  phoneNumber(code: string): Promise<{ purePhoneNumber: string; countryCode: string }>;
  /** "refused" = the member has not agreed to (another) message; not an error. */
  sendSubscribe(message: SubscribeMessage): Promise<"sent" | "refused">;
  checkText(text: { openid: string; scene: 1 | 2 | 3 | 4; content: string }): Promise<"pass" | "review" | "risky">;
  unlimitedCode(code: { scene: string; page: string }): Promise<Buffer>;
};

export type SmsClient = {
  /** @throws GatewayRefusal number-invalid, too-many; GatewayUnavailable */
  send(message: { phone: string; template: string; params: Record<string, string> }): Promise<{ messageId: string }>;
};

/** Files that people upload (photos). */
export type Storage = {
  put(bytes: Buffer, contentType: string): Promise<{ id: string }>;
  get(id: string): Promise<{ stream: Readable; contentType: string } | null>;
};

export type Gateways = { wechat: WechatClient; sms: SmsClient; storage: Storage; violations: ViolationsGateway };

export type RefusalReason = "code-invalid" | "user-blocked" | "number-invalid" | "too-many" | "bad-request";

/** The outside service answered and said no; trying the same again does not help. */
export class GatewayRefusal extends Error {
  constructor(
    readonly reason: RefusalReason,
    /** The service's own code, for the log. */
    readonly providerCode: string,
  ) {
    super(`${reason} (${providerCode})`);
    this.name = "GatewayRefusal";
  }
}
