import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { isTrue } from "./arguments";

/** One update of one or more documents. */
export type UpdateStatement = {
  filter: Doc;
  update: Doc | Doc[];
  arrayFilters: Doc[] | undefined;
  sort: Doc | null;
  hint: unknown;
  isUpsert: boolean;
};

const STATEMENT_FIELDS: ReadonlySet<string> = new Set([
  "q",
  "u",
  "c",
  "multi",
  "upsert",
  "arrayFilters",
  "hint",
  "collation",
  "sort",
]);

/** Array filters as they came; undefined without any. */
export function arrayFiltersOf(value: Value): Doc[] | undefined {
  return Array.isArray(value) ? (value as Doc[]) : undefined;
}

/** Reads one statement of an `update` command. @throws 40415, 238, 9, 14 */
export function readStatement(statement: Doc): UpdateStatement {
  for (const name of Object.keys(statement)) {
    if (!STATEMENT_FIELDS.has(name))
      throw mongoError(40415, `BSON field 'update.updates.${name}' is an unknown field.`);
  }
  if (statement.collation !== undefined) throw mongoError(238, "collation is not supported");
  if (statement.c !== undefined) throw mongoError(238, "update: 'c' (constants) is not supported, use 'let'");
  const { q, u, arrayFilters, multi, sort } = statement;
  if (!isDocument(q)) throw mongoError(14, "BSON field 'update.updates.q' must be an object");
  if (!isDocument(u) && !Array.isArray(u)) throw mongoError(9, "Update argument must be either an object or an array");
  const isReplacement = isDocument(u) && !(Object.keys(u)[0]?.startsWith("$") ?? false);
  if (isReplacement && isTrue(multi)) throw mongoError(9, "multi update is not supported for replacement-style update");
  if (sort !== undefined && isTrue(multi)) throw mongoError(9, "Cannot specify sort with multi=true");
  return {
    filter: q,
    update: u as Doc | Doc[],
    arrayFilters: arrayFiltersOf(arrayFilters),
    sort: isDocument(sort) ? sort : null,
    hint: statement.hint,
    isUpsert: isTrue(statement.upsert),
  };
}
