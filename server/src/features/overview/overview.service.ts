import type { InputOf } from "@club/shared/http";
import type { getOverview, OverviewView } from "@club/shared/overview";
import { daysBetween, shanghaiDay, shiftDay } from "@club/shared/time";
import { type Ctx, cityFilter } from "../../platform/context";
import { AppError } from "../../platform/problem";
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
