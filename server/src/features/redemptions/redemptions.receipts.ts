import { createHash } from "node:crypto";
import type { InputOf, OutputOf } from "@club/shared/http";
import { formatCode, normalizeCode } from "@club/shared/ids";
import type { checkReceipt, ReceiptView } from "@club/shared/redemptions";
import type { Ctx } from "../../platform/context";
import { type Keys, signReceipt, verifyReceipt } from "../../platform/crypto";
import { AppError } from "../../platform/problem";
import { type Redemption, Redemptions } from "./redemptions.model";
import { RECEIPT_SYMBOLS, receiptSymbols, undoUntil } from "./redemptions.rules";

/** The id of the redemption that a clerk's request makes: the same request always names the same one. */
export function redemptionIdOf(clerkId: string, requestKey: string): string {
  return receiptSymbols(createHash("sha256").update(`${clerkId}:${requestKey}`).digest());
}

type SignedFields = Pick<
  Redemption,
  "_id" | "voucherId" | "merchantId" | "branchId" | "serviceId" | "clubFen" | "memberFen" | "redeemedAt"
>;

/** The signature of a receipt over what both sides agreed on. */
export function signatureOf(keys: Keys, redemption: SignedFields): string {
  return signReceipt(keys, signedValues(redemption));
}

function signedValues(of: SignedFields): string[] {
  const { _id, voucherId, merchantId, branchId, serviceId, clubFen, memberFen, redeemedAt } = of;
  return [
    _id,
    voucherId,
    merchantId,
    branchId,
    serviceId,
    String(clubFen),
    String(memberFen),
    redeemedAt.toISOString(),
  ];
}

/** The receipt as it was given out: only facts that never change. */
export function toReceipt(redemption: Redemption): ReceiptView {
  return {
    redemptionId: redemption._id,
    receiptNo: formatCode(redemption._id),
    signature: redemption.signature,
    serviceId: redemption.serviceId,
    serviceName: redemption.serviceName,
    merchantName: redemption.merchantName,
    branchName: redemption.branchName,
    plate: redemption.plateMasked,
    clubFen: redemption.clubFen,
    memberFen: redemption.memberFen,
    redeemedAt: redemption.redeemedAt.toISOString(),
    undoUntil: undoUntil(redemption.redeemedAt).toISOString(),
  };
}

/** Shows anyone who holds a receipt whether it is ours and what became of it. @throws redemptions.receipt-invalid */
export async function verifyPublicReceipt(
  ctx: Ctx,
  input: InputOf<typeof checkReceipt>,
): Promise<OutputOf<typeof checkReceipt>> {
  const id = normalizeCode(input.receiptNo, RECEIPT_SYMBOLS);
  const redemption = id === null ? null : await Redemptions.findById(id).lean<Redemption>();
  if (!redemption || !verifyReceipt(ctx.keys, signedValues(redemption), input.signature)) {
    throw new AppError("redemptions.receipt-invalid");
  }
  return {
    receiptNo: formatCode(redemption._id),
    serviceName: redemption.serviceName,
    merchantName: redemption.merchantName,
    branchName: redemption.branchName,
    cityCode: redemption.cityCode,
    plate: redemption.plateMasked,
    clubFen: redemption.clubFen,
    memberFen: redemption.memberFen,
    status: redemption.status,
    redeemedAt: redemption.redeemedAt.toISOString(),
    reversedAt: redemption.reversedAt?.toISOString() ?? null,
  };
}
