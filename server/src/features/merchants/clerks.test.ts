import {
  getMyMerchant,
  inviteClerk,
  inviteClerkByStaff,
  joinMerchant,
  listMerchantClerks,
  listMyClerks,
  loginClerk,
  loginClerkByWechat,
  logoutClerk,
  refreshClerkSession,
  setMyClerkPassword,
  updateMyClerk,
} from "@club/shared/merchant-clerks";
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { hashPassword } from "../../platform/password";
import { revokeSessions } from "../../platform/tokens";
import { newPhone, signedIn } from "../auth/auth.testing";
import { LoginGuards } from "../auth/login-guard.model";
import { ClerkInvitations, Clerks } from "./merchants.model";
import { merchantsRoutes } from "./merchants.routes";
import { joinAs, openMerchant, type TestMerchant } from "./merchants.testing";

jest.setTimeout(60_000);
let api: TestApi;
let shop: TestMerchant;
beforeAll(async () => {
  api = await startTestApi({ routes: merchantsRoutes });
  shop = await openMerchant(api);
});
beforeEach(() => api.clock.set("2026-11-22T04:00:00Z"));
afterAll(() => api.stop());

const refused = (code: string) => expect.objectContaining({ code });
let users = 0;
const joinInput = (invitationCode: string, over: object = {}) => {
  users += 1;
  return {
    invitationCode,
    loginCode: api.wechat.loginCode(`joiner-${users}`),
    phoneCode: api.wechat.phoneCode(newPhone()),
    ...over,
  };
};

test("an invitation works once, however many people use it at once", async () => {
  const { invitationCode } = await api.call(inviteClerk, { name: "小李", role: "clerk" }, { as: shop.owner });
  const results = await Promise.allSettled(
    [1, 2, 3, 4, 5].map(() => api.call(joinMerchant, joinInput(invitationCode))),
  );
  const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(won).toHaveLength(1);
  expect(won[0]).toMatchObject({
    clerk: { name: "小李", role: "clerk", status: "active", branchIds: [] },
    merchant: { id: shop.merchantId },
  });
  for (const result of results)
    if (result.status === "rejected") expect(result.reason).toEqual(refused("merchants.invitation-invalid"));
});

test("an invitation lasts seven days, is typed in any spelling, and its code is not in the database", async () => {
  const invite = () => api.call(inviteClerk, { name: "小李", role: "clerk" }, { as: shop.owner });
  const late = await invite();
  expect(late.expiresAt).toBe("2026-11-29T04:00:00.000Z");
  const typed = await invite();
  expect(JSON.stringify(await ClerkInvitations.find({}).lean())).not.toContain(typed.invitationCode);
  const spelled = typed.invitationCode.toLowerCase().replace(/(.{4})/g, "$1-");
  expect((await api.call(joinMerchant, joinInput(spelled))).clerk.role).toBe("clerk");
  api.clock.set("2026-11-29T04:00:00Z");
  await expect(api.call(joinMerchant, joinInput(late.invitationCode))).rejects.toEqual(
    refused("merchants.invitation-invalid"),
  );
});

test("one phone and one WeChat belong to one person; removing that person frees them", async () => {
  const phone = newPhone();
  const joined = await joinAs(api, shop.merchantId, "clerk", { phone, wechatUser: "busy" });
  const other = await openMerchant(api);
  const code = async () =>
    (await api.call(inviteClerk, { name: "跳槽", role: "clerk" }, { as: other.owner })).invitationCode;
  await expect(
    api.call(joinMerchant, joinInput(await code(), { phoneCode: api.wechat.phoneCode(phone) })),
  ).rejects.toEqual(refused("merchants.phone-taken"));
  await expect(
    api.call(joinMerchant, joinInput(await code(), { loginCode: api.wechat.loginCode("busy") })),
  ).rejects.toEqual(refused("merchants.wechat-taken"));
  await api.call(updateMyClerk, { clerkId: joined.id, status: "removed", reason: "离职" }, { as: shop.owner });
  const moved = await api.call(
    joinMerchant,
    joinInput(await code(), { phoneCode: api.wechat.phoneCode(phone), loginCode: api.wechat.loginCode("busy") }),
  );
  expect(moved.merchant.id).toBe(other.merchantId);
});

test("WeChat sign-in finds the person; an unbound WeChat is told what to do", async () => {
  await joinAs(api, shop.merchantId, "clerk", { wechatUser: "known" });
  const session = await api.call(loginClerkByWechat, { loginCode: api.wechat.loginCode("known") });
  expect(session.merchant).toMatchObject({ id: shop.merchantId, status: "approved" });
  await expect(api.call(loginClerkByWechat, { loginCode: api.wechat.loginCode("stranger") })).rejects.toEqual(
    refused("merchants.wechat-unknown"),
  );
});

