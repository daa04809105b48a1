import {
  linkWechat,
  loginBySms,
  refreshSession,
  registerMember,
  type SessionTokens,
  wechatLogin,
} from "@club/shared/auth";
import { getMe } from "@club/shared/members";
import { startTestApi, type TestApi } from "../../../test/kit";
import { createAuthRoutes } from "../auth/auth.routes";
import { newPhone, otherCode, signedIn, signInCode } from "../auth/auth.testing";
import { reloadMember } from "./members.login";
import { membersRoutes } from "./members.routes";
import { CONSENTS, newIdCard, registrationTokenOf, signInMember } from "./members.testing";

// Passwords and races take their time on a busy machine.
jest.setTimeout(60_000);

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [...createAuthRoutes({ member: reloadMember }), ...membersRoutes] });
});
afterAll(() => api.stop());

const phoneProof = (phone: string) => ({ by: "wechat", phoneCode: api.wechat.phoneCode(phone) }) as const;
const rest = { cityCode: "370100", consents: [...CONSENTS] };
const me = async (session: SessionTokens) => api.call(getMe, {}, { as: signedIn(api, session) });

describe("a phone that is held by somebody else", () => {
  const register = async (user: string, phone: string) =>
    api.call(registerMember, {
      registrationToken: await registrationTokenOf(api, user),
      proof: phoneProof(phone),
      ...rest,
    });

  test("a member without ID card moves to the new WeChat user by a code, and the old one is out", async () => {
    const phone = newPhone();
    const old = await register("old-phone", phone);
    const { id } = await me(old);
    await expect(register("new-phone", phone)).rejects.toMatchObject({
      code: "members.phone-held",
      details: { identityNeeded: false },
    });
    const registrationToken = await registrationTokenOf(api, "new-phone");
    const smsCode = await signInCode(api, phone);
    await expect(api.call(linkWechat, { registrationToken, phone, smsCode: otherCode(smsCode) })).rejects.toMatchObject(
      { code: "auth.code-wrong" },
    );
    const linked = await api.call(linkWechat, { registrationToken, phone, smsCode });
    expect((await me(linked)).id).toBe(id);
    await expect(me(old)).rejects.toMatchObject({ code: "auth.expired" });
    await expect(api.call(refreshSession, { refreshToken: old.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
    expect((await api.call(wechatLogin, { code: api.wechat.loginCode("old-phone") })).outcome).toBe("unregistered");
    expect((await api.call(linkWechat, { registrationToken, phone, smsCode })).accessToken).toEqual(expect.any(String));
  });

  test("a member with ID card needs name and last four too; a new owner of the number gets nothing", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    const owner = await signInMember(api, { phone, name: "李小明", idCard });
    await expect(register("recycled", phone)).rejects.toMatchObject({
      code: "members.phone-held",
      details: { identityNeeded: true },
    });
    const registrationToken = await registrationTokenOf(api, "recycled");
    const base = { registrationToken, phone, smsCode: await signInCode(api, phone) };
    await expect(api.call(linkWechat, base)).rejects.toMatchObject({
      code: "members.phone-held",
      details: { identityNeeded: true },
    });
    const right = { name: "李小明", idCardLast4: idCard.slice(-4).toLowerCase() };
    for (const identity of [
      { ...right, name: "李大明" },
      { ...right, idCardLast4: "0000" },
    ]) {
      await expect(api.call(linkWechat, { ...base, identity })).rejects.toMatchObject({
        code: "members.phone-held",
        status: 409,
      });
    }
    const linked = await api.call(linkWechat, { ...base, identity: right });
    expect((await me(linked)).id).toBe(owner.id);
  });

  test("guessing the identity is locked after five misses", async () => {
    const phone = newPhone();
    await signInMember(api, { phone, name: "李小明", idCard: newIdCard() });
    const base = {
      registrationToken: await registrationTokenOf(api, "guesser"),
      phone,
      smsCode: await signInCode(api, phone),
    };
    const identity = { name: "李小明", idCardLast4: "0000" };
    for (let miss = 1; miss <= 5; miss += 1) {
      await expect(api.call(linkWechat, { ...base, identity })).rejects.toMatchObject({ code: "members.phone-held" });
    }
    await expect(api.call(linkWechat, { ...base, identity })).rejects.toMatchObject({ code: "auth.login-locked" });
  });

  test("a member of the web is bound to WeChat by a code alone", async () => {
    const phone = newPhone();
    const proof = { by: "sms", phone, smsCode: await signInCode(api, phone) } as const;
    const web = await me(await api.call(registerMember, { proof, ...rest }));
    api.clock.advance(60_000);
    const registrationToken = await registrationTokenOf(api, "web-user");
    const linked = await api.call(linkWechat, { registrationToken, phone, smsCode: await signInCode(api, phone) });
    expect(await me(linked)).toMatchObject({ id: web.id, wechatLinked: true });
  });

  test("a phone of nobody cannot be linked, nor signed in with", async () => {
    const phone = newPhone();
    const registrationToken = await registrationTokenOf(api, "nobody");
    const smsCode = await signInCode(api, phone);
    await expect(api.call(linkWechat, { registrationToken, phone, smsCode })).rejects.toMatchObject({
      code: "members.not-registered",
      status: 404,
    });
    await expect(
      api.call(linkWechat, { registrationToken: "dev1.AAAAAAAAAAAA", phone, smsCode }),
    ).rejects.toMatchObject({
      code: "members.registration-expired",
    });
    api.clock.advance(60_000);
    await expect(api.call(loginBySms, { phone, smsCode: await signInCode(api, phone) })).rejects.toMatchObject({
      code: "members.not-registered",
    });
  });
});
