import { mongo } from "mongoose";
import type { Random } from "./random";
import { type Doc, date, scalar, small } from "./values";

const { Int32 } = mongo;
const ZONES = ["UTC", "Asia/Shanghai", "America/New_York", "+03:30"];
const UNITS = ["year", "quarter", "month", "week", "day", "hour", "minute"];
const PARTS = ["$year", "$month", "$dayOfMonth", "$dayOfWeek", "$dayOfYear", "$hour", "$isoWeek", "$isoWeekYear"];

/** A number out of a document: what is no number, and what would not fit, counts as one. */
function number(random: Random): Doc {
  const path = random.pick(["$a", "$n.x", "$n.y", "$count"]);
  return { $cond: [{ $in: [{ $type: path }, ["int", "double"]] }, path, small(random)] };
}

function dated(random: Random): Doc {
  const timezone = random.pick(ZONES);
  const unit = random.pick(UNITS);
  const at = "$at";
  return random.pick<Doc>([
    { [random.pick(PARTS)]: { date: at, timezone } },
    { $dateToString: { date: at, timezone, format: "%Y-%m-%d %H:%M %G-%V-%u %j %z" } },
    { $dateToString: { date: at, onNull: "none" } },
    { $dateAdd: { startDate: at, unit, amount: new Int32(random.number(40) - 20) } },
    { $dateSubtract: { startDate: at, unit: random.pick(["week", "day", "hour"]), amount: new Int32(3), timezone } },
    { $dateDiff: { startDate: at, endDate: date(random), unit, timezone: random.pick(ZONES.slice(0, 3)) } },
    { $dateTrunc: { date: at, unit: "hour", binSize: new Int32(1 + random.number(8)), timezone } },
    { $dateToParts: { date: at, timezone, iso8601: random.chance(0.5) } },
    { $dateFromString: { dateString: { $dateToString: { date: at, format: "%Y-%m-%d" } }, timezone } },
  ]);
}

function calculated(random: Random): Doc {
  return random.pick<Doc>([
    { $add: [number(random), small(random)] },
    { $subtract: [number(random), number(random)] },
    { $multiply: [number(random), new Int32(2)] },
    { $round: [{ $divide: [number(random), new Int32(3)] }, new Int32(random.number(3))] },
    { $trunc: [number(random), random.pick<unknown>([new Int32(0), "$none", null])] },
    { $abs: number(random) },
    { $mod: [number(random), new Int32(3)] },
    { $sum: ["$n.y", "$count", "$lines.q"] },
    { $max: ["$n.y", small(random)] },
  ]);
}

function gathered(random: Random): Doc {
  const tags = { $ifNull: ["$tags", []] };
  const lines = { $ifNull: ["$lines", []] };
  return random.pick<Doc>([
    { $slice: [tags, new Int32(random.number(5) - 2)] },
    { $slice: [tags, new Int32(1), random.pick<unknown>([new Int32(1), "$none"])] },
    { $arrayElemAt: [tags, new Int32(random.number(4) - 2)] },
    { $filter: { input: lines, cond: { $gte: ["$$this.q", small(random)] } } },
    { $map: { input: lines, as: "line", in: { $concat: ["$$line.k", "-"] } } },
    {
      $reduce: { input: "$lines.q", initialValue: new Int32(0), in: { $add: ["$$value", { $ifNull: ["$$this", 0] }] } },
    },
    { $in: [random.pick(["t", null]), tags] },
    { $indexOfArray: [tags, "t"] },
    { $reverseArray: tags },
    { $concatArrays: [tags, "$lines.k"] },
    { $sortArray: { input: tags, sortBy: 1 } },
    { $setUnion: [{ $slice: [tags, 1] }, []] },
    { $range: [new Int32(0), new Int32(random.number(4))] },
    { $zip: { inputs: [tags, "$lines.k"] } },
    { $objectToArray: "$n" },
    { $mergeObjects: ["$n", { z: small(random) }] },
  ]);
}

function texts(random: Random): Doc {
  return random.pick<Doc>([
    { $concat: ["$s", "-", random.pick(["x", "车"])] },
    { $toUpper: "$s" },
    { $substrCP: ["$s", new Int32(0), new Int32(1)] },
    { $strLenCP: { $ifNull: ["$s", ""] } },
    { $regexMatch: { input: "$s", regex: random.pick(["^p", "[qr]$"]) } },
    { $indexOfCP: ["$s", "q"] },
    { $split: [{ $ifNull: ["$s", "p-q"] }, "-"] },
    { $trim: { input: "$s", chars: "p" } },
    { $type: random.pick(["$a", "$b", "$n.x", "$tags"]) },
    { $toString: "$n.y" },
    { $convert: { input: "$s", to: "int", onError: "no", onNull: "none" } },
  ]);
}

/** A condition over a document. */
export function test(random: Random): Doc {
  const operator = random.pick(["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"]);
  return random.pick<() => Doc>([
    () => ({ [operator]: [random.pick(["$a", "$b", "$n.x", "$n.y", "$tags"]), scalar(random)] }),
    () => ({ [operator]: ["$n.x", "$a"] }),
    () => ({ [operator]: ["$n.y", small(random)] }),
    () => ({ $and: [{ $eq: ["$s", "p"] }, { $gte: ["$n.y", small(random)] }] }),
    () => ({ $or: ["$n.y", { $in: ["t", { $ifNull: ["$tags", []] }] }] }),
    () => ({ $not: ["$b"] }),
    () => ({ $lt: ["$at", date(random)] }),
  ])();
}

/** A value out of a document. */
export function expression(random: Random): Doc {
  return random.pick<() => Doc>([
    () => dated(random),
    () => dated(random),
    () => calculated(random),
    () => gathered(random),
    () => texts(random),
    () => ({ $cond: [test(random), "$s", calculated(random)] }),
    () => ({ $ifNull: ["$b", "$n.x", "none"] }),
    () => ({ $switch: { branches: [{ case: test(random), then: 1 }], default: "$s" } }),
    () => ({ $let: { vars: { y: "$n.y" }, in: { $multiply: ["$$y", 2] } } }),
  ])();
}
