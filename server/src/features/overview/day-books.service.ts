import { addDays, endOfShanghaiDay, shanghaiDay, shiftDay, startOfShanghaiDay } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { claimsByCity } from "../giftpacks/giftpacks.figures";
import { newMembersByCity } from "../members/members.figures";
import { redemptionCells } from "../redemptions/redemptions.figures";
import { type DayBook, DayBooks } from "./overview.model";
import { bookOf } from "./overview.rules";

/** Today is counted at most this often in a process, for all cities at once. */
const TODAY_MS = 3_000;
/** What was under way at midnight has been written by then. */
const SETTLED_MS = 60_000;
/** A redemption may be reversed later: the nightly count goes back this far. */
const RECOUNT_DAYS = 62;

let today: { book: DayBook; atMs: number } | null = null;
let counting: Promise<DayBook> | null = null;

/** The books of days in their order. A finished day is read from its book, or counted and kept when it has none. */
export async function booksOf(ctx: Ctx, days: readonly string[]): Promise<DayBook[]> {
  const current = shanghaiDay(ctx.now);
  const rows = await DayBooks.find({ _id: { $in: [...days] } }).lean<DayBook[]>();
  const known = new Map(rows.map((row) => [row._id, row]));
  const books: DayBook[] = [];
  for (const day of days) {
    if (day === current) books.push(await countToday(ctx));
    else books.push(known.get(day) ?? (await countFinished(ctx, day)));
  }
  return books;
}

async function countToday(ctx: Ctx): Promise<DayBook> {
  const nowMs = ctx.now.getTime();
  const isFresh = today?.book._id === shanghaiDay(ctx.now) && Math.abs(nowMs - today.atMs) < TODAY_MS;
  if (isFresh && today) return today.book;
  counting ??= count(ctx, shanghaiDay(ctx.now))
    .then((book) => {
      today = { book, atMs: nowMs };
      return book;
    })
    .finally(() => {
      counting = null;
    });
  return counting;
}

async function countFinished(ctx: Ctx, day: string): Promise<DayBook> {
  const book = await count(ctx, day);
  const isFinished = ctx.now.getTime() >= endOfShanghaiDay(day).getTime() + SETTLED_MS;
  if (isFinished) {
    const { _id, ...counted } = book;
    await DayBooks.updateOne({ _id }, { $set: counted }, { upsert: true });
  }
  return book;
}

/** Three reads of one day by index, whatever the size of the club. */
async function count(ctx: Ctx, day: string): Promise<DayBook> {
  const range = { from: startOfShanghaiDay(day), to: endOfShanghaiDay(day) };
  const cells = await redemptionCells(range);
  const claims = await claimsByCity(range);
  const newMembers = await newMembersByCity(range);
  return bookOf({ day, countedAt: ctx.now, cells, claims, newMembers });
}

/** Counts every day of the last two months anew that has not been counted today. A job: may stop and start at any point. */
export async function recountDays(ctx: Ctx): Promise<void> {
  const current = shanghaiDay(ctx.now);
  if (ctx.now.getTime() < startOfShanghaiDay(current).getTime() + SETTLED_MS) return;
  const days = Array.from({ length: RECOUNT_DAYS }, (_, index) => shiftDay(current, -1 - index));
  const counted = await DayBooks.find({ _id: { $in: days } }, { countedAt: 1 }).lean<DayBook[]>();
  const countedToday = new Set(counted.filter((book) => shanghaiDay(book.countedAt) === current).map(({ _id }) => _id));
  const known = new Set(counted.map(({ _id }) => _id));
  // Days that nobody has asked about are counted too, a week of them, so that a new process answers its first page at once.
  const due = days.filter((day, index) => !countedToday.has(day) && (known.has(day) || index < 7));
  for (const day of due) await countFinished(ctx, day);
}

/** The first day of which figures are kept ready: 13 months back. */
export function firstDay(now: Date): string {
  return shanghaiDay(addDays(now, -396));
}
