import { refreshSession, staffLogin } from "@club/shared/auth";
import {
  changeStaffPassword,
  createStaff,
  disableStaff,
  enableStaff,
  getStaffMe,
  listStaff,
  resetStaffPassword,
  type StaffAccount,
} from "@club/shared/staff";
import { startTestApi, type TestApi, type TestUser } from "../../../test/kit";
import { AuditEntries } from "../../platform/audit";
import { createAuthRoutes } from "../auth/auth.routes";
import type { SignedIn } from "../auth/auth.testing";
import { reloadStaff } from "./staff.login";
import { Staff } from "./staff.model";
import { staffRoutes } from "./staff.routes";
import { createFirstAdmin } from "./staff.service";
import { signInStaff } from "./staff.testing";

// Passwords and races take their time on a busy machine.
jest.setTimeout(60_000);

const NEW_PASSWORD = "Correct-horse-7";
const FIRST = { loginName: "root.admin", name: "首位管理员", password: NEW_PASSWORD, mustChangePassword: false };
let api: TestApi;
let province: SignedIn;
let jinan: SignedIn;
let firstAdmins: (StaffAccount | null)[];
beforeAll(async () => {
  api = await startTestApi({ routes: [...createAuthRoutes({ staff: reloadStaff }), ...staffRoutes] });
  firstAdmins = await Promise.all([createFirstAdmin(api.ctx(), FIRST), createFirstAdmin(api.ctx(), FIRST)]);
  province = await signInStaff(api, "provinceAdmin");
  jinan = await signInStaff(api, "cityAdmin", "370100");
});
afterAll(() => api.stop());

const clerk = (loginName: string, cityCode = "370100") =>
  ({ loginName, name: "王柜员", role: "counterClerk", cityCode }) as const;

test("the first administrator is created once, also by processes that start together, and signs in", async () => {
  expect(firstAdmins.filter((account) => account !== null)).toHaveLength(1);
  expect(await createFirstAdmin(api.ctx(), FIRST)).toBeNull();
  expect((await api.call(staffLogin, { loginName: FIRST.loginName, password: FIRST.password })).outcome).toBe(
    "signedIn",
  );
});

describe("creating accounts", () => {
  test("answers the account and a temporary password, and leaves an audit row without the password", async () => {
    const { account, temporaryPassword } = await api.call(createStaff, clerk("Wang.Gui"), { as: province });
    expect(account).toEqual({
      id: expect.any(String),
      loginName: "wang.gui",
      name: "王柜员",
      role: "counterClerk",
      cityCode: "370100",
      status: "active",
      mustChangePassword: true,
      lastLoginAt: null,
      createdAt: "2026-11-22T04:00:00.000Z",
    });
    expect(temporaryPassword).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    const row = await AuditEntries.findOne({ subjectKey: `staff:${account.id}` }).lean();
    expect(row).toMatchObject({ action: "staff.create", actorId: province.id });
    expect(JSON.stringify(row)).not.toContain(temporaryPassword);
  });

  test("a login name belongs to one account, whatever its capitals and however fast", async () => {
    const results = await Promise.allSettled(
      ["li.si", "Li.Si", "LI.SI", "li.si"].map((loginName) =>
        api.call(createStaff, clerk(loginName), { as: province }),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ code: "staff.login-name-taken", status: 409 });
    }
    expect(await Staff.countDocuments({ loginName: "li.si" })).toBe(1);
  });

  test.each([
    [{ loginName: "x" }, "loginName"],
    [{ loginName: "9abcd" }, "loginName"],
    [{ name: "" }, "name"],
    [{ role: "boss" }, "role"],
    [{ cityCode: "370000" }, "cityCode"],
    [{ cityCode: "110100" }, "cityCode"],
  ])("refuses %p", async (wrong, path) => {
    const input = { ...clerk("zhao.liu"), ...wrong } as ReturnType<typeof clerk>;
    await expect(api.call(createStaff, input, { as: province })).rejects.toMatchObject({
      code: "request.invalid",
      errors: [{ path }],
    });
  });

  test("role and city must fit", async () => {
    await expect(
      api.call(createStaff, { ...clerk("no.city"), cityCode: null }, { as: province }),
    ).rejects.toMatchObject({
      code: "staff.city-mismatch",
    });
    const admin = { ...clerk("city.boss"), role: "provinceAdmin" } as const;
    await expect(api.call(createStaff, admin, { as: province })).rejects.toMatchObject({ code: "staff.city-mismatch" });
  });

  test("a city administrator creates counter clerks of the own city and nobody else", async () => {
    const made = await api.call(createStaff, clerk("jinan.clerk"), { as: jinan });
    expect(made.account.cityCode).toBe("370100");
    for (const input of [clerk("qingdao.clerk", "370200"), { ...clerk("jinan.boss"), role: "cityAdmin" as const }]) {
      await expect(api.call(createStaff, input, { as: jinan })).rejects.toMatchObject({
        code: "staff.not-manageable",
        status: 403,
      });
    }
  });
});

