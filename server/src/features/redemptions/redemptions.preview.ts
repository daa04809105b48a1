import { ERRORS } from "@club/shared/errors";
import type { InputOf, OutputOf } from "@club/shared/http";
import { maskPlate } from "@club/shared/mask";
import type { previewRedemption, WhyNot } from "@club/shared/redemptions";
import { distanceMeters } from "@club/shared/regions";
import { type Ctx, type MerchantActor, merchantActor } from "../../platform/context";
import { native } from "../../platform/db";
import { findHolder } from "../members/members.service";
import { getDirectory, positionOf } from "../merchants/merchants.directory";
import { getCatalogue } from "../services/services.service";
import { resolvePresented } from "../vouchers/vouchers.service";
import {
  type Place,
  type PreviewedVoucher,
  placeOf,
  previewed,
  type Situation,
  situationOf,
} from "./redemptions.facts";
import { guardedLookUp } from "./redemptions.misses";
import { RedemptionQuotas } from "./redemptions.model";
import { needsOf, quotaOf, whyNot } from "./redemptions.rules";
import { writeTicket } from "./redemptions.ticket";

type Preview = OutputOf<typeof previewRedemption>;

/**
 * What a clerk sees after scanning: the service, for whom, every reason why not, and when there is none a ticket to confirm
 * with. Changes nothing but the count of unknown codes.
 * @throws redemptions.code-unknown, redemptions.code-back-off, vouchers.qr-expired, merchants.branch-not-found
 */
export async function preview(ctx: Ctx, input: InputOf<typeof previewRedemption>): Promise<Preview> {
  const actor = merchantActor(ctx);
  const place = placeOf(await getDirectory(), {
    merchantId: actor.merchantId,
    branchId: input.branchId,
    clerkId: actor.id,
  });
  const voucher = previewed(ctx, await guardedLookUp(ctx, () => resolvePresented(ctx, input.presented)));
  const distance = input.position
    ? distanceMeters({ lng: input.position.lngE6, lat: input.position.latE6 }, positionOf(place.branch))
    : null;
  const { situation, holder } = await lookAt(ctx, { voucher, place, distance });
  const codes = whyNot(situation.facts);
  const ticket = codes.length === 0 ? ticketFor(ctx, actor, { voucher, place, distance }) : null;
  return describe({
    voucher,
    holder,
    situation,
    distance,
    ticket,
    reasons: codes.map((code) => ({ code, ...sentence(code) })),
  });
}

type Scan = { voucher: PreviewedVoucher; place: Place; distance: number | null };

type Holder = Awaited<ReturnType<typeof findHolder>>;

async function lookAt(ctx: Ctx, { voucher, place, distance }: Scan): Promise<{ situation: Situation; holder: Holder }> {
  const catalogue = await getCatalogue();
  const rules = catalogue.get(voucher.serviceId)?.rules;
  const quota = rules
    ? quotaOf(rules, { memberId: voucher.memberId, serviceId: voucher.serviceId, at: ctx.now })
    : null;
  const [holder, isQuotaUsed] = await Promise.all([findHolder(ctx, voucher.memberId), isTaken(quota?.id)]);
  const presence = {
    distanceMeters: distance,
    isOwnPhone: Boolean(holder?.phoneBlind && place.merchant.phones.has(holder.phoneBlind)),
    isQuotaUsed,
  };
  return { situation: situationOf(catalogue, { voucher, place, presence, now: ctx.now }), holder };
}

async function isTaken(quotaId: string | undefined): Promise<boolean> {
  if (quotaId === undefined) return false;
  return (await native(RedemptionQuotas).findOne({ _id: quotaId }, { projection: { _id: 1 } })) !== null;
}

function ticketFor(ctx: Ctx, actor: MerchantActor, { voucher, place, distance }: Scan): string {
  return writeTicket(ctx, {
    voucher,
    merchantId: actor.merchantId,
    branchId: place.branch._id,
    clerkId: actor.id,
    distanceMeters: distance,
  });
}

function sentence(code: keyof typeof ERRORS): Omit<WhyNot, "code"> {
  const { title, next } = ERRORS[code];
  return { title, next };
}

type Description = {
  voucher: PreviewedVoucher;
  holder: Holder;
  situation: Situation;
  distance: number | null;
  ticket: string | null;
  reasons: WhyNot[];
};

function describe(shown: Description): Preview {
  const { voucher, holder, situation, distance, ticket, reasons } = shown;
  const { service, agreement } = situation;
  const { plate } = voucher;
  const price = agreement?.price ?? null;
  return {
    service: { id: voucher.serviceId, name: service?.name ?? voucher.serviceId },
    member: { name: holder?.name ?? "会员", phone: holder?.phone ?? "" },
    plate: plate === null ? null : maskPlate(plate),
    expiresAt: voucher.expiresAt.toISOString(),
    price: price && {
      model: price.model,
      priceFen: price.priceFen,
      clubShareBps: price.clubShareBps,
      capFen: price.capFen,
    },
    distanceMeters: distance,
    needs: service ? needsOf(service.rules, price, plate !== null) : { plate: false, photo: false, amount: false },
    reasons,
    ticket,
  };
}
