import { compileExpression } from "../aggregate/expressions/compile";
import { isNumber, toDouble } from "../bson/numbers";
import { parseDocument } from "../bson/raw";
import { type Doc, isDocument, typeName, type Value } from "../bson/values";
import { mongoError } from "../errors";
import { NATURAL, NATURAL_REVERSE } from "../query/plan";
import { readNatural } from "../query/sort";
import type { Collection } from "../store/collection";
import type { CommandContext } from "./context";

function wrongType(path: string, value: Value, expected: string): Error {
  return mongoError(14, `BSON field '${path}' is the wrong type '${typeName(value)}', expected type '${expected}'`);
}

/** A document argument; null when it is missing. @throws 14 */
export function docArgument(context: CommandContext, field: string): Doc | null {
  return docOf(context.command[field], `${context.name}.${field}`);
}

/** A document; null when it is missing. @throws 14 */
export function docOf(value: Value, path: string): Doc | null {
  if (value === undefined || value === null) return null;
  if (!isDocument(value)) throw wrongType(path, value, "object");
  return value;
}

/** A number argument; null when it is missing. @throws 14 */
export function numberArgument(context: CommandContext, field: string): number | null {
  const value = context.command[field];
  if (value === undefined || value === null) return null;
  if (!isNumber(value)) throw wrongType(`${context.name}.${field}`, value, "long");
  return Math.trunc(toDouble(value));
}

/** A number that must not be negative; 0 when it is missing. @throws 14, 51024 */
export function countArgument(context: CommandContext, field: string): number {
  const value = numberArgument(context, field) ?? 0;
  if (value < 0) throw mongoError(51024, `BSON field '${field}' value must be >= 0, actual value '${value}'`);
  return value;
}

/** A flag of the command that may be a number as well. @throws 14 */
export function flagArgument(context: CommandContext, field: string): boolean {
  const value = context.command[field];
  return value !== undefined && looseFlag(value, `${context.name}.${field}`);
}

/** A flag that may be a number as well (MongoDB's safeBool); false when it is missing. @throws 14 */
export function looseFlag(value: Value, path: string): boolean {
  return isNumber(value) ? toDouble(value) !== 0 : strictFlag(value, path);
}

/** A flag that is true or false and nothing else. @throws 14 */
export function strictFlag(value: Value, path: string, missing = false): boolean {
  if (value === undefined || value === null) return missing;
  if (typeof value !== "boolean") throw wrongType(path, value, "bool");
  return value;
}

/** A list of documents; undefined when it is missing. @throws 14 */
export function docsOf(value: Value, path: string): Doc[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongType(path, value, "array");
  value.forEach((one, i) => {
    if (!isDocument(one)) throw wrongType(`${path}.${i}`, one, "object");
  });
  return value as Doc[];
}

/** The collection name that is the command's own value. @throws 73 */
export function collectionName(context: CommandContext): string {
  const name = context.command[context.name];
  if (typeof name !== "string" || name === "") throw mongoError(73, "collection name has invalid type or is empty");
  return name;
}

export function findCollection(context: CommandContext): Collection | undefined {
  return context.services.engine.find(context.db, collectionName(context));
}

const MAX_BATCH = 100_000;

/** Statements of a write, parsed or as they came: from the document sequence, or from the body. @throws 9, 14, 16 */
export function rawStatements(context: CommandContext, field: string): (Doc | Buffer)[] {
  const list: unknown = context.sequences[field] ?? context.command[field];
  if (!Array.isArray(list)) throw mongoError(9, `'${field}' must be a non-empty array`);
  if (list.length === 0 || list.length > MAX_BATCH) {
    throw mongoError(16, `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${list.length} operations.`);
  }
  for (const one of list) {
    if (!Buffer.isBuffer(one) && !isDocument(one)) throw wrongType(`${context.name}.${field}`, one, "object");
  }
  return list as (Doc | Buffer)[];
}

/** Statements of a write. @throws 9, 14, 16 */
export function statements(context: CommandContext, field: string): Doc[] {
  return rawStatements(context, field).map((one) => (Buffer.isBuffer(one) ? parseDocument(one) : one));
}

/** Variables that expressions see: `NOW` and the evaluated `let` of the command. */
export function variablesOf(context: CommandContext): Doc {
  const variables: Doc = { NOW: context.services.now() };
  const wanted = docArgument(context, "let");
  for (const name of Object.keys(wanted ?? {})) {
    const scope = { root: {}, current: {}, variables: {} };
    variables[name] = compileExpression((wanted as Doc)[name], { variables })(scope) ?? null;
  }
  return variables;
}

/** The index that a hint names: natural order, `_id_` or the name of an index; null without a hint. @throws 2 */
export function hintArgument(hint: Value, collection: Collection | undefined): string | null {
  if (hint === undefined || hint === null || (isDocument(hint) && Object.keys(hint).length === 0)) return null;
  if (isDocument(hint)) {
    const key = JSON.stringify(hint);
    if (key === '{"_id":1}') return "_id_";
    if (hint.$natural !== undefined) return readNatural(hint.$natural, "hint") < 0 ? NATURAL_REVERSE : NATURAL;
    for (const index of collection?.indexes.values() ?? [])
      if (JSON.stringify(index.spec.key) === key) return index.name;
  } else if (hint === "_id_" || (typeof hint === "string" && collection?.indexes.has(hint))) {
    return hint;
  }
  if (collection === undefined) return null;
  throw mongoError(
    2,
    "error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index",
  );
}
