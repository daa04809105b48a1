import { requestSmsCode } from "@club/shared/auth";
import { startTestApi, type TestApi } from "../../../test/kit";
import { GatewayRefusal } from "../../gateways/gateways";
import { Outbox } from "../../platform/outbox";
import { deliverDue } from "../../platform/outbox.testing";
import { AppError } from "../../platform/problem";
import { createAuthRoutes } from "./auth.routes";
import { newPhone } from "./auth.testing";
import { deliverSms } from "./sms.delivery";

let api: TestApi;
let refusal: Error;
let asked: number;
beforeEach(async () => {
  asked = 0;
  const send = () => {
    asked += 1;
    return Promise.reject(refusal);
  };
  const sms = { send };
  api = await startTestApi({ routes: createAuthRoutes({}), gateways: { sms } });
});
afterEach(() => api.stop());

const deliver = () => deliverDue(api.ctx(), { sms: deliverSms });

test.each([
  ["a wrong number", new GatewayRefusal("number-invalid", "isv.MOBILE_NUMBER_ILLEGAL"), "dead"],
  ["too many calls", new GatewayRefusal("too-many", "isv.BUSINESS_LIMIT_CONTROL"), "pending"],
  ["no answer", new AppError("gateway.unavailable"), "pending"],
])("what happens to a message after %s", async (_what, error, status) => {
  refusal = error;
  const phone = newPhone();
  await api.call(requestSmsCode, { phone });
  expect(await deliver()).toEqual({ sent: 0, failed: 1 });
  const messages = await Outbox.find({}).lean();
  expect(messages.map((message) => message.status)).toEqual([status]);
  expect(JSON.stringify(messages)).not.toContain(phone);
});

test("a code that nobody can use any more is not sent, and not tried again", async () => {
  refusal = new AppError("gateway.unavailable");
  await api.call(requestSmsCode, { phone: newPhone() });
  expect(await deliver()).toEqual({ sent: 0, failed: 1 });
  api.clock.advance(299_999);
  expect(await deliver()).toEqual({ sent: 0, failed: 1 });
  expect(asked).toBe(2);
  api.clock.advance(60_000);
  expect(await deliver()).toEqual({ sent: 0, failed: 1 });
  expect(asked).toBe(2);
  const [message] = await Outbox.find({}).lean();
  expect(message).toMatchObject({ status: "dead", lastError: expect.stringContaining("not sent: it was valid until") });
  api.clock.advance(3_600_000);
  expect(await deliver()).toEqual({ sent: 0, failed: 0 });
});
