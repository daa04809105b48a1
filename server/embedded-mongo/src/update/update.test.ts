import { BSONRegExp, Decimal128, Double, Long, ObjectId, Timestamp } from "bson";
import fc from "fast-check";
import { parseDocument, serializeDocument } from "../bson/raw";
import { cloneValue, type Doc, valuesEqual, valuesIdentical } from "../bson/values";
import { compileUpdate, type UpdateOptions } from "./compile";
import { seedUpsert } from "./seed";

const now = new Date("2026-05-01T00:00:00Z");

type Case = { filter?: Doc; arrayFilters?: Doc[]; variables?: Doc; isInsert?: boolean };

function apply(update: Doc | Doc[], doc: Doc, { filter = {}, isInsert = false, ...options }: Case = {}): Doc {
  const before = cloneValue(doc);
  const result = compileUpdate(update, options as UpdateOptions).apply(doc, { now, filter, isInsert });
  expect(valuesIdentical(doc, before)).toBe(true);
  expect(result.changed).toBe(!valuesIdentical(result.doc, before));
  return result.doc;
}

/** [update, before, after, more] */
type Row = [update: Doc | Doc[], before: Doc, after: Doc, more?: Case];

function table(title: string, rows: Row[]): void {
  describe(title, () => {
    test.each(rows.map((row) => [JSON.stringify(row[0]), JSON.stringify(row[1]), ...row] as const))(
      "%s on %s",
      (...args) => {
        const [, , update, before, after, more] = args;
        const result = apply(update, before, more);
        expect(result).toEqual(after);
        expect(Object.keys(result)).toEqual(Object.keys(after));
        expect(valuesIdentical(result, after)).toBe(true);
      },
    );
  });
}

table("$set and $unset", [
  [{ $set: { a: 1 } }, { _id: 1 }, { _id: 1, a: 1 }],
  [{ $set: { a: 1 } }, { _id: 1, a: 1 }, { _id: 1, a: 1 }],
  [{ $set: { a: new Double(1) } }, { _id: 1, a: 1 }, { _id: 1, a: new Double(1) }],
  [{ $set: { _id: 1, a: 2 } }, { _id: 1 }, { _id: 1, a: 2 }],
  [{ $set: { b: 1, a: 2 } }, { _id: 1 }, { _id: 1, a: 2, b: 1 }],
  [{ $set: { "a.10": 1, "a.9": 2 } }, { _id: 1, a: {} }, { _id: 1, a: { 9: 2, 10: 1 } }],
  [{ $set: { "a.b.c": 1 } }, { _id: 1, a: { x: 1 } }, { _id: 1, a: { x: 1, b: { c: 1 } } }],
  [{ $set: { "a.0.b": 1 } }, { _id: 1 }, { _id: 1, a: { 0: { b: 1 } } }],
  [{ $set: { "a.3": 1 } }, { _id: 1, a: [5] }, { _id: 1, a: [5, null, null, 1] }],
  [{ $set: { "a.1.b": 1 } }, { _id: 1, a: [5] }, { _id: 1, a: [5, { b: 1 }] }],
  [{ $set: { a: { $weird: 1 } } }, { _id: 1 }, { _id: 1, a: { $weird: 1 } }],
  [{ $set: {} }, { _id: 1 }, { _id: 1 }],
  [{ $unset: { a: "" } }, { _id: 1, a: 1, b: 2 }, { _id: 1, b: 2 }],
  [{ $unset: { "a.b": 1, "c.d": 1, "e.f.g": 1 } }, { _id: 1, a: { b: 1, c: 2 }, e: 5 }, { _id: 1, a: { c: 2 }, e: 5 }],
  [{ $unset: { "a.1": 1 } }, { _id: 1, a: [1, 2, 3] }, { _id: 1, a: [1, null, 3] }],
  [{ $setOnInsert: { a: 1 }, $set: { b: 2 } }, { _id: 1 }, { _id: 1, b: 2 }],
  [{ $setOnInsert: { a: 1 }, $set: { b: 2 } }, { _id: 1 }, { _id: 1, a: 1, b: 2 }, { isInsert: true }],
  [{ $setOnInsert: { _id: 9 }, $set: { b: 2 } }, { k: 1 }, { _id: 9, k: 1, b: 2 }, { isInsert: true }],
]);

