import { test } from "./expressions";
import type { Random } from "./random";
import { type Doc, id, scalar, small } from "./values";

const PATHS = ["a", "b", "s", "n.x", "n.y", "tags", "lines.q", "lines.k"];

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

/** A filter; `depth` above 0 is one within another, which names no ids. */
export function filterOf(random: Random, depth = 0): Doc {
  const roll = random.number(10);
  if (depth === 0 && roll === 0) return {};
  if (depth < 2 && random.chance(0.08)) return { $expr: test(random) };
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

/** A filter by which a document has a matching element in one of its arrays, and the array. */
export function elementFilter(random: Random): { array: "tags" | "lines"; filter: Doc } {
  const tag = (): string => random.pick(["t", "u"]);
  return random.pick<() => { array: "tags" | "lines"; filter: Doc }>([
    () => ({ array: "tags", filter: { tags: tag() } }),
    () => ({ array: "tags", filter: { tags: { $in: [tag(), "w"] } } }),
    () => ({ array: "tags", filter: { tags: { $elemMatch: { $eq: null } } } }),
    () => ({ array: "lines", filter: { "lines.k": random.pick(["x", "y"]) } }),
    () => ({ array: "lines", filter: { "lines.q": { $gte: small(random) } } }),
    () => ({
      array: "lines",
      filter: { lines: { $elemMatch: { q: { $gte: small(random) }, k: { $ne: random.pick(["x", "y"]) } } } },
    }),
  ])();
}
