import { expression } from "./expressions";
import { filterOf } from "./filters";
import type { Random } from "./random";
import { type Doc, small } from "./values";

/** Stands for the name of the collection that the pipeline runs on. */
export const SELF = "$$self";

const BY_S = [{ $group: { _id: "$s", n: { $sum: 1 } } }, { $sort: { _id: 1 } }];
const TOTALS = { n: { $sum: 1 }, y: { $sum: "$n.y" }, last: { $max: "$_id" }, first: { $min: "$_id" } };

/** A pipeline whose result does not depend on the order in which documents are stored. */
export function pipelineOf(random: Random): Doc[] {
  const match = { $match: filterOf(random) };
  return random.pick<() => Doc[]>([
    () => [match, { $group: { _id: "$s", ...TOTALS } }, { $sort: { _id: 1 } }],
    () => [match, { $sort: { _id: 1 } }, { $unwind: "$tags" }, { $project: { tags: 1 } }],
    () => [match, { $sort: { _id: -1 } }, { $skip: random.number(4) }, { $limit: 5 }, { $project: { a: 1, n: 1 } }],
    () => [
      match,
      { $unwind: "$lines" },
      { $group: { _id: "$lines.k", q: { $sum: "$lines.q" } } },
      { $sort: { _id: 1 } },
    ],
    () => [
      match,
      { $sort: { _id: 1 } },
      { $project: { big: { $gt: ["$a", 2] }, size: { $size: { $ifNull: ["$tags", []] } } } },
    ],
    () => [match, { $group: { _id: null, n: { $sum: 1 } } }],
    () => [match, { $sort: { _id: 1 } }, { $project: { one: expression(random), two: expression(random) } }],
    () => [match, { $sort: { _id: 1 } }, { $set: { one: expression(random) } }, { $unset: ["lines", "b"] }],
    () => [match, { $group: { _id: dayOf(random), ...TOTALS } }, { $sort: { _id: 1 } }],
    () => [
      match,
      { $match: { "tags.0": { $exists: true } } },
      { $sort: { tags: random.pick([1, -1]), _id: 1 } },
      { $limit: 6 },
      { $project: { tags: 1 } },
    ],
    () => [match, ...lookup(random), { $sort: { _id: 1 } }, { $project: { "found._id": 1 } }],
    () => [match, correlated(random), { $sort: { _id: 1 } }, { $project: { found: 1 } }],
    () => [match, { $unionWith: { coll: SELF, pipeline: [{ $match: filterOf(random, 1) }] } }, ...BY_S],
    () => [match, { $sort: { _id: 1 } }, { $group: { _id: null, ids: { $push: "$_id" }, first: { $first: "$s" } } }],
    () => [
      match,
      {
        $facet: {
          n: [{ $group: { _id: null, n: { $sum: 1 } } }],
          s: [{ $sortByCount: "$s" }, { $sort: { count: 1, _id: 1 } }],
        },
      },
    ],
  ])();
}

function dayOf(random: Random): Doc {
  const timezone = random.pick(["UTC", "Asia/Shanghai", "America/New_York"]);
  return { $dateToString: { date: "$at", format: "%Y-%m-%d", timezone } };
}

function lookup(random: Random): Doc[] {
  const [localField, foreignField] = random.pick([
    ["s", "tags"],
    ["tags", "s"],
    ["n.y", "lines.q"],
    ["lines.k", "none"],
    ["a", "n.x"],
  ]);
  const pipeline = [{ $match: filterOf(random, 2) }, { $sort: { _id: 1 } }];
  const given = { $match: { [localField]: { $exists: true } } };
  return [given, { $lookup: { from: SELF, localField, foreignField, pipeline, as: "found" } }];
}

function correlated(random: Random): Doc {
  const condition = { [random.pick(["$eq", "$gt"])]: ["$n.y", "$$y"] };
  return {
    $lookup: {
      from: SELF,
      let: { y: random.pick<unknown>(["$n.y", small(random)]) },
      pipeline: [{ $match: { $expr: condition } }, { $sort: { _id: 1 } }, { $project: { s: 1 } }],
      as: "found",
    },
  };
}
