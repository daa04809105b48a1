import { shanghaiDay, shanghaiTime } from "@club/shared/time";
import type { VoucherBalance } from "@club/shared/voucher-admin";
import type { VoucherStatus } from "@club/shared/vouchers";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { VoucherCards, Vouchers } from "./voucher.model";
import { balanceOf } from "./voucher.rules";
import { type BookCell, type VoucherBook, VoucherBooks } from "./voucher-books.model";

/*
 * The books of a city, a service and the province are counted every night, in the order of the members, a handful at a time. Each
 * handful is read in one snapshot, so that what was issued and where it is belong together although the club goes on.
 */

/** Cards in a handful; its members' other cards come with them. */
const CARDS = 500;
const NIGHTLY_FROM = "03:00";
const RUNNING = "running";
const LAST = "last";

/** The job: begins the night's count, and goes on with one that was cut off. */
export async function countBooksNightly(ctx: Ctx): Promise<void> {
  if ((await VoucherBooks.exists({ _id: RUNNING })) || (await isDue(ctx))) await countBooks(ctx);
}

async function isDue(ctx: Ctx): Promise<boolean> {
  const last = await VoucherBooks.findById(LAST, { startedAt: 1 }).lean<VoucherBook>();
  if (!last) return true;
  return shanghaiDay(last.startedAt) < shanghaiDay(ctx.now) && shanghaiTime(ctx.now) >= NIGHTLY_FROM;
}

/** Counts all vouchers to the end, or until the process stops. */
export async function countBooks(ctx: Ctx): Promise<void> {
  const beginning = { startedAt: ctx.now, afterMemberId: "", cells: [] };
  await VoucherBooks.updateOne({ _id: RUNNING }, { $setOnInsert: beginning }, { upsert: true });
  while (!ctx.isStopping?.()) {
    const book = await VoucherBooks.findById(RUNNING).lean<VoucherBook>();
    if (!book || !(await countHandful(book))) return;
  }
}

/** False when the count is over, or another process has moved it. */
async function countHandful({ startedAt, afterMemberId, cells }: VoucherBook): Promise<boolean> {
  const mine = { _id: RUNNING, startedAt, afterMemberId } as const;
  const { last, found } = await inTransaction((session) => readHandful(session, afterMemberId));
  if (last !== null) {
    const $set = { afterMemberId: last, cells: addCells(cells, found) };
    return (await VoucherBooks.updateOne(mine, { $set })).matchedCount === 1;
  }
  await inTransaction(async (session) => {
    const { deletedCount } = await VoucherBooks.deleteOne(mine, { session });
    if (deletedCount === 0) return;
    const $set = { startedAt, afterMemberId, cells };
    await VoucherBooks.updateOne({ _id: LAST }, { $set }, { session, upsert: true });
  });
  return false;
}

type Handful = { last: string | null; found: BookCell[] };
type Group<Key> = { _id: { cityCode: string; serviceId: string } & Key; count: number };

/** All cards and vouchers of the next members; `last` is null when there are no more. */
async function readHandful(session: ClientSession, after: string): Promise<Handful> {
  const rows = await VoucherCards.find({ memberId: { $gt: after } }, { _id: 0, memberId: 1 }, { session })
    .sort({ memberId: 1 })
    .limit(CARDS)
    .lean<{ memberId: string }[]>();
  const ofMembers = { $match: { memberId: { $in: [...new Set(rows.map((row) => row.memberId))] } } };
  const place = { cityCode: "$cityCode", serviceId: "$serviceId" };
  const cards = await VoucherCards.aggregate<Group<unknown>>(
    [ofMembers, { $group: { _id: place, count: { $sum: "$quantity" } } }],
    { session },
  );
  const vouchers = await Vouchers.aggregate<Group<{ status: VoucherStatus }>>(
    [ofMembers, { $group: { _id: { ...place, status: "$status" }, count: { $sum: 1 } } }],
    { session },
  );
  const found = [
    ...cards.map(({ _id: { cityCode, serviceId }, count }) => ({
      cityCode,
      serviceId,
      issuedCount: count,
      counts: {},
    })),
    ...vouchers.map(({ _id: { cityCode, serviceId, status }, count }) => {
      return { cityCode, serviceId, issuedCount: 0, counts: { [status]: count } };
    }),
  ];
  return { last: rows.at(-1)?.memberId ?? null, found };
}

function addCells(before: readonly BookCell[], more: readonly BookCell[]): BookCell[] {
  const byPlace = new Map<string, BookCell>();
  for (const cell of [...before, ...more]) {
    const key = `${cell.cityCode} ${cell.serviceId}`;
    const sum = byPlace.get(key) ?? { ...cell, issuedCount: 0, counts: {} };
    byPlace.set(key, sum);
    sum.issuedCount += cell.issuedCount;
    for (const [status, count] of Object.entries(cell.counts) as [VoucherStatus, number][])
      sum.counts[status] = (sum.counts[status] ?? 0) + count;
  }
  return [...byPlace.values()];
}

/** What the last count found in a city, of a service, or in all. @throws vouchers.not-counted before there was one */
export async function countedBalance(of: { cityCode?: string; serviceId?: string }): Promise<VoucherBalance> {
  const last = await VoucherBooks.findById(LAST).lean<VoucherBook>();
  if (!last) throw new AppError("vouchers.not-counted");
  const cells = last.cells.filter(
    ({ cityCode, serviceId }) => (of.cityCode ?? cityCode) === cityCode && (of.serviceId ?? serviceId) === serviceId,
  );
  const [sum] = addCells(
    [],
    cells.map((cell) => ({ ...cell, cityCode: "", serviceId: "" })),
  );
  return { ...balanceOf(sum?.issuedCount ?? 0, sum?.counts ?? {}), asOf: last.startedAt.toISOString() };
}
