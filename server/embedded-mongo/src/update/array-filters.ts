import { describeValue } from "../bson/describe";
import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { isOperatorName } from "../query/comparisons";
import { compileFilter, refuseExpressions } from "../query/match";
import type { ValueTest } from "../query/path";
import type { UpdatePath } from "./paths";

/** Tests of the `$[identifier]` parts of update paths. */
export type ArrayFilters = ReadonlyMap<string, ValueTest>;

const IDENTIFIER = /^[a-z][a-zA-Z0-9]*$/;

/** @throws MongoError 9 or 2 for a malformed, doubled or unused filter, or a path whose filter is missing. */
export function compileArrayFilters(filters: readonly Doc[], paths: readonly UpdatePath[], update: Doc): ArrayFilters {
  const compiled = new Map<string, ValueTest>();
  for (const filter of filters) {
    if (!isDocument(filter)) throw mongoError(14, "Array filters must be documents");
    refuseExpressions(filter);
    const identifier = identifierOf(filter);
    if (compiled.has(identifier)) {
      throw mongoError(9, `Found multiple array filters with the same top-level field name ${identifier}`);
    }
    const { test } = compileFilter(filter);
    compiled.set(identifier, (value) => test({ [identifier]: value }));
  }
  checkUse(compiled, paths, update);
  return compiled;
}

function identifierOf(filter: Doc): string {
  const names = topLevelNames(filter);
  const [first] = names;
  if (first === undefined)
    throw mongoError(9, "Cannot use an expression without a top-level field name in arrayFilters");
  const other = names.find((name) => name !== first);
  if (other !== undefined) {
    throw parsingError(9, `Expected a single top-level field name, found '${first}' and '${other}'`);
  }
  if (!IDENTIFIER.test(first)) {
    throw parsingError(
      2,
      `The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${first}'`,
    );
  }
  return first;
}

function parsingError(code: number, reason: string): Error {
  return mongoError(code, `Error parsing array filter :: caused by :: ${reason}`);
}

function topLevelNames(filter: Doc): string[] {
  return Object.keys(filter).flatMap((name) => {
    if (!isOperatorName(name)) return [name.split(".")[0] as string];
    const branches: Value = filter[name];
    return Array.isArray(branches) ? branches.filter(isDocument).flatMap(topLevelNames) : [];
  });
}

/** Identifier of a `$[identifier]` path component; "" for `$[]`, null for another component. */
export function arrayIdentifier(part: string): string | null {
  return part.startsWith("$[") ? part.slice(2, -1) : null;
}

function checkUse(compiled: ArrayFilters, paths: readonly UpdatePath[], update: Doc): void {
  const unused = new Set(compiled.keys());
  for (const { path, parts } of paths) {
    for (const part of parts) {
      const identifier = arrayIdentifier(part);
      if (identifier === null || identifier === "") continue;
      if (!compiled.has(identifier)) {
        throw mongoError(2, `No array filter found for identifier '${identifier}' in path '${path}'`);
      }
      unused.delete(identifier);
    }
  }
  for (const identifier of unused) {
    const shown = describeValue(update);
    throw mongoError(9, `The array filter for identifier '${identifier}' was not used in the update ${shown}`);
  }
}
