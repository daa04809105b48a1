import { Double, Long, MinKey } from "bson";
import fc from "fast-check";
import type { Doc } from "../bson/values";
import { cloneValue, compareValues } from "../bson/values";
import { findPosition } from "./positional";
import { compileProjection } from "./project";
import { compileSort, sortDocuments } from "./sort";

describe("projection", () => {
  const doc: Doc = {
    _id: 1,
    a: { b: 1, c: 2 },
    l: [{ x: 1, y: 2 }, { x: 3 }, 5, [{ x: 4, z: 1 }]],
    n: [1, 2, 3, 4],
    s: "t",
  };

  test.each<[Doc, Doc, Doc?]>([
    [{}, doc],
    [{ s: 1 }, { _id: 1, s: "t" }],
    [{ s: true, _id: 0 }, { s: "t" }],
    [
      { s: Long.fromNumber(1), none: 1 },
      { _id: 1, s: "t" },
    ],
    [{ _id: 1 }, { _id: 1 }],
    [{ _id: 0 }, { a: doc.a, l: doc.l, n: doc.n, s: "t" }],
    [{ "a.b": 1 }, { _id: 1, a: { b: 1 } }],
    [{ a: { b: 1 } }, { _id: 1, a: { b: 1 } }],
    [
      { "s.b": 1, "n.b": 1 },
      { _id: 1, n: [] },
    ],
    [{ "l.x": 1 }, { _id: 1, l: [{ x: 1 }, { x: 3 }, [{ x: 4 }]] }],
    [
      { a: 0, n: 0, "l.x": 0 },
      { _id: 1, l: [{ y: 2 }, {}, 5, [{ z: 1 }]], s: "t" },
    ],
    [
      { a: new Double(0), l: false, n: 0, _id: 1 },
      { _id: 1, s: "t" },
    ],
    [
      { n: { $slice: 2 }, a: 0, l: 0 },
      { _id: 1, n: [1, 2], s: "t" },
    ],
    [
      { n: { $slice: -1 }, s: 1 },
      { _id: 1, n: [4], s: "t" },
    ],
    [
      { n: { $slice: [1, 2] }, s: 1 },
      { _id: 1, n: [2, 3], s: "t" },
    ],
    [
      { n: { $slice: [-3, 2] }, _id: 0, s: 1 },
      { n: [2, 3], s: "t" },
    ],
    [
      { n: { $slice: 1 }, _id: 1 },
      { _id: 1, n: [1] },
    ],
    [{ l: { $elemMatch: { x: 3 } } }, { _id: 1, l: [{ x: 3 }] }],
    [{ l: { $elemMatch: { x: 3 } }, _id: 0 }, { l: [{ x: 3 }] }],
    [
      { l: { $elemMatch: { x: 3 } }, n: { $slice: 1 }, a: 0 },
      { _id: 1, n: [1], s: "t", l: [{ x: 3 }] },
    ],
    [
      { n: { $elemMatch: { $gt: 2 } }, s: 1 },
      { _id: 1, s: "t", n: [3] },
    ],
    [
      { n: { $elemMatch: { $gt: 9 } }, s: 1 },
      { _id: 1, s: "t" },
    ],
    [{ "n.$": 1 }, { _id: 1, n: [3] }, { n: 3 }],
    [{ "l.$": 1, s: 1 }, { _id: 1, l: [{ x: 3 }], s: "t" }, { "l.x": 3 }],
    [
      { s: 1, sum: { $add: ["$a.b", "$a.c"] } },
      { _id: 1, s: "t", sum: 3 },
    ],
    [
      { t: "$s", fix: { $literal: 5 } },
      { _id: 1, t: "t", fix: 5 },
    ],
    [
      { "a.d": { $literal: 1 }, "q.r": "$s" },
      { _id: 1, a: { d: 1 }, q: { r: "t" } },
    ],
  ])("%j", (spec, expected, filter = {}) => {
    const before = cloneValue(doc);
    const result = compileProjection(spec, { filter })(doc);
    expect(result).toEqual(expected);
    expect(Object.keys(result)).toEqual(Object.keys(expected));
    expect(doc).toEqual(before);
  });

  test.each<[Doc, number]>([
    [{ a: 1, b: 0 }, 31254],
    [{ a: 0, b: 1 }, 31253],
    [{ a: 1, "a.b": 1 }, 31249],
    [{ "a.b": 1, a: 1 }, 31250],
    [{ a: {} }, 51270],
    [{ "": 1 }, 40352],
    [{ "a.": 1 }, 40353],
    [{ "a..b": 1 }, 15998],
    [{ $a: 1 }, 16410],
    [{ "a.$": 1, "b.$": 1 }, 31276],
    [{ b: 0, "a.$": 1 }, 31253],
    [{ "a.$": 1, b: 0 }, 31254],
    [{ "a.$": 0 }, 31395],
    [{ "a.$": { $slice: 1 } }, 31271],
    [{ "a.$": "$b" }, 31308],
    [{ "a.$.b": 1 }, 31394],
    [{ "a.$": 1, b: { $elemMatch: { c: 1 } } }, 31255],
    [{ b: { $elemMatch: { c: 1 } }, "a.$": 1 }, 31256],
    [{ "a.$": 1, a: { $slice: 1 } }, 31250],
    [{ a: { $slice: 1, $elemMatch: { c: 1 } } }, 16410],
    [{ a: { $elemMatch: { c: 1 }, b: 1 } }, 16410],
    [{ a: { b: 1, $slice: 1 } }, 16410],
    [{ a: { $elemMatch: 1 } }, 31274],
    [{ _id: 0, "_id.x": 1 }, 31249],
    [{ "_id.x": 1, _id: 1 }, 31250],
    [{ b: 0, a: "$c" }, 31310],
    [{ a: { $meta: "textScore" } }, 40218],
    [{ "a.b": { $elemMatch: { c: 1 } } }, 31275],
    [{ b: 0, a: { $add: [1, 2] } }, 31252],
    [{ n: { $slice: [1, 0] } }, 28724],
  ])("%j gives %d", (spec, code) => {
    expect(() => compileProjection(spec)).toThrow(expect.objectContaining({ code }));
  });

  test("a positional projection without a matching element is an error", () => {
    expect(() => compileProjection({ "n.$": 1 }, { filter: { s: "t" } })(doc)).toThrow(
      expect.objectContaining({ code: 51246 }),
    );
  });
});

