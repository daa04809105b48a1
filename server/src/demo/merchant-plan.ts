import type { AgreementPrice } from "@club/shared/merchant-agreements";
import type { MerchantStatus } from "@club/shared/merchants";
import { CITIES, type City, districtsOf, findCity, type Position } from "@club/shared/regions";
import { demoId } from "./insert-missing";
import {
  branchPosition,
  branchStreet,
  creditCode,
  merchantName,
  personName,
  phoneNumber,
  type Rng,
  seededRng,
} from "./people";

/*
 * What the demonstration merchants are like, without a database: the same number always gives the same merchant, so that a
 * run that was cut off continues with the same town.
 */

/** Permanent residents in units of 10 000, rounded (Shandong statistical communiqués of 2023); only the proportions matter. */
const POPULATION: Readonly<Record<string, number>> = {
  "370100": 944,
  "370200": 1037,
  "370300": 468,
  "370400": 383,
  "370500": 220,
  "370600": 703,
  "370700": 937,
  "370800": 825,
  "370900": 536,
  "371000": 292,
  "371100": 296,
  "371300": 1094,
  "371400": 554,
  "371500": 465,
  "371600": 390,
  "371700": 865,
};
const TOTAL_POPULATION = CITIES.reduce((sum, city) => sum + (POPULATION[city.code] ?? 0), 0);
/** Multiples of the golden ratio are spread evenly over the unit interval however many are taken. */
const GOLDEN = 0.618_033_988_75;

/** The city of the n-th merchant or member: every city first, then by population. */
export function cityOf(n: number): City {
  const first = CITIES[n];
  if (first) return first;
  let rest = ((n * GOLDEN) % 1) * TOTAL_POPULATION;
  for (const city of CITIES) {
    rest -= POPULATION[city.code] ?? 0;
    if (rest < 0) return city;
  }
  return findCity("370100") as City;
}

export type PlannedPerson = { id: string; role: "owner" | "clerk"; name: string; phone: string; wechatUser: string };
export type PlannedBranch = { id: string; name: string; address: string; position: Position; serviceIds: string[] };
export type PlannedMerchant = {
  n: number;
  id: string;
  name: string;
  creditCode: string;
  city: City;
  status: MerchantStatus;
  people: PlannedPerson[];
  branches: PlannedBranch[];
  prices: AgreementPrice[];
  /** Prices of a second version that began this month; null for most. */
  newPrices: AgreementPrice[] | null;
  taxBps: number;
  bankAccount: string;
  bankName: string;
};

/** Services a shop of this trade offers besides. Weights are out of 100. */
const TRADES: readonly { weight: number; serviceIds: readonly string[] }[] = [
  { weight: 34, serviceIds: ["car-wash"] },
  { weight: 12, serviceIds: ["car-wash", "vehicle-check"] },
  { weight: 12, serviceIds: ["maintenance", "vehicle-check", "car-wash"] },
  { weight: 8, serviceIds: ["vehicle-check", "maintenance"] },
  { weight: 11, serviceIds: ["fuel"] },
  { weight: 8, serviceIds: ["designated-driver"] },
  { weight: 6, serviceIds: ["inspection", "vehicle-check"] },
  { weight: 4, serviceIds: ["roadside-rescue", "maintenance"] },
  { weight: 2, serviceIds: ["airport-lounge"] },
  { weight: 3, serviceIds: ["health-care"] },
];
/** The first merchant of every city serves the whole registration pack, so that it can be used everywhere. */
const FIRST_TRADE = ["car-wash", "vehicle-check", "designated-driver"] as const;

const BANKS = ["中国工商银行", "中国农业银行", "中国建设银行", "齐鲁银行", "中国邮政储蓄银行"];
const TAX_BPS = [100, 100, 300, 600];
/** Numbers of demonstration phones: members below, merchants' people from here on. */
const PEOPLE_FROM = 6_000_000;
const PEOPLE_PER_MERCHANT = 10;

/** The first `count` merchants. */
export function planMerchants(count: number): PlannedMerchant[] {
  const codes = new Set<string>();
  return Array.from({ length: count }, (_, n) => planMerchant(n, codes));
}

function planMerchant(n: number, codes: Set<string>): PlannedMerchant {
  const rng = seededRng(7_000 + n);
  const city = cityOf(n);
  const isFirst = n < CITIES.length;
  const serviceIds = isFirst ? FIRST_TRADE : trade(rng);
  const name = merchantName(rng, city, serviceIds[0] ?? "car-wash");
  const people = planPeople(rng, n);
  const prices = serviceIds.map((serviceId) => price(rng, serviceId));
  return {
    n,
    id: demoId("Merchant", n),
    name,
    creditCode: unusedCreditCode(rng, city, codes),
    city,
    status: isFirst ? "approved" : status(n),
    people,
    branches: planBranches(rng, { n, name, city, serviceIds: [...serviceIds] }),
    prices,
    newPrices: n % 10 === 3 ? prices.map(raised) : null,
    taxBps: pick(rng, TAX_BPS),
    bankAccount: `6222${String(37_000_000_000_000 + n * 7_919).padStart(15, "0")}`,
    bankName: `${pick(rng, BANKS)}${city.name.replace(/市$/, "")}分行`,
  };
}