test("the web page's sign-in locks after misses, answers the same for unknown phones, and opens again later", async () => {
  const phone = newPhone();
  const password = "Wash2026car";
  await joinAs(api, shop.merchantId, "owner", { phone, password });
  expect((await api.call(loginClerk, { phone, password })).clerk.role).toBe("owner");
  await expect(api.call(loginClerk, { phone: newPhone(), password })).rejects.toEqual(
    refused("merchants.login-failed"),
  );
  for (let miss = 0; miss < 5; miss += 1) {
    await expect(api.call(loginClerk, { phone, password: "wrong" })).rejects.toEqual(refused("merchants.login-failed"));
  }
  await expect(api.call(loginClerk, { phone, password })).rejects.toEqual(refused("auth.login-locked"));
  api.clock.advance(61_000);
  expect((await api.call(loginClerk, { phone, password })).merchant.id).toBe(shop.merchantId);
});

test("the first password needs WeChat, each further one WeChat or the old one", async () => {
  const phone = newPhone();
  const as = await joinAs(api, shop.merchantId, "clerk", { phone, wechatUser: "password-setter" });
  const set = (input: { password: string; currentPassword?: string; loginCode?: string }) =>
    refusal(api.call(setMyClerkPassword, input, { as }));
  const first = { password: "First2026" };
  expect(await set(first)).toBe("merchants.wechat-proof-needed");
  expect(await set({ ...first, loginCode: api.wechat.loginCode("thief") })).toBe("merchants.wechat-proof-needed");
  expect(await set({ ...first, loginCode: "made-up" })).toBe("members.wechat-code-invalid");
  await expect(api.call(loginClerk, { phone, ...first })).rejects.toEqual(refused("merchants.login-failed"));
  expect(await set({ ...first, loginCode: api.wechat.loginCode("password-setter") })).toBeNull();
  expect(await set({ password: "Second2026" })).toBe("merchants.password-wrong");
  expect(await set({ password: "Second2026", currentPassword: "First2026" })).toBeNull();
  expect((await api.call(loginClerk, { phone, password: "Second2026" })).clerk.id).toBe(as.id);
  // Forgotten: the person's WeChat is as good, anybody else's is not, whatever else is known.
  const stolen = { currentPassword: "Second2026", loginCode: api.wechat.loginCode("thief") };
  expect(await set({ password: "Third2026", ...stolen })).toBe("merchants.wechat-proof-needed");
  expect(await set({ password: "Third2026", loginCode: api.wechat.loginCode("password-setter") })).toBeNull();
  expect((await api.call(loginClerk, { phone, password: "Third2026" })).clerk.id).toBe(as.id);
  expect(await set({ password: "12345678" })).toBe("request.invalid");
});

test("a new password that WeChat vouches for ends the lock-out of the forgotten one", async () => {
  const [phone, user] = [newPhone(), "forgetful"];
  const as = await joinAs(api, shop.merchantId, "clerk", { phone, wechatUser: user, password: "First2026" });
  const login = (password: string) => refusal(api.call(loginClerk, { phone, password }));
  for (let miss = 0; miss < 5; miss += 1) expect(await login("Guess2026")).toBe("merchants.login-failed");
  await api.call(setMyClerkPassword, { password: "Second2026", currentPassword: "First2026" }, { as });
  expect(await login("Second2026")).toBe("auth.login-locked");
  const loginCode = api.wechat.loginCode(user);
  await api.call(setMyClerkPassword, { password: "Third2026", loginCode }, { as });
  expect(await login("Third2026")).toBeNull();
});

test("a changed password ends every other session, also the access tokens that still live", async () => {
  const [phone, password] = [newPhone(), "Wash2026car"];
  const joined = await joinAs(api, shop.merchantId, "owner", { phone, password });
  const here = signedIn(api, await api.call(loginClerk, { phone, password }));
  await api.call(setMyClerkPassword, { password: "Wash2027car", currentPassword: password }, { as: here });
  await expect(api.call(getMyMerchant, {}, { as: joined })).rejects.toEqual(refused("auth.expired"));
  await expect(api.call(refreshClerkSession, { refreshToken: joined.refreshToken })).rejects.toEqual(
    refused("auth.refresh-invalid"),
  );
  expect((await api.call(getMyMerchant, {}, { as: here })).clerk.id).toBe(here.id);
  await api.call(refreshClerkSession, { refreshToken: here.refreshToken });
});

