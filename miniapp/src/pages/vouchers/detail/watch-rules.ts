import { UNDO_WINDOW_MINUTES } from "@club/shared/redemptions";
import type { MemberVoucher } from "@club/shared/vouchers";

/** While the code is shown the shop may redeem at any moment, with the member looking on. */
const SHOWN_MS = 3000;
/** After that the shop may take it back for an hour, which is rare. */
const USED_MS = 5000;

/** How often the page asks anew, in milliseconds, for a voucher that the shop may change now; null = only the member acts next. */
export function watchEvery(voucher: Pick<MemberVoucher, "status" | "redeemedAt">, now: Date): number | null {
  if (voucher.status === "issued") return SHOWN_MS;
  if (voucher.status !== "redeemed" || voucher.redeemedAt === null) return null;
  const undoUntil = Date.parse(voucher.redeemedAt) + UNDO_WINDOW_MINUTES * 60_000;
  return now.getTime() < undoUntil ? USED_MS : null;
}
