import { BSONRegExp } from "bson";
import { encodeKey, invertKey } from "../bson/keys";
import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import type { Collection } from "../store/collection";
import type { SecondaryIndex } from "../store/secondary-index";
import {
  after,
  type Condition,
  conditionsOf,
  excludesNull,
  isPlainEquality,
  type KeyRange,
  pointKeys,
  rangeKeys,
} from "./bounds";
import { impliesFilter } from "./implication";
import { naturalDirection } from "./sort";

const MAX_RANGES = 1_000;
const RACE_LENGTH = 64;
const NO_RANGES: readonly KeyRange[] = [];

export type IndexPlan = {
  kind: "index";
  index: SecondaryIndex;
  /** None when the keys are whole ones of a unique index. */
  ranges: readonly KeyRange[];
  /** Whole keys of a unique index: each is looked up instead of walked. */
  uniqueKeys: string[] | null;
  isSorted: boolean;
  isReverse: boolean;
  /** Every candidate matches: the keys hold all that the filter demands. */
  isExact: boolean;
  score: number;
};

/**
 * How the candidates of a query are found. Candidates are a superset of the matches; the filter is tested afterwards unless
 * the plan is exact.
 */
export type Plan =
  | { kind: "scan"; isSorted: boolean; isReverse: boolean }
  | { kind: "ids"; keys: string[]; isExact: boolean }
  | { kind: "idRange"; ranges: KeyRange[]; isSorted: boolean; isReverse: boolean }
  | IndexPlan
  | { kind: "union"; plans: Plan[] };

/** Hints that mean no index, but natural order or the reverse of it. No index has such a name. */
export const NATURAL = "$natural";
export const NATURAL_REVERSE = "-$natural";
export const SCAN: Plan = { kind: "scan", isSorted: false, isReverse: false };

/** The index to use: a name, `_id_`, or one of the above for none. */
export type PlanRequest = { filter: Doc; sort?: Doc | null; hint?: string | null };
/** What an index is asked for: the filter, what it demands of single paths, and an order. */
type Demand = { filter: Doc; conditions: Map<string, Condition>; sort: Doc | null };

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
  const direction = naturalOrder(sort, hint);
  if (direction !== null) return { kind: "scan", isSorted: sort?.$natural !== undefined, isReverse: direction < 0 };
  const conditions = conditionsOf(filter);
  const demand: Demand = { filter, conditions, sort };
  if (hint !== null) return hintedPlan(collection, demand, hint);
  const idPoints = pointsOf(conditions.get("_id"));
  if (idPoints !== null) return { kind: "ids", keys: idPoints, isExact: false };
  const best = bestIndex(collection, demand);
  if (best !== null && (best.score >= 10 || best.isSorted)) return best;
  return idRangePlan(conditions.get("_id"), sort) ?? unionPlan(collection, filter) ?? best ?? SCAN;
}

/** The direction of a walk in natural order, if that is what a sort or a hint asks for. @throws 2 when they disagree */
function naturalOrder(sort: Doc | null, hint: string | null): number | null {
  const hinted = hint === NATURAL ? 1 : hint === NATURAL_REVERSE ? -1 : null;
  const sorted = sort === null ? null : naturalDirection(sort);
  if (sorted !== null && hint !== null && hinted !== sorted) {
    throw mongoError(2, "A $natural sort and a hint must not contradict each other");
  }
  return sorted ?? hinted;
}

function pointsOf(condition: Condition | undefined): string[] | null {
  return condition === undefined ? null : pointKeys(condition);
}

function hintedPlan(collection: Collection, demand: Demand, hint: string): Plan {
  const { conditions, sort } = demand;
  if (hint === "_id_") {
    const keys = pointsOf(conditions.get("_id"));
    if (keys !== null) return { kind: "ids", keys, isExact: false };
    return (
      idRangePlan(conditions.get("_id"), sort) ?? { kind: "idRange", ranges: [ALL], isSorted: false, isReverse: false }
    );
  }
  const index = collection.indexes.get(hint);
  return (index && indexPlan(index, demand, true)) ?? SCAN;
}

const ALL: KeyRange = { low: "", high: after("") };

function idRangePlan(condition: Condition | undefined, sort: Doc | null): Plan | null {
  const range = condition === undefined ? null : rangeKeys(condition, { isMultikey: false, isDescending: false });
  const direction = sort !== null && Object.keys(sort)[0] === "_id" ? Number(sort._id) : Number.NaN;
  const isSorted = !Number.isNaN(direction);
  if (range === null && !isSorted) return null;
  return { kind: "idRange", ranges: range ?? [ALL], isSorted, isReverse: direction < 0 };
}

function bestIndex(collection: Collection, demand: Demand): IndexPlan | null {
  let best: IndexPlan | null = null;
  for (const index of collection.indexes.values()) {
    const plan = indexPlan(index, demand, false);
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

/** Whether a document stands in the walked part of the index if and only if it matches. Says no when unsure. */
function isExactWalk({ isMultikey, fields }: SecondaryIndex, filter: Doc, walk: Walk): boolean {
  if (isMultikey) return false;
  for (const path of Object.keys(filter)) {
    const place = fields.findIndex((field) => field.path === path);
    if (place < 0 || place >= walk.points || !isPlainEquality(filter[path])) return false;
  }
  return true;
}

function indexPlan(index: SecondaryIndex, demand: Demand, isForced: boolean): IndexPlan | null {
  const { filter, conditions, sort } = demand;
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
    ranges: isWhole ? NO_RANGES : rangesOf(walk),
    uniqueKeys: isWhole ? walk.prefixes : null,
    isSorted,
    isReverse: direction < 0,
    isExact: isExactWalk(index, filter, walk),
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
