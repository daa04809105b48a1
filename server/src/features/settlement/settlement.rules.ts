import { createHash } from "node:crypto";
import { includedTaxFen, sumFen } from "@club/shared/money";
import { STATEMENT_TRANSITIONS, type StatementStatus } from "@club/shared/settlement";
import type { Actor } from "../../platform/context";
import type { SettleableAdjustment, SettleableRedemption, Settled } from "../redemptions/redemptions.service";
import type { Statement } from "./settlement.model";

/** True when a statement in `from` may be moved to `to`. */
export function canMove(from: StatementStatus, to: StatementStatus): boolean {
  return (STATEMENT_TRANSITIONS[from] as readonly StatementStatus[]).includes(to);
}

/** Whether it is this person who approved. */
export function isApprover(actor: Actor, { approvedBy }: Pick<Statement, "approvedBy">): boolean {
  return "id" in actor && actor.id === approvedBy;
}

type Approved = Pick<Statement, "status" | "payableFen" | "approvedBy">;

/** Without anything to pay a statement ends when it is approved; whoever approved it does not book its payment. */
export function stepsFor(actor: Actor, statement: Approved): StatementStatus[] {
  if (statement.status === "approved" && statement.payableFen === 0) return [];
  const barred = isApprover(actor, statement) ? "paid" : null;
  return STATEMENT_TRANSITIONS[statement.status].filter((to) => to !== barred);
}

/** From here on the merchant sees the statement. */
export const VISIBLE_TO_MERCHANT: readonly StatementStatus[] = [
  "sent",
  "confirmed",
  "disputed",
  "approved",
  "invoiced",
  "paid",
];

export type LineKind = "redemption" | "adjustment" | "carry";
export type Line = {
  seq: number;
  kind: LineKind;
  /** The redemption or adjustment it comes from; a reversal's is `reversal:<redemption>`. */
  sourceId: string;
  at: Date;
  serviceId: string | null;
  branchId: string | null;
  plate: string | null;
  memberFen: number;
  amountFen: number;
  note: string | null;
};

/** The lines of a statement in their fixed order: redemptions, then adjustments and carries, each as given. */
export function linesOf(
  redemptions: readonly SettleableRedemption[],
  adjustments: readonly SettleableAdjustment[],
): Line[] {
  const lines: Line[] = redemptions.map((row, index) => ({
    seq: index + 1,
    kind: "redemption",
    sourceId: row._id,
    at: row.redeemedAt,
    serviceId: row.serviceId,
    branchId: row.branchId,
    plate: row.plateMasked,
    memberFen: row.memberFen,
    amountFen: row.clubFen,
    note: null,
  }));
  for (const row of adjustments) {
    lines.push({
      seq: lines.length + 1,
      kind: row.kind === "carry" ? "carry" : "adjustment",
      sourceId: row._id,
      at: row.at,
      serviceId: null,
      branchId: null,
      plate: null,
      memberFen: 0,
      amountFen: row.amountFen,
      note: row.reason,
    });
  }
  return lines;
}

/** The redemption behind a line, or null for a correction by hand and a carry. */
export function redemptionOf(line: Pick<Line, "kind" | "sourceId">): string | null {
  if (line.kind === "redemption") return line.sourceId;
  return line.sourceId.startsWith("reversal:") ? line.sourceId.slice("reversal:".length) : null;
}

/** SHA-256 (hex) over every line's identity, instant and money, in order: two statements with the same hash say the same. */
export function hashLines(
  lines: readonly Pick<Line, "seq" | "kind" | "sourceId" | "at" | "amountFen" | "memberFen">[],
): string {
  const hash = createHash("sha256");
  let text = "";
  for (const { seq, kind, sourceId, at, amountFen, memberFen } of lines) {
    text += `${seq}|${kind}|${sourceId}|${at.getTime()}|${amountFen}|${memberFen}\n`;
    if (text.length > 65_536) {
      hash.update(text);
      text = "";
    }
  }
  return hash.update(text).digest("hex");
}

export type Totals = {
  lineCount: number;
  redemptionCount: number;
  linesFen: number;
  adjustmentsFen: number;
  carriedInFen: number;
  totalFen: number;
  taxBps: number;
  taxFen: number;
  netFen: number;
  payableFen: number;
};

/**
 * Lines → total → tax → payable, in whole fen. Prices include the tax. A negative total is not paid: it is carried over whole, and
 * the tax stands on the statement that finally pays.
 */
export function totalsOf(lines: readonly Pick<Line, "kind" | "amountFen">[], taxBps: number): Totals {
  const sumOf = (kind: LineKind) => sumFen(lines.filter((line) => line.kind === kind).map((line) => line.amountFen));
  const [linesFen, adjustmentsFen, carriedInFen] = [sumOf("redemption"), sumOf("adjustment"), sumOf("carry")];
  const totalFen = sumFen([linesFen, adjustmentsFen, carriedInFen]);
  const payableFen = Math.max(totalFen, 0);
  const taxFen = includedTaxFen(payableFen, taxBps);
  return {
    lineCount: lines.length,
    redemptionCount: lines.filter((line) => line.kind === "redemption").length,
    linesFen,
    adjustmentsFen,
    carriedInFen,
    totalFen,
    taxBps,
    taxFen,
    netFen: totalFen - taxFen,
    payableFen,
  };
}

/** What is on the statement against what freezing really marked; null when they agree to the fen. */
export function imbalance(totals: Totals, settled: Settled): { statement: Settled; found: Settled } | null {
  const statement: Settled = {
    redemptionCount: totals.redemptionCount,
    redemptionsFen: totals.linesFen,
    adjustmentCount: totals.lineCount - totals.redemptionCount,
    adjustmentsFen: totals.adjustmentsFen + totals.carriedInFen,
  };
  const keys = Object.keys(statement) as (keyof Settled)[];
  return keys.every((key) => statement[key] === settled[key]) ? null : { statement, found: settled };
}
