import type { ErrorCode } from "@club/shared/errors";
import type { PackItem } from "@club/shared/giftpack-content";
import { GIFT_PACK_TRANSITIONS, type GiftPackStatus } from "@club/shared/giftpacks";
import type { MemberStatus, MemberTier } from "@club/shared/members";
import { endOfShanghaiDay, formatDay, shanghaiDay, shiftDay } from "@club/shared/time";
import type { GiftPack } from "./giftpack.model";
import type { Grant } from "./grant.model";

/** What the rules need to know about a member. */
export type MemberFacts = { id: string; status: MemberStatus; tier: MemberTier; cityCode: string };

/** True when the state table allows the step. */
export function canMovePack(from: GiftPackStatus, to: GiftPackStatus): boolean {
  return (GIFT_PACK_TRANSITIONS[from] as readonly GiftPackStatus[]).includes(to);
}

/** Exclusive end of a voucher of this item that is claimed at `now`. */
export function voucherExpiry(item: Pick<PackItem, "validDays" | "validUntilOn">, now: Date): Date {
  const lastDay = item.validUntilOn ?? shiftDay(shanghaiDay(now), item.validDays ?? 0);
  return endOfShanghaiDay(lastDay);
}

/** "领取后 90 天内有效" or "2026年12月31日前有效". */
export function validityText(item: Pick<PackItem, "validDays" | "validUntilOn">): string {
  return item.validUntilOn === undefined
    ? `领取后 ${item.validDays} 天内有效`
    : `${formatDay(item.validUntilOn)}前有效`;
}

/** Exclusive end of claiming a grant given at `now`; null = none. */
export function grantExpiry(pack: Pick<GiftPack, "closesAt" | "claimDays">, now: Date): Date | null {
  if (pack.claimDays === null) return pack.closesAt;
  const ends = endOfShanghaiDay(shiftDay(shanghaiDay(now), pack.claimDays));
  return pack.closesAt !== null && pack.closesAt < ends ? pack.closesAt : ends;
}

/** True when the pack is meant for this member. `isListed` matters for packs with a list. */
export function fitsAudience(
  pack: Pick<GiftPack, "audience" | "cityCode">,
  member: Pick<MemberFacts, "tier" | "cityCode">,
  isListed: boolean,
): boolean {
  if (pack.cityCode !== null && pack.cityCode !== member.cityCode) return false;
  const { audience } = pack;
  if (audience.kind === "tier") return audience.tier === member.tier;
  if (audience.kind === "city") return audience.cityCodes.includes(member.cityCode);
  return audience.kind === "all" || isListed;
}

function isMemberActive(member: Pick<MemberFacts, "status">): boolean {
  return member.status === "registered" || member.status === "completed";
}

type Window = Pick<GiftPack, "status" | "opensAt" | "closesAt">;

/** Why nobody may be given the pack now. Giving before the opening is fine: the member claims from the opening on. */
export function givingRefusals(pack: Window, now: Date): ErrorCode[] {
  return packRefusals(pack, now).filter((code) => code !== "giftpacks.not-open");
}

/** Why nobody may claim from the pack now. */
export function packRefusals(pack: Window, now: Date): ErrorCode[] {
  const reasons: ErrorCode[] = [];
  if (pack.status === "draft") reasons.push("giftpacks.not-published");
  if (pack.status === "paused") reasons.push("giftpacks.paused");
  if (pack.status === "ended") reasons.push("giftpacks.ended");
  if (pack.opensAt > now) reasons.push("giftpacks.not-open");
  if (pack.closesAt !== null && pack.closesAt <= now) reasons.push("giftpacks.closed");
  return reasons;
}

/** Why this member may not be given the pack: account, audience, limit. `usedCount` = grants of it the member has had. */
export function memberRefusals(
  pack: Pick<GiftPack, "audience" | "cityCode" | "perMemberLimit">,
  member: MemberFacts,
  had: { isListed: boolean; usedCount: number },
): ErrorCode[] {
  const reasons: ErrorCode[] = [];
  if (!isMemberActive(member)) reasons.push("giftpacks.member-not-active");
  if (!fitsAudience(pack, member, had.isListed)) reasons.push("giftpacks.not-eligible");
  if (had.usedCount >= pack.perMemberLimit) reasons.push("giftpacks.limit-reached");
  return reasons;
}

/** Why a grant that exists cannot be claimed any more. */
export function grantRefusals(grant: Pick<Grant, "status" | "expiresAt">, now: Date): ErrorCode[] {
  if (grant.status === "revoked") return ["giftpacks.grant-revoked"];
  const isOver = grant.status === "expired" || (grant.expiresAt !== null && grant.expiresAt <= now);
  return isOver && grant.status !== "claimed" ? ["giftpacks.grant-expired"] : [];
}

/** True when an item's fixed last day has passed. */
export function hasExpiredItem(items: readonly PackItem[], now: Date): boolean {
  return items.some((item) => voucherExpiry(item, now) <= now);
}

/** Why stock or money do not allow one more claim that costs `costFen`. */
export function shortage(pack: Pick<GiftPack, "stockLeft" | "budgetLeftFen">, costFen: number): ErrorCode[] {
  const reasons: ErrorCode[] = [];
  if (pack.stockLeft !== null && pack.stockLeft < 1) reasons.push("giftpacks.out-of-stock");
  if (pack.budgetLeftFen !== null && pack.budgetLeftFen < costFen) reasons.push("giftpacks.budget-exhausted");
  return reasons;
}

export type Allotment = { refusals: (ErrorCode | null)[]; stockCount: number; costFen: number };

/**
 * Deals what is left out to claims in the order they came: null = it gets its pack, else why not. A dear claim that no
 * longer fits the budget does not stand in the way of a cheaper one behind it.
 */
export function allot(pack: Pick<GiftPack, "stockLeft" | "budgetLeftFen">, costsFen: readonly number[]): Allotment {
  const left = { stockLeft: pack.stockLeft, budgetLeftFen: pack.budgetLeftFen };
  let stockCount = 0;
  let spentFen = 0;
  const refusals = costsFen.map((costFen) => {
    const [reason] = shortage(left, costFen);
    if (reason) return reason;
    if (left.stockLeft !== null) left.stockLeft -= 1;
    if (left.budgetLeftFen !== null) left.budgetLeftFen -= costFen;
    stockCount += 1;
    spentFen += costFen;
    return null;
  });
  return { refusals, stockCount, costFen: spentFen };
}

/** The lowest sequence number that is free, or null when all `limit` are taken. */
export function freeSequence(taken: ReadonlySet<number>, limit: number): number | null {
  for (let sequence = 1; sequence <= limit; sequence += 1) if (!taken.has(sequence)) return sequence;
  return null;
}
