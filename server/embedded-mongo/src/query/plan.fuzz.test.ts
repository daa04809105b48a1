import { type Doc, valuesEqual } from "../bson/values";
import type { Collection } from "../store/collection";
import { Engine } from "../store/engine";
import { recordOf, type StoredRecord } from "../store/record";
import type { IndexSpec } from "../store/secondary-index";
import { validateCollection } from "../tools/validate";
import { Transaction } from "../transactions/transaction";
import { writeRecord } from "../transactions/write";
import { candidates } from "./candidates";
import { compileFilter } from "./match";
import { choosePlan } from "./plan";
import { fuzzer, PLAIN_INDEXES, UNIQUE_INDEXES } from "./query-fuzz.testing";
import { select } from "./select";
import { compileSort, sortDocuments } from "./sort";

const SEED = 20261122;
const { random, below, pick, document, filter, sort } = fuzzer(SEED);

/** The documents as they should be, in natural order, beside the collection that has indexes. */
type World = { engine: Engine; collection: Collection; model: Map<string, Doc> };
type Query = { filter: Doc; sort: Doc | null; skip: number; limit: number; hint: string | null };

const idOf = (doc: Doc): string => String(doc._id);

function build(count: number, indexes: readonly Doc[]): World {
  const engine = new Engine(null);
  const collection = engine.create("test", "fuzz", {});
  indexes.forEach((spec, i) => {
    collection.addIndex({ ...spec, name: `i${i}` } as IndexSpec);
  });
  const world = { engine, collection, model: new Map<string, Doc>() };
  for (let i = 0; i < count; i++) write(world, { id: i, by: null });
  return world;
}

function keyOf(id: number): string {
  return recordOf({ _id: id % 3 === 0 ? `s${id}` : id }).key;
}

/** Inserts, replaces or deletes the document with this number. A refused write changes nothing. */
function write({ engine, collection, model }: World, { id, by }: { id: number; by: Transaction | null }): void {
  const key = keyOf(id);
  const seen = by?.view(collection)?.get(key);
  const old: StoredRecord | null = seen === undefined ? (collection.records.get(key) ?? null) : seen.record;
  const next = old !== null && random() < 0.2 ? null : recordOf(document(id));
  const doc = next?.doc ?? null;
  const isDuplicate = doc !== null && hasDuplicate(collection, model, { key, doc });
  try {
    writeRecord(engine, collection, { change: { old, next }, by });
  } catch (error) {
    const { code } = error as { code?: number };
    if (code === 171) return; // two arrays in one compound index
    if (code !== 11000) throw error;
    if (!isDuplicate) throw new Error(`wrongly refused as a duplicate: ${JSON.stringify(doc)}`);
    return;
  }
  if (isDuplicate) throw new Error(`a duplicate was let in: ${JSON.stringify(doc)}`);
  if (doc === null) model.delete(key);
  else model.set(key, doc);
}

/** What the unique indexes should say, by comparing with every other document. `u` and `t` are never arrays. */
function hasDuplicate(collection: Collection, model: Map<string, Doc>, at: { key: string; doc: Doc }): boolean {
  const { key, doc } = at;
  const unique = [...collection.indexes.values()].filter(({ isUnique }) => isUnique);
  return unique.some(({ spec }) => {
    const fields = Object.keys(spec.key);
    const partial = compileFilter((spec.partialFilterExpression as Doc | undefined) ?? {});
    const isFiled = (one: Doc): boolean =>
      partial.test(one) && (spec.sparse !== true || fields.some((field) => one[field] !== undefined));
    if (!isFiled(doc)) return false;
    return [...model].some(
      ([other, one]) =>
        other !== key && isFiled(one) && fields.every((field) => valuesEqual(one[field] ?? null, doc[field] ?? null)),
    );
  });
}

/** The answer without any index, plan or store. */
function expected(model: Map<string, Doc>, query: Query): Doc[] {
  const matcher = compileFilter(query.filter);
  const docs = [...model.values()].filter((doc) => matcher.test(doc));
  return query.sort === null ? docs : sortDocuments(docs, query.sort);
}

/** Null when the sort leads into two arrays of one document. */
function unlessParallel(ask: () => Doc[]): Doc[] | null {
  try {
    return ask();
  } catch (error) {
    if ((error as { code?: number }).code === 2) return null;
    throw error;
  }
}

function find(world: World, query: Query, transaction: Transaction | null = null): Doc[] {
  const matcher = compileFilter(query.filter);
  const { records } = select(world.collection, { ...query, transaction, matcher: () => matcher });
  const docs: Doc[] = [];
  for (let item = records.next(); item.done !== true; item = records.next()) docs.push(item.value.doc);
  return docs;
}

function randomQuery({ collection }: World): Query {
  const hints = ["$natural", ...collection.indexes.keys()];
  const isPart = random() < 0.2;
  const query: Query = { filter: filter(), sort: sort(), skip: 0, limit: 0, hint: random() < 0.2 ? pick(hints) : null };
  if (!isPart) return query;
  // A part of the result is one thing only when the order of all documents is fixed.
  return { ...query, sort: { ...query.sort, _id: pick([1, -1]) }, skip: below(6), limit: 1 + below(20) };
}

