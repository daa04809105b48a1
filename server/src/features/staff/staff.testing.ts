import type { TestApi } from "../../../test/kit";
import type { StaffRole } from "../../platform/context";
import { type SignedIn, signedIn } from "../auth/auth.testing";
import { startSessionFor } from "./staff.login";
import { createStaffAccount } from "./staff.service";

export const STAFF_PASSWORD = "Password-2026";
let accounts = 0;

/** A member of staff with an account, signed in; the password is STAFF_PASSWORD. */
export async function signInStaff(api: TestApi, role: StaffRole, cityCode: string | null = null): Promise<SignedIn> {
  accounts += 1;
  const account = await createStaffAccount(api.ctx(), {
    loginName: `test.staff${accounts}`,
    name: "测试人员",
    role,
    cityCode,
    password: STAFF_PASSWORD,
    mustChangePassword: false,
  });
  return signedIn(api, await startSessionFor(api.ctx(), account.id));
}
