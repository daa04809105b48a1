import { addDays, DAY_MS, HOUR_MS, shanghaiDay, startOfShanghaiDay } from "@club/shared/time";
import type { PlannedMember } from "./member-plan";
import { type PlannedBranch, type PlannedMerchant, type PlannedPerson, pick, whole } from "./merchant-plan";
import { type Rng, seededRng } from "./people";

/** One visit to a shop. `use` counts the visits of this member for this service. */
export type PlannedUse = {
  key: string;
  member: PlannedMember;
  serviceId: string;
  use: number;
  at: Date;
  merchant: PlannedMerchant;
  branch: PlannedBranch;
  clerk: PlannedPerson;
  /** The bill, where the agreement pays up to a cap. */
  amountFen: number | null;
};
/** Approved merchants by city and service. */
export type Shops = ReadonlyMap<string, PlannedMerchant[]>;

type Habit = { serviceId: string; pack: "registration" | "campaign"; chance: number; fromDay: number; days: number };
/** What members do with their vouchers: how often, and how many days after the claim. Two visits for a wash never share a day. */
const HABITS: readonly Habit[] = [
  { serviceId: "car-wash", pack: "registration", chance: 0.42, fromDay: 1, days: 9 },
  { serviceId: "car-wash", pack: "registration", chance: 0.15, fromDay: 12, days: 25 },
  { serviceId: "vehicle-check", pack: "registration", chance: 0.12, fromDay: 3, days: 40 },
  { serviceId: "designated-driver", pack: "registration", chance: 0.1, fromDay: 2, days: 40 },
  { serviceId: "fuel", pack: "campaign", chance: 0.22, fromDay: 1, days: 8 },
  { serviceId: "fuel", pack: "campaign", chance: 0.08, fromDay: 10, days: 12 },
  { serviceId: "maintenance", pack: "campaign", chance: 0.05, fromDay: 2, days: 18 },
];
/** Enough to fill every list; more members do not make the demonstration better, only slower. */
const MEMBERS_WHO_VISIT = 4_000;

export function shopsOf(merchants: readonly PlannedMerchant[]): Shops {
  const shops = new Map<string, PlannedMerchant[]>();
  for (const merchant of merchants.filter(({ status }) => status === "approved")) {
    for (const { serviceId } of merchant.prices) {
      const key = shopKey(merchant.city.code, serviceId);
      shops.set(key, [...(shops.get(key) ?? []), merchant]);
    }
  }
  return shops;
}

/** The visits of one member up to yesterday; the same for the same member. Services without a shop in the city are left out. */
export function planUses(
  member: PlannedMember,
  world: { shops: Shops; claimedAt: ClaimTimes; startedAt: Date },
): PlannedUse[] {
  if (member.n >= MEMBERS_WHO_VISIT) return [];
  const rng = seededRng(50_000_003 + member.n);
  const uses: PlannedUse[] = [];
  for (const habit of HABITS) {
    const does = rng() < habit.chance;
    const day = habit.fromDay + whole(rng, habit.days);
    const timeMs = 9 * HOUR_MS + whole(rng, 10 * HOUR_MS);
    const shop = chooseShop(rng, world.shops.get(shopKey(member.cityCode, habit.serviceId)) ?? []);
    const claimedAt = world.claimedAt[habit.pack];
    if (!does || !shop || !claimedAt) continue;
    const at = new Date(startOfShanghaiDay(shanghaiDay(addDays(claimedAt, day))).getTime() + timeMs);
    if (at.getTime() > world.startedAt.getTime() - DAY_MS / 2) continue;
    const use = uses.filter(({ serviceId }) => serviceId === habit.serviceId).length + 1;
    const amountFen = habit.serviceId === "fuel" ? 15_000 + whole(rng, 200) * 100 : null;
    uses.push({
      key: `demo-${member.n}-${habit.serviceId}-${use}`,
      member,
      serviceId: habit.serviceId,
      use,
      at,
      ...shop,
      amountFen,
    });
  }
  return uses;
}

/** When the member claimed; null when not. */
export type ClaimTimes = { registration: Date | null; campaign: Date | null };

function chooseShop(rng: Rng, merchants: readonly PlannedMerchant[]) {
  if (merchants.length === 0) return null;
  // Some shops are busier: half of the visits go to the first fifth.
  const busy = merchants.slice(0, Math.max(1, Math.ceil(merchants.length / 5)));
  const merchant = pick(rng, rng() < 0.5 ? busy : merchants);
  return { merchant, branch: pick(rng, merchant.branches), clerk: pick(rng, merchant.people) };
}

function shopKey(cityCode: string, serviceId: string): string {
  return `${cityCode}:${serviceId}`;
}