/** A plan that calls itself exact must find nothing but matches by itself. @returns whether it does */
function isProvenExact({ collection }: World, query: Query): boolean {
  const plan = choosePlan(collection, query);
  if (!("isExact" in plan) || !plan.isExact) return false;
  const matcher = compileFilter(query.filter);
  for (const { doc } of candidates(collection, plan, { keys: 0, docs: 0 })) {
    if (!matcher.test(doc)) throw new Error(`not exact: ${JSON.stringify(query)} found ${JSON.stringify(doc)}`);
  }
  return true;
}

/** Compares an answer with what it should be: the same documents, and in the wanted order. */
function check(world: World, query: Query, transaction: Transaction | null = null): void {
  isProvenExact(world, query);
  const found = unlessParallel(() => find(world, query, transaction));
  const all = unlessParallel(() => expected(world.model, query));
  if ((found === null) !== (all === null)) throw new Error(`${JSON.stringify(query)} must be refused either way`);
  if (found === null || all === null) return;
  const isPart = query.limit > 0;
  const wanted = isPart ? all.slice(query.skip, query.skip + query.limit) : all;
  const shown = (docs: Doc[]): string => (isPart ? docs.map(idOf) : docs.map(idOf).sort()).join(" ");
  if (shown(found) !== shown(wanted)) {
    throw new Error(`${JSON.stringify(query)}\n found ${shown(found)}\n wanted ${shown(wanted)}`);
  }
  if (found.some((doc) => !valuesEqual(doc, world.model.get(recordOf({ _id: doc._id }).key)))) {
    throw new Error(`${JSON.stringify(query)} found an older version`);
  }
  if (query.sort === null) return;
  const compare = compileSort(query.sort);
  for (let at = 1; at < found.length; at++) {
    if (compare(found[at - 1] as Doc, found[at] as Doc) > 0) throw new Error(`out of order: ${JSON.stringify(query)}`);
  }
}

function someIndexes(): Doc[] {
  return [...PLAIN_INDEXES.filter(() => random() < 0.7), ...UNIQUE_INDEXES.filter(() => random() < 0.5)];
}

test(`3,600 queries by every kind of plan find exactly what looking at every document finds (seed ${SEED})`, () => {
  const kinds = new Map<string, number>();
  const used = new Set<string>();
  let exact = 0;
  for (let round = 0; round < 6; round++) {
    const world = build(160, someIndexes());
    for (let i = 0; i < 600; i++) {
      const query = randomQuery(world);
      const plan = choosePlan(world.collection, query);
      kinds.set(plan.kind, (kinds.get(plan.kind) ?? 0) + 1);
      if (plan.kind === "index") used.add(JSON.stringify({ ...plan.index.spec, name: "" }));
      if (plan.kind === "index" && isProvenExact(world, query)) exact++;
      check(world, query);
    }
  }
  expect(exact).toBeGreaterThan(50);
  for (const kind of ["index", "union", "scan"]) expect([kind, (kinds.get(kind) ?? 0) > 50]).toEqual([kind, true]);
  expect(used.size).toBe(PLAIN_INDEXES.length + UNIQUE_INDEXES.length);
});

test("an index over arrays is never exact: its keys may be of elements that the filter does not look at", () => {
  const world = build(0, [{ key: { "e.0": 1 } }]);
  for (const doc of [
    { _id: "nested", e: [[1, 2]] },
    { _id: "plain", e: [1] },
  ]) {
    writeRecord(world.engine, world.collection, { change: { old: null, next: recordOf(doc) }, by: null });
  }
  const query: Query = { filter: { "e.0": 1 }, sort: null, skip: 0, limit: 0, hint: null };
  expect(isProvenExact(world, query)).toBe(false);
  expect(find(world, query).map(idOf)).toEqual(["plain"]);
});

test("so they do between random inserts, updates and deletions, and unique indexes refuse exactly the duplicates", () => {
  for (let round = 0; round < 5; round++) {
    const world = build(100, someIndexes());
    for (let i = 0; i < 300; i++) {
      for (let n = 0; n < 4; n++) write(world, { id: below(220), by: null });
      check(world, randomQuery(world));
    }
    expect(validateCollection(world.collection).faults).toEqual([]);
    expect([...world.collection.records.values()].map(({ key }) => key)).toEqual([...world.model.keys()]);
  }
});

test("and inside transactions that write, before they commit or abort, and afterwards", () => {
  for (let round = 0; round < 5; round++) {
    const world = build(100, someIndexes());
    for (let i = 0; i < 40; i++) {
      const before = new Map(world.model);
      const transaction = new Transaction(world.engine, 0);
      for (let n = 0; n < 6; n++) {
        write(world, { id: below(220), by: transaction });
        check(world, { ...randomQuery(world), hint: null }, transaction);
      }
      const own = world.model;
      world.model = before;
      check(world, randomQuery(world)); // nobody else sees it yet
      if (random() < 0.3) transaction.abort();
      else {
        transaction.commit();
        world.model = own;
      }
      check(world, randomQuery(world));
      check(world, { filter: {}, sort: null, skip: 0, limit: 0, hint: null });
    }
    expect(validateCollection(world.collection).faults).toEqual([]);
  }
});
