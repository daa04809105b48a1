import { Decimal128, Double, Long } from "bson";
import type { Doc } from "../bson/values";
import { compilePipeline, splitLeadingMatch } from "./pipeline";
import { codeOf, environment, run } from "./testing";

const long = (value: number) => Long.fromNumber(value);
const decimal = (text: string) => Decimal128.fromString(text);

const SALES: Doc[] = [
  { _id: 1, item: "abc", price: decimal("10.10"), qty: 2, at: new Date("2014-03-01T08:00:00Z") },
  { _id: 2, item: "jkl", price: decimal("20.20"), qty: 1, at: new Date("2014-03-01T09:00:00Z") },
  { _id: 3, item: "xyz", price: decimal("5.05"), qty: 10, at: new Date("2014-03-15T09:00:00Z") },
  { _id: 4, item: "abc", price: decimal("10.10"), qty: 10, at: new Date("2014-02-15T08:00:00Z") },
];

describe("$group", () => {
  test("sums decimals exactly and keeps first-seen order of groups", () => {
    const result = run(SALES, [
      { $group: { _id: "$item", total: { $sum: "$price" }, n: { $sum: 1 }, count: { $count: {} } } },
    ]);
    expect(result).toEqual([
      { _id: "abc", total: decimal("20.20"), n: 2, count: 2 },
      { _id: "jkl", total: decimal("20.20"), n: 1, count: 1 },
      { _id: "xyz", total: decimal("5.05"), n: 1, count: 1 },
    ]);
  });

  test("sums keep their number type: int, long on overflow, double, decimal", () => {
    const sum = (values: unknown[]) =>
      run(
        values.map((v) => ({ v })),
        [{ $group: { _id: null, s: { $sum: "$v" } } }],
      )[0]?.s;
    expect(sum([1, 2])).toBe(3);
    expect(sum([2147483647, 1])).toEqual(long(2147483648));
    expect(sum([long(1), 1])).toEqual(long(2));
    expect(sum([1, new Double(2)])).toEqual(new Double(3));
    expect(sum([0.1, 0.2, 0.3])).toBe(0.6);
    expect(sum(["x", null, 4])).toBe(4);
    expect(sum([1, decimal("0.1"), 0.2])).toEqual(decimal("1.3"));
    expect(sum([Long.MAX_VALUE, Long.MAX_VALUE])).toBe(18446744073709552000);
    expect(sum([Number.POSITIVE_INFINITY, 1])).toBe(Number.POSITIVE_INFINITY);
  });

  test("one as int, double, long and decimal is one group; missing and null are one group", () => {
    const docs = [
      { k: 1 },
      { k: new Double(1) },
      { k: long(1) },
      { k: decimal("1.0") },
      { k: null },
      {},
      { k: "1" },
      { k: decimal("0.1") },
      { k: 0.1 },
    ];
    expect(run(docs, [{ $group: { _id: "$k", n: { $sum: 1 } } }]).map((doc) => doc.n)).toEqual([4, 2, 1, 1, 1]);
  });

  test("accumulators of values", () => {
    const docs = [{ v: 3, o: { a: 1 } }, { v: 1, o: null }, { o: { a: 2, b: 3 } }, { v: 3 }];
    const [result] = run(docs, [
      {
        $group: {
          _id: null,
          avg: { $avg: "$v" },
          min: { $min: "$v" },
          max: { $max: "$v" },
          first: { $first: "$v" },
          last: { $last: "$v" },
          lastO: { $last: "$o" },
          all: { $push: "$v" },
          set: { $addToSet: "$v" },
          merged: { $mergeObjects: "$o" },
          pop: { $stdDevPop: "$v" },
          samp: { $stdDevSamp: "$missing" },
          none: { $max: "$missing" },
        },
      },
    ]);
    expect(result).toEqual({
      _id: null,
      avg: 7 / 3,
      min: 1,
      max: 3,
      first: 3,
      last: 3,
      lastO: null,
      all: [3, 1, 3],
      set: [3, 1],
      merged: { a: 2, b: 3 },
      pop: Math.sqrt(8 / 9),
      samp: null,
      none: null,
    });
  });

  test("accumulators that rank", () => {
    const docs = [
      { p: "Amanda", g: "G1", s: 31 },
      { p: "Amy", g: "G1", s: 97 },
      { p: "Bob", g: "G1", s: 97 },
      { p: "Zoe", g: "G2", s: 12 },
    ];
    const fields = {
      top: { $top: { sortBy: { s: -1 }, output: ["$p", "$s"] } },
      top2: { $topN: { n: 2, sortBy: { s: -1 }, output: "$p" } },
      bottom: { $bottom: { sortBy: { s: -1 }, output: "$p" } },
      bottom2: { $bottomN: { n: 2, sortBy: { s: -1 }, output: "$p" } },
      first: { $firstN: { n: 2, input: "$s" } },
      last: { $lastN: { n: { $cond: [{ $eq: ["$g", "G2"] }, 1, 2] }, input: "$s" } },
      least: { $minN: { n: 1, input: "$s" } },
      most: { $maxN: { n: 2, input: "$s" } },
    };
    const [one, two] = run(docs, [{ $group: { _id: { g: "$g" }, ...fields } }]);
    expect(one).toEqual({
      _id: { g: "G1" },
      top: ["Amy", 97],
      top2: ["Amy", "Bob"],
      bottom: "Amanda",
      bottom2: ["Bob", "Amanda"],
      first: [31, 97],
      last: [97, 97],
      least: [31],
      most: [97, 97],
    });
    expect(two?.last).toEqual([12]);
  });

  test("groups by day of a time zone", () => {
    const docs = ["2024-02-28T15:59:59Z", "2024-02-28T16:00:00Z", "2024-02-29T01:00:00Z"].map((at) => ({
      at: new Date(at),
    }));
    const day = { $dateToString: { date: "$at", format: "%Y-%m-%d", timezone: "Asia/Shanghai" } };
    expect(run(docs, [{ $group: { _id: day, n: { $sum: 1 } } }])).toEqual([
      { _id: "2024-02-28", n: 1 },
      { _id: "2024-02-29", n: 2 },
    ]);
  });
});

