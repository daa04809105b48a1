import { PROVINCE_SHORTS, SHANDONG_PLATE_PREFIXES } from "./data/plates";
import type { InspectionCategory } from "./inspection";
import { plainUpper, typedField } from "./typed";

/** Kinds of plate that a form accepts; `ordinary` covers blue and yellow seven-character plates. */
export type PlateKind =
  | "ordinary"
  | "nevSmall"
  | "nevLarge"
  | "trailer"
  | "coach"
  | "police"
  | "hkMacao"
  | "consulate"
  | "embassy";

// Serial characters never use I and O (GA 36-2018); new-energy letters: D A B C E electric, F G H J K other.
const PREFIX = `[${PROVINCE_SHORTS}][A-HJ-NP-Z]`;
const SERIAL = "[A-HJ-NP-Z0-9]";
// No two patterns overlap: the length or the last character tells every kind apart.
const KINDS: readonly [PlateKind, RegExp][] = [
  ["ordinary", new RegExp(`^${PREFIX}${SERIAL}{5}$`)],
  ["nevSmall", new RegExp(`^${PREFIX}[A-HJK]${SERIAL}[0-9]{4}$`)],
  ["nevLarge", new RegExp(`^${PREFIX}[0-9]{5}[A-HJK]$`)],
  ["trailer", new RegExp(`^${PREFIX}${SERIAL}{4}挂$`)],
  ["coach", new RegExp(`^${PREFIX}${SERIAL}{4}学$`)],
  ["police", new RegExp(`^[${PROVINCE_SHORTS}][A-Z]${SERIAL}{4}警$`)],
  ["hkMacao", new RegExp(`^粤Z${SERIAL}{4}[港澳]$`)],
  ["consulate", new RegExp(`^${PREFIX}${SERIAL}{4}领$`)],
  ["embassy", /^使[0-9]{6}$/],
];
/** Type code (hpzl) when the owner did not choose one; the yellow plate of a large truck must be chosen by hand ("01"). */
const TYPE_CODES: Readonly<Record<PlateKind, string>> = {
  ordinary: "02",
  nevSmall: "52",
  nevLarge: "51",
  trailer: "15",
  coach: "16",
  police: "23",
  hkMacao: "26",
  consulate: "04",
  embassy: "03",
};

/** Kinds of vehicle whose plates have the form of a car's and another type. */
const TYPE_CODES_BY_USE: Partial<Record<InspectionCategory, Partial<Record<PlateKind, string>>>> = {
  moto: { ordinary: "07", coach: "17", police: "24", consulate: "10", embassy: "09" },
  large_mid_nonop: { ordinary: "01" },
};

/** The stored form: upper case, no dots or blanks, e.g. " 鲁a·12345 " → "鲁A12345". Does not judge the result. */
export function normalizePlate(typed: string): string {
  return plainUpper(typed);
}

/** The kind of a plate (typed in any form), or null when no such plate exists. */
export function plateKind(plate: string): PlateKind | null {
  const normal = normalizePlate(plate);
  return KINDS.find(([, pattern]) => pattern.test(normal))?.[0] ?? null;
}

/** The type code (号牌种类, hpzl) that fits a plate by its form and the kind of vehicle, or null when it is no plate. */
export function plateTypeCode(plate: string, use: InspectionCategory = "small_nonop"): string | null {
  const kind = plateKind(plate);
  if (kind === null) return null;
  if (kind === "hkMacao" && normalizePlate(plate).endsWith("澳")) return "27";
  return TYPE_CODES_BY_USE[use]?.[kind] ?? TYPE_CODES[kind];
}

/** For people: "鲁A12345" → "鲁A·12345". Embassy plates have no dot; what is no plate comes back as it is. */
export function formatPlate(plate: string): string {
  const normal = normalizePlate(plate);
  const kind = plateKind(normal);
  if (kind === null) return plate;
  return kind === "embassy" ? normal : `${normal.slice(0, 2)}·${normal.slice(2)}`;
}

/** City code of a Shandong plate, or null (another province, or a letter that belongs to no city). A hint, never a proof. */
export function plateCityCode(plate: string): string | null {
  const prefix = normalizePlate(plate).slice(0, 2);
  return SHANDONG_PLATE_PREFIXES.find((row) => row.prefix === prefix)?.cityCode ?? null;
}

/** A plate in a form: normalised, of a known kind. */
export const plateField = typedField({
  empty: "请填写车牌号",
  normalize: normalizePlate,
  fault: (value) => (plateKind(value) === null ? "车牌号不正确，请对照行驶证填写，例如 鲁A12345" : null),
});
