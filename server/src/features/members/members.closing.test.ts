import { loginBySms, refreshSession, wechatLogin } from "@club/shared/auth";
import { getMember } from "@club/shared/member-admin";
import { cancelClosing, closeMe, completeMe, getMe } from "@club/shared/members";
import { startTestApi, type TestApi } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { createAuthRoutes } from "../auth/auth.routes";
import { newPhone, otherCode, signInCode } from "../auth/auth.testing";
import { signInStaff } from "../staff/staff.testing";
import { Identities } from "./identities.model";
import { closeDueMembers, closeMember } from "./members.closing";
import { reloadMember } from "./members.login";
import { Members } from "./members.model";
import { membersRoutes } from "./members.routes";
import { newIdCard, SENSITIVE_VERSION, securityCode, signInMember } from "./members.testing";

// Passwords and races take their time on a busy machine.
jest.setTimeout(60_000);

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi({ routes: [...createAuthRoutes({ member: reloadMember }), ...membersRoutes] });
});
afterEach(() => api.stop());

const WEEK_MS = 7 * 86_400_000;

async function closing(given: Parameters<typeof signInMember>[1] = {}) {
  const member = await signInMember(api, given);
  const view = await api.call(closeMe, { smsCode: await securityCode(api, member) }, { as: member });
  return { member, view };
}

test("closing needs a code and starts seven days in which the account still works", async () => {
  const member = await signInMember(api);
  const smsCode = await securityCode(api, member);
  await expect(api.call(closeMe, { smsCode: otherCode(smsCode) }, { as: member })).rejects.toMatchObject({
    code: "auth.code-wrong",
  });
  const view = await api.call(closeMe, { smsCode }, { as: member });
  expect(view).toMatchObject({ status: "closing", closesAt: "2026-11-29T04:00:00.000Z" });
  await expect(api.call(closeMe, { smsCode }, { as: member })).rejects.toMatchObject({
    code: "members.already-closing",
    status: 409,
  });
  const input = { name: "李小明", idCard: newIdCard(), sensitiveConsentVersion: SENSITIVE_VERSION };
  await expect(api.call(completeMe, input, { as: member })).rejects.toMatchObject({ code: "members.already-closing" });
  expect(await closeDueMembers(api.ctx())).toBe(0);
  api.clock.advance(WEEK_MS - 1);
  expect(await closeDueMembers(api.ctx())).toBe(0);
  expect((await api.call(getMe, {}, { as: member })).status).toBe("closing");
});

test("cancelling gives back the status there was", async () => {
  const registered = await closing();
  expect(await api.call(cancelClosing, {}, { as: registered.member })).toMatchObject({
    status: "registered",
    closesAt: null,
  });
  await expect(api.call(cancelClosing, {}, { as: registered.member })).rejects.toMatchObject({
    code: "members.not-closing",
    status: 409,
  });
  const completed = await closing({ name: "李小明" });
  expect(await api.call(cancelClosing, {}, { as: completed.member })).toMatchObject({
    status: "completed",
    tier: "senior",
  });
  api.clock.advance(WEEK_MS);
  expect(await closeDueMembers(api.ctx())).toBe(0);
});

test("closing and cancelling ask who calls", async () => {
  const staff = await signInStaff(api, "cityAdmin", "370100");
  for (const call of [
    (as?: typeof staff) => api.call(closeMe, { smsCode: "123456" }, { as }),
    (as?: typeof staff) => api.call(cancelClosing, {}, { as }),
  ]) {
    await expect(call()).rejects.toMatchObject({ status: 401 });
    await expect(call(staff)).rejects.toMatchObject({ status: 403 });
  }
});

describe("after seven days", () => {
  test("nothing personal is left, sessions end, and the empty member stays under its number", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    const { member } = await closing({ phone, idCard, name: "李小明", wechatUser: "leaver", password: "Password-9" });
    const before = await Members.findById(member.id).lean();
    api.clock.advance(WEEK_MS);
    expect(await closeDueMembers(api.ctx())).toBe(1);
    expect(await closeDueMembers(api.ctx())).toBe(0);
    const after = await Members.findById(member.id).lean();
    const kept = [
      "_id",
      "memberNo",
      "tier",
      "cityCode",
      "consents",
      "createdAt",
      "completedAt",
      "closedAt",
      "status",
      "updatedAt",
    ];
    const left = Object.entries(after ?? {}).filter(([name, value]) => value !== null && !kept.includes(name));
    expect(left).toEqual([]);
    expect(after).toMatchObject({ memberNo: before?.memberNo, status: "closed", closedAt: api.clock.now() });
    expect(await Identities.find({ memberId: member.id }).lean()).toEqual([
      expect.objectContaining({ _id: `memberNo:${before?.memberNo}` }),
    ]);
    await expect(api.call(refreshSession, { refreshToken: member.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
    await expect(api.call(getMe, {}, { as: member })).rejects.toMatchObject({ code: "auth.expired" });
    expect(await AuditEntries.countDocuments({ action: "members.close", subjectKey: `member:${member.id}` })).toBe(1);
    const province = await signInStaff(api, "provinceAdmin");
    const { member: view } = await api.call(getMember, { memberId: member.id }, { as: province });
    expect(view).toMatchObject({
      status: "closed",
      phone: null,
      name: null,
      idCard: null,
      hasPassword: false,
      wechatLinked: false,
    });
  });

  test("phone, ID card and WeChat user are free for a new member", async () => {
    const [phone, idCard] = [newPhone(), newIdCard()];
    const { member } = await closing({ phone, idCard, name: "李小明", wechatUser: "comes-back" });
    api.clock.advance(WEEK_MS);
    await closeDueMembers(api.ctx());
    expect((await api.call(wechatLogin, { code: api.wechat.loginCode("comes-back") })).outcome).toBe("unregistered");
    await expect(api.call(loginBySms, { phone, smsCode: await signInCode(api, phone) })).rejects.toMatchObject({
      code: "members.not-registered",
    });
    const again = await signInMember(api, { phone, idCard, name: "李小明", wechatUser: "comes-back" });
    expect(again.id).not.toBe(member.id);
  });

  test("the job and a cancellation at the same moment never leave half a member", async () => {
    const { member } = await closing();
    api.clock.advance(WEEK_MS);
    const [cancelled, closed] = await Promise.allSettled([
      api.call(cancelClosing, {}, { as: member }),
      closeMember(api.ctx(), member.id),
      closeMember(api.ctx(), member.id),
    ]);
    const after = await Members.findById(member.id).lean();
    const isClosed = after?.status === "closed";
    expect(isClosed ? after.phoneBlind : "kept").toBe(isClosed ? null : "kept");
    expect(cancelled.status).toBe(isClosed ? "rejected" : "fulfilled");
    expect(closed.status).toBe("fulfilled");
    expect(await Identities.countDocuments({ memberId: member.id })).toBe(isClosed ? 1 : 3);
  });
});
