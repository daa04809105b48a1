import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter } from "../query/match";
import { compileProjection } from "../query/project";
import type { Collection } from "../store/collection";
import type { StoredRecord } from "../store/record";
import type { Reply } from "../wire/reply";
import { collectionName, docArgument, findCollection, flagArgument, hintArgument, variablesOf } from "./arguments";
import { type CommandContext, ok } from "./context";
import { prepareUpdate, selectForWrite, updateOne } from "./update";
import { untilUnlocked, write } from "./write-statement";

type Shown = { lastErrorObject: Doc; record: StoredRecord | null };

function show(context: CommandContext, filter: Doc, { lastErrorObject, record }: Shown): Reply {
  if (record === null) return ok({ lastErrorObject, value: null });
  const fields = docArgument(context, "fields");
  if (fields === null || Object.keys(fields).length === 0)
    return { spliced: { head: { lastErrorObject }, value: record.raw } };
  const project = compileProjection(fields, { variables: variablesOf(context), filter });
  return ok({ lastErrorObject, value: project(record.doc) });
}

async function remove(context: CommandContext, filter: Doc): Promise<Shown> {
  const collection = findCollection(context);
  if (collection === undefined) return { lastErrorObject: { n: 0 }, record: null };
  const matcher = compileFilter(filter, { variables: variablesOf(context) });
  const request = {
    filter,
    matcher: () => matcher,
    sort: docArgument(context, "sort"),
    indexHint: hintArgument(context.command.hint, collection),
  };
  const record = await untilUnlocked(context, () => {
    const old = selectForWrite(context, collection, request);
    if (old !== null) write(context, collection, { old, next: null });
    return old;
  });
  return { lastErrorObject: { n: record === null ? 0 : 1 }, record };
}

function updateArgument(context: CommandContext): Doc | Doc[] {
  const { update } = context.command;
  if (Array.isArray(update)) return update as Doc[];
  if (isDocument(update)) return update;
  throw mongoError(9, "Either an update or remove=true must be specified");
}

async function modify(context: CommandContext, collection: Collection, filter: Doc): Promise<Shown> {
  const { arrayFilters, hint } = context.command;
  const prepared = prepareUpdate(context, collection, {
    filter,
    update: updateArgument(context),
    ...(Array.isArray(arrayFilters) ? { arrayFilters: arrayFilters as Doc[] } : {}),
    sort: docArgument(context, "sort"),
    hint,
    isUpsert: flagArgument(context, "upsert"),
  });
  const outcome = await untilUnlocked(context, () => updateOne(context, collection, prepared));
  const isFound = outcome.old !== null;
  const lastErrorObject: Doc = { n: isFound || outcome.isUpserted ? 1 : 0, updatedExisting: isFound };
  if (outcome.isUpserted) lastErrorObject.upserted = outcome.next?.doc._id;
  return { lastErrorObject, record: flagArgument(context, "new") ? outcome.next : outcome.old };
}

/** The `findAndModify` command: find and write are one step, so a condition in the filter decides races. */
export async function findAndModify(context: CommandContext): Promise<Reply> {
  const filter = docArgument(context, "query") ?? {};
  const isRemove = flagArgument(context, "remove");
  if (isRemove && context.command.update !== undefined) {
    throw mongoError(9, "Cannot specify both an update and remove=true");
  }
  if (isRemove && flagArgument(context, "new")) {
    throw mongoError(9, "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  }
  if (isRemove) return show(context, filter, await remove(context, filter));
  const collection = context.services.engine.ensure(context.db, collectionName(context));
  return show(context, filter, await modify(context, collection, filter));
}