describe("positional $", () => {
  test.each<[Doc, Doc, string, number | null]>([
    [{ a: 2 }, { a: [1, 2, 2] }, "a", 1],
    [{ a: { $elemMatch: { $gt: 1, $lt: 4 } } }, { a: [0, 9, 3] }, "a", 2],
    [{ "a.k": 2 }, { a: [{ k: 1 }, { k: [5, 2] }] }, "a", 1],
    [{ "o.a.k": 2 }, { o: { a: [{ k: 1 }, { k: 2 }] } }, "o.a", 1],
    [{ $and: [{ x: 1 }, { a: { $in: [7, 8] } }] }, { x: 1, a: [1, 8] }, "a", 1],
    [{ $or: [{ x: 5 }, { a: 3 }] }, { x: 1, a: [1, 3] }, "a", 1],
    [{ a: { $all: [3, 1] } }, { a: [1, 3] }, "a", 0],
    [{ a: { $ne: 2 } }, { a: [1] }, "a", null],
    [{ a: { $size: 1 } }, { a: [1] }, "a", null],
    [{ x: 1 }, { x: 1, a: [1] }, "a", null],
    [{ b: 5 }, { a: [1, 2], b: [4, 5] }, "a", 1],
  ])("%j on %j for %s is %s", (filter, doc, path, expected) => {
    expect(findPosition(filter, doc, path)).toBe(expected);
  });
});

describe("sort", () => {
  const order = (spec: Doc, docs: Doc[]): unknown[] => [...docs].sort(compileSort(spec)).map((doc) => doc.i);

  test("missing and null are equal and keep their order; an empty array comes before them", () => {
    expect(
      order({ a: 1 }, [{ i: 1, a: 1 }, { i: 2 }, { i: 3, a: null }, { i: 4, a: [] }, { i: 5, a: new MinKey() }]),
    ).toEqual([5, 4, 2, 3, 1]);
    expect(order({ a: -1 }, [{ i: 1 }, { i: 2, a: null }, { i: 3, a: [] }, { i: 4, a: "x" }])).toEqual([4, 1, 2, 3]);
  });

  test("an array counts by its smallest element upwards, by its largest downwards", () => {
    const docs = [
      { i: 1, a: [5, 1] },
      { i: 2, a: 3 },
      { i: 3, a: [2, 9] },
    ];
    expect(order({ a: 1 }, docs)).toEqual([1, 3, 2]);
    expect(order({ a: -1 }, docs)).toEqual([3, 1, 2]);
  });

  test("paths go through documents, arrays and positions", () => {
    const docs = [
      { i: 1, a: [{ b: 4 }, { b: 2 }] },
      { i: 2, a: { b: 3 } },
      { i: 3, a: 7 },
      { i: 4, a: [{ c: 1 }] },
    ];
    expect(order({ "a.b": 1 }, docs)).toEqual([3, 4, 1, 2]);
    expect(order({ "a.0.b": -1 }, docs)).toEqual([1, 2, 3, 4]);
  });

  test("several fields decide in order", () => {
    expect(
      order({ a: 1, b: -1 }, [
        { i: 1, a: 1, b: 1 },
        { i: 2, a: 0, b: 0 },
        { i: 3, a: 1, b: 2 },
      ]),
    ).toEqual([2, 3, 1]);
  });

  test.each<[Doc, number]>([
    [{ a: 2 }, 15975],
    [{ a: "x" }, 15974],
    [{ a: { $meta: "textScore" } }, 40218],
  ])("%j gives %d", (spec, code) => {
    expect(() => compileSort(spec)).toThrow(expect.objectContaining({ code }));
  });

  test("sortDocuments agrees with the comparator and is stable", () => {
    const scalar = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom<unknown>(null, "a"));
    const value = fc.oneof(scalar, fc.constantFrom<unknown>([], [2, 0]));
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: value, b: scalar }), { maxLength: 8 }),
        fc.constantFrom(1, -1),
        (docs, direction) => {
          const spec = { a: direction, b: 1 };
          expect(sortDocuments(docs, spec)).toEqual([...docs].sort(compileSort(spec)));
          expect(compareValues(sortDocuments(docs, { a: 1 }).length, docs.length)).toBe(0);
        },
      ),
    );
  });
});
