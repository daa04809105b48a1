import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter } from "../query/match";
import { compileProjection } from "../query/project";
import type { StoredRecord } from "../store/record";
import type { Reply } from "../wire/reply";
import { docArgument, findCollection, flagArgument, hintArgument, variablesOf } from "./arguments";
import { type CommandContext, ok } from "./context";
import { prepareUpdate, selectForWrite, type UpdateOutcome, updateOne } from "./update";
import { arrayFiltersOf } from "./update-statement";
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
  if (collection === undefined) return { lastErrorObject: { n: 0 }, record: null };
  const matcher = compileFilter(filter, { variables: variablesOf(context) });
  const request = {
    filter,
    matcher: () => matcher,
    sort: docArgument(context, "sort"),
    indexHint: hintArgument(context.command.hint, collection),
  };
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

function modify(context: CommandContext, filter: Doc): Shown | Promise<Shown> {
  const { arrayFilters, hint } = context.command;
  const { collection, prepared } = prepareUpdate(context, {
    filter,
    update: updateArgument(context),
    arrayFilters: arrayFiltersOf(arrayFilters),
    sort: docArgument(context, "sort"),
    hint,
    isUpsert: flagArgument(context, "upsert"),
  });
  if (collection === undefined) return { lastErrorObject: { n: 0, updatedExisting: false }, record: null };
  const updated = untilUnlocked(context, () => updateOne(context, collection, prepared));
  return whenDone(updated, (outcome) => shownOf(outcome, flagArgument(context, "new")));
}

function shownOf({ old, next, isUpserted }: UpdateOutcome, isNew: boolean): Shown {
  const lastErrorObject: Doc = { n: old !== null || isUpserted ? 1 : 0, updatedExisting: old !== null };
  if (isUpserted) lastErrorObject.upserted = next?.doc._id;
  return { lastErrorObject, record: isNew ? next : old };
}

/** The `findAndModify` command: find and write are one step, so a condition in the filter decides races. */
export function findAndModify(context: CommandContext): Reply | Promise<Reply> {
  const filter = docArgument(context, "query") ?? {};
  const isRemove = flagArgument(context, "remove");
  if (isRemove && context.command.update !== undefined) {
    throw mongoError(9, "Cannot specify both an update and remove=true");
  }
  if (isRemove && flagArgument(context, "new")) {
    throw mongoError(9, "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  }
  const project = projectionOf(context, filter);
  return whenDone(isRemove ? remove(context, filter) : modify(context, filter), (shown) => show(shown, project));
}
