import { fixedClock } from "../platform/clock";
import { isAppError } from "../platform/problem";
import { GatewayRefusal } from "./gateways";
import { GatewayUnavailable } from "./http";
import { createSmsClient } from "./sms";
import { type SmsStandin, startSmsStandin } from "./standin/sms-standin";

const clock = fixedClock("2026-11-22T04:00:00Z");
let standin: SmsStandin;
beforeEach(async () => {
  standin = await startSmsStandin({ clock, accessKeyId: "id", accessKeySecret: "secret" });
});
afterEach(() => standin.stop());

const client = (accessKeySecret = "secret", base = standin.base) =>
  createSmsClient({
    base,
    accessKeyId: "id",
    accessKeySecret,
    signName: "车主俱乐部",
    templates: { code: "SMS_1001" },
    clock,
  });
const message = { phone: "13800000001", template: "code", params: { code: "482913" } };

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof GatewayRefusal) return error.reason;
  return isAppError(error) ? error.code : String(error);
}

async function isSent(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((reason: unknown) => reason);
  return error instanceof GatewayUnavailable ? error.isSent : error;
}

test("sends a signed message with its parameters, quotes and Chinese intact", async () => {
  const { messageId } = await client().send({ ...message, params: { code: "482913", note: `"引号" & 空 格+*'()` } });
  expect(messageId).not.toBe("");
  expect(standin.sent).toEqual([
    {
      phone: "13800000001",
      templateCode: "SMS_1001",
      params: { code: "482913", note: `"引号" & 空 格+*'()` },
      at: clock.now(),
    },
  ]);
});

test("tells apart what cannot be sent from what may be tried later", async () => {
  expect(await refusal(client().send({ ...message, phone: "12345" }))).toBe("number-invalid");
  expect(await refusal(client().send({ ...message, template: "unknown" }))).toBe("bad-request");
  expect(await refusal(client("wrong").send(message))).toBe("gateway.unavailable");
  await client().send(message);
  clock.advance(59_999);
  expect(await refusal(client().send(message))).toBe("too-many");
  clock.advance(1);
  await client().send(message);
});

test.each([
  ["garbage", 0, { kind: "garbage" }],
  ["an HTTP 500", 0, { kind: "status", status: 500 }],
  ["a connection that ends after the work", 1, { kind: "lostAnswer", how: "cut" }],
  ["an answer that comes too late", 1, { kind: "lostAnswer", how: "silence" }],
] as const)(
  "after %s nobody knows whether it was sent; it is not asked again by itself",
  async (_what, sent, fault) => {
    standin.faults.add({ ...fault, path: "/", times: 1 });
    expect(await isSent(client().send(message))).toBe("unknown");
    expect(standin.sent).toHaveLength(sent);
  },
);

test("nothing was sent when nobody takes the connection, and when the provider says why not", async () => {
  expect(await isSent(client("wrong").send(message))).toBe("no");
  await standin.stop();
  expect(await isSent(client().send(message))).toBe("no");
  expect(await isSent(client("secret", "http://nowhere.invalid").send(message))).toBe("no");
});
