import type { InputOf, OutputOf } from "@club/shared/http";
import { formatCode } from "@club/shared/ids";
import type { getStaffRedemption, listStaffRedemptions, StaffRedemption } from "@club/shared/redemption-admin";
import type {
  listMerchantRedemptions,
  listMyRedemptions,
  MyRedemption,
  RedemptionTotals,
} from "@club/shared/redemptions";
import { endOfShanghaiDay, monthRange, shanghaiDay, shanghaiMonth, startOfShanghaiDay } from "@club/shared/time";
import { type Ctx, cityFilter, memberActor, merchantActor } from "../../platform/context";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { type MemberSummary, memberSummaries } from "../members/members.service";
import { clerkNames } from "../merchants/clerks.service";
import { getCatalogue } from "../services/services.service";
import { REVERSED_INDEX, type Redemption, Redemptions } from "./redemptions.model";
import { undoUntil } from "./redemptions.rules";

const NEWEST_FIRST = { redeemedAt: -1, _id: -1 } as const;

/** The merchant's redemptions of today or this month (Shanghai), newest first; the first page carries the period's totals. */
export async function pageForMerchant(
  ctx: Ctx,
  input: InputOf<typeof listMerchantRedemptions>,
): Promise<OutputOf<typeof listMerchantRedemptions>> {
  const filter = merchantFilter(ctx, input);
  const { rows, nextCursor } = await findPage<Redemption>(Redemptions, {
    filter,
    sort: NEWEST_FIRST,
    cursor: input.cursor,
    limit: input.limit,
  });
  const members = await memberSummaries(
    ctx,
    rows.map((row) => row.memberId),
  );
  const clerks = await clerkNames(
    ctx,
    rows.map((row) => row.clerkId),
  );
  const items = rows.map((row) => ({
    ...commonRow(row, members),
    clerkName: clerks.get(row.clerkId) ?? "",
    canUndo: row.status === "redeemed" && ctx.now < undoUntil(row.redeemedAt),
  }));
  return { items, nextCursor, totals: input.cursor ? null : await totalsOf(filter) };
}

function merchantFilter(ctx: Ctx, input: InputOf<typeof listMerchantRedemptions>): Record<string, unknown> {
  const { merchantId, branchIds } = merchantActor(ctx);
  const range = input.period === "today" ? dayRange(shanghaiDay(ctx.now)) : monthRange(shanghaiMonth(ctx.now));
  const branches = branchIds.length > 0 ? { branchId: { $in: branchIds } } : {};
  const branch = input.branchId === undefined ? {} : { $and: [{ branchId: input.branchId }] };
  return { merchantId, redeemedAt: { $gte: range.from, $lt: range.to }, ...branches, ...branch };
}

function dayRange(day: string): { from: Date; to: Date } {
  return { from: startOfShanghaiDay(day), to: endOfShanghaiDay(day) };
}

type StatusSum = { _id: Redemption["status"]; count: number; clubFen: number; memberFen: number };

async function totalsOf(filter: Record<string, unknown>): Promise<RedemptionTotals> {
  const sums = await Redemptions.aggregate<StatusSum>([
    { $match: filter },
    {
      $group: { _id: "$status", count: { $sum: 1 }, clubFen: { $sum: "$clubFen" }, memberFen: { $sum: "$memberFen" } },
    },
  ]);
  const redeemed = sums.find((sum) => sum._id === "redeemed");
  const reversed = sums.find((sum) => sum._id === "reversed");
  return {
    redeemedCount: redeemed?.count ?? 0,
    reversedCount: reversed?.count ?? 0,
    clubFen: redeemed?.clubFen ?? 0,
    memberFen: redeemed?.memberFen ?? 0,
  };
}

