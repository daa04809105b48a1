import type { CallOutcome, ViolationProviderName } from "@club/shared/violations-admin";

/** What a provider is asked about: one vehicle, with as many last characters as its city wants (null = none wanted). */
export type ProviderQuery = {
  plate: string;
  plateType: string;
  engineNo: string | null;
  vin: string | null;
  /** The provider's own key of the city. */
  city: string;
};

/** A record in our own terms: what the provider did not say, or said as '' or -1, is null. */
export type ProviderRecord = {
  occurredAt: Date | null;
  area: string | null;
  act: string | null;
  code: string | null;
  points: number | null;
  fineFen: number | null;
  handled: boolean | null;
  archiveNo: string | null;
  city: string | null;
};

/** What a city asks for: characters from the end, 0 = all, null = none. */
export type ProviderCity = {
  code: string;
  name: string;
  /** The province's character on its plates; null when the provider does not say. */
  province: string | null;
  engineDigits: number | null;
  vinDigits: number | null;
};

/** An answer that says no, and whose fault that is. */
type ProviderRefusal = "vehicle-unknown" | "vehicle-wrong" | "city";

/**
 * How one call ended; nothing is thrown. `busy` may be tried again when `isRetryable`; timeout, network, garbage (no usable
 * answer), lie (the answer is about another vehicle) and account (key, quota, their maintenance) are the provider's trouble; bug is
 * ours: it could not read the call.
 */
export type ProviderAnswer<T> =
  | { outcome: "records"; value: T; providerCode: null }
  | { outcome: "refused"; refusal: ProviderRefusal; providerCode: string }
  | { outcome: "busy"; isRetryable: boolean; providerCode: string }
  | { outcome: Exclude<CallOutcome, "records" | "refused" | "busy">; providerCode: string | null };

/** A source of violations. Every method makes one call over the network. */
export type ViolationProvider = {
  name: ViolationProviderName;
  /** What one query costs, in 厘 (0.001 yuan). */
  priceLi: number;
  query(query: ProviderQuery): Promise<ProviderAnswer<ProviderRecord[]>>;
  /** The cities and what they ask for, free of charge; null when the provider has no such list. */
  cities: (() => Promise<ProviderAnswer<ProviderCity[]>>) | null;
  /** The city of the plates that begin with two characters, free of charge; null when the provider does not tell. */
  cityOf: ((prefix: string) => Promise<ProviderAnswer<ProviderCity>>) | null;
};

/** A provider's codes that say no, and what each means for us. */
export type Refusals = Readonly<Record<number, ProviderRefusal>>;

/**
 * What a provider's code means that brings no records. `busy` are the codes after which the same call may succeed in a moment, `bugs`
 * those that blame the form of the call, which no member can put right; a code that nobody knows is garbage.
 */
export function noRecords(
  code: number,
  known: { refusals: Refusals; busy: ReadonlySet<number>; bugs: ReadonlySet<number>; isOfAccount: boolean },
): ProviderAnswer<never> {
  const providerCode = String(code);
  const refusal = known.refusals[code];
  if (refusal) return { outcome: "refused", refusal, providerCode };
  if (known.busy.has(code)) return { outcome: "busy", isRetryable: true, providerCode };
  if (known.bugs.has(code)) return { outcome: "bug", providerCode };
  return { outcome: known.isOfAccount ? "account" : "garbage", providerCode };
}
