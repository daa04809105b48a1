import { registerMember, wechatLogin } from "@club/shared/auth";
import { startTestApi, type TestApi } from "../../../test/kit";
import { GatewayRefusal, type WechatClient } from "../../gateways/gateways";
import { AppError } from "../../platform/problem";
import { newPhone } from "../auth/auth.testing";
import { membersRoutes } from "./members.routes";
import { CONSENTS, registrationTokenOf } from "./members.testing";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: membersRoutes });
});
afterAll(() => api.stop());

/** Lets WeChat answer something else for one call. */
async function withWechat<T>(answers: Partial<WechatClient>, call: () => Promise<T>): Promise<T> {
  const real = api.deps.gateways.wechat;
  api.deps.gateways.wechat = { ...real, ...answers };
  try {
    return await call();
  } finally {
    api.deps.gateways.wechat = real;
  }
}

test.each([
  ["a user at risk", new GatewayRefusal("user-blocked", "40226"), "members.wechat-blocked", 403],
  ["too many calls", new GatewayRefusal("too-many", "45011"), "request.too-many", 429],
  ["a used code", new GatewayRefusal("code-invalid", "40029"), "members.wechat-code-invalid", 400],
  ["silence", new AppError("gateway.unavailable"), "gateway.unavailable", 503],
])("what WeChat says at sign-in is told in our words: %s", async (_what, answer, code, status) => {
  const login = () => api.call(wechatLogin, { code: "any" });
  await expect(withWechat({ code2Session: () => Promise.reject(answer) }, login)).rejects.toMatchObject({
    code,
    status,
  });
});

test.each([
  ["a foreign number", { purePhoneNumber: "61234567", countryCode: "852" }, "members.phone-code-invalid", 400],
  ["half a number", { purePhoneNumber: "12345", countryCode: "86" }, "members.phone-code-invalid", 400],
  ["no answer", new AppError("gateway.unavailable"), "gateway.unavailable", 503],
])("a phone button that gives %s registers nobody", async (_what, answer, code, status) => {
  const registrationToken = await registrationTokenOf(api, "foreigner");
  const proof = { by: "wechat", phoneCode: api.wechat.phoneCode(newPhone()) } as const;
  const register = () =>
    api.call(registerMember, { registrationToken, proof, cityCode: "370100", consents: [...CONSENTS] });
  const phoneNumber = async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
  await expect(withWechat({ phoneNumber }, register)).rejects.toMatchObject({ code, status });
});