table("$inc and $mul keep the wider number type", [
  [{ $inc: { a: 2 } }, { _id: 1, a: 3 }, { _id: 1, a: 5 }],
  [{ $inc: { a: -2, "b.c": 1 } }, { _id: 1 }, { _id: 1, a: -2, b: { c: 1 } }],
  [{ $inc: { a: 0 } }, { _id: 1, a: 3 }, { _id: 1, a: 3 }],
  [{ $inc: { a: 1 } }, { _id: 1, a: 2147483647 }, { _id: 1, a: Long.fromNumber(2147483648) }],
  [{ $inc: { a: 1 } }, { _id: 1, a: Long.fromNumber(5) }, { _id: 1, a: Long.fromNumber(6) }],
  [
    { $inc: { a: 1 } },
    { _id: 1, a: Long.fromString("9007199254740993") },
    { _id: 1, a: Long.fromString("9007199254740994") },
  ],
  [{ $inc: { a: 1 } }, { _id: 1, a: new Double(2) }, { _id: 1, a: new Double(3) }],
  [{ $inc: { a: 0.5 } }, { _id: 1, a: 1 }, { _id: 1, a: 1.5 }],
  [{ $inc: { a: Decimal128.fromString("0.1") } }, { _id: 1, a: 1 }, { _id: 1, a: Decimal128.fromString("1.1") }],
  [
    { $inc: { a: Decimal128.fromString("0.20") } },
    { _id: 1, a: Decimal128.fromString("0.1") },
    { _id: 1, a: Decimal128.fromString("0.30") },
  ],
  [{ $inc: { a: 0.1 } }, { _id: 1, a: Decimal128.fromString("1") }, { _id: 1, a: Decimal128.fromString("1.1") }],
  [{ $mul: { a: 3 } }, { _id: 1, a: 4 }, { _id: 1, a: 12 }],
  [
    { $mul: { a: 3, b: Long.fromNumber(2), c: 1.5 } },
    { _id: 1 },
    { _id: 1, a: 0, b: Long.fromNumber(0), c: new Double(0) },
  ],
  [{ $mul: { a: 100000 } }, { _id: 1, a: 100000 }, { _id: 1, a: Long.fromString("10000000000") }],
  [{ $mul: { a: -1 } }, { _id: 1, a: 0 }, { _id: 1, a: 0 }],
  [
    { $mul: { a: Decimal128.fromString("1.5") } },
    { _id: 1, a: Decimal128.fromString("2.0") },
    { _id: 1, a: Decimal128.fromString("3.00") },
  ],
]);

table("$min, $max, $rename, $currentDate, $bit", [
  [{ $min: { a: 2, b: 9, c: 1 } }, { _id: 1, a: 5, b: 5 }, { _id: 1, a: 2, b: 5, c: 1 }],
  [{ $max: { a: 2, b: 9 } }, { _id: 1, a: 5, b: 5 }, { _id: 1, a: 5, b: 9 }],
  [{ $max: { a: new Date(5) } }, { _id: 1, a: new Date(4) }, { _id: 1, a: new Date(5) }],
  [{ $min: { a: null } }, { _id: 1, a: 3 }, { _id: 1, a: null }],
  [{ $rename: { a: "b" } }, { _id: 1, a: 5, c: 1 }, { _id: 1, c: 1, b: 5 }],
  [{ $rename: { a: "x.y" } }, { _id: 1, a: 5 }, { _id: 1, x: { y: 5 } }],
  [{ $rename: { none: "b" } }, { _id: 1, b: 5 }, { _id: 1, b: 5 }],
  [{ $rename: { a: "b" } }, { _id: 1, a: 5, b: 6 }, { _id: 1, b: 5 }],
  [
    { $currentDate: { a: true, b: { $type: "date" }, c: { $type: "timestamp" } } },
    { _id: 1 },
    { _id: 1, a: now, b: now, c: new Timestamp({ t: now.getTime() / 1000, i: 1 }) },
  ],
  [{ $bit: { a: { and: 10 } } }, { _id: 1, a: 13 }, { _id: 1, a: 8 }],
  [
    { $bit: { a: { or: 5 }, b: { xor: Long.fromNumber(5) }, c: { or: 2 } } },
    { _id: 1, a: 3, b: 1 },
    { _id: 1, a: 7, b: Long.fromNumber(4), c: 2 },
  ],
]);

