import { creditCodeCheckCharacter, organisationCheckCharacter } from "@club/shared/credit-code";
import type { District } from "@club/shared/data/regions";
import { idCardCheckCharacter } from "@club/shared/id-card";
import { type City, districtsOf, findCity, type Position } from "@club/shared/regions";
import { DAY_MS } from "@club/shared/time";

/*
 * Made-up people, cars and shops for the demonstration data. Everything is drawn from the random numbers passed in, so the same seed
 * makes the same town; nothing is taken from a real person. Numbers are valid by form and check character, because the club checks them.
 */

/** Uniform numbers in [0, 1). */
export type Rng = () => number;

/** A repeatable source (mulberry32): the same seed gives the same numbers. Not for secrets. */
export function seededRng(seed: number): Rng {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// Frequent surnames appear more than once; four compound ones are rare.
const SURNAMES = [
  ..."王王王王李李李李张张张张刘刘刘陈陈孙孙赵赵马徐宋韩郭高杨周吴于姜朱胡林丁董曹魏田孔孟毕冯崔栾綦牟隋宫",
  "欧阳",
  "司马",
  "上官",
  "诸葛",
];
const GIVEN = [
  ..."建国志强伟军磊洋勇杰涛明超鹏辉刚平凯宁浩宇晨轩博文静丽敏娟艳芳娜霞玲燕雪梅琳慧颖倩欣怡佳雨涵海波春华玉兰秀英",
];
const BRANDS = [..."鲁岱泉海泰顺捷安诚信瑞鑫恒德润通达远翔悦佳众蓝卓启"];
const TRADES: Readonly<Record<string, string>> = {
  "car-wash": "洗车服务",
  inspection: "机动车检测代办",
  "designated-driver": "代驾服务",
  fuel: "石油销售",
  "vehicle-check": "汽车检测",
  maintenance: "汽车维修",
  "roadside-rescue": "道路救援",
  "airport-lounge": "航空地面服务",
  "health-care": "健康管理",
};

/** A name of two to four characters. */
export function personName(rng: Rng): string {
  const given = rng() < 0.3 ? pick(rng, GIVEN) : pick(rng, GIVEN) + pick(rng, GIVEN);
  return pick(rng, SURNAMES) + given;
}

/** An ID card number with a valid check character, born from 1 January `fromYear` to 31 December `toYear`; may repeat by chance. */
export function idCardNumber(rng: Rng, regionCode: string, years: { fromYear: number; toYear: number }): string {
  return idCardNumberAt(whole(rng, idCardSpace(regionCode, years).size), regionCode, years);
}

/**
 * The same, but the `n`-th of the region: different `n` below the size of the space (districts × days × 1000, over a hundred million
 * for a city) give different numbers. A city code is spread over the city's districts; a district code is used as it is.
 */
export function idCardNumberAt(n: number, regionCode: string, years: { fromYear: number; toYear: number }): string {
  const { regions, days, size } = idCardSpace(regionCode, years);
  const slot = scatter(n, size);
  const region = regions[slot % regions.length] ?? regionCode;
  const rest = Math.floor(slot / regions.length);
  const birth = new Date(Date.UTC(years.fromYear, 0, 1 + (rest % days))).toISOString().slice(0, 10).replace(/-/g, "");
  const first17 = `${region}${birth}${digits(Math.floor(rest / days), 3)}`;
  return first17 + idCardCheckCharacter(first17);
}

const PHONE_PREFIXES = [
  "130",
  "131",
  "132",
  "135",
  "137",
  "138",
  "150",
  "151",
  "152",
  "155",
  "158",
  "159",
  "180",
  "182",
  "185",
  "186",
];
const PHONE_PREFIXES_PER_GROUP = 2;
const PHONE_SUFFIXES = 1_000_000;

/**
 * The mobile number of person `n` (0 to 7,999,999), different for every `n`: a 13x, 15x or 18x prefix, then always "00" as the mark of
 * a made-up number, then six digits, e.g. 138 00 123456. Chance only chooses between the two prefixes that belong to `n` alone.
 * @throws RangeError outside the range.
 */
export function phoneNumber(rng: Rng, n: number): string {
  const group = Math.floor(n / PHONE_SUFFIXES);
  const prefix = PHONE_PREFIXES[group * PHONE_PREFIXES_PER_GROUP + whole(rng, PHONE_PREFIXES_PER_GROUP)];
  if (prefix === undefined || !Number.isSafeInteger(n)) throw new RangeError(`no demonstration phone number for ${n}`);
  return `${prefix}00${digits(scatter(n % PHONE_SUFFIXES, PHONE_SUFFIXES), 6)}`;
}

const SERIAL_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/** A plate of the city: one in four a small new-energy plate, the others blue with at most two letters. @throws RangeError for an unknown city. */
export function plateNumber(rng: Rng, cityCode: string): string {
  const prefix = `鲁${pick(rng, requireCity(cityCode).plateLetters)}`;
  if (rng() < 0.25) return `${prefix}${pick(rng, [..."DDDDDAFF"])}${digits(whole(rng, 100_000), 5)}`;
  const serial = [...digits(whole(rng, 100_000), 5)];
  const letters = whole(rng, 3);
  for (let count = 0; count < letters; count += 1) serial[whole(rng, 5)] = pick(rng, [...SERIAL_LETTERS]);
  return prefix + serial.join("");
}

/** A company's unified social credit code (91…MA…) of the region, both check characters valid. */
export function creditCode(rng: Rng, regionCode: string): string {
  const characters = [..."0123456789ABCDEFGHJKLMNPQRTUWXY"];
  let organisation = "MA";
  for (let place = 0; place < 6; place += 1) organisation += pick(rng, characters);
  const first17 = `91${regionCode}${organisation}${organisationCheckCharacter(organisation)}`;
  return first17 + creditCodeCheckCharacter(first17);
}

/** A company name: city, two-character brand, trade of the service (an id of the catalogue), e.g. "济南泉顺洗车服务有限公司". */
export function merchantName(rng: Rng, city: City, serviceId: string): string {
  const first = pick(rng, BRANDS);
  const second = pick(
    rng,
    BRANDS.filter((character) => character !== first),
  );
  return `${city.name.replace(/市$/, "")}${first}${second}${TRADES[serviceId] ?? "汽车服务"}有限公司`;
}

const BRANCH_RADIUS_METERS = 18_000;
const METERS_PER_E6_LATITUDE = 0.111_195;
// Cities on the coast: direction of the land from the centre, in degrees clockwise from north. Shops do not float.
const LAND_BEARINGS: Readonly<Record<string, number>> = { "370200": 20, "370600": 200, "371000": 215, "371100": 285 };

/** The districts that lie around a city's centre, within the same distance: the others have no shops here. */
const CENTRAL_DISTRICTS: Readonly<Record<string, readonly string[]>> = {
  "370100": ["370102", "370103", "370104", "370105", "370112"],
  "370200": ["370202", "370203", "370212", "370213"],
  "370300": ["370303", "370306"],
  "370400": ["370403"],
  "370500": ["370502"],
  "370600": ["370602", "370611", "370613"],
  "370700": ["370702", "370703", "370704", "370705"],
  "370800": ["370811"],
  "370900": ["370902", "370911"],
  "371000": ["371002"],
  "371100": ["371102"],
  "371300": ["371302", "371311", "371312"],
  "371400": ["371402"],
  "371500": ["371502"],
  "371600": ["371602"],
  "371700": ["371702"],
};
/** Names of roads that many towns have, and some that only one town has. */
const STREETS = ["人民路", "建设路", "解放路", "和平路", "新华路", "胜利街", "文化路", "迎宾大道"];
const OWN_STREETS: Readonly<Record<string, readonly string[]>> = {
  "370102": ["经十路", "泉城路"],
  "370103": ["经十路"],
  "370104": ["经十路"],
  "370112": ["经十路"],
};

/** A district near the centre of the city, and a road that may well be there. */
export function branchStreet(rng: Rng, city: City): { district: District; street: string } {
  const near = CENTRAL_DISTRICTS[city.code] ?? [];
  const district = pick(
    rng,
    districtsOf(city.code).filter(({ code }) => near.includes(code)),
  );
  return { district, street: pick(rng, [...STREETS, ...(OWN_STREETS[district.code] ?? [])]) };
}

/** A place on land at most 18 km from the city's centre, closer ones more often; degrees × 1 000 000, whole numbers. */
export function branchPosition(rng: Rng, city: City): Position {
  const land = LAND_BEARINGS[city.code];
  const bearing = ((land === undefined ? rng() * 360 : land + (rng() - 0.5) * 80) * Math.PI) / 180;
  // 0.99 leaves room for rounding and for the flat map.
  const meters = rng() * BRANCH_RADIUS_METERS * 0.99;
  const parallel = Math.cos((city.lat / 1_000_000) * (Math.PI / 180));
  return {
    lng: Math.round(city.lng + (meters * Math.sin(bearing)) / (METERS_PER_E6_LATITUDE * parallel)),
    lat: Math.round(city.lat + (meters * Math.cos(bearing)) / METERS_PER_E6_LATITUDE),
  };
}

function idCardSpace(regionCode: string, years: { fromYear: number; toYear: number }) {
  // Codes with 7 in the fifth place are development zones of the statistics office; no ID card carries them.
  const districts = districtsOf(regionCode).filter((district) => district.code.charAt(4) !== "7");
  const regions = districts.length > 0 ? districts.map((district) => district.code) : [regionCode];
  const days = (Date.UTC(years.toYear + 1, 0, 1) - Date.UTC(years.fromYear, 0, 1)) / DAY_MS;
  return { regions, days, size: regions.length * days * 1000 };
}

/** Spreads 0..size-1 over itself without doubles: multiplication by a prime larger than the size. @throws RangeError outside. */
function scatter(n: number, size: number): number {
  const prime = 715_827_883;
  if (!Number.isSafeInteger(n) || n < 0 || n >= size || size >= prime)
    throw new RangeError(`${n} is not below ${size}`);
  // prime % size × n stays below 2^53 only for a small size, so the product is taken in two halves.
  const step = prime % size;
  const high = Math.floor(n / 32_768);
  return (((((step * high) % size) * 32_768) % size) + step * (n % 32_768)) % size;
}

function requireCity(code: string): City {
  const city = findCity(code);
  if (city === null) throw new RangeError(`no such city: ${code}`);
  return city;
}

function whole(rng: Rng, below: number): number {
  return Math.floor(rng() * below);
}

function pick<T>(rng: Rng, choices: readonly T[]): T {
  const choice = choices[whole(rng, choices.length)];
  if (choice === undefined) throw new RangeError("nothing to pick from");
  return choice;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
