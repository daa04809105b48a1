import { PLATE_TYPES } from "./data/plates";
import type { InspectionCategory } from "./inspection";
import { normalizePlate, type PlateKind, plateKind, plateTypeCode } from "./plates";

/** Types (hpzl) that a plate of a form can have. */
const TYPES_OF_KIND: Readonly<Record<PlateKind, readonly string[]>> = {
  ordinary: ["02", "01", "07", "08", "06", "13", "14", "18", "25"],
  nevSmall: ["52"],
  nevLarge: ["51"],
  trailer: ["15"],
  coach: ["16", "17"],
  police: ["23", "24"],
  hkMacao: ["26", "27"],
  consulate: ["04", "10"],
  embassy: ["03", "09"],
};

/** The types one may choose for a plate, the likely one for the kind of vehicle first; empty when it is no plate. */
export function plateTypesFor(plate: string, use?: InspectionCategory): readonly string[] {
  const [kind, likely] = [plateKind(plate), plateTypeCode(plate, use)];
  if (kind === null || likely === null) return [];
  return kind === "hkMacao" ? [likely] : [likely, ...TYPES_OF_KIND[kind].filter((code) => code !== likely)];
}

/** "02" → "小型汽车"; the code itself when unknown. */
export function plateTypeName(code: string): string {
  return PLATE_TYPES.find((type) => type.code === code)?.name ?? code;
}

/** Why a type cannot belong to a plate, one sentence; null when it can. A new-energy plate has one type only. */
export function plateTypeFault(plate: string, code: string): string | null {
  const possible = plateTypesFor(plate);
  if (possible.length === 0 || possible.includes(code)) return null;
  const names = possible.map(plateTypeName).join("、");
  return `${normalizePlate(plate)} 的号牌种类应为${names}，请对照行驶证重新选择`;
}
