import { mongo } from "mongoose";
import { expression } from "./expressions";
import { elementFilter, filterOf } from "./filters";
import type { Random } from "./random";
import { type Doc, line, NUMBERS, scalar, small, value } from "./values";

const { Int32 } = mongo;

/** An update by operators. */
export function updateOf(random: Random): Doc {
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
    () => put("$rename", "a", "wasA"),
    () => put("$rename", "s", "wasS"),
    () => put("$setOnInsert", "made", small(random)),
    () => put("$push", "tags", random.pick(["t", "w"])),
    () => put("$push", "lines", { $each: [line(random), line(random)], $sort: { q: 1, k: 1 }, $slice: -8 }),
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

/** What an update does, with the filter and the options that it needs. */
export type Change = { filter: Doc; update: Doc | Doc[]; arrayFilters?: Doc[] };

// To the element that the filter found.
function positional(random: Random): Change {
  const { array, filter } = elementFilter(random);
  const update = random.pick<Doc>(
    array === "tags"
      ? [{ $set: { "tags.$": "w" } }, { $set: { "tags.$": null } }]
      : [
          { $inc: { "lines.$.q": new Int32(1 + random.number(3)) } },
          { $set: { "lines.$.k": "z", "n.y": new Int32(1) } },
          { $set: { "lines.$": line(random) } },
          { $unset: { "lines.$.q": "" } },
        ],
  );
  return { filter: { ...filter, ...(random.chance(0.3) ? { a: { $ne: scalar(random) } } : {}) }, update };
}

// A filter that leaves something to do more often than not.
function most(random: Random): Doc {
  return random.chance(0.6) ? { a: { $ne: scalar(random) } } : filterOf(random, 1);
}

// To the elements that array filters choose.
function filtered(random: Random): Change {
  const least = { $gte: small(random) };
  return {
    // Without the array that an update goes into it is an error.
    filter: { ...most(random), "lines.0": { $exists: true }, "tags.0": { $exists: true } },
    ...random.pick<{ update: Doc; arrayFilters?: Doc[] }>([
      { update: { $inc: { "lines.$[one].q": new Int32(2) } }, arrayFilters: [{ "one.q": least }] },
      { update: { $set: { "lines.$[one].k": "y" } }, arrayFilters: [{ "one.k": { $in: ["x", "z"] }, "one.q": least }] },
      { update: { $unset: { "lines.$[one].q": "" } }, arrayFilters: [{ $or: [{ "one.k": "x" }, { "one.q": least }] }] },
      { update: { $set: { "tags.$[tag]": "s" } }, arrayFilters: [{ tag: random.pick(["t", null]) }] },
      { update: { $mul: { "lines.$[].q": new Int32(3) } } },
      { update: { $set: { "tags.$[]": random.pick(["v", null]) } } },
      { update: { $min: { "lines.$[one].q": small(random) } }, arrayFilters: [{ one: { $type: "object" } }] },
    ]),
  };
}

function pipeline(random: Random): Change {
  const update = random.pick<() => Doc[]>([
    () => [{ $set: { made: expression(random) } }],
    () => [{ $set: { "n.x": expression(random), made: { $size: { $ifNull: ["$tags", []] } } } }, { $unset: "b" }],
    () => [{ $replaceWith: { $mergeObjects: ["$$ROOT", { made: expression(random) }] } }],
    () => [{ $project: { b: 0, "n.y": 0 } }],
    () => [{ $set: { tags: { $slice: [{ $ifNull: ["$tags", ["w"]] }, 2] } } }],
    () => [
      {
        $set: {
          lines: { $map: { input: { $ifNull: ["$lines", []] }, in: { $mergeObjects: ["$$this", { q: "$n.y" }] } } },
        },
      },
    ],
  ])();
  return {
    filter: most(random),
    update: [...update, { $set: { count: { $add: [{ $ifNull: ["$count", 0] }, 1] } } }],
  };
}

/** An update that looks at what it finds: at elements, or at the whole document. */
export function changeOf(random: Random): Change {
  return random.pick([positional, filtered, pipeline])(random);
}