const scores = { $each: [{ s: 3 }, { s: 1 }], $sort: { s: -1 }, $slice: 2 };
table("$push", [
  [{ $push: { a: 1 } }, { _id: 1 }, { _id: 1, a: [1] }],
  [{ $push: { a: [1, 2] } }, { _id: 1, a: [0] }, { _id: 1, a: [0, [1, 2]] }],
  [{ $push: { "a.b": { c: 1 } } }, { _id: 1, a: { b: [] } }, { _id: 1, a: { b: [{ c: 1 }] } }],
  [{ $push: { a: { $each: [1, 2] } } }, { _id: 1, a: [0] }, { _id: 1, a: [0, 1, 2] }],
  [{ $push: { a: { $each: [] } } }, { _id: 1 }, { _id: 1, a: [] }],
  [{ $push: { a: { $each: [1, 2], $position: 0 } } }, { _id: 1, a: [9] }, { _id: 1, a: [1, 2, 9] }],
  [{ $push: { a: { $each: [1], $position: -2 } } }, { _id: 1, a: [7, 8, 9] }, { _id: 1, a: [7, 1, 8, 9] }],
  [{ $push: { a: { $each: [1], $position: 99 } } }, { _id: 1, a: [7] }, { _id: 1, a: [7, 1] }],
  [{ $push: { a: { $each: [4, 5], $slice: -3 } } }, { _id: 1, a: [1, 2, 3] }, { _id: 1, a: [3, 4, 5] }],
  [{ $push: { a: { $each: [], $slice: 0 } } }, { _id: 1, a: [1] }, { _id: 1, a: [] }],
  [{ $push: { a: scores } }, { _id: 1, a: [{ s: 2 }] }, { _id: 1, a: [{ s: 3 }, { s: 2 }] }],
  [{ $push: { a: { $each: [2, "x"], $sort: 1 } } }, { _id: 1, a: [3] }, { _id: 1, a: [2, 3, "x"] }],
  [
    { $push: { a: { $each: [{ x: 1, y: 2 }], $sort: { x: 1, y: -1 } } } },
    {
      _id: 1,
      a: [
        { x: 1, y: 1 },
        { x: 0, y: 0 },
      ],
    },
    {
      _id: 1,
      a: [
        { x: 0, y: 0 },
        { x: 1, y: 2 },
        { x: 1, y: 1 },
      ],
    },
  ],
]);

table("$addToSet, $pop, $pull, $pullAll", [
  [{ $addToSet: { a: 2 } }, { _id: 1, a: [1, 2] }, { _id: 1, a: [1, 2] }],
  [{ $addToSet: { a: 3 } }, { _id: 1 }, { _id: 1, a: [3] }],
  [{ $addToSet: { a: { $each: [2, 3, 3, new Double(1)] } } }, { _id: 1, a: [1] }, { _id: 1, a: [1, 2, 3] }],
  [
    { $addToSet: { a: { y: 1, x: 1 } } },
    { _id: 1, a: [{ x: 1, y: 1 }] },
    {
      _id: 1,
      a: [
        { x: 1, y: 1 },
        { y: 1, x: 1 },
      ],
    },
  ],
  [{ $pop: { a: 1, b: -1, c: 1 } }, { _id: 1, a: [1, 2], b: [1, 2] }, { _id: 1, a: [1], b: [2] }],
  [{ $pull: { a: 2 } }, { _id: 1, a: [1, 2, 2, 3] }, { _id: 1, a: [1, 3] }],
  [{ $pull: { a: { $gte: 2 } } }, { _id: 1, a: [1, 2, 3, "x"] }, { _id: 1, a: [1, "x"] }],
  [{ $pull: { a: { $in: [1, 3] } } }, { _id: 1, a: [1, 2, 3] }, { _id: 1, a: [2] }],
  [
    { $pull: { a: { x: 1, y: { $gt: 1 } } } },
    { _id: 1, a: [{ x: 1, y: 2, z: 0 }, { x: 1, y: 1 }, 7] },
    { _id: 1, a: [{ x: 1, y: 1 }, 7] },
  ],
  [{ $pull: { a: { $or: [{ x: 1 }, { x: 2 }] } } }, { _id: 1, a: [{ x: 1 }, { x: 3 }] }, { _id: 1, a: [{ x: 3 }] }],
  [
    { $pull: { a: [1, 2] } },
    {
      _id: 1,
      a: [
        [1, 2],
        [2, 1],
      ],
    },
    { _id: 1, a: [[2, 1]] },
  ],
  [{ $pull: { a: { $elemMatch: { q: 1 } } } }, { _id: 1, a: [[{ q: 1 }], [{ q: 2 }]] }, { _id: 1, a: [[{ q: 2 }]] }],
  [{ $pull: { a: new BSONRegExp("^x") } }, { _id: 1, a: ["xa", "b"] }, { _id: 1, a: ["b"] }],
  [{ $pull: { "a.b": 1, c: 1 } }, { _id: 1, a: { b: [1] } }, { _id: 1, a: { b: [] } }],
  [{ $pullAll: { a: [1, 3] } }, { _id: 1, a: [1, 2, 3, 1] }, { _id: 1, a: [2] }],
]);

