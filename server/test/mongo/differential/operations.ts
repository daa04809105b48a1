import { mongo } from "mongoose";
import type { Random } from "./random";

const { Decimal128, Double, Int32, Long, ObjectId } = mongo;

export type Doc = mongo.Document;
/** One call of the driver, as data. */
export type Operation =
  | { kind: "insert"; documents: Doc[]; ordered: boolean }
  | { kind: "update"; filter: Doc; update: Doc | Doc[]; options: Doc; multi: boolean }
  | { kind: "findAndUpdate"; filter: Doc; update: Doc | Doc[]; options: Doc }
  | { kind: "replace"; filter: Doc; document: Doc; options: Doc }
  | { kind: "findAndDelete"; filter: Doc }
  | { kind: "deleteMany"; filter: Doc }
  | { kind: "find"; filter: Doc; options: Doc }
  | { kind: "count"; filter: Doc }
  | { kind: "distinct"; path: string; filter: Doc }
  | { kind: "aggregate"; pipeline: Doc[] };

const IDS = 24;
const PATHS = ["a", "b", "s", "n.x", "n.y", "tags", "lines.q", "lines.k"];
const NUMBERS: readonly unknown[] = [
  new Int32(0),
  new Int32(1),
  new Int32(5),
  new Int32(-3),
  new Int32(2_147_483_647),
  Long.fromNumber(5),
  Long.fromString("9007199254740993"),
  new Double(5),
  new Double(1.5),
  new Double(-0.25),
  Decimal128.fromString("5"),
  Decimal128.fromString("2.5"),
];
const SCALARS: readonly unknown[] = [
  ...NUMBERS,
  "",
  "a",
  "ab",
  "车",
  null,
  new Date(0),
  new Date(1_790_000_000_000),
  new ObjectId("65f000000000000000000001"),
];

const scalar = (random: Random): unknown => random.pick(SCALARS);
const small = (random: Random): unknown => new Int32(random.number(6));

function line(random: Random): Doc {
  return { k: random.pick(["x", "y", "z"]), q: small(random) };
}

function value(random: Random): unknown {
  const roll = random.number(10);
  if (roll < 7) return scalar(random);
  if (roll < 8) return random.list(random.number(4), () => scalar(random));
  if (roll < 9) return { x: scalar(random) };
  return random.list(random.number(3), () => line(random));
}

function fields(random: Random): Doc {
  const doc: Doc = {};
  if (random.chance(0.8)) doc.a = scalar(random);
  if (random.chance(0.6)) doc.b = random.chance(0.1) ? random.chance(0.5) : value(random);
  if (random.chance(0.4)) doc.s = random.pick(["p", "q", "r"]);
  if (random.chance(0.5)) doc.n = { x: scalar(random), ...(random.chance(0.5) ? { y: small(random) } : {}) };
  if (random.chance(0.5)) doc.tags = random.list(random.number(4), () => random.pick(["t", "u", "v", null]));
  if (random.chance(0.5)) doc.lines = random.list(random.number(4), () => line(random));
  return doc;
}

const id = (random: Random): number => random.number(IDS);

function fieldCondition(random: Random): unknown {
  const one = (): unknown => scalar(random);
  return random.pick<() => unknown>([
    one,
    () => ({ $eq: one() }),
    () => ({ $ne: one() }),
    () => ({ $gt: one() }),
    () => ({ $gte: one(), $lt: one() }),
    () => ({ $lte: one() }),
    () => ({ $in: random.list(1 + random.number(3), one) }),
    () => ({ $nin: random.list(1 + random.number(2), one) }),
    () => ({ $exists: random.chance(0.5) }),
    () => ({ $type: random.pick(["number", "string", "int", "long", "double", "date", "array", "null", "object"]) }),
    () => ({ $size: random.number(3) }),
    () => ({ $all: random.list(1 + random.number(2), one) }),
    () => ({ $not: { $gt: one() } }),
    () => ({ $mod: [2 + random.number(2), random.number(2)] }),
    () => ({ $elemMatch: { $gte: one() } }),
    () => ({ $elemMatch: { q: { $gte: small(random) }, k: random.pick(["x", "y"]) } }),
    () => ({ $regex: random.pick(["^a", "b$", "^p"]) }),
  ])();
}

function filterOf(random: Random, depth = 0): Doc {
  const roll = random.number(10);
  if (depth === 0 && roll === 0) return {};
  if (depth === 0 && roll < 3) return { _id: random.chance(0.5) ? id(random) : { $gte: id(random), $lt: id(random) } };
  if (depth < 2 && roll < 5) {
    return {
      [random.pick(["$and", "$or", "$nor"])]: random.list(1 + random.number(3), () => filterOf(random, depth + 1)),
    };
  }
  const filter: Doc = {};
  for (const _ of Array(1 + random.number(2))) filter[random.pick(PATHS)] = fieldCondition(random);
  return filter;
}

