import type { ErrorCode } from "@club/shared/errors";
import { CODE_ALPHABET } from "@club/shared/ids";
import type { AgreementPrice } from "@club/shared/merchant-agreements";
import { shareFen } from "@club/shared/money";
import { normalizePlate } from "@club/shared/plates";
import { UNDO_WINDOW_MINUTES } from "@club/shared/redemptions";
import type { ServiceRules } from "@club/shared/services";
import { endOfShanghaiDay, MINUTE_MS, monthRange, shanghaiDay, shanghaiMonth } from "@club/shared/time";
import type { VoucherStatus } from "@club/shared/vouchers";
import type { MissRule } from "../../platform/misses";

/** Everything that decides whether a voucher may be redeemed here and now. `status` is the effective one (expired by time). */
export type RedeemFacts = {
  voucher: { status: VoucherStatus; serviceId: string; cityCode: string; needsPlate: boolean; hasPlate: boolean };
  service: { isActive: boolean; rules: ServiceRules } | null;
  merchant: { isApproved: boolean };
  branch: { isActive: boolean; serviceIds: readonly string[]; cityCode: string };
  price: AgreementPrice | null;
  /** From the clerk's phone to the branch; null when no position was sent. */
  distanceMeters: number | null;
  isOwnPhone: boolean;
  isQuotaUsed: boolean;
};

const STATUS_REASONS: Record<VoucherStatus, ErrorCode | null> = {
  issued: null,
  redeemed: "redemptions.already-redeemed",
  expired: "redemptions.voucher-expired",
  locked: "redemptions.voucher-locked",
  revoked: "redemptions.voucher-unusable",
  replaced: "redemptions.voucher-unusable",
  closed: "redemptions.voucher-unusable",
};

/** Every reason why not, most telling first; empty when the voucher may be redeemed. */
export function whyNot(facts: RedeemFacts): ErrorCode[] {
  const { voucher, service, branch } = facts;
  const rules = service?.rules;
  const reasons: (ErrorCode | null | false | undefined)[] = [
    STATUS_REASONS[voucher.status],
    !service?.isActive && "redemptions.service-paused",
    !facts.merchant.isApproved && "redemptions.merchant-paused",
    !branch.isActive && "redemptions.branch-closed",
    (!branch.serviceIds.includes(voucher.serviceId) || facts.price === null) && "redemptions.not-contracted",
    rules?.cityMustMatch && voucher.cityCode !== branch.cityCode && "redemptions.city-mismatch",
    rules && distanceReason(rules, facts.distanceMeters),
    rules?.refuseMerchantPhone && facts.isOwnPhone && "redemptions.own-phone",
    facts.isQuotaUsed && "redemptions.quota-used",
    voucher.needsPlate && !voucher.hasPlate && "redemptions.plate-unbound",
  ];
  return reasons.filter((reason): reason is ErrorCode => Boolean(reason));
}

function distanceReason(rules: ServiceRules, distanceMeters: number | null): ErrorCode | null {
  if (rules.maxDistanceMeters === null) return null;
  if (distanceMeters === null) return "redemptions.position-missing";
  return distanceMeters > rules.maxDistanceMeters ? "redemptions.too-far" : null;
}

export type Proof = { plateHidden?: string | undefined; photoId?: string | undefined; amountFen?: number | undefined };
export type Needs = { plate: boolean; photo: boolean; amount: boolean };

/** What the clerk has to hand in. A plate is asked for only when the voucher has one. */
export function needsOf(rules: ServiceRules, price: AgreementPrice | null, hasPlate: boolean): Needs {
  return { plate: rules.plateConfirm && hasPlate, photo: rules.photo, amount: price?.model === "cap" };
}

