import { compileUpdateStages } from "../aggregate/update-stages";
import { describeField } from "../bson/describe";
import { type Doc, isDocument, valuesEqual, valuesIdentical } from "../bson/values";
import { mongoError } from "../errors";
import { type ArrayFilters, compileArrayFilters } from "./array-filters";
import { type Change, REMOVE, SKIP } from "./change";
import { Draft, valueAt } from "./draft";
import { describeId } from "./field-operators";
import { type Modifier, parseModifiers } from "./modifiers";
import { checkResolvedConflicts, type UpdatePath } from "./paths";
import { resolvePath } from "./resolve";

type UpdateContext = {
  now: Date;
  /** The filter by which the document was found: it resolves the positional `$`. */
  filter: Doc;
  /** The document is the seed of an upsert: $setOnInsert counts. */
  isInsert?: boolean;
};
type UpdateResult = { doc: Doc; changed: boolean };
/** Applies to any number of documents; the input is never changed, unchanged parts are shared with the result. */
export type CompiledUpdate = { apply(doc: Doc, context: UpdateContext): UpdateResult };
export type UpdateOptions = { arrayFilters?: Doc[]; variables?: Doc };

/**
 * Compiles update operators, a replacement document or an update pipeline.
 * @throws MongoError 9 for a malformed update, 40 for conflicting paths, 2, 14, 52, 56 for wrong arguments and paths; when
 * applied also 28 for a path through a scalar and 66 for a changed _id.
 */
export function compileUpdate(update: Doc | Doc[], options: UpdateOptions = {}): CompiledUpdate {
  if (Array.isArray(update)) return compilePipelineUpdate(update, options);
  const [first] = Object.keys(update);
  if (first === undefined || first.charCodeAt(0) !== 36) return compileReplacement(update, options);
  return compileModifiers(update, options);
}

function compileModifiers(update: Doc, options: UpdateOptions): CompiledUpdate {
  const modifiers = parseModifiers(update);
  const { arrayFilters: filters = [] } = options;
  const isDynamic = modifiers.some(({ target }) => target.isDynamic);
  const targets = modifiers.map(({ target }) => target);
  const arrayFilters = isDynamic || filters.length > 0 ? compileArrayFilters(filters, targets, update) : NO_FILTERS;
  return {
    apply: (doc, context) => {
      const draft = new Draft(doc);
      const job: Job = { draft, doc, context, arrayFilters };
      if (isDynamic) applyDynamic(modifiers, job);
      else for (const modifier of modifiers) applyModifier(modifier, modifier.target.parts, job);
      return finish(doc, draft);
    },
  };
}

const NO_FILTERS: ArrayFilters = new Map();

type Job = { draft: Draft; doc: Doc; context: UpdateContext; arrayFilters: ArrayFilters };

function applyDynamic(modifiers: readonly Modifier[], job: Job): void {
  const { doc, context, arrayFilters } = job;
  const filter = context.filter;
  const steps = modifiers.flatMap((modifier) => {
    if (modifier.onlyOnInsert && context.isInsert !== true) return [];
    return concretePaths(modifier.target, { doc, filter, arrayFilters }).map((parts) => ({ modifier, parts }));
  });
  if (steps.length > 1) checkResolvedConflicts(steps.map((step) => step.parts));
  for (const { modifier, parts } of steps) applyModifier(modifier, parts, job);
}

function concretePaths(
  target: UpdatePath,
  context: { doc: Doc; filter: Doc; arrayFilters: ArrayFilters },
): (readonly string[])[] {
  return target.isDynamic ? resolvePath(target, context) : [target.parts];
}

function applyModifier(modifier: Modifier, parts: readonly string[], job: Job): void {
  if (modifier.onlyOnInsert && job.context.isInsert !== true) return;
  if (modifier.kind === "rename") applyRename(modifier.from, modifier.target, job);
  else applyChange(modifier.change, parts, { job, path: modifier.target.path });
}

function applyChange(change: Change, parts: readonly string[], { job, path }: { job: Job; path: string }): void {
  const { draft, doc, context } = job;
  const current = valueAt(draft.root, parts);
  const next = change(current, { doc, path, now: context.now });
  if (next === SKIP) {
    if (current === undefined) draft.checkViable(parts);
    return;
  }
  if (next === REMOVE) {
    if (current !== undefined) draft.remove(parts);
  } else if (current === undefined || !valuesIdentical(current, next)) draft.write(parts, next);
}

function applyRename(from: UpdatePath, to: UpdatePath, { draft, doc }: Job): void {
  const value = valueAt(draft.root, from.parts);
  if (value === undefined) return;
  checkNoArray(from, "source", doc);
  checkNoArray(to, "destination", doc);
  draft.remove(from.parts);
  draft.write(to.parts, value);
}

function checkNoArray({ parts, path }: UpdatePath, role: string, doc: Doc): void {
  for (let level = 1; level < parts.length; level++) {
    if (!Array.isArray(valueAt(doc, parts.slice(0, level)))) continue;
    const where = `'${path}' in doc with ${describeId(doc).slice(1, -1)} has an array field called '${parts[level - 1]}'`;
    throw mongoError(2, `The ${role} field cannot be an array element, ${where}`);
  }
}

function finish(doc: Doc, draft: Draft): UpdateResult {
  if (!draft.isChanged) return { doc, changed: false };
  const id = doc._id;
  const newId = draft.root._id;
  if (id !== newId && id !== undefined && !valuesEqual(id, newId)) {
    throw mongoError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  return { doc: id === undefined && newId !== undefined ? withIdFirst(draft.root) : draft.root, changed: true };
}

function withIdFirst(doc: Doc): Doc {
  const { _id: id, ...rest } = doc;
  return id === undefined ? doc : { _id: id, ...rest };
}

function compileReplacement(replacement: Doc, options: UpdateOptions): CompiledUpdate {
  if (options.arrayFilters !== undefined && options.arrayFilters.length > 0) {
    throw mongoError(9, "arrayFilters may not be specified for replacement-style updates");
  }
  const dollar = Object.keys(replacement).find((name) => name.charCodeAt(0) === 36);
  if (dollar !== undefined) {
    throw mongoError(
      52,
      `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  return { apply: (doc) => replaced(doc, replacement) };
}

/** The new document under the old _id. @throws 66 when it has another one */
export function replaced(doc: Doc, replacement: Doc): UpdateResult {
  const id = doc._id;
  const newId = replacement._id;
  if (id !== undefined && newId !== undefined && !valuesEqual(id, newId)) {
    throw mongoError(
      66,
      `After applying the update, the (immutable) field '_id' was found to have been altered to ${describeField("_id", newId).slice(1, -1)}`,
    );
  }
  // The stored _id stays, also if the new one is the same number of another type.
  const { _id, ...rest } = replacement;
  const result = id === undefined ? withIdFirst(replacement) : { _id: id, ...rest };
  return valuesIdentical(result, doc) ? { doc, changed: false } : { doc: result, changed: true };
}

function compilePipelineUpdate(stages: Doc[], options: UpdateOptions): CompiledUpdate {
  if (options.arrayFilters !== undefined && options.arrayFilters.length > 0) {
    throw mongoError(9, "arrayFilters may not be specified for pipeline-syle updates");
  }
  // $$NOW is known only when the update runs; expressions read the variables then.
  const variables: Doc = { ...options.variables, NOW: null };
  const run = compileUpdateStages(stages, { variables });
  return {
    apply: (doc, context) => {
      variables.NOW = context.now;
      const result = run(doc);
      if (!isDocument(result)) throw mongoError(1, "an update pipeline has to result in a document");
      return replaced(doc, result);
    },
  };
}
