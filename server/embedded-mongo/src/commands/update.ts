import type { Doc } from "../bson/values";
import { compileFilter, type Matcher, refuseExpressions } from "../query/match";
import { select } from "../query/select";
import { checkSort } from "../query/sort";
import type { Collection } from "../store/collection";
import { recordOf, type StoredRecord } from "../store/record";
import { type CompiledUpdate, compileUpdate } from "../update/compile";
import { seedUpsert } from "../update/seed";
import type { Reply } from "../wire/reply";
import { collectionName, findCollection, hintArgument, statements, variablesOf } from "./arguments";
import { type CommandContext, interruptOf, ok } from "./context";
import { Pauses } from "./pause";
import { readStatement, type UpdateStatement } from "./update-statement";
import { checkStorable, runStatements, storable, untilUnlocked, whenDone, withId, write } from "./write-statement";

/** A compiled update with what it takes to find its documents. */
export type PreparedUpdate = {
  filter: Doc;
  sort: Doc | null;
  isUpsert: boolean;
  compiled: CompiledUpdate;
  matcher: () => Matcher;
  now: Date;
  indexHint: string | null;
};

/** What an update of a single document did. */
export type UpdateOutcome = {
  old: StoredRecord | null;
  next: StoredRecord | null;
  isUpserted: boolean;
  isChanged: boolean;
};

/**
 * Compiles an update once; running it again after a wait needs no second compilation. A collection that is not there is
 * created only when the update may insert into it.
 */
export function prepareUpdate(
  context: CommandContext,
  statement: UpdateStatement,
): { collection: Collection | undefined; prepared: PreparedUpdate } {
  const existing = findCollection(context);
  const prepared = compileStatement(context, existing, statement);
  if (existing === undefined) {
    prepared.matcher(); // a wrong filter is an error even where nothing is
    checkSort(statement.sort);
  }
  if (existing !== undefined || !statement.isUpsert) return { collection: existing, prepared };
  return { collection: context.services.engine.ensure(context.db, collectionName(context)), prepared };
}

/** Compiles an update and touches nothing. @throws what is wrong with it, its filter aside */
export function compileStatement(
  context: CommandContext,
  collection: Collection | undefined,
  statement: UpdateStatement,
): PreparedUpdate {
  const { filter, sort, isUpsert, arrayFilters } = statement;
  const variables = variablesOf(context);
  if (isUpsert) refuseExpressions(filter);
  const compiled = compileUpdate(statement.update, { arrayFilters, variables });
  let matcher: Matcher | null = null;
  return {
    filter,
    sort,
    isUpsert,
    compiled,
    matcher: () => {
      matcher ??= compileFilter(filter, { variables });
      return matcher;
    },
    now: variables.NOW as Date,
    indexHint: hintArgument(statement.hint, collection),
  };
}

/**
 * The first document that matches, for a write. A transaction that looked at no other document than the one it goes on to
 * lock has read nothing that could change under it; anything else ties it to its snapshot.
 */
export function selectForWrite(
  context: CommandContext,
  collection: Collection,
  request: {
    filter: Doc;
    matcher: () => Matcher;
    sort?: Doc | null;
    indexHint: string | null;
  },
): StoredRecord | null {
  const { filter, matcher, sort = null, indexHint: hint } = request;
  const { transaction } = context;
  const selection = select(collection, {
    filter,
    matcher,
    sort,
    limit: 1,
    hint,
    transaction,
    interrupt: interruptOf(context),
  });
  const item = selection.records.next();
  const isSingle = selection.plan.kind === "ids" && selection.plan.keys.length === 1;
  if (transaction !== null && !isSingle) transaction.isPinned = true;
  if (item.done !== true) return item.value;
  if (transaction !== null) transaction.isPinned = true;
  return null;
}

/** Applies a prepared update to one document. */
function updateRecord(
  context: CommandContext,
  at: { collection: Collection; old: StoredRecord },
  { compiled, now, filter }: PreparedUpdate,
): UpdateOutcome {
  const { collection, old } = at;
  const { doc, changed } = compiled.apply(old.doc, { now, filter });
  const next = changed ? checkStorable(context, collection, recordOf(withId(doc), old.key)) : old;
  if (next.raw === old.raw) {
    if (context.transaction !== null) context.transaction.isPinned = true; // seen, and not locked
    return { old, next: old, isUpserted: false, isChanged: false };
  }
  write(context, collection, { old, next });
  return { old, next, isUpserted: false, isChanged: true };
}

