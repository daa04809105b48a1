import { Binary, Decimal128, Double, Long, ObjectId } from "bson";
import { codeOf, evaluate, NOW } from "../testing";

const long = (value: number) => Long.fromNumber(value);

describe("paths and variables", () => {
  const doc = { a: [{ b: 1 }, { c: 2 }, 5, { b: 3 }], o: { p: { q: 7 } }, text: "x" };
  test.each<[unknown, unknown]>([
    ["$a.b", [1, 3]],
    ["$o.p.q", 7],
    ["$text.length", undefined],
    ["$constructor", undefined],
    ["$$ROOT.o.p", { q: 7 }],
    ["$$CURRENT.text", "x"],
    ["$$NOW", NOW],
    ["$$REMOVE", undefined],
    [
      { x: "$text", y: "$missing", z: ["$missing", 1] },
      { x: "x", z: [null, 1] },
    ],
    [{ $literal: "$text" }, "$text"],
    [{ $let: { vars: { x: 1, y: "$o.p.q" }, in: { $add: ["$$x", "$$y"] } } }, 8],
    [{ $let: { vars: { x: 1 }, in: { $let: { vars: { x: 2, y: "$$x" }, in: ["$$x", "$$y"] } } } }, [2, 1]],
  ])("%j", (expr, expected) => {
    expect(evaluate(expr, doc)).toEqual(expected);
  });
});

describe("arrays and sets", () => {
  const doc = {
    n: [3, 1, 2],
    items: [
      { k: "a", q: 2 },
      { k: "b", q: 5 },
    ],
  };
  test.each<[unknown, unknown]>([
    [{ $arrayElemAt: ["$n", -1] }, 2],
    [{ $arrayElemAt: ["$n", 9] }, undefined],
    [{ $first: "$n" }, 3],
    [{ $last: "$n" }, 2],
    [{ $concatArrays: ["$n", [9]] }, [3, 1, 2, 9]],
    [{ $concatArrays: ["$n", "$missing"] }, null],
    [{ $filter: { input: "$items", as: "i", cond: { $gt: ["$$i.q", 2] } } }, [{ k: "b", q: 5 }]],
    [{ $filter: { input: "$n", cond: { $gt: ["$$this", 0] }, limit: 2 } }, [3, 1]],
    [{ $map: { input: "$items", as: "i", in: { $multiply: ["$$i.q", 10] } } }, [20, 50]],
    [
      { $map: { input: "$n", in: { $map: { input: [1], as: "m", in: { $add: ["$$this", "$$m"] } } } } },
      [[4], [2], [3]],
    ],
    [{ $reduce: { input: "$n", initialValue: 0, in: { $add: ["$$value", "$$this"] } } }, 6],
    [{ $in: [new Double(2), "$n"] }, true],
    [{ $size: "$n" }, 3],
    [{ $slice: ["$n", 2] }, [3, 1]],
    [{ $slice: ["$n", -2] }, [1, 2]],
    [{ $slice: ["$n", 1, 5] }, [1, 2]],
    [{ $slice: ["$n", -5, 2] }, [3, 1]],
    [{ $range: [0, 10, 4] }, [0, 4, 8]],
    [{ $range: [3, 0, -2] }, [3, 1]],
    [{ $reverseArray: "$n" }, [2, 1, 3]],
    [{ $indexOfArray: ["$n", 2] }, 2],
    [{ $indexOfArray: ["$n", 3, 1] }, -1],
    [{ $isArray: ["$n"] }, true],
    [{ $zip: { inputs: [[1, 2], ["a"]] } }, [[1, "a"]]],
    [
      { $zip: { inputs: [[1, 2], ["a"]], useLongestLength: true, defaults: [0, "z"] } },
      [
        [1, "a"],
        [2, "z"],
      ],
    ],
    [{ $sortArray: { input: "$n", sortBy: -1 } }, [3, 2, 1]],
    [
      { $sortArray: { input: "$items", sortBy: { q: -1 } } },
      [
        { k: "b", q: 5 },
        { k: "a", q: 2 },
      ],
    ],
    [
      {
        $arrayToObject: [
          [
            ["a", 1],
            ["b", 2],
          ],
        ],
      },
      { a: 1, b: 2 },
    ],
    [{ $arrayToObject: { $literal: [{ k: "x", v: 9 }] } }, { x: 9 }],
    [{ $objectToArray: { a: 1 } }, [{ k: "a", v: 1 }]],
    [{ $firstN: { n: 2, input: "$n" } }, [3, 1]],
    [{ $lastN: { n: 2, input: "$n" } }, [1, 2]],
    [{ $maxN: { n: 2, input: "$n" } }, [3, 2]],
    [{ $minN: { n: 2, input: [5, null, 4, 6] } }, [4, 5]],
    [
      {
        $setUnion: [
          [1, 2],
          [2, long(1), 3],
        ],
      },
      [1, 2, 3],
    ],
    [
      {
        $setIntersection: [
          [1, 2, 3],
          [3, 1],
        ],
      },
      [1, 3],
    ],
    [{ $setDifference: [[1, 2, 2], [1]] }, [2]],
    [
      {
        $setEquals: [
          [1, 2, 2],
          [2, 1],
        ],
      },
      true,
    ],
    [{ $setIsSubset: [[1], [2, 1]] }, true],
    [{ $anyElementTrue: [[0, false, 1]] }, true],
    [{ $allElementsTrue: [[1, 0]] }, false],
  ])("%j", (expr, expected) => {
    expect(evaluate(expr, doc)).toEqual(expected);
  });

  test("an expression changes none of the arrays it reads", () => {
    const frozen = { n: Object.freeze([3, 1, 2]) };
    evaluate(
      [{ $sortArray: { input: "$n", sortBy: 1 } }, { $reverseArray: "$n" }, { $maxN: { n: 1, input: "$n" } }],
      frozen,
    );
    expect(frozen.n).toEqual([3, 1, 2]);
  });

  test.each<[unknown, number]>([
    [{ $size: "$missing" }, 17124],
    [{ $in: [1, "$missing"] }, 40081],
    [{ $arrayElemAt: [5, 0] }, 28689],
    [{ $slice: [[1], 1, 0] }, 28729],
    [{ $range: [0, 5, 0] }, 34449],
    [{ $map: { input: 5, in: 1 } }, 16883],
    [{ $filter: { input: [1] } }, 28650],
    [{ $filter: { input: [1], cond: true, limit: 0 } }, 327392],
    [{ $firstN: { n: 0, input: [] } }, 5787908],
    [{ $map: { input: [], as: "A", in: 1 } }, 9],
  ])("%j is refused with code %d", (expr, code) => {
    expect(codeOf(() => evaluate(expr))).toBe(code);
  });
});

