import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId } from "bson";
import fc from "fast-check";
import { type Doc, valuesEqual } from "../bson/values";
import { compileFilter } from "./match";

const matches = (filter: Doc, doc: Doc): boolean => compileFilter(filter).test(doc);
const id = new ObjectId("65f000000000000000000001");

/** [filter, documents that match, documents that do not] */
type Row = [filter: Doc, yes: Doc[], no: Doc[]];

function table(title: string, rows: Row[]): void {
  describe(title, () => {
    test.each(rows.map((row) => [JSON.stringify(row[0]), ...row] as const))("%s", (_text, filter, yes, no) => {
      for (const doc of yes) expect({ doc, matched: matches(filter, doc) }).toEqual({ doc, matched: true });
      for (const doc of no) expect({ doc, matched: matches(filter, doc) }).toEqual({ doc, matched: false });
    });
  });
}

table("equality", [
  [{}, [{}, { a: 1 }], []],
  [
    { a: 1 },
    [{ a: 1 }, { a: [1, 2] }, { a: new Double(1) }, { a: Long.fromNumber(1) }, { a: Decimal128.fromString("1.0") }],
    [{ a: 2 }, { a: "1" }, {}, { a: [[1]] }, { a: true }],
  ],
  [{ a: { $eq: "x" } }, [{ a: "x" }, { a: ["y", "x"] }], [{ a: "X" }, { a: null }]],
  [{ a: null }, [{ a: null }, {}, { a: [1, null] }], [{ a: 1 }, { a: [] }, { a: false }]],
  [
    { a: id },
    [{ a: new ObjectId(id.toHexString()) }, { a: [1, id] }],
    [{ a: id.toHexString() }, { a: new ObjectId("65f000000000000000000002") }],
  ],
  [{ a: [1, 2] }, [{ a: [1, 2] }, { a: [[1, 2], 3] }], [{ a: [2, 1] }, { a: [1, 2, 3] }, { a: 1 }]],
  [{ a: { b: 1, c: 2 } }, [{ a: { b: 1, c: 2 } }, { a: [{ b: 1, c: 2 }] }], [{ a: { c: 2, b: 1 } }, { a: { b: 1 } }]],
  [{ a: {} }, [{ a: {} }], [{ a: { b: 1 } }, { a: [] }, {}]],
  [{ a: true }, [{ a: true }], [{ a: 1 }, { a: "true" }]],
  [{ a: new Date(5) }, [{ a: new Date(5) }], [{ a: 5 }, { a: new Date(6) }]],
  [
    { a: new Binary(Buffer.from("x")) },
    [{ a: new Binary(Buffer.from("x")) }],
    [{ a: new Binary(Buffer.from("x"), 4) }, { a: "x" }],
  ],
  [{ a: { $ref: "c", $id: 1 } }, [{ a: { $ref: "c", $id: 1 } }], [{ a: { $ref: "c", $id: 2 } }]],
  [{ constructor: null }, [{}], [{ constructor: 1 }]],
  [{ a: { $ne: 1 } }, [{ a: 2 }, {}, { a: "1" }, { a: [] }], [{ a: 1 }, { a: [1, 2] }]],
  [{ a: { $ne: null } }, [{ a: 1 }, { a: [] }], [{ a: null }, {}, { a: [null] }]],
]);