function upsert(
  context: CommandContext,
  collection: Collection,
  { compiled, now, filter }: PreparedUpdate,
): UpdateOutcome {
  const { doc } = compiled.apply(seedUpsert(filter), { now, filter, isInsert: true });
  const next = storable(context, collection, doc);
  write(context, collection, { old: null, next });
  return { old: null, next, isUpserted: true, isChanged: true };
}

const NOTHING: UpdateOutcome = { old: null, next: null, isUpserted: false, isChanged: false };

/** Finds and updates (or inserts) one document in one go: nothing can come between. @throws LockWait, 112, 11000 */
export function updateOne(context: CommandContext, collection: Collection, prepared: PreparedUpdate): UpdateOutcome {
  const old = selectForWrite(context, collection, prepared);
  if (old !== null) return updateRecord(context, { collection, old }, prepared);
  return prepared.isUpsert ? upsert(context, collection, prepared) : NOTHING;
}

/** The version of a document that the writer sees now. */
export function currentRecord(context: CommandContext, collection: Collection, key: string): StoredRecord | null {
  const entry = context.transaction?.view(collection)?.get(key);
  return entry === undefined ? (collection.records.get(key) ?? null) : entry.record;
}

/** All documents that match now, by key. They are looked at again one by one when their turn to be written comes. */
export function keysForWrite(
  context: CommandContext,
  collection: Collection,
  request: {
    filter: Doc;
    matcher: () => Matcher;
    indexHint: string | null;
  },
): string[] {
  const { filter, matcher, indexHint: hint } = request;
  if (context.transaction !== null) context.transaction.isPinned = true;
  const { transaction } = context;
  const { records } = select(collection, { filter, matcher, hint, transaction, interrupt: interruptOf(context) });
  const keys: string[] = [];
  for (let item = records.next(); item.done !== true; item = records.next()) keys.push(item.value.key);
  return keys;
}

type Counts = { n: number; nModified: number; upserted: StoredRecord | null };

async function updateMany(context: CommandContext, collection: Collection, prepared: PreparedUpdate): Promise<Counts> {
  const counts: Counts = { n: 0, nModified: 0, upserted: null };
  const apply = (key: string) => (): void => {
    const old = currentRecord(context, collection, key);
    if (old === null || !prepared.matcher().test(old.doc)) return;
    if (updateRecord(context, { collection, old }, prepared).isChanged) counts.nModified++;
    counts.n++;
  };
  const keys = keysForWrite(context, collection, prepared);
  const pauses = new Pauses(context);
  for (const key of keys) {
    const pause = pauses.next();
    if (pause !== null) await pause;
    const pending = untilUnlocked(context, apply(key));
    if (pending !== undefined) await pending;
  }
  if (keys.length > 0 || !prepared.isUpsert) return counts;
  const outcome = await untilUnlocked(context, () => upsert(context, collection, prepared));
  return { n: 1, nModified: 0, upserted: outcome.next };
}

function runUpdate(context: CommandContext, statement: Doc): Counts | Promise<Counts> {
  const read = readStatement(statement);
  const { collection, prepared } = prepareUpdate(context, read);
  if (collection === undefined) return { n: 0, nModified: 0, upserted: null };
  if (read.isMulti) return updateMany(context, collection, prepared);
  return whenDone(
    untilUnlocked(context, () => updateOne(context, collection, prepared)),
    countsOf,
  );
}

function countsOf({ isUpserted, isChanged, old, next }: UpdateOutcome): Counts {
  if (isUpserted) return { n: 1, nModified: 0, upserted: next };
  return { n: old === null ? 0 : 1, nModified: isChanged ? 1 : 0, upserted: null };
}

/** The `update` command. */
export async function update(context: CommandContext): Promise<Reply> {
  const total = { n: 0, nModified: 0 };
  const upserted: Doc[] = [];
  const writeErrors = await runStatements(context, statements(context, "updates"), (statement, index) =>
    whenDone(runUpdate(context, statement), (counts) => {
      total.n += counts.n;
      total.nModified += counts.nModified;
      if (counts.upserted !== null) upserted.push({ index, _id: counts.upserted.doc._id });
    }),
  );
  return ok({
    ...total,
    ...(upserted.length > 0 ? { upserted } : {}),
    ...(writeErrors.length > 0 ? { writeErrors } : {}),
  });
}
