import type BTree from "sorted-btree";
import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import type { KeyRange } from "./bounds";
import type { IndexPlan, Plan } from "./plan";

/** Counts for explain. */
export type ScanStats = { keys: number; docs: number };

function* walk(tree: BTree<string, string>, range: KeyRange, isReverse: boolean): Generator<string> {
  const pair: (string | undefined)[] = [];
  if (isReverse) {
    for (const [key, documentKey] of tree.entriesReversed(range.high, pair as string[], true)) {
      if (key < range.low) return;
      yield documentKey;
    }
    return;
  }
  for (const [key, documentKey] of tree.entries(range.low, pair as string[])) {
    if (key >= range.high) return;
    yield documentKey;
  }
}

function* indexKeys({ index, ranges, uniqueKeys, isReverse }: IndexPlan): Generator<string> {
  if (uniqueKeys !== null) {
    for (const key of uniqueKeys) {
      const documentKey = index.tree.get(key);
      if (documentKey !== undefined) yield documentKey;
    }
    return;
  }
  const ordered = isReverse && ranges.length > 1 ? [...ranges].reverse() : ranges;
  for (const range of ordered) yield* walk(index.tree, range, isReverse);
}

function* distinct(keys: Iterable<string>): Generator<string> {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) continue;
    seen.add(key);
    yield key;
  }
}

function* rangeOfIds(collection: Collection, plan: Plan & { kind: "idRange" }): Generator<string> {
  for (const range of plan.ranges) yield* walk(collection.sortedIds(), range, plan.isReverse);
}

function* unionKeys(collection: Collection, plans: Plan[]): Generator<string> {
  for (const plan of plans) yield* documentKeys(collection, plan);
}

function documentKeys(collection: Collection, plan: Plan): Iterable<string> {
  switch (plan.kind) {
    case "scan":
      return collection.records.keys();
    case "ids":
      return plan.keys;
    case "idRange":
      return rangeOfIds(collection, plan);
    case "index":
      return plan.index.isMultikey ? distinct(indexKeys(plan)) : indexKeys(plan);
    case "union":
      return distinct(unionKeys(collection, plan.plans));
  }
}

function* lookUp(collection: Collection, keys: Iterable<string>, stats: ScanStats): Generator<StoredRecord> {
  for (const key of keys) {
    stats.keys++;
    const record = collection.records.get(key);
    if (record !== undefined) yield record;
  }
}

/** The committed documents that a plan finds, each once. Read it to the end, or copy it, before anything changes. */
export function candidates(collection: Collection, plan: Plan, stats: ScanStats): Iterable<StoredRecord> {
  if (plan.kind === "scan") return collection.records.values();
  if (plan.kind === "ids" && plan.keys.length === 1) {
    const record = collection.records.get(plan.keys[0] as string);
    return record === undefined ? [] : [record];
  }
  return lookUp(collection, documentKeys(collection, plan), stats);
}
