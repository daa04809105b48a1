import { loginByPassword, loginBySms, logout, refreshSession, requestSmsCode, staffLogin } from "@club/shared/auth";
import { getStaffMe } from "@club/shared/staff";
import mongoose from "mongoose";
import { startTestApi, type TestApi } from "../../../test/kit";
import { reloadMember } from "../members/members.login";
import { membersRoutes } from "../members/members.routes";
import { signInMember } from "../members/members.testing";
import { reloadStaff } from "../staff/staff.login";
import { Staff } from "../staff/staff.model";
import { staffRoutes } from "../staff/staff.routes";
import { createStaffAccount } from "../staff/staff.service";
import { signInStaff } from "../staff/staff.testing";
import { createAuthRoutes } from "./auth.routes";
import { deliverOutbox, lastCode, newPhone, otherCode, signedIn, signInCode } from "./auth.testing";
import { KnownDevices } from "./known-devices.model";
import { forgetMisses } from "./login-guard.migrations";
import { LoginGuards } from "./login-guard.model";
import { unlockAccount } from "./login-guard.service";
import { SmsCodes } from "./sms-codes.model";

// Passwords and races take their time on a busy machine.
jest.setTimeout(60_000);

let api: TestApi;
beforeEach(async () => {
  api = await startTestApi({
    routes: [...createAuthRoutes({ staff: reloadStaff, member: reloadMember }), ...staffRoutes, ...membersRoutes],
  });
});
afterEach(() => api.stop());

const PASSWORD = "Password-2026";
const account = (loginName: string) =>
  createStaffAccount(api.ctx(), {
    loginName,
    name: "赵审计",
    role: "auditor",
    cityCode: null,
    password: PASSWORD,
    mustChangePassword: false,
  });
const login = (loginName: string, password: string, deviceToken?: string) =>
  api.call(staffLogin, { loginName, password, deviceToken });
/** Signs in, to an account made for it if need be. @returns what the device shows next time */
async function knownDevice(loginName: string, shown?: string): Promise<string> {
  if (!(await Staff.exists({ loginName }))) await account(loginName);
  const answer = await login(loginName, PASSWORD, shown);
  if (answer.outcome !== "signedIn") throw new Error(answer.outcome);
  return answer.deviceToken;
}
const failed = { code: "auth.login-failed", status: 401 };
const locked = (retryAfterSeconds: number) => ({
  code: "auth.login-locked",
  status: 429,
  details: { retryAfterSeconds },
});

