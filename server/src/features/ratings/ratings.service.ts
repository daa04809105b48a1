import { ERRORS, type ErrorCode } from "@club/shared/errors";
import type { InputOf } from "@club/shared/http";
import type * as contract from "@club/shared/ratings";
import { LOW_STARS, type MyRating, RATING_TAGS, type RatingPage, type RatingTag } from "@club/shared/ratings";
import type { ClientSession } from "mongoose";
import { GatewayRefusal } from "../../gateways/gateways";
import { type Ctx, memberActor } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { AppError, isAppError } from "../../platform/problem";
import { getMember, getMemberContact } from "../members/members.service";
import { nextAward } from "../points/my-points.service";
import { earnPoints, isActive } from "../points/points.service";
import { ownRedemption, type RatableRedemption } from "../redemptions/redemptions.ratable";
import { type Rating, Ratings } from "./ratings.model";

/** WeChat's scene of a text: a comment. */
const COMMENT_SCENE = 2;

/** The member's rating of a redemption, or what is needed to give it. @throws redemptions.not-found */
export async function getOwnRating(ctx: Ctx, input: { redemptionId: string }): Promise<RatingPage> {
  const redemption = await ownOrNotFound(ctx, input.redemptionId);
  const rating = await Ratings.findById(redemption._id).lean<Rating>();
  const refusal = rating ? null : whyNot(redemption);
  return {
    redemption: {
      id: redemption._id,
      voucherId: redemption.voucherId,
      serviceName: redemption.serviceName,
      merchantName: redemption.merchantName,
      branchName: redemption.branchName,
      redeemedAt: redemption.redeemedAt.toISOString(),
    },
    rating: rating && toMyRating(rating),
    whyNot: refusal && `${ERRORS[refusal].title}。${ERRORS[refusal].next}`,
    nextPoints: rating || refusal ? 0 : await nextAward(ctx, "redemption-rated", redemption.voucherId),
  };
}

/**
 * Rates the member's own redemption, once, and gives the points in the same transaction. The same rating again gets the same
 * answer. The text is shown to WeChat's check beforehand; when WeChat cannot say, the rating is kept and marked unchecked.
 * @throws redemptions.not-found, ratings.redemption-undone, ratings.already-rated, ratings.text-refused, points.member-not-active
 */
export async function rateOwnRedemption(ctx: Ctx, input: InputOf<typeof contract.rateRedemption>): Promise<MyRating> {
  const redemption = await ownOrNotFound(ctx, input.redemptionId);
  const before = await Ratings.findById(redemption._id).lean<Rating>();
  if (before) return sameOrRefused(before, input);
  const text = input.text ? input.text : null;
  const textCheck = text === null ? "none" : await checkText(ctx, text);
  if (!isActive(await getMember(ctx, redemption.memberId))) throw new AppError("points.member-not-active");
  const rating = await inContestedTransaction((session) => insertRating(session, ctx, { ...input, text, textCheck }));
  return sameOrRefused(rating, input);
}

type Said = Pick<Rating, "stars" | "text" | "textCheck"> & { tags: RatingTag[]; redemptionId: string };

/** The stored rating: this one, or that of a request that was faster. */
async function insertRating(session: ClientSession, ctx: Ctx, said: Said): Promise<Rating> {
  const { redemptionId, stars, tags, text, textCheck } = said;
  const faster = await Ratings.findById(redemptionId, null, { session }).lean<Rating>();
  if (faster) return faster;
  const redemption = await ownRedemption({ memberId: memberActor(ctx).id, redemptionId }, session);
  const refusal = redemption && whyNot(redemption);
  if (!redemption || refusal) throw new AppError(refusal ?? "redemptions.not-found");
  const { status: _status, redeemedAt: _redeemedAt, ...names } = redemption;
  const earned = await earnPoints(session, ctx, {
    memberId: redemption.memberId,
    event: "redemption-rated",
    // Whose redemption is undone and made anew may rate anew, and has had the points.
    subject: redemption.voucherId,
  });
  const rating: Rating = {
    ...names,
    stars,
    tags,
    text,
    textCheck,
    earnedPoints: earned?.points ?? 0,
    ratedAt: ctx.now,
    isOpen: stars <= LOW_STARS,
    handled: null,
  };
  await Ratings.insertMany([rating], { session });
  return rating;
}

function whyNot(redemption: RatableRedemption): ErrorCode | null {
  return redemption.status === "reversed" ? "ratings.redemption-undone" : null;
}

async function ownOrNotFound(ctx: Ctx, redemptionId: string): Promise<RatableRedemption> {
  const redemption = await ownRedemption({ memberId: memberActor(ctx).id, redemptionId });
  if (!redemption) throw new AppError("redemptions.not-found");
  return redemption;
}

/** @throws ratings.text-refused for a text that WeChat refuses */
async function checkText(ctx: Ctx, content: string): Promise<"passed" | "unchecked"> {
  const contact = await getMemberContact(ctx, memberActor(ctx).id);
  if (!contact?.openid) return "unchecked";
  try {
    const verdict = await ctx.gateways.wechat.checkText({ openid: contact.openid, scene: COMMENT_SCENE, content });
    if (verdict === "risky") throw new AppError("ratings.text-refused");
    return verdict === "pass" ? "passed" : "unchecked";
  } catch (error) {
    // A check that is away must not keep members from rating: somebody of the club reads what is unchecked.
    if (isAppError(error, "gateway.unavailable") || error instanceof GatewayRefusal) return "unchecked";
    throw error;
  }
}

function sameOrRefused(rating: Rating, input: { stars: number; tags: RatingTag[]; text?: string | null | undefined }) {
  const isSame =
    rating.stars === input.stars &&
    rating.text === (input.text ? input.text : null) &&
    [...rating.tags].sort().join() === [...input.tags].sort().join();
  if (!isSame) throw new AppError("ratings.already-rated");
  return toMyRating(rating);
}

function toMyRating(rating: Rating): MyRating {
  return { ...ratingFacts(rating), earnedPoints: rating.earnedPoints };
}

/** What members and staff both see of a rating. */
export function ratingFacts(rating: Rating) {
  return {
    redemptionId: rating._id,
    stars: rating.stars,
    tags: rating.tags.map((key) => ({ key, name: RATING_TAGS[key] })),
    text: rating.text,
    ratedAt: rating.ratedAt.toISOString(),
  };
}

/** The words of a closed account are erased; the stars stay with the merchant. Index: { memberId }. */
export async function eraseRatingTexts(_ctx: Ctx, session: ClientSession, memberId: string): Promise<void> {
  await Ratings.updateMany({ memberId }, { $set: { text: null, textCheck: "none" } }, { session });
}