/** A few are on their way in or paused, so that the back office has something to do. */
function status(n: number): MerchantStatus {
  if (n % 53 === 20) return "applied";
  if (n % 97 === 30) return "reviewing";
  return n % 101 === 40 ? "suspended" : "approved";
}

function trade(rng: Rng): readonly string[] {
  let rest = rng() * TRADES.reduce((sum, { weight }) => sum + weight, 0);
  for (const { weight, serviceIds } of TRADES) {
    rest -= weight;
    if (rest < 0) return serviceIds;
  }
  return FIRST_TRADE;
}

function unusedCreditCode(rng: Rng, city: City, codes: Set<string>): string {
  const district = pick(rng, districtsOf(city.code));
  let code = creditCode(rng, district.code);
  while (codes.has(code)) code = creditCode(rng, district.code);
  codes.add(code);
  return code;
}

function planPeople(rng: Rng, n: number): PlannedPerson[] {
  const clerks = 1 + whole(rng, 3);
  return Array.from({ length: 1 + clerks }, (_, k) => {
    const number = n * PEOPLE_PER_MERCHANT + k;
    return {
      id: demoId("Clerk", number),
      role: k === 0 ? "owner" : "clerk",
      name: personName(rng),
      phone: phoneNumber(rng, PEOPLE_FROM + number),
      wechatUser: `demo-shop-${number}`,
    };
  });
}

type BranchPlan = { n: number; name: string; city: City; serviceIds: string[] };

function planBranches(rng: Rng, { n, name, city, serviceIds }: BranchPlan): PlannedBranch[] {
  const count = 1 + (rng() < 0.35 ? 1 : 0) + (rng() < 0.15 ? 1 : 0);
  const brand = name.slice(city.name.length - 1, city.name.length + 1);
  return Array.from({ length: count }, (_, k) => {
    const { district, street } = branchStreet(rng, city);
    return {
      id: demoId("Branch", n * 10 + k),
      name: `${brand}${district.name.replace(/[市区县]$/, "")}${street.replace(/[路街道]$|大道$/, "")}店`,
      address: `${city.name}${district.name}${street}${1 + whole(rng, 300)}号`,
      position: branchPosition(rng, city),
      serviceIds,
    };
  });
}

type Terms = { model: AgreementPrice["model"]; fromFen: number; toFen: number };
/** What the club pays for one use, as shops of that trade agree to it. */
const TERMS: Readonly<Record<string, Terms>> = {
  "car-wash": { model: "fixed", fromFen: 1_800, toFen: 2_600 },
  inspection: { model: "fixed", fromFen: 12_000, toFen: 15_000 },
  "designated-driver": { model: "fixed", fromFen: 4_900, toFen: 5_900 },
  fuel: { model: "cap", fromFen: 1_500, toFen: 2_000 },
  "vehicle-check": { model: "fixed", fromFen: 3_500, toFen: 4_800 },
  maintenance: { model: "share", fromFen: 19_800, toFen: 26_800 },
  "roadside-rescue": { model: "cap", fromFen: 16_000, toFen: 20_000 },
  "airport-lounge": { model: "fixed", fromFen: 9_800, toFen: 11_800 },
  "health-care": { model: "share", fromFen: 9_800, toFen: 12_800 },
};

function price(rng: Rng, serviceId: string): AgreementPrice {
  const terms = TERMS[serviceId] ?? { model: "fixed", fromFen: 2_000, toFen: 3_000 };
  const amountFen = terms.fromFen + whole(rng, (terms.toFen - terms.fromFen) / 100 + 1) * 100;
  const isCap = terms.model === "cap";
  return {
    serviceId,
    model: terms.model,
    priceFen: isCap ? null : amountFen,
    clubShareBps: terms.model === "share" ? 5_000 + whole(rng, 5) * 500 : null,
    capFen: isCap ? amountFen : null,
  };
}

/** One yuan more for every use. */
function raised(old: AgreementPrice): AgreementPrice {
  const more = (fen: number | null) => (fen === null ? null : fen + 100);
  return { ...old, priceFen: more(old.priceFen), capFen: more(old.capFen) };
}

export function whole(rng: Rng, below: number): number {
  return Math.floor(rng() * below);
}

export function pick<T>(rng: Rng, choices: readonly T[]): T {
  const choice = choices[whole(rng, choices.length)];
  if (choice === undefined) throw new RangeError("nothing to pick from");
  return choice;
}
