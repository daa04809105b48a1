import { MINUTE_MS } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { decrypt, encrypt } from "../../platform/crypto";
import type { PreviewedVoucher } from "./redemptions.facts";

/**
 * What a preview found in order, sealed, so that confirming reads nothing: it changes the voucher on condition that it is
 * still as the ticket says.
 */
export type Ticket = {
  voucher: PreviewedVoucher;
  merchantId: string;
  branchId: string;
  clerkId: string;
  distanceMeters: number | null;
};
const PURPOSE = "redeem-ticket";
const VALID_MS = 10 * MINUTE_MS;

type Sealed = [
  expiresAtMs: number,
  place: [merchantId: string, branchId: string, clerkId: string, distanceMeters: number | null],
  voucher: [id: string, uses: number, memberId: string, serviceId: string, cityCode: string, expiresAtMs: number],
  plate: [needsPlate: boolean, plate: string | null],
];

/** A ticket for 10 minutes. It names a member and may hold a plate: it is encrypted, not only signed. */
export function writeTicket(ctx: Pick<Ctx, "keys" | "now">, ticket: Ticket): string {
  const { voucher, merchantId, branchId, clerkId, distanceMeters } = ticket;
  const { id, uses, memberId, serviceId, cityCode, expiresAt, needsPlate, plate } = voucher;
  const sealed: Sealed = [
    ctx.now.getTime() + VALID_MS,
    [merchantId, branchId, clerkId, distanceMeters],
    [id, uses, memberId, serviceId, cityCode, expiresAt.getTime()],
    [needsPlate, plate],
  ];
  return encrypt(ctx.keys, JSON.stringify(sealed), PURPOSE);
}

/** What a ticket of ours says, however old (a repeated request must still find its answer); null when it is not ours. */
export function readTicket(
  ctx: Pick<Ctx, "keys" | "now">,
  token: string,
): { ticket: Ticket; isExpired: boolean } | null {
  const sealed = open(ctx, token);
  if (sealed === null) return null;
  const [validUntilMs, place, voucher, [needsPlate, plate]] = sealed;
  const [merchantId, branchId, clerkId, distanceMeters] = place;
  const [id, uses, memberId, serviceId, cityCode, expiresAtMs] = voucher;
  const previewed = { id, uses, memberId, serviceId, cityCode, expiresAt: new Date(expiresAtMs), needsPlate, plate };
  const ticket = {
    voucher: { ...previewed, status: "issued" as const },
    merchantId,
    branchId,
    clerkId,
    distanceMeters,
  };
  return { ticket, isExpired: ctx.now.getTime() >= validUntilMs };
}

function open({ keys }: Pick<Ctx, "keys">, token: string): Sealed | null {
  try {
    return JSON.parse(decrypt(keys, token, PURPOSE)) as Sealed;
  } catch {
    // Forged, damaged, or sealed with a data key that has been taken away since.
    return null;
  }
}
