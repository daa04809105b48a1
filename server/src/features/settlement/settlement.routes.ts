import * as contract from "@club/shared/settlement";
import * as merchantSide from "@club/shared/settlement-merchant";
import * as runs from "@club/shared/settlement-runs";
import { fileRoute, type Route, route } from "../../platform/route";
import { exportAll, exportOne } from "./settlement.export";
import { generate } from "./settlement.generate";
import { getRun, runsOfMonth, startRun } from "./settlement.runs";
import { adjust, getOne, pageOfLines, pageOfMyStatements, pageOfStatements, totalsOfMonth } from "./settlement.service";
import * as steps from "./settlement.transitions";

export const settlementRoutes: Route[] = [
  route(contract.generateStatement, generate),
  route(runs.startSettlementRun, startRun),
  route(runs.getSettlementRun, getRun),
  route(runs.listSettlementRuns, runsOfMonth),
  route(contract.listStatements, pageOfStatements),
  route(contract.getStatementTotals, totalsOfMonth),
  route(contract.getStatement, getOne),
  route(contract.listStatementLines, pageOfLines),
  fileRoute(contract.exportStatement, exportOne),
  fileRoute(contract.exportMonth, exportAll),
  route(contract.freezeStatement, steps.freeze),
  route(contract.sendStatement, steps.send),
  route(contract.approveStatement, steps.approve),
  route(contract.invoiceStatement, steps.invoice),
  route(contract.payStatement, steps.pay),
  route(contract.createAdjustment, adjust),
  route(merchantSide.listMyStatements, pageOfMyStatements),
  route(merchantSide.getMyStatement, getOne),
  route(merchantSide.listMyStatementLines, (ctx, input) => pageOfLines(ctx, input)),
  fileRoute(merchantSide.exportMyStatement, exportOne),
  route(merchantSide.confirmStatement, steps.confirm),
  route(merchantSide.disputeStatement, steps.dispute),
];
