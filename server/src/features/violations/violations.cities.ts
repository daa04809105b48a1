import type { ViolationCity, ViolationProviderName } from "@club/shared/violations-admin";
import { EXTRA_LETTERS, VIOLATION_LETTERS, violationCityOf } from "../../gateways/violation-cities";
import type { ViolationProvider } from "../../gateways/violation-provider";
import type { Ctx } from "../../platform/context";
import { type CityRuleDoc, CityRules } from "./violations.model";

/*
 * What each city asks for. Three sources, the later wins: the snapshot shipped with the product, the provider's own list (fetched every
 * day), and what staff have set.
 */

/** cheshouye's numbers of cities are not public; this one stands in public calling code. Staff enter the others. */
const CHESHOUYE_CITIES: Readonly<Record<string, string>> = { A: "152" };

export type CityRule = Omit<ViolationCity, "asOf"> & { asOf: Date | null };

/** The letter of a Shandong plate that a provider can be asked about, or null. */
export function letterOf(plate: string): string | null {
  const letter = plate.charAt(1);
  return plate.startsWith("鲁") && VIOLATION_LETTERS.includes(letter) ? letter : null;
}

/** What a provider asks for at a letter; null for a letter of no city. */
export async function ruleOf(provider: ViolationProviderName, letter: string): Promise<CityRule | null> {
  const stored = await CityRules.findById(idOf(provider, letter)).lean<CityRuleDoc>();
  return merge(provider, letter, stored);
}

/** All rules of the given providers, by provider and letter. */
export async function allRules(providers: readonly ViolationProviderName[]): Promise<CityRule[]> {
  const ids = providers.flatMap((provider) => VIOLATION_LETTERS.map((letter) => idOf(provider, letter)));
  const stored = new Map(
    (await CityRules.find({ _id: { $in: ids } }).lean<CityRuleDoc[]>()).map((row) => [row._id, row]),
  );
  return providers.flatMap((provider) =>
    VIOLATION_LETTERS.flatMap((letter) => merge(provider, letter, stored.get(idOf(provider, letter)) ?? null) ?? []),
  );
}

export function idOf(provider: ViolationProviderName, letter: string): string {
  return `${provider}:${letter}`;
}

/** A rule as staff see it. */
export function toCityView(rule: CityRule): ViolationCity {
  return { ...rule, asOf: rule.asOf?.toISOString() ?? null };
}

export type CitiesFetched = {
  cityCount: number;
  answer: Awaited<ReturnType<NonNullable<ViolationProvider["cities"]>>>;
};

/** Fetches a provider's list and keeps it, except where staff have set something else. Null when it has none. */
export async function fetchCities(ctx: Ctx, provider: ViolationProvider): Promise<CitiesFetched | null> {
  if (provider.cities === null) return null;
  const answer = await provider.cities();
  if (answer.outcome !== "records") return { cityCount: 0, answer };
  const byCode = new Map(answer.value.map((city) => [city.code, city]));
  const ids = VIOLATION_LETTERS.map((letter) => idOf(provider.name, letter));
  const overridden = new Set(
    (await CityRules.find({ _id: { $in: ids }, source: "override" }, { _id: 1 }).lean<{ _id: string }[]>()).map(
      (row) => row._id,
    ),
  );
  for (const letter of VIOLATION_LETTERS) {
    const _id = idOf(provider.name, letter);
    const snapshot = violationCityOf(letter);
    if (overridden.has(_id) || snapshot === null) continue;
    const found = byCode.get(snapshot.code) ?? null;
    const set: Omit<CityRuleDoc, "_id"> = {
      providerCity: snapshot.code,
      vinDigits: found?.vinDigits ?? null,
      engineDigits: found?.engineDigits ?? null,
      isOpen: found !== null,
      source: "provider",
      asOf: ctx.now,
    };
    await CityRules.updateOne({ _id }, { $set: set }, { upsert: true });
  }
  return { cityCount: answer.value.length, answer };
}

function merge(provider: ViolationProviderName, letter: string, stored: CityRuleDoc | null): CityRule | null {
  const snapshot = violationCityOf(letter);
  if (snapshot === null) return null;
  const head = { provider, letter, cityName: snapshot.name };
  if (stored) {
    const { providerCity, vinDigits, engineDigits, isOpen, source, asOf } = stored;
    return { ...head, providerCity, vinDigits, engineDigits, isOpen, source, asOf };
  }
  const { vinDigits, engineDigits } = snapshot;
  const providerCity =
    provider === "juhe" ? snapshot.code : (CHESHOUYE_CITIES[EXTRA_LETTERS[letter] ?? letter] ?? null);
  const isOpen = providerCity !== null;
  return { ...head, providerCity, vinDigits, engineDigits, isOpen, source: "snapshot", asOf: null };
}
