import { BSONRegExp, Decimal128, Double, Long, ObjectId } from "bson";
import { parseDocument, serializeDocument } from "../bson/raw";
import type { Doc, Value } from "../bson/values";

const IDS = Array.from({ length: 5 }, (_, i) => new ObjectId(`64b7f0${String(i).padStart(2, "0")}ffffffffffffffff`));
const DATES = [0, 1_600_000_000_000, 1_700_000_000_000].map((ms) => new Date(ms));
const SCALARS: readonly Value[] = [
  ...[null, true, false, 0, 1, 2, 3, -1, 1.5, new Double(2), Long.fromNumber(2), Decimal128.fromString("1.5")],
  ...["", "a", "ab", "abc", "b", "中"],
  ...IDS,
  ...DATES,
];
const TEXTS: readonly Value[] = ["a", "b", "ab", 1, 2, DATES[1]];
const PATHS = ["a", "b", "c", "d.x", "d.y", "t", "e.0", "u"] as const;

/** Indexes of every kind: descending, compound, sparse, partial, over arrays, over positions. Each is taken or left. */
export const PLAIN_INDEXES: readonly Doc[] = [
  { key: { a: 1 } },
  { key: { b: -1 } },
  { key: { a: 1, b: -1 } },
  { key: { c: 1 }, sparse: true },
  { key: { "d.x": 1, "d.y": 1 } },
  { key: { t: 1, a: -1 } },
  { key: { b: 1, c: 1 }, partialFilterExpression: { a: { $gt: 0 } } },
  { key: { "e.0": 1 } },
  { key: { t: -1 }, partialFilterExpression: { t: { $exists: true } } },
  { key: { c: -1, "d.y": 1 }, sparse: true },
];
/** Unique ones: whole, sparse, partial and compound. */
export const UNIQUE_INDEXES: readonly Doc[] = [
  { key: { u: 1 }, unique: true, sparse: true },
  { key: { u: -1, t: 1 }, unique: true },
  { key: { u: 1 }, unique: true, partialFilterExpression: { a: { $gt: 0 } } },
];

export type Fuzzer = {
  random: () => number;
  below: (limit: number) => number;
  pick: <T>(list: readonly T[]) => T;
  document: (id: number) => Doc;
  filter: () => Doc;
  sort: () => Doc | null;
};

/** Small deterministic generator (mulberry32), so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Pick = Fuzzer["pick"];

function valueMaker(random: () => number, pick: Pick): (depth?: number) => Value {
  const small = (): Value => ({ x: pick([1, 2]), y: pick([1, 2]) });
  const value = (depth = 0): Value => {
    const roll = random();
    if (roll < 0.72 || depth > 1) return pick(SCALARS);
    if (roll < 0.77) return [Math.floor(random() * 9), Math.floor(random() * 9)];
    if (roll < 0.82) return [small(), small()];
    if (roll < 0.86) return Array.from({ length: Math.floor(random() * 3) }, () => value(depth + 1));
    if (roll < 0.95) return { x: value(depth + 1), y: pick(SCALARS) };
    return undefined;
  };
  return value;
}

function conditionMaker(random: () => number, pick: Pick, value: () => Value): () => Value {
  const scalar = (): Value => pick(SCALARS);
  const below = (limit: number): number => Math.floor(random() * limit);
  const forms: readonly (() => Value)[] = [
    () => ({ $in: Array.from({ length: below(4) }, scalar) }),
    () => ({ $gt: scalar() }),
    () => ({ $gte: scalar(), $lt: scalar() }),
    () => ({ $gt: 2 + below(3), $lte: 5 + below(2) }),
    () => pick([1, 2]),
    () => ({ $lte: scalar() }),
    () => ({ $exists: random() < 0.5 }),
    () => ({ $ne: scalar() }),
    () => ({ $all: [scalar(), scalar()] }),
    () => ({ $elemMatch: { $gte: 0, $lt: 3 } }),
    () => new BSONRegExp(pick(["^a", "^ab?", "b", "^中"])),
    () => ({ $not: { $gt: scalar() } }),
    () => value() ?? null,
    scalar,
    () => ({ $nin: [scalar(), scalar()] }),
  ];
  return () => pick(forms)();
}

/** Random documents and queries that meet often. */
export function fuzzer(seed: number): Fuzzer {
  const random = generator(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const value = valueMaker(random, pick);
  const condition = conditionMaker(random, pick, value);
  const document = (id: number): Doc => {
    const doc: Doc = { _id: id % 3 === 0 ? `s${id}` : id };
    for (const name of ["a", "b", "c", "d", "e"]) {
      const v = value();
      if (v !== undefined && random() < 0.85) doc[name] = v;
    }
    doc.t = pick(TEXTS); // never an array: its indexes may sort
    if (random() < 0.7)
      doc.u = pick([below(400), new Double(below(400)), Long.fromNumber(below(400)), `u${below(400)}`]);
    return parseDocument(serializeDocument(doc)); // as it comes over the wire: nothing is undefined
  };
  const filter = (depth = 0): Doc => {
    if (random() < 0.06) return { "d.x": pick([1, 2]), "d.y": pick([1, 2]) };
    // Plain equality over indexes without arrays, at times with one field more than an index has.
    if (random() < 0.06)
      return { t: pick(TEXTS), ...pick([{}, {}, { u: below(400) }, { b: 1 }, { a: pick(SCALARS) }]) };
    if (random() < 0.03)
      return pick([{ u: below(400) }, { u: `u${below(400)}` }, { u: null }, { "e.0": pick([0, 1, "a"]) }]);
    const out: Doc = {};
    for (let i = 0; i < 1 + below(3); i++) out[pick(PATHS)] = condition();
    if (depth === 0 && random() < 0.25) out.$or = [filter(1), filter(1)];
    if (depth === 0 && random() < 0.15) out.$and = [filter(1), filter(1)];
    if (random() < 0.05) out._id = pick([{ $gt: 5 }, { $lt: "s5" }, { $in: [1, 2, 99] }]);
    if (random() < 0.05) out.u = pick([below(400), `u${below(400)}`, { $in: [below(400), below(400)] }]);
    return out;
  };
  const sort = (): Doc | null => {
    if (random() < 0.6) return null;
    const out: Doc = {};
    for (let i = 0; i < 1 + below(2); i++) out[pick(["a", "b", "t", "c", "u", "_id"])] = pick([1, -1]);
    return out;
  };
  return { random, below, pick, document, filter: () => filter(), sort };
}
