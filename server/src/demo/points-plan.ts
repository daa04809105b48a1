import type { RatingTag } from "@club/shared/ratings";
import { addDays, HOUR_MS, MINUTE_MS, shanghaiDay, startOfShanghaiDay } from "@club/shared/time";
import type { PlannedMember } from "./member-plan";
import { whole } from "./merchant-plan";
import { seededRng } from "./people";

/** Members who got a gift of the club, who check in, and who rate. */
const GIFTED = 40;
const CHECKING_IN = 90;
const RATING = 400;
const GIFT_DAYS = 25;

export type PlannedGift = { at: Date; points: number; reason: string; outcome: "approved" | "rejected" | "waiting" };

/** What the club gave a member by hand; the members after the gifted ones are an example of a refusal and of one that waits. */
export function planGift({ n, registeredAt }: PlannedMember, startedAt: Date): PlannedGift | null {
  const soonest = registeredAt.getTime() + 2 * HOUR_MS;
  const opened =
    addDays(startOfShanghaiDay(shanghaiDay(startedAt)), -GIFT_DAYS).getTime() + 9 * HOUR_MS + n * MINUTE_MS;
  const at = new Date(Math.max(soonest, opened));
  if (n < GIFTED) {
    const points = n < 5 ? 5_000 + n * 200 : 2_000 + ((n * 367) % 40) * 100;
    return { at, points, reason: "俱乐部周年庆赠送", outcome: "approved" };
  }
  if (n === GIFTED) return { at, points: 8_000, reason: "推荐新会员奖励", outcome: "rejected" };
  if (n === GIFTED + 1) return { at, points: 3_000, reason: "救援等待过久补偿", outcome: "waiting" };
  return null;
}

/** Mornings on which a member checked in, up to yesterday: the last few days in a row, and some before. */
export function planCheckIns({ n, registeredAt }: PlannedMember, startedAt: Date): Date[] {
  if (n >= CHECKING_IN) return [];
  const rng = seededRng(70_000_001 + n);
  const today = startOfShanghaiDay(shanghaiDay(startedAt));
  const row = 2 + (n % 6);
  const days = [row + 3, row + 2, ...Array.from({ length: row }, (_, index) => row - index)];
  return days
    .map((ago) => new Date(addDays(today, -ago).getTime() + 7 * HOUR_MS + whole(rng, 12 * HOUR_MS)))
    .filter((at) => at > registeredAt);
}

type Said = { stars: number; tags: RatingTag[]; text: string | null };
const SAYINGS: readonly Said[] = [
  { stars: 5, tags: ["on-time", "polite", "tidy"], text: "洗得很干净，师傅态度也好。" },
  { stars: 5, tags: ["skilled", "fair-price"], text: null },
  { stars: 4, tags: ["polite"], text: "整体不错，就是周末人多。" },
  { stars: 5, tags: ["skilled", "polite"], text: "检测讲得很仔细，还告诉我哪里要注意。" },
  { stars: 3, tags: ["long-wait"], text: "等了四十分钟，希望可以预约。" },
  { stars: 5, tags: ["tidy"], text: null },
  { stars: 1, tags: ["extra-charge", "impolite"], text: "到店说要另外加钱才给洗，希望俱乐部核实。" },
  { stars: 4, tags: ["skilled"], text: null },
  { stars: 2, tags: ["careless", "hard-to-find"], text: "门店不好找，轮毂也没有洗干净。" },
];

/** What a member said of the index-th of their redemptions; three of four say something. */
export function planRating({ n }: PlannedMember, index: number): Said | null {
  if (n >= RATING || (n + index) % 4 === 3) return null;
  return SAYINGS[(n * 2 + index) % SAYINGS.length] ?? null;
}
