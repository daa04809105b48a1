import fc from "fast-check";
import { CITIES, cityCodeOfRegion, cityName, distanceMeters, districtsOf, findCity } from "./regions";

test("Shandong has 16 cities with their own codes, letters and districts", () => {
  expect(CITIES).toHaveLength(16);
  expect(new Set(CITIES.map((city) => city.code)).size).toBe(16);
  const letters = CITIES.flatMap((city) => city.plateLetters);
  expect(new Set(letters).size).toBe(letters.length);
  for (const city of CITIES) {
    expect(city.code).toMatch(/^37\d{2}00$/);
    expect(city.plateLetters.length).toBeGreaterThanOrEqual(1);
    expect(city.districts.length).toBeGreaterThanOrEqual(4);
    for (const district of city.districts) expect(cityCodeOfRegion(district.code)).toBe(city.code);
  }
  expect(findCity("370100")?.plateLetters).toEqual(["A", "S"]);
});

test("every centre is a whole number inside Shandong, and no two cities share a place", () => {
  for (const city of CITIES) {
    expect(Number.isInteger(city.lng) && Number.isInteger(city.lat)).toBe(true);
    expect(city.lng).toBeGreaterThan(114_800_000);
    expect(city.lng).toBeLessThan(122_720_000);
    expect(city.lat).toBeGreaterThan(34_370_000);
    expect(city.lat).toBeLessThan(38_400_000);
    for (const other of CITIES) if (other !== city) expect(distanceMeters(city, other)).toBeGreaterThan(40_000);
  }
});

test.each([
  ["370100", "济南市"],
  ["371700", "菏泽市"],
  ["370000", "山东省"],
  ["371200", "未知地区"],
  ["", "未知地区"],
])("the name of %p is %s", (code, name) => {
  expect(cityName(code)).toBe(name);
});

test.each([
  ["370203", "370200"],
  ["371202", "370100"],
  ["370100", "370100"],
  ["110101", null],
  ["3701", null],
])("the region %s belongs to %p", (region, city) => {
  expect(cityCodeOfRegion(region)).toBe(city);
});

test("an unknown city has no districts", () => {
  expect(districtsOf("999999")).toEqual([]);
  expect(districtsOf("371000").map((district) => district.name)).toContain("荣成市");
});

test("distances are right: known pairs, symmetric, zero only at home", () => {
  const jinan = { lng: 117_120_000, lat: 36_651_000 };
  expect(distanceMeters(jinan, jinan)).toBe(0);
  expect(distanceMeters(jinan, { lng: 117_120_000, lat: 37_651_000 })).toBe(111_195);
  expect(distanceMeters(jinan, { lng: 117_125_588, lat: 36_651_000 })).toBe(499);
  const place = fc.record({
    lng: fc.integer({ min: 114_000_000, max: 123_000_000 }),
    lat: fc.integer({ min: 34_000_000, max: 39_000_000 }),
  });
  fc.assert(fc.property(place, place, (a, b) => expect(distanceMeters(a, b)).toBe(distanceMeters(b, a))));
});
