import type { ErrorCode } from "@club/shared/errors";
import {
  addMonths,
  DAY_MS,
  endOfShanghaiDay,
  formatDay,
  lastValidDay,
  shanghaiDay,
  startOfShanghaiDay,
} from "@club/shared/time";
import type { VoucherBalance } from "@club/shared/voucher-admin";
import { type TimelineEntry, VOUCHER_TRANSITIONS, type VoucherGroup, type VoucherStatus } from "@club/shared/vouchers";
import type { Voucher, VoucherEvent } from "./voucher.model";

/** Days that an undone voucher stays valid when it would already have expired. */
const UNDO_EXTENSION_DAYS = 7;
const MAX_EXTENSION_MONTHS = 12;

/** True when the state table allows the step. */
export function canMove(from: VoucherStatus, to: VoucherStatus): boolean {
  return (VOUCHER_TRANSITIONS[from] as readonly VoucherStatus[]).includes(to);
}

/** An issued voucher past its end is expired, whether the sweep has come by or not. */
export function effectiveStatus(voucher: Pick<Voucher, "status" | "expiresAt">, now: Date): VoucherStatus {
  return voucher.status === "issued" && voucher.expiresAt <= now ? "expired" : voucher.status;
}

/** A used voucher is in no group of cards: each use is a redemption. */
function groupOf(status: VoucherStatus): VoucherGroup | null {
  if (status === "issued" || status === "locked") return "usable";
  return status === "redeemed" ? null : "ended";
}

/** Why the voucher cannot be used now, as a code; null when it can. A missing plate is the redeemer's rule, not ours. */
export function whyNotUsable(voucher: Pick<Voucher, "status" | "expiresAt">, now: Date): ErrorCode | null {
  const status = effectiveStatus(voucher, now);
  if (status === "issued") return null;
  return status === "expired" ? "vouchers.expired" : "vouchers.not-usable";
}

/** The exclusive end for "valid through `day`", or the code of why it is refused. At most a year ahead, later than now and `current`. */
export function newExpiry(day: string, current: Date, now: Date): Date | ErrorCode {
  const expiresAt = endOfShanghaiDay(day);
  if (expiresAt <= current || expiresAt <= now) return "vouchers.expiry-not-later";
  const latest = endOfShanghaiDay(addMonths(shanghaiDay(now), MAX_EXTENSION_MONTHS));
  return expiresAt > latest ? "vouchers.expiry-too-far" : expiresAt;
}

/** The end of a voucher whose redemption is undone: unchanged, or a week from now when it has passed meanwhile. */
export function expiryAfterUndo(expiresAt: Date, now: Date): Date {
  return expiresAt > now
    ? expiresAt
    : new Date(startOfShanghaiDay(shanghaiDay(now)).getTime() + (UNDO_EXTENSION_DAYS + 1) * DAY_MS);
}

export type CardSummary = {
  cardId: string;
  serviceId: string;
  count: number;
  lockedCount: number;
  voucherId: string;
  expiresAt: Date;
  issuedAt: Date;
};
type CardVoucher = Pick<Voucher, "_id" | "cardId" | "serviceId" | "status" | "expiresAt" | "issuedAt">;

/** A member's vouchers of one group as cards, in the order of compareCards. */
export function cardsOf(vouchers: readonly CardVoucher[], group: VoucherGroup, now: Date): CardSummary[] {
  const cards = new Map<string, CardSummary>();
  for (const voucher of vouchers) {
    if (groupOf(effectiveStatus(voucher, now)) !== group) continue;
    const card = cards.get(voucher.cardId) ?? newCard(voucher);
    card.count += 1;
    if (voucher.status === "locked") card.lockedCount += 1;
    if (voucher.issuedAt < card.issuedAt) card.issuedAt = voucher.issuedAt;
    if (opensBefore(voucher, card)) Object.assign(card, { voucherId: voucher._id, expiresAt: voucher.expiresAt });
    cards.set(voucher.cardId, card);
  }
  return [...cards.values()].sort((one, two) => compareCards(group, one, two));
}

