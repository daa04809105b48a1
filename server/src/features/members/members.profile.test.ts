import { CONSENT_VERSIONS, loginByPassword, refreshSession } from "@club/shared/auth";
import {
  completeMe,
  exportMyData,
  getMe,
  giveConsent,
  listMyConsents,
  requestMySmsCode,
  setMyPassword,
  updateMe,
  withdrawConsent,
} from "@club/shared/members";
import { startTestApi, type TestApi, type TestUser } from "../../../test/kit";
import { createAuthRoutes } from "../auth/auth.routes";
import { lastCode, newPhone, otherCode, signInCode } from "../auth/auth.testing";
import { signInStaff } from "../staff/staff.testing";
import { Identities } from "./identities.model";
import { reloadMember } from "./members.login";
import { Members } from "./members.model";
import { membersRoutes } from "./members.routes";
import { newIdCard, SENSITIVE_VERSION, securityCode, signInMember } from "./members.testing";

// Passwords and races take their time on a busy machine.
jest.setTimeout(60_000);

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ routes: [...createAuthRoutes({ member: reloadMember }), ...membersRoutes] });
});
afterAll(() => api.stop());

const completion = (idCard = newIdCard()) => ({ name: "李小明", idCard, sensitiveConsentVersion: SENSITIVE_VERSION });

test("the member's own endpoints are closed to nobody (401), to staff (403) and to ids without a record (404)", async () => {
  const staff = await signInStaff(api, "provinceAdmin");
  const smsCode = "123456";
  const calls = [
    (as?: TestUser) => api.call(getMe, {}, { as }),
    (as?: TestUser) => api.call(updateMe, { cityCode: "370200" }, { as }),
    (as?: TestUser) => api.call(completeMe, completion(), { as }),
    (as?: TestUser) => api.call(requestMySmsCode, {}, { as }),
    (as?: TestUser) => api.call(setMyPassword, { smsCode, password: "Password-9" }, { as }),
    (as?: TestUser) => api.call(listMyConsents, {}, { as }),
    (as?: TestUser) => api.call(giveConsent, { kind: "marketing", version: CONSENT_VERSIONS.marketing }, { as }),
    (as?: TestUser) => api.call(withdrawConsent, { kind: "marketing" }, { as }),
    (as?: TestUser) => api.call(exportMyData, { smsCode }, { as }),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({ code: "auth.required", status: 401 });
    await expect(call(staff)).rejects.toMatchObject({ code: "auth.forbidden", status: 403 });
    await expect(call(api.as.member())).rejects.toMatchObject({ code: "members.not-found", status: 404 });
  }
});

test("moving to another city shows at once, and in the token after its renewal", async () => {
  const member = await signInMember(api);
  expect(await api.call(updateMe, { cityCode: "370200" }, { as: member })).toMatchObject({ cityCode: "370200" });
  const renewed = await api.call(refreshSession, { refreshToken: member.refreshToken });
  expect(JSON.parse(Buffer.from(renewed.accessToken.split(".")[1] ?? "", "base64url").toString()).actor.cityCode).toBe(
    "370200",
  );
  for (const cityCode of ["370000", "999999", ""]) {
    await expect(api.call(updateMe, { cityCode }, { as: member })).rejects.toMatchObject({
      code: "request.invalid",
      errors: [{ path: "cityCode" }],
    });
  }
});

