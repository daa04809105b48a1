import { lastValidDay } from "@club/shared/time";
import { getCatalogue } from "../services/services.service";
import { type Voucher, Vouchers } from "./voucher.model";

/*
 * Vouchers that are about to expire, for reminders.
 */

const MAX_OF_MEMBER = 1_000;

/** Half-open instants. */
export type ExpiryRange = { from: Date; to: Date };

/** Members whose unused vouchers expire in a range, some hundred at a time; a member may come again. Index: { expiresAt } of issued. */
export async function* membersWithExpiring(range: ExpiryRange, batchSize: number): AsyncGenerator<string[]> {
  const filter = { status: "issued" as const, expiresAt: { $gte: range.from, $lt: range.to } };
  const found = Vouchers.find(filter, { memberId: 1 }).sort({ expiresAt: 1 }).lean<Pick<Voucher, "memberId">[]>();
  let batch = new Set<string>();
  for await (const row of found.cursor({ batchSize: 500 }) as AsyncIterable<Pick<Voucher, "memberId">>) {
    batch.add(row.memberId);
    if (batch.size < batchSize) continue;
    yield [...batch];
    batch = new Set();
  }
  if (batch.size > 0) yield [...batch];
}

/** How many unused vouchers of each member expire in a range; members without one are left out. Index: { memberId, issuedAt, _id }. */
export async function countExpiring(memberIds: readonly string[], range: ExpiryRange): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const filter = {
    memberId: { $in: [...memberIds] },
    status: "issued" as const,
    expiresAt: { $gte: range.from, $lt: range.to },
  };
  const rows = await Vouchers.find(filter, { memberId: 1 }).lean<Pick<Voucher, "memberId">[]>();
  for (const { memberId } of rows) counts.set(memberId, (counts.get(memberId) ?? 0) + 1);
  return counts;
}

/** Unused vouchers of one service that end on one day. */
export type ExpiringVouchers = { lastDay: string; serviceName: string; count: number };

/**
 * A member's unused vouchers that expire in a range, by last day and service. Reads at most a thousand, the newest: nobody has more.
 * Index: { memberId, issuedAt, _id }.
 */
export async function expiringVouchersOf(memberId: string, range: ExpiryRange): Promise<ExpiringVouchers[]> {
  const filter = { memberId, status: "issued" as const, expiresAt: { $gte: range.from, $lt: range.to } };
  const rows = await Vouchers.find(filter, { serviceId: 1, expiresAt: 1 })
    .sort({ issuedAt: -1, _id: -1 })
    .limit(MAX_OF_MEMBER)
    .lean<Pick<Voucher, "serviceId" | "expiresAt">[]>();
  const catalogue = await getCatalogue();
  const groups = new Map<string, ExpiringVouchers>();
  for (const { serviceId, expiresAt } of rows) {
    const lastDay = lastValidDay(expiresAt);
    const serviceName = catalogue.get(serviceId)?.name ?? serviceId;
    const key = `${lastDay} ${serviceName}`;
    groups.set(key, { lastDay, serviceName, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, group]) => group);
}
