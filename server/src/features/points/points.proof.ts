import type { ClientSession } from "mongoose";
import { type Compared, type ProofWalk, stepOf } from "../../platform/proof";
import { type PointsAccount, PointsAccounts, PointsLots, Postings } from "./points.model";
import { accountOf, CLUB_ISSUED, CLUB_LAPSED, CLUB_SPENT } from "./points.rules";

const ACCOUNTS = 100;
type Sums = { issued: number; returned: number; spent: number; lapsed: number; left: number };
type Flow = { _id: { memberId: string; from: string; to: string }; points: number };

/** Every balance is the sum of its postings and of its lots, and what came in = held + spent − returned + lapsed. By _id. */
export const balancesEqualPostings: ProofWalk = {
  total: () => PointsAccounts.estimatedDocumentCount(),
  step: async (session, after) => {
    const accounts = await PointsAccounts.find({ _id: { $gt: after } }, null, { session })
      .sort({ _id: 1 })
      .limit(ACCOUNTS)
      .lean<PointsAccount[]>();
    const sums = await sumsOf(
      session,
      accounts.map((account) => account._id),
    );
    return stepOf(
      accounts,
      ACCOUNTS,
      accounts.map((account) => compareAccount(account, sums.get(account._id) ?? noSums())),
    );
  },
};

function noSums(): Sums {
  return { issued: 0, returned: 0, spent: 0, lapsed: 0, left: 0 };
}

/** What the postings and the lots of members say. Indexes: { memberId, seq, _id }; { memberId, expiresAt, _id } of lots with points. */
async function sumsOf(session: ClientSession, memberIds: readonly string[]): Promise<Map<string, Sums>> {
  const mine = { memberId: { $in: [...memberIds] } };
  const flows = await Postings.aggregate<Flow>(
    [
      { $match: mine },
      { $group: { _id: { memberId: "$memberId", from: "$from", to: "$to" }, points: { $sum: "$points" } } },
    ],
    { session },
  );
  const lots = await PointsLots.aggregate<{ _id: string; left: number }>(
    [{ $match: { ...mine, left: { $gt: 0 } } }, { $group: { _id: "$memberId", left: { $sum: "$left" } } }],
    { session },
  );
  const sums = new Map(memberIds.map((memberId) => [memberId, noSums()]));
  for (const flow of flows) addFlow(sums.get(flow._id.memberId), flow);
  for (const lot of lots) Object.assign(sums.get(lot._id) ?? {}, { left: lot.left });
  return sums;
}

function addFlow(sums: Sums | undefined, { _id: { memberId, from, to }, points }: Flow): void {
  if (!sums) return;
  const own = accountOf(memberId);
  if (from === CLUB_ISSUED && to === own) sums.issued += points;
  if (from === CLUB_SPENT && to === own) sums.returned += points;
  if (from === own && to === CLUB_SPENT) sums.spent += points;
  if (from === own && to === CLUB_LAPSED) sums.lapsed += points;
}

function compareAccount(account: PointsAccount, sums: Sums): Compared {
  const fromRows = sums.issued + sums.returned - sums.spent - sums.lapsed;
  const gap = { kind: "pointsAccount", id: account._id, left: account.balance };
  const { earned, returned, spent, lapsed, balance } = account;
  const isFlowWrong =
    earned !== sums.issued || returned !== sums.returned || spent !== sums.spent || lapsed !== sums.lapsed;
  const found =
    balance !== fromRows
      ? { ...gap, right: fromRows, note: "账户余额与流水合计不一致" }
      : balance !== sums.left
        ? { ...gap, right: sums.left, note: "账户余额与各批次剩余不一致" }
        : isFlowWrong
          ? { ...gap, left: earned + returned - spent - lapsed, right: fromRows, note: "账户的收支合计与流水不一致" }
          : null;
  return { cityCode: account.cityCode, left: { count: balance }, right: { count: fromRows }, gap: found };
}
