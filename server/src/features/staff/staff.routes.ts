import { replaceTemporaryPassword, staffLogin } from "@club/shared/auth";
import {
  changeStaffPassword,
  createStaff,
  disableStaff,
  enableStaff,
  getStaffMe,
  listStaff,
  resetStaffPassword,
} from "@club/shared/staff";
import { type Route, route } from "../../platform/route";
import { changeOwnPassword, loginStaff, replaceTemporary } from "./staff.login";
import {
  createStaffByStaff,
  disableStaffAccount,
  enableStaffAccount,
  getOwnAccount,
  listStaffAccounts,
  resetPassword,
} from "./staff.service";

export const staffRoutes: Route[] = [
  route(staffLogin, loginStaff),
  route(replaceTemporaryPassword, replaceTemporary),
  route(getStaffMe, getOwnAccount),
  route(changeStaffPassword, changeOwnPassword),
  route(createStaff, createStaffByStaff),
  route(listStaff, listStaffAccounts),
  route(disableStaff, disableStaffAccount),
  route(enableStaff, enableStaffAccount),
  route(resetStaffPassword, resetPassword),
];
