import { DAY_MS } from "@club/shared/time";
import type { ViolationCity, ViolationProviderName } from "@club/shared/violations-admin";
import { VIOLATION_CITIES } from "../../gateways/violation-cities";
import type { ProviderCity, ViolationProvider } from "../../gateways/violation-provider";
import type { Ctx } from "../../platform/context";
import { type CityRuleDoc, CityRules } from "./violations.model";

/*
 * What each city asks for, by what its plates begin with. Three sources, the later wins: the snapshot shipped with the product, the
 * provider's own word (its list is fetched every day), and what staff have set.
 */

/** cheshouye's numbers of cities are not public; this one stands in public calling code. Staff enter the others. */
const CHESHOUYE_CITIES: Readonly<Record<string, string>> = { 鲁A: "152" };

export type CityRule = Omit<ViolationCity, "asOf"> & { asOf: Date | null };

/** What a provider asks for at a city; null for plates of no city. */
export async function ruleOf(provider: ViolationProviderName, prefix: string): Promise<CityRule | null> {
  const stored = await CityRules.findById(idOf(provider, prefix)).lean<CityRuleDoc>();
  return merge(provider, prefix, stored);
}

/**
 * The same, before the provider is asked about a vehicle: where nobody has its key of the city, a provider that tells the city of a
 * plate's first characters is asked for it, without the rest of the plate and at most once a day.
 */
export async function ruleToAskBy(ctx: Ctx, provider: ViolationProvider, prefix: string): Promise<CityRule | null> {
  const rule = await ruleOf(provider.name, prefix);
  const isSettled = rule === null || rule.source === "override" || VIOLATION_CITIES.get(prefix)?.code != null;
  const isFresh = rule?.asOf != null && ctx.now.getTime() - rule.asOf.getTime() < DAY_MS;
  if (isSettled || isFresh || provider.cityOf === null) return rule;
  const answer = await provider.cityOf(prefix);
  const isAnswer = answer.outcome === "records" || (answer.outcome === "refused" && answer.refusal === "city");
  if (!isAnswer) return rule;
  const found = answer.outcome === "records" ? answer.value : null;
  await keepRules([{ _id: idOf(provider.name, prefix), ...toRule(ctx, found, null) }]);
  return ruleOf(provider.name, prefix);
}

/** All rules of the given providers, by provider and city. */
export async function allRules(providers: readonly ViolationProviderName[]): Promise<CityRule[]> {
  const prefixes = [...VIOLATION_CITIES.keys()];
  const ids = providers.flatMap((provider) => prefixes.map((prefix) => idOf(provider, prefix)));
  const stored = new Map(
    (await CityRules.find({ _id: { $in: ids } }).lean<CityRuleDoc[]>()).map((row) => [row._id, row]),
  );
  return providers.flatMap((provider) =>
    prefixes.flatMap((prefix) => merge(provider, prefix, stored.get(idOf(provider, prefix)) ?? null) ?? []),
  );
}

export function idOf(provider: ViolationProviderName, prefix: string): string {
  return `${provider}:${prefix}`;
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
  const rules = [...VIOLATION_CITIES].flatMap(([prefix, { name, code }]) => {
    const found = findCity(answer.value, { province: prefix.charAt(0), name, code });
    const isUnheard = found === null && code === null;
    return isUnheard ? [] : [{ _id: idOf(provider.name, prefix), ...toRule(ctx, found, code) }];
  });
  await keepRules(rules);
  return { cityCount: answer.value.length, answer };
}

type Sought = { province: string; name: string; code: string | null };

/** By its key; a city whose key has changed, or was not known, by its name in the province. */
function findCity(cities: readonly ProviderCity[], { province, name, code }: Sought): ProviderCity | null {
  const isNamed = (city: ProviderCity) => city.province === province && city.name === name;
  return cities.find((city) => city.code === code) ?? cities.find(isNamed) ?? null;
}

function toRule(ctx: Ctx, found: ProviderCity | null, code: string | null): Omit<CityRuleDoc, "_id"> {
  return {
    providerCity: found?.code ?? code,
    vinDigits: found?.vinDigits ?? null,
    engineDigits: found?.engineDigits ?? null,
    isOpen: found !== null,
    source: "provider",
    asOf: ctx.now,
  };
}

async function keepRules(rules: readonly CityRuleDoc[]): Promise<void> {
  const ids = rules.map(({ _id }) => _id);
  const set = await CityRules.find({ _id: { $in: ids }, source: "override" }, { _id: 1 }).lean<{ _id: string }[]>();
  const overridden = new Set(set.map(({ _id }) => _id));
  const writes = rules
    .filter(({ _id }) => !overridden.has(_id))
    .map(({ _id, ...rule }) => ({ updateOne: { filter: { _id }, update: { $set: rule }, upsert: true } }));
  if (writes.length > 0) await CityRules.bulkWrite(writes, { ordered: false });
}

function merge(provider: ViolationProviderName, prefix: string, stored: CityRuleDoc | null): CityRule | null {
  const snapshot = VIOLATION_CITIES.get(prefix);
  if (snapshot === undefined) return null;
  const head = { provider, prefix, cityName: snapshot.name };
  if (stored) {
    const { providerCity, vinDigits, engineDigits, isOpen, source, asOf } = stored;
    return { ...head, providerCity, vinDigits, engineDigits, isOpen, source, asOf };
  }
  const { vinDigits, engineDigits } = snapshot;
  const providerCity = provider === "juhe" ? snapshot.code : (CHESHOUYE_CITIES[prefix] ?? null);
  const isOpen = providerCity !== null;
  return { ...head, providerCity, vinDigits, engineDigits, isOpen, source: "snapshot", asOf: null };
}
