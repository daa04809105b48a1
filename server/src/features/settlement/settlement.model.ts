import type { StatementStatus } from "@club/shared/settlement";
import { Schema } from "mongoose";
import { model } from "../../platform/db";
import type { Line, Totals } from "./settlement.rules";

const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const whole = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;

export type StatementStep = { to: StatementStatus; at: Date; actorId: string; role: string; note: string | null };
/** What the club owes a merchant for a month. Nothing but the state, its history, invoice and payment changes once frozen. */
export type Statement = Totals & {
  /** `${merchantId}:${YYYY-MM}`. */
  _id: string;
  statementNo: string;
  merchantId: string;
  merchantName: string;
  cityCode: string;
  month: string;
  status: StatementStatus;
  linesHash: string;
  generatedAt: Date;
  history: StatementStep[];
  approvedBy: string | null;
  invoice: { invoiceNo: string; invoiceFen: number; issuedOn: string } | null;
  payment: { paymentRef: string; paidFen: number; paidOn: string } | null;
};

const statementSchema = new Schema<Statement>({
  _id: text,
  statementNo: text,
  merchantId: text,
  merchantName: text,
  cityCode: text,
  month: text,
  status: text,
  lineCount: whole,
  redemptionCount: whole,
  linesFen: whole,
  adjustmentsFen: whole,
  carriedInFen: whole,
  totalFen: whole,
  taxBps: whole,
  taxFen: whole,
  netFen: whole,
  payableFen: whole,
  linesHash: text,
  generatedAt: instant,
  history: [{ _id: false, to: text, at: instant, actorId: text, role: text, note: optionalText }],
  approvedBy: optionalText,
  invoice: { type: new Schema({ invoiceNo: text, invoiceFen: whole, issuedOn: text }, { _id: false }), default: null },
  payment: { type: new Schema({ paymentRef: text, paidFen: whole, paidOn: text }, { _id: false }), default: null },
});
statementSchema.index({ month: -1, _id: -1 });
statementSchema.index({ cityCode: 1, month: -1, _id: -1 });
statementSchema.index({ status: 1, month: -1, _id: -1 });
statementSchema.index({ merchantId: 1, month: -1, _id: -1 });
/**
 * Shard key: _id (ranged, so that a merchant's statements lie together). Queries: by _id; lists of the province, a city, a
 * state, a merchant, newest month first; the totals of a month { month } or { cityCode, month }.
 */
export const Statements = model<Statement>("statements", statementSchema);

/** One line. `_id` = `${statementId}:${seq, seven digits}`: the order is the order of the ids, so no other index is needed. */
export type StatementLine = Line & { _id: string };
/** Shard key: _id (ranged). Query: the lines of a statement, a range of `_id`. */
export const StatementLines = model<StatementLine>(
  "statementLines",
  new Schema<StatementLine>({
    _id: text,
    seq: whole,
    kind: text,
    sourceId: text,
    at: instant,
    serviceId: optionalText,
    branchId: optionalText,
    plate: optionalText,
    memberFen: whole,
    amountFen: whole,
    note: optionalText,
  }),
);

/** An invoice belongs to one statement: `_id` is its number. Shard key: _id. */
export type InvoiceNumber = { _id: string; statementId: string };
export const InvoiceNumbers = model<InvoiceNumber>(
  "invoiceNumbers",
  new Schema<InvoiceNumber>({ _id: text, statementId: text }),
);

/** Drafting a month for all merchants: where it has got to, so that any process can go on. */
export type SettlementRun = {
  /** `${YYYY-MM}:${cityCode}`, 370000 for the province. */
  _id: string;
  month: string;
  cityCode: string | null;
  status: "running" | "done";
  /** The last merchant that is done. */
  afterMerchantId: string;
  totalCount: number;
  doneCount: number;
  skippedCount: number;
  failures: { merchantId: string; code: string }[];
  lineCount: number;
  startedBy: string;
  startedAt: Date;
  finishedAt: Date | null;
};
const runSchema = new Schema<SettlementRun>({
  _id: text,
  month: text,
  cityCode: optionalText,
  status: text,
  afterMerchantId: { type: String, default: "" },
  totalCount: whole,
  doneCount: whole,
  skippedCount: whole,
  failures: [{ _id: false, merchantId: text, code: text }],
  lineCount: whole,
  startedBy: text,
  startedAt: instant,
  finishedAt: { type: Date, default: null },
});
runSchema.index({ status: 1 });
/** Shard key: _id. Queries: by _id, a month as a range of _id; the running ones { status }. A handful of documents a month. */
export const SettlementRuns = model<SettlementRun>("settlementRuns", runSchema);

/** The range of `_id` that holds a statement's lines (";" follows ":"). */
export function lineRange(statementId: string): { $gt: string; $lt: string } {
  return { $gt: `${statementId}:`, $lt: `${statementId};` };
}
