import { requestSmsCode } from "@club/shared/auth";
import { startTestApi, type TestApi } from "../../../test/kit";
import { GatewayRefusal } from "../../gateways/gateways";
import { deliverDue, Outbox } from "../../platform/outbox";
import { AppError } from "../../platform/problem";
import { createAuthRoutes } from "./auth.routes";
import { newPhone } from "./auth.testing";
import { deliverSms } from "./sms.delivery";

let api: TestApi;
let refusal: Error;
beforeEach(async () => {
  const sms = { send: () => Promise.reject(refusal) };
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
