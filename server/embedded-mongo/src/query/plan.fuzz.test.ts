import { BSONRegExp, Decimal128, Long, ObjectId } from "bson";
import type { Doc, Value } from "../bson/values";
import type { Collection } from "../store/collection";
import { Engine } from "../store/engine";
import { recordOf } from "../store/record";
import type { IndexSpec } from "../store/secondary-index";
import { compileFilter } from "./match";
import { choosePlan } from "./plan";
import { select } from "./select";
import { compileSort } from "./sort";

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

const SEED = 20261122;
const random = generator(SEED);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const IDS = Array.from({ length: 5 }, (_, i) => new ObjectId(`64b7f0${String(i).padStart(2, "0")}ffffffffffffffff`));
const DATES = [0, 1_600_000_000_000, 1_700_000_000_000].map((ms) => new Date(ms));
const SCALARS: readonly Value[] = [
  null,
  true,
  false,
  0,
  1,
  2,
  3,
  -1,
  1.5,
  Long.fromNumber(2),
  Decimal128.fromString("1.5"),
  "",
  "a",
  "ab",
  "abc",
  "b",
  "中",
  ...IDS,
  ...DATES,
];

function value(depth = 0): Value {
  const roll = random();
  if (roll < 0.72 || depth > 1) return pick(SCALARS);
  if (roll < 0.77) return [Math.floor(random() * 9), Math.floor(random() * 9)];
  if (roll < 0.82)
    return [
      { x: pick([1, 2]), y: pick([1, 2]) },
      { x: pick([1, 2]), y: pick([1, 2]) },
    ];
  if (roll < 0.86) return Array.from({ length: Math.floor(random() * 3) }, () => value(depth + 1));
  if (roll < 0.95) return { x: value(depth + 1), y: pick(SCALARS) };
  return undefined;
}

const PATHS = ["a", "b", "c", "d.x", "d.y", "t", "e.0"] as const;
const INDEXES: readonly Doc[] = [
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

function document(id: number): Doc {
  const doc: Doc = { _id: id % 3 === 0 ? `s${id}` : id };
  for (const name of ["a", "b", "c", "d", "e"]) {
    const v = value();
    if (v !== undefined && random() < 0.85) doc[name] = v;
  }
  doc.t = pick(["a", "b", "ab", 1, 2, DATES[1]]); // never an array: its indexes may sort
  return doc;
}

function condition(): Value {
  const scalar = (): Value => pick(SCALARS);
  switch (Math.floor(random() * 15)) {
    case 0:
      return { $in: Array.from({ length: Math.floor(random() * 4) }, scalar) };
    case 1:
      return { $gt: scalar() };
    case 2:
      return { $gte: scalar(), $lt: scalar() };
    case 11:
      return { $gt: 2 + Math.floor(random() * 3), $lte: 5 + Math.floor(random() * 2) };
    case 12:
      return pick([1, 2]);
    case 3:
      return { $lte: scalar() };
    case 4:
      return { $exists: random() < 0.5 };
    case 5:
      return { $ne: scalar() };
    case 6:
      return { $all: [scalar(), scalar()] };
    case 7:
      return { $elemMatch: { $gte: 0, $lt: 3 } };
    case 8:
      return new BSONRegExp(pick(["^a", "^ab?", "b", "^中"]));
    case 9:
      return { $not: { $gt: scalar() } };
    case 10:
      return value() ?? null;
    default:
      return scalar();
  }
}

function filter(depth = 0): Doc {
  if (random() < 0.06) return { "d.x": pick([1, 2]), "d.y": pick([1, 2]) };
  const out: Doc = {};
  for (let i = 0; i < 1 + Math.floor(random() * 3); i++) out[pick(PATHS)] = condition();
  if (depth === 0 && random() < 0.25) out.$or = [filter(1), filter(1)];
  if (depth === 0 && random() < 0.15) out.$and = [filter(1), filter(1)];
  if (random() < 0.05) out._id = pick([{ $gt: 5 }, { $lt: "s5" }, { $in: [1, 2, 99] }]);
  return out;
}

function sort(): Doc | null {
  if (random() < 0.6) return null;
  const out: Doc = {};
  for (let i = 0; i < 1 + Math.floor(random() * 2); i++) out[pick(["a", "b", "t", "c", "_id"])] = pick([1, -1]);
  return out;
}

function build(count: number, indexes: readonly Doc[]): Collection {
  const engine = new Engine(null);
  const collection = engine.create("test", "fuzz", {});
  indexes.forEach((spec, i) => {
    collection.addIndex({ ...spec, name: `i${i}` } as IndexSpec);
  });
  for (let i = 0; i < count; i++) {
    try {
      collection.change({ old: null, next: recordOf(document(i)) });
    } catch (error) {
      if ((error as { code?: number }).code !== 171) throw error; // two arrays in one compound index
    }
  }
  return collection;
}

function run(collection: Collection, query: { filter: Doc; sort: Doc | null; hint: string | null }): Doc[] {
  const matcher = compileFilter(query.filter);
  const { records } = select(collection, { ...query, matcher: () => matcher });
  const docs: Doc[] = [];
  for (let item = records.next(); item.done !== true; item = records.next()) docs.push(item.value.doc);
  return docs;
}

const idOf = (doc: Doc): string => String(doc._id);

test(`an indexed query finds exactly what a full scan finds, in the wanted order (seed ${SEED})`, () => {
  const kinds = new Map<string, number>();
  for (let round = 0; round < 6; round++) {
    const collection = build(
      160,
      INDEXES.filter(() => random() < 0.7),
    );
    for (let i = 0; i < 600; i++) {
      const query = { filter: filter(), sort: sort() };
      const { kind } = choosePlan(collection, query);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const found = run(collection, { ...query, hint: null });
      const expected = run(collection, { ...query, hint: "$natural" });
      const story = JSON.stringify({ round, i, ...query, kind });
      const [got, wanted] = [found, expected].map((docs) => docs.map(idOf).sort().join(" "));
      if (got !== wanted) throw new Error(`${story}\n found ${got}\n wanted ${wanted}`);
      if (query.sort === null) continue;
      const compare = compileSort(query.sort);
      for (let at = 1; at < found.length; at++) {
        if (compare(found[at - 1] as Doc, found[at] as Doc) > 0) throw new Error(`out of order: ${story}`);
      }
    }
  }
  for (const kind of ["index", "union", "scan"]) expect([kind, (kinds.get(kind) ?? 0) > 50]).toEqual([kind, true]);
});

test("after random updates and deletions every index holds exactly the keys of the documents", () => {
  const collection = build(120, INDEXES);
  for (let i = 0; i < 600; i++) {
    const old = pick([...collection.records.values()]);
    const next = random() < 0.15 ? null : recordOf({ ...document(i), _id: old.doc._id });
    try {
      collection.change({ old, next });
    } catch (error) {
      if ((error as { code?: number }).code !== 171) throw error;
    }
  }
  for (const index of collection.indexes.values()) {
    const expected = [...collection.records.values()].flatMap((record) =>
      index.keysFor(record.doc).map((key) => index.entryKey(key, record.key)),
    );
    expect([...index.tree.keys()]).toEqual(expected.sort());
  }
});