table("dotted paths", [
  [
    { "a.b": 1 },
    [{ a: { b: 1 } }, { a: [{ b: 1 }, { b: 2 }] }, { a: { b: [3, 1] } }, { a: [{ b: [1] }] }],
    [{ a: 1 }, { a: [[{ b: 1 }]] }, { "a.b": 1 }],
  ],
  [
    { "a.b": null },
    [{ a: { b: null } }, {}, { a: 5 }, { a: {} }, { a: [{ c: 1 }] }],
    [{ a: { b: 1 } }, { a: [] }, { a: [1, 2] }, { a: [[]] }],
  ],
  [
    { "a.0": 5 },
    [{ a: [5, 6] }, { a: { 0: 5 } }, { a: { 0: [5] } }, { a: [{ 0: 5 }] }],
    [{ a: [[5]] }, { a: [6, 5] }, { a: 5 }, { a: [] }],
  ],
  [{ "a.0": [5] }, [{ a: [[5]] }], [{ a: [5] }, { a: [[[5]]] }]],
  [{ "a.0": { $size: 1 } }, [{ a: [[5]] }], [{ a: [5] }]],
  [{ "a.0.b": null }, [{ a: [{}] }, {}, { a: 1 }], [{ a: [5] }, { a: [[]] }]],
  [{ "a.1.b": 2 }, [{ a: [{ b: 1 }, { b: 2 }] }, { a: [1, [{ b: 2 }]] }], [{ a: [{ b: 2 }] }]],
  [{ "a.b.c": { $exists: true } }, [{ a: { b: { c: null } } }, { a: [{ b: [{ c: 1 }] }] }], [{ a: { b: 1 } }, {}]],
  [
    { "a.b": { $exists: false } },
    [{}, { a: 1 }, { a: [] }, { a: [1] }, { a: {} }],
    [{ a: { b: null } }, { a: [{}, { b: 1 }] }],
  ],
]);

table("ranges are bracketed by type", [
  [
    { a: { $gt: 5 } },
    [{ a: 6 }, { a: new Double(5.5) }, { a: Long.fromNumber(6) }, { a: [1, 9] }],
    [{ a: 5 }, { a: "9" }, { a: null }, {}, { a: new Date() }, { a: Number.NaN }],
  ],
  [{ a: { $gte: 5, $lt: 7 } }, [{ a: 5 }, { a: 6.9 }, { a: [1, 9] }], [{ a: 7 }, { a: 4 }, { a: [1] }]],
  [{ a: { $lt: "b" } }, [{ a: "a" }, { a: "" }], [{ a: "b" }, { a: 1 }]],
  [{ a: { $lte: new Date(5) } }, [{ a: new Date(5) }], [{ a: new Date(6) }, { a: 1 }, {}]],
  [{ a: { $gt: id } }, [{ a: new ObjectId("65f000000000000000000002") }], [{ a: id }, { a: "z" }]],
  [{ a: { $gte: null } }, [{ a: null }, {}], [{ a: 1 }]],
  [{ a: { $gt: null } }, [], [{ a: null }, {}, { a: 1 }]],
  [{ a: { $lt: true } }, [{ a: false }], [{ a: true }, { a: 0 }]],
  [{ a: { $gt: [1, 3] } }, [{ a: [2, 1] }, { a: [[9]] }], [{ a: [1, 3] }, { a: [1, 2, 9] }, { a: 5 }]],
  [{ a: { $gt: { b: 1 } } }, [{ a: { b: 2 } }], [{ a: { b: 1 } }, { a: 2 }]],
  [{ a: { $gte: new MinKey() } }, [{ a: 1 }, { a: null }, {}, { a: new MinKey() }], []],
  [{ a: { $lt: new MaxKey() } }, [{ a: 1 }, {}], [{ a: new MaxKey() }]],
  [{ a: { $gte: Number.NaN } }, [{ a: Number.NaN }], [{ a: 1 }]],
  [{ a: { $lt: Number.NaN } }, [], [{ a: Number.NaN }, { a: 1 }]],
]);

table("$in, $nin", [
  [
    { a: { $in: [1, "x", null] } },
    [{ a: 1 }, { a: "x" }, { a: null }, {}, { a: [5, "x"] }, { a: Long.fromNumber(1) }],
    [{ a: 2 }, { a: [] }, { a: "y" }],
  ],
  [{ a: { $in: [] } }, [], [{ a: 1 }, {}]],
  [{ a: { $in: [new BSONRegExp("^ab", "i"), 5] } }, [{ a: "ABC" }, { a: ["x", "abx"] }, { a: 5 }], [{ a: "xab" }]],
  [{ a: { $in: [[1], { b: 2 }] } }, [{ a: [1] }, { a: [[1]] }, { a: { b: 2 } }], [{ a: 1 }, { a: { b: 3 } }]],
  [
    { a: { $in: Array.from({ length: 20 }, (_, i) => i * 2) } },
    [{ a: 38 }, { a: new Double(4) }, { a: [3, 4] }],
    [{ a: 3 }, { a: "4" }, {}],
  ],
  [{ a: { $nin: [1, null] } }, [{ a: 2 }, { a: [] }], [{ a: 1 }, {}, { a: [1, 2] }]],
]);

