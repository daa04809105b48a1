import type { Audience, GiftPackInput, GiftPackTrigger, PackItem } from "@club/shared/giftpack-content";
import type { GiftPackView } from "@club/shared/giftpacks";
import type { MemberTier } from "@club/shared/members";
import { endOfShanghaiDay, lastValidDay, shanghaiDay, startOfShanghaiDay } from "@club/shared/time";

/** One service of a pack as it is typed. */
type TypedItem = {
  serviceId?: string;
  quantity?: number | null;
  validBy: "days" | "day";
  validDays?: number | null;
  validUntilOn?: string;
  needsPlate?: boolean;
};
/** The editor's fields. Days are Shanghai days; `closesOn` is the last day on which the pack can be claimed. */
export type TypedPack = {
  name: string;
  intro: string;
  /** "" = the province. */
  cityCode: string;
  trigger: GiftPackTrigger;
  audienceKind: Audience["kind"];
  tier?: MemberTier;
  cityCodes?: string[];
  opensOn: string;
  closesOn?: string;
  claimDays?: number | null;
  stockTotal?: number | null;
  budgetFen?: number | null;
  perMemberLimit: number;
  items: TypedItem[];
  termsText?: string;
};

/** A new pack: one service, open from today. */
export function emptyPack(cityCode: string | null, now: Date): TypedPack {
  return {
    name: "",
    intro: "",
    cityCode: cityCode ?? "",
    trigger: "campaign",
    audienceKind: "all",
    opensOn: shanghaiDay(now),
    perMemberLimit: 1,
    items: [{ validBy: "days", validDays: 90, quantity: 1 }],
  };
}

/** A saved pack as the editor's fields. */
export function typedPack(pack: GiftPackView): TypedPack {
  const { audience } = pack;
  return {
    name: pack.name,
    intro: pack.intro,
    cityCode: pack.cityCode ?? "",
    trigger: pack.trigger,
    audienceKind: audience.kind,
    ...(audience.kind === "tier" && { tier: audience.tier }),
    ...(audience.kind === "city" && { cityCodes: audience.cityCodes }),
    opensOn: shanghaiDay(new Date(pack.opensAt)),
    ...(pack.closesAt && { closesOn: lastValidDay(new Date(pack.closesAt)) }),
    claimDays: pack.claimDays,
    stockTotal: pack.stockTotal,
    budgetFen: pack.budgetFen,
    perMemberLimit: pack.perMemberLimit,
    items: pack.items.map(typedItem),
    termsText: pack.terms.join("\n"),
  };
}

function typedItem(item: GiftPackView["items"][number]): TypedItem {
  const { serviceId, quantity, validDays, validUntilOn, plateBinding } = item;
  return {
    ...{ serviceId, quantity, needsPlate: plateBinding === "required" },
    ...(validUntilOn === undefined
      ? { validBy: "days" as const, validDays: validDays ?? null }
      : { validBy: "day" as const, validUntilOn }),
  };
}

/** What is sent. Fields that are still empty are sent empty, so that the server's sentence stands under them. */
export function packInputOf(typed: TypedPack): GiftPackInput {
  return {
    name: typed.name,
    intro: typed.intro,
    cityCode: typed.cityCode || null,
    trigger: typed.trigger,
    audience: audienceOf(typed),
    opensAt: startOfShanghaiDay(typed.opensOn).toISOString(),
    closesAt: typed.closesOn ? endOfShanghaiDay(typed.closesOn).toISOString() : null,
    claimDays: typed.claimDays ?? null,
    stockTotal: typed.stockTotal ?? null,
    budgetFen: typed.budgetFen ?? null,
    perMemberLimit: typed.perMemberLimit,
    items: itemsOf(typed.items),
    terms: termsOf(typed.termsText),
  };
}

export function audienceOf({ audienceKind, tier, cityCodes }: TypedPack): Audience {
  if (audienceKind === "tier") return { kind: "tier", tier: tier ?? "standard" };
  if (audienceKind === "city") return { kind: "city", cityCodes: cityCodes ?? [] };
  return { kind: audienceKind };
}

export function itemsOf(items: readonly TypedItem[]): PackItem[] {
  return items.map(({ serviceId = "", quantity, validBy, validDays, validUntilOn, needsPlate }) => ({
    serviceId,
    quantity: quantity ?? 0,
    plateBinding: needsPlate ? "required" : "none",
    ...(validBy === "days" ? { validDays: validDays ?? 0 } : { validUntilOn: validUntilOn ?? "" }),
  }));
}

/** One line, one sentence. */
export function termsOf(text: string | undefined): string[] {
  return (text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
