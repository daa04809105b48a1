import type { ClientSession } from "mongoose";
import { type Compared, type ProofWalk, stepOf } from "../../platform/proof";
import { settledOn } from "../redemptions/redemptions.service";
import { lineRange, type Statement, StatementLines, Statements } from "./settlement.model";

const STATEMENTS = 20;
type Head = Pick<
  Statement,
  "_id" | "merchantId" | "cityCode" | "status" | "lineCount" | "redemptionCount" | "linesFen" | "totalFen"
>;
const FIELDS = {
  merchantId: 1,
  cityCode: 1,
  status: 1,
  lineCount: 1,
  redemptionCount: 1,
  linesFen: 1,
  totalFen: 1,
} as const;

async function headsAfter(session: ClientSession, after: string): Promise<Head[]> {
  return Statements.find({ _id: { $gt: after } }, FIELDS, { session })
    .sort({ _id: 1 })
    .limit(STATEMENTS)
    .lean<Head[]>();
}

/** The lines of every statement add up to its count and its total. Statements and lines by _id. */
export const statementsAddUp: ProofWalk = {
  total: () => Statements.estimatedDocumentCount(),
  step: async (session, after) => {
    const heads = await headsAfter(session, after);
    const compared: Compared[] = [];
    for (const head of heads) compared.push(compareLines(head, await linesOn(session, head._id)));
    return stepOf(heads, STATEMENTS, compared);
  },
};

type Sum = { count: number; fen: number };

async function linesOn(session: ClientSession, statementId: string): Promise<Sum> {
  const [sum] = await StatementLines.aggregate<Sum>(
    [
      { $match: { _id: lineRange(statementId) } },
      { $group: { _id: null, count: { $sum: 1 }, fen: { $sum: "$amountFen" } } },
    ],
    { session },
  );
  return { count: sum?.count ?? 0, fen: sum?.fen ?? 0 };
}

function compareLines(head: Head, lines: Sum): Compared {
  const left = { count: head.lineCount, fen: head.totalFen };
  return { cityCode: head.cityCode, left, right: lines, gap: gapOf(head, { left, right: lines, what: "明细" }) };
}

/** What a frozen statement lists as redeemed is exactly what is marked as settled by it; a draft has marked nothing. */
export const statementsMarkRedemptions: ProofWalk = {
  total: () => Statements.estimatedDocumentCount(),
  step: async (session, after) => {
    const heads = await headsAfter(session, after);
    const compared: Compared[] = [];
    for (const head of heads) {
      const marked = await settledOn(session, { merchantId: head.merchantId, statementId: head._id });
      compared.push(compareMarks(head, marked));
    }
    return stepOf(heads, STATEMENTS, compared);
  },
};

function compareMarks(head: Head, marked: Sum): Compared {
  const isFrozen = head.status !== "draft";
  const left = isFrozen ? { count: head.redemptionCount, fen: head.linesFen } : { count: 0, fen: 0 };
  return {
    cityCode: head.cityCode,
    left,
    right: marked,
    gap: gapOf(head, { left, right: marked, what: "已入账的核销" }),
  };
}

function gapOf(head: Head, { left, right, what }: { left: Sum; right: Sum; what: string }): Compared["gap"] {
  if (left.count === right.count && left.fen === right.fen) return null;
  const isCount = left.count !== right.count;
  return {
    kind: "statement",
    id: head._id,
    left: isCount ? left.count : left.fen,
    right: isCount ? right.count : right.fen,
    note: isCount ? `对账单与${what}的条数不一致` : `对账单与${what}的金额（分）不一致`,
  };
}