table("positional operators", [
  [{ $set: { "a.$": 9 } }, { _id: 1, a: [1, 2, 3] }, { _id: 1, a: [1, 9, 3] }, { filter: { a: 2 } }],
  [
    { $set: { "a.$.b": 9 } },
    { _id: 1, a: [{ k: 1 }, { k: 2 }] },
    { _id: 1, a: [{ k: 1 }, { k: 2, b: 9 }] },
    { filter: { "a.k": 2 } },
  ],
  [
    { $set: { "a.$.k": 9 } },
    {
      _id: 1,
      a: [
        { k: 5, m: 1 },
        { k: 5, m: 2 },
      ],
    },
    {
      _id: 1,
      a: [
        { k: 5, m: 1 },
        { k: 9, m: 2 },
      ],
    },
    { filter: { a: { $elemMatch: { k: 5, m: 2 } } } },
  ],
  [{ $inc: { "a.$": 1 } }, { _id: 1, a: [1, 5, 9] }, { _id: 1, a: [1, 6, 9] }, { filter: { a: { $gt: 3, $lt: 7 } } }],
  [{ $set: { "a.$": 0 } }, { _id: 1, a: [1, 2] }, { _id: 1, a: [1, 0] }, { filter: { $or: [{ a: 5 }, { a: 2 }] } }],
  [
    { $set: { "a.$.x": 1, "a.$.y": 2 } },
    { _id: 1, a: [{ x: 0 }, { x: 5 }] },
    { _id: 1, a: [{ x: 0 }, { x: 1, y: 2 }] },
    { filter: { "a.x": 5 } },
  ],
  [{ $inc: { "a.$[]": 1 } }, { _id: 1, a: [1, 2] }, { _id: 1, a: [2, 3] }],
  [{ $set: { "a.$[].b": 1 } }, { _id: 1, a: [{ b: 0 }, {}] }, { _id: 1, a: [{ b: 1 }, { b: 1 }] }],
  [
    { $set: { "a.$[x]": 0 } },
    { _id: 1, a: [1, 5, 9] },
    { _id: 1, a: [1, 0, 0] },
    { arrayFilters: [{ x: { $gte: 5 } }] },
  ],
  [
    { $set: { "a.$[x].b": 0 }, $inc: { "a.$[x].c": 1 } },
    {
      _id: 1,
      a: [
        { b: 1, c: 1 },
        { b: 2, c: 1 },
      ],
    },
    {
      _id: 1,
      a: [
        { b: 0, c: 2 },
        { b: 2, c: 1 },
      ],
    },
    { arrayFilters: [{ "x.b": 1 }] },
  ],
  [
    { $set: { "a.$[x].b.$[y].c": 7 } },
    {
      _id: 1,
      a: [
        { k: 1, b: [{ c: 1 }, { c: 2 }] },
        { k: 2, b: [{ c: 1 }] },
      ],
    },
    {
      _id: 1,
      a: [
        { k: 1, b: [{ c: 7 }, { c: 2 }] },
        { k: 2, b: [{ c: 1 }] },
      ],
    },
    { arrayFilters: [{ "x.k": 1 }, { $or: [{ "y.c": 1 }, { "y.c": 5 }] }] },
  ],
  [{ $push: { "a.$[].t": 1 } }, { _id: 1, a: [{ t: [0] }, {}] }, { _id: 1, a: [{ t: [0, 1] }, { t: [1] }] }],
  [{ $unset: { "a.$[x]": 1 } }, { _id: 1, a: [1, 2] }, { _id: 1, a: [1, null] }, { arrayFilters: [{ x: 2 }] }],
]);

