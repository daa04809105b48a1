import { codeOf, evaluate } from "../testing";

const date = new Date("2024-12-31T16:30:05.007Z");
const dateString = "2024-12-31";

// MongoDB takes a missing argument for null, never for one that was left out.
describe("a missing argument is null, not an omitted one", () => {
  test.each<[object]>([
    [{ $round: [2.55, "$no"] }],
    [{ $trunc: [2.55, "$no"] }],
    [{ $slice: [[1, 2, 3], 1, "$no"] }],
    [{ $slice: [[1, 2, 3], "$no"] }],
    [{ $trim: { input: "x", chars: "$no" } }],
    [{ $dateToParts: { date, iso8601: "$no" } }],
    [{ $dateToParts: { date, timezone: "$no" } }],
    [{ $dateTrunc: { date, unit: "hour", binSize: "$no" } }],
    [{ $dateTrunc: { date, unit: "week", startOfWeek: "$no" } }],
    [{ $dateDiff: { startDate: date, endDate: date, unit: "week", startOfWeek: "$no" } }],
    [{ $dateFromParts: { year: 2024, hour: "$no" } }],
    [{ $dateFromParts: { year: "$no" } }],
    [{ $dateToString: { date, format: "$no" } }],
    [{ $dateToString: { date, timezone: "$no" } }],
    [{ $dateFromString: { dateString, format: "$no" } }],
    [{ $dateFromString: { dateString, timezone: "$no" } }],
    [{ $hour: { date, timezone: "$no" } }],
    [{ $convert: { input: "5", to: "$no" } }],
  ])("%j is null, as with null itself", (expr) => {
    expect(evaluate(expr)).toBeNull();
    expect(evaluate(expr, { no: null })).toBeNull();
  });

  test.each<[object, number]>([
    [{ $range: [0, 3, "$no"] }, 34447],
    [{ $range: [0, 3, null] }, 34447],
    [{ $indexOfArray: [[1], 1, "$no"] }, 40096],
    [{ $indexOfCP: ["a", "a", "$no"] }, 40096],
    [{ $substrCP: ["abc", 0, "$no"] }, 34452],
    [{ $map: { input: [1], as: null, in: "$$this" } }, 9],
    [{ $zip: { inputs: [[1]], useLongestLength: null } }, 34463],
  ])("%j is refused with code %d", (expr, code) => {
    expect(codeOf(() => evaluate(expr))).toBe(code);
  });
});

describe("arguments are looked at in MongoDB's order", () => {
  test.each<[object]>([
    [{ $round: [null, "x"] }],
    [{ $dateTrunc: { date: null, unit: 5 } }],
    [{ $dateAdd: { startDate: date, unit: "day", amount: null, timezone: 8 } }],
    [{ $dateDiff: { startDate: "x", endDate: null, unit: "day" } }],
    [{ $dateFromParts: { year: "x", hour: null } }],
    [{ $hour: { date: null, timezone: 8 } }],
    [{ $setUnion: [null, 5] }],
  ])("%j is null before what comes after is looked at", (expr) => {
    expect(evaluate(expr)).toBeNull();
  });

  test.each<[object, number]>([
    [{ $round: ["x", null] }, 51081],
    [{ $round: [1.5, "x"] }, 16004],
    [{ $slice: ["x", 1, null] }, 28724],
    [{ $trim: { input: 5, chars: null } }, 50699],
    [{ $setUnion: [5, null] }, 17043],
    [{ $setIntersection: [5, null] }, 17047],
    [{ $dateToString: { date: null, format: 5, onNull: 1 } }, 18533],
    [{ $dateFromString: { dateString: null, format: 5, onNull: 1 } }, 40684],
    [{ $dateTrunc: { date: "x", unit: "day" } }, 5439012],
    [{ $dateDiff: { startDate: "x", endDate: date, unit: "day" } }, 5166307],
    [{ $dateSubtract: { startDate: "x", unit: "day", amount: 1 } }, 5166403],
    [{ $dateFromParts: { isoWeekYear: 0 } }, 31095],
    [{ $indexOfBytes: [5, "a"] }, 40091],
    [{ $indexOfBytes: ["a", null] }, 40092],
    [{ $arrayToObject: [[["a", 1], { k: "b", v: 2 }]] }, 40396],
    [{ $arrayToObject: [[{ k: "b", v: 2 }, ["a", 1]]] }, 40391],
    [{ $arrayToObject: [[{ k: "b" }]] }, 40392],
  ])("%j is refused with code %d", (expr, code) => {
    expect(codeOf(() => evaluate(expr))).toBe(code);
  });
});