describe("rights", () => {
  test("nobody gets 401, members and other roles 403", async () => {
    const finance = await signInStaff(api, "finance");
    const member = api.as.member();
    const target = { staffId: province.id, reason: "离职停用" };
    const calls = [
      (as?: TestUser) => api.call(createStaff, clerk("never.made"), { as }),
      (as?: TestUser) => api.call(listStaff, {}, { as }),
      (as?: TestUser) => api.call(disableStaff, target, { as }),
      (as?: TestUser) => api.call(enableStaff, target, { as }),
      (as?: TestUser) => api.call(resetStaffPassword, target, { as }),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: "auth.required", status: 401 });
      await expect(call(finance)).rejects.toMatchObject({ code: "auth.forbidden", status: 403 });
      await expect(call(member)).rejects.toMatchObject({ code: "auth.forbidden", status: 403 });
    }
    await expect(api.call(getStaffMe, {})).rejects.toMatchObject({ status: 401 });
    await expect(api.call(getStaffMe, {}, { as: member })).rejects.toMatchObject({ status: 403 });
    const change = { currentPassword: "x", newPassword: NEW_PASSWORD };
    await expect(api.call(changeStaffPassword, change)).rejects.toMatchObject({ status: 401 });
    await expect(api.call(changeStaffPassword, change, { as: member })).rejects.toMatchObject({ status: 403 });
  });

  test("everybody of the club sees their own account", async () => {
    const auditor = await signInStaff(api, "auditor", "370200");
    expect(await api.call(getStaffMe, {}, { as: auditor })).toMatchObject({
      id: auditor.id,
      role: "auditor",
      cityCode: "370200",
    });
  });

  test("a city administrator lists, and can touch, only accounts of the own city", async () => {
    const qingdao = await signInStaff(api, "counterClerk", "370200");
    const listed = await api.call(listStaff, { limit: 100 }, { as: jinan });
    expect(new Set(listed.items.map((account) => account.cityCode))).toEqual(new Set(["370100"]));
    expect((await api.call(listStaff, { cityCode: "370200" }, { as: jinan })).items).toEqual([]);
    const target = { staffId: qingdao.id, reason: "测试越权" };
    await expect(api.call(disableStaff, target, { as: jinan })).rejects.toMatchObject({
      code: "staff.not-found",
      status: 404,
    });
    await expect(
      api.call(disableStaff, { ...target, staffId: jinan.id }, { as: await signInStaff(api, "cityAdmin", "370100") }),
    ).rejects.toMatchObject({
      code: "staff.not-manageable",
    });
  });
});

test("the list pages without gaps or repeats and filters by role, city and status", async () => {
  const all = await api.call(listStaff, { limit: 100 }, { as: province });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call(listStaff, { limit: 2, cursor }, { as: province });
    seen.push(...page.items.map((account) => account.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(all.items.map((account) => account.id));
  const clerks = await api.call(
    listStaff,
    { role: "counterClerk", cityCode: "370100", status: "active" },
    { as: province },
  );
  expect(clerks.items.length).toBeGreaterThan(0);
  expect(
    clerks.items.every(
      ({ role, cityCode, status }) => role === "counterClerk" && cityCode === "370100" && status === "active",
    ),
  ).toBe(true);
  await expect(api.call(listStaff, { cursor: "nonsense" }, { as: province })).rejects.toMatchObject({
    code: "request.invalid",
  });
});

describe("disabling", () => {
  test("ends sign-in and renewal; enabling brings sign-in back", async () => {
    const target = await signInStaff(api, "counterClerk", "370100");
    const action = { staffId: target.id, reason: "岗位调整" };
    const disabled = await api.call(disableStaff, action, { as: jinan });
    expect(disabled.status).toBe("disabled");
    const { loginName } = disabled;
    await expect(api.call(refreshSession, { refreshToken: target.refreshToken })).rejects.toMatchObject({
      code: "auth.refresh-invalid",
    });
    const login = { loginName, password: "Password-2026" };
    await expect(api.call(staffLogin, login)).rejects.toMatchObject({ code: "staff.disabled", status: 403 });
    await expect(api.call(disableStaff, action, { as: province })).rejects.toMatchObject({
      code: "staff.state-changed",
    });
    await api.call(enableStaff, action, { as: province });
    await expect(api.call(enableStaff, action, { as: province })).rejects.toMatchObject({
      code: "staff.state-changed",
    });
    expect((await api.call(staffLogin, login)).outcome).toBe("signedIn");
    const rows = await AuditEntries.find({ subjectKey: `staff:${target.id}`, reason: "岗位调整" })
      .sort({ at: 1, seq: 1 })
      .lean();
    expect(rows.map((row) => row.action).sort()).toEqual(["staff.disable", "staff.enable"]);
  });

  test("needs a reason and an existing account, and never one's own", async () => {
    await expect(api.call(disableStaff, { staffId: province.id, reason: "" }, { as: province })).rejects.toMatchObject({
      code: "request.invalid",
    });
    await expect(api.call(disableStaff, { staffId: "nobody", reason: "测试" }, { as: province })).rejects.toMatchObject(
      { code: "staff.not-found" },
    );
    await expect(
      api.call(disableStaff, { staffId: province.id, reason: "测试" }, { as: province }),
    ).rejects.toMatchObject({ code: "staff.self-disable" });
  });

  test("two administrators who disable each other at once do not both disappear", async () => {
    const [left, right] = [await signInStaff(api, "provinceAdmin"), await signInStaff(api, "provinceAdmin")];
    const results = await Promise.allSettled([
      api.call(disableStaff, { staffId: right.id, reason: "互相停用" }, { as: left }),
      api.call(disableStaff, { staffId: left.id, reason: "互相停用" }, { as: right }),
    ]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await Staff.countDocuments({ _id: { $in: [left.id, right.id] }, status: "active" })).toBe(1);
  });
});
