import fc from "fast-check";
import { CODE_ALPHABET, CODE_SYMBOLS, formatCode, normalizeCode } from "./ids";

const codes = fc.array(fc.constantFrom(...CODE_ALPHABET), { minLength: CODE_SYMBOLS, maxLength: CODE_SYMBOLS });

test("the alphabet is Crockford's: 32 different symbols without I, L, O and U", () => {
  expect(new Set(CODE_ALPHABET).size).toBe(32);
  expect(CODE_ALPHABET).not.toMatch(/[ILOU]/);
});

test.each([
  "7K3M9QXA01BZ",
  "7K3M-9QXA-01BZ",
  "7k3m 9qxa 01bz",
  "7K3M9QXAOIBZ",
  "7k3m9qxaolbz",
  " 7K3M–9QXA—01BZ\n",
  "７Ｋ３Ｍ－９ＱＸＡ－０１ＢＺ",
])("%p reads as 7K3M9QXA01BZ", (typed) => {
  expect(normalizeCode(typed)).toBe("7K3M9QXA01BZ");
});

test.each(["", "7K3M9QXA01B", "7K3M9QXA01BZZ", "7K3M9QXAU1BZ", "7K3M9QXA01B中", "7K3M/9QXA/01BZ", "7".repeat(10_000)])(
  "%p is no code",
  (typed) => {
    expect(normalizeCode(typed)).toBeNull();
  },
);

test("a code survives being shown, read aloud with O, I and L, and typed again", () => {
  fc.assert(
    fc.property(codes, fc.boolean(), fc.constantFrom("I", "L", "i", "l"), (symbols, lower, one) => {
      const code = symbols.join("");
      const shown = formatCode(code);
      expect(shown).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
      const typed = shown.replace(/0/g, "O").replace(/1/g, one);
      expect(normalizeCode(lower ? typed.toLowerCase() : typed)).toBe(code);
    }),
  );
});

test("codes of another length can be asked for", () => {
  expect(normalizeCode("ab-cd", 4)).toBe("ABCD");
  expect(formatCode("ABCDEF")).toBe("ABCD-EF");
});
