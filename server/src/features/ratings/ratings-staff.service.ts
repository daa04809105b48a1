import type { InputOf, OutputOf } from "@club/shared/http";
import type * as contract from "@club/shared/ratings";
import { LOW_STARS, type StaffRating } from "@club/shared/ratings";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, staffActor } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import { memberSummaries } from "../members/members.service";
import { type Rating, Ratings } from "./ratings.model";
import { ratingFacts } from "./ratings.service";

/** Ratings in the caller's cities, newest first. */
export async function listStaffRatings(
  ctx: Ctx,
  input: InputOf<typeof contract.listRatings>,
): Promise<OutputOf<typeof contract.listRatings>> {
  const { merchantId, cityCode, stars, openOnly, cursor, limit } = input;
  const filter = {
    ...(merchantId && { merchantId }),
    ...(cityCode && { cityCode }),
    ...(stars && { stars }),
    ...(openOnly && { isOpen: true }),
    ...cityFilter(ctx),
  };
  const page = await findPage<Rating>(Ratings, { filter, sort: { ratedAt: -1, _id: -1 }, cursor, limit });
  return { items: await toStaffRatings(ctx, page.rows), nextCursor: page.nextCursor };
}

/**
 * Marks a low rating as looked after, once, with what was done.
 * @throws ratings.not-found, ratings.nothing-to-handle
 */
export async function handleLowRating(ctx: Ctx, input: InputOf<typeof contract.handleRating>): Promise<StaffRating> {
  const { redemptionId, note } = input;
  const handled = { by: staffActor(ctx).id, at: ctx.now, note };
  const rating = await inTransaction(async (session) => {
    const mine = { _id: redemptionId, ...cityFilter(ctx) };
    const found = await Ratings.findOneAndUpdate(
      { ...mine, isOpen: true },
      { $set: { isOpen: false, handled } },
      { session, returnDocument: "after" },
    ).lean<Rating>();
    if (found) {
      await recordAudit(ctx, session, {
        action: "ratings.handle",
        subject: { type: "rating", id: redemptionId },
        reason: note,
      });
      return found;
    }
    const isThere = await Ratings.exists(mine).session(session);
    throw new AppError(isThere ? "ratings.nothing-to-handle" : "ratings.not-found");
  });
  const [view] = await toStaffRatings(ctx, [rating]);
  if (!view) throw new Error("one row makes one view");
  return view;
}

async function toStaffRatings(ctx: Ctx, rows: readonly Rating[]): Promise<StaffRating[]> {
  const members = await memberSummaries(
    ctx,
    rows.map((row) => row.memberId),
  );
  return rows.map((row) => {
    const member = members.get(row.memberId);
    return {
      ...ratingFacts(row),
      textCheck: row.textCheck,
      cityCode: row.cityCode,
      merchantId: row.merchantId,
      merchantName: row.merchantName,
      branchName: row.branchName,
      serviceName: row.serviceName,
      member: {
        id: row.memberId,
        memberNo: member?.memberNo ?? "",
        name: member?.name ?? null,
        phone: member?.phone ?? null,
      },
      isLow: row.stars <= LOW_STARS,
      handledAt: row.handled?.at.toISOString() ?? null,
      handledNote: row.handled?.note ?? null,
    };
  });
}
