import { refreshSession, replaceTemporaryPassword, staffLogin } from "@club/shared/auth";
import { changeStaffPassword, createStaff, disableStaff, resetStaffPassword } from "@club/shared/staff";
import { refusal, startTestApi, type TestApi } from "../../../test/kit";
import { inTransaction } from "../../platform/db";
import { hashPassword } from "../../platform/password";
import { revokeSessions } from "../../platform/tokens";
import { createAuthRoutes } from "../auth/auth.routes";
import type { SignedIn } from "../auth/auth.testing";
import { LoginGuards } from "../auth/login-guard.model";
import { reloadStaff } from "./staff.login";
import { Staff } from "./staff.model";
import { staffRoutes } from "./staff.routes";
import { STAFF_PASSWORD, signInStaff } from "./staff.testing";

// Passwords and races take their time on a busy machine.
jest.setTimeout(60_000);

const NEW_PASSWORD = "Correct-horse-7";
let api: TestApi;
let province: SignedIn;
let jinan: SignedIn;
beforeAll(async () => {
  api = await startTestApi({ routes: [...createAuthRoutes({ staff: reloadStaff }), ...staffRoutes] });
  province = await signInStaff(api, "provinceAdmin");
  jinan = await signInStaff(api, "cityAdmin", "370100");
});
afterAll(() => api.stop());

const clerk = (loginName: string) => ({ loginName, name: "王柜员", role: "counterClerk", cityCode: "370100" }) as const;

describe("passwords", () => {
  test("a reset ends sessions and the old password; the temporary one only opens the change page", async () => {
    const target = await signInStaff(api, "counterClerk", "370100");
    const { temporaryPassword } = await api.call(
      resetStaffPassword,
      { staffId: target.id, reason: "忘记密码" },
      { as: jinan },
    );
    await expect(api.call(refreshSession, { refreshToken: target.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
    const loginName = (await Staff.findById(target.id).lean())?.loginName ?? "";
    await expect(api.call(staffLogin, { loginName, password: "Password-2026" })).rejects.toMatchObject({
      code: "auth.login-failed",
    });

    const answer = await api.call(staffLogin, { loginName, password: temporaryPassword });
    if (answer.outcome !== "passwordChangeRequired") throw new Error("a session was given");
    const { changeToken } = answer;
    await expect(api.call(replaceTemporaryPassword, { changeToken, newPassword: "short1" })).rejects.toMatchObject({
      code: "request.invalid",
    });
    await api.call(replaceTemporaryPassword, { changeToken, newPassword: NEW_PASSWORD });
    await expect(
      api.call(replaceTemporaryPassword, { changeToken, newPassword: "Another-pass-8" }),
    ).rejects.toMatchObject({
      code: "auth.change-token-invalid",
    });
    expect((await api.call(staffLogin, { loginName, password: NEW_PASSWORD })).outcome).toBe("signedIn");
  });

  test("the change page expires after ten minutes and keeps no temporary password", async () => {
    const { account, temporaryPassword } = await api.call(createStaff, clerk("temp.user"), { as: province });
    const answer = await api.call(staffLogin, { loginName: account.loginName, password: temporaryPassword });
    if (answer.outcome !== "passwordChangeRequired") throw new Error("a session was given");
    await expect(
      api.call(replaceTemporaryPassword, { changeToken: `${answer.changeToken}x`, newPassword: NEW_PASSWORD }),
    ).rejects.toMatchObject({
      code: "auth.change-token-invalid",
    });
    api.clock.advance(10 * 60_000);
    await expect(
      api.call(replaceTemporaryPassword, { changeToken: answer.changeToken, newPassword: NEW_PASSWORD }),
    ).rejects.toMatchObject({
      code: "auth.change-token-invalid",
    });
  });

  test("changing one's own needs the current one, another new one, and ends all sessions", async () => {
    const own = await signInStaff(api, "finance");
    const wrong = { currentPassword: "Password-2027", newPassword: NEW_PASSWORD };
    await expect(api.call(changeStaffPassword, wrong, { as: own })).rejects.toMatchObject({
      code: "staff.password-wrong",
    });
    const same = { currentPassword: "Password-2026", newPassword: "Password-2026" };
    await expect(api.call(changeStaffPassword, same, { as: own })).rejects.toMatchObject({
      code: "staff.password-reused",
    });
    await api.call(changeStaffPassword, { currentPassword: "Password-2026", newPassword: NEW_PASSWORD }, { as: own });
    await expect(api.call(refreshSession, { refreshToken: own.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
  });

  test("the change page takes neither the temporary password again nor a disabled account", async () => {
    const { account, temporaryPassword } = await api.call(createStaff, clerk("page.user"), { as: province });
    const answer = await api.call(staffLogin, { loginName: account.loginName, password: temporaryPassword });
    if (answer.outcome !== "passwordChangeRequired") throw new Error("a session was given");
    const { changeToken } = answer;
    // Temporary passwords are made of capitals and digits; one without a digit would be refused as input already.
    const same = api.call(replaceTemporaryPassword, { changeToken, newPassword: temporaryPassword });
    const code =
      /[A-Z]/.test(temporaryPassword) && /\d/.test(temporaryPassword) ? "staff.password-reused" : "request.invalid";
    await expect(same).rejects.toMatchObject({ code });
    await api.call(disableStaff, { staffId: account.id, reason: "尚未启用" }, { as: jinan });
    await expect(api.call(replaceTemporaryPassword, { changeToken, newPassword: NEW_PASSWORD })).rejects.toMatchObject({
      code: "staff.disabled",
    });
  });

  test("a sign-in with the old password, verified before a reset is committed, gets no session", async () => {
    const target = await signInStaff(api, "counterClerk", "370100");
    const { loginName = "" } = (await Staff.findById(target.id).lean()) ?? {};
    // A miss, whose count is gone as soon as the right password has been verified.
    const login = (password: string) => refusal(api.call(staffLogin, { loginName, password }));
    expect(await login("Wrong-2026")).toBe("auth.login-failed");
    const isVerified = async () => (await LoginGuards.countDocuments({ _id: /^staff:/ })) === 0;
    const signingIn: Promise<string | null>[] = [];
    await inTransaction(async (session) => {
      const $set = { passwordHash: await hashPassword(NEW_PASSWORD) };
      await Staff.updateOne({ _id: target.id }, { $set, $inc: { passwordVersion: 1 } }, { session });
      await revokeSessions(api.ctx(), session, { key: `staff:${target.id}` });
      signingIn.push(login(STAFF_PASSWORD));
      while (!(await isVerified())) await new Promise((resolve) => setTimeout(resolve, 5));
    });
    expect(await Promise.all(signingIn)).toEqual(["auth.login-failed"]);
    expect(await login(NEW_PASSWORD)).toBeNull();
  });

  test("guessing the current password is locked after five misses", async () => {
    const own = await signInStaff(api, "auditor");
    const wrong = { currentPassword: "Password-2027", newPassword: NEW_PASSWORD };
    for (let miss = 1; miss <= 5; miss += 1) {
      await expect(api.call(changeStaffPassword, wrong, { as: own })).rejects.toMatchObject({
        code: "staff.password-wrong",
      });
    }
    const right = { ...wrong, currentPassword: STAFF_PASSWORD };
    await expect(api.call(changeStaffPassword, right, { as: own })).rejects.toMatchObject({
      code: "auth.login-locked",
    });
  });
});
