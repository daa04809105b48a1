import { Double } from "bson";
import type { Doc } from "../../bson/values";
import { compilePipeline } from "../pipeline";
import { codeOf, environment, NOW, run } from "../testing";
import type { MergeSpec } from "../types";
import { compileUpdateStages } from "../update-stages";
import { mergeDocument } from "./merge";

const SALES: Doc[] = [
  { _id: 0, state: "CA", at: new Date("2020-05-18T14:10:30Z"), q: 120 },
  { _id: 1, state: "WA", at: new Date("2019-01-08T06:12:03Z"), q: 104 },
  { _id: 2, state: "CA", at: new Date("2019-01-08T06:12:03Z"), q: 145 },
  { _id: 3, state: "CA", at: new Date("2021-03-20T11:30:05Z"), q: 145 },
];

function windows(output: Doc, sortBy: Doc | null = { at: 1 }, docs = SALES): Doc[] {
  return run(docs, [{ $setWindowFields: { partitionBy: "$state", ...(sortBy !== null && { sortBy }), output } }]);
}
const column = (docs: Doc[], field: string) => docs.map((doc) => doc[field]);

describe("$setWindowFields", () => {
  test("cumulative sum per partition, partitions in order of their key", () => {
    const result = windows({ total: { $sum: "$q", window: { documents: ["unbounded", "current"] } } });
    expect(column(result, "_id")).toEqual([2, 0, 3, 1]);
    expect(column(result, "total")).toEqual([145, 265, 410, 104]);
  });

  test("sliding, leading and whole windows", () => {
    const result = windows({
      pair: { $avg: "$q", window: { documents: [-1, 0] } },
      rest: { $push: "$_id", window: { documents: ["current", "unbounded"] } },
      seen: { $push: "$_id", window: { documents: ["unbounded", "current"] } },
      after: { $sum: "$q", window: { documents: [1, 1] } },
      max: { $max: "$q" },
    });
    expect(column(result, "pair")).toEqual([new Double(145), 132.5, 132.5, new Double(104)]);
    expect(column(result, "rest")).toEqual([[2, 0, 3], [0, 3], [3], [1]]);
    expect(column(result, "seen")).toEqual([[2], [2, 0], [2, 0, 3], [1]]);
    expect(column(result, "after")).toEqual([120, 145, 0, 0]);
    expect(column(result, "max")).toEqual([145, 145, 145, 104]);
  });

  test("range windows over numbers and over dates with a unit", () => {
    const numbers = windows({ n: { $count: {}, window: { range: [-30, 0] } } }, { q: 1 });
    expect(column(numbers, "n")).toEqual([1, 3, 3, 1]);
    const dates = windows({ ids: { $push: "$_id", window: { range: [-18, "current"], unit: "month" } } });
    expect(column(dates, "ids")).toEqual([[2], [2, 0], [0, 3], [1]]);
  });

  test("ranks", () => {
    const output = { rank: { $rank: {} }, dense: { $denseRank: {} }, number: { $documentNumber: {} } };
    const result = windows(output, { q: -1 });
    expect(column(result, "rank")).toEqual([1, 1, 3, 1]);
    expect(column(result, "dense")).toEqual([1, 1, 2, 1]);
    expect(column(result, "number")).toEqual([1, 2, 3, 1]);
  });

  test("$shift, $locf, $expMovingAvg", () => {
    const docs = [{ _id: 1, v: 1 }, { _id: 2 }, { _id: 3, v: 4 }];
    const output = {
      before: { $shift: { output: "$v", by: -1, default: "none" } },
      carried: { $locf: "$v" },
      smooth: { $expMovingAvg: { input: "$v", N: 1 } },
    };
    const result = run(docs, [{ $setWindowFields: { sortBy: { _id: 1 }, output } }]);
    expect(column(result, "before")).toEqual(["none", 1, null]);
    expect(column(result, "carried")).toEqual([1, 1, 4]);
    expect(column(result, "smooth")).toEqual([new Double(1), null, new Double(4)]);
  });

  test.each<[Doc, number]>([
    [{ output: { r: { $rank: {} } } }, 5371602],
    [{ output: { s: { $sum: 1, window: { documents: [-1, 0] } } } }, 5339901],
    [{ sortBy: { a: 1, b: 1 }, output: { s: { $sum: 1, window: { range: [-1, 0] } } } }, 5339902],
    [{ sortBy: { a: 1 }, output: { s: { $sum: 1, window: { documents: [1, -1] } } } }, 5339900],
    [{ sortBy: { a: 1 }, output: { s: { $derivative: { input: "$a" } } } }, 238],
    [{ sortBy: { a: 1 }, output: { s: { $nope: 1 } } }, 15952],
  ])("%j is refused with code %d", (spec, code) => {
    expect(codeOf(() => compilePipeline([{ $setWindowFields: spec }], environment()))).toBe(code);
  });
});

describe("$merge and $out", () => {
  function written(pipeline: Doc[]) {
    const calls: { target: object; docs: Doc[]; mode: "out" | MergeSpec }[] = [];
    const env = {
      ...environment(),
      write: (target: object, docs: Doc[], mode: "out" | MergeSpec) => void calls.push({ target, docs, mode }),
    };
    expect(run([{ _id: 1, a: 1 }], pipeline, env)).toEqual([]);
    return calls;
  }

  test("hand the whole result over once", () => {
    expect(written([{ $set: { b: 2 } }, { $out: { db: "d", coll: "c" } }])).toEqual([
      { target: { db: "d", collection: "c" }, docs: [{ _id: 1, a: 1, b: 2 }], mode: "out" },
    ]);
    expect(written([{ $merge: { into: "c", on: ["a"], whenNotMatched: "discard" } }])).toEqual([
      {
        target: { collection: "c" },
        docs: [{ _id: 1, a: 1 }],
        mode: { on: ["a"], whenMatched: "merge", whenNotMatched: "discard", let: { new: "$$ROOT" } },
      },
    ]);
  });

  test("are refused where nothing may be written", () => {
    expect(codeOf(() => compilePipeline([{ $out: "c" }], environment()))).toBe(115);
  });

  test("$merge makes one document of two", () => {
    const pair = (whenMatched: MergeSpec["whenMatched"], variables: Doc = {}) =>
      mergeDocument(
        { _id: 1, a: 1, n: 5 },
        { _id: 1, a: 2 },
        {
          on: ["_id"],
          whenMatched,
          whenNotMatched: "insert",
          let: { new: "$$ROOT", ...variables },
          now: NOW,
        },
      );
    expect(pair("merge")).toEqual({ _id: 1, a: 2, n: 5 });
    expect(pair("replace")).toEqual({ _id: 1, a: 2 });
    expect(pair("keepExisting")).toBeNull();
    expect(pair([{ $set: { n: { $add: ["$n", "$$new.a", "$$k"] }, t: "$$NOW" } }], { k: 10 })).toEqual({
      _id: 1,
      a: 1,
      n: 17,
      t: NOW,
    });
    expect(codeOf(() => pair("fail"))).toBe(11000);
  });
});

describe("update pipelines", () => {
  test("know the stages of an update only", () => {
    const update = compileUpdateStages([{ $set: { b: { $add: ["$a", "$$by"] } } }, { $unset: "a" }], {
      variables: { by: 5 },
    });
    expect(update({ _id: 1, a: 1 })).toEqual({ _id: 1, b: 6 });
    expect(codeOf(() => compileUpdateStages([{ $match: {} }]))).toBe(72);
  });
});
