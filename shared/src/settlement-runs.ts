import * as z from "zod/mini";
import { cityCode, id, instant, month } from "./fields";
import { endpoint } from "./http";
import { statementReaders } from "./settlement";

const runView = z.object({
  id,
  month,
  cityCode: z.nullable(cityCode),
  status: z.enum(["running", "done"]),
  totalCount: z.int(),
  doneCount: z.int(),
  skippedCount: z.int(),
  failures: z.array(z.object({ merchantId: id, code: z.string() })),
  lineCount: z.int(),
  startedAt: instant,
  finishedAt: z.nullable(instant),
});
export type SettlementRunView = z.output<typeof runView>;
export const startSettlementRun = endpoint({
  name: "startSettlementRun",
  method: "POST",
  path: "/staff/settlement-runs",
  auth: ["finance"],
  summary: "为所有商户批量生成某月对账单草稿，可中断续跑",
  tag: "结算",
  body: z.object({ month }),
  response: runView,
  errors: ["settlement.month-future", "settlement.run-in-progress"],
});
export const getSettlementRun = endpoint({
  name: "getSettlementRun",
  method: "GET",
  path: "/staff/settlement-runs/:runId",
  auth: statementReaders,
  summary: "批量出账的进度",
  tag: "结算",
  params: z.object({ runId: id }),
  response: runView,
  errors: ["settlement.run-not-found"],
});
export const listSettlementRuns = endpoint({
  name: "listSettlementRuns",
  method: "GET",
  path: "/staff/settlement-runs",
  auth: statementReaders,
  summary: "某月的批量出账：全省一次，或各市各一次",
  tag: "结算",
  query: z.object({ month }),
  response: z.object({ items: z.array(runView) }),
  errors: [],
});