table("logic", [
  [{ $and: [{ a: 1 }, { b: 2 }] }, [{ a: 1, b: 2 }], [{ a: 1 }]],
  [{ $or: [{ a: 1 }, { b: 2 }] }, [{ a: 1 }, { b: 2 }], [{ a: 2 }]],
  [{ $nor: [{ a: 1 }, { b: 2 }] }, [{}, { a: 2 }], [{ a: 1 }, { b: 2 }]],
  [{ a: { $not: { $gt: 5 } } }, [{ a: 5 }, {}, { a: "x" }], [{ a: 6 }, { a: [1, 6] }]],
  [{ a: { $not: { $gt: 5, $lt: 10 } } }, [{ a: 5 }, { a: 10 }], [{ a: 7 }]],
  [{ a: { $not: new BSONRegExp("^x") } }, [{ a: "y" }, {}], [{ a: "xy" }]],
  [{ a: 1, b: 2, c: 3, d: 4 }, [{ a: 1, b: 2, c: 3, d: 4 }], [{ a: 1, b: 2, c: 3 }]],
  [{ $comment: "why", a: 1 }, [{ a: 1 }], [{ a: 2 }]],
  [{ $expr: { $gt: ["$a", "$b"] } }, [{ a: 2, b: 1 }], [{ a: 1, b: 2 }]],
]);

table("$exists, $type, $size, $mod, $all, $bits", [
  [{ a: { $exists: true } }, [{ a: null }, { a: 1 }, { a: [] }], [{}]],
  [{ a: { $exists: 0 } }, [{}], [{ a: null }]],
  [{ a: { $type: "string" } }, [{ a: "x" }, { a: [1, "x"] }], [{ a: 1 }, {}]],
  [{ a: { $type: "array" } }, [{ a: [] }], [{ a: 1 }]],
  [{ a: { $type: ["int", 9] } }, [{ a: 1 }, { a: new Date() }], [{ a: new Double(1) }, { a: Long.fromNumber(1) }]],
  [{ a: { $type: "number" } }, [{ a: 1 }, { a: Decimal128.fromString("1") }], [{ a: "1" }]],
  [{ a: { $type: "null" } }, [{ a: null }], [{}]],
  [{ a: { $type: "double" } }, [{ a: 1.5 }, { a: new Double(2) }, { a: 2 ** 40 }], [{ a: 2 }]],
  [{ a: { $size: 2 } }, [{ a: [1, 2] }], [{ a: [1] }, { a: 2 }, {}, { a: [[1, 2]] }]],
  [
    { a: { $mod: [4, 2] } },
    [{ a: 6 }, { a: 6.9 }, { a: Long.fromNumber(2) }, { a: [1, 6] }],
    [{ a: 4 }, { a: -6 }, { a: "6" }, {}],
  ],
  [{ a: { $mod: [4, -2] } }, [{ a: -6 }], [{ a: 6 }]],
  [{ a: { $all: [1, 2] } }, [{ a: [2, 3, 1] }], [{ a: [1] }, { a: 1 }, {}]],
  [{ a: { $all: [1] } }, [{ a: 1 }, { a: [1] }], [{ a: [2] }]],
  [{ a: { $all: [[1, 2]] } }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [2, 1] }]],
  [{ a: { $all: [] } }, [], [{ a: [] }, { a: 1 }]],
  [
    { a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { b: 2 } }] } },
    [{ a: [{ b: 1 }, { b: 2 }] }],
    [{ a: [{ b: 1 }] }],
  ],
  [
    { a: { $bitsAllSet: 50 } },
    [{ a: 54 }, { a: new Binary(Buffer.from([0x36])) }],
    [{ a: 20 }, { a: "54" }, { a: 50.5 }],
  ],
  [{ a: { $bitsAnySet: [1, 5] } }, [{ a: 2 }, { a: -1 }], [{ a: 4 }]],
  [{ a: { $bitsAllClear: [1, 5] } }, [{ a: 20 }], [{ a: 54 }, {}]],
  [{ a: { $bitsAnyClear: new Binary(Buffer.from([0x22])) } }, [{ a: 2 }], [{ a: 54 }]],
  [{ a: { $bitsAllSet: [200] } }, [{ a: -1 }], [{ a: 1 }]],
]);

