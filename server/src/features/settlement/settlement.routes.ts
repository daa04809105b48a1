import { settlementEndpoints as endpoints } from "@club/shared/settlement";
import { fileRoute, type Route, route } from "../../platform/route";
import { exportAll, exportOne } from "./settlement.export";
import { generate } from "./settlement.generate";
import { getRun, runsOfMonth, startRun } from "./settlement.runs";
import { adjust, getOne, pageOfLines, pageOfMyStatements, pageOfStatements, totalsOfMonth } from "./settlement.service";
import * as steps from "./settlement.transitions";

export const settlementRoutes: Route[] = [
  route(endpoints.generateStatement, generate),
  route(endpoints.startSettlementRun, startRun),
  route(endpoints.getSettlementRun, getRun),
  route(endpoints.listSettlementRuns, runsOfMonth),
  route(endpoints.listStatements, pageOfStatements),
  route(endpoints.getStatementTotals, totalsOfMonth),
  route(endpoints.getStatement, getOne),
  route(endpoints.listStatementLines, pageOfLines),
  fileRoute(endpoints.exportStatement, exportOne),
  fileRoute(endpoints.exportMonth, exportAll),
  route(endpoints.freezeStatement, steps.freeze),
  route(endpoints.sendStatement, steps.send),
  route(endpoints.approveStatement, steps.approve),
  route(endpoints.invoiceStatement, steps.invoice),
  route(endpoints.payStatement, steps.pay),
  route(endpoints.createAdjustment, adjust),
  route(endpoints.listMyStatements, pageOfMyStatements),
  route(endpoints.getMyStatement, getOne),
  route(endpoints.listMyStatementLines, (ctx, input) => pageOfLines(ctx, input)),
  fileRoute(endpoints.exportMyStatement, exportOne),
  route(endpoints.confirmStatement, steps.confirm),
  route(endpoints.disputeStatement, steps.dispute),
];
