import { BSONRegExp } from "bson";
import { encodeKey, invertKey } from "../bson/keys";
import { type Doc, isDocument, type Value } from "../bson/values";
import type { Collection } from "../store/collection";
import type { SecondaryIndex } from "../store/secondary-index";
import { after, type Condition, conditionsOf, excludesNull, type KeyRange, pointKeys, rangeKeys } from "./bounds";
import { impliesFilter } from "./implication";

const MAX_RANGES = 1_000;
const RACE_LENGTH = 64;

export type IndexPlan = {
  kind: "index";
  index: SecondaryIndex;
  ranges: KeyRange[];
  /** Whole keys of a unique index: each is looked up instead of walked. */
  uniqueKeys: string[] | null;
  isSorted: boolean;
  isReverse: boolean;
  score: number;
};

/** How the candidates of a query are found. Candidates are a superset of the matches; the filter is tested afterwards. */
export type Plan =
  | { kind: "scan" }
  | { kind: "ids"; keys: string[]; isExact: boolean }
  | { kind: "idRange"; ranges: KeyRange[]; isSorted: boolean; isReverse: boolean }
  | IndexPlan
  | { kind: "union"; plans: Plan[] };

/** The index to use: a name, `_id_`, or `$natural` for none. */
export type PlanRequest = { filter: Doc; sort?: Doc | null; hint?: string | null };

function isScalarId(value: Value): boolean {
  if (typeof value === "string" || typeof value === "number") return true;
  return (
    typeof value === "object" &&
    value !== null &&
    !isDocument(value) &&
    !Array.isArray(value) &&
    !(value instanceof BSONRegExp)
  );
}

/** Chooses the plan for a query. When it is not sure that an index finds every match it takes the whole collection. */
export function choosePlan(collection: Collection, { filter, sort = null, hint = null }: PlanRequest): Plan {
  const id = filter._id;
  if (hint === null && id !== undefined && isScalarId(id)) {
    return { kind: "ids", keys: [encodeKey(id)], isExact: Object.keys(filter).length === 1 };
  }
  if (hint === "$natural") return { kind: "scan" };
  const conditions = conditionsOf(filter);
  if (hint !== null) return hintedPlan(collection, conditions, { sort, hint });
  const idPoints = pointsOf(conditions.get("_id"));
  if (idPoints !== null) return { kind: "ids", keys: idPoints, isExact: false };
  const best = bestIndex(collection, conditions, sort);
  if (best !== null && (best.score >= 10 || best.isSorted)) return best;
  return idRangePlan(conditions.get("_id"), sort) ?? unionPlan(collection, filter) ?? best ?? { kind: "scan" };
}

function pointsOf(condition: Condition | undefined): string[] | null {
  return condition === undefined ? null : pointKeys(condition);
}

function hintedPlan(
  collection: Collection,
  conditions: Map<string, Condition>,
  { sort, hint }: { sort: Doc | null; hint: string },
): Plan {
  if (hint === "_id_") {
    const keys = pointsOf(conditions.get("_id"));
    if (keys !== null) return { kind: "ids", keys, isExact: false };
    return (
      idRangePlan(conditions.get("_id"), sort) ?? { kind: "idRange", ranges: [ALL], isSorted: false, isReverse: false }
    );
  }
  const index = collection.indexes.get(hint);
  return (index && indexPlan(index, conditions, { sort, isForced: true })) ?? { kind: "scan" };
}

const ALL: KeyRange = { low: "", high: after("") };

function idRangePlan(condition: Condition | undefined, sort: Doc | null): Plan | null {
  const range = condition === undefined ? null : rangeKeys(condition, { isMultikey: false, isDescending: false });
  const direction = sort !== null && Object.keys(sort)[0] === "_id" ? Number(sort._id) : Number.NaN;
  const isSorted = !Number.isNaN(direction);
  if (range === null && !isSorted) return null;
  return { kind: "idRange", ranges: range ?? [ALL], isSorted, isReverse: direction < 0 };
}

function bestIndex(collection: Collection, conditions: Map<string, Condition>, sort: Doc | null): IndexPlan | null {
  let best: IndexPlan | null = null;
  for (const index of collection.indexes.values()) {
    const plan = indexPlan(index, conditions, { sort, isForced: false });
    if (plan === null || (best !== null && plan.score < best.score)) continue;
    if (best === null || plan.score > best.score || countKeys(plan) < countKeys(best)) best = plan;
  }
  return best;
}

