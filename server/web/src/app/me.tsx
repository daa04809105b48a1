import type { EndpointDefinition, Role } from "@club/shared/http";
import { createContext, type ReactNode, useContext } from "react";

/** Who uses this page. `cityCode` null = the whole province. */
export type Me = { id: string; name: string; role: Role; cityCode: string | null };

export const ROLE_NAMES: Record<Role, string> = {
  member: "会员",
  clerk: "核销员",
  owner: "店主",
  provinceAdmin: "省级管理员",
  cityAdmin: "城市管理员",
  finance: "财务",
  auditor: "审计",
  counterClerk: "柜面人员",
};

const MeContext = createContext<Me | null>(null);

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext.Provider value={me}>{children}</MeContext.Provider>;
}

/** @throws Error outside a MeProvider */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe needs a MeProvider");
  return me;
}

/** True when the contract lets this role call the endpoint. */
function roleMay(role: Role, endpoint: Pick<EndpointDefinition, "auth">): boolean {
  return endpoint.auth === "public" || endpoint.auth.includes(role);
}

/** Asks the contract: what you may not do is not offered. */
export function useMay(): (endpoint: Pick<EndpointDefinition, "auth">) => boolean {
  const { role } = useMe();
  return (endpoint) => roleMay(role, endpoint);
}

/** "省级管理员、财务" — who may call, for the sentence that says so. */
export function whoMay(endpoint: Pick<EndpointDefinition, "auth">): string {
  return endpoint.auth === "public" ? "所有人" : endpoint.auth.map((role) => ROLE_NAMES[role]).join("、");
}
