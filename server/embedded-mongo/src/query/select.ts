import type { Doc } from "../bson/values";
import { mongoError } from "../errors";
import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import type { Transaction } from "../transactions/transaction";
import { Candidates, candidates, type ScanStats } from "./candidates";
import type { Matcher } from "./match";
import { choosePlan, type Plan } from "./plan";
import { compileSort } from "./sort";

/** A query over one collection as one reader sees it. */
export type SelectRequest = {
  filter: Doc;
  /** Compiles the filter when it is needed: a point look-up by `_id` alone does without. */
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

function* overlaid(
  base: Iterable<StoredRecord>,
  view: ReadonlyMap<string, { record: StoredRecord | null }>,
): Generator<StoredRecord> {
  for (const record of base) if (!view.has(record.key)) yield record;
  for (const { record } of view.values()) if (record !== null) yield record;
}

/** Lets candidates pass that match. A suspended one looks at the rest of its candidates as they are when their turn comes. */
class Filtered implements Iterator<StoredRecord> {
  private seen = 0;

  constructor(
    private source: Iterator<StoredRecord>,
    private readonly matcher: Matcher | null,
    private readonly context: {
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

function sortAll(records: Iterator<StoredRecord>, sort: Doc, keep: number): StoredRecord[] {
  const compare = compileSort(sort);
  const byDoc = (a: StoredRecord, b: StoredRecord): number => compare(a.doc, b.doc);
  let found: StoredRecord[] = [];
  let bytes = 0;
  for (let item = records.next(); item.done !== true; item = records.next()) {
    found.push(item.value);
    bytes += item.value.raw.length;
    if (found.length >= 2 * keep + SORT_SLACK) found = found.sort(byDoc).slice(0, keep);
    else if (bytes > SORT_LIMIT_BYTES && keep === Number.POSITIVE_INFINITY) {
      throw mongoError(292, "Sort exceeded memory limit. Use an index for the sort or a limit.");
    }
  }
  return found.sort(byDoc);
}

/** Finds the documents of a query: by an index where one serves, else by looking at all. */
export function select(collection: Collection | undefined, request: SelectRequest): Selection {
  const { filter, sort = null, skip = 0, limit = 0, hint = null, transaction = null, interrupt = null } = request;
  const stats: ScanStats = { keys: 0, docs: 0 };
  if (collection === undefined) return { records: [][Symbol.iterator](), plan: { kind: "scan" }, stats };
  const wantedSort = sort !== null && Object.keys(sort).length > 0 ? sort : null;
  const plan = choosePlan(collection, { filter, sort: wantedSort, hint });
  const view = transaction?.view(collection);
  const isOverlaid = view !== undefined && view.size > 0;
  const base = candidates(collection, plan, stats);
  const source = (isOverlaid ? overlaid(base, view) : base)[Symbol.iterator]();
  const isSorted =
    wantedSort === null || (!isOverlaid && "isSorted" in plan && plan.isSorted) || isSingle(plan, isOverlaid);
  const matcher = plan.kind === "ids" && plan.isExact && !isOverlaid ? null : request.matcher();
  const isSnapshot = transaction !== null;
  const count = limit === 0 ? Number.POSITIVE_INFINITY : limit;
  if (isSorted)
    return {
      records: new Filtered(source, matcher, { stats, interrupt, skip, limit: count, isSnapshot }),
      plan,
      stats,
    };
  const all = new Filtered(source, matcher, { stats, interrupt, skip: 0, limit: Number.POSITIVE_INFINITY, isSnapshot });
  const sorted = sortAll(all, wantedSort, skip + count).slice(skip, skip + count);
  return { records: sorted[Symbol.iterator](), plan, stats };
}

function isSingle(plan: Plan, isOverlaid: boolean): boolean {
  return !isOverlaid && plan.kind === "ids" && plan.keys.length === 1;
}
