import type { ErrorCode } from "@club/shared/errors";
import type { InputOf } from "@club/shared/http";
import { maskPlate } from "@club/shared/mask";
import type { confirmRedemption } from "@club/shared/redemptions";
import { type Ctx, merchantActor } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { getDirectory } from "../merchants/merchants.directory";
import { getCatalogue } from "../services/services.service";
import { effectiveStatus, findVouchers, type Voucher } from "../vouchers/vouchers.service";
import {
  type Place,
  type PreviewedVoucher,
  placeOf,
  previewed,
  type Situation,
  situationOf,
} from "./redemptions.facts";
import type { Redemption, RedemptionPhoto } from "./redemptions.model";
import { findPhotos } from "./redemptions.photos";
import { signatureOf } from "./redemptions.receipts";
import { chargeOf, needsOf, proofFault, quotaOf, whyNot } from "./redemptions.rules";
import type { Ticket } from "./redemptions.ticket";

/*
 * Deciding a group of confirmations: reads and rules, no writes.
 */

/** One request on its way. `id` and `requestHash` follow from the request, so a repeated one meets its own answer. */
export type Confirmation = {
  ctx: Ctx;
  input: InputOf<typeof confirmRedemption>;
  ticket: Ticket;
  id: string;
  requestHash: string;
};
/** A redemption that the rules allow, ready to be written. */
export type Planned = { item: Confirmation; redemption: Redemption; quotaEndsAt: Date | null };

type Plan = { planned: Planned[]; refused: Map<Confirmation, ErrorCode>; waiting: Confirmation[] };

/**
 * Decides for every item by the rules; of those that meet in a voucher, a quota or a photo the first is planned, the others
 * wait. Without `isFresh` nothing is read but photos: vouchers are taken as their tickets say, and the conditional write
 * finds out. With it they are read, so that many who come too late are refused together.
 */
export async function plan(items: readonly Confirmation[], isFresh: boolean): Promise<Plan> {
  const vouchers = isFresh ? await readVouchers(items) : ticketed(items);
  const photos = await findPhotos(items.flatMap((item) => item.input.photoId ?? []));
  const [directory, catalogue] = [await getDirectory(), await getCatalogue()];
  const result: Plan = { planned: [], refused: new Map(), waiting: [] };
  const taken = new Set<string>();
  for (const item of items) {
    const made = tryPlan(item, { voucher: vouchers.get(item), directory, catalogue, photos });
    if (typeof made === "string") {
      result.refused.set(item, made);
      continue;
    }
    const marks = [made.redemption.voucherId, made.redemption.quotaId, made.redemption.photoId].filter(
      (mark) => mark !== null,
    );
    if (marks.some((mark) => taken.has(mark))) result.waiting.push(item);
    else result.planned.push(made);
    for (const mark of marks) taken.add(mark);
  }
  return result;
}

type Vouchers = Map<Confirmation, PreviewedVoucher>;

function ticketed(items: readonly Confirmation[]): Vouchers {
  return new Map(items.map((item) => [item, item.ticket.voucher]));
}

async function readVouchers(items: readonly Confirmation[]): Promise<Vouchers> {
  const rows = await findVouchers([...new Set(items.map((item) => item.ticket.voucher.id))]);
  const byId = new Map(rows.map((row) => [row._id, row]));
  return new Map(
    items.flatMap((item) => {
      const row = byId.get(item.ticket.voucher.id);
      return row ? [[item, previewed(item.ctx, row)] as const] : [];
    }),
  );
}

