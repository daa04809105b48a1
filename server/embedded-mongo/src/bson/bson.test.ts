import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  deserialize,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
  UUID,
} from "bson";
import fc from "fast-check";
import { encodeKey, encodeStringPrefix, invertKey, keySuccessor } from "./keys";
import { parseDocument, pickFields, serializeDocument } from "./raw";
import {
  cloneValue,
  compareStrings,
  compareValues,
  type Doc,
  typeName,
  type Value,
  valuesEqual,
  valuesIdentical,
} from "./values";

const name = fc.oneof(
  fc.constantFrom("a", "b", "_bsontype", "constructor", "é", "toString"),
  fc.string({ maxLength: 4 }).filter((s) => !s.includes("\0") && !/^\d+$/.test(s)),
);
const text = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.constantFrom("", "\0", "a\0", "a\u0001", "\uffee", "\u{1f600}", "车主"),
);
const decimal = fc
  .oneof(
    fc.constantFrom(
      "0",
      "-0",
      "NaN",
      "Infinity",
      "-Infinity",
      "0.1",
      "1E-6176",
      "9.999999999999999999999999999999999E6144",
      "9007199254740993",
      "-1.5",
      "5",
    ),
    fc
      .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -40, max: 40 }))
      .map(([c, e]) => `${c}E${e}`),
  )
  .map((s) => Decimal128.fromString(s));
const double = fc.oneof(
  fc.double(),
  fc.constantFrom(0.1, -0, 0.5, 2 ** 53, 2 ** 53 + 2, 2 ** 63, -(2 ** 63), Number.NaN),
);
const number: fc.Arbitrary<Value> = fc.oneof(
  fc.integer(),
  fc.integer({ min: -3, max: 3 }),
  double,
  fc.integer({ min: -3, max: 3 }).map((n) => new Double(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map((n) => Long.fromBigInt(n)),
  decimal,
);
const leaf: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 3, arbitrary: text },
  fc.constantFrom(null, true, false, new MinKey(), new MaxKey()),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc
    .tuple(fc.uint8Array({ maxLength: 4 }), fc.constantFrom(0, 2, 4, 128))
    .map(([bytes, type]) => new Binary(bytes, type)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom(new BSONRegExp("a", "i"), new BSONRegExp("a", ""), new BSONRegExp("b", "im")),
  fc.constantFrom(new Code("x"), new Code("x", { y: 1 }), new Code("x", { y: 2 }), new BSONSymbol("s")),
);
const { value } = fc.letrec<{ value: Value; array: Value; doc: Value }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, { weight: 5, arbitrary: leaf }, tie("array"), tie("doc")),
  array: fc.array(tie("value"), { maxLength: 3 }),
  doc: fc.uniqueArray(fc.tuple(name, tie("value")), { maxLength: 3, selector: ([key]) => key }).map((entries) => {
    const doc: Doc = {};
    for (const [key, item] of entries) doc[key] = item;
    return doc;
  }),
}));

const sign = (n: number): number => (n < 0 ? -1 : n > 0 ? 1 : 0);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

