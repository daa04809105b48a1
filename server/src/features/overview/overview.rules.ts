import type { OverviewView, PeriodFigures } from "@club/shared/overview";
import type { DayBook, DayCell } from "./overview.model";

/*
 * Day books added up, for the province or one city.
 */

type Cell = {
  cityCode: string;
  serviceId: string;
  status: "redeemed" | "reversed";
  hour: number;
  count: number;
  clubFen: number;
  memberFen: number;
};

/** The book of a day from what was counted. */
export function bookOf(of: {
  day: string;
  countedAt: Date;
  cells: readonly Cell[];
  claims: ReadonlyMap<string, number>;
  newMembers: ReadonlyMap<string, number>;
}): DayBook {
  const cells = new Map<string, DayCell>();
  const hours = new Map<string, DayBook["hours"][number]>();
  for (const { cityCode, serviceId, status, hour, count, clubFen, memberFen } of of.cells) {
    const none = { cityCode, serviceId, redeemedCount: 0, reversedCount: 0, clubFen: 0, memberFen: 0 };
    const cell = cells.get(`${cityCode}:${serviceId}`) ?? none;
    cells.set(`${cityCode}:${serviceId}`, cell);
    if (status === "reversed") {
      cell.reversedCount += count;
      continue;
    }
    cell.redeemedCount += count;
    cell.clubFen += clubFen;
    cell.memberFen += memberFen;
    const inHour = hours.get(`${cityCode}:${hour}`) ?? { cityCode, hour, redeemedCount: 0 };
    hours.set(`${cityCode}:${hour}`, inHour);
    inHour.redeemedCount += count;
  }
  const cities = [...new Set([...of.claims.keys(), ...of.newMembers.keys()])];
  const people = cities.map((cityCode) => ({
    cityCode,
    claimCount: of.claims.get(cityCode) ?? 0,
    newMemberCount: of.newMembers.get(cityCode) ?? 0,
  }));
  return { _id: of.day, countedAt: of.countedAt, cells: [...cells.values()], hours: [...hours.values()], people };
}

/** The part of a book that belongs to a city; all of it for null. */
export function inCity(book: DayBook, cityCode: string | null): DayBook {
  if (cityCode === null) return book;
  const isHere = (row: { cityCode: string }) => row.cityCode === cityCode;
  const { cells, hours, people } = book;
  return { ...book, cells: cells.filter(isHere), hours: hours.filter(isHere), people: people.filter(isHere) };
}

/** Everything in some books as one period. */
export function figuresOf(books: readonly DayBook[]): PeriodFigures {
  const cells = books.flatMap((book) => book.cells);
  const people = books.flatMap((book) => book.people);
  return {
    redeemedCount: sum(cells, (cell) => cell.redeemedCount),
    reversedCount: sum(cells, (cell) => cell.reversedCount),
    clubFen: sum(cells, (cell) => cell.clubFen),
    memberFen: sum(cells, (cell) => cell.memberFen),
    claimCount: sum(people, (row) => row.claimCount),
    newMemberCount: sum(people, (row) => row.newMemberCount),
  };
}

type Share = { redeemedCount: number; reversedCount: number; clubFen: number };

/** A book's cells by one of their names, most redemptions first. */
export function sharesBy(book: DayBook, name: "cityCode" | "serviceId"): (Share & { key: string })[] {
  const shares = new Map<string, Share & { key: string }>();
  for (const cell of book.cells) {
    const key = cell[name];
    const share = shares.get(key) ?? { key, redeemedCount: 0, reversedCount: 0, clubFen: 0 };
    shares.set(key, share);
    share.redeemedCount += cell.redeemedCount;
    share.reversedCount += cell.reversedCount;
    share.clubFen += cell.clubFen;
  }
  return [...shares.values()].sort((a, b) => b.redeemedCount - a.redeemedCount || (a.key < b.key ? -1 : 1));
}

/** Redemptions that stand for each of the 24 hours. */
export function hoursOf(book: DayBook): number[] {
  const hours = Array.from({ length: 24 }, () => 0);
  for (const { hour, redeemedCount } of book.hours) hours[hour] = (hours[hour] ?? 0) + redeemedCount;
  return hours;
}

/** One line a day. */
export function lineOf(book: DayBook): OverviewView["byDay"][number] {
  const { redeemedCount, clubFen, claimCount, newMemberCount } = figuresOf([book]);
  return { on: book._id, redeemedCount, clubFen, claimCount, newMemberCount };
}

function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