describe("documents", () => {
  test.each<[unknown, unknown]>([
    [{ $mergeObjects: [{ a: 1, b: 1 }, null, { b: 2 }] }, { a: 1, b: 2 }],
    [{ $getField: "a.b" }, 4],
    [{ $getField: { field: { $literal: "$x" }, input: "$$ROOT" } }, 5],
    [{ $getField: { field: "z", input: { z: 1 } } }, 1],
    [{ $setField: { field: "a.b", input: "$$ROOT", value: 9 } }, { "a.b": 9, $x: 5 }],
    [{ $unsetField: { field: { $literal: "$x" }, input: "$$ROOT" } }, { "a.b": 4 }],
    [{ $bsonSize: { a: 1 } }, 12],
    [{ $binarySize: "车" }, 3],
  ])("%j", (expr, expected) => {
    expect(evaluate(expr, { "a.b": 4, $x: 5 })).toEqual(expected);
  });

  test("$mergeObjects takes documents only", () => {
    expect(codeOf(() => evaluate({ $mergeObjects: [{ a: 1 }, 5] }))).toBe(40400);
  });
});

describe("types and conversions", () => {
  const id = new ObjectId("65f3c8b1a2b3c4d5e6f70809");
  test.each<[unknown, unknown]>([
    [{ $type: "$missing" }, "missing"],
    [{ $type: 1 }, "int"],
    [{ $type: new Double(1) }, "double"],
    [{ $type: { $literal: [1] } }, "array"],
    [{ $isNumber: Decimal128.fromString("1") }, true],
    [{ $toInt: "42" }, 42],
    [{ $toInt: 1.99999 }, 1],
    [{ $toInt: true }, 1],
    [{ $toLong: new Date(1234) }, long(1234)],
    [{ $toLong: "8589934592000" }, long(8589934592000)],
    [{ $toDouble: "-5.5" }, -5.5],
    [{ $toDouble: 2 }, new Double(2)],
    [{ $toDecimal: "99.95" }, Decimal128.fromString("99.95")],
    [{ $toDecimal: 0.1 }, Decimal128.fromString("0.1")],
    [{ $toString: 2.5 }, "2.5"],
    [{ $toString: 1e21 }, "1e+21"],
    [{ $toString: 1e-7 }, "1e-07"],
    [{ $toString: 0.0001 }, "0.0001"],
    [{ $toString: 123456789.123 }, "123456789.123"],
    [{ $toString: 0.1 + 0.2 }, "0.3"],
    [{ $toString: new Double(100) }, "100"],
    [{ $toString: id }, "65f3c8b1a2b3c4d5e6f70809"],
    [{ $toString: new Date(0) }, "1970-01-01T00:00:00.000Z"],
    [{ $toString: Decimal128.fromString("1.50") }, "1.50"],
    [{ $toDate: long(120000000000) }, new Date(120000000000)],
    [{ $toDate: id }, id.getTimestamp()],
    [{ $toDate: "2018-03-20" }, new Date("2018-03-20T00:00:00Z")],
    [{ $toObjectId: "65f3c8b1a2b3c4d5e6f70809" }, id],
    [{ $toBool: "false" }, true],
    [{ $toBool: 0 }, false],
    [{ $toInt: null }, null],
    [{ $convert: { input: "x", to: "int", onError: -1 } }, -1],
    [{ $convert: { input: null, to: "int", onNull: 0 } }, 0],
    [{ $convert: { input: 5, to: 2 } }, "5"],
  ])("%j", (expr, expected) => {
    expect(evaluate(expr)).toEqual(expected);
  });

  test.each<[unknown, number]>([
    [{ $toInt: "1.5" }, 241],
    [{ $toInt: 3e9 }, 241],
    [{ $toInt: Number.NaN }, 241],
    [{ $toDate: 5 }, 241],
    [{ $toDate: "15/03/2024" }, 241],
    [{ $toObjectId: "abc" }, 241],
    [{ $toString: new Binary(new Uint8Array(2)) }, 241],
    [{ $convert: { input: 1, to: "color" } }, 2],
  ])("%j is refused with code %d", (expr, code) => {
    expect(codeOf(() => evaluate(expr))).toBe(code);
  });
});