table("$elemMatch", [
  [{ a: { $elemMatch: { $gte: 80, $lt: 85 } } }, [{ a: [82, 90] }], [{ a: [75, 88] }, { a: 82 }, { a: [[82]] }]],
  [
    { a: { $elemMatch: { b: 1, c: { $gt: 5 } } } },
    [{ a: [{ b: 1, c: 6 }] }],
    [
      {
        a: [
          { b: 1, c: 1 },
          { b: 2, c: 6 },
        ],
      },
      { a: { b: 1, c: 6 } },
    ],
  ],
  [{ a: { $elemMatch: { $or: [{ b: 1 }, { c: 1 }] } } }, [{ a: [{ c: 1 }] }], [{ a: [{ b: 2 }, 1] }]],
  [{ a: { $elemMatch: { $elemMatch: { $eq: 5 } } } }, [{ a: [[1], [5]] }], [{ a: [5] }]],
  [{ a: { $elemMatch: { $ne: 1 } } }, [{ a: [1, 2] }], [{ a: [1] }, { a: [] }]],
  [{ "a.b": { $elemMatch: { c: 1 } } }, [{ a: [{ b: [{ c: 1 }] }] }], [{ a: [{ b: { c: 1 } }] }]],
  [{ a: { $elemMatch: { 0: 1 } } }, [{ a: [[1, 2]] }], [{ a: [[2, 1]] }]],
  [{ a: { $not: { $elemMatch: { b: 1 } } } }, [{}, { a: [{ b: 2 }] }], [{ a: [{ b: 1 }] }]],
]);

table("$regex", [
  [{ a: new BSONRegExp("^粤B", "") }, [{ a: "粤B12345" }, { a: ["x", "粤B1"] }], [{ a: "京A1" }, { a: 5 }, {}]],
  [{ a: { $regex: "ABC", $options: "i" } }, [{ a: "xabcx" }], [{ a: "ab" }]],
  [{ a: { $regex: new BSONRegExp("b", "i"), $ne: "abc" } }, [{ a: "B" }], [{ a: "abc" }, { a: "x" }]],
  [{ a: { $regex: "^a.c$", $options: "s" } }, [{ a: "a\nc" }], [{ a: "abcd" }]],
  [{ a: { $regex: "^a.c$" } }, [{ a: "abc" }, { a: "abc\n" }], [{ a: "a\nc" }, { a: "abc\nx" }]],
  [{ a: { $regex: "^b", $options: "m" } }, [{ a: "a\nb" }], [{ a: "ab" }]],
  [{ a: { $regex: "^b", $options: "m" } }, [{ a: "b" }], [{ a: "a\rb" }, { a: "a\u2028b" }, { a: "a\u2029b" }]],
  [{ a: { $regex: "^x?$", $options: "m" } }, [{ a: "" }, { a: "a\n\nb" }, { a: "b\nx" }], [{ a: "a\n" }, { a: "x\r" }]],
  [
    { a: { $regex: "b$", $options: "m" } },
    [{ a: "b" }, { a: "b\n" }, { a: "b\nc" }],
    [{ a: "b\rc" }, { a: "b\u2028" }],
  ],
  [{ a: { $regex: "b$" } }, [{ a: "b\n" }], [{ a: "b\r" }, { a: "b\u2029" }]],
  [{ a: { $regex: "^a.c$" } }, [{ a: "a\rc" }, { a: "a\u2028c" }, { a: "a\u2029c" }], [{ a: "a\r\nc" }]],
  [{ a: { $regex: "^\\h\\v\\V\\R$" } }, [{ a: "\u3000\u2028x\r\n" }, { a: "\t\nx\u0085" }], [{ a: "\n\nx\n" }]],
  [{ a: { $regex: "^[\\h\\v]+$" } }, [{ a: "\u00a0\u0085" }], [{ a: "x" }]],
  [{ a: { $regex: "a b # comment\n c", $options: "x" } }, [{ a: "abc" }], [{ a: "a b c" }]],
  [{ a: { $regex: "(?i)x-y\\@\\_" } }, [{ a: "X-Y@_" }], [{ a: "xy@_" }]],
  [{ a: { $regex: "\\Qa.b\\E+" } }, [{ a: "a.b" }], [{ a: "axb" }]],
  [{ a: { $regex: "^[[:digit:]\\-x]{2}{,}]$" } }, [{ a: "1-{,}]" }], [{ a: "ab{,}]" }]],
  [{ a: { $regex: "^.$" } }, [{ a: "\u{1f600}" }], [{ a: "ab" }]],
]);

