import { STAFF_ROLES } from "@club/shared/http";
import type { StaffAccount, StaffRole } from "@club/shared/staff";
import type { Me } from "../../app/me";

/** What the server allows too: the province all, a city administrator the counter clerks of the city; nobody themselves. */
export function mayManage(me: Me, account: Pick<StaffAccount, "id" | "role" | "cityCode">): boolean {
  if (account.id === me.id) return false;
  return rolesToGive(me).includes(account.role) && (me.cityCode === null || account.cityCode === me.cityCode);
}

/** The roles somebody may give to a new account. */
export function rolesToGive(me: Pick<Me, "role">): readonly StaffRole[] {
  if (me.role === "provinceAdmin") return STAFF_ROLES;
  return me.role === "cityAdmin" ? ["counterClerk"] : [];
}

/** Where a role exists: only in the province, only in a city, or in either. */
export function placesOf(role: StaffRole | undefined): "province" | "city" | "either" {
  if (role === "provinceAdmin") return "province";
  return role === "cityAdmin" || role === "counterClerk" ? "city" : "either";
}
