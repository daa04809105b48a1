import fc from "fast-check";
import { formatFen, includedTaxFen, parseYuan, shareFen, sumFen } from "./money";

/** Up to the eleven digits of yuan that can be typed. */
const amounts = fc.integer({ min: -9_999_999_999_999, max: 9_999_999_999_999 });
const shares = fc.integer({ min: 0, max: 10_000 });

test.each([
  [12_800, "¥128.00"],
  [0, "¥0.00"],
  [-0, "¥0.00"],
  [5, "¥0.05"],
  [-5, "-¥0.05"],
  [99_999, "¥999.99"],
  [100_000, "¥1,000.00"],
  [123_456_789, "¥1,234,567.89"],
  [-123_456_789, "-¥1,234,567.89"],
])("%i fen is shown as %s", (fen, text) => {
  expect(formatFen(fen)).toBe(text);
});

test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("%p is not money", (value) => {
  expect(() => formatFen(value)).toThrow(RangeError);
  expect(() => shareFen(value, 1)).toThrow(RangeError);
  expect(() => sumFen([1, value])).toThrow(RangeError);
});

test.each([
  ["128", 12_800],
  ["128.5", 12_850],
  ["128.50", 12_850],
  ["0.07", 7],
  ["¥1,280.00", 128_000],
  [" 12 ", 1_200],
  ["-3.10", -310],
  ["-0", 0],
  ["1.234", null],
  ["1e3", null],
  ["", null],
  [".5", null],
  ["十元", null],
  ["123456789012", null],
])("typed %p is %p fen", (typed, fen) => {
  expect(parseYuan(typed)).toBe(fen);
});

test("what formatFen writes, parseYuan reads back", () => {
  fc.assert(
    fc.property(amounts, (fen) => {
      expect(parseYuan(formatFen(fen))).toBe(fen === 0 ? 0 : fen);
    }),
  );
});

test.each([
  [10_000, 7_000, 7_000],
  [1, 5_000, 1],
  [1, 4_999, 0],
  [3, 5_000, 2],
  [-3, 5_000, -2],
  [999, 3_333, 333],
  [12_345, 10_000, 12_345],
  [12_345, 0, 0],
  [-1, 1, 0],
])("%i fen × %i bps = %i fen", (amount, bps, share) => {
  expect(shareFen(amount, bps)).toBe(share);
});

test("a share equals exact integer arithmetic, whatever the size, and a reversal cancels it", () => {
  fc.assert(
    fc.property(amounts, shares, (amount, bps) => {
      const magnitude = (BigInt(Math.abs(amount)) * BigInt(bps) * 2n + 10_000n) / 20_000n;
      const share = shareFen(amount, bps);
      expect(BigInt(share)).toBe(amount < 0 ? -magnitude : magnitude);
      expect(share + shareFen(-amount, bps)).toBe(0);
      expect(Object.is(share, -0)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test.each([
  [10_600, 600, 600],
  [11_300, 1_300, 1_300],
  [10_000, 600, 566],
  [-10_000, 600, -566],
  [10_000, 0, 0],
])("%i fen gross at %i bps contain %i fen of tax", (gross, bps, tax) => {
  expect(includedTaxFen(gross, bps)).toBe(tax);
});

test("a sum is exact or refused", () => {
  expect(sumFen([])).toBe(0);
  expect(sumFen([1, -3, 12_800])).toBe(12_798);
  expect(() => sumFen([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
});
