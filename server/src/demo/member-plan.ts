import { addDays, DAY_MS, shanghaiDay, startOfShanghaiDay } from "@club/shared/time";
import { demoId } from "./insert-missing";
import { cityOf, whole } from "./merchant-plan";
import { idCardNumberAt, personName, phoneNumber, plateNumber, seededRng } from "./people";

export type PlannedMember = {
  n: number;
  id: string;
  cityCode: string;
  phone: string;
  wechatUser: string;
  name: string;
  idCard: string;
  plate: string;
  registeredAt: Date;
  isCompleted: boolean;
  /** Can sign in on the web by password. */
  hasPassword: boolean;
  /** Whether the member claims the registration pack, and the campaign pack. */
  claims: { registration: boolean; campaign: boolean };
};

/** Members joined over this many days before today. */
export const HISTORY_DAYS = 70;
export const MEMBERS_WITH_PASSWORD = 5;
const BORN = { fromYear: 1962, toYear: 2004 };
/** A multiplier whose fractions spread evenly, and not together with those that choose the city. */
const SPREAD = 0.754_877_666_2;

/** The identifier of the n-th member. */
export function memberId(n: number): string {
  return demoId("Member", n);
}

/** The n-th member; the same for the same `n` and day. */
export function planMember(n: number, startedAt: Date): PlannedMember {
  const rng = seededRng(900_001 + n);
  const { code } = cityOf(n);
  const day = addDays(startOfShanghaiDay(shanghaiDay(startedAt)), -1 - Math.floor(((n * SPREAD) % 1) * HISTORY_DAYS));
  return {
    n,
    id: memberId(n),
    cityCode: code,
    phone: phoneNumber(rng, n),
    wechatUser: `demo-member-${n}`,
    name: personName(rng),
    idCard: idCardNumberAt(n, code, BORN),
    plate: plateNumber(rng, code),
    // Between eight in the morning and eight in the evening.
    registeredAt: new Date(day.getTime() + DAY_MS / 3 + whole(rng, DAY_MS / 2)),
    isCompleted: n < 3 || rng() < 0.72,
    hasPassword: n < MEMBERS_WITH_PASSWORD,
    claims: { registration: n < 3 || rng() < 0.85, campaign: rng() < 0.5 },
  };
}