/** The feed for staff, newest first, of the caller's cities. */
export async function pageForStaff(
  ctx: Ctx,
  input: InputOf<typeof listStaffRedemptions>,
): Promise<OutputOf<typeof listStaffRedemptions>> {
  const { cityCode, merchantId, memberId, serviceId, status, fromDay, toDay } = input;
  const range = {
    ...(fromDay && { $gte: startOfShanghaiDay(fromDay) }),
    ...(toDay && { $lt: endOfShanghaiDay(toDay) }),
  };
  const filter = {
    ...(cityCode && { cityCode }),
    ...(merchantId && { merchantId }),
    ...(memberId && { memberId }),
    ...(serviceId && { serviceId }),
    ...(status && { status }),
    ...(Object.keys(range).length > 0 && { redeemedAt: range }),
    ...cityFilter(ctx),
  };
  const { rows, nextCursor } = await findPage<Redemption>(Redemptions, {
    filter,
    sort: NEWEST_FIRST,
    cursor: input.cursor,
    limit: input.limit,
    // The reversed ones are few: planners that go by the city instead would walk past all that stand.
    ...(status === "reversed" && !merchantId && !memberId && { hint: REVERSED_INDEX }),
  });
  return { items: await toStaffRows(ctx, rows), nextCursor };
}

/** One redemption in the caller's cities. @throws redemptions.not-found */
export async function getForStaff(ctx: Ctx, input: InputOf<typeof getStaffRedemption>): Promise<StaffRedemption> {
  const row = await Redemptions.findOne({ _id: input.redemptionId, ...cityFilter(ctx) }).lean<Redemption>();
  const [shown] = row ? await toStaffRows(ctx, [row]) : [];
  if (!shown) throw new AppError("redemptions.not-found");
  return shown;
}

async function toStaffRows(ctx: Ctx, rows: readonly Redemption[]): Promise<StaffRedemption[]> {
  const members = await memberSummaries(
    ctx,
    rows.map((row) => row.memberId),
  );
  return rows.map((row) => ({
    ...commonRow(row, members),
    merchantId: row.merchantId,
    merchantName: row.merchantName,
    clerkId: row.clerkId,
    cityCode: row.cityCode,
    distanceMeters: row.distanceMeters,
    hasPhoto: row.photoId !== null,
    statementId: row.statementId,
  }));
}

/** The member's own redemptions with their receipts, newest first. */
export async function pageForMember(
  ctx: Ctx,
  input: InputOf<typeof listMyRedemptions>,
): Promise<OutputOf<typeof listMyRedemptions>> {
  const { rows, nextCursor } = await findPage<Redemption>(Redemptions, {
    filter: { memberId: memberActor(ctx).id },
    sort: NEWEST_FIRST,
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: await toMine(rows), nextCursor };
}

/** One redemption of the member's own, with its receipt. @throws redemptions.not-found */
export async function getForMember(ctx: Ctx, input: { redemptionId: string }): Promise<MyRedemption> {
  const own = { _id: input.redemptionId, memberId: memberActor(ctx).id };
  const [shown] = await toMine(await Redemptions.find(own).lean<Redemption[]>());
  if (!shown) throw new AppError("redemptions.not-found");
  return shown;
}

async function toMine(rows: readonly Redemption[]): Promise<MyRedemption[]> {
  const catalogue = await getCatalogue();
  return rows.map((row) => ({
    ...facts(row),
    voucherId: row.voucherId,
    icon: catalogue.get(row.serviceId)?.icon ?? row.serviceId,
    signature: row.signature,
    merchantName: row.merchantName,
    reversedAt: row.reversedAt?.toISOString() ?? null,
  }));
}

function facts(row: Redemption) {
  return {
    id: row._id,
    receiptNo: formatCode(row._id),
    serviceId: row.serviceId,
    serviceName: row.serviceName,
    branchName: row.branchName,
    plate: row.plateMasked,
    memberFen: row.memberFen,
    status: row.status,
    redeemedAt: row.redeemedAt.toISOString(),
  };
}

function commonRow(row: Redemption, members: ReadonlyMap<string, MemberSummary>) {
  const member = members.get(row.memberId);
  return {
    ...facts(row),
    branchId: row.branchId,
    member: { name: member?.name ?? "会员", phone: member?.phone ?? "" },
    clubFen: row.clubFen,
    reversedAt: row.reversedAt?.toISOString() ?? null,
    reversalReason: row.reversal?.reason ?? null,
  };
}
