import { fixedClock } from "../platform/clock";
import { isAppError } from "../platform/problem";
import { GatewayRefusal } from "./gateways";
import { createSmsClient } from "./sms";
import { type SmsStandin, startSmsStandin } from "./standin/sms-standin";

const clock = fixedClock("2026-11-22T04:00:00Z");
let standin: SmsStandin;
beforeEach(async () => {
  standin = await startSmsStandin({ clock, accessKeyId: "id", accessKeySecret: "secret" });
});
afterEach(() => standin.stop());

const client = (accessKeySecret = "secret") =>
  createSmsClient({
    base: standin.base,
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
  expect(await refusal(client().send(message))).toBe("too-many");
});

test.each([
  { kind: "garbage" as const, path: "/", times: 1 },
  { kind: "status" as const, path: "/", status: 500, times: 1 },
])("an unusable answer ($kind) is gateway.unavailable and nothing was sent", async (fault) => {
  standin.faults.add(fault);
  expect(await refusal(client().send(message))).toBe("gateway.unavailable");
  expect(standin.sent).toEqual([]);
});