describe("order", () => {
  test("compareValues is a total order", () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(sign(compareValues(a, b))).toBe(-sign(compareValues(b, a)) + 0);
        expect(compareValues(a, a)).toBe(0);
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  test("keys have the order of the values, also inverted", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const order = sign(compareValues(a, b));
        expect(byText(encodeKey(a), encodeKey(b))).toBe(order);
        expect(byText(invertKey(encodeKey(b)), invertKey(encodeKey(a)))).toBe(order);
      }),
      { numRuns: 1500 },
    );
  });

  test("numbers of all types have one order, in values and in keys", () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(byText(encodeKey(a), encodeKey(b))).toBe(sign(compareValues(a, b)));
      }),
      { numRuns: 1500 },
    );
  });

  test("no key is a prefix of another, so keys can be concatenated", () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        if (!valuesEqual(a, b)) expect(encodeKey(a).startsWith(encodeKey(b))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("types come in BSON's order", () => {
    const ordered = [
      new MinKey(),
      null,
      -1,
      "a",
      {},
      [],
      new Binary(Buffer.from("a")),
      new ObjectId("000000000000000000000000"),
      false,
      new Date(0),
      new Timestamp({ t: 1, i: 1 }),
      new BSONRegExp("a"),
      new Code("a"),
      new MaxKey(),
    ];
    for (let i = 1; i < ordered.length; i++) expect(compareValues(ordered[i - 1], ordered[i])).toBeLessThan(0);
    expect(compareValues(undefined, null)).toBeLessThan(0);
    expect(encodeKey(undefined)).toBe(encodeKey(null));
  });

  test("equal numbers of different types are one value; close ones are not", () => {
    expect(valuesEqual(5, new Double(5))).toBe(true);
    expect(valuesEqual(5, Long.fromNumber(5))).toBe(true);
    expect(valuesEqual(5, Decimal128.fromString("5.00"))).toBe(true);
    expect(valuesEqual(0.5, Decimal128.fromString("0.5"))).toBe(true);
    expect(compareValues(0.1, Decimal128.fromString("0.1"))).toBeGreaterThan(0);
    expect(compareValues(2 ** 53, Long.fromString("9007199254740993"))).toBeLessThan(0);
    expect(compareValues(Number.NaN, Number.NEGATIVE_INFINITY)).toBeLessThan(0);
    expect(valuesEqual(Number.NaN, Decimal128.fromString("NaN"))).toBe(true);
    expect(valuesEqual(-0, 0)).toBe(true);
    expect(valuesIdentical(5, new Double(5))).toBe(false);
  });

  test("documents compare by type, name, value; then by length", () => {
    expect(compareValues({ a: 1 }, { a: 1, b: 1 })).toBeLessThan(0);
    expect(compareValues({ b: 1 }, { a: "x" })).toBeLessThan(0);
    expect(compareValues({ a: 1, b: 2 }, { b: 2, a: 1 })).toBeLessThan(0);
  });

  test("strings compare by UTF-8 bytes", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(sign(compareStrings(a, b))).toBe(sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });

  test("keySuccessor bounds all keys with a prefix", () => {
    expect(keySuccessor("a\xff\xff")).toBe("b");
    expect(keySuccessor("\xff")).toBeNull();
    fc.assert(
      fc.property(text, text, (prefix, rest) => {
        const start = encodeStringPrefix(prefix);
        const key = encodeKey(prefix + rest);
        expect(key.startsWith(start)).toBe(true);
        expect(key < (keySuccessor(start) as string)).toBe(true);
      }),
    );
  });
});

