import { Long } from "bson";
import type { Doc } from "../bson/values";
import { apply, type Case } from "./testing";

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
    [{ $pull: { s: { $expr: "$a" } } }, 224],
    [{ $pull: { s: { $or: [{ $expr: "$a" }] } } }, 224],
    [{ $pull: { s: { $elemMatch: { $expr: "$a" } } } }, 2],
    [{ $set: { "s.$[x]": 1 } }, 224, { _id: 1, s: [1] }, { arrayFilters: [{ x: 1, $expr: "$a" }] }],
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
