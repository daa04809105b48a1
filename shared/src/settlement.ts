import * as z from "zod/mini";
import { cityCode, day, fen, id, instant, month, page, pageQuery, reason, signedFen, text, totalOfFen } from "./fields";
import { endpoint } from "./http";

/** A monthly statement (对账单). From `frozen` on no line and no figure changes; corrections land in a later statement. */
export const STATEMENT_TRANSITIONS = {
  draft: ["frozen"],
  frozen: ["sent"],
  sent: ["confirmed", "disputed"],
  disputed: ["sent"],
  confirmed: ["approved"],
  approved: ["invoiced"],
  invoiced: ["paid"],
  paid: [],
} as const;
export type StatementStatus = keyof typeof STATEMENT_TRANSITIONS;
export const STATEMENT_STATUS_NAMES: Record<StatementStatus, string> = {
  draft: "草稿",
  frozen: "已定稿",
  sent: "待商户确认",
  confirmed: "商户已确认",
  disputed: "商户有异议",
  approved: "已审批",
  invoiced: "已收票",
  paid: "已付款",
};
const statuses = ["draft", "frozen", "sent", "confirmed", "disputed", "approved", "invoiced", "paid"] as const;
const statementStatus = z.enum(statuses, "请选择对账单状态");
export const linesHashField = z.string("缺少对账单摘要").check(z.regex(/^[0-9a-f]{64}$/, "对账单摘要不正确"));

export const statementParams = z.object({ statementId: id });
export const statementReaders = ["provinceAdmin", "cityAdmin", "finance", "auditor"] as const;

export const statementListItem = z.object({
  id,
  statementNo: z.string(),
  merchantId: id,
  merchantName: z.string(),
  cityCode,
  month,
  status: statementStatus,
  lineCount: z.int(),
  totalFen: signedFen,
  payableFen: totalOfFen,
  generatedAt: instant,
});
export const statementView = z.extend(statementListItem, {
  redemptionCount: z.int(),
  linesFen: signedFen,
  adjustmentsFen: signedFen,
  carriedInFen: signedFen,
  taxBps: z.int(),
  taxFen: signedFen,
  netFen: signedFen,
  linesHash: z.string(),
  periodFrom: instant,
  periodTo: instant,
  history: z.array(z.object({ to: statementStatus, at: instant, by: z.string(), note: z.nullable(z.string()) })),
  invoice: z.nullable(z.object({ invoiceNo: z.string(), invoiceFen: totalOfFen, issuedOn: day })),
  payment: z.nullable(z.object({ paymentRef: z.string(), paidFen: totalOfFen, paidOn: day })),
  allowedNext: z.array(statementStatus),
});
export type StatementView = z.output<typeof statementView>;

export const statementLine = z.object({
  id,
  seq: z.int(),
  kind: z.enum(["redemption", "adjustment", "carry"]),
  redemptionId: z.nullable(id),
  receiptNo: z.nullable(z.string()),
  at: instant,
  serviceId: z.nullable(id),
  branchId: z.nullable(id),
  plate: z.nullable(z.string()),
  memberFen: fen,
  amountFen: signedFen,
  note: z.nullable(z.string()),
});
export type StatementLineView = z.output<typeof statementLine>;