function newCard(voucher: CardVoucher): CardSummary {
  const { _id, cardId, serviceId, expiresAt, issuedAt } = voucher;
  return { cardId, serviceId, count: 0, lockedCount: 0, voucherId: _id, expiresAt, issuedAt };
}

function opensBefore(voucher: CardVoucher, card: CardSummary): boolean {
  const difference = voucher.expiresAt.getTime() - card.expiresAt.getTime();
  return difference < 0 || (difference === 0 && voucher._id < card.voucherId);
}

/** Where a card stands in its group: what can be used by its end, so that the next to end comes first; the others newest first. */
export type CardPlace = Pick<CardSummary, "expiresAt" | "issuedAt" | "cardId">;

/** The instant that a card of the group is ordered by. */
export function orderedBy(group: VoucherGroup, { expiresAt, issuedAt }: CardPlace): number {
  return (group === "usable" ? expiresAt : issuedAt).getTime();
}

/** The order of a group's cards; equal instants by card id. */
export function compareCards(group: VoucherGroup, a: CardPlace, b: CardPlace): number {
  const ascending =
    orderedBy(group, a) - orderedBy(group, b) || (a.cardId < b.cardId ? -1 : a.cardId > b.cardId ? 1 : 0);
  return group === "usable" ? ascending : -ascending;
}

/** Books of vouchers, whenever they were counted. */
export type Balance = Omit<VoucherBalance, "asOf">;

/** The issue book against the vouchers: balanced when every voucher ever issued is in exactly one state. */
export function balanceOf(issuedCount: number, counts: Partial<Record<VoucherStatus, number>>): Balance {
  const of = (status: VoucherStatus): number => counts[status] ?? 0;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    issuedCount,
    unusedCount: of("issued"),
    redeemedCount: of("redeemed"),
    expiredCount: of("expired"),
    revokedCount: of("revoked"),
    replacedCount: of("replaced"),
    lockedCount: of("locked"),
    closedCount: of("closed"),
    isBalanced: total === issuedCount,
  };
}

const EVENT_TITLES: Record<VoucherEvent["kind"], string> = {
  "plate-bound": "绑定车牌",
  locked: "俱乐部锁定",
  unlocked: "解除锁定",
  revoked: "俱乐部收回",
  replaced: "已换发新券",
  replaces: "由原券换发",
  extended: "延长有效期",
  undone: "核销已撤销，券已退回",
  closed: "核销已撤销，券已关闭",
};
/** Kinds whose note is written for the member too; the others' notes are the staff's reasons. */
const MEMBER_NOTES: ReadonlySet<VoucherEvent["kind"]> = new Set(["plate-bound", "extended", "undone"]);

/** Everything that happened to a voucher, oldest first. Staff see the reasons that staff gave; members see what concerns them. */
export function timelineOf(
  voucher: Voucher,
  events: readonly VoucherEvent[],
  view: { isStaff: boolean; now: Date },
): TimelineEntry[] {
  const entries = [
    entry(voucher.issuedAt, "issued", "发放到账", null),
    ...(voucher.redemptions ?? []).map(({ at }) => entry(at, "redeemed", "到店核销", null)),
    ...events.map(({ at, kind, note }) =>
      entry(at, kind, EVENT_TITLES[kind], view.isStaff || MEMBER_NOTES.has(kind) ? note : null),
    ),
  ];
  if (effectiveStatus(voucher, view.now) === "expired")
    entries.push(entry(voucher.expiresAt, "expired", "已过有效期", null));
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function entry(at: Date, kind: string, title: string, note: string | null): TimelineEntry {
  return { at: at.toISOString(), kind, title, note };
}

/** "有效期延长至 2026年12月31日：门店停业", for the timeline; the member reads it too. */
export function extensionNote(expiresAt: Date, reason: string): string {
  return `有效期延长至 ${formatDay(lastValidDay(expiresAt))}：${reason}`;
}
