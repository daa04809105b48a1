import type { Doc } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter, type Matcher } from "../query/match";
import { compileProjection } from "../query/project";
import { type Selection, select } from "../query/select";
import { checkSort } from "../query/sort";
import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import type { Transaction } from "../transactions/transaction";
import type { Reply } from "../wire/reply";
import {
  collectionName,
  countArgument,
  docArgument,
  findCollection,
  flagArgument,
  hintArgument,
  numberArgument,
  variablesOf,
} from "./arguments";
import { type CommandContext, interruptOf } from "./context";
import { recordSource } from "./cursors";

/** What find, count, distinct and explain have in common. */
export type Query = { filter: Doc; sort: Doc | null; skip: number; limit: number; hint: unknown };

/** Runs a query for a reader; inside a transaction its snapshot cannot move afterwards. */
export function runQuery(context: CommandContext, collection: Collection | undefined, query: Query): Selection {
  const { filter, sort, skip, limit } = query;
  let compiled: Matcher | null = null;
  const matcher = (): Matcher => {
    compiled ??= compileFilter(filter, { variables: variablesOf(context) });
    return compiled;
  };
  if (collection === undefined) {
    matcher(); // a wrong filter is an error even where nothing is
    checkSort(sort);
  }
  const { transaction } = context;
  const hint = hintArgument(query.hint, collection);
  const interrupt = interruptOf(context);
  const selection = select(collection, { filter, matcher, sort, skip, limit, hint, transaction, interrupt });
  if (transaction === null) return selection;
  if (transaction.locksReads && collection !== undefined) return lockWhatIsRead(transaction, collection, selection);
  transaction.isPinned = true;
  return selection;
}

/** A document that was found by its `_id` and is locked now cannot change: reading it does not fix the snapshot. */
function lockWhatIsRead(transaction: Transaction, collection: Collection, selection: Selection): Selection {
  const { plan, records } = selection;
  const isFixed = transaction.isPinned;
  const found: StoredRecord[] = [];
  for (let item = records.next(); item.done !== true; item = records.next()) found.push(item.value);
  for (const { key } of found) if (!transaction.lockForRead(collection, key, isFixed)) transaction.isPinned = true;
  if (plan.kind !== "ids" || plan.keys.length !== 1 || found.length === 0) transaction.isPinned = true;
  return { ...selection, records: found[Symbol.iterator]() };
}

export function queryOf(context: CommandContext, filterField: string): Query {
  return {
    filter: docArgument(context, filterField) ?? {},
    sort: docArgument(context, "sort"),
    skip: countArgument(context, "skip"),
    limit: countArgument(context, "limit"),
    hint: context.command.hint,
  };
}

/** What MongoDB's `find` offers and this server does not. */
export const FIND_REFUSED: readonly string[] = [
  "min",
  "max",
  "returnKey",
  "showRecordId",
  "tailable",
  "awaitData",
  "oplogReplay",
  "noCursorTimeout",
];

function refuseRareOptions(context: CommandContext): void {
  for (const field of FIND_REFUSED) {
    const value = context.command[field];
    if (value !== undefined && value !== false) throw mongoError(238, `find: the option '${field}' is not supported`);
  }
}

function projectionOf(context: CommandContext, filter: Doc): ((doc: Doc) => Doc) | null {
  const projection = docArgument(context, "projection");
  if (projection === null || Object.keys(projection).length === 0) return null;
  return compileProjection(projection, { variables: variablesOf(context), filter });
}

/** What a `find` asks for. @throws what is wrong with it, its filter aside */
export function readFind(context: CommandContext): { query: Query; project: ((doc: Doc) => Doc) | null } {
  refuseRareOptions(context);
  const query = queryOf(context, "filter");
  return { query, project: projectionOf(context, query.filter) };
}

/** The `find` command. */
export function find(context: CommandContext): Reply {
  const { query, project } = readFind(context);
  const collection = findCollection(context);
  const { records } = runQuery(context, collection, query);
  const batchSize = numberArgument(context, "batchSize");
  if (batchSize !== null && batchSize < 0) throw mongoError(51024, "BSON field 'batchSize' value must be >= 0");
  const isSingle = flagArgument(context, "singleBatch") || (query.limit === 1 && batchSize !== 0);
  const ns = `${context.db}.${collectionName(context)}`;
  const source = recordSource(context, collection, { records, project });
  return context.services.cursors.start(context, ns, { source, batchSize, isSingle });
}
