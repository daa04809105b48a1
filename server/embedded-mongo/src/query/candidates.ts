import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import type { Records } from "../store/records";
import type { IndexPlan, Plan } from "./plan";

/** Counts for explain. */
export type ScanStats = { keys: number; docs: number };

function* indexNumbers({ index, ranges, uniqueKeys, isReverse }: IndexPlan): Generator<number> {
  if (uniqueKeys !== null) {
    for (const key of uniqueKeys) {
      const number = index.tree.get(key);
      if (number !== undefined) yield number;
    }
    return;
  }
  const ordered = isReverse && ranges.length > 1 ? [...ranges].reverse() : ranges;
  for (const range of ordered) yield* index.tree.numbers(range, isReverse);
}

function* distinct(numbers: Iterable<number>): Generator<number> {
  const seen = new Set<number>();
  for (const number of numbers) {
    if (seen.has(number)) continue;
    seen.add(number);
    yield number;
  }
}

function* numbersOfIds({ ids }: Records, keys: string[]): Generator<number> {
  for (const key of keys) {
    const number = ids.get(key);
    if (number !== undefined) yield number;
  }
}

function* rangeOfIds({ ids }: Records, plan: Plan & { kind: "idRange" }): Generator<number> {
  for (const range of plan.ranges) yield* ids.numbers(range, plan.isReverse);
}

function* unionNumbers(records: Records, plans: Plan[]): Generator<number> {
  for (const plan of plans) yield* recordNumbers(records, plan);
}

function recordNumbers(records: Records, plan: Plan): Iterable<number> {
  switch (plan.kind) {
    case "scan":
      return records.numbers(plan.isReverse);
    case "ids":
      return numbersOfIds(records, plan.keys);
    case "idRange":
      return rangeOfIds(records, plan);
    case "index":
      return plan.index.isMultikey ? distinct(indexNumbers(plan)) : indexNumbers(plan);
    case "union":
      return distinct(unionNumbers(records, plan.plans));
  }
}

/** The committed documents that a plan finds, each once. Read it to the end, or suspend it, before anything changes. */
export class Candidates implements IterableIterator<StoredRecord> {
  private numbers: Iterator<number>;

  constructor(
    private readonly records: Records,
    private readonly plan: Plan,
    private readonly stats: ScanStats,
  ) {
    this.numbers = recordNumbers(records, plan)[Symbol.iterator]();
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<StoredRecord> {
    const isScan = this.plan.kind === "scan";
    for (let item = this.numbers.next(); item.done !== true; item = this.numbers.next()) {
      if (!isScan) this.stats.keys++;
      const record = this.records.at(item.value, !isScan);
      if (record !== undefined) return { done: false, value: record };
    }
    return { done: true, value: undefined };
  }

  /** Notes which documents are left; they are read, as they are then, when their turn comes. */
  suspend(): void {
    const rest: number[] = [];
    for (let item = this.numbers.next(); item.done !== true; item = this.numbers.next()) rest.push(item.value);
    this.numbers = rest[Symbol.iterator]();
  }
}

/** See Candidates. */
export function candidates(collection: Collection, plan: Plan, stats: ScanStats): Iterable<StoredRecord> {
  if (plan.kind === "ids" && plan.keys.length === 1) {
    const record = collection.records.get(plan.keys[0] as string);
    return record === undefined ? [] : [record];
  }
  return new Candidates(collection.records, plan, stats);
}
