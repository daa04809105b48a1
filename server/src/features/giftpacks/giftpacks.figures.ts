import { Grants } from "./grant.model";

/** How many gift packs were claimed in a range, by the member's city. Index: { claimedAt } of claimed grants. */
export async function claimsByCity({ from, to }: { from: Date; to: Date }): Promise<Map<string, number>> {
  const rows = await Grants.aggregate<{ _id: string; count: number }>([
    { $match: { status: "claimed", claimedAt: { $gte: from, $lt: to } } },
    { $group: { _id: "$cityCode", count: { $sum: 1 } } },
  ]);
  return new Map(rows.map((row) => [row._id, row.count]));
}
