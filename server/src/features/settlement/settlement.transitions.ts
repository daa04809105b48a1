import type { InputOf } from "@club/shared/http";
import type * as contract from "@club/shared/settlement";
import type { StatementStatus, StatementView } from "@club/shared/settlement";
import type * as merchantSide from "@club/shared/settlement-merchant";
import { monthRange, shanghaiDay } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import type { Ctx } from "../../platform/context";
import { inTransaction, isDuplicateKey } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { getDirectory } from "../merchants/merchants.directory";
import { carryOver, markSettled } from "../redemptions/redemptions.service";
import { openLines, taxBpsOf } from "./settlement.generate";
import {
  InvoiceNumbers,
  lineRange,
  type Statement,
  type StatementLine,
  StatementLines,
  type StatementStep,
  Statements,
} from "./settlement.model";
import { canMove, hashLines, imbalance, isApprover, totalsOf } from "./settlement.rules";
import { findStatement } from "./settlement.service";
import { toStatementView } from "./settlement.views";

type Fields = Partial<Pick<Statement, "approvedBy" | "invoice" | "payment">>;
type Move = {
  statementId: string;
  to: StatementStatus;
  note?: string | undefined;
  /** Looks at the statement in the transaction and answers further fields to set. */
  prepare?: (statement: Statement, session: ClientSession) => Promise<Fields> | Fields;
};

/** One step along STATEMENT_TRANSITIONS, audited. @throws settlement.not-found, settlement.wrong-state, and what `prepare` throws */
async function move(ctx: Ctx, { statementId, to, note, prepare }: Move): Promise<StatementView> {
  return inTransaction(async (session) => {
    const statement = await findStatement(ctx, statementId, session);
    if (!canMove(statement.status, to)) throw new AppError("settlement.wrong-state", { status: statement.status });
    const fields = prepare ? await prepare(statement, session) : {};
    const step = stepOf(ctx, to, note);
    const filter = { _id: statementId, status: statement.status, linesHash: statement.linesHash };
    const update = { $set: { status: to, ...fields }, $push: { history: step } };
    const { matchedCount } = await Statements.updateOne(filter, update, { session });
    if (matchedCount !== 1) throw new AppError("settlement.wrong-state");
    await recordAudit(ctx, session, {
      action: `settlement.${to}`,
      subject: { type: "statement", id: statementId },
      ...(note !== undefined && { reason: note }),
      before: { status: statement.status },
      after: { status: to, payableFen: statement.payableFen, ...fields },
    });
    return toStatementView(ctx, { ...statement, ...fields, status: to, history: [...statement.history, step] });
  });
}

function stepOf(ctx: Ctx, to: StatementStatus, note: string | undefined): StatementStep {
  const { actor } = ctx;
  return {
    to,
    at: ctx.now,
    actorId: "id" in actor ? actor.id : "",
    role: "role" in actor ? actor.role : actor.kind,
    note: note ?? null,
  };
}

/**
 * Fixes a draft for good: only when the lines are still exactly what is open, their sums are the totals, and as many redemptions
 * and adjustments for as much money are marked. A negative total is carried into the next statement in the same transaction.
 * @throws settlement.changed when the caller saw another draft, or the rate of tax is another now; settlement.month-open; settlement.not-balanced with both figures
 */
export function freeze(ctx: Ctx, input: InputOf<typeof contract.freezeStatement>): Promise<StatementView> {
  return move(ctx, {
    statementId: input.statementId,
    to: "frozen",
    prepare: async (statement, session) => {
      if (monthRange(statement.month).to > ctx.now) throw new AppError("settlement.month-open");
      const merchant = (await getDirectory()).merchants.get(statement.merchantId);
      const isSameTax = merchant !== undefined && taxBpsOf(merchant, statement.month) === statement.taxBps;
      if (statement.linesHash !== input.linesHash || !isSameTax) throw new AppError("settlement.changed");
      await assertLinesHold(statement, session);
      await settle(ctx, session, statement);
      return {};
    },
  });
}

