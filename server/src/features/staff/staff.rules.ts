import type { Actor, StaffRole } from "../../platform/context";

export type StaffPlace = { role: StaffRole; cityCode: string | null };

/** Roles that exist only in a city; the province administrator only in the province; finance and audit in either. */
const CITY_ROLES: readonly StaffRole[] = ["cityAdmin", "counterClerk"];

/** Whether a role and a city fit together. */
export function fitsCity({ role, cityCode }: StaffPlace): boolean {
  if (role === "provinceAdmin") return cityCode === null;
  return CITY_ROLES.includes(role) ? cityCode !== null : true;
}

/**
 * Whether `actor` may create, disable or reset such an account: the province administrator (and the system) all of them,
 * a city administrator the counter clerks of their own city, nobody else any.
 */
export function mayManage(actor: Actor, target: StaffPlace): boolean {
  if (actor.kind === "system") return true;
  if (actor.kind !== "staff") return false;
  if (actor.role === "provinceAdmin") return true;
  return actor.role === "cityAdmin" && target.role === "counterClerk" && target.cityCode === actor.cityCode;
}