describe("BSON", () => {
  const reference = { promoteValues: false, bsonRegExp: true } as const;

  test("round trip keeps values and types", () => {
    fc.assert(
      fc.property(value, (item) => {
        const copy = parseDocument(serializeDocument({ item })).item;
        expect(valuesIdentical(copy, item)).toBe(true);
        expect(typeName(copy)).toBe(typeName(item));
        expect(encodeKey(cloneValue(item))).toBe(encodeKey(item));
      }),
      { numRuns: 1000 },
    );
  });

  test("bytes are those of the bson library", () => {
    const doc = sampleDocument();
    expect(serializeDocument(doc).equals(serialize(doc))).toBe(true);
    const types = deserialize(
      serializeDocument({ a: 5, b: new Double(5), c: Long.fromNumber(5), d: 5.5, e: 2 ** 40, f: -0 }),
      reference,
    );
    expect(types.a).toBeInstanceOf(Int32);
    expect(types.b).toBeInstanceOf(Double);
    expect(types.c).toBeInstanceOf(Long);
    expect(types.d).toBeInstanceOf(Double);
    expect(types.e).toBeInstanceOf(Double);
    expect(types.f).toBeInstanceOf(Double);
  });

  test("what the library writes is read with its types", () => {
    const doc = sampleDocument();
    const parsed = parseDocument(serialize(doc));
    expect(valuesIdentical(parsed, doc)).toBe(true);
    expect(parseDocument(serialize({ a: new Double(5), b: new Int32(5), c: 1.5 }))).toEqual({
      a: new Double(5),
      b: 5,
      c: 1.5,
    });
  });

  test("a document is read at an offset and nothing keeps the buffer", () => {
    const bytes = Buffer.concat([
      Buffer.from([9, 9, 9]),
      serialize({ a: [1, { b: "x" }], d: new Binary(Buffer.from("abc")) }),
      Buffer.from([7]),
    ]);
    const doc = parseDocument(bytes, 3);
    bytes.fill(0);
    expect(doc.a).toEqual([1, { b: "x" }]);
    expect(Buffer.from((doc.d as Binary).buffer).toString()).toBe("abc");
  });

  test("a plain Uint8Array is read like a Buffer", () => {
    expect(parseDocument(new Uint8Array(serialize({ 名: "车主俱乐部".repeat(20), s: "x".repeat(100) })))).toEqual({
      名: "车主俱乐部".repeat(20),
      s: "x".repeat(100),
    });
  });

  test("pickFields reads only what it is asked for", () => {
    const bytes = serialize(sampleDocument());
    expect(pickFields(bytes, new Set(["i", "nested", "nothing"]))).toEqual({
      i: 7,
      nested: { a: [1, 2, { b: null }] },
    });
    for (const key of Object.keys(sampleDocument())) {
      expect(valuesIdentical(pickFields(bytes, new Set([key]))[key], sampleDocument()[key])).toBe(true);
    }
  });

  test("fields called __proto__ or _bsontype are ordinary", () => {
    const doc: Doc = { _bsontype: "ObjectId" };
    Object.defineProperty(doc, "__proto__", { value: 5, enumerable: true, writable: true, configurable: true });
    const copy = parseDocument(serializeDocument(doc));
    expect(Object.keys(copy)).toEqual(["_bsontype", "__proto__"]);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(valuesEqual(cloneValue(copy), copy)).toBe(true);
  });

  test("documents that grow beyond the first buffer are written whole", () => {
    const doc = { big: "é".repeat(200_000), list: Array.from({ length: 20_000 }, (_, i) => ({ i, t: `t${i}` })) };
    expect(valuesIdentical(parseDocument(serializeDocument(doc)), doc)).toBe(true);
    expect(serializeDocument({ a: 1 })).toEqual(Buffer.from(serialize({ a: 1 })));
  });

  test.each([
    ["cut off", serialize({ a: "hello" }).slice(0, -3)],
    ["not terminated", Buffer.from([5, 0, 0, 0, 1])],
    ["wrong size", Buffer.from([200, 0, 0, 0, 0])],
    ["unknown type", Buffer.from([8, 0, 0, 0, 0x55, 65, 0, 0])],
    ["string beyond the end", Buffer.from([13, 0, 0, 0, 2, 65, 0, 100, 0, 0, 0, 65, 0])],
    ["empty", Buffer.alloc(0)],
  ])("malformed input is refused: %s", (_what, bytes) => {
    expect(() => parseDocument(bytes)).toThrow(expect.objectContaining({ code: 22 }));
  });

  test("a single changed byte never does worse than an error", () => {
    const bytes = Buffer.from(serialize(sampleDocument()));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = byte;
        try {
          parseDocument(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("what is no BSON is refused when written", () => {
    expect(() => serializeDocument({ a: () => 1 })).toThrow(expect.objectContaining({ code: 2 }));
    expect(() => serializeDocument({ a: new Map() })).toThrow(expect.objectContaining({ code: 2 }));
    expect(() => serializeDocument({ "a\0b": 1 })).toThrow(expect.objectContaining({ code: 2 }));
    expect(() => serializeDocument({ a: new Date(Number.NaN) })).toThrow(expect.objectContaining({ code: 2 }));
  });

  function sampleDocument(): Doc {
    return {
      _id: new ObjectId("65f000000000000000000001"),
      s: "text 车主",
      i: 7,
      l: Long.fromString("9007199254740993"),
      d: 1.25,
      dec: Decimal128.fromString("-12.50"),
      nested: { a: [1, 2, { b: null }] },
      empty: {},
      none: [],
      date: new Date(-5),
      bin: new Binary(Buffer.from([1, 2, 3]), 5),
      uuid: new UUID("0123456789abcdef0123456789abcdef").toBinary(),
      re: new BSONRegExp("a.*b", "im"),
      ts: new Timestamp({ t: 5, i: 4_000_000_000 }),
      code: new Code("f()"),
      scoped: new Code("f()", { a: 1 }),
      min: new MinKey(),
      max: new MaxKey(),
      no: false,
      sym: new BSONSymbol("sy"),
    };
  }
});