/** The first thing missing or wrong in what the clerk handed in; null when it is complete. `plate` in plain. */
export function proofFault(needs: Needs, proof: Proof, plate: string | null): ErrorCode | null {
  if (needs.plate && proof.plateHidden === undefined) return "redemptions.plate-missing";
  if (needs.plate && plate !== null && normalizePlate(proof.plateHidden ?? "") !== hiddenOf(plate))
    return "redemptions.plate-mismatch";
  if (needs.photo && proof.photoId === undefined) return "redemptions.photo-missing";
  if (needs.amount && !proof.amountFen) return "redemptions.amount-missing";
  return null;
}

/** The two characters a clerk must read off the car: the first two that the mask hides, e.g. "12" of 鲁A·12345 (shown 鲁A·***45). */
export function hiddenOf(plate: string): string {
  const normal = normalizePlate(plate);
  return normal.startsWith("使") ? normal.slice(1, 3) : normal.slice(2, 4);
}

/** What is paid, in fen: fixed = the club pays all; share = the club pays its part; cap = the club pays the bill up to the cap. */
export function chargeOf(
  price: AgreementPrice,
  amountFen: number,
): { priceFen: number; clubFen: number; memberFen: number } {
  if (price.model === "cap") {
    const clubFen = Math.min(amountFen, price.capFen ?? 0);
    return { priceFen: amountFen, clubFen, memberFen: amountFen - clubFen };
  }
  const priceFen = price.priceFen ?? 0;
  const clubFen = price.model === "fixed" ? priceFen : shareFen(priceFen, price.clubShareBps ?? 0);
  return { priceFen, clubFen, memberFen: priceFen - clubFen };
}

/** The guard of "once a day/month per member": its document id and when it may be forgotten; null when the service has none. */
export function quotaOf(
  rules: ServiceRules,
  use: { memberId: string; serviceId: string; at: Date },
): { id: string; endsAt: Date } | null {
  if (rules.oncePer === "none") return null;
  const isDay = rules.oncePer === "day";
  const period = isDay ? shanghaiDay(use.at) : shanghaiMonth(use.at);
  const endsAt = isDay ? endOfShanghaiDay(period) : monthRange(period).to;
  return { id: `${use.memberId}:${use.serviceId}:${period}`, endsAt };
}

/** Last instant at which the merchant itself may undo (exclusive). */
export function undoUntil(redeemedAt: Date): Date {
  return new Date(redeemedAt.getTime() + UNDO_WINDOW_MINUTES * MINUTE_MS);
}

/** Symbols of a receipt number: 80 bits. */
export const RECEIPT_SYMBOLS = 16;

/** 80 bits of a digest in Crockford's base32: a number that people can read out. */
export function receiptSymbols(digest: Uint8Array): string {
  let symbols = "";
  let bits = 0;
  let held = 0;
  for (const byte of digest) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5 && symbols.length < RECEIPT_SYMBOLS) {
      bits -= 5;
      symbols += CODE_ALPHABET[(held >> bits) & 31];
    }
  }
  return symbols;
}

/** Seconds of pause after the `misses`-th unknown code: none at first, then 2, 4, 8 … at most 15 minutes. */
function backOffSeconds(misses: number, free: number): number {
  return misses <= free ? 0 : Math.min(2 ** Math.min(misses - free, 20), 900);
}

/** Unknown codes tried by one clerk: three are free, one is forgotten every quarter of an hour, all of them by a hit. */
export const CLERK_MISSES: MissRule = {
  leakMs: 15 * MINUTE_MS,
  lockSeconds: (misses) => backOffSeconds(misses, 3),
};

/** Unknown codes from one address: shared by a shop's or a network's people, so twenty are free and one is forgotten a minute. */
export const ADDRESS_MISSES: MissRule = { leakMs: MINUTE_MS, lockSeconds: (misses) => backOffSeconds(misses, 20) };

/** "image/jpeg" or "image/png" by the file's first bytes, whatever it is called; null for anything else. */
export function imageType(bytes: Uint8Array): "image/jpeg" | "image/png" | null {
  const starts = (magic: readonly number[]) => magic.every((value, index) => bytes[index] === value);
  if (starts([0xff, 0xd8, 0xff])) return "image/jpeg";
  return starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) ? "image/png" : null;
}