test("a sign-in with the old password, verified before a change is committed, gets no session", async () => {
  const [phone, password] = [newPhone(), "Wash2026car"];
  const { id } = await joinAs(api, shop.merchantId, "owner", { phone, password });
  const login = (typed: string) => refusal(api.call(loginClerk, { phone, password: typed }));
  // A miss, whose count is gone as soon as the right password has been verified.
  const before = await LoginGuards.countDocuments({ _id: /^clerk:/ });
  expect(await login("Wrong2026")).toBe("merchants.login-failed");
  const signingIn: Promise<string | null>[] = [];
  await inTransaction(async (session) => {
    const passwordHash = await hashPassword("Wash2027car");
    await Clerks.updateOne({ _id: id }, { $set: { passwordHash } }, { session });
    await revokeSessions(api.ctx(), session, { key: `merchant:${id}` });
    signingIn.push(login(password));
    while ((await LoginGuards.countDocuments({ _id: /^clerk:/ })) > before)
      await new Promise((resolve) => setTimeout(resolve, 5));
  });
  expect(await Promise.all(signingIn)).toEqual(["merchants.login-failed"]);
  expect(await login("Wash2027car")).toBeNull();
});

test("refreshing gives a new pair with the present role; a removed or signed-out person gets none", async () => {
  const joined = await joinAs(api, shop.merchantId, "clerk");
  const next = await api.call(refreshClerkSession, { refreshToken: joined.refreshToken });
  expect(next.refreshToken).not.toBe(joined.refreshToken);
  await api.call(logoutClerk, {}, { as: joined });
  await expect(api.call(refreshClerkSession, { refreshToken: next.refreshToken })).rejects.toEqual(
    refused("auth.refresh-invalid"),
  );
  const removed = await joinAs(api, shop.merchantId, "clerk");
  await api.call(updateMyClerk, { clerkId: removed.id, status: "removed", reason: "离职" }, { as: shop.owner });
  await expect(api.call(refreshClerkSession, { refreshToken: removed.refreshToken })).rejects.toEqual(
    refused("auth.refresh-invalid"),
  );
  await expect(api.call(getMyMerchant, {}, { as: removed })).rejects.toEqual(refused("auth.expired"));
});

test("a merchant keeps at least one owner, also when two owners remove each other at once", async () => {
  const place = await openMerchant(api);
  await expect(
    api.call(updateMyClerk, { clerkId: place.owner.id, status: "suspended", reason: "休假" }, { as: place.owner }),
  ).rejects.toEqual(refused("merchants.last-owner"));
  const second = await joinAs(api, place.merchantId, "owner");
  const results = await Promise.allSettled([
    api.call(updateMyClerk, { clerkId: second.id, status: "removed", reason: "散伙" }, { as: place.owner }),
    api.call(updateMyClerk, { clerkId: place.owner.id, status: "removed", reason: "散伙" }, { as: second }),
  ]);
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(await Clerks.countDocuments({ merchantId: place.merchantId, role: "owner", status: "active" })).toBe(1);
});

test("people of another merchant are not found, and clerks may not manage anyone", async () => {
  const other = await openMerchant(api);
  const change = { clerkId: other.clerk.id, status: "suspended" as const, reason: "试试" };
  await expect(api.call(updateMyClerk, change, { as: shop.owner })).rejects.toEqual(
    refused("merchants.clerk-not-found"),
  );
  await expect(api.call(updateMyClerk, change, { as: other.clerk })).rejects.toEqual(refused("auth.forbidden"));
  await expect(api.call(inviteClerk, { name: "小李", role: "clerk" }, { as: other.clerk })).rejects.toEqual(
    refused("auth.forbidden"),
  );
  const invite = { merchantId: other.merchantId, name: "小李", role: "clerk" as const };
  await expect(api.call(inviteClerkByStaff, invite, { as: api.as.staff("cityAdmin", "370200") })).rejects.toEqual(
    refused("merchants.not-found"),
  );
  await expect(
    api.call(inviteClerk, { name: "小李", role: "clerk", branchIds: [other.branchId] }, { as: shop.owner }),
  ).rejects.toEqual(refused("merchants.branch-not-found"));
});

test("lists show names with masked phones, to the owner and to the city's staff", async () => {
  const place = await openMerchant(api);
  const mine = await api.call(listMyClerks, {}, { as: place.owner });
  expect(mine.items.map((item) => item.role).sort()).toEqual(["clerk", "owner"]);
  expect(mine.items.every((item) => /^1\d\d\*{4}\d{4}$/.test(item.phone))).toBe(true);
  const staff = await api.call(
    listMerchantClerks,
    { merchantId: place.merchantId },
    { as: api.as.staff("cityAdmin", "370100") },
  );
  expect(staff.items).toHaveLength(2);
  const me = await api.call(getMyMerchant, {}, { as: place.clerk });
  expect(me).toMatchObject({ clerk: { id: place.clerk.id }, branches: [{ id: place.branchId }] });
});
