import { SERVICE_SEEDS } from "@club/shared/data/services";
import { AGREEMENT_TRANSITIONS, type AgreementPrice, type AgreementStatus } from "@club/shared/merchant-agreements";
import { MERCHANT_TRANSITIONS, type MerchantStatus } from "@club/shared/merchants";
import { endOfShanghaiDay, shanghaiDay, startOfShanghaiDay } from "@club/shared/time";

/** True when a merchant in `from` may be moved to `to`. */
export function canMoveMerchant(from: MerchantStatus, to: MerchantStatus): boolean {
  return (MERCHANT_TRANSITIONS[from] as readonly MerchantStatus[]).includes(to);
}

/** True when an agreement version in `from` may become `to`. */
export function canMoveAgreement(from: AgreementStatus, to: AgreementStatus): boolean {
  return (AGREEMENT_TRANSITIONS[from] as readonly AgreementStatus[]).includes(to);
}

export type AgreementPeriod = {
  version: number;
  status: AgreementStatus;
  effectiveFrom: Date;
  effectiveTo: Date | null;
};

/** The one agreement in force at an instant, or null: active or ended, effectiveFrom ≤ at < effectiveTo. */
export function agreementInForce<T extends AgreementPeriod>(agreements: readonly T[], at: Date): T | null {
  const time = at.getTime();
  const covers = (agreement: T) =>
    (agreement.status === "active" || agreement.status === "ended") &&
    agreement.effectiveFrom.getTime() <= time &&
    (agreement.effectiveTo === null || time < agreement.effectiveTo.getTime());
  return agreements.find(covers) ?? null;
}

/** What a person is shown: an active version whose end has come is ended. */
export function effectiveAgreementStatus(agreement: AgreementPeriod, now: Date): AgreementStatus {
  const isOver = agreement.effectiveTo !== null && agreement.effectiveTo.getTime() <= now.getTime();
  return agreement.status === "active" && isOver ? "ended" : agreement.status;
}

/**
 * The earliest day a version may begin: today (Shanghai) while no agreement covers any of today or later, else tomorrow, so
 * that no instant that redemptions may already have been priced at changes its price.
 */
export function earliestStart(agreements: readonly AgreementPeriod[], now: Date): Date {
  const today = startOfShanghaiDay(shanghaiDay(now));
  const coversToday = agreements.some((agreement) => agreementInForce([agreement], now) !== null);
  return coversToday ? endOfShanghaiDay(shanghaiDay(now)) : today;
}

/**
 * What happens to the other versions when one begins at `start`: a version in force then ends at `start`; one that would have
 * begun at or after `start` never comes into force (its period becomes empty).
 */
export function endedByStart(
  agreements: readonly AgreementPeriod[],
  start: Date,
): { version: number; effectiveTo: Date }[] {
  return agreements
    .filter((agreement) => agreement.status === "active")
    .filter((agreement) => agreement.effectiveTo === null || agreement.effectiveTo.getTime() > start.getTime())
    .map(({ version, effectiveFrom }) => ({
      version,
      effectiveTo: effectiveFrom.getTime() < start.getTime() ? start : effectiveFrom,
    }));
}

/** Why these prices cannot stand in an agreement, as field errors; empty when they can. */
export function priceFaults(prices: readonly AgreementPrice[]): { path: string; message: string }[] {
  const faults: { path: string; message: string }[] = [];
  const seen = new Set<string>();
  prices.forEach((price, index) => {
    const path = `prices.${index}`;
    if (seen.has(price.serviceId)) faults.push({ path: `${path}.serviceId`, message: "同一服务只能有一个价格" });
    seen.add(price.serviceId);
    faults.push(...missingParts(price).map((part) => ({ path: `${path}.${part.field}`, message: part.message })));
  });
  return faults;
}

function missingParts(price: AgreementPrice): { field: string; message: string }[] {
  const needs = {
    fixed: ["priceFen"],
    share: ["priceFen", "clubShareBps"],
    cap: ["capFen"],
  } as const satisfies Record<AgreementPrice["model"], readonly (keyof typeof PRICE_LABELS)[]>;
  const wanted: readonly (keyof typeof PRICE_LABELS)[] = needs[price.model];
  const fields = Object.keys(PRICE_LABELS) as (keyof typeof PRICE_LABELS)[];
  return fields.flatMap((field) => {
    const value = price[field];
    if (wanted.includes(field))
      return value !== null && value > 0 ? [] : [{ field, message: `请填写${PRICE_LABELS[field]}` }];
    return value === null ? [] : [{ field, message: `这种价格方式不填${PRICE_LABELS[field]}` }];
  });
}

const PRICE_LABELS = { priceFen: "单价", clubShareBps: "俱乐部承担比例", capFen: "每次最高额" } as const;

/** Ids that are no service of the club's catalogue (its entries are fixed; their settings are not). */
export function unknownServices(serviceIds: readonly string[]): string[] {
  return serviceIds.filter((serviceId) => !SERVICE_SEEDS.some((seed) => seed.id === serviceId));
}
