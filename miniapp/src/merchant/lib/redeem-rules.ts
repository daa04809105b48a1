import type { InputOf, OutputOf } from "@club/shared/http";
import { normalizeCode } from "@club/shared/ids";
import { formatFen, parseYuan, shareFen } from "@club/shared/money";
import { normalizePlate } from "@club/shared/plates";
import {
  type confirmRedemption,
  MAX_BILL_FEN,
  type previewRedemption,
  UNDO_WINDOW_MINUTES,
} from "@club/shared/redemptions";
import { MINUTE_MS } from "@club/shared/time";

export type Preview = OutputOf<typeof previewRedemption>;
type Price = NonNullable<Preview["price"]>;
/** What the clerk has filled in so far. */
export type Proof = { plateHidden: string; photoId: string | null; amount: string };
export const NO_PROOF: Proof = { plateHidden: "", photoId: null, amount: "" };

/** A QR token as it was scanned, or the stored form of a typed code; null = neither, so nothing needs to be asked. */
export function readPresented(text: string): string | null {
  const plain = text.trim();
  const code = normalizeCode(plain);
  if (code !== null) return code;
  return /^[A-Za-z0-9._~-]{20,200}$/.test(plain) ? plain : null;
}

/** Who pays what, in one sentence, before the work is done. */
export function priceText(price: Price): string {
  const fen = price.priceFen ?? 0;
  if (price.model === "cap") return `俱乐部按实际消费支付，最多 ${formatFen(price.capFen ?? 0)}，超出部分由车主付`;
  if (price.model === "fixed") return `俱乐部支付 ${formatFen(fen)}，车主不用付`;
  const club = shareFen(fen, price.clubShareBps ?? 0);
  return `俱乐部支付 ${formatFen(club)}，车主付 ${formatFen(fen - club)}`;
}

/** The first thing that is still missing, as a sentence; null when the redemption can be confirmed. */
export function missing({ needs, ticket }: Preview, proof: Proof): string | null {
  if (ticket === null) return "这张兑换券现在不能核销";
  if (needs.plate && normalizePlate(proof.plateHidden).length !== 2) return "请填写车牌上被遮住的前两位";
  if (needs.photo && proof.photoId === null) return "请拍一张含车牌的现场照片";
  if (needs.amount) return amountFault(parseYuan(proof.amount) ?? 0);
  return null;
}

function amountFault(billFen: number): string | null {
  if (billFen <= 0) return "请填写本次消费金额";
  return billFen > MAX_BILL_FEN ? "单笔消费金额不能超过 100 万元，请核对后重新输入" : null;
}

/** What is sent; only what the service asks for. `preview.ticket` must be there. */
export function confirmation({ needs, ticket }: Preview, proof: Proof): InputOf<typeof confirmRedemption> {
  return {
    ticket: ticket ?? "",
    plateHidden: needs.plate ? normalizePlate(proof.plateHidden) : undefined,
    photoId: needs.photo && proof.photoId !== null ? proof.photoId : undefined,
    amountFen: needs.amount ? (parseYuan(proof.amount) ?? undefined) : undefined,
  };
}

/** Whole minutes in which the merchant may still undo, rounded up; 0 = no longer. */
export function undoMinutes(redeemedAt: string, nowMs: number): number {
  const until = Date.parse(redeemedAt) + UNDO_WINDOW_MINUTES * MINUTE_MS;
  return Math.max(0, Math.ceil((until - nowMs) / MINUTE_MS));
}
