import {
  linkWechat,
  loginBySms,
  refreshSession,
  registerMember,
  type SessionTokens,
  wechatLogin,
} from "@club/shared/auth";
import { completeMe, getMe, setMyPassword } from "@club/shared/members";
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { createAuthRoutes } from "../auth/auth.routes";
import { newPhone, otherCode, signedIn, signInCode } from "../auth/auth.testing";
import { findByKey } from "./members.create";
import { reloadMember, startMemberSession } from "./members.login";
import type { MemberDoc } from "./members.model";
import { identityKey } from "./members.personal";
import { membersRoutes } from "./members.routes";
import {
  CONSENTS,
  newIdCard,
  registrationTokenOf,
  SENSITIVE_VERSION,
  securityCode,
  signInMember,
} from "./members.testing";

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
    await expect(api.call(linkWechat, base)).rejects.toMatchObject({ code: "members.identity-needed" });
    const right = { name: "李小明", idCardLast4: idCard.slice(-4).toLowerCase() };
    for (const identity of [
      { ...right, name: "李大明" },
      { ...right, idCardLast4: "0000" },
    ]) {
      await expect(api.call(linkWechat, { ...base, identity })).rejects.toMatchObject({
        code: "members.identity-wrong",
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
      await expect(api.call(linkWechat, { ...base, identity })).rejects.toMatchObject({
        code: "members.identity-wrong",
      });
    }
    await expect(api.call(linkWechat, { ...base, identity })).rejects.toMatchObject({ code: "auth.login-locked" });
  });

  test("a member of the web with ID card is not bound by a code alone either", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    const proof = { by: "sms", phone, smsCode: await signInCode(api, phone) } as const;
    const web = signedIn(api, await api.call(registerMember, { proof, ...rest }));
    const person = { name: "李小明", idCard, sensitiveConsentVersion: SENSITIVE_VERSION };
    await api.call(completeMe, person, { as: web });
    api.clock.advance(60_000);
    const registrationToken = await registrationTokenOf(api, "recycled-web");
    const base = { registrationToken, phone, smsCode: await signInCode(api, phone) };
    await expect(api.call(linkWechat, base)).rejects.toMatchObject({ code: "members.identity-needed" });
    const identity = { name: "李小明", idCardLast4: idCard.slice(-4) };
    expect((await me(await api.call(linkWechat, { ...base, identity }))).id).toBe(web.id);
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

describe("signing in by SMS with a number that may have a new owner", () => {
  test("a member with ID card must say who they are; the code is not used up by the question", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    const owner = await signInMember(api, { phone, name: "李小明", idCard });
    const base = { phone, smsCode: await signInCode(api, phone) };
    await expect(api.call(loginBySms, base)).rejects.toMatchObject({ code: "members.identity-needed", status: 409 });
    const right = { name: "李小明", idCardLast4: idCard.slice(-4).toLowerCase() };
    for (const identity of [
      { ...right, name: "李大明" },
      { ...right, idCardLast4: "0000" },
    ]) {
      await expect(api.call(loginBySms, { ...base, identity })).rejects.toMatchObject({
        code: "members.identity-wrong",
        status: 409,
      });
    }
    const session = await api.call(loginBySms, { ...base, identity: right });
    expect((await me(session)).id).toBe(owner.id);
    await expect(api.call(loginBySms, { ...base, identity: right })).rejects.toMatchObject({ code: "auth.code-wrong" });
  });

  test("who does not have the phone learns nothing, whatever else they know", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    await signInMember(api, { phone, name: "李小明", idCard });
    const smsCode = otherCode(await signInCode(api, phone));
    const identity = { name: "李小明", idCardLast4: idCard.slice(-4) };
    for (const input of [{}, { identity }])
      await expect(api.call(loginBySms, { phone, smsCode, ...input })).rejects.toMatchObject({
        code: "auth.code-wrong",
      });
  });

  test("a new owner of the number is locked after five guesses, sent at once or one by one", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    await signInMember(api, { phone, name: "李小明", idCard });
    const base = { phone, smsCode: await signInCode(api, phone) };
    const guess = (idCardLast4: string) =>
      refusal(api.call(loginBySms, { ...base, identity: { name: "李小明", idCardLast4 } }));
    const codes = [await guess("0000"), ...(await Promise.all(["0001", "0002"].map(guess)))];
    for (const digits of ["0003", "0004"]) codes.push(await guess(digits));
    expect(codes).toEqual(Array(5).fill("members.identity-wrong"));
    expect(await guess(idCard.slice(-4))).toBe("auth.login-locked");
    api.clock.advance(60_000);
    expect(await guess(idCard.slice(-4))).toBeNull();
  });
});

test("a session is not opened on a proof that was changed meanwhile", async () => {
  const member = await signInMember(api, { password: "Password-9" });
  const seen = await findByKey(identityKey(api.deps.keys, "phone", member.phone));
  if (!seen) throw new Error("the member is not there");
  const smsCode = await securityCode(api, member);
  await api.call(setMyPassword, { smsCode, password: "Password-10" }, { as: member });
  const start = (doc: MemberDoc, proof: "passwordHash" | "phoneBlind" | "openidBlind") =>
    refusal(startMemberSession(api.ctx(), doc, proof));
  expect(await start(seen, "passwordHash")).toBe("auth.login-failed");
  expect(await start({ ...seen, phoneBlind: "another" }, "phoneBlind")).toBe("members.not-registered");
  expect(await start({ ...seen, openidBlind: "another" }, "openidBlind")).toBe("members.not-registered");
  expect(await start(seen, "phoneBlind")).toBeNull();
});
