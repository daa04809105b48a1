import { Binary, BSONRegExp, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from "bson";
import fc from "fast-check";
import { documentKeys, type IndexField } from "../store/index-keys";
import { encodeKey, invertKey } from "./keys";
import { compareValues, type Doc, type Value, valuesEqual } from "./values";

/*
 * Two random values hardly ever meet. These are drawn from few, in many types, so that equal ones, neighbours, prefixes and
 * the same number in another type come up all the time.
 */
const near = fc.constantFrom(-1, 0, 1, 2, 255, 256, 2 ** 31 - 1, 2 ** 53);
const number: fc.Arbitrary<Value> = fc.oneof(
  near,
  near.map((n) => new Double(n)),
  near.map((n) => Long.fromNumber(n)),
  near.map((n) => Decimal128.fromString(String(n))),
  near.map((n) => Decimal128.fromString(`${n}.0000000001`)),
  near.map((n) => n + 0.5),
  fc.constantFrom(Long.MAX_VALUE, Long.MIN_VALUE, Long.fromString("9007199254740993")),
  fc.constantFrom(
    Number.NaN,
    -0,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ),
  fc.constantFrom("NaN", "Infinity", "-Infinity", "1E-6176", "9E6144", "1E+2").map((s) => Decimal128.fromString(s)),
);
const text = fc.string({
  unit: fc.constantFrom("a", "b", "\0", "\u0001", "\x7f", "é", "\uffee", "中", "\u{1f600}"),
  maxLength: 3,
});
const bytes = fc.uint8Array({ maxLength: 3, max: 255 }).map((array) => array.map((byte) => (byte % 3) * 127));
const leaf: fc.Arbitrary<Value> = fc.oneof(
  { weight: 3, arbitrary: number },
  { weight: 3, arbitrary: text },
  fc.constantFrom(null, true, false, new MinKey(), new MaxKey()),
  fc.constantFrom(-1, 0, 1, 255, 1e12).map((ms) => new Date(ms)),
  fc.constantFrom("000000000000000000000000", "0000000000000000000000ff").map((hex) => new ObjectId(hex)),
  fc.tuple(bytes, fc.constantFrom(0, 4, 128)).map(([array, type]) => new Binary(array, type)),
  fc.tuple(fc.constantFrom(0, 1, 256), fc.constantFrom(0, 1)).map(([t, i]) => new Timestamp({ t, i })),
  fc
    .tuple(
      text.filter((s) => !s.includes("\0")),
      fc.constantFrom("", "i", "im"),
    )
    .map(([s, o]) => new BSONRegExp(s, o)),
  text.map((s) => new Code(s)),
  fc.tuple(text, near).map(([s, n]) => new Code(s, { n })),
);
const { value } = fc.letrec<{ value: Value; array: Value; doc: Value }>((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, { weight: 6, arbitrary: leaf }, tie("array"), tie("doc")),
  array: fc.array(tie("value"), { maxLength: 3 }),
  doc: fc
    .uniqueArray(fc.tuple(fc.constantFrom("a", "aa", "b", "é"), tie("value")), {
      maxLength: 2,
      selector: ([key]) => key,
    })
    .map((entries) => Object.fromEntries(entries)),
}));
const typed = (n: number): fc.Arbitrary<Value> =>
  fc.constantFrom<Value>(n, new Double(n), Long.fromNumber(n), Decimal128.fromString(String(n)));
/** A value and one that is often the same, or the same but for one place. */
const pair = fc.oneof(
  fc.tuple(value, value),
  fc.tuple(leaf, leaf).map(([a, b]): [Value, Value] => [
    [a, a],
    [a, b],
  ]),
  fc.tuple(number, number),
  near.chain((n) => fc.tuple(typed(n), typed(n))),
  fc.tuple(text, text),
  fc.tuple(value, value).map(([a, b]): [Value, Value] => [
    { a, b },
    { a, b: a },
  ]),
);
const RUNS = { numRuns: 2_500 };
const sign = (n: number): number => Math.sign(n) + 0;
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

test("the order of keys is the order of values, equal keys are equal values, and the other way round when inverted", () => {
  let equal = 0;
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const order = sign(compareValues(a, b));
      const [x, y] = [encodeKey(a), encodeKey(b)];
      expect(byText(x, y)).toBe(order);
      expect(x === y).toBe(valuesEqual(a, b));
      expect(byText(invertKey(y), invertKey(x))).toBe(order);
      if (order === 0) equal++;
    }),
    RUNS,
  );
  expect(equal).toBeGreaterThan(200);
});

test("no key, plain or inverted, is the start of another one, and all are bytes", () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const [x, y] = [encodeKey(a), encodeKey(b)];
      expect(/^[\0-\xff]+$/.test(x)).toBe(true);
      expect(invertKey(invertKey(x))).toBe(x);
      if (x === y) return;
      expect(x.startsWith(y) || y.startsWith(x)).toBe(false);
      expect(invertKey(x).startsWith(invertKey(y))).toBe(false);
    }),
    RUNS,
  );
});

const scalar = leaf.filter((item) => item !== undefined);
const row = fc.tuple(scalar, scalar, scalar);
const directions = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());

test("keys of compound indexes have the order of the fields, each in its direction", () => {
  const names = ["x", "y", "z"];
  fc.assert(
    fc.property(row, row, fc.nat(3), directions, (first, other, shared, descending) => {
      // The second row starts like the first, so that later fields decide.
      const second = other.map((item, i) => (i < shared ? first[i] : item));
      const fields = names.map((path, i): IndexField => {
        return { path, parts: [path], root: path, descending: descending[i] === true };
      });
      const docOf = (values: readonly Value[]): Doc => Object.fromEntries(names.map((path, i) => [path, values[i]]));
      let wanted = 0;
      for (let i = 0; wanted === 0 && i < 3; i++) {
        wanted = sign(compareValues(first[i], second[i])) * (descending[i] === true ? -1 : 1) + 0;
      }
      const [x, y] = [first, second].map((values) => documentKeys(docOf(values), fields).keys);
      expect([x?.length, y?.length]).toEqual([1, 1]);
      expect(byText(x?.[0] as string, y?.[0] as string)).toBe(wanted);
    }),
    RUNS,
  );
});
