import * as z from "zod/mini";
import { memberCity, staffPassword } from "./auth";
import { cityCode, id, page, pageQuery, reason, text } from "./fields";
import { endpoint, STAFF_ROLES } from "./http";

export type StaffRole = (typeof STAFF_ROLES)[number];
export const STAFF_ROLE_NAMES: Readonly<Record<StaffRole, string>> = {
  provinceAdmin: "省级管理员",
  cityAdmin: "城市管理员",
  finance: "财务",
  auditor: "审计",
  counterClerk: "柜面人员",
};

/** Status -> the statuses it may change to. */
export const STAFF_TRANSITIONS = { active: ["disabled"], disabled: ["active"] } as const;
export type StaffStatus = keyof typeof STAFF_TRANSITIONS;
const status = z.enum(["active", "disabled"], "账号状态不正确");
const role = z.enum(STAFF_ROLES, "角色不正确");

/** 4 to 32 of a-z, 0-9, dot, dash and underscore; capitals are folded. */
export const loginNameField = z
  .string("请填写登录名")
  .check(z.trim(), z.toLowerCase(), z.regex(/^[a-z][a-z0-9._-]{3,31}$/, "登录名用 4 至 32 位字母、数字，以字母开头"));

export const staffAccount = z.object({
  id: z.string(),
  loginName: z.string(),
  name: z.string(),
  role,
  /** null = the whole province. */
  cityCode: z.nullable(z.string()),
  status,
  mustChangePassword: z.boolean(),
  lastLoginAt: z.nullable(z.string()),
  createdAt: z.string(),
});
export type StaffAccount = z.output<typeof staffAccount>;

const TAG = "工作人员";
const params = z.object({ staffId: id });

export const createStaff = endpoint({
  name: "createStaff",
  method: "POST",
  path: "/staff",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "新建工作账号；临时密码只在这里显示一次",
  tag: TAG,
  body: z.object({
    loginName: loginNameField,
    name: text("姓名", 30),
    role,
    cityCode: z.nullable(memberCity),
  }),
  response: z.object({ account: staffAccount, temporaryPassword: z.string() }),
  errors: ["staff.login-name-taken", "staff.city-mismatch", "staff.not-manageable"],
});

export const listStaff = endpoint({
  name: "listStaff",
  method: "GET",
  path: "/staff",
  auth: ["provinceAdmin", "cityAdmin", "auditor"],
  summary: "工作账号列表，新建的在前",
  tag: TAG,
  query: z.object({ ...pageQuery, role: z.optional(role), cityCode: z.optional(cityCode), status: z.optional(status) }),
  response: page(staffAccount),
  errors: [],
});

export const getStaffMe = endpoint({
  name: "getStaffMe",
  method: "GET",
  path: "/staff/me",
  auth: STAFF_ROLES,
  summary: "我的工作账号",
  tag: TAG,
  response: staffAccount,
  errors: [],
});

export const disableStaff = endpoint({
  name: "disableStaff",
  method: "POST",
  path: "/staff/:staffId/disable",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "停用工作账号：不能再登录，已登录的设备随即退出",
  tag: TAG,
  params,
  body: z.object({ reason }),
  response: staffAccount,
  errors: ["staff.not-found", "staff.not-manageable", "staff.self-disable", "staff.state-changed"],
});

export const enableStaff = endpoint({
  name: "enableStaff",
  method: "POST",
  path: "/staff/:staffId/enable",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "恢复工作账号",
  tag: TAG,
  params,
  body: z.object({ reason }),
  response: staffAccount,
  errors: ["staff.not-found", "staff.not-manageable", "staff.state-changed"],
});

export const resetStaffPassword = endpoint({
  name: "resetStaffPassword",
  method: "POST",
  path: "/staff/:staffId/reset-password",
  auth: ["provinceAdmin", "cityAdmin"],
  summary: "重置密码：给出新的临时密码，解除锁定，原登录失效",
  tag: TAG,
  params,
  body: z.object({ reason }),
  response: z.object({ temporaryPassword: z.string() }),
  errors: ["staff.not-found", "staff.not-manageable"],
});

export const changeStaffPassword = endpoint({
  name: "changeStaffPassword",
  method: "POST",
  path: "/staff/me/password",
  auth: STAFF_ROLES,
  summary: "修改自己的密码；所有设备需要重新登录",
  tag: TAG,
  body: z.object({
    currentPassword: z.string("请填写当前密码").check(z.minLength(1, "请填写当前密码"), z.maxLength(128, "密码太长")),
    newPassword: staffPassword,
  }),
  response: "empty",
  errors: ["staff.password-wrong", "staff.password-reused", "auth.login-locked"],
});

export const staffEndpoints = {
  createStaff,
  listStaff,
  getStaffMe,
  disableStaff,
  enableStaff,
  resetStaffPassword,
  changeStaffPassword,
};
