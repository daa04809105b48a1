import type { InputOf } from "@club/shared/http";
import type { LicenceInput } from "@club/shared/licences";
import { addMonths, lastDayOfMonth, shanghaiDay, shiftDay } from "@club/shared/time";
import type { addVehicle } from "@club/shared/vehicles";
import { vinCheckCharacter } from "@club/shared/vin";
import type { PlannedMember } from "./member-plan";
import { type Rng, seededRng } from "./people";

export type PlannedGarage = { vehicles: InputOf<typeof addVehicle>[]; licence: LicenceInput | null };

const MODELS = [
  ["长城", "哈弗 H6"],
  ["大众", "朗逸"],
  ["丰田", "卡罗拉"],
  ["吉利", "星越 L"],
  ["五菱", "宏光 S"],
  ["比亚迪", "秦 PLUS"],
] as const;
/** Second vehicles that show what a provider can say: unknown values, handled records, none. The last plate stands in two garages. */
const SHOWN_PLATES = ["鲁A00006", "鲁A00002", "鲁A00003", "鲁A00003"] as const;
const VIN_HEAD = "LSVAA49J";
/** One year in four is over within the next month, so that the pages have something to show. */
const SOON_DAYS = 25;

/** The vehicles and the licence of a planned member; the same for the same member and day. Numbers belong to nobody. */
export function planGarage(member: PlannedMember, startedAt: Date): PlannedGarage {
  const rng = seededRng(600_011 + member.n);
  const today = shanghaiDay(startedAt);
  const own = planVehicle(rng, { plate: member.plate, today, n: member.n });
  const shown = SHOWN_PLATES[member.n];
  const second = shown && planVehicle(rng, { plate: shown, today, n: 5_000 + member.n });
  const hasLicence = member.n < 3 || rng() < 0.6;
  return { vehicles: second ? [own, second] : [own], licence: hasLicence ? planLicence(rng, member, today) : null };
}

function planVehicle(rng: Rng, { plate, today, n }: { plate: string; today: string; n: number }) {
  const [brand, model] = MODELS[Math.floor(rng() * MODELS.length)] ?? MODELS[0];
  // Before any member registered: the club has been running for two months.
  const registeredOn = shiftDay(addMonths(today, -3 - Math.floor(rng() * 140)), -Math.floor(rng() * 20));
  const isPrinted = rng() < 0.5;
  const soon = (chance: number) => (rng() < chance ? 1 + Math.floor(rng() * SOON_DAYS) : 30 + Math.floor(rng() * 330));
  return {
    plate,
    brand,
    model,
    vin: vinOf(n),
    engineNo: `EA211${String(100_000 + n)}`,
    registeredOn,
    use: "small_nonop" as const,
    energy: brand === "比亚迪" ? ("pluginHybrid" as const) : ("petrol" as const),
    seats: brand === "五菱" ? 7 : 5,
    inspectionValidUntilOn: isPrinted ? lastDayOfMonth(addMonths(today, Math.floor(rng() * 20)).slice(0, 7)) : null,
    compulsoryUntilOn: shiftDay(today, soon(0.25)),
    commercialUntilOn: rng() < 0.7 ? shiftDay(today, soon(0.25)) : null,
  };
}

/** A VIN with a fitting check character. */
function vinOf(n: number): string {
  const tail = `N2${String(100_000 + n)}`;
  return `${VIN_HEAD}${vinCheckCharacter(`${VIN_HEAD}0${tail}`) ?? "0"}${tail}`;
}

function planLicence(rng: Rng, { idCard }: PlannedMember, today: string): LicenceInput {
  const firstIssuedOn = shiftDay(addMonths(today, -12 - Math.floor(rng() * 170)), -Math.floor(rng() * 25));
  const years = [6, 16].find((term) => addMonths(firstIssuedOn, term * 12) > today);
  return {
    classes: rng() < 0.15 ? ["C1", "D"] : ["C1"],
    firstIssuedOn,
    validUntilOn: years === undefined ? null : addMonths(firstIssuedOn, years * 12),
    number: idCard,
  };
}