describe("shape-changing stages", () => {
  const doc = { _id: 1, a: { b: 1, c: 2 }, list: [{ x: 1, y: 2 }, { x: 3, y: 4 }, 5], s: "t" };
  test.each<[Doc, Doc]>([
    [{ $project: { s: 1 } }, { _id: 1, s: "t" }],
    [{ $project: { _id: 0, "a.b": 1 } }, { a: { b: 1 } }],
    [{ $project: { "list.x": 1, _id: false } }, { list: [{ x: 1 }, { x: 3 }] }],
    [{ $project: { list: 0, "a.c": 0 } }, { _id: 1, a: { b: 1 }, s: "t" }],
    [{ $project: { _id: 0, n: { $add: ["$a.b", 10] }, s: 1 } }, { s: "t", n: 11 }],
    [
      { $project: { _id: 0, z: { b: "$a.b" }, k: { $literal: 1 }, t: ["$s", "$none"] } },
      { z: { b: 1 }, k: 1, t: ["t", null] },
    ],
    [{ $project: { _id: "$s" } }, { _id: "t" }],
    [{ $project: { first: { $slice: ["$list.x", 1] }, _id: 0 } }, { first: [1] }],
    [{ $addFields: { "a.d": 3, e: "$s" } }, { ...doc, a: { b: 1, c: 2, d: 3 }, e: "t" }],
    [{ $set: { "list.z": "$s" } }, { ...doc, list: [{ x: 1, y: 2, z: "t" }, { x: 3, y: 4, z: "t" }, { z: "t" }] }],
    [{ $set: { s: "$$REMOVE", a: { b: 9 } } }, { _id: 1, a: { b: 9, c: 2 }, list: doc.list }],
    [{ $unset: ["a.b", "list"] }, { _id: 1, a: { c: 2 }, s: "t" }],
    [{ $unset: "a" }, { _id: 1, list: doc.list, s: "t" }],
    [{ $replaceRoot: { newRoot: { $mergeObjects: [{ z: 0 }, "$a"] } } }, { z: 0, b: 1, c: 2 }],
    [{ $replaceWith: "$a" }, { b: 1, c: 2 }],
  ])("%j", (stage, expected) => {
    const [result] = run([doc], [stage]);
    expect(result).toEqual(expected);
    expect(Object.keys(result ?? {})).toEqual(Object.keys(expected));
  });

  test("no stage changes the documents it is given", () => {
    const frozen = JSON.stringify(doc);
    run(
      [doc],
      [{ $set: { "a.b": 9, "list.x": 0 } }, { $unset: "a.c" }, { $unwind: "$list" }, { $project: { "list.x": 0 } }],
    );
    expect(JSON.stringify(doc)).toBe(frozen);
  });

  test("$unwind handles missing, null, empty and scalar values, with and without preserving", () => {
    const docs = [{ _id: 1, v: [7, 8] }, { _id: 2, v: [] }, { _id: 3, v: null }, { _id: 4 }, { _id: 5, v: "s" }];
    expect(run(docs, [{ $unwind: "$v" }])).toEqual([
      { _id: 1, v: 7 },
      { _id: 1, v: 8 },
      { _id: 5, v: "s" },
    ]);
    const options = { path: "$v", preserveNullAndEmptyArrays: true, includeArrayIndex: "i" };
    expect(run(docs, [{ $unwind: options }])).toEqual([
      { _id: 1, v: 7, i: long(0) },
      { _id: 1, v: 8, i: long(1) },
      { _id: 2, i: null },
      { _id: 3, v: null, i: null },
      { _id: 4, i: null },
      { _id: 5, v: "s", i: null },
    ]);
  });
});

