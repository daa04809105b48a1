import type { Case } from "./cases";
import { grantCases, packCases, voucherCases } from "./cases-packs";
import { authCases, memberAdminCases, memberCases, serviceCases, staffCases } from "./cases-people";
import { clerkCases, merchantCases, redemptionCases, settlementCases } from "./cases-shops";

/** The entry of every endpoint by the endpoint's name. */
export const casesByName: ReadonlyMap<string, Case> = new Map(
  [
    ...authCases,
    ...memberCases,
    ...memberAdminCases,
    ...staffCases,
    ...serviceCases,
    ...packCases,
    ...grantCases,
    ...voucherCases,
    ...merchantCases,
    ...clerkCases,
    ...redemptionCases,
    ...settlementCases,
  ].map((entry) => [entry.endpoint.name, entry]),
);
