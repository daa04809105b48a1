import * as contract from "@club/shared/audit";
import { type Route, route } from "../../platform/route";
import { checkAuditStream, listAuditRows } from "./audit.service";

export const auditRoutes: Route[] = [
  route(contract.listAudit, listAuditRows),
  route(contract.checkAudit, checkAuditStream),
];
