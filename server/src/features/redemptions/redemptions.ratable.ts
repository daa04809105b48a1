import type { ClientSession } from "mongoose";
import { type Redemption, Redemptions } from "./redemptions.model";

/** Of a redemption what a rating of it keeps. */
export type RatableRedemption = Pick<
  Redemption,
  | "_id"
  | "voucherId"
  | "memberId"
  | "serviceName"
  | "merchantId"
  | "merchantName"
  | "branchId"
  | "branchName"
  | "cityCode"
  | "status"
  | "redeemedAt"
>;
const FIELDS = {
  voucherId: 1,
  memberId: 1,
  serviceName: 1,
  merchantId: 1,
  merchantName: 1,
  branchId: 1,
  branchName: 1,
  cityCode: 1,
  status: 1,
  redeemedAt: 1,
} as const;

/** The member's own redemption, undone or not; null when there is none. By _id. */
export async function ownRedemption(
  of: { memberId: string; redemptionId: string },
  session?: ClientSession,
): Promise<RatableRedemption | null> {
  const filter = { _id: of.redemptionId, memberId: of.memberId };
  return Redemptions.findOne(filter, FIELDS, session ? { session } : {}).lean<RatableRedemption>();
}
