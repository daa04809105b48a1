// biome-ignore-all lint/suspicious/noThenProperty: MongoDB's own syntax
import { Decimal128, Double, Long } from "bson";
import { codeOf, evaluate } from "../testing";

const decimal = (text: string) => Decimal128.fromString(text);
const long = (value: number) => Long.fromNumber(value);
const at = (iso: string) => new Date(iso);

describe("arithmetic keeps MongoDB's number types", () => {
  test.each<[unknown, unknown]>([
    [{ $add: [1, 2, 3] }, 6],
    [{ $add: [2147483647, 1] }, long(2147483648)],
    [{ $add: [1, long(2)] }, long(3)],
    [{ $add: [1, new Double(2)] }, new Double(3)],
    [{ $add: [0.5, 0.25] }, 0.75],
    [{ $add: [decimal("0.1"), decimal("0.2")] }, decimal("0.3")],
    [{ $add: [1, null] }, null],
    [{ $add: [at("2024-01-01T00:00:00Z"), 86400000] }, at("2024-01-02T00:00:00Z")],
    [{ $add: [Long.MAX_VALUE, 1] }, 2 ** 63],
    [{ $subtract: [5, 7] }, -2],
    [{ $subtract: [at("2024-01-02T00:00:00Z"), at("2024-01-01T00:00:00Z")] }, long(86400000)],
    [{ $subtract: [at("2024-01-02T00:00:00Z"), 1000] }, at("2024-01-01T23:59:59Z")],
    [{ $multiply: [3, 4, 5] }, 60],
    [{ $multiply: [65536, 65536] }, long(4294967296)],
    [{ $divide: [10, 4] }, 2.5],
    [{ $divide: [10, 5] }, new Double(2)],
    [{ $divide: [decimal("1"), 3] }, decimal("0.3333333333333333333333333333333333")],
    [{ $mod: [-7, 3] }, -1],
    [{ $mod: [7.5, 2] }, 1.5],
    [{ $mod: [decimal("10.5"), decimal("3")] }, decimal("1.5")],
    [{ $abs: -5 }, 5],
    [{ $abs: decimal("-1.50") }, decimal("1.50")],
    [{ $ceil: 7.2 }, new Double(8)],
    [{ $floor: -1.2 }, new Double(-2)],
    [{ $ceil: 3 }, 3],
    [{ $round: [2.5, 0] }, new Double(2)],
    [{ $round: [3.5] }, new Double(4)],
    [{ $round: [19.25, 1] }, 19.2],
    [{ $round: [1234, -2] }, 1200],
    [{ $round: [decimal("2.345"), 2] }, decimal("2.34")],
    [{ $trunc: [7.85, 1] }, 7.8],
    [{ $trunc: -7.8 }, new Double(-7)],
    [{ $trunc: -0.25 }, -0],
    [{ $round: [-0.04, 1] }, -0],
    [{ $ceil: -0.5 }, -0],
    [{ $round: 0.4 }, new Double(0)],
    [{ $pow: [5, 3] }, 125],
    [{ $pow: [2, 40] }, long(2 ** 40)],
    [{ $pow: [5, -2] }, 0.04],
    [{ $pow: [decimal("1.1"), 2] }, decimal("1.21")],
    [{ $sqrt: 25 }, new Double(5)],
    [{ $sqrt: decimal("2.25") }, decimal("1.5")],
    [{ $exp: 0 }, new Double(1)],
    [{ $log: [100, 10] }, new Double(2)],
    [{ $log10: 1000 }, new Double(3)],
    [{ $bitAnd: [12, 10] }, 8],
    [{ $bitOr: [12, long(3)] }, long(15)],
    [{ $bitNot: 0 }, -1],
    [{ $sum: [1, "x", 2.5] }, 3.5],
    [{ $avg: [[1, 2, 6]] }, new Double(3)],
    [{ $max: [1, null, 7, 3] }, 7],
    [{ $stdDevPop: [[85, 90, 71]] }, Math.sqrt(((85 - 82) ** 2 + (90 - 82) ** 2 + (71 - 82) ** 2) / 3)],
  ])("%j", (expr, expected) => {
    expect(evaluate(expr)).toEqual(expected);
  });

  test.each<[unknown, number]>([
    [{ $divide: [1, 0] }, 2],
    [{ $mod: [1, 0] }, 16610],
    [{ $add: [1, "2"] }, 14],
    [{ $subtract: ["a", 1] }, 14],
    [{ $abs: "x" }, 28765],
    [{ $sqrt: -1 }, 28714],
    [{ $pow: [0, -1] }, 28764],
    [{ $subtract: [1] }, 16020],
    [{ $round: [1, 2, 3] }, 28667],
    [{ $nope: 1 }, 168],
    [{ $let: { vars: { x: { $nope: 1 } }, in: 1 } }, 168],
    [{ $function: { body: "x", args: [], lang: "js" } }, 115],
    [{ $cond: [true, { $function: { body: "x", args: [], lang: "js" } }, 1] }, 115],
    [{ $meta: "textScore" }, 238],
    ["$$unknown", 17276],
    ["$a..b", 15998],
    [{ $a: 1, $b: 2 }, 15983],
  ])("%j is refused with code %d", (expr, code) => {
    expect(codeOf(() => evaluate(expr))).toBe(code);
  });
});

