import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/points-admin";
import type { LedgerRow, PointsAccountView } from "@club/shared/points-admin";
import { monthRange } from "@club/shared/time";
import { type Ctx, cityFilter } from "../../platform/context";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getMemberFacts, type MemberFacts, type MemberSummary, memberSummaries } from "../members/members.service";
import { toPostingView } from "./my-points.service";
import { type PointsAccount, PointsAccounts, type Posting, Postings } from "./points.model";
import { lotLastDay } from "./points.rules";
import { lotsWithPoints } from "./points.service";

/** A member whom the caller may see. @throws points.member-not-found, also for one of another city */
export async function visibleMember(ctx: Ctx, memberId: string): Promise<MemberFacts> {
  const member = (await getMemberFacts([memberId])).get(memberId);
  const { cityCode } = cityFilter(ctx);
  if (!member || (cityCode !== undefined && member.cityCode !== cityCode))
    throw new AppError("points.member-not-found");
  return member;
}

/** A member's rows are few: whatever else is asked, they are read in their order. */
const OF_MEMBER = { sort: { seq: -1, _id: -1 }, hint: { memberId: 1, seq: -1, _id: -1 } } as const;

/** The ledger, newest first: one member's, or that of the caller's cities. @throws points.member-not-found */
export async function listLedger(
  ctx: Ctx,
  input: InputOf<typeof contract.listPostings>,
): Promise<OutputOf<typeof contract.listPostings>> {
  const { memberId, reason, cityCode, month, cursor, limit } = input;
  const range = month === undefined ? null : monthRange(month);
  const rest = { ...(reason && { reason }), ...(range && { at: { $gte: range.from, $lt: range.to } }) };
  if (memberId !== undefined) await visibleMember(ctx, memberId);
  const whose = memberId === undefined ? { ...(cityCode && { cityCode }), ...cityFilter(ctx) } : { memberId };
  const { rows, nextCursor } = await findPage<Posting>(Postings, {
    filter: { ...whose, ...rest },
    ...(memberId === undefined ? { sort: { at: -1, _id: -1 } as const } : OF_MEMBER),
    cursor,
    limit,
  });
  const members = await memberSummaries(
    ctx,
    rows.map((row) => row.memberId),
  );
  return { items: rows.map((row) => toLedgerRow(row, members)), nextCursor };
}

function toLedgerRow(row: Posting, members: ReadonlyMap<string, MemberSummary>): LedgerRow {
  return {
    ...toPostingView(row),
    member: memberLine(row.memberId, members),
    cityCode: row.cityCode,
    from: row.from,
    to: row.to,
    ref: row.ref,
    reversesId: row.reversesId,
    lapsedPoints: row.lapsedPoints,
    lots: row.lots.map(({ lotId, points }) => ({ lotId, lastDay: lotLastDay(lotId), points })),
  };
}

/** How a list names a member, masked. */
export function memberLine(memberId: string, members: ReadonlyMap<string, MemberSummary>): LedgerRow["member"] {
  const found = members.get(memberId);
  return {
    id: memberId,
    memberNo: found?.memberNo ?? "",
    name: found?.name ?? null,
    phone: found?.phone ?? null,
  };
}

/** One member's account with its lots; zeros before the first posting. @throws points.member-not-found */
export async function getAccount(
  ctx: Ctx,
  input: InputOf<typeof contract.getPointsAccount>,
): Promise<PointsAccountView> {
  const { memberId } = input;
  const { cityCode } = await visibleMember(ctx, memberId);
  const account = await PointsAccounts.findById(memberId).lean<PointsAccount>();
  const lots = await lotsWithPoints([memberId]);
  return {
    member: memberLine(memberId, await memberSummaries(ctx, [memberId])),
    cityCode,
    balancePoints: account?.balance ?? 0,
    earnedPoints: account?.earned ?? 0,
    spentPoints: account?.spent ?? 0,
    returnedPoints: account?.returned ?? 0,
    lapsedPoints: account?.lapsed ?? 0,
    lots: lots
      .sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime())
      .map(({ _id, points, left, expiresAt }) => {
        const lastDay = lotLastDay(_id);
        return { lotId: _id, lastDay, expiresAt: expiresAt.toISOString(), points, leftPoints: left };
      }),
  };
}
