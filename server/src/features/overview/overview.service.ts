import type { InputOf } from "@club/shared/http";
import type { getOverview, LiveRedemption, OverviewView, watchRedemptions } from "@club/shared/overview";
import { daysBetween, shanghaiDay, shiftDay } from "@club/shared/time";
import { type Ctx, cityFilter } from "../../platform/context";
import type { EventFeed } from "../../platform/events";
import { AppError } from "../../platform/problem";
import { newestRedemptions } from "../redemptions/redemptions.figures";
import { getCatalogue } from "../services/services.service";
import { booksOf, firstDay } from "./day-books.service";
import type { DayBook } from "./overview.model";
import { figuresOf, hoursOf, inCity, lineOf, sharesBy } from "./overview.rules";

/** The city that a call is about: their own for city staff, whatever they ask; null = the province. */
export function cityOf(ctx: Ctx, input: { cityCode?: string | undefined }): string | null {
  return cityFilter(ctx).cityCode ?? input.cityCode ?? null;
}

/** A day and its month so far. @throws overview.day-out-of-range */
export async function overview(ctx: Ctx, input: InputOf<typeof getOverview>): Promise<OverviewView> {
  const today = shanghaiDay(ctx.now);
  const on = input.on ?? today;
  if (on > today || on < firstDay(ctx.now)) throw new AppError("overview.day-out-of-range");
  const first = `${on.slice(0, 7)}-01`;
  const days = Array.from({ length: daysBetween(first, on) + 1 }, (_, index) => shiftDay(first, index));
  const cityCode = cityOf(ctx, input);
  const books = (await booksOf(ctx, days)).map((book) => inCity(book, cityCode));
  const day = books.at(-1) as DayBook;
  const earlier = books.slice(0, -1).map((book) => book.countedAt.getTime());
  return {
    cityCode,
    on,
    month: on.slice(0, 7),
    day: figuresOf([day]),
    monthToDate: figuresOf(books),
    byCity: sharesBy(day, "cityCode").map(({ key, ...share }) => ({ cityCode: key, ...share })),
    byService: await servicesOf(day),
    byHour: hoursOf(day),
    byDay: books.map(lineOf),
    asOf: day.countedAt.toISOString(),
    earlierDaysAsOf: earlier.length === 0 ? null : new Date(Math.min(...earlier)).toISOString(),
  };
}

async function servicesOf(day: DayBook): Promise<OverviewView["byService"]> {
  const catalogue = await getCatalogue();
  return sharesBy(day, "serviceId").map(({ key, ...share }) => ({
    serviceId: key,
    serviceName: catalogue.get(key)?.name ?? key,
    ...share,
  }));
}

/** Shown at first; and the most that is sent at once, because nobody can read more: older ones are then left out. */
const FIRST_ROWS = 10;
const MOST_ROWS = 200;
/** A redemption carries the instant at which it was asked for; its transaction may become visible this much later. */
const LATE_MS = 10_000;
const ALL_TIME = new Date(0);
const EVENT_ID = /^(\d{13})\.([A-Za-z0-9_-]{1,64})$/;

/**
 * Redemptions as they happen, in the caller's cities, read from the database by each process for itself. Every look goes back
 * ten seconds, so that a transaction that commits late is not missed; what was sent already is left out.
 */
export async function liveRedemptions(
  ctx: Ctx,
  input: InputOf<typeof watchRedemptions> & { lastEventId: string | null },
): Promise<EventFeed<LiveRedemption>> {
  const cityCode = cityOf(ctx, input);
  const resumed = EVENT_ID.exec(input.lastEventId ?? "");
  const sent = new Map<string, number>(resumed ? [[resumed[2] ?? "", Number(resumed[1])]] : []);
  let newestMs = resumed ? Number(resumed[1]) : null;
  let oldestMs = 0;
  const next = async () => {
    const since = newestMs === null ? ALL_TIME : new Date(Math.max(newestMs - LATE_MS, oldestMs));
    const rows = await newestRedemptions({ cityCode, since, limit: newestMs === null ? FIRST_ROWS : MOST_ROWS });
    // What came before the first ten stays out, however near.
    if (newestMs === null && rows.length === FIRST_ROWS) oldestMs = Date.parse(rows[0]?.redeemedAt ?? "");
    const news = rows.filter((row) => !sent.has(row.id));
    for (const row of news) sent.set(row.id, Date.parse(row.redeemedAt));
    newestMs = Math.max(newestMs ?? 0, ...news.map((row) => Date.parse(row.redeemedAt)));
    for (const [id, atMs] of sent) if (atMs < newestMs - LATE_MS) sent.delete(id);
    return news.map((row) => ({ id: `${Date.parse(row.redeemedAt)}.${row.id}`, data: row }));
  };
  return { next };
}
