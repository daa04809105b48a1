import { loginByPassword, registerMember, type SessionTokens, wechatLogin } from "@club/shared/auth";
import { isMemberNo } from "@club/shared/member-no";
import { getMe } from "@club/shared/members";
import { startTestApi, type TestApi } from "../../../test/kit";
import type { Hooks } from "../../platform/context";
import { createAuthRoutes } from "../auth/auth.routes";
import { newPhone, otherCode, signedIn, signInCode } from "../auth/auth.testing";
import { Identities } from "./identities.model";
import { reloadMember } from "./members.login";
import { Members } from "./members.model";
import { membersRoutes } from "./members.routes";
import { CONSENTS, registrationTokenOf, signInMember } from "./members.testing";

// Passwords and races take their time on a busy machine.
jest.setTimeout(60_000);

let api: TestApi;
/** What the registration pack does: the hook sees every registration exactly once. */
const granted: string[] = [];
let isGrantFailing = false;
const hooks: Hooks = {
  afterRegistration: async (_ctx, session, member) => {
    await Identities.insertMany([{ _id: `grant:${member.id}`, memberId: member.id, createdAt: new Date(0) }], {
      session,
    });
    if (isGrantFailing) throw new Error("the pack could not be granted");
    granted.push(member.id);
  },
};
beforeAll(async () => {
  api = await startTestApi({ hooks, routes: [...createAuthRoutes({ member: reloadMember }), ...membersRoutes] });
});
afterAll(() => api.stop());

const phoneProof = (phone: string) => ({ by: "wechat", phoneCode: api.wechat.phoneCode(phone) }) as const;
const rest = { cityCode: "370100", consents: [...CONSENTS] };
const me = async (session: SessionTokens) => api.call(getMe, {}, { as: signedIn(api, session) });
const grantsOf = (memberId: string) => Identities.countDocuments({ _id: `grant:${memberId}` });

describe("registering", () => {
  test("by WeChat and the phone button makes a member who is then known to WeChat", async () => {
    const phone = newPhone();
    const registrationToken = await registrationTokenOf(api, "lin");
    expect(registrationToken).not.toContain(api.wechat.openidOf("lin"));
    const session = await api.call(registerMember, {
      registrationToken,
      proof: phoneProof(phone),
      ...rest,
      channelScene: "poster-1",
    });
    const view = await me(session);
    expect(view).toEqual({
      id: expect.any(String),
      memberNo: expect.any(String),
      status: "registered",
      tier: "standard",
      cityCode: "370100",
      phone: `138****${phone.slice(-4)}`,
      name: null,
      idCard: null,
      hasPassword: false,
      wechatLinked: true,
      registeredAt: "2026-11-22T04:00:00.000Z",
      completedAt: null,
      closesAt: null,
      outdatedConsents: [],
    });
    expect(isMemberNo(view.memberNo)).toBe(true);
    expect(await grantsOf(view.id)).toBe(1);
    const again = await api.call(wechatLogin, { code: api.wechat.loginCode("lin") });
    expect(again.outcome).toBe("signedIn");
  });

  test("keeps phone and openid only encrypted, and the consents with version and time", async () => {
    const phone = newPhone();
    const registrationToken = await registrationTokenOf(api, "stored");
    const { id } = await me(await api.call(registerMember, { registrationToken, proof: phoneProof(phone), ...rest }));
    const stored = await Members.findById(id).lean();
    expect(JSON.stringify(stored)).not.toContain(phone);
    expect(JSON.stringify(stored)).not.toContain(api.wechat.openidOf("stored"));
    expect(stored?.consents).toEqual(
      CONSENTS.map((consent) => ({ ...consent, at: api.clock.now(), withdrawnAt: null })),
    );
  });

  test("by SMS on the web, with a password to come back with", async () => {
    const phone = newPhone();
    const smsCode = await signInCode(api, phone);
    const session = await api.call(registerMember, {
      proof: { by: "sms", phone, smsCode },
      ...rest,
      password: "Password-9",
    });
    expect(await me(session)).toMatchObject({ hasPassword: true, wechatLinked: false });
    expect(await me(await api.call(loginByPassword, { phone, password: "Password-9" }))).toMatchObject({
      id: (await me(session)).id,
    });
    await expect(api.call(loginByPassword, { phone, password: "Password-8" })).rejects.toMatchObject({
      code: "auth.login-failed",
    });
  });

  test("a retry after a lost answer gives the same member and one grant, although WeChat's phone code is used up", async () => {
    const registrationToken = await registrationTokenOf(api, "retry");
    const input = { registrationToken, proof: phoneProof(newPhone()), ...rest };
    const first = await me(await api.call(registerMember, input));
    const second = await me(await api.call(registerMember, input));
    expect(second.id).toBe(first.id);
    expect(await grantsOf(first.id)).toBe(1);
    expect(granted.filter((id) => id === first.id)).toHaveLength(1);
  });

  test("a double tap with one code by SMS gives one member", async () => {
    const phone = newPhone();
    const registrationToken = await registrationTokenOf(api, "double");
    const proof = { by: "sms", phone, smsCode: await signInCode(api, phone) } as const;
    const sessions = await Promise.all(
      [1, 2].map(() => api.call(registerMember, { registrationToken, proof, ...rest })),
    );
    const ids = await Promise.all(sessions.map(async (session) => (await me(session)).id));
    expect(new Set(ids).size).toBe(1);
    expect(await grantsOf(ids[0] ?? "")).toBe(1);
  });

  test("50 WeChat users who register one phone at once make exactly one member", async () => {
    const phone = newPhone();
    const tokens = await Promise.all(
      Array.from({ length: 50 }, (_, index) => registrationTokenOf(api, `crowd-${index}`)),
    );
    const before = await Members.countDocuments({});
    const results = await Promise.allSettled(
      tokens.map((registrationToken) =>
        api.call(registerMember, { registrationToken, proof: phoneProof(phone), ...rest }),
      ),
    );
    const won = results.filter((result) => result.status === "fulfilled");
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ code: "members.phone-held", status: 409 });
    }
    expect(await Members.countDocuments({})).toBe(before + 1);
    const { id } = await me(won[0]?.value as SessionTokens);
    expect(await grantsOf(id)).toBe(1);
    expect(await Identities.countDocuments({ memberId: id })).toBe(4);
  });

  test("one WeChat user who registers 50 times at once gets one member every time", async () => {
    const phone = newPhone();
    const registrationToken = await registrationTokenOf(api, "nervous");
    const sessions = await Promise.all(
      Array.from({ length: 50 }, () =>
        api.call(registerMember, { registrationToken, proof: phoneProof(phone), ...rest }),
      ),
    );
    const ids = await Promise.all(sessions.map(async (session) => (await me(session)).id));
    expect(new Set(ids).size).toBe(1);
    expect(granted.filter((id) => id === ids[0])).toHaveLength(1);
  });

  test("nothing of a registration stays when its pack cannot be granted", async () => {
    const phone = newPhone();
    const registrationToken = await registrationTokenOf(api, "rolled-back");
    const before = [await Members.countDocuments({}), await Identities.countDocuments({})];
    isGrantFailing = true;
    await expect(
      api.call(registerMember, { registrationToken, proof: phoneProof(phone), ...rest }),
    ).rejects.toMatchObject({ status: 500 });
    isGrantFailing = false;
    expect([await Members.countDocuments({}), await Identities.countDocuments({})]).toEqual(before);
    await api.call(registerMember, { registrationToken, proof: phoneProof(phone), ...rest });
  });
});