export const generateStatement = endpoint({
  name: "generateStatement",
  method: "POST",
  path: "/staff/statements",
  auth: ["finance"],
  summary: "为一家商户生成（或重新生成）某月对账单草稿",
  tag: "结算",
  body: z.object({ merchantId: id, month }),
  response: statementView,
  errors: ["merchants.not-found", "settlement.already-frozen", "settlement.month-future"],
});
const statementFilters = {
  month: z.optional(month),
  status: z.optional(statementStatus),
  merchantId: z.optional(id),
  cityCode: z.optional(cityCode),
};
export const listStatements = endpoint({
  name: "listStatements",
  method: "GET",
  path: "/staff/statements",
  auth: statementReaders,
  summary: "对账单列表，新的月份在前",
  tag: "结算",
  query: z.object({ ...statementFilters, ...pageQuery }),
  response: page(statementListItem),
  errors: [],
});
export const getStatementTotals = endpoint({
  name: "getStatementTotals",
  method: "GET",
  path: "/staff/statement-totals",
  auth: statementReaders,
  summary: "某月对账单按状态合计",
  tag: "结算",
  query: z.object({ month, cityCode: z.optional(cityCode) }),
  response: z.object({
    items: z.array(
      z.object({
        status: statementStatus,
        count: z.int(),
        totalFen: signedFen,
        payableFen: totalOfFen,
        taxFen: signedFen,
      }),
    ),
  }),
  errors: [],
});
export const getStatement = endpoint({
  name: "getStatement",
  method: "GET",
  path: "/staff/statements/:statementId",
  auth: statementReaders,
  summary: "对账单详情",
  tag: "结算",
  params: statementParams,
  response: statementView,
  errors: ["settlement.not-found"],
});
export const listStatementLines = endpoint({
  name: "listStatementLines",
  method: "GET",
  path: "/staff/statements/:statementId/lines",
  auth: statementReaders,
  summary: "对账单明细",
  tag: "结算",
  params: statementParams,
  query: z.object(pageQuery),
  response: page(statementLine),
  errors: ["settlement.not-found"],
});
export const exportStatement = endpoint({
  name: "exportStatement",
  method: "GET",
  path: "/staff/statements/:statementId/export",
  auth: statementReaders,
  summary: "导出一份对账单（Excel）",
  tag: "结算",
  params: statementParams,
  response: "file",
  errors: ["settlement.not-found"],
});
export const exportMonth = endpoint({
  name: "exportMonth",
  method: "GET",
  path: "/staff/statement-exports/:month",
  auth: statementReaders,
  summary: "导出某月全部对账单和明细（Excel）",
  tag: "结算",
  params: z.object({ month }),
  query: z.object({ cityCode: z.optional(cityCode) }),
  response: "file",
  errors: [],
});

export const onStatement = { method: "POST", tag: "结算", params: statementParams, response: statementView } as const;
export const transitionErrors = ["settlement.not-found", "settlement.wrong-state"] as const;
export const freezeStatement = endpoint({
  ...onStatement,
  name: "freezeStatement",
  path: "/staff/statements/:statementId/freeze",
  auth: ["finance"],
  summary: "定稿：只有与核销记录完全一致才能定稿",
  body: z.object({ linesHash: linesHashField }),
  errors: [...transitionErrors, "settlement.month-open", "settlement.not-balanced", "settlement.changed"],
});
export const sendStatement = endpoint({
  ...onStatement,
  name: "sendStatement",
  path: "/staff/statements/:statementId/send",
  auth: ["finance"],
  summary: "发给商户确认；有异议的答复后再次发送",
  body: z.object({ note: z.optional(text("说明", 300)) }),
  errors: transitionErrors,
});
export const approveStatement = endpoint({
  ...onStatement,
  name: "approveStatement",
  path: "/staff/statements/:statementId/approve",
  auth: ["finance"],
  summary: "审批商户已确认的对账单",
  body: z.object({ note: z.optional(text("说明", 300)) }),
  errors: transitionErrors,
});
export const invoiceStatement = endpoint({
  ...onStatement,
  name: "invoiceStatement",
  path: "/staff/statements/:statementId/invoice",
  auth: ["finance"],
  summary: "登记收到的发票",
  body: z.object({
    invoiceNo: z.string("请填写发票号码").check(z.trim(), z.regex(/^\d{20}$/, "发票号码应为 20 位数字（数电发票）")),
    invoiceFen: totalOfFen,
    issuedOn: day,
  }),
  errors: [...transitionErrors, "settlement.nothing-payable", "settlement.invoice-mismatch", "settlement.invoice-used"],
});
export const payStatement = endpoint({
  ...onStatement,
  name: "payStatement",
  path: "/staff/statements/:statementId/pay",
  auth: ["finance"],
  summary: "登记付款（审批人不能付款）",
  body: z.object({ paymentRef: text("付款流水号", 64, 4), paidFen: totalOfFen, paidOn: day }),
  errors: [...transitionErrors, "settlement.payment-mismatch", "settlement.same-person"],
});
/** What one correction may move, either way. */
export const MAX_ADJUSTMENT_FEN = 1_000_000_000;
const TOO_MUCH = "单笔调整不能超过 1000 万元，请核对金额";
export const adjustmentFen = signedFen.check(z.gte(-MAX_ADJUSTMENT_FEN, TOO_MUCH), z.lte(MAX_ADJUSTMENT_FEN, TOO_MUCH));
export const createAdjustment = endpoint({
  name: "createAdjustment",
  method: "POST",
  path: "/staff/adjustments",
  auth: ["finance"],
  summary: "登记一笔调整，计入商户下一期对账单",
  tag: "结算",
  body: z.object({ merchantId: id, amountFen: adjustmentFen, reason }),
  response: z.object({ id, merchantId: id, amountFen: signedFen, at: instant }),
  errors: ["merchants.not-found", "settlement.adjustment-zero"],
  idempotent: true,
});