describe("completing", () => {
  test("makes a 高级会员, masks what it shows, encrypts what it keeps and records the consent", async () => {
    const member = await signInMember(api);
    const input = completion();
    const view = await api.call(completeMe, input, { as: member });
    expect(view).toMatchObject({
      status: "completed",
      tier: "senior",
      name: "李*明",
      idCard: `${input.idCard.slice(0, 6)}********${input.idCard.slice(-4)}`,
      completedAt: api.clock.now().toISOString(),
    });
    const stored = JSON.stringify(await Members.findById(member.id).lean());
    expect(stored).not.toContain(input.idCard);
    expect(stored).not.toContain("李小明");
    const { items } = await api.call(listMyConsents, {}, { as: member });
    expect(items.map((item) => item.kind)).toEqual(["terms", "privacy", "sensitive"]);
  });

  test("again with the same values changes nothing, with others is refused", async () => {
    const member = await signInMember(api);
    const input = completion();
    const first = await api.call(completeMe, input, { as: member });
    api.clock.advance(1000);
    expect(await api.call(completeMe, { ...input, idCard: input.idCard.toLowerCase() }, { as: member })).toEqual(first);
    await expect(api.call(completeMe, completion(), { as: member })).rejects.toMatchObject({
      code: "members.already-completed",
      status: 409,
    });
  });

  test("one ID card belongs to one member, however many try at once", async () => {
    const idCard = newIdCard();
    const members = await Promise.all(Array.from({ length: 10 }, () => signInMember(api)));
    const results = await Promise.allSettled(members.map((as) => api.call(completeMe, completion(idCard), { as })));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ code: "members.id-card-held", status: 409 });
    }
    expect(
      await Identities.countDocuments({ _id: /^idcard:/, memberId: { $in: members.map((member) => member.id) } }),
    ).toBe(1);
  });

  test("nobody under 18, not with a wrong number or name, not without the consent of today", async () => {
    const member = await signInMember(api);
    await expect(api.call(completeMe, completion(newIdCard("20081123")), { as: member })).rejects.toMatchObject({
      code: "members.under-age",
      status: 400,
    });
    const idCard = newIdCard();
    const wrong = `${idCard.slice(0, 17)}${idCard.endsWith("1") ? "2" : "1"}`;
    await expect(api.call(completeMe, completion(wrong), { as: member })).rejects.toMatchObject({
      errors: [{ path: "idCard" }],
    });
    await expect(api.call(completeMe, { ...completion(), name: "李3" }, { as: member })).rejects.toMatchObject({
      errors: [{ path: "name" }],
    });
    await expect(
      api.call(completeMe, { ...completion(), sensitiveConsentVersion: "2019-01" }, { as: member }),
    ).rejects.toMatchObject({
      code: "members.consent-outdated",
      details: { currentVersion: SENSITIVE_VERSION },
    });
    expect((await api.call(getMe, {}, { as: member })).status).toBe("registered");
  });
});

describe("consents", () => {
  const marketing = { kind: "marketing", version: CONSENT_VERSIONS.marketing } as const;

  test("are given and withdrawn with version and time, and the record stays", async () => {
    const member = await signInMember(api);
    const givenAt = api.clock.now().toISOString();
    await api.call(giveConsent, marketing, { as: member });
    const given = await api.call(giveConsent, marketing, { as: member });
    expect(given.items.filter((item) => item.kind === "marketing")).toEqual([
      { ...marketing, at: givenAt, withdrawnAt: null },
    ]);
    api.clock.advance(60_000);
    const withdrawnAt = api.clock.now().toISOString();
    const withdrawn = await api.call(withdrawConsent, { kind: "marketing" }, { as: member });
    expect(withdrawn.items.at(-1)).toEqual({ ...marketing, at: givenAt, withdrawnAt });
    expect(await api.call(withdrawConsent, { kind: "marketing" }, { as: member })).toEqual(withdrawn);
    const again = await api.call(giveConsent, marketing, { as: member });
    expect(again.items.slice(-2)).toEqual([
      { ...marketing, at: givenAt, withdrawnAt },
      { ...marketing, at: withdrawnAt, withdrawnAt: null },
    ]);
    expect(await api.call(listMyConsents, {}, { as: member })).toEqual(again);
  });

  test("what the service needs is withdrawn only by closing the account", async () => {
    const member = await signInMember(api, { name: "李小明" });
    for (const kind of ["terms", "privacy", "sensitive"] as const) {
      await expect(api.call(withdrawConsent, { kind }, { as: member })).rejects.toMatchObject({
        code: "members.consent-required",
        status: 409,
      });
    }
  });

  test("a text that changed since it was agreed to is named until the new version is agreed to; what was never given is not", async () => {
    const member = await signInMember(api);
    const outdated = async () => (await api.call(getMe, {}, { as: member })).outdatedConsents;
    expect(await outdated()).toEqual([]);
    const older = { $set: { "consents.$[it].version": "2026-01" } };
    await Members.updateOne({ _id: member.id }, older, { arrayFilters: [{ "it.kind": "privacy" }] });
    expect(await outdated()).toEqual(["privacy"]);
    await api.call(giveConsent, { kind: "privacy", version: CONSENT_VERSIONS.privacy }, { as: member });
    expect(await outdated()).toEqual([]);
  });

  test("only the version of today can be given", async () => {
    const member = await signInMember(api);
    await expect(api.call(giveConsent, { ...marketing, version: "2019-01" }, { as: member })).rejects.toMatchObject({
      code: "members.consent-outdated",
    });
    await expect(
      api.call(giveConsent, { ...marketing, kind: "cookies" as never }, { as: member }),
    ).rejects.toMatchObject({ code: "request.invalid" });
  });
});

