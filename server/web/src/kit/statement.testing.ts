import { STATEMENT_TRANSITIONS, type StatementStatus, type StatementView } from "@club/shared/settlement";

/** A whole statement, as the contract wants it, for the tests of both doors: October's of one merchant, ¥1,280.00. */
export function statementOf(status: StatementStatus): StatementView {
  return {
    id: "s1",
    statementNo: "DZ-1",
    merchantId: "m1",
    merchantName: "洗车行",
    cityCode: "370100",
    month: "2026-10",
    status,
    lineCount: 12,
    totalFen: 128000,
    payableFen: 128000,
    generatedAt: "2026-11-01T04:00:00.000Z",
    redemptionCount: 12,
    linesFen: 128000,
    adjustmentsFen: 0,
    carriedInFen: 0,
    taxBps: 600,
    taxFen: 7245,
    netFen: 120755,
    linesHash: "a".repeat(64),
    periodFrom: "2026-09-30T16:00:00.000Z",
    periodTo: "2026-10-31T16:00:00.000Z",
    history: [],
    invoice: null,
    payment: null,
    allowedNext: [...STATEMENT_TRANSITIONS[status]],
  };
}