function tryPlan(item: Confirmation, known: Known): Planned | ErrorCode {
  try {
    return planOne(item, known);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

type Known = {
  voucher: PreviewedVoucher | undefined;
  directory: Awaited<ReturnType<typeof getDirectory>>;
  catalogue: Awaited<ReturnType<typeof getCatalogue>>;
  photos: ReadonlyMap<string, RedemptionPhoto>;
};

function planOne(item: Confirmation, known: Known): Planned {
  const { ctx, ticket, input } = item;
  const { voucher } = known;
  if (!voucher) throw new AppError("redemptions.code-unknown");
  const place = placeOf(known.directory, ticket);
  const presence = { distanceMeters: ticket.distanceMeters, isOwnPhone: false, isQuotaUsed: false };
  const situation = situationOf(known.catalogue, { voucher, place, presence, now: ctx.now });
  const [reason] = whyNot(situation.facts);
  if (reason) throw new AppError(reason);
  if (voucher.uses !== ticket.voucher.uses) throw new AppError(statusRefusal(voucher, item));
  const fault = faultOf(item, { situation, plate: voucher.plate, photos: known.photos });
  if (fault) throw new AppError(fault);
  return toPlanned(item, { voucher, place, situation, amountFen: input.amountFen ?? 0 });
}

type Proofs = { situation: Situation; plate: string | null; photos: ReadonlyMap<string, RedemptionPhoto> };

function faultOf({ ctx, input }: Confirmation, { situation, plate, photos }: Proofs): ErrorCode | null {
  const { service, agreement } = situation;
  if (!service) return "redemptions.service-paused";
  const fault = proofFault(needsOf(service.rules, agreement?.price ?? null, plate !== null), input, plate);
  if (fault || input.photoId === undefined) return fault;
  const photo = photos.get(input.photoId);
  if (!photo || photo.clerkId !== merchantActor(ctx).id) return "redemptions.photo-invalid";
  return photo.redemptionId === null ? null : "redemptions.photo-used";
}

type Use = { voucher: PreviewedVoucher; place: Place; situation: Situation; amountFen: number };

function toPlanned(item: Confirmation, { voucher, place, situation, amountFen }: Use): Planned {
  const { ctx, ticket, id, requestHash, input } = item;
  const { service, agreement } = situation;
  if (!service || !agreement) throw new AppError("redemptions.not-contracted");
  const quota = quotaOf(service.rules, { memberId: voucher.memberId, serviceId: voucher.serviceId, at: ctx.now });
  const redemption: Redemption = {
    _id: id,
    voucherId: voucher.id,
    useNo: voucher.uses + 1,
    memberId: voucher.memberId,
    serviceId: voucher.serviceId,
    serviceName: service.name,
    merchantId: place.merchant.id,
    merchantName: place.merchant.name,
    branchId: place.branch._id,
    branchName: place.branch.name,
    clerkId: ticket.clerkId,
    cityCode: place.branch.cityCode,
    agreementId: agreement.agreementId,
    ...chargeOf(agreement.price, amountFen),
    capFen: agreement.price.capFen,
    status: "redeemed",
    redeemedAt: ctx.now,
    reversedAt: null,
    reversal: null,
    distanceMeters: ticket.distanceMeters,
    plateMasked: voucher.plate === null ? null : maskPlate(voucher.plate),
    photoId: input.photoId ?? null,
    quotaId: quota?.id ?? null,
    signature: "",
    requestHash,
    statementId: null,
  };
  redemption.signature = signatureOf(ctx.keys, redemption);
  return { item, redemption, quotaEndsAt: quota?.endsAt ?? null };
}

/** Why a voucher that is not as the ticket says is refused. */
export function statusRefusal(voucher: PreviewedVoucher | Voucher, { ctx, ticket }: Confirmation): ErrorCode {
  const status = effectiveStatus(voucher, ctx.now);
  if (status === "expired") return "redemptions.voucher-expired";
  if (status === "locked") return "redemptions.voucher-locked";
  if (status === "redeemed") return "redemptions.already-redeemed";
  // Issued, but used and given back since the preview: the ticket is about a use that is over.
  return status === "issued" && voucher.uses !== ticket.voucher.uses
    ? "redemptions.ticket-expired"
    : "redemptions.voucher-unusable";
}