describe("password", () => {
  test("is set with a code, opens the web and ends the sessions there were", async () => {
    const member = await signInMember(api);
    const login = { phone: member.phone, password: "Password-9" };
    await expect(api.call(loginByPassword, login)).rejects.toMatchObject({ code: "auth.login-failed" });
    const smsCode = await securityCode(api, member);
    await expect(
      api.call(setMyPassword, { smsCode: otherCode(smsCode), password: login.password }, { as: member }),
    ).rejects.toMatchObject({
      code: "auth.code-wrong",
    });
    await api.call(setMyPassword, { smsCode, password: login.password }, { as: member });
    await expect(api.call(refreshSession, { refreshToken: member.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
    await api.call(loginByPassword, login);
  });

  test("a code to sign in is not good for it", async () => {
    const member = await signInMember(api);
    const smsCode = await signInCode(api, member.phone);
    await expect(api.call(setMyPassword, { smsCode, password: "Password-9" }, { as: member })).rejects.toMatchObject({
      code: "auth.code-wrong",
    });
  });
});

describe("data export", () => {
  test("gives the member everything in plain text, after a code", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    const member = await signInMember(api, { phone, idCard, name: "李小明", wechatUser: "exporter" });
    await expect(api.call(exportMyData, { smsCode: "000000" }, { as: member })).rejects.toMatchObject({
      code: "auth.code-wrong",
    });
    const data = await api.call(exportMyData, { smsCode: await securityCode(api, member) }, { as: member });
    expect(data.member).toMatchObject({
      id: member.id,
      phone,
      idCard,
      name: "李小明",
      wechatOpenid: api.wechat.openidOf("exporter"),
      cityName: "济南市",
      status: "completed",
    });
    expect(data.consents.map((consent) => consent.kind)).toEqual(["terms", "privacy", "sensitive"]);
  });

  test("codes go to the own phone only and are limited like all codes", async () => {
    const member = await signInMember(api);
    await api.call(requestMySmsCode, {}, { as: member });
    expect(await lastCode(api, member.phone)).toMatch(/^\d{6}$/);
    await expect(api.call(requestMySmsCode, {}, { as: member })).rejects.toMatchObject({ code: "auth.code-too-soon" });
  });

  test("a member whose phone was taken back is told to come to the counter", async () => {
    const member = await signInMember(api);
    await Members.updateOne({ _id: member.id }, { $set: { phoneEnc: null, phoneBlind: null } });
    await expect(api.call(requestMySmsCode, {}, { as: member })).rejects.toMatchObject({
      code: "members.phone-missing",
      status: 409,
    });
  });
});