table("replacement and pipeline", [
  [{ a: 5 }, { _id: 1, b: 2 }, { _id: 1, a: 5 }],
  [
    { a: 5, _id: 1 },
    { _id: 1, b: 2 },
    { _id: 1, a: 5 },
  ],
  [
    { b: 2, _id: 1 },
    { _id: 1, b: 2 },
    { _id: 1, b: 2 },
  ],
  [{}, { _id: 1, b: 2 }, { _id: 1 }],
  [{ x: 1, _id: 7 }, {}, { _id: 7, x: 1 }, { isInsert: true }],
  [[{ $set: { total: { $add: ["$a", "$b"] } } }], { _id: 1, a: 1, b: 2 }, { _id: 1, a: 1, b: 2, total: 3 }],
  [[{ $set: { at: "$$NOW", by: "$$who" } }], { _id: 1 }, { _id: 1, at: now, by: "x" }, { variables: { who: "x" } }],
  [[{ $unset: "a" }, { $addFields: { c: { $literal: 1 } } }], { _id: 1, a: 1 }, { _id: 1, c: 1 }],
  [[{ $replaceWith: { z: "$a" } }], { _id: 1, a: 1 }, { _id: 1, z: 1 }],
]);

describe("errors have MongoDB's codes", () => {
  const rows: [Doc | Doc[], number, Doc?, Case?][] = [
    [{ $foo: { a: 1 } }, 9],
    [{ $set: { a: 1 }, b: 1 }, 9],
    [{ $set: 5 }, 9],
    [{ a: 1, $set: { b: 1 } }, 52],
    [{ $set: { "": 1 } }, 56],
    [{ $set: { "a..b": 1 } }, 56],
    [{ $set: { $x: 1 } }, 52],
    [{ $set: { "a.$x": 1 } }, 52],
    [{ $set: { a: 1, "a.b": 1 } }, 40],
    [{ $set: { a: 1 }, $inc: { a: 1 } }, 40],
    [{ $set: { "a.b.c": 1 }, $unset: { "a.b": 1 } }, 40],
    [{ $rename: { a: "b" }, $set: { b: 1 } }, 40],
    [{ $set: { "a.$[]": 1, "a.0": 2 } }, 40, { _id: 1, a: [1] }],
    [
      { $set: { "a.$[x].b": 1, "a.$[y].b": 2 } },
      40,
      { _id: 1, a: [{ b: 5 }] },
      { arrayFilters: [{ "x.b": 5 }, { "y.b": 5 }] },
    ],
    [{ $set: { _id: 2 } }, 66],
    [{ $unset: { _id: 1 } }, 66],
    [{ $inc: { _id: 1 } }, 66],
    [{ _id: 2, a: 1 }, 66],
    [[{ $set: { _id: 5 } }], 66],
    [{ $set: { "s.b": 1 } }, 28, { _id: 1, s: "x" }],
    [{ $set: { "s.b": 1 } }, 28, { _id: 1, s: null }],
    [{ $inc: { "s.b": 1 } }, 28, { _id: 1, s: 5 }],
    [{ $set: { "a.b": 1 } }, 28, { _id: 1, a: [1] }],
    [{ $pull: { "s.b": 1 } }, 28, { _id: 1, s: "x" }],
    [{ $pop: { "a.b": 1 } }, 28, { _id: 1, a: [1] }],
    [{ $set: { "a.$[].b": 1, "a.c": 2 } }, 40],
    [{ $set: { "a.$[].b": 1, "a.$.b": 2 } }, 40],
    [{ $set: { "a.9999999": 1 } }, 2, { _id: 1, a: [] }],
    [{ $inc: { a: "x" } }, 14],
    [{ $inc: { s: 1 } }, 14, { _id: 1, s: "x" }],
    [{ $inc: { s: 1 } }, 14, { _id: 1, s: null }],
    [{ $mul: { s: 1 } }, 14, { _id: 1, s: [] }],
    [{ $inc: { s: 1 } }, 2, { _id: 1, s: Long.MAX_VALUE }],
    [{ $push: { s: 1 } }, 2, { _id: 1, s: "x" }],
    [{ $push: { s: { $each: 1 } } }, 2],
    [{ $push: { s: { $each: [], $foo: 1 } } }, 2],
    [{ $push: { s: { $each: [], $slice: 1.5 } } }, 2],
    [{ $push: { s: { $each: [], $sort: 2 } } }, 2],
    [{ $push: { s: { $each: [], $sort: "x" } } }, 2],
    [{ $push: { s: { $each: [], $position: "x" } } }, 2],
    [{ $addToSet: { s: 1 } }, 2, { _id: 1, s: 1 }],
    [{ $addToSet: { s: { $each: 1 } } }, 14],
    [{ $pull: { s: 1 } }, 2, { _id: 1, s: 1 }],
    [{ $pull: { s: { $foo: 1 } } }, 2],
    [{ $pullAll: { s: 1 } }, 2],
    [{ $pop: { s: 1 } }, 14, { _id: 1, s: 1 }],
    [{ $pop: { s: 2 } }, 9],
    [{ $pop: { s: "x" } }, 9],
    [{ $rename: { a: 1 } }, 2],
    [{ $rename: { a: "a" } }, 2],
    [{ $rename: { "a.0": "b" } }, 2, { _id: 1, a: [1] }],
    [{ $rename: { "a.$": "b" } }, 2],
    [{ $currentDate: { a: 1 } }, 2],
    [{ $currentDate: { a: { $type: "x" } } }, 2],
    [{ $bit: { a: { and: 1.5 } } }, 2],
    [{ $bit: { a: { not: 1 } } }, 2],
    [{ $bit: { a: {} } }, 2],
    [{ $bit: { s: { or: 1 } } }, 2, { _id: 1, s: "x" }],
    [{ $set: { "a.$": 1 } }, 2, { _id: 1, a: [1] }],
    [{ $set: { "a.$": 1 } }, 2, { _id: 1, a: [1] }, { filter: { a: { $ne: 5 } } }],
    [{ $set: { $: 1 } }, 2],
    [{ $set: { "a.$.b.$": 1 } }, 2],
    [{ $set: { "a.$[]": 1 } }, 2, { _id: 1 }],
    [{ $set: { "a.$[]": 1 } }, 2, { _id: 1, a: 5 }],
    [{ $set: { "a.$[x]": 1 } }, 2],
    [{ $set: { a: 1 } }, 9, { _id: 1 }, { arrayFilters: [{ x: 1 }] }],
    [{ $set: { "a.$[x]": 1 } }, 9, { _id: 1 }, { arrayFilters: [{ x: 1 }, { x: 2 }] }],
    [{ $set: { "a.$[x]": 1 } }, 9, { _id: 1 }, { arrayFilters: [{ x: 1, y: 2 }] }],
    [{ $set: { "a.$[x]": 1 } }, 9, { _id: 1 }, { arrayFilters: [{}] }],
    [{ $set: { "a.$[X]": 1 } }, 2, { _id: 1 }, { arrayFilters: [{ X: 1 }] }],
    [{ a: 1 }, 9, { _id: 1 }, { arrayFilters: [{ x: 1 }] }],
  ];
  test.each(rows.map((row) => [JSON.stringify(row[0]), row[1], row] as const))(
    "%s gives %d",
    (_text, code, [update, , doc, more]) => {
      expect(() => apply(update, doc ?? { _id: 1 }, more)).toThrow(expect.objectContaining({ code }));
    },
  );

  test("the message names the path, the document and the type", () => {
    expect(() => apply({ $inc: { "a.n": 1 } }, { _id: 7, a: { n: "x" } })).toThrow(
      "Cannot apply $inc to a value of non-numeric type. {_id: 7} has the field 'n' of non-numeric type string",
    );
    expect(() => apply({ $set: { "a.b": 1 } }, { _id: 7, a: 5 })).toThrow("Cannot create field 'b' in element {a: 5}");
    expect(() => apply({ $set: { a: 1, "a.b": 1 } }, { _id: 7 })).toThrow(
      "Updating the path 'a.b' would create a conflict at 'a'",
    );
  });
});

