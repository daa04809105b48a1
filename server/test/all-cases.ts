import type { Case } from "./cases";
import { vehicleCases, violationCases } from "./cases-cars";
import { mallCases } from "./cases-mall";
import { redemptionCases, settlementCases } from "./cases-money";
import { auditCases, overviewCases } from "./cases-office";
import { grantCases, packCases, voucherCases } from "./cases-packs";
import { authCases, memberAdminCases, memberCases, serviceCases, staffCases } from "./cases-people";
import { pointsCases, ratingCases } from "./cases-points";
import { reminderCases } from "./cases-reminders";
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
    ...mallCases,
    ...pointsCases,
    ...ratingCases,
    ...merchantCases,
    ...clerkCases,
    ...redemptionCases,
    ...settlementCases,
    ...vehicleCases,
    ...violationCases,
    ...overviewCases,
    ...auditCases,
    ...reminderCases,
  ].map((entry) => [entry.endpoint.name, entry]),
);
