import fc from "fast-check";
import * as z from "zod/mini";
import {
  engineNoField,
  lastCharacters,
  normalizeEngineNo,
  VIN_WARNING,
  vinCheckCharacter,
  vinField,
  vinWarning,
} from "./vin";

const message = (schema: z.ZodMiniType, value: unknown) => z.safeParse(schema, value).error?.issues[0]?.message;

describe("the check digit of a VIN", () => {
  // The published example, and numbers made for tests.
  test.each(["1FACP45EXLF192944", "LSVAA49J0N2100001", "LFV2A21K2L3100002", "LGXC16DFXP0100003"])("%s fits", (vin) => {
    expect(vinWarning(vin)).toBeNull();
    expect(vinCheckCharacter(vin)).toBe(vin.charAt(8));
  });

  test("a wrong one is a warning, and the field takes it all the same", () => {
    expect(vinWarning("LSVAA49J1N2100001")).toBe(VIN_WARNING);
    expect(z.parse(vinField, "lsvaa49j1n2100001")).toBe("LSVAA49J1N2100001");
  });

  test("changing any single character to one of another value changes the check character", () => {
    const digit = fc.integer({ min: 0, max: 9 });
    const place = fc.constantFrom(9, 10, 11, 12, 13, 14, 15, 16);
    fc.assert(
      fc.property(place, digit, digit, (index, a, b) => {
        const withDigit = (value: number) =>
          `LSVAA49J0N2100001`.replace(/./g, (c, at) => (at === index ? `${value}` : c));
        const same = vinCheckCharacter(withDigit(a)) === vinCheckCharacter(withDigit(b));
        expect(same).toBe(a === b);
      }),
    );
  });
});

test.each([
  ["", "请填写车架号"],
  ["LSVAA49J0N210000", "车架号应为 17 位字母或数字，不含 I、O、Q，请对照行驶证填写"],
  ["LSVAA49J0N210000O", "车架号应为 17 位字母或数字，不含 I、O、Q，请对照行驶证填写"],
])("the VIN %p is refused with one sentence", (value, sentence) => {
  expect(message(vinField, value)).toBe(sentence);
});

test("an engine number loses the marks of its stamp, and half of one is refused", () => {
  expect(normalizeEngineNo(" *ea211-w１２ ab* ")).toBe("EA211W12AB");
  expect(z.parse(engineNoField, "d4e5-f6")).toBe("D4E5F6");
  expect(message(engineNoField, "A1")).toBe("发动机号应为 4 到 20 位字母或数字，请对照行驶证填写");
});

test("the last characters are cut from the end; 0 means all of them", () => {
  expect(lastCharacters("EA211W12AB", 6)).toBe("W12AB".padStart(6, "1"));
  expect(lastCharacters("EA211W12AB", 0)).toBe("EA211W12AB");
});
