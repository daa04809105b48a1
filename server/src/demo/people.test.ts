import { checkCreditCode, organisationCheckCharacter } from "@club/shared/credit-code";
import { checkIdCard } from "@club/shared/id-card";
import { isPhone } from "@club/shared/phone";
import { plateCityCode, plateKind } from "@club/shared/plates";
import { CITIES, type City, cityCodeOfRegion, distanceMeters } from "@club/shared/regions";
import {
  branchPosition,
  branchStreet,
  creditCode,
  idCardNumber,
  idCardNumberAt,
  merchantName,
  personName,
  phoneNumber,
  plateNumber,
  type Rng,
  seededRng,
} from "./people";

const years = { fromYear: 1960, toYear: 2004 };
const times = (count: number) => Array.from({ length: count }, (_, index) => index);
const cityAt = (index: number) => CITIES[index % CITIES.length] as City;
const extremes: [string, Rng][] = [
  ["lowest", () => 0],
  ["highest", () => 1 - 2 ** -32],
];

test("the same seed makes the same people, another seed others", () => {
  const draw = (seed: number) => {
    const rng = seededRng(seed);
    return times(20).map(() => [personName(rng), idCardNumber(rng, "370100", years), plateNumber(rng, "370200")]);
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("the random source stays in [0, 1) and is spread evenly", () => {
  const rng = seededRng(1);
  const values = times(20_000).map(() => rng());
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  const tenths = times(10).map((tenth) => values.filter((value) => Math.floor(value * 10) === tenth).length);
  expect(Math.min(...tenths)).toBeGreaterThan(1_800);
  expect(Math.max(...tenths)).toBeLessThan(2_200);
});

test("names have two to four Chinese characters", () => {
  const rng = seededRng(2);
  for (const name of times(2_000).map(() => personName(rng))) expect(name).toMatch(/^[\u4e00-\u9fff]{2,4}$/);
});

test("ID card numbers pass the club's own check, in the city and the years asked for", () => {
  const rng = seededRng(3);
  for (const n of times(2_000)) {
    const city = cityAt(n);
    const checked = checkIdCard(idCardNumber(rng, city.code, years), "2026-11-22");
    if (!checked.ok) throw new Error(checked.reason);
    expect(cityCodeOfRegion(checked.regionCode)).toBe(city.code);
    expect(city.districts.map((district) => district.code)).toContain(checked.regionCode);
    expect(checked.birthOn >= "1960-01-01" && checked.birthOn <= "2004-12-31").toBe(true);
  }
});

test("a district's code is kept in the ID card number", () => {
  expect(idCardNumber(seededRng(4), "371721", years).slice(0, 6)).toBe("371721");
});

test.each(extremes)("the %s random number still gives a valid ID card, plate, code and phone", (_name, rng) => {
  expect(checkIdCard(idCardNumber(rng, "370100", years)).ok).toBe(true);
  expect(plateKind(plateNumber(rng, "370100"))).not.toBeNull();
  expect(checkCreditCode(creditCode(rng, "370100")).ok).toBe(true);
  expect(isPhone(phoneNumber(rng, 0))).toBe(true);
  expect(personName(rng).length).toBeGreaterThanOrEqual(2);
});

test("numbered ID cards are all different", () => {
  expect(new Set(times(50_000).map((n) => idCardNumberAt(n, "370100", years))).size).toBe(50_000);
  const oneYear = { fromYear: 1990, toYear: 1990 };
  const wholeSpace = times(3).flatMap((part) => times(20_000).map((n) => part * 120_000 + n));
  expect(new Set(wholeSpace.map((n) => idCardNumberAt(n, "370102", oneYear))).size).toBe(60_000);
  expect(() => idCardNumberAt(365_000, "370102", oneYear)).toThrow(RangeError);
});

test("phone numbers are all different whatever chance chooses, valid, and marked by 00 as made up", () => {
  const rng = seededRng(5);
  const numbers = [...times(60_000), ...times(60_000).map((n) => 7_940_000 + n)].map((n) => phoneNumber(rng, n));
  expect(new Set(numbers).size).toBe(120_000);
  for (const number of numbers) if (!/^1[358]\d00\d{6}$/.test(number) || !isPhone(number)) throw new Error(number);
});

test.each([-1, 8_000_000, 1.5, Number.NaN])("there is no phone number for %p", (n) => {
  expect(() => phoneNumber(seededRng(6), n)).toThrow(RangeError);
});

test("plates are valid, belong to the city, and are ordinary or small new-energy", () => {
  const rng = seededRng(8);
  const kinds = new Set<string | null>();
  for (const n of times(3_000)) {
    const city = cityAt(n);
    const plate = plateNumber(rng, city.code);
    kinds.add(plateKind(plate));
    expect(plateCityCode(plate)).toBe(city.code);
  }
  expect([...kinds].sort()).toEqual(["nevSmall", "ordinary"]);
  expect(() => plateNumber(rng, "110000")).toThrow(RangeError);
});

test("credit codes pass both check characters and carry the region", () => {
  const rng = seededRng(9);
  for (const n of times(2_000)) {
    const code = creditCode(rng, cityAt(n).code);
    expect(checkCreditCode(code)).toEqual({ ok: true, regionCode: cityAt(n).code });
    expect(organisationCheckCharacter(code.slice(8, 16))).toBe(code.charAt(16));
  }
});

test("a company's name starts with its city and names its trade", () => {
  const rng = seededRng(10);
  expect(merchantName(rng, cityAt(0), "car-wash")).toMatch(/^济南[\u4e00-\u9fff]{2}洗车服务有限公司$/);
  expect(merchantName(rng, cityAt(1), "roadside-rescue")).toMatch(/^青岛[\u4e00-\u9fff]{2}道路救援有限公司$/);
  expect(merchantName(rng, cityAt(2), "something-new")).toMatch(/^淄博[\u4e00-\u9fff]{2}汽车服务有限公司$/);
});

test("branches stand in districts around the centre, on roads that the town has", () => {
  const rng = seededRng(12);
  for (const city of CITIES) {
    const places = times(200).map(() => branchStreet(rng, city));
    for (const { district } of places) expect(city.districts).toContain(district);
    expect(places.filter(({ district }) => /[县市]$/.test(district.name))).toEqual([]);
    expect(places.some(({ street }) => /经十路|泉城路/.test(street))).toBe(city.name === "济南市");
  }
});

test("branches lie within 18 km of the centre, spread out, as whole numbers", () => {
  const rng = seededRng(11);
  for (const city of CITIES) {
    const distances = times(300).map(() => {
      const place = branchPosition(rng, city);
      expect(Number.isInteger(place.lng) && Number.isInteger(place.lat)).toBe(true);
      return distanceMeters(city, place);
    });
    expect(Math.max(...distances)).toBeLessThanOrEqual(18_000);
    expect(Math.max(...distances)).toBeGreaterThan(15_000);
    expect(Math.min(...distances)).toBeLessThan(2_000);
  }
});