describe("upsert seed", () => {
  test.each<[Doc, Doc]>([
    [
      { a: 1, b: { $gt: 5 }, c: { $eq: 2 } },
      { a: 1, c: 2 },
    ],
    [{ "a.b": 1, "a.c": 2 }, { a: { b: 1, c: 2 } }],
    [{ $and: [{ a: 1 }, { b: { $in: [2] } }, { c: { $all: [3] } }] }, { a: 1, b: 2, c: 3 }],
    [{ $or: [{ a: 1 }] }, { a: 1 }],
    [{ $or: [{ a: 1 }, { a: 2 }], $nor: [{ b: 1 }] }, {}],
    [{ a: new BSONRegExp("x"), b: { $in: [1, 2] }, c: null }, { c: null }],
    [
      { a: 1, _id: new ObjectId("65f000000000000000000001") },
      { _id: new ObjectId("65f000000000000000000001"), a: 1 },
    ],
    [{ a: { $exists: true, $eq: 4 } }, { a: 4 }],
    [{ a: { x: 1 } }, { a: { x: 1 } }],
  ])("%j seeds %j", (filter, seed) => {
    const result = seedUpsert(filter);
    expect(result).toEqual(seed);
    expect(Object.keys(result)).toEqual(Object.keys(seed));
  });

  test("a path fixed twice is refused", () => {
    expect(() => seedUpsert({ a: 1, $and: [{ a: 1 }] })).toThrow(expect.objectContaining({ code: 54 }));
    expect(() => seedUpsert({ a: { b: 1 }, "a.b": 1 })).toThrow(expect.objectContaining({ code: 54 }));
  });
});