describe("lock-out", () => {
  test("five misses lock an account for 1, 5, 15 and 60 minutes; the right password clears the count", async () => {
    await account("zhao.shen");
    for (let miss = 1; miss <= 4; miss += 1) await expect(login("zhao.shen", "wrong-1")).rejects.toMatchObject(failed);
    await expect(login("ZHAO.shen", "wrong-1")).rejects.toMatchObject(failed);
    await expect(login("zhao.shen", PASSWORD)).rejects.toMatchObject(locked(60));
    for (const seconds of [60, 300, 900, 3600]) {
      await expect(login("zhao.shen", PASSWORD)).rejects.toMatchObject(locked(seconds));
      api.clock.advance(seconds * 1000);
      await expect(login("zhao.shen", "wrong-1")).rejects.toMatchObject(failed);
    }
    api.clock.advance(3_600_000);
    expect((await login("zhao.shen", PASSWORD)).outcome).toBe("signedIn");
    await expect(login("zhao.shen", "wrong-1")).rejects.toMatchObject(failed);
    expect((await login("zhao.shen", PASSWORD)).outcome).toBe("signedIn");
  });

  test("an account that does not exist is answered and locked alike", async () => {
    for (let miss = 1; miss <= 5; miss += 1) await expect(login("no.body", "wrong-1")).rejects.toMatchObject(failed);
    await expect(login("no.body", "wrong-1")).rejects.toMatchObject(locked(60));
    const phone = newPhone();
    const byPhone = () => api.call(loginByPassword, { phone, password: "wrong-1" });
    for (let miss = 1; miss <= 5; miss += 1) await expect(byPhone()).rejects.toMatchObject(failed);
    await expect(byPhone()).rejects.toMatchObject(locked(60));
  });

  test("guesses sent at once cannot exceed the five, and nothing typed is stored in plain text", async () => {
    await account("zhao.shen");
    const guesses = Array.from({ length: 12 }, (_, index) =>
      login("zhao.shen", `wrong-${index}`).catch((error) => error.code),
    );
    const codes = await Promise.all(guesses);
    expect(codes.filter((code) => code === "auth.login-failed")).toHaveLength(5);
    expect(codes.filter((code) => code === "auth.login-locked")).toHaveLength(7);
    expect(JSON.stringify(await LoginGuards.find().lean())).not.toContain("zhao");
  });

  test("a typo a day from one office never locks it, a guess an hour never locks the account", async () => {
    await account("zhao.shen");
    for (let day = 1; day <= 60; day += 1) {
      api.clock.advance(86_400_000);
      await expect(login(`typo.${day}`, "wrong-1")).rejects.toMatchObject(failed);
    }
    expect((await login("zhao.shen", PASSWORD)).outcome).toBe("signedIn");
    for (let hour = 1; hour <= 30; hour += 1) {
      api.clock.advance(3_600_000);
      await expect(login("zhao.shen", "wrong-1")).rejects.toMatchObject(failed);
    }
    expect((await login("zhao.shen", PASSWORD)).outcome).toBe("signedIn");
  });

  test("misses that were counted the old way are forgotten", async () => {
    const now = api.clock.now();
    const hour = new Date(now.getTime() + 3_600_000);
    const old = { misses: 30, lastMissAt: now, lockedUntil: hour, expiresAt: hour };
    const db = mongoose.connection.db as NonNullable<typeof mongoose.connection.db>;
    await db.collection<{ _id: string }>("loginGuards").insertOne({ _id: "address:x", ...old });
    for (const _twice of [1, 2]) await forgetMisses.up(db, api.deps.keys);
    expect(await LoginGuards.countDocuments({})).toBe(0);
  });

  test("an address is locked after twenty misses at different accounts", async () => {
    await account("zhao.shen");
    for (let miss = 1; miss <= 20; miss += 1)
      await expect(login(`guess.${miss}`, "wrong-1")).rejects.toMatchObject(failed);
    await expect(login("zhao.shen", PASSWORD)).rejects.toMatchObject(locked(60));
    api.clock.advance(60_000);
    expect((await login("zhao.shen", PASSWORD)).outcome).toBe("signedIn");
  });

  test("a device that has signed in before is not held up by wrong guesses from elsewhere", async () => {
    await account("zhao.shen");
    const [here, stranger] = [await knownDevice("zhao.shen"), await knownDevice("qian.er")];
    for (let miss = 1; miss <= 20; miss += 1) {
      await login("zhao.shen", "wrong-1").catch(() => undefined);
      await login(`guess.${miss}`, "wrong-1").catch(() => undefined);
    }
    for (const token of [undefined, stranger, "made-up", `${here}x`])
      await expect(login("zhao.shen", PASSWORD, token)).rejects.toMatchObject({ code: "auth.login-locked" });
    expect((await login("zhao.shen", PASSWORD, here)).outcome).toBe("signedIn");
    await expect(login("zhao.shen", PASSWORD)).rejects.toMatchObject({ code: "auth.login-locked" });
  });

  test("a known device has five guesses of its own, which hold up nobody else", async () => {
    await account("zhao.shen");
    const [one, other] = [await knownDevice("zhao.shen"), await knownDevice("zhao.shen")];
    const guesses = Array.from({ length: 8 }, () => login("zhao.shen", "wrong-1", one).catch(({ code }) => code));
    expect((await Promise.all(guesses)).filter((code) => code === "auth.login-failed")).toHaveLength(5);
    await expect(login("zhao.shen", PASSWORD, one)).rejects.toMatchObject(locked(60));
    expect((await login("zhao.shen", PASSWORD, other)).outcome).toBe("signedIn");
    expect((await login("zhao.shen", PASSWORD)).outcome).toBe("signedIn");
  });

  test("a device is known for half a year after its last sign-in, to each account by itself, until the password is reset", async () => {
    await account("zhao.shen");
    const first = await knownDevice("zhao.shen");
    api.clock.advance(179 * 86_400_000);
    const second = await knownDevice("zhao.shen", first);
    expect(await KnownDevices.countDocuments({})).toBe(1);
    api.clock.advance(179 * 86_400_000);
    for (let miss = 1; miss <= 5; miss += 1) await login("zhao.shen", "wrong-1").catch(() => undefined);
    await expect(login("zhao.shen", PASSWORD, first)).rejects.toMatchObject(locked(60));
    expect((await login("zhao.shen", PASSWORD, second)).outcome).toBe("signedIn");
    await knownDevice("zhao.shen2", second);
    await unlockAccount(api.ctx(), { kind: "staff", name: "zhao.shen" });
    expect(await KnownDevices.countDocuments({})).toBe(1);
    expect(JSON.stringify(await KnownDevices.find().lean())).not.toContain("zhao");
  });

  test("a name or password that is missing is invalid input, not a miss", async () => {
    await expect(login("", "x")).rejects.toMatchObject({ code: "request.invalid" });
    await expect(login("zhao.shen", "")).rejects.toMatchObject({ code: "request.invalid" });
    expect(await LoginGuards.countDocuments({})).toBe(0);
  });
});

