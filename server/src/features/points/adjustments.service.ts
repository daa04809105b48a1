import type { InputOf, OutputOf } from "@club/shared/http";
import { pointsExpireAt } from "@club/shared/points";
import type * as contract from "@club/shared/points-admin";
import { ADJUSTMENT_STATUS_NAMES, type PointsAdjustmentView } from "@club/shared/points-admin";
import type { ClientSession } from "mongoose";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, staffActor } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { getMemberFacts, memberSummaries } from "../members/members.service";
import { staffNames } from "../staff/staff.service";
import { mayAdjustAlone } from "./adjustment-limit.service";
import { closeBooks, openBooks, postCredit } from "./points.ledger";
import { type PointsAdjustment, PointsAdjustments } from "./points.model";
import { isActive, spendPoints } from "./points.service";
import { memberLine, visibleMember } from "./points-staff.service";

/**
 * Adds or takes points by hand. It takes effect at once as long as all that the caller has moved alone today stays within the limit;
 * beyond it waits for another person.
 * @throws points.member-not-found, points.member-not-active, points.insufficient-balance
 */
export async function createAdjustment(
  ctx: Ctx,
  input: InputOf<typeof contract.createPointsAdjustment>,
): Promise<PointsAdjustmentView> {
  const { memberId, points, reason } = input;
  const { cityCode } = await visibleMember(ctx, memberId);
  const base: PointsAdjustment = {
    _id: newId(),
    memberId,
    cityCode,
    points,
    reason,
    status: "pending",
    createdBy: staffActor(ctx).id,
    createdAt: ctx.now,
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    postingId: null,
  };
  const adjustment = await inContestedTransaction(async (session) => {
    const isAlone = await mayAdjustAlone(session, ctx, points);
    const postingId = isAlone ? await carryOut(session, ctx, base) : await refuseInactive(session, memberId);
    const made: PointsAdjustment = { ...base, postingId, status: isAlone ? "done" : "pending" };
    await PointsAdjustments.insertMany([made], { session });
    await audit(ctx, session, { adjustment: made, action: "points.adjust", reason });
    return made;
  });
  return toView(ctx, adjustment);
}

/**
 * A second person lets an adjustment take effect, once.
 * @throws points.adjustment-not-found, points.adjustment-decided, points.own-adjustment, points.member-not-active,
 * points.insufficient-balance
 */
export function approveAdjustment(
  ctx: Ctx,
  input: InputOf<typeof contract.approvePointsAdjustment>,
): Promise<PointsAdjustmentView> {
  return decide(ctx, input.adjustmentId, async (session, adjustment) => ({
    status: "done",
    decisionReason: null,
    postingId: await carryOut(session, ctx, adjustment),
  }));
}

/** @throws points.adjustment-not-found, points.adjustment-decided, points.own-adjustment */
export function rejectAdjustment(
  ctx: Ctx,
  input: InputOf<typeof contract.rejectPointsAdjustment>,
): Promise<PointsAdjustmentView> {
  const decision = { status: "rejected", decisionReason: input.reason, postingId: null } as const;
  return decide(ctx, input.adjustmentId, async () => decision);
}

type Decision = Pick<PointsAdjustment, "status" | "decisionReason" | "postingId">;

async function decide(
  ctx: Ctx,
  adjustmentId: string,
  effect: (session: ClientSession, adjustment: PointsAdjustment) => Promise<Decision>,
): Promise<PointsAdjustmentView> {
  const decidedBy = staffActor(ctx).id;
  const adjustment = await inContestedTransaction(async (session) => {
    const filter = { _id: adjustmentId, ...cityFilter(ctx) };
    const found = await PointsAdjustments.findOne(filter, null, { session }).lean<PointsAdjustment>();
    if (!found) throw new AppError("points.adjustment-not-found");
    if (found.status !== "pending") throw new AppError("points.adjustment-decided");
    if (found.createdBy === decidedBy) throw new AppError("points.own-adjustment");
    const decision = { ...(await effect(session, found)), decidedBy, decidedAt: ctx.now };
    const { matchedCount } = await PointsAdjustments.updateOne(
      { _id: adjustmentId, status: "pending" },
      { $set: decision },
      { session },
    );
    if (matchedCount !== 1) throw new AppError("points.adjustment-decided");
    const after = { ...found, ...decision };
    const action = decision.status === "done" ? "points.adjust-approve" : "points.adjust-reject";
    await audit(ctx, session, { adjustment: after, action, reason: decision.decisionReason });
    return after;
  });
  return toView(ctx, adjustment);
}

/** The adjustment's posting; its request key is the adjustment's id. */
async function carryOut(session: ClientSession, ctx: Ctx, adjustment: PointsAdjustment): Promise<string> {
  const { _id, memberId, points, reason, cityCode } = adjustment;
  await refuseInactive(session, memberId);
  const purpose = {
    memberId,
    points: Math.abs(points),
    reason: "adjusted" as const,
    note: reason,
    ref: { kind: "adjustment", id: _id },
    requestKey: `adjustment:${_id}`,
  };
  if (points < 0) return (await spendPoints(session, ctx, purpose)).postingId;
  const books = await openBooks(session, [memberId]);
  const posting = postCredit(books, { ...purpose, cityCode, at: ctx.now, expiresAt: pointsExpireAt(ctx.now) });
  await closeBooks(session, books);
  return posting._id;
}

async function refuseInactive(session: ClientSession, memberId: string): Promise<null> {
  const member = (await getMemberFacts([memberId], session)).get(memberId);
  if (!member || !isActive(member)) throw new AppError("points.member-not-active");
  return null;
}

type Audited = { adjustment: PointsAdjustment; action: string; reason: string | null };

async function audit(ctx: Ctx, session: ClientSession, { adjustment, action, reason }: Audited): Promise<void> {
  const { _id, memberId, points, status } = adjustment;
  await recordAudit(ctx, session, {
    action,
    subject: { type: "member", id: memberId },
    ...(reason !== null && { reason }),
    after: { adjustmentId: _id, points, status },
  });
}

/** The adjustments of the caller's cities, newest first. */
export async function listAdjustments(
  ctx: Ctx,
  input: InputOf<typeof contract.listPointsAdjustments>,
): Promise<OutputOf<typeof contract.listPointsAdjustments>> {
  const { rows, nextCursor } = await findPage<PointsAdjustment>(PointsAdjustments, {
    filter: { ...(input.status && { status: input.status }), ...cityFilter(ctx) },
    sort: { createdAt: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: await toViews(ctx, rows), nextCursor };
}

async function toView(ctx: Ctx, row: PointsAdjustment): Promise<PointsAdjustmentView> {
  const [view] = await toViews(ctx, [row]);
  if (!view) throw new Error("one row makes one view");
  return view;
}

async function toViews(ctx: Ctx, rows: readonly PointsAdjustment[]): Promise<PointsAdjustmentView[]> {
  const members = await memberSummaries(
    ctx,
    rows.map((row) => row.memberId),
  );
  const names = await staffNames(rows.flatMap((row) => [row.createdBy, row.decidedBy ?? []].flat()));
  const person = (id: string) => ({ id, name: names.get(id) ?? null });
  return rows.map((row) => ({
    id: row._id,
    member: memberLine(row.memberId, members),
    cityCode: row.cityCode,
    points: row.points,
    reason: row.reason,
    status: row.status,
    statusName: ADJUSTMENT_STATUS_NAMES[row.status],
    createdBy: person(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    decidedBy: row.decidedBy === null ? null : person(row.decidedBy),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisionReason: row.decisionReason,
    postingId: row.postingId,
  }));
}
