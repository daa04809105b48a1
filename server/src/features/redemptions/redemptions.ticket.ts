import { MINUTE_MS } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { readToken, signToken } from "../../platform/crypto";

/** What a preview found in order, signed, so that confirming need not look again at distance and phone. */
export type Ticket = {
  voucherId: string;
  uses: number;
  merchantId: string;
  branchId: string;
  clerkId: string;
  distanceMeters: number | null;
};
const PURPOSE = "redeem-ticket";
const VALID_MS = 10 * MINUTE_MS;
const LONG_AGO = new Date(0);

/** A ticket for 10 minutes. */
export function writeTicket(ctx: Pick<Ctx, "keys" | "now">, ticket: Ticket): string {
  const { voucherId, uses, merchantId, branchId, clerkId, distanceMeters } = ticket;
  const expiresAt = new Date(ctx.now.getTime() + VALID_MS);
  const values = [
    voucherId,
    String(uses),
    merchantId,
    branchId,
    clerkId,
    distanceMeters === null ? "" : String(distanceMeters),
  ];
  return signToken(ctx.keys, PURPOSE, [...values, String(expiresAt.getTime())], expiresAt);
}

/** What a ticket of ours says, however old (a repeated request must still find its answer); null when it is not ours. */
export function readTicket(
  ctx: Pick<Ctx, "keys" | "now">,
  token: string,
): { ticket: Ticket; isExpired: boolean } | null {
  const [voucherId, uses, merchantId, branchId, clerkId, distance, expiry] =
    readToken(ctx.keys, PURPOSE, token, LONG_AGO) ?? [];
  if (!voucherId || !uses || !merchantId || !branchId || !clerkId) return null;
  const ticket = {
    voucherId,
    uses: Number(uses),
    merchantId,
    branchId,
    clerkId,
    distanceMeters: distance ? Number(distance) : null,
  };
  return { ticket, isExpired: ctx.now.getTime() >= Number(expiry) };
}
