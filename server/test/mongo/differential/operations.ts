import { expression } from "./expressions";
import { elementFilter, filterOf } from "./filters";
import { pipelineOf } from "./pipelines";
import type { Random } from "./random";
import { changeOf, updateOf } from "./updates";
import { type Doc, fields, id, small } from "./values";

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

function findOptions(random: Random): Doc {
  const sort = random.pick([
    { _id: 1 },
    { _id: -1 },
    { s: 1, _id: 1 },
    { "n.y": -1, _id: 1 },
    { "lines.q": -1, _id: 1 },
  ]);
  const projection = random.pick([
    undefined,
    { a: 1 },
    { lines: 0 },
    { _id: 0, "n.x": 1 },
    { tags: { $slice: 1 } },
    { lines: { $elemMatch: { q: { $gte: small(random) } } } },
    { lines: { $slice: [-2, 1] }, tags: 1 },
    // Not bare: a $slice here would be the projection of that name.
    { s: 1, one: { $ifNull: [expression(random), null] } },
  ]);
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
    () => changed(random),
    () => ({ kind: "find", filter: filterOf(random), options: findOptions(random) }),
    () => ({ kind: "find", filter: filterOf(random), options: findOptions(random) }),
    () => ({
      kind: "find",
      filter: { ...filterOf(random, 2), "tags.0": { $exists: true } },
      options: { sort: { tags: random.pick([1, -1]), _id: 1 } },
    }),
    () => {
      const { array, filter } = elementFilter(random);
      return { kind: "find", filter, options: { sort: { _id: 1 }, projection: { [`${array}.$`]: 1, s: 1 } } };
    },
    () => ({ kind: "count", filter: filterOf(random) }),
    () => ({ kind: "distinct", path: random.pick(["s", "tags", "lines.k", "lines.q"]), filter: filterOf(random) }),
    () => ({ kind: "aggregate", pipeline: pipelineOf(random) }),
  ])();
}

function changed(random: Random): Operation {
  const { filter, update, arrayFilters } = changeOf(random);
  const options = arrayFilters === undefined ? {} : { arrayFilters };
  return random.pick<Operation>([
    { kind: "update", filter: { ...filter, _id: id(random) }, update, options, multi: false },
    { kind: "update", filter, update, options, multi: true },
    { kind: "findAndUpdate", filter, update, options: { ...options, sort: { _id: 1 }, returnDocument: "after" } },
  ]);
}
