import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { Clock } from "../../platform/clock";
import { canonicalQuery, signRpc } from "../sms";
import { answerFault, createFaults } from "./faults";
import { listen } from "./listen";

export type SentSms = { phone: string; templateCode: string; params: Record<string, string>; at: Date };

/**
 * A server that speaks Dysmsapi's SendSms for development and tests: it checks the signature, refuses bad numbers and more
 * than one message a minute to a number (isv.BUSINESS_LIMIT_CONTROL), and keeps what it "sent".
 */
export async function startSmsStandin(options: {
  clock: Clock;
  accessKeyId: string;
  accessKeySecret: string;
  port?: number;
  onMessage?: (message: SentSms) => void;
}) {
  const sent: SentSms[] = [];
  const faults = createFaults();
  const answer = (query: URLSearchParams): Record<string, string> => {
    const refusal = refusalOf(query, options);
    if (refusal) return refusal;
    const message = messageOf(query, options.clock.now());
    const last = sent.findLast((earlier) => earlier.phone === message.phone);
    if (last && message.at.getTime() - last.at.getTime() < 60_000)
      return says("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控");
    sent.push(message);
    options.onMessage?.(message);
    return { ...says("OK", "OK"), BizId: randomUUID() };
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://standin");
    const fault = faults.take("/");
    if (fault) return answerFault(response, fault, () => answer(url.searchParams));
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.end(JSON.stringify(answer(url.searchParams)));
  });
  const { base, stop } = await listen(server, options.port);
  return { base, stop, faults, sent };
}
export type SmsStandin = Awaited<ReturnType<typeof startSmsStandin>>;

function says(code: string, message: string): Record<string, string> {
  return { Code: code, Message: message, RequestId: randomUUID() };
}

function refusalOf(
  query: URLSearchParams,
  options: { accessKeyId: string; accessKeySecret: string },
): Record<string, string> | null {
  const parameters = Object.fromEntries(query);
  const { Signature: signature, ...rest } = parameters;
  if (rest.AccessKeyId !== options.accessKeyId)
    return says("InvalidAccessKeyId.NotFound", "Specified access key is not found.");
  if (signature !== signRpc("GET", canonicalQuery(rest), options.accessKeySecret)) {
    return says("SignatureDoesNotMatch", "Specified signature is not matched with our calculation.");
  }
  if (rest.Action !== "SendSms" || rest.Version !== "2017-05-25")
    return says("InvalidAction.NotFound", "Specified api is not found.");
  if (!/^1[3-9]\d{9}$/.test(rest.PhoneNumbers ?? "")) return says("isv.MOBILE_NUMBER_ILLEGAL", "非法手机号");
  if (!/^SMS_\d+$/.test(rest.TemplateCode ?? "")) return says("isv.SMS_TEMPLATE_ILLEGAL", "模板不合法");
  return null;
}

function messageOf(query: URLSearchParams, at: Date): SentSms {
  return {
    phone: query.get("PhoneNumbers") ?? "",
    templateCode: query.get("TemplateCode") ?? "",
    params: JSON.parse(query.get("TemplateParam") ?? "{}") as Record<string, string>,
    at,
  };
}
