import type { AgreementPrice } from "@club/shared/merchant-agreements";
import type { VoucherStatus } from "@club/shared/vouchers";
import type { Ctx } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { type Directory, type DirectoryMerchant, priceFor } from "../merchants/merchants.directory";
import type { getCatalogue } from "../services/services.service";
import { effectiveStatus, plateOf, type Voucher } from "../vouchers/vouchers.service";
import type { RedeemFacts } from "./redemptions.rules";

type Catalogue = Awaited<ReturnType<typeof getCatalogue>>;
type Service = NonNullable<ReturnType<Catalogue["get"]>>;
type Branch = NonNullable<ReturnType<DirectoryMerchant["branches"]["get"]>>;

/** Where and by whom: merchant, branch and clerk from the caches. */
export type Place = { merchant: DirectoryMerchant; branch: Branch };
/** Of a voucher what the rules and the record of its use need; `plate` in plain. */
export type PreviewedVoucher = {
  id: string;
  uses: number;
  status: VoucherStatus;
  memberId: string;
  serviceId: string;
  cityCode: string;
  expiresAt: Date;
  needsPlate: boolean;
  plate: string | null;
};
export type Presence = { distanceMeters: number | null; isOwnPhone: boolean; isQuotaUsed: boolean };
export type Situation = {
  facts: RedeemFacts;
  service: Service | null;
  agreement: { agreementId: string; price: AgreementPrice } | null;
};

/**
 * The clerk's place of work. The directory decides, not the access token: a clerk who was dismissed a second ago is out.
 * @throws auth.forbidden, merchants.branch-not-found, merchants.branch-not-allowed
 */
export function placeOf(directory: Directory, at: { merchantId: string; branchId: string; clerkId: string }): Place {
  const merchant = directory.merchants.get(at.merchantId);
  const clerk = merchant?.clerks.get(at.clerkId);
  if (!merchant || clerk?.status !== "active") throw new AppError("auth.forbidden");
  const branch = merchant.branches.get(at.branchId);
  if (!branch) throw new AppError("merchants.branch-not-found");
  if (clerk.branchIds.length > 0 && !clerk.branchIds.includes(branch._id))
    throw new AppError("merchants.branch-not-allowed");
  return { merchant, branch };
}

/** A stored voucher as the redeemer sees it. */
export function previewed(ctx: Ctx, voucher: Voucher): PreviewedVoucher {
  const { uses, status, memberId, serviceId, cityCode, expiresAt } = voucher;
  const needsPlate = voucher.plateBinding === "required";
  return {
    id: voucher._id,
    uses,
    status,
    memberId,
    serviceId,
    cityCode,
    expiresAt,
    needsPlate,
    plate: plateOf(ctx, voucher),
  };
}

/** All that the rules look at, gathered without any read. */
export function situationOf(
  catalogue: Catalogue,
  use: { voucher: PreviewedVoucher; place: Place; presence: Presence; now: Date },
): Situation {
  const { voucher, place, presence, now } = use;
  const service = catalogue.get(voucher.serviceId) ?? null;
  const agreement = priceFor(place.merchant, voucher.serviceId, now);
  const facts: RedeemFacts = {
    voucher: {
      status: effectiveStatus(voucher, now),
      serviceId: voucher.serviceId,
      cityCode: voucher.cityCode,
      needsPlate: voucher.needsPlate,
      hasPlate: voucher.plate !== null,
    },
    service,
    merchant: { isApproved: place.merchant.status === "approved" },
    branch: place.branch,
    price: agreement?.price ?? null,
    ...presence,
  };
  return { facts, service, agreement };
}
