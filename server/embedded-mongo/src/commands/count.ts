import { encodeKey } from "../bson/keys";
import type { Value } from "../bson/values";
import { mongoError } from "../errors";
import { indexedValues } from "../store/index-keys";
import type { Reply } from "../wire/reply";
import { findCollection } from "./arguments";
import { type CommandContext, ok } from "./context";
import { queryOf, runQuery } from "./find";

/** The `count` command (estimatedDocumentCount). */
export function count(context: CommandContext): Reply {
  const collection = findCollection(context);
  const query = queryOf(context, "query");
  const isWhole = Object.keys(query.filter).length === 0 && query.skip === 0 && query.limit === 0;
  if (isWhole && context.transaction === null) return ok({ n: collection?.records.size ?? 0 });
  const { records } = runQuery(context, collection, query);
  let n = 0;
  while (records.next().done !== true) n++;
  return ok({ n });
}

/** The path whose values a `distinct` asks for. @throws 14 */
export function distinctPath({ command }: CommandContext): string {
  const { key: path } = command;
  if (typeof path !== "string" || path === "")
    throw mongoError(14, "BSON field 'distinct.key' must be a non-empty string");
  return path;
}

/** The `distinct` command: the values of one path, elements of arrays one by one. */
export function distinct(context: CommandContext): Reply {
  const path = distinctPath(context);
  const parts = path.split(".");
  const field = { path, parts, root: parts[0] as string, descending: false };
  const { records } = runQuery(context, findCollection(context), queryOf(context, "query"));
  const values = new Map<string, Value>();
  for (let item = records.next(); item.done !== true; item = records.next()) {
    for (const value of indexedValues(item.value.doc, field).values) {
      if (value === undefined || typeof value === "symbol") continue;
      const id = encodeKey(value);
      if (!values.has(id)) values.set(id, value);
    }
  }
  const sorted = [...values.keys()].sort().map((id) => values.get(id));
  return ok({ values: sorted });
}