describe("order and number of documents", () => {
  const docs = Array.from({ length: 50 }, (_, i) => ({ _id: i, k: (i * 7) % 10, v: i }));

  test("$sort with $limit gives what a full sort would, stable, also across $skip", () => {
    const full = run(docs, [{ $sort: { k: -1 } }]);
    expect(run(docs, [{ $sort: { k: -1 } }, { $limit: 7 }])).toEqual(full.slice(0, 7));
    expect(run(docs, [{ $sort: { k: -1 } }, { $skip: 8 }, { $limit: 4 }])).toEqual(full.slice(8, 12));
  });

  test("$limit stops reading its input", () => {
    let read = 0;
    function* endless(): Generator<Doc> {
      for (;;) yield { n: read++ };
    }
    expect([...compilePipeline([{ $match: {} }, { $limit: 3 }], environment())(endless())]).toHaveLength(3);
    expect(read).toBe(3);
  });

  test("$count, $sortByCount and $sample", () => {
    expect(run(docs, [{ $count: "total" }])).toEqual([{ total: 50 }]);
    expect(run([], [{ $count: "total" }])).toEqual([]);
    const tags = [{ t: "a" }, { t: "b" }, { t: "b" }];
    expect(run(tags, [{ $sortByCount: "$t" }])).toEqual([
      { _id: "b", count: 2 },
      { _id: "a", count: 1 },
    ]);
    const sampled = run(docs, [{ $sample: { size: 5 } }]);
    expect(new Set(sampled.map((doc) => doc._id)).size).toBe(5);
  });

  test("$facet runs every pipeline over the same input", () => {
    expect(run(docs, [{ $facet: { n: [{ $count: "n" }], top: [{ $sort: { v: -1 } }, { $limit: 1 }] } }])).toEqual([
      { n: [{ n: 50 }], top: [{ _id: 49, k: 3, v: 49 }] },
    ]);
  });

  test("$bucket and $bucketAuto", () => {
    const years = [1860, 1859, 1893, 1832, 1855, 1849, 1886, 1922].map((year, _id) => ({ _id, year }));
    const bucket = {
      groupBy: "$year",
      boundaries: [1840, 1850, 1860, 1870],
      default: "other",
      output: { n: { $sum: 1 }, min: { $min: "$year" } },
    };
    expect(run(years, [{ $bucket: bucket }])).toEqual([
      { _id: 1840, n: 1, min: 1849 },
      { _id: 1850, n: 2, min: 1855 },
      { _id: 1860, n: 1, min: 1860 },
      { _id: "other", n: 4, min: 1832 },
    ]);
    expect(codeOf(() => run(years, [{ $bucket: { groupBy: "$year", boundaries: [1840, 1850] } }]))).toBe(40066);
    const prices = [76.04, 167.3, 483, 385, 159, 280, 118.42, 199.99].map((price, _id) => ({ _id, price }));
    expect(run(prices, [{ $bucketAuto: { groupBy: "$price", buckets: 4 } }])).toEqual([
      { _id: { min: 76.04, max: 159 }, count: 2 },
      { _id: { min: 159, max: 199.99 }, count: 2 },
      { _id: { min: 199.99, max: 385 }, count: 2 },
      { _id: { min: 385, max: 483 }, count: 2 },
    ]);
  });
});

