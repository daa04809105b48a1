import type { Case } from "./cases";
import { redemptionCases, settlementCases } from "./cases-money";
import { auditCases, overviewCases } from "./cases-office";
import { grantCases, packCases, voucherCases } from "./cases-packs";
import { authCases, memberAdminCases, memberCases, serviceCases, staffCases } from "./cases-people";
import { clerkCases, merchantCases } from "./cases-shops";

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
    ...overviewCases,
    ...auditCases,
  ].map((entry) => [entry.endpoint.name, entry]),
);
