import type { InputOf, OutputOf } from "@club/shared/http";
import type {
  createAdjustment,
  getStatementTotals,
  listStatementLines,
  listStatements,
  StatementView,
} from "@club/shared/settlement";
import type { listMyStatements } from "@club/shared/settlement-merchant";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, merchantActor } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getMerchantFacts } from "../merchants/merchants.service";
import { addAdjustment } from "../redemptions/redemptions.service";
import { lineRange, type Statement, type StatementLine, StatementLines, Statements } from "./settlement.model";
import { VISIBLE_TO_MERCHANT } from "./settlement.rules";
import { toLineView, toListItem, toStatementView } from "./settlement.views";

const NEWEST_FIRST = { month: -1, _id: -1 } as const;

/** What the caller may see: staff their cities, a merchant's owner what was sent to the merchant. Spread into queries. */
function scopeOf(ctx: Ctx): Record<string, unknown> {
  if (ctx.actor.kind !== "merchant") return cityFilter(ctx);
  return { merchantId: merchantActor(ctx).merchantId, status: { $in: [...VISIBLE_TO_MERCHANT] } };
}

/** One statement that the caller may see. @throws settlement.not-found */
export async function findStatement(ctx: Ctx, statementId: string, session?: ClientSession): Promise<Statement> {
  const statement = await Statements.findOne(
    { _id: statementId, ...scopeOf(ctx) },
    null,
    session ? { session } : {},
  ).lean<Statement>();
  if (!statement) throw new AppError("settlement.not-found");
  return statement;
}

/** @throws settlement.not-found */
export async function getOne(ctx: Ctx, input: { statementId: string }): Promise<StatementView> {
  return toStatementView(ctx, await findStatement(ctx, input.statementId));
}

/** Statements of the caller's cities, newest month first. */
export async function pageOfStatements(
  ctx: Ctx,
  input: InputOf<typeof listStatements>,
): Promise<OutputOf<typeof listStatements>> {
  const { cursor, limit, month, status, merchantId, cityCode } = input;
  const filter = {
    ...(month && { month }),
    ...(status && { status }),
    ...(merchantId && { merchantId }),
    ...(cityCode && { cityCode }),
    ...scopeOf(ctx),
  };
  const { rows, nextCursor } = await findPage<Statement>(Statements, { filter, sort: NEWEST_FIRST, cursor, limit });
  return { items: rows.map(toListItem), nextCursor };
}

/** The statements that were sent to the owner's merchant. */
export async function pageOfMyStatements(
  ctx: Ctx,
  input: InputOf<typeof listMyStatements>,
): Promise<OutputOf<typeof listMyStatements>> {
  return pageOfStatements(ctx, input);
}

/** Lines in their order. @throws settlement.not-found */
export async function pageOfLines(
  ctx: Ctx,
  input: InputOf<typeof listStatementLines>,
): Promise<OutputOf<typeof listStatementLines>> {
  const statement = await findStatement(ctx, input.statementId);
  const { rows, nextCursor } = await findPage<StatementLine>(StatementLines, {
    filter: { _id: lineRange(statement._id) },
    sort: { _id: 1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: rows.map(toLineView), nextCursor };
}

type TotalRow = { _id: Statement["status"]; count: number; totalFen: number; payableFen: number; taxFen: number };

/** Sums of a month by state, for the caller's cities. */
export async function totalsOfMonth(
  ctx: Ctx,
  input: InputOf<typeof getStatementTotals>,
): Promise<OutputOf<typeof getStatementTotals>> {
  const match = { month: input.month, ...(input.cityCode && { cityCode: input.cityCode }), ...cityFilter(ctx) };
  const rows = await Statements.aggregate<TotalRow>([
    { $match: match },
    {
      $group: {
        _id: "$status",
        count: { $sum: 1 },
        totalFen: { $sum: "$totalFen" },
        payableFen: { $sum: "$payableFen" },
        taxFen: { $sum: "$taxFen" },
      },
    },
    { $sort: { _id: 1 } },
  ]);
  return { items: rows.map(({ _id, ...sums }) => ({ status: _id, ...sums })) };
}

/** A correction by hand, for the merchant's next statement. @throws merchants.not-found, settlement.adjustment-zero */
export async function adjust(
  ctx: Ctx,
  input: InputOf<typeof createAdjustment>,
): Promise<OutputOf<typeof createAdjustment>> {
  if (input.amountFen === 0) throw new AppError("settlement.adjustment-zero");
  const merchant = await getMerchantFacts(ctx, input.merchantId);
  return inTransaction(async (session) => {
    const adjustment = await addAdjustment(session, ctx, {
      merchantId: merchant.id,
      amountFen: input.amountFen,
      reason: input.reason,
    });
    await recordAudit(ctx, session, {
      action: "settlement.adjust",
      subject: { type: "merchant", id: merchant.id },
      reason: input.reason,
      after: { adjustmentId: adjustment._id, amountFen: adjustment.amountFen },
    });
    return {
      id: adjustment._id,
      merchantId: merchant.id,
      amountFen: adjustment.amountFen,
      at: adjustment.at.toISOString(),
    };
  });
}
