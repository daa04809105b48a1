import fc from "fast-check";
import { PLATE_TYPES, PROVINCE_SHORTS, SHANDONG_PLATE_PREFIXES } from "./data/plates";
import { plateTypesFor } from "./plate-types";
import { formatPlate, normalizePlate, plateCityCode, plateField, plateKind, plateTypeCode } from "./plates";
import { CITIES } from "./regions";

describe("the kind of a plate", () => {
  test.each([
    ["鲁A12345", "ordinary"],
    ["鲁ABCD12", "ordinary"],
    ["鲁AD12345", "nevSmall"],
    ["鲁AF01234", "nevSmall"],
    ["鲁ADA2345", "nevSmall"],
    ["鲁A12345D", "nevLarge"],
    ["鲁A1234挂", "trailer"],
    ["鲁A1234学", "coach"],
    ["鲁O1234警", "police"],
    ["粤Z1234港", "hkMacao"],
    ["粤ZAB12澳", "hkMacao"],
    ["沪A1234领", "consulate"],
    ["使014578", "embassy"],
  ])("%s is %s", (plate, kind) => {
    expect(plateKind(plate)).toBe(kind);
  });

  test.each([
    ["I in the serial", "鲁AI2345"],
    ["O in the serial", "鲁AO2345"],
    ["L is no new-energy letter", "鲁AL12345"],
    ["鲁O is not issued to the public", "鲁O12345"],
    ["a letter among the last four digits", "鲁AD1234A"],
    ["too short", "鲁A1234"],
    ["too long", "鲁A1234567"],
    ["no province", "A12345"],
    ["an unknown province", "台A12345"],
    ["港 outside 粤Z", "鲁A1234港"],
    ["text around it", "车牌鲁A12345"],
    ["a line break trick", "鲁A12345\n鲁B12345"],
    ["nothing", ""],
  ])("refused: %s", (_why, plate) => {
    expect(plateKind(plate)).toBeNull();
  });

  test("every province's character is accepted, no other", () => {
    expect(PROVINCE_SHORTS).toHaveLength(31);
    for (const short of PROVINCE_SHORTS) expect(plateKind(`${short}A12345`)).toBe("ordinary");
  });
});

test.each(["鲁a12345", " 鲁A·12345 ", "鲁A•12345", "鲁A-12345", "鲁Ａ１２３４５", "鲁A\u200b123 45", "鲁A\u00a012345"])(
  "%p is stored as 鲁A12345",
  (typed) => {
    expect(normalizePlate(typed)).toBe("鲁A12345");
    expect(plateField.parse(typed)).toBe("鲁A12345");
  },
);

test.each([
  ["鲁A12345", "鲁A·12345"],
  ["鲁ad12345", "鲁A·D12345"],
  ["使014578", "使014578"],
  ["not a plate", "not a plate"],
])("%s is shown as %s", (plate, shown) => {
  expect(formatPlate(plate)).toBe(shown);
});

test("formatting and normalising undo each other for every ordinary and new-energy plate", () => {
  const serial = fc.stringMatching(/^[A-HJ-NP-Z0-9]{5}$/);
  const nev = fc.stringMatching(/^[A-HJK][A-HJ-NP-Z0-9][0-9]{4}$/);
  const plate = fc
    .tuple(fc.constantFrom(...PROVINCE_SHORTS), fc.stringMatching(/^[A-HJ-NP-Z]$/), fc.oneof(serial, nev))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(plate, (value) => {
      expect(plateKind(value)).not.toBeNull();
      expect(normalizePlate(formatPlate(value))).toBe(value);
    }),
  );
});

test.each([
  ["鲁A12345", "02"],
  ["鲁AD12345", "52"],
  ["鲁A12345D", "51"],
  ["鲁A1234挂", "15"],
  ["鲁A1234学", "16"],
  ["鲁O1234警", "23"],
  ["粤Z1234港", "26"],
  ["粤Z1234澳", "27"],
  ["nonsense", null],
])("the type code of %s is %p and is in the table", (plate, code) => {
  expect(plateTypeCode(plate)).toBe(code);
  if (code !== null) expect(PLATE_TYPES.map((type) => type.code)).toContain(code);
});

test.each([
  ["鲁A12345", "moto", "07"],
  ["鲁A1234学", "moto", "17"],
  ["鲁O1234警", "moto", "24"],
  ["沪A1234领", "moto", "10"],
  ["使014578", "moto", "09"],
  ["鲁A12345", "large_mid_nonop", "01"],
  ["鲁A12345D", "large_mid_nonop", "51"],
  ["鲁A12345", "truck", "02"],
  ["鲁A12345", "op_passenger", "02"],
] as const)("%s of a %s has the type %s, which stands first in the choice", (plate, use, code) => {
  expect(plateTypeCode(plate, use)).toBe(code);
  expect(plateTypesFor(plate, use)[0]).toBe(code);
  expect([...plateTypesFor(plate, use)].sort()).toEqual([...plateTypesFor(plate)].sort());
});

test("the city of a Shandong plate is known by its letter, added letters included, and null elsewhere", () => {
  expect(plateCityCode("鲁S12345")).toBe("370100");
  expect(plateCityCode("鲁UD12345")).toBe("370200");
  expect(plateCityCode("鲁Q1234挂")).toBe("371300");
  expect(plateCityCode("鲁W12345")).toBeNull();
  expect(plateCityCode("京A12345")).toBeNull();
  const known = new Set(CITIES.map((city) => city.code));
  for (const row of SHANDONG_PLATE_PREFIXES) if (row.cityCode !== null) expect(known).toContain(row.cityCode);
});

test("a wrong plate is refused with one sentence that shows an example", () => {
  const refused = plateField.safeParse("鲁AI2345");
  expect(refused.error?.issues.map((issue) => issue.message)).toEqual([
    "车牌号不正确，请对照行驶证填写，例如 鲁A12345",
  ]);
  expect(plateField.safeParse("  ").error?.issues.map((issue) => issue.message)).toEqual(["请填写车牌号"]);
  expect(plateField.safeParse(undefined).error?.issues[0]?.message).toBe("请填写车牌号");
});
