import { isNumber, toDouble } from "../bson/numbers";
import { type Doc, isDocument } from "../bson/values";
import { mongoError } from "../errors";
import { compileFilter, type Matcher } from "../query/match";
import type { Collection } from "../store/collection";
import type { Reply } from "../wire/reply";
import { findCollection, hintArgument, statements, variablesOf } from "./arguments";
import { type CommandContext, ok } from "./context";
import { Pauses } from "./pause";
import { currentRecord, keysForWrite, selectForWrite } from "./update";
import { runStatements, untilUnlocked, write } from "./write-statement";

const STATEMENT_FIELDS: ReadonlySet<string> = new Set(["q", "limit", "hint", "collation"]);

type Deletion = { filter: Doc; matcher: () => Matcher; indexHint: string | null; limit: 0 | 1 };

function limitOf(statement: Doc): 0 | 1 {
  const limit = isNumber(statement.limit) ? toDouble(statement.limit) : Number.NaN;
  if (limit === 0 || limit === 1) return limit;
  throw mongoError(9, "The limit field in delete objects must be 0 or 1.");
}

/** Reads one statement of a `delete` command. @throws what is wrong with it, its filter aside */
export function readDeletion(context: CommandContext, collection: Collection | undefined, statement: Doc): Deletion {
  for (const name of Object.keys(statement)) {
    if (!STATEMENT_FIELDS.has(name))
      throw mongoError(40415, `BSON field 'delete.deletes.${name}' is an unknown field.`);
  }
  if (statement.collation !== undefined) throw mongoError(238, "collation is not supported");
  const { q: filter } = statement;
  if (!isDocument(filter)) throw mongoError(14, "BSON field 'delete.deletes.q' must be an object");
  let compiled: Matcher | null = null;
  const matcher = (): Matcher => {
    compiled ??= compileFilter(filter, { variables: variablesOf(context) });
    return compiled;
  };
  return { filter, matcher, indexHint: hintArgument(statement.hint, collection), limit: limitOf(statement) };
}

function deleteOne(context: CommandContext, collection: Collection, deletion: Deletion): number {
  const old = selectForWrite(context, collection, deletion);
  if (old === null) return 0;
  write(context, collection, { old, next: null });
  return 1;
}

async function deleteMany(context: CommandContext, collection: Collection, deletion: Deletion): Promise<number> {
  let n = 0;
  const remove = (key: string) => (): void => {
    const old = currentRecord(context, collection, key);
    if (old === null || !deletion.matcher().test(old.doc)) return;
    write(context, collection, { old, next: null });
    n++;
  };
  const pauses = new Pauses(context);
  for (const key of keysForWrite(context, collection, deletion)) {
    const pause = pauses.next();
    if (pause !== null) await pause;
    const pending = untilUnlocked(context, remove(key));
    if (pending !== undefined) await pending;
  }
  return n;
}

/** The `delete` command. */
export async function deleteDocuments(context: CommandContext): Promise<Reply> {
  const collection = findCollection(context);
  let n = 0;
  const writeErrors = await runStatements(context, statements(context, "deletes"), async (statement) => {
    const deletion = readDeletion(context, collection, statement);
    if (collection === undefined) {
      deletion.matcher(); // a wrong filter is an error even where nothing is
      return;
    }
    if (deletion.limit === 0) n += await deleteMany(context, collection, deletion);
    else n += await untilUnlocked(context, () => deleteOne(context, collection, deletion));
  });
  return ok(writeErrors.length > 0 ? { n, writeErrors } : { n });
}
