import type { ClientSession } from "mongoose";
import { type Voucher, Vouchers } from "./voucher.model";

/*
 * What the proofs of other features ask about vouchers, always in their snapshot.
 */

export type RedeemedVoucher = Pick<Voucher, "_id" | "cityCode" | "status" | "redemptionId">;
const FIELDS = { cityCode: 1, status: 1, redemptionId: 1 } as const;
const FIRST_ISSUED = { "source.kind": { $ne: "replacement" } };

/** About how many vouchers there are. */
export function countVouchers(): Promise<number> {
  return Vouchers.estimatedDocumentCount();
}

/** Vouchers by id; unknown ids are left out. */
export async function vouchersById(
  session: ClientSession,
  ids: readonly string[],
): Promise<Map<string, RedeemedVoucher>> {
  const rows = await Vouchers.find({ _id: { $in: [...ids] } }, FIELDS, { session }).lean<RedeemedVoucher[]>();
  return new Map(rows.map((row) => [row._id, row]));
}

/** The next vouchers in the order of their ids. */
export async function vouchersAfter(
  session: ClientSession,
  { after, limit }: { after: string; limit: number },
): Promise<RedeemedVoucher[]> {
  return Vouchers.find({ _id: { $gt: after } }, FIELDS, { session })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<RedeemedVoucher[]>();
}

/** How many vouchers were first issued on each card of these members, replacements left out. Index: { memberId, … }. */
export async function countIssuedByCard(
  session: ClientSession,
  of: { memberIds: readonly string[]; cardIds: readonly string[] },
): Promise<Map<string, number>> {
  const rows = await Vouchers.aggregate<{ _id: string; count: number }>(
    [
      { $match: { memberId: { $in: [...of.memberIds] }, cardId: { $in: [...of.cardIds] }, ...FIRST_ISSUED } },
      { $group: { _id: "$cardId", count: { $sum: 1 } } },
    ],
    { session },
  );
  return new Map(rows.map((row) => [row._id, row.count]));
}