describe("what is not known is refused before anything runs", () => {
  test.each<[Doc[], number]>([
    [[{ $nope: 1 }], 40324],
    [[{}], 40323],
    [[{ $limit: 0 }], 15958],
    [[{ $limit: -1 }], 5107201],
    [[{ $skip: -1 }], 5107200],
    [[{ $project: {} }], 51272],
    [[{ $project: { a: 1, b: 0 } }], 31254],
    [[{ $project: { a: 0, b: 1 } }], 31253],
    [[{ $project: { a: { $nope: 1 } } }], 31325],
    [[{ $project: { a: 1, "a.b": 1 } }], 31249],
    [[{ $addFields: { a: { $nope: 1 } } }], 168],
    [[{ $group: { n: { $sum: 1 } } }], 15955],
    [[{ $group: { _id: null, n: { $nope: 1 } } }], 15952],
    [[{ $group: { _id: null, n: 1 } }], 40234],
    [[{ $group: { _id: null, n: { $accumulator: {} } } }], 115],
    [[{ $facet: { a: [{ $facet: { b: [] } }] } }], 40600],
    [[{ $facet: { a: [{ $match: { $where: "1" } }] } }], 2],
    [[{ $lookup: { from: "x", as: "y", pipeline: [{ $project: { a: { $function: {} } } }] } }], 115],
    [[{ $densify: {} }], 238],
    [[{ $redact: "$$KEEP" }], 238],
    [[{ $changeStream: {} }], 40573],
    [[{ $out: "x" }, { $match: {} }], 40601],
    [[{ $unionWith: { coll: "x", pipeline: [{ $out: "y" }] } }], 51047],
    [[{ $sort: {} }], 15976],
    [[{ $unwind: "v" }], 28818],
    [[{ $count: "$n" }], 40158],
    [[{ $match: 5 }] as unknown as Doc[], 15959],
  ])("%j: %d", (pipeline, code) => {
    expect(codeOf(() => compilePipeline(pipeline, environment()))).toBe(code);
  });
});

describe("splitLeadingMatch", () => {
  test.each<[Doc[], ReturnType<typeof splitLeadingMatch>]>([
    [[{ $match: { a: 1 } }, { $group: { _id: 1 } }], { filter: { a: 1 }, rest: [{ $group: { _id: 1 } }] }],
    [
      [{ $match: { a: 1 } }, { $match: { b: 2 } }, { $sort: { c: 1 } }, { $limit: 5 }, { $count: "n" }],
      { filter: { $and: [{ a: 1 }, { b: 2 }] }, sort: { c: 1 }, limit: 5, rest: [{ $count: "n" }] },
    ],
    [[{ $sort: { c: 1 } }, { $match: { a: 1 } }], { filter: { a: 1 }, sort: { c: 1 }, rest: [] }],
    [
      [{ $sort: { c: 1 } }, { $skip: 5 }, { $limit: 5 }],
      { filter: {}, sort: { c: 1 }, limit: 10, rest: [{ $skip: 5 }, { $limit: 5 }] },
    ],
    [[{ $limit: 5 }, { $match: { a: 1 } }], { filter: {}, limit: 5, rest: [{ $match: { a: 1 } }] }],
    [[{ $skip: 2 }], { filter: {}, rest: [{ $skip: 2 }] }],
    [[], { filter: {}, rest: [] }],
  ])("%j", (pipeline, expected) => {
    expect(splitLeadingMatch(pipeline)).toEqual(expected);
  });
});
