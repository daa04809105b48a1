import { groupThousands } from "@club/shared/money";
import { lastValidDay, shanghaiDay, shiftDay, startOfShanghaiDay } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { lotsWithPoints } from "../points/points.service";
import { expiringVouchersOf } from "../vouchers/voucher-expiry";
import { type DueItem, plainItem } from "./due-items.rules";

/*
 * Vouchers and points that end, as items of the timeline: one for each day, with the key under which the feeds tell of them. The planner
 * does not plan them.
 */

/** Half-open instants of what ends on the days of a half-open range: an end is exclusive, so midnight belongs to the day before. */
export function endsWithin(fromDay: string, toDay: string): { from: Date; to: Date } {
  return {
    from: new Date(startOfShanghaiDay(fromDay).getTime() + 1),
    to: new Date(startOfShanghaiDay(toDay).getTime() + 1),
  };
}

/** Some vouchers that end on a day. */
export function voucherItem(lastDay: string, vars: { 数量: string; 券?: string }): DueItem {
  const item = plainItem("voucherExpiry", "vouchers", lastDay);
  return { ...item, vars: { ...item.vars, ...vars } };
}

/** The points that lapse after a day. */
export function pointsItem(lastDay: string, points: number): DueItem {
  const item = plainItem("pointsExpiry", "points", lastDay);
  return { ...item, vars: { ...item.vars, 积分: groupThousands(points) } };
}

/** What a member would lose within the next days. */
export async function expiryItems(ctx: Ctx, memberId: string, days: number): Promise<DueItem[]> {
  const today = shanghaiDay(ctx.now);
  const range = { from: new Date(ctx.now.getTime() + 1), to: endsWithin(today, shiftDay(today, days)).to };
  return [...(await voucherItems(memberId, range)), ...(await pointsItems(memberId, range))];
}

type Range = ReturnType<typeof endsWithin>;

async function voucherItems(memberId: string, range: Range): Promise<DueItem[]> {
  const days = new Map<string, { total: number; services: string[] }>();
  for (const { lastDay, serviceName, count } of await expiringVouchersOf(memberId, range)) {
    const { total, services } = days.get(lastDay) ?? { total: 0, services: [] };
    days.set(lastDay, { total: total + count, services: [...services, `${serviceName} ${count} 张`] });
  }
  return [...days].map(([day, { total, services }]) =>
    voucherItem(day, { 数量: String(total), 券: services.join("、") }),
  );
}

async function pointsItems(memberId: string, range: Range): Promise<DueItem[]> {
  const days = new Map<string, number>();
  for (const { expiresAt, left } of await lotsWithPoints([memberId])) {
    const day = lastValidDay(expiresAt);
    if (expiresAt >= range.from && expiresAt < range.to) days.set(day, (days.get(day) ?? 0) + left);
  }
  return [...days].map(([day, points]) => pointsItem(day, points));
}
