import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import { docOf, docsOf, strictFlag } from "./arguments";

/** One update of one or more documents. */
export type UpdateStatement = {
  filter: Doc;
  update: Doc | Doc[];
  arrayFilters: Doc[] | undefined;
  sort: Doc | null;
  hint: unknown;
  isUpsert: boolean;
  isMulti: boolean;
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

/** Reads one statement of an `update` command. @throws 40415, 238, 9, 14 */
export function readStatement(statement: Doc): UpdateStatement {
  for (const name of Object.keys(statement)) {
    if (!STATEMENT_FIELDS.has(name))
      throw mongoError(40415, `BSON field 'update.updates.${name}' is an unknown field.`);
  }
  if (statement.collation !== undefined) throw mongoError(238, "collation is not supported");
  if (statement.c !== undefined) throw mongoError(238, "update: 'c' (constants) is not supported, use 'let'");
  const { q, u } = statement;
  if (!isDocument(q)) throw mongoError(14, "BSON field 'update.updates.q' must be an object");
  if (!isDocument(u) && !Array.isArray(u)) throw mongoError(9, "Update argument must be either an object or an array");
  const isReplacement = isDocument(u) && !(Object.keys(u)[0]?.startsWith("$") ?? false);
  const isMulti = strictFlag(statement.multi, "update.updates.multi");
  const sort = docOf(statement.sort, "update.updates.sort");
  if (isReplacement && isMulti) throw mongoError(9, "multi update is not supported for replacement-style update");
  if (sort !== null && isMulti) throw mongoError(9, "Cannot specify sort with multi=true");
  return {
    filter: q,
    update: u as Doc | Doc[],
    arrayFilters: docsOf(statement.arrayFilters, "update.updates.arrayFilters"),
    sort,
    hint: statement.hint,
    isUpsert: strictFlag(statement.upsert, "update.updates.upsert"),
    isMulti,
  };
}