describe("malformed filters are refused with MongoDB's codes", () => {
  const rows: [Doc, number][] = [
    [{ a: { $foo: 1 } }, 2],
    [{ $foo: 1 }, 2],
    [{ a: { $gt: 1, b: 2 } }, 2],
    [{ $and: [] }, 2],
    [{ $or: {} }, 2],
    [{ $or: [1] }, 2],
    [{ a: { $in: 1 } }, 2],
    [{ a: { $in: [{ $gt: 1 }] } }, 2],
    [{ a: { $nin: { b: 1 } } }, 2],
    [{ a: { $not: 5 } }, 2],
    [{ a: { $not: {} } }, 2],
    [{ a: { $ne: new BSONRegExp("a") } }, 2],
    [{ a: { $gt: new BSONRegExp("a") } }, 2],
    [{ a: { $all: 1 } }, 2],
    [{ a: { $all: [{ $gt: 1 }] } }, 2],
    [{ a: { $elemMatch: 1 } }, 2],
    [{ a: { $elemMatch: { $expr: "$b" } } }, 2],
    [{ a: { $not: { $elemMatch: { $and: [{ $expr: "$b" }] } } } }, 2],
    [{ a: { $elemMatch: { $text: { $search: "x" } } } }, 2],
    [{ a: { $options: "i" } }, 2],
    [{ a: { $regex: 5 } }, 2],
    [{ a: { $regex: "(" } }, 51091],
    [{ a: { $regex: "a++" } }, 51091],
    [{ a: { $regex: "a", $options: "q" } }, 51108],
    [{ a: { $mod: [0, 1] } }, 2],
    [{ a: { $mod: 5 } }, 2],
    [{ a: { $mod: [5] } }, 2],
    [{ a: { $mod: [1, 2, 3] } }, 2],
    [{ a: { $type: "strings" } }, 2],
    [{ a: { $type: 99 } }, 2],
    [{ a: { $type: [] } }, 9],
    [{ a: { $size: -1 } }, 9],
    [{ a: { $size: "x" } }, 9],
    [{ a: { $bitsAllSet: -1 } }, 9],
    [{ a: { $bitsAllSet: "x" } }, 2],
    [{ $where: "true" }, 2],
    [{ $text: { $search: "x" } }, 27],
    [{ $jsonSchema: {} }, 238],
    [{ a: { $near: [1, 2] } }, 291],
    [{ a: { $geoWithin: {} } }, 238],
  ];
  test.each(rows.map(([filter, code]) => [JSON.stringify(filter), code, filter] as const))(
    "%s gives %d",
    (_text, code, filter) => {
      expect(() => compileFilter(filter)).toThrow(expect.objectContaining({ code }));
    },
  );
});

test("$expr sees the variables of let, as they are when a document is tested", () => {
  const variables: Doc = { limit: 3 };
  const matcher = compileFilter({ $expr: { $lt: ["$a", "$$limit"] } }, { variables });
  expect(matcher.test({ a: 2 })).toBe(true);
  variables.limit = 1;
  expect(matcher.test({ a: 2 })).toBe(false);
});

test("$in agrees with equality for every value and list", () => {
  const item = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.constantFrom<unknown>(null, "a", "b", true, new Double(3), Long.fromNumber(4), [1], { b: 1 }, new Date(1)),
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 12 }), item, (list, value) => {
      const expected = list.some(
        (member) => valuesEqual(member, value) || (Array.isArray(value) && value.some((v) => valuesEqual(v, member))),
      );
      expect(matches({ a: { $in: list } }, { a: value })).toBe(expected);
      expect(matches({ a: { $nin: list } }, { a: value })).toBe(!expected);
      expect(matches({ $or: [{ a: 99 }, ...list.map((a) => ({ a }))] }, { a: value })).toBe(expected);
    }),
  );
});
