import { formatCode } from "@club/shared/ids";
import type { StatementLineView, StatementView } from "@club/shared/settlement";
import { monthRange } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import type { Statement, StatementLine } from "./settlement.model";
import { redemptionOf, stepsFor } from "./settlement.rules";

/** A statement as a row of a list. */
export function toListItem(statement: Statement) {
  const {
    _id,
    statementNo,
    merchantId,
    merchantName,
    cityCode,
    month,
    status,
    lineCount,
    totalFen,
    payableFen,
    generatedAt,
  } = statement;
  return {
    id: _id,
    statementNo,
    merchantId,
    merchantName,
    cityCode,
    month,
    status,
    lineCount,
    totalFen,
    payableFen,
    generatedAt: generatedAt.toISOString(),
  };
}

/** A statement with all its figures; who did a step is told by the role, never by name. */
export function toStatementView({ actor }: Pick<Ctx, "actor">, statement: Statement): StatementView {
  const {
    redemptionCount,
    linesFen,
    adjustmentsFen,
    carriedInFen,
    taxBps,
    taxFen,
    netFen,
    linesHash,
    invoice,
    payment,
  } = statement;
  const period = monthRange(statement.month);
  return {
    ...toListItem(statement),
    redemptionCount,
    linesFen,
    adjustmentsFen,
    carriedInFen,
    taxBps,
    taxFen,
    netFen,
    linesHash,
    periodFrom: period.from.toISOString(),
    periodTo: period.to.toISOString(),
    history: statement.history.map(({ to, at, role, note }) => ({ to, at: at.toISOString(), by: role, note })),
    invoice,
    payment,
    allowedNext: stepsFor(actor, statement),
  };
}

/** A line as staff and the merchant see it. */
export function toLineView(line: StatementLine): StatementLineView {
  const redemptionId = redemptionOf(line);
  const { _id, seq, kind, at, serviceId, branchId, plate, memberFen, amountFen, note } = line;
  const receiptNo = redemptionId === null ? null : formatCode(redemptionId);
  return {
    id: _id,
    seq,
    kind,
    redemptionId,
    receiptNo,
    at: at.toISOString(),
    serviceId,
    branchId,
    plate,
    memberFen,
    amountFen,
    note,
  };
}