function updateOf(random: Random): Doc {
  const update: Doc = {};
  const roots = new Set<string>();
  // Two operators on one field are an error that says nothing more.
  const put = (operator: string, path: string, argument: unknown): void => {
    const root = path.split(".")[0] as string;
    if (roots.has(root)) return;
    roots.add(root);
    update[operator] = { ...update[operator], [path]: argument };
  };
  const number = (): unknown => random.pick(NUMBERS.slice(1));
  const steps: (() => void)[] = [
    () => put("$set", random.pick(["a", "b", "n.x", "n.y", "c.d"]), value(random)),
    () => put("$unset", random.pick(["a", "b", "n.y", "lines"]), ""),
    () => put("$inc", random.pick(["a", "n.y", "n.x", "count"]), number()),
    () => put("$mul", random.pick(["a", "n.y", "count"]), small(random)),
    () => put("$min", random.pick(["a", "n.x"]), scalar(random)),
    () => put("$max", random.pick(["a", "n.x"]), scalar(random)),
    () => put("$rename", random.pick(["a", "s"]), "renamed"),
    () => put("$setOnInsert", "made", small(random)),
    () => put("$push", "tags", random.pick(["t", "w"])),
    () => put("$push", "lines", { $each: [line(random), line(random)], $sort: { q: 1, k: 1 }, $slice: -3 }),
    () => put("$push", "tags", { $each: ["z"], $position: random.number(3) }),
    () => put("$addToSet", "tags", { $each: ["t", "u"] }),
    () => put("$pull", "lines", { q: { $gte: small(random) } }),
    () => put("$pull", "tags", { $in: ["t", null] }),
    () => put("$pullAll", "tags", ["u", "v"]),
    () => put("$pop", random.pick(["tags", "lines"]), random.pick([1, -1])),
    () => put("$inc", "lines.$[].q", new Int32(1)),
    () => put("$bit", "n.y", { or: new Int32(4) }),
  ];
  for (const _ of Array(1 + random.number(2))) random.pick(steps)();
  return update;
}

const TOTALS = { n: { $sum: 1 }, y: { $sum: "$n.y" }, last: { $max: "$_id" }, first: { $min: "$_id" } };

function pipelineOf(random: Random): Doc[] {
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

function findOptions(random: Random): Doc {
  const sort = random.pick([{ _id: 1 }, { _id: -1 }, { s: 1, _id: 1 }, { "n.y": -1, _id: 1 }]);
  const projection = random.pick([undefined, { a: 1 }, { lines: 0 }, { _id: 0, "n.x": 1 }, { tags: { $slice: 1 } }]);
  const limit = random.chance(0.4) ? { limit: 1 + random.number(6), skip: random.number(3) } : {};
  return { sort, ...(projection === undefined ? {} : { projection }), ...limit };
}

/** A call whose result does not depend on the order in which documents are stored. */
export function randomOperation(random: Random): Operation {
  const byId = (): Doc => ({ _id: id(random), ...(random.chance(0.3) ? filterOf(random, 2) : {}) });
  const sorted = { sort: { _id: 1 } };
  return random.pick<() => Operation>([
    () => ({
      kind: "insert",
      documents: random.list(1 + random.number(3), () => ({ _id: id(random), ...fields(random) })),
      ordered: random.chance(0.7),
    }),
    () => ({
      kind: "update",
      filter: byId(),
      update: updateOf(random),
      options: { upsert: random.chance(0.2) },
      multi: false,
    }),
    () => ({ kind: "update", filter: filterOf(random), update: updateOf(random), options: {}, multi: true }),
    () => ({
      kind: "findAndUpdate",
      filter: filterOf(random),
      update: updateOf(random),
      options: { ...sorted, returnDocument: random.pick(["before", "after"]) },
    }),
    () => ({
      kind: "replace",
      filter: { _id: id(random) },
      document: fields(random),
      options: { upsert: random.chance(0.3) },
    }),
    () => ({ kind: "findAndDelete", filter: filterOf(random) }),
    () => ({ kind: "deleteMany", filter: { _id: id(random), ...filterOf(random, 2) } }),
    () => ({ kind: "find", filter: filterOf(random), options: findOptions(random) }),
    () => ({ kind: "find", filter: filterOf(random), options: findOptions(random) }),
    () => ({ kind: "count", filter: filterOf(random) }),
    () => ({ kind: "distinct", path: random.pick(["s", "n.y", "lines.q"]), filter: filterOf(random) }),
    () => ({ kind: "aggregate", pipeline: pipelineOf(random) }),
  ])();
}

/** The documents that a round begins with. */
export function randomDocuments(random: Random): Doc[] {
  return Array.from({ length: IDS }, (_, _id) => ({ _id, ...fields(random) })).filter(() => random.chance(0.6));
}