describe("refusals of registering", () => {
  test("required consents, in the versions of today", async () => {
    const input = {
      registrationToken: await registrationTokenOf(api, "consents"),
      proof: phoneProof(newPhone()),
      ...rest,
    };
    await expect(api.call(registerMember, { ...input, consents: [CONSENTS[0]] })).rejects.toMatchObject({
      code: "members.consent-missing",
      details: { missing: ["privacy"] },
    });
    const old = [CONSENTS[0], { kind: "privacy", version: "2019-01" }] as const;
    await expect(api.call(registerMember, { ...input, consents: [...old] })).rejects.toMatchObject({
      code: "members.consent-outdated",
    });
    await api.call(registerMember, input);
  });

  test("an expired, forged or missing registration token", async () => {
    const proof = phoneProof(newPhone());
    await expect(api.call(registerMember, { proof, ...rest })).rejects.toMatchObject({
      code: "members.registration-expired",
    });
    await expect(
      api.call(registerMember, { registrationToken: "dev1.AAAAAAAAAAAA", proof, ...rest }),
    ).rejects.toMatchObject({
      code: "members.registration-expired",
    });
    const registrationToken = await registrationTokenOf(api, "late");
    api.clock.advance(30 * 60_000);
    await expect(api.call(registerMember, { registrationToken, proof, ...rest })).rejects.toMatchObject({
      code: "members.registration-expired",
    });
  });

  test("a phone code that WeChat does not know, a wrong code by SMS", async () => {
    const registrationToken = await registrationTokenOf(api, "codes");
    const wechat = { by: "wechat", phoneCode: "made-up" } as const;
    await expect(api.call(registerMember, { registrationToken, proof: wechat, ...rest })).rejects.toMatchObject({
      code: "members.phone-code-invalid",
    });
    const phone = newPhone();
    const smsCode = otherCode(await signInCode(api, phone));
    await expect(
      api.call(registerMember, { registrationToken, proof: { by: "sms", phone, smsCode }, ...rest }),
    ).rejects.toMatchObject({
      code: "auth.code-wrong",
    });
  });

  test("on the web a phone that is a member's already", async () => {
    const phone = newPhone();
    await signInMember(api, { phone });
    const proof = { by: "sms", phone, smsCode: await signInCode(api, phone) } as const;
    await expect(api.call(registerMember, { proof, ...rest })).rejects.toMatchObject({
      code: "members.already-registered",
      status: 409,
    });
  });

  test.each([
    [{ cityCode: "370000" }, "cityCode"],
    [{ cityCode: "" }, "cityCode"],
    [{ password: "short1" }, "password"],
    [{ password: "onlyletters" }, "password"],
    [{ proof: { by: "sms", phone: "1", smsCode: "123456" } }, "proof.phone"],
  ])("invalid input %p", async (wrong, path) => {
    const input = { proof: { by: "sms", phone: newPhone(), smsCode: "123456" }, ...rest, ...wrong } as never;
    await expect(api.call(registerMember, input)).rejects.toMatchObject({
      code: "request.invalid",
      errors: [{ path }],
    });
  });

  test("WeChat's refusals and silence", async () => {
    await expect(api.call(wechatLogin, { code: "made-up" })).rejects.toMatchObject({
      code: "members.wechat-code-invalid",
      status: 400,
    });
    await expect(api.call(wechatLogin, { code: "" })).rejects.toMatchObject({ code: "request.invalid" });
    const code = api.wechat.loginCode("twice");
    await api.call(wechatLogin, { code });
    await expect(api.call(wechatLogin, { code })).rejects.toMatchObject({ code: "members.wechat-code-invalid" });
  });
});
