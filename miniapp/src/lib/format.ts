import { daysBetween, formatDay, formatMoment, lastValidDay, shanghaiDay } from "@club/shared/time";
import { now } from "../platform/clock";

/** An instant of the contract for people: "今天 14:05", "11月22日 14:05". */
export function moment(iso: string | Date): string {
  return formatMoment(typeof iso === "string" ? new Date(iso) : iso, now());
}

/** The last day on which something that ends at `endsAt` (exclusive) is good: "2026年12月31日". */
export function lastDay(endsAt: string): string {
  return formatDay(lastValidDay(new Date(endsAt)));
}

/** Whole days until that last day: 0 = it is today, negative = it is over. */
export function daysLeft(endsAt: string): number {
  return daysBetween(shanghaiDay(now()), lastValidDay(new Date(endsAt)));
}

/** "今天到期", "明天到期", "还剩 5 天" within a month; the day itself after that; "已过期" when over. */
export function expiryText(endsAt: string): string {
  const days = daysLeft(endsAt);
  if (days < 0) return "已过期";
  if (days === 0) return "今天到期";
  if (days === 1) return "明天到期";
  return days <= 30 ? `还剩 ${days} 天` : `有效期至 ${lastDay(endsAt)}`;
}

/** A rest of time as "04:59"; never below "00:00". */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;
}

/** "早上好" by the hour in Shanghai. */
export function greeting(): string {
  const hour = (now().getUTCHours() + 8) % 24;
  if (hour < 5) return "夜深了";
  if (hour < 11) return "早上好";
  if (hour < 13) return "中午好";
  return hour < 18 ? "下午好" : "晚上好";
}
