import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter } from "../query/match";
import { compileProjection } from "../query/project";
import { checkSort } from "../query/sort";
import type { StoredRecord } from "../store/record";
import type { Reply } from "../wire/reply";
import { docArgument, docsOf, findCollection, flagArgument, hintArgument, variablesOf } from "./arguments";
import { type CommandContext, ok } from "./context";
import { prepareUpdate, selectForWrite, type UpdateOutcome, updateOne } from "./update";
import type { UpdateStatement } from "./update-statement";
import { untilUnlocked, whenDone, write } from "./write-statement";

type Shown = { lastErrorObject: Doc; record: StoredRecord | null };
type Projection = ((doc: Doc) => Doc) | null;

/** To be asked for before anything is written: a wrong projection must leave everything as it is. */
function projectionOf(context: CommandContext, filter: Doc): Projection {
  const fields = docArgument(context, "fields");
  if (fields === null || Object.keys(fields).length === 0) return null;
  return compileProjection(fields, { variables: variablesOf(context), filter });
}

function show({ lastErrorObject, record }: Shown, project: Projection): Reply {
  if (record === null) return ok({ lastErrorObject, value: null });
  if (project === null) return { spliced: { head: { lastErrorObject }, value: record.raw } };
  return ok({ lastErrorObject, value: project(record.doc) });
}

function remove(context: CommandContext, filter: Doc): Shown | Promise<Shown> {
  const collection = findCollection(context);
  const matcher = compileFilter(filter, { variables: variablesOf(context) });
  const request = {
    filter,
    matcher: () => matcher,
    sort: docArgument(context, "sort"),
    indexHint: hintArgument(context.command.hint, collection),
  };
  if (collection === undefined) {
    checkSort(request.sort);
    return { lastErrorObject: { n: 0 }, record: null };
  }
  const removed = untilUnlocked(context, () => {
    const old = selectForWrite(context, collection, request);
    if (old !== null) write(context, collection, { old, next: null });
    return old;
  });
  return whenDone(removed, (record) => ({ lastErrorObject: { n: record === null ? 0 : 1 }, record }));
}

function updateArgument(context: CommandContext): Doc | Doc[] {
  const { update } = context.command;
  if (Array.isArray(update)) return update as Doc[];
  if (isDocument(update)) return update;
  throw mongoError(9, "Either an update or remove=true must be specified");
}

function modify(context: CommandContext, statement: UpdateStatement): Shown | Promise<Shown> {
  const isNew = flagArgument(context, "new");
  const { collection, prepared } = prepareUpdate(context, statement);
  if (collection === undefined) return { lastErrorObject: { n: 0, updatedExisting: false }, record: null };
  const updated = untilUnlocked(context, () => updateOne(context, collection, prepared));
  return whenDone(updated, (outcome) => shownOf(outcome, isNew));
}

function shownOf({ old, next, isUpserted }: UpdateOutcome, isNew: boolean): Shown {
  const lastErrorObject: Doc = { n: old !== null || isUpserted ? 1 : 0, updatedExisting: old !== null };
  if (isUpserted) lastErrorObject.upserted = next?.doc._id;
  return { lastErrorObject, record: isNew ? next : old };
}

/** @throws 9 for what only updates have */
function checkRemoval(context: CommandContext): void {
  const { update, arrayFilters } = context.command;
  if (update !== undefined) throw mongoError(9, "Cannot specify both an update and remove=true");
  if (flagArgument(context, "upsert")) throw mongoError(9, "Cannot specify both upsert=true and remove=true");
  if (flagArgument(context, "new")) {
    throw mongoError(9, "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  }
  if (arrayFilters !== undefined) throw mongoError(9, "Cannot specify arrayFilters and remove=true");
}

function statementOf(context: CommandContext, filter: Doc): UpdateStatement {
  return {
    filter,
    update: updateArgument(context),
    arrayFilters: docsOf(context.command.arrayFilters, "findAndModify.arrayFilters"),
    sort: docArgument(context, "sort"),
    hint: context.command.hint,
    isUpsert: flagArgument(context, "upsert"),
    isMulti: false,
  };
}

/** What a `findAndModify` asks for; no statement is a removal. @throws what is wrong with it, its filter and update aside */
export function readFindAndModify(context: CommandContext): {
  filter: Doc;
  project: Projection;
  statement: UpdateStatement | null;
} {
  const filter = docArgument(context, "query") ?? {};
  const isRemove = flagArgument(context, "remove");
  if (isRemove) checkRemoval(context);
  const project = projectionOf(context, filter);
  return { filter, project, statement: isRemove ? null : statementOf(context, filter) };
}

/** The `findAndModify` command: find and write are one step, so a condition in the filter decides races. */
export function findAndModify(context: CommandContext): Reply | Promise<Reply> {
  const { filter, project, statement } = readFindAndModify(context);
  const shown = statement === null ? remove(context, filter) : modify(context, statement);
  return whenDone(shown, (one) => show(one, project));
}