describe("sessions", () => {
  test("renewal gives a new pair that works; after signing out it does not", async () => {
    const staff = await signInStaff(api, "auditor");
    const renewed = await api.call(refreshSession, { refreshToken: staff.refreshToken });
    expect(renewed.refreshToken).not.toBe(staff.refreshToken);
    const holder = signedIn(api, renewed);
    expect((await api.call(getStaffMe, {}, { as: holder })).id).toBe(staff.id);
    await api.call(logout, {}, { as: holder });
    await expect(api.call(refreshSession, { refreshToken: renewed.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
      status: 401,
    });
  });

  test("a used refresh token that comes back later ends the whole family", async () => {
    const staff = await signInStaff(api, "auditor");
    const renewed = await api.call(refreshSession, { refreshToken: staff.refreshToken });
    api.clock.advance(31_000);
    await expect(api.call(refreshSession, { refreshToken: staff.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
    await expect(api.call(refreshSession, { refreshToken: renewed.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
  });

  test("signing out needs a session, renewal a token of ours", async () => {
    await expect(api.call(logout, {})).rejects.toMatchObject({ code: "auth.required" });
    await expect(api.call(refreshSession, { refreshToken: "V1.forged.token.here" })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
    await expect(api.call(refreshSession, { refreshToken: "" })).rejects.toMatchObject({ code: "request.invalid" });
  });
});

describe("codes by SMS", () => {
  test("is six digits, sent once, stored only as a hash, and the same answer for members and strangers", async () => {
    const [stranger, known] = [newPhone(), newPhone()];
    await signInMember(api, { phone: known });
    const answer = await api.call(requestSmsCode, { phone: stranger });
    expect(answer).toEqual({ resendAfterSeconds: 60, expiresInSeconds: 300 });
    expect(await api.call(requestSmsCode, { phone: known })).toEqual(answer);
    const code = await lastCode(api, stranger);
    expect(code).toMatch(/^\d{6}$/);
    await deliverOutbox(api);
    expect(api.sms.sent.filter((message) => message.phone === stranger)).toHaveLength(1);
    const stored = JSON.stringify(await SmsCodes.find().lean());
    expect(stored).not.toContain(stranger);
    expect(stored).not.toContain(`"${code}"`);
  });

  test("at most one in 60 seconds, also when asked twice at once", async () => {
    const phone = newPhone();
    const results = await Promise.allSettled([1, 2, 3].map(() => api.call(requestSmsCode, { phone })));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    await expect(api.call(requestSmsCode, { phone })).rejects.toMatchObject({
      code: "auth.code-too-soon",
      status: 429,
      details: { retryAfterSeconds: 60 },
    });
    api.clock.advance(60_000);
    await api.call(requestSmsCode, { phone });
  });

  test("at most ten a day in Shanghai", async () => {
    const phone = newPhone();
    for (let sent = 1; sent <= 10; sent += 1) {
      await api.call(requestSmsCode, { phone });
      api.clock.advance(60_000);
    }
    await expect(api.call(requestSmsCode, { phone })).rejects.toMatchObject({ code: "auth.code-limit", status: 429 });
    api.clock.set("2026-11-22T16:00:00Z");
    await api.call(requestSmsCode, { phone });
  });

  test("works once", async () => {
    const phone = newPhone();
    await signInMember(api, { phone });
    const smsCode = await signInCode(api, phone);
    await api.call(loginBySms, { phone, smsCode });
    await expect(api.call(loginBySms, { phone, smsCode })).rejects.toMatchObject({
      code: "auth.code-wrong",
      status: 400,
    });
  });

  test("used twice at once signs in once", async () => {
    const phone = newPhone();
    await signInMember(api, { phone });
    const smsCode = await signInCode(api, phone);
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => api.call(loginBySms, { phone, smsCode })));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  });

  test("is killed by five wrong guesses, sent at once or one by one", async () => {
    const phone = newPhone();
    await signInMember(api, { phone });
    const smsCode = await signInCode(api, phone);
    const guesses = [1, 2, 3, 4, 5].map(() =>
      api.call(loginBySms, { phone, smsCode: otherCode(smsCode) }).catch((error) => error.code),
    );
    expect(await Promise.all(guesses)).toEqual(Array(5).fill("auth.code-wrong"));
    await expect(api.call(loginBySms, { phone, smsCode })).rejects.toMatchObject({ code: "auth.code-wrong" });
  });

  test("ends after five minutes, and with the next one", async () => {
    const phone = newPhone();
    await signInMember(api, { phone });
    const first = await signInCode(api, phone);
    api.clock.advance(60_000);
    const second = await signInCode(api, phone);
    if (first !== second) {
      await expect(api.call(loginBySms, { phone, smsCode: first })).rejects.toMatchObject({ code: "auth.code-wrong" });
    }
    api.clock.advance(300_000);
    await expect(api.call(loginBySms, { phone, smsCode: second })).rejects.toMatchObject({ code: "auth.code-wrong" });
  });

  test.each(["", "1380531", "23805310001", "not a phone"])("%p is not a phone", async (phone) => {
    await expect(api.call(requestSmsCode, { phone })).rejects.toMatchObject({
      code: "request.invalid",
      errors: [{ path: "phone" }],
    });
  });
});