/** Entries that a plan would walk, counted up to a small bound: of two equally good plans the shorter wins. */
function countKeys({ index, ranges, uniqueKeys }: IndexPlan): number {
  if (uniqueKeys !== null) return uniqueKeys.length;
  let count = 0;
  for (const range of ranges) {
    count += index.tree.count(range, RACE_LENGTH);
    if (count >= RACE_LENGTH) return RACE_LENGTH;
  }
  return count;
}

type Walk = { prefixes: string[]; points: number; ranges: KeyRange[] | null; hasExcludedNull: boolean };

/** Takes the fields of the index one after the other as long as the filter bounds them. */
function walkFields(index: SecondaryIndex, conditions: Map<string, Condition>): Walk {
  const walk: Walk = { prefixes: [""], points: 0, ranges: null, hasExcludedNull: false };
  const roots = new Set<string>();
  for (const field of index.fields) {
    const condition = conditions.get(field.path);
    // Two paths into one array may be satisfied by different elements, which stand under different keys.
    if (condition === undefined || (index.isMultikey && roots.has(field.root))) break;
    roots.add(field.root);
    if (excludesNull(condition)) walk.hasExcludedNull = true;
    const points = pointKeys(condition);
    if (points !== null && points.length * walk.prefixes.length <= MAX_RANGES) {
      addPointPrefixes(walk, field.descending ? points.map(invertKey) : points);
      continue;
    }
    walk.ranges = rangeKeys(condition, { isMultikey: index.isMultikey, isDescending: field.descending });
    break;
  }
  return walk;
}

function addPointPrefixes(walk: Walk, points: string[]): void {
  if (walk.prefixes.length === 1 && points.length === 1) walk.prefixes = [(walk.prefixes[0] as string) + points[0]];
  else walk.prefixes = walk.prefixes.flatMap((prefix) => points.map((point) => prefix + point));
  walk.points++;
}

function rangesOf({ prefixes, ranges }: Walk): KeyRange[] {
  const all = prefixes.flatMap((prefix) =>
    ranges === null
      ? [{ low: prefix, high: after(prefix) }]
      : ranges.map(({ low, high }) => ({
          low: prefix + low,
          high: high === after("") ? after(prefix) : prefix + high,
        })),
  );
  return all.length === 1 ? all : all.sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
}

/** Direction in which walking the index gives the wanted order: 1, -1, or 0 when it does not. */
function sortDirection(index: SecondaryIndex, walk: Walk, sort: Doc | null): number {
  if (sort === null || index.isMultikey || walk.prefixes.length !== 1) return 0;
  const fixed = new Set(index.fields.slice(0, walk.points).map((field) => field.path));
  const wanted = Object.keys(sort).filter((path) => !fixed.has(path));
  let direction = 0;
  for (let i = 0; i < wanted.length; i++) {
    const path = wanted[i] as string;
    const field = index.fields[walk.points + i];
    if (field === undefined || field.path !== path || isDocument(sort[path])) return 0;
    const here = (Number(sort[path]) < 0 ? -1 : 1) * (field.descending ? -1 : 1);
    if (direction !== 0 && here !== direction) return 0;
    direction = here;
  }
  return direction === 0 ? 1 : direction;
}

function indexPlan(
  index: SecondaryIndex,
  conditions: Map<string, Condition>,
  { sort, isForced }: { sort: Doc | null; isForced: boolean },
): IndexPlan | null {
  if (index.partialFilter !== null && !impliesFilter(conditions, index.partialFilter)) return null;
  const walk = walkFields(index, conditions);
  if (index.isSparse && !walk.hasExcludedNull) return null;
  const direction = sortDirection(index, walk, sort);
  const isSorted = direction !== 0;
  const isBounded = walk.points > 0 || walk.ranges !== null;
  if (!isBounded && !isSorted && !isForced) return null;
  const isWhole = index.isUnique && walk.points === index.fields.length;
  const score = (isWhole ? 100 : 0) + walk.points * 10 + (walk.ranges === null ? 0 : 5) + (isSorted ? 4 : 0);
  return {
    kind: "index",
    index,
    ranges: rangesOf(walk),
    uniqueKeys: isWhole ? walk.prefixes : null,
    isSorted,
    isReverse: direction < 0,
    score,
  };
}

/** Plans every branch of an `$or` together with the rest of the filter; useful only if no branch needs a scan. */
function unionPlan(collection: Collection, filter: Doc): Plan | null {
  const branches = filter.$or;
  if (!Array.isArray(branches) || branches.length === 0) return null;
  const { $or: _, ...rest } = filter;
  const plans: Plan[] = [];
  for (const branch of branches) {
    if (!isDocument(branch)) return null;
    const plan = choosePlan(collection, { filter: { $and: [branch, rest] } });
    if (plan.kind === "scan") return null;
    plans.push(plan);
  }
  return { kind: "union", plans };
}
