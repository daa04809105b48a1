import { BSONRegExp, ObjectId } from "bson";
import fc from "fast-check";
import { parseDocument, serializeDocument } from "../bson/raw";
import { type Doc, valuesEqual, valuesIdentical } from "../bson/values";
import { compileUpdate } from "./compile";
import { seedUpsert } from "./seed";
import { now, table } from "./testing";

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
    expect(() => seedUpsert({ a: { $all: [1, 2] } })).toThrow(expect.objectContaining({ code: 54 }));
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
