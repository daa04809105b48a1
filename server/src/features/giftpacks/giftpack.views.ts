import { ERRORS, type ErrorCode } from "@club/shared/errors";
import type { PackItem } from "@club/shared/giftpack-content";
import type { GrantView } from "@club/shared/giftpack-grants";
import { GRANT_STATUS_NAMES } from "@club/shared/giftpack-grants";
import { GIFT_PACK_STATUS_NAMES, type GiftPackView, type Refusal } from "@club/shared/giftpacks";
import type { Service } from "../services/services.service";
import type { GiftPack, GiftPackVersion } from "./giftpack.model";
import { validityText } from "./giftpack.rules";
import type { Grant } from "./grant.model";

type Catalogue = ReadonlyMap<string, Pick<Service, "name" | "icon">>;

/** A reason as the client shows it. */
export function toRefusal(code: ErrorCode): Refusal {
  return { code, title: ERRORS[code].title, next: ERRORS[code].next };
}

export function toItemViews(items: readonly PackItem[], catalogue: Catalogue): GiftPackView["items"] {
  return items.map((item) => ({
    ...item,
    serviceName: catalogue.get(item.serviceId)?.name ?? item.serviceId,
    icon: catalogue.get(item.serviceId)?.icon ?? item.serviceId,
    validity: validityText(item),
  }));
}

export function toPackView(pack: GiftPack, version: GiftPackVersion, catalogue: Catalogue): GiftPackView {
  const { _id, name, intro, status, cityCode, trigger, audience, claimDays, perMemberLimit, claimedCount } = pack;
  const { stockTotal, stockLeft, budgetFen, budgetLeftFen, currentVersion } = pack;
  return {
    ...{ id: _id, name, intro, status, cityCode, trigger, audience, claimDays, perMemberLimit, claimedCount },
    ...{ stockTotal, stockLeft, budgetFen, budgetLeftFen, currentVersion },
    statusName: GIFT_PACK_STATUS_NAMES[status],
    opensAt: pack.opensAt.toISOString(),
    closesAt: pack.closesAt?.toISOString() ?? null,
    items: toItemViews(version.items, catalogue),
    costFen: version.costFen,
    terms: version.terms,
    createdAt: pack.createdAt.toISOString(),
    updatedAt: pack.updatedAt.toISOString(),
  };
}

export function toGrantView(grant: Grant, now: Date): GrantView {
  const { _id, memberId, packId, packVersion, cityCode, expiresAt } = grant;
  const status = effectiveGrantStatus(grant, now);
  return {
    ...{ id: _id, memberId, packId, packVersion, status, cityCode },
    statusName: GRANT_STATUS_NAMES[status],
    sourceKind: grant.source.kind,
    batchId: grant.source.batchId,
    createdAt: grant.createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    claimedAt: grant.claimedAt?.toISOString() ?? null,
  };
}

/** An unclaimed grant past its end is expired, whether the sweep has come by or not. */
export function effectiveGrantStatus(grant: Pick<Grant, "status" | "expiresAt">, now: Date): Grant["status"] {
  return grant.status === "granted" && grant.expiresAt !== null && grant.expiresAt <= now ? "expired" : grant.status;
}
