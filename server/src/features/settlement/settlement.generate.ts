import { createHash } from "node:crypto";
import type { InputOf } from "@club/shared/http";
import type { generateStatement, StatementView } from "@club/shared/settlement";
import { monthRange } from "@club/shared/time";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import type { Ctx } from "../../platform/context";
import { inTransaction, native } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { type DirectoryMerchant, getDirectory, taxBpsAt } from "../merchants/merchants.directory";
import { getMerchantFacts } from "../merchants/merchants.service";
import { listSettleable } from "../redemptions/redemptions.service";
import { lineRange, type Statement, type StatementLine, StatementLines, Statements } from "./settlement.model";
import { hashLines, type Line, linesOf, totalsOf } from "./settlement.rules";
import { toStatementView } from "./settlement.views";

const INSERT_CHUNK = 10_000;

/**
 * Drafts the statement of one merchant and month, or drafts it anew whatever is stored: so that a draft whose lines are damaged
 * can be mended. An audit row says who.
 * @throws merchants.not-found, settlement.month-future, settlement.already-frozen
 */
export async function generate(ctx: Ctx, input: InputOf<typeof generateStatement>): Promise<StatementView> {
  const { id } = await getMerchantFacts(ctx, input.merchantId);
  const merchant = (await getDirectory()).merchants.get(id);
  if (!merchant) throw new AppError("merchants.not-found");
  const [statement] = await draftStatements(ctx, { merchants: [merchant], month: input.month, isAnew: true });
  if (!statement) throw new AppError("settlement.not-found");
  return toStatementView(ctx, statement);
}

function audit(ctx: Ctx, session: ClientSession, { _id, lineCount, totalFen, linesHash }: Statement): Promise<void> {
  return recordAudit(ctx, session, {
    action: "settlement.generate",
    subject: { type: "statement", id: _id },
    after: { lineCount, totalFen, linesHash },
  });
}

type Draft = { statement: Statement; lines: Line[] };

/**
 * Writes the drafts of several merchants from what is open now: a handful of reads and one transaction for all of them. Run again
 * over the same redemptions it leaves the same lines and the same hash. Answers the statements that are drafts now, in the order
 * of the merchants. A draft whose head says the same already is left alone, and a merchant with nothing open and no draft gets none;
 * with `isAnew` everything is written, each with its audit row (a run has one of its own).
 * @throws settlement.month-future, settlement.already-frozen (nothing is written then)
 */
export async function draftStatements(
  ctx: Ctx,
  of: { merchants: readonly DirectoryMerchant[]; month: string; isAnew?: boolean },
): Promise<Statement[]> {
  const { from, to } = monthRange(of.month);
  if (from > ctx.now) throw new AppError("settlement.month-future");
  const open = await listSettleable({ merchantIds: of.merchants.map((merchant) => merchant.id), before: to });
  const drafts = of.merchants.map((merchant) => {
    const { redemptions, adjustments } = open.get(merchant.id) ?? { redemptions: [], adjustments: [] };
    return newDraft(merchant, linesOf(redemptions, adjustments), { month: of.month, at: ctx.now });
  });
  return inTransaction(async (session) => {
    const statements = await store(session, drafts, of.isAnew ?? false);
    if (of.isAnew) for (const statement of statements) await audit(ctx, session, statement);
    return statements;
  });
}

/** The open redemptions and adjustments of a merchant as lines. */
export async function openLines(of: { merchantId: string; before: Date }, session: ClientSession): Promise<Line[]> {
  const open = (await listSettleable({ merchantIds: [of.merchantId], before: of.before }, session)).get(of.merchantId);
  return linesOf(open?.redemptions ?? [], open?.adjustments ?? []);
}

/** The rate in force at a month's last instant. */
export function taxBpsOf(merchant: DirectoryMerchant, month: string): number {
  return taxBpsAt(merchant, new Date(monthRange(month).to.getTime() - 1));
}

function newDraft(merchant: DirectoryMerchant, lines: Line[], of: { month: string; at: Date }): Draft {
  const statement: Statement = {
    _id: statementIdOf(merchant.id, of.month),
    statementNo: statementNoOf(merchant.id, of.month),
    merchantId: merchant.id,
    merchantName: merchant.name,
    cityCode: merchant.cityCode,
    month: of.month,
    status: "draft",
    ...totalsOf(lines, taxBpsOf(merchant, of.month)),
    linesHash: hashLines(lines),
    generatedAt: of.at,
    history: [],
    approvedBy: null,
    invoice: null,
    payment: null,
  };
  return { statement, lines };
}

async function store(session: ClientSession, drafts: readonly Draft[], isAnew: boolean): Promise<Statement[]> {
  const ids = drafts.map(({ statement }) => statement._id);
  const rows = await Statements.find({ _id: { $in: ids } }, null, { session }).lean<Statement[]>();
  const known = new Map(rows.map((row) => [row._id, row]));
  const frozen = rows.find((row) => row.status !== "draft");
  if (frozen) throw new AppError("settlement.already-frozen", { status: frozen.status });
  const changed = drafts.filter(({ statement, lines }) => {
    const before = known.get(statement._id);
    return isAnew || (before ? !isSame(before, statement) : lines.length > 0);
  });
  await write(session, changed, new Set(known.keys()));
  const written = new Map(changed.map(({ statement }) => [statement._id, statement]));
  return ids.flatMap((id) => written.get(id) ?? known.get(id) ?? []);
}

function isSame(before: Statement, now: Statement): boolean {
  return before.linesHash === now.linesHash && before.taxBps === now.taxBps && before.merchantName === now.merchantName;
}

async function write(session: ClientSession, drafts: readonly Draft[], known: ReadonlySet<string>): Promise<void> {
  if (drafts.length === 0) return;
  // The statements first: two generators of the same month conflict here, and one of them starts over.
  const operations = drafts.map(({ statement: { _id, ...fields } }) => ({
    updateOne: { filter: { _id, status: "draft" as const }, update: { $set: fields }, upsert: true },
  }));
  await native(Statements).bulkWrite(operations, { session });
  const replaced = drafts.flatMap(({ statement: { _id } }) =>
    known.has(_id) ? [{ deleteMany: { filter: { _id: lineRange(_id) } } }] : [],
  );
  if (replaced.length > 0) await native(StatementLines).bulkWrite(replaced, { session });
  const lines = drafts.flatMap(({ statement, lines: own }) =>
    own.map((line): StatementLine => ({ _id: lineIdOf(statement._id, line.seq), ...line })),
  );
  for (let start = 0; start < lines.length; start += INSERT_CHUNK) {
    await native(StatementLines).insertMany(lines.slice(start, start + INSERT_CHUNK), { session });
  }
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
