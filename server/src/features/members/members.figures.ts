import { Members } from "./members.model";

/** How many members registered in a range, by their city of today. Index: { createdAt, _id }. */
export async function newMembersByCity({ from, to }: { from: Date; to: Date }): Promise<Map<string, number>> {
  const rows = await Members.aggregate<{ _id: string; count: number }>([
    { $match: { createdAt: { $gte: from, $lt: to } } },
    { $group: { _id: "$cityCode", count: { $sum: 1 } } },
  ]);
  return new Map(rows.map((row) => [row._id, row.count]));
}
