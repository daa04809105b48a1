import { createHash } from "node:crypto";
import type { InputOf } from "@club/shared/http";
import type { generateStatement, StatementView } from "@club/shared/settlement";
import { monthRange } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import type { Ctx } from "../../platform/context";
import { inTransaction, native } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { taxBpsAt } from "../merchants/agreements.service";
import { getMerchantFacts } from "../merchants/merchants.service";
import { listOpenAdjustments, listSettleable } from "../redemptions/redemptions.service";
import { lineRange, type Statement, type StatementLine, StatementLines, Statements } from "./settlement.model";
import { hashLines, type Line, linesOf, totalsOf } from "./settlement.rules";
import { toStatementView } from "./settlement.views";

const INSERT_CHUNK = 2_000;

/**
 * Drafts (or drafts again) the statement of one merchant and month; an audit row says who.
 * @throws merchants.not-found, settlement.month-future, settlement.already-frozen
 */
export async function generate(ctx: Ctx, input: InputOf<typeof generateStatement>): Promise<StatementView> {
  const merchant = await getMerchantFacts(ctx, input.merchantId);
  const statement = await draftStatement(ctx, { merchant, month: input.month });
  await recordAudit(ctx, null, {
    action: "settlement.generate",
    subject: { type: "statement", id: statement._id },
    after: { lineCount: statement.lineCount, totalFen: statement.totalFen, linesHash: statement.linesHash },
  });
  return toStatementView(statement);
}

export type DraftMerchant = { id: string; name: string; cityCode: string };

/**
 * Writes the draft from what is open now. Run again over the same redemptions it leaves the same lines and the same hash.
 * @throws settlement.month-future, settlement.already-frozen
 */
export async function draftStatement(ctx: Ctx, of: { merchant: DraftMerchant; month: string }): Promise<Statement> {
  const { merchant, month } = of;
  const { from, to } = monthRange(month);
  if (from > ctx.now) throw new AppError("settlement.month-future");
  const lines = await openLines({ merchantId: merchant.id, before: to });
  const lastInstant = new Date(to.getTime() - 1);
  const totals = totalsOf(lines, (await taxBpsAt(merchant.id, lastInstant)) ?? 0);
  const statement: Statement = {
    _id: statementIdOf(merchant.id, month),
    statementNo: statementNoOf(merchant.id, month),
    merchantId: merchant.id,
    merchantName: merchant.name,
    cityCode: merchant.cityCode,
    month,
    status: "draft",
    ...totals,
    linesHash: hashLines(lines),
    generatedAt: ctx.now,
    history: [],
    approvedBy: null,
    invoice: null,
    payment: null,
  };
  return inTransaction((session) => store(session, statement, lines));
}

/** The open redemptions and adjustments of a merchant as lines. */
export async function openLines(window: { merchantId: string; before: Date }, session?: ClientSession): Promise<Line[]> {
  const redemptions = await listSettleable(window, session);
  return linesOf(redemptions, await listOpenAdjustments(window, session));
}

async function store(session: ClientSession, statement: Statement, lines: readonly Line[]): Promise<Statement> {
  const known = await Statements.findById(statement._id, null, { session }).lean<Statement>();
  if (known && known.status !== "draft") throw new AppError("settlement.already-frozen", { status: known.status });
  const isSame = known !== null && known.linesHash === statement.linesHash && known.taxBps === statement.taxBps && known.merchantName === statement.merchantName;
  if (isSame) return known;
  // The statement first: two generators of the same month conflict here, and one of them starts over.
  const { _id, ...fields } = statement;
  await Statements.updateOne({ _id, status: "draft" }, { $set: fields }, { session, upsert: true });
  if (known) await native(StatementLines).deleteMany({ _id: lineRange(_id) }, { session });
  for (let start = 0; start < lines.length; start += INSERT_CHUNK) {
    const chunk = lines.slice(start, start + INSERT_CHUNK).map((line): StatementLine => ({ _id: lineIdOf(_id, line.seq), ...line }));
    await native(StatementLines).insertMany(chunk, { session });
  }
  return statement;
}

export function statementIdOf(merchantId: string, month: string): string {
  return `${merchantId}:${month}`;
}

function lineIdOf(statementId: string, seq: number): string {
  return `${statementId}:${String(seq).padStart(7, "0")}`;
}

/** "DZ202611-4F7C21A09B3E": the month and 48 bits that follow from merchant and month. */
function statementNoOf(merchantId: string, month: string): string {
  const digest = createHash("sha256").update(statementIdOf(merchantId, month)).digest("hex");
  return `DZ${month.replace("-", "")}-${digest.slice(0, 12).toUpperCase()}`;
}