async function assertLinesHold(statement: Statement, session: ClientSession): Promise<void> {
  const stored = await StatementLines.find({ _id: lineRange(statement._id) }, null, { session })
    .sort({ _id: 1 })
    .lean<StatementLine[]>();
  const open = await openLines({ merchantId: statement.merchantId, before: monthRange(statement.month).to }, session);
  const [storedTotals, openTotals] = [totalsOf(stored, statement.taxBps), totalsOf(open, statement.taxBps)];
  const isWhole = hashLines(stored) === statement.linesHash && storedTotals.totalFen === statement.totalFen;
  if (isWhole && hashLines(open) === statement.linesHash) return;
  throw new AppError("settlement.not-balanced", {
    statement: { lineCount: statement.lineCount, totalFen: statement.totalFen },
    found: { lineCount: openTotals.lineCount, totalFen: openTotals.totalFen },
  });
}

async function settle(ctx: Ctx, session: ClientSession, statement: Statement): Promise<void> {
  const { _id: statementId, merchantId, month, totalFen } = statement;
  const before = monthRange(month).to;
  const difference = imbalance(statement, await markSettled(session, { merchantId, statementId, before }));
  if (difference) throw new AppError("settlement.not-balanced", difference);
  if (totalFen >= 0) return;
  await carryOver(session, ctx, {
    merchantId,
    statementId,
    amountFen: totalFen,
    at: before,
    reason: `${month} 对账单为负，结转本期`,
  });
}

/** To the merchant; again after a dispute has been answered. */
export function send(ctx: Ctx, input: InputOf<typeof contract.sendStatement>): Promise<StatementView> {
  return move(ctx, { statementId: input.statementId, to: "sent", note: input.note });
}

/** The owner agrees to exactly the lines that were shown. @throws settlement.changed */
export function confirm(ctx: Ctx, input: InputOf<typeof merchantSide.confirmStatement>): Promise<StatementView> {
  return move(ctx, {
    statementId: input.statementId,
    to: "confirmed",
    prepare: (statement) => {
      if (statement.linesHash !== input.linesHash) throw new AppError("settlement.changed");
      return {};
    },
  });
}

export function dispute(ctx: Ctx, input: InputOf<typeof merchantSide.disputeStatement>): Promise<StatementView> {
  return move(ctx, { statementId: input.statementId, to: "disputed", note: input.reason });
}

export function approve(ctx: Ctx, input: InputOf<typeof contract.approveStatement>): Promise<StatementView> {
  const approvedBy = "id" in ctx.actor ? ctx.actor.id : "";
  return move(ctx, {
    statementId: input.statementId,
    to: "approved",
    note: input.note,
    prepare: () => ({ approvedBy }),
  });
}

/** The invoice must say what the statement says. @throws settlement.nothing-payable, settlement.invoice-mismatch, settlement.invoice-used */
export async function invoice(ctx: Ctx, input: InputOf<typeof contract.invoiceStatement>): Promise<StatementView> {
  const { statementId, invoiceNo, invoiceFen, issuedOn } = input;
  return move(ctx, {
    statementId,
    to: "invoiced",
    prepare: async (statement, session) => {
      if (statement.payableFen === 0) throw new AppError("settlement.nothing-payable");
      const firstDay = shanghaiDay(monthRange(statement.month).to);
      const fits = invoiceFen === statement.payableFen && issuedOn >= firstDay && issuedOn <= shanghaiDay(ctx.now);
      if (!fits) throw new AppError("settlement.invoice-mismatch", { payableFen: statement.payableFen, firstDay });
      await InvoiceNumbers.insertMany([{ _id: invoiceNo, statementId }], { session });
      return { invoice: { invoiceNo, invoiceFen, issuedOn } };
    },
  }).catch((error: unknown) => {
    throw isDuplicateKey(error, "_id") ? new AppError("settlement.invoice-used") : error;
  });
}

/** Books the payment; never by whoever approved. @throws settlement.same-person, settlement.payment-mismatch */
export function pay(ctx: Ctx, input: InputOf<typeof contract.payStatement>): Promise<StatementView> {
  const { statementId, paymentRef, paidFen, paidOn } = input;
  return move(ctx, {
    statementId,
    to: "paid",
    prepare: (statement) => {
      if (isApprover(ctx.actor, statement)) throw new AppError("settlement.same-person");
      const fits = paidFen === statement.payableFen && paidOn <= shanghaiDay(ctx.now);
      if (!fits) throw new AppError("settlement.payment-mismatch", { payableFen: statement.payableFen });
      return { payment: { paymentRef, paidFen, paidOn } };
    },
  });
}
