import * as z from "zod/mini";
import { page, pageQuery, reason } from "./fields";
import { endpoint } from "./http";
import {
  linesHashField,
  onStatement,
  statementLine,
  statementListItem,
  statementParams,
  statementView,
  transitionErrors,
} from "./settlement";

export const listMyStatements = endpoint({
  name: "listMyStatements",
  method: "GET",
  path: "/merchant/statements",
  auth: ["owner"],
  summary: "本商户收到的对账单",
  tag: "结算",
  query: z.object(pageQuery),
  response: page(statementListItem),
  errors: [],
});
export const getMyStatement = endpoint({
  name: "getMyStatement",
  method: "GET",
  path: "/merchant/statements/:statementId",
  auth: ["owner"],
  summary: "本商户的对账单详情",
  tag: "结算",
  params: statementParams,
  response: statementView,
  errors: ["settlement.not-found"],
});
export const listMyStatementLines = endpoint({
  name: "listMyStatementLines",
  method: "GET",
  path: "/merchant/statements/:statementId/lines",
  auth: ["owner"],
  summary: "本商户的对账单明细",
  tag: "结算",
  params: statementParams,
  query: z.object(pageQuery),
  response: page(statementLine),
  errors: ["settlement.not-found"],
});
export const exportMyStatement = endpoint({
  name: "exportMyStatement",
  method: "GET",
  path: "/merchant/statements/:statementId/export",
  auth: ["owner"],
  summary: "导出本商户的对账单（Excel）",
  tag: "结算",
  params: statementParams,
  response: "file",
  errors: ["settlement.not-found"],
});
export const confirmStatement = endpoint({
  ...onStatement,
  name: "confirmStatement",
  path: "/merchant/statements/:statementId/confirm",
  auth: ["owner"],
  summary: "商户确认对账单",
  body: z.object({ linesHash: linesHashField }),
  errors: [...transitionErrors, "settlement.changed"],
});
export const disputeStatement = endpoint({
  ...onStatement,
  name: "disputeStatement",
  path: "/merchant/statements/:statementId/dispute",
  auth: ["owner"],
  summary: "商户对对账单提出异议",
  body: z.object({ reason }),
  errors: transitionErrors,
});
