import { describeField } from "../bson/describe";
import type { Doc, Value } from "../bson/values";
import { mongoError } from "../errors";
import { findPosition } from "../query/positional";
import { type ArrayFilters, arrayIdentifier } from "./array-filters";
import { valueAt } from "./draft";
import type { UpdatePath } from "./paths";

export type ResolveContext = { doc: Doc; filter: Doc; arrayFilters: ArrayFilters };

/**
 * The concrete paths that a path with positional parts stands for, in the document as it was matched: what other modifiers
 * of the same update change does not count.
 * @throws MongoError 2 if a positional part finds no array or no match.
 */
export function resolvePath({ path, parts }: UpdatePath, context: ResolveContext): string[][] {
  let resolved: string[][] = [[]];
  for (const part of parts) {
    resolved = resolved.flatMap((prefix) => positionsOf(part, prefix, path, context).map((next) => [...prefix, next]));
  }
  return resolved;
}

function positionsOf(part: string, prefix: readonly string[], path: string, context: ResolveContext): string[] {
  if (part === "$") return [matchedPosition(prefix, context)];
  const identifier = arrayIdentifier(part);
  if (identifier === null) return [part];
  const values = arrayAt(prefix, context.doc);
  if (identifier === "") return values.map((_value, index) => String(index));
  const test = context.arrayFilters.get(identifier);
  if (test === undefined) throw mongoError(2, `No array filter found for identifier '${identifier}' in path '${path}'`);
  return values.flatMap((value, index) => (test(value) ? [String(index)] : []));
}

function matchedPosition(prefix: readonly string[], { doc, filter }: ResolveContext): string {
  const position = findPosition(filter, doc, prefix.join("."));
  if (position === null) throw mongoError(2, "The positional operator did not find the match needed from the query.");
  return String(position);
}

function arrayAt(prefix: readonly string[], doc: Doc): readonly Value[] {
  const value = valueAt(doc, prefix);
  if (Array.isArray(value)) return value as Value[];
  const path = prefix.join(".");
  if (value === undefined) {
    throw mongoError(2, `The path '${path}' must exist in the document in order to apply array updates.`);
  }
  const name = prefix[prefix.length - 1] ?? "";
  throw mongoError(2, `Cannot apply array updates to non-array element ${describeField(name, value).slice(1, -1)}`);
}