test("one compiled update serves many documents and never mixes them up", () => {
  const update = compileUpdate({ $push: { list: 1 }, $set: { "o.x": 1 }, $inc: { n: 1 } });
  const start: Doc = { _id: 1, list: [0], o: { y: 1 }, n: 0 };
  const first = update.apply(start, { now, filter: {} }).doc;
  const second = update.apply(first, { now, filter: {} }).doc;
  expect(start).toEqual({ _id: 1, list: [0], o: { y: 1 }, n: 0 });
  expect(first).toEqual({ _id: 1, list: [0, 1], o: { y: 1, x: 1 }, n: 1 });
  expect(second).toEqual({ _id: 1, list: [0, 1, 1], o: { y: 1, x: 1 }, n: 2 });
});

test("an update never changes its input, and $set makes what it sets readable", () => {
  const part = fc.constantFrom("a", "b", "0", "1", "c");
  const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."));
  const leaf = fc.oneof(fc.integer(), fc.constantFrom<unknown>("x", null, [1, [2], { a: 1 }], { b: { c: 1 } }, []));
  const doc = fc.dictionary(fc.constantFrom("a", "b", "c"), leaf).map((fields) => ({ _id: 1, ...fields }));
  fc.assert(
    fc.property(doc, path, leaf, (before, target, value) => {
      const frozen = serializeDocument(before);
      try {
        const { doc: after } = compileUpdate({ $set: { [target]: value } }).apply(before, { now, filter: {} });
        expect(valuesEqual(readAt(after, target), value)).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ code: 28 });
      }
      expect(valuesIdentical(parseDocument(frozen), before)).toBe(true);
    }),
    { numRuns: 1000 },
  );

  function readAt(root: Doc, target: string): unknown {
    return target.split(".").reduce<unknown>((at, name) => (at as Doc)[name], root);
  }
});
