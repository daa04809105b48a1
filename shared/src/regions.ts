import { SHANDONG_PLATE_PREFIXES } from "./data/plates";
import { type CityData, type District, MERGED_CITIES, SHANDONG_CITIES } from "./data/regions";

/** A place in degrees × 1 000 000, whole numbers. */
export type Position = { lng: number; lat: number };
/** A city of Shandong; `lng` and `lat` are its centre in degrees × 1 000 000 (approximate), `plateLetters` e.g. ["A", "S"]. */
export type City = CityData & { plateLetters: readonly string[] };

export const PROVINCE_CODE = "370000";

/** The 16 cities in the order of their codes. */
export const CITIES: readonly City[] = SHANDONG_CITIES.map((city) => ({
  ...city,
  plateLetters: SHANDONG_PLATE_PREFIXES.filter((row) => row.cityCode === city.code).map((row) => row.prefix.charAt(1)),
}));
const CITY_BY_CODE: ReadonlyMap<string, City> = new Map(CITIES.map((city) => [city.code, city]));

/** A city by its code, or null. */
export function findCity(code: string): City | null {
  return CITY_BY_CODE.get(code) ?? null;
}

/** "370100" → "济南市", "370000" → "山东省"; "未知地区" for any other code. */
export function cityName(code: string): string {
  if (code === PROVINCE_CODE) return "山东省";
  return findCity(code)?.name ?? "未知地区";
}

/** The districts and counties of a city; empty for an unknown code. */
export function districtsOf(cityCode: string): readonly District[] {
  return findCity(cityCode)?.districts ?? [];
}

/** City code of any six-digit region code (a district, an ID card's first six digits), merged cities included; null outside Shandong. */
export function cityCodeOfRegion(regionCode: string): string | null {
  if (!/^\d{6}$/.test(regionCode)) return null;
  const code = `${regionCode.slice(0, 4)}00`;
  const current = MERGED_CITIES[code] ?? code;
  return CITY_BY_CODE.has(current) ? current : null;
}

/** Metres between two places, rounded; a sphere of 6 371 km is exact to 0.5 %, plenty for "near the shop". */
export function distanceMeters(from: Position, to: Position): number {
  const radians = Math.PI / 180 / 1_000_000;
  const latitude = Math.sin(((to.lat - from.lat) * radians) / 2);
  const longitude = Math.sin(((to.lng - from.lng) * radians) / 2);
  const chord = latitude ** 2 + Math.cos(from.lat * radians) * Math.cos(to.lat * radians) * longitude ** 2;
  return Math.round(2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(chord))));
}
