import type { Doc, Value } from "../bson/values";
import { mongoError } from "../errors";
import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import type { Transaction } from "../transactions/transaction";
import { Candidates, candidates, type ScanStats } from "./candidates";
import type { Matcher } from "./match";
import { choosePlan, type Plan, SCAN } from "./plan";
import { compileSortKeys } from "./sort";

/** A query over one collection as one reader sees it. */
export type SelectRequest = {
  filter: Doc;
  /** Compiles the filter when it is needed: an exact plan does without. */
  matcher: () => Matcher;
  sort?: Doc | null;
  skip?: number;
  /** 0 = all */
  limit?: number;
  hint?: string | null;
  transaction?: Transaction | null;
  /** Called now and then; throws when the command's time is over. */
  interrupt?: (() => void) | null;
};

export type Selection = { records: Iterator<StoredRecord>; plan: Plan; stats: ScanStats };

const INTERRUPT_EVERY = 256;
const SORT_SLACK = 1_000;
const SORT_LIMIT_BYTES = 512 * 1024 * 1024;

type View = ReadonlyMap<string, { record: StoredRecord | null }>;

function* overlaid(base: Iterable<StoredRecord>, view: View): Generator<StoredRecord> {
  for (const record of base) if (!view.has(record.key)) yield record;
  for (const { record } of view.values()) if (record !== null) yield record;
}

/** Candidates by their `_id`s, as a transaction sees them. */
function* overlaidIds({ records }: Collection, keys: readonly string[], view: View): Generator<StoredRecord> {
  for (const key of keys) {
    const entry = view.get(key);
    const record = entry === undefined ? records.get(key) : entry.record;
    if (record) yield record;
  }
}

/** Lets candidates pass that match. A suspended one looks at the rest of its candidates as they are when their turn comes. */
class Filtered implements Iterator<StoredRecord> {
  private seen = 0;

  constructor(
    private source: Iterator<StoredRecord>,
    /** Null while every candidate is a match. */
    private matcher: Matcher | null,
    private readonly context: {
      compile: () => Matcher;
      stats: ScanStats;
      interrupt: (() => void) | null;
      skip: number;
      limit: number;
      isSnapshot: boolean;
    },
  ) {}

  next(): IteratorResult<StoredRecord> {
    const { context } = this;
    if (context.limit <= 0) return { done: true, value: undefined };
    for (let item = this.source.next(); item.done !== true; item = this.source.next()) {
      context.stats.docs++;
      if (++this.seen % INTERRUPT_EVERY === 0) context.interrupt?.();
      if (this.matcher !== null && !this.matcher.test(item.value.doc)) continue;
      if (context.skip > 0) {
        context.skip--;
        continue;
      }
      context.limit--;
      return item;
    }
    context.limit = 0;
    return { done: true, value: undefined };
  }

  suspend(): void {
    if (this.source instanceof Candidates && !this.context.isSnapshot) {
      this.matcher ??= this.context.compile(); // what an exact plan found may have changed when its turn comes
      this.source.suspend();
      return;
    }
    const rest: StoredRecord[] = [];
    for (let item = this.source.next(); item.done !== true; item = this.source.next()) rest.push(item.value);
    this.source = rest[Symbol.iterator]();
  }
}

/** Prepares a selection for changes of the collection, before a cursor is put aside. In a transaction it stays as it is now. */
export function suspend(records: Iterator<StoredRecord>): void {
  if (records instanceof Filtered) records.suspend();
}

type Row = { record: StoredRecord; keys: Value[] };

function sortAll(records: Iterator<StoredRecord>, sort: Doc, keep: number): StoredRecord[] {
  const { of, compare } = compileSortKeys(sort);
  const byKeys = (a: Row, b: Row): number => compare(a.keys, b.keys);
  let found: Row[] = [];
  let bytes = 0;
  for (let item = records.next(); item.done !== true; item = records.next()) {
    found.push({ record: item.value, keys: of(item.value.doc) });
    bytes += item.value.raw.length;
    if (found.length >= 2 * keep + SORT_SLACK) found = found.sort(byKeys).slice(0, keep);
    else if (bytes > SORT_LIMIT_BYTES && keep === Number.POSITIVE_INFINITY) {
      throw mongoError(292, "Sort exceeded memory limit. Use an index for the sort or a limit.");
    }
  }
  return found.sort(byKeys).map(({ record }) => record);
}

/** What a transaction sees, in natural order: its new documents come last, its changed ones are where they were. */
function inNaturalOrder(
  { records: { ids } }: Collection,
  found: Iterator<StoredRecord>,
  isReverse: boolean,
): StoredRecord[] {
  const rows: { record: StoredRecord; place: number }[] = [];
  for (let item = found.next(); item.done !== true; item = found.next()) {
    const record = item.value;
    rows.push({ record, place: ids.get(record.key) ?? (record.number || Number.POSITIVE_INFINITY) });
  }
  const sorted = rows.sort((a, b) => (a.place === b.place ? 0 : a.place - b.place)).map(({ record }) => record);
  return isReverse ? sorted.reverse() : sorted;
}

/** Finds the documents of a query: by an index where one serves, else by looking at all. */
export function select(collection: Collection | undefined, request: SelectRequest): Selection {
  const { filter, sort = null, skip = 0, limit = 0, hint = null, transaction = null, interrupt = null } = request;
  const stats: ScanStats = { keys: 0, docs: 0 };
  if (collection === undefined) return { records: [][Symbol.iterator](), plan: SCAN, stats };
  const wantedSort = sort !== null && Object.keys(sort).length > 0 ? sort : null;
  const plan = choosePlan(collection, { filter, sort: wantedSort, hint });
  const view = transaction?.view(collection);
  const isOverlaid = view !== undefined && view.size > 0;
  const source = sourceOf(collection, plan, { view: isOverlaid ? view : null, stats })[Symbol.iterator]();
  const isSorted = wantedSort === null || (!isOverlaid && "isSorted" in plan && plan.isSorted) || isSingle(plan);
  const { matcher: compile } = request;
  const isExact = "isExact" in plan && plan.isExact && !isOverlaid;
  const matcher = isExact ? null : compile();
  const isSnapshot = transaction !== null;
  const count = limit === 0 ? Number.POSITIVE_INFINITY : limit;
  if (isSorted)
    return {
      records: new Filtered(source, matcher, { compile, stats, interrupt, skip, limit: count, isSnapshot }),
      plan,
      stats,
    };
  const limits = { skip: 0, limit: Number.POSITIVE_INFINITY };
  const all = new Filtered(source, matcher, { compile, stats, interrupt, ...limits, isSnapshot });
  const isNatural = plan.kind === "scan" && plan.isSorted;
  const sorted = isNatural ? inNaturalOrder(collection, all, plan.isReverse) : sortAll(all, wantedSort, skip + count);
  return { records: sorted.slice(skip, skip + count)[Symbol.iterator](), plan, stats };
}

/** The candidates of a plan as the reader sees them: all of those that match, and others. */
function sourceOf(
  collection: Collection,
  plan: Plan,
  { view, stats }: { view: View | null; stats: ScanStats },
): Iterable<StoredRecord> {
  if (view === null) return candidates(collection, plan, stats);
  // Not the whole view: a transaction of many writes by `_id` would look at all of them for each.
  if (plan.kind === "ids") return overlaidIds(collection, plan.keys, view);
  return overlaid(candidates(collection, plan, stats), view);
}

function isSingle(plan: Plan): boolean {
  return plan.kind === "ids" && plan.keys.length === 1;
}
