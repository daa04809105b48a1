import { shanghaiDay, shiftDay } from "@club/shared/time";
import type { Tone } from "../../kit/values";

const SOON_DAYS = 30;

/** How a day until which something is valid stands to today. */
export function dueState(untilOn: string | null, now: Date): { text: string; tone: Tone } | null {
  if (untilOn === null) return null;
  const today = shanghaiDay(now);
  if (untilOn < today) return { text: "已过期", tone: "danger" };
  return untilOn <= shiftDay(today, SOON_DAYS) ? { text: "快到期", tone: "waiting" } : null;
}