describe("comparison and conditions follow BSON order", () => {
  test.each<[unknown, unknown]>([
    [{ $eq: [1, long(1)] }, true],
    [{ $eq: ["$missing", null] }, false],
    [{ $lt: ["$missing", null] }, true],
    [{ $gt: ["a", 100] }, true],
    [{ $cmp: [2, 1] }, 1],
    [{ $and: [1, "x", []] }, true],
    [{ $and: [] }, true],
    [{ $or: [0, null, "$missing"] }, false],
    [{ $not: [false] }, true],
    [{ $cond: { if: { $gte: [3, 2] }, then: "yes", else: "no" } }, "yes"],
    [{ $cond: [0, 1, 2] }, 2],
    [{ $ifNull: ["$missing", null, 5] }, 5],
    [
      {
        $switch: {
          branches: [
            { case: false, then: 1 },
            { case: true, then: 2 },
          ],
          default: 3,
        },
      },
      2,
    ],
    [{ $switch: { branches: [{ case: false, then: 1 }], default: 3 } }, 3],
  ])("%j", (expr, expected) => {
    expect(evaluate(expr)).toEqual(expected);
  });

  test("a $switch without a fitting branch and default is an error", () => {
    expect(codeOf(() => evaluate({ $switch: { branches: [{ case: false, then: 1 }] } }))).toBe(40066);
  });
});

describe("strings count code points", () => {
  test.each<[unknown, unknown]>([
    [{ $concat: ["车主", "-", "club"] }, "车主-club"],
    [{ $concat: ["a", null] }, null],
    [{ $toUpper: "abcé" }, "ABCé"],
    [{ $toLower: null }, ""],
    [{ $substrCP: ["沪A12345", 1, 3] }, "A12"],
    [{ $substrCP: ["😀车", 1, 1] }, "车"],
    [{ $substrBytes: ["车主", 0, 3] }, "车"],
    [{ $substr: ["hello", 1, -1] }, "ello"],
    [{ $strLenCP: "😀车" }, 2],
    [{ $strLenBytes: "车" }, 3],
    [{ $split: ["2024-03-15", "-"] }, ["2024", "03", "15"]],
    [{ $trim: { input: "  a b \n" } }, "a b"],
    [{ $ltrim: { input: "xxaxx", chars: "x" } }, "axx"],
    [{ $rtrim: { input: "xxaxx", chars: "x" } }, "xxa"],
    [{ $indexOfCP: ["😀车主", "主"] }, 2],
    [{ $indexOfCP: ["vanilla", "l", 6] }, -1],
    [{ $indexOfBytes: ["车主", "主"] }, 3],
    [{ $replaceOne: { input: "a$&a", find: "a", replacement: { $literal: "$&" } } }, "$&$&a"],
    [{ $replaceAll: { input: "a.b.c", find: ".", replacement: "-" } }, "a-b-c"],
    [{ $strcasecmp: ["ABC", "abd"] }, -1],
    [{ $regexMatch: { input: "沪A12345", regex: "^沪[A-Z]" } }, true],
    [{ $regexMatch: { input: "ABC", regex: "b", options: "i" } }, true],
    [{ $regexFind: { input: "😀ab12", regex: "(\\d)(x)?" } }, { match: "1", idx: 3, captures: ["1", null] }],
    [
      { $regexFindAll: { input: "a1b2", regex: "\\d" } },
      [
        { match: "1", idx: 1, captures: [] },
        { match: "2", idx: 3, captures: [] },
      ],
    ],
  ])("%j", (expr, expected) => {
    expect(evaluate(expr)).toEqual(expected);
  });

  test.each<[unknown, number]>([
    [{ $concat: ["a", 1] }, 16702],
    [{ $split: ["a", ""] }, 40087],
    [{ $strLenCP: null }, 34471],
    [{ $substrCP: ["a", -1, 1] }, 34455],
    [{ $substrBytes: ["车", 1, 1] }, 28656],
    [{ $trim: { input: 5 } }, 50699],
    [{ $regexMatch: { input: 5, regex: "a" } }, 51104],
  ])("%j is refused with code %d", (expr, code) => {
    expect(codeOf(() => evaluate(expr))).toBe(code);
  });
});
