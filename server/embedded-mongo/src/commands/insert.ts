import { encodeKey } from "../bson/keys";
import { parseDocument } from "../bson/raw";
import type { Doc } from "../bson/values";
import { mongoError } from "../errors";
import type { Collection } from "../store/collection";
import { recordOf, StoredRecord } from "../store/record";
import type { Reply } from "../wire/reply";
import { collectionName, rawStatements } from "./arguments";
import { type CommandContext, ok } from "./context";
import { checkStorable, runStatements, untilUnlocked, withId, write } from "./write-statement";

function checkFieldNames(doc: Doc): void {
  for (const name in doc) {
    if (name.charCodeAt(0) === 36) {
      throw mongoError(52, `The dollar ($) prefixed field '${name}' in '${name}' is not valid for storage.`);
    }
  }
}

/** Bytes whose first field is called `_id` are stored as they came. */
function startsWithId(bytes: Buffer): boolean {
  return bytes[5] === 0x5f && bytes[6] === 0x69 && bytes[7] === 0x64 && bytes[8] === 0;
}

function recordOfStatement(statement: Doc | Buffer): StoredRecord {
  if (!Buffer.isBuffer(statement)) {
    checkFieldNames(statement);
    return recordOf(withId(statement));
  }
  const doc = parseDocument(statement);
  checkFieldNames(doc);
  if (startsWithId(statement)) return new StoredRecord(encodeKey(doc._id), statement.toString("latin1"), doc);
  return recordOf(withId(doc));
}

function insertOne(
  context: CommandContext,
  collection: Collection,
  statement: Doc | Buffer,
): undefined | Promise<undefined> {
  const next = checkStorable(context, collection, recordOfStatement(statement));
  return untilUnlocked(context, () => {
    write(context, collection, { old: null, next });
    return undefined;
  });
}

/** The `insert` command. */
export async function insert(context: CommandContext): Promise<Reply> {
  const collection = context.services.engine.ensure(context.db, collectionName(context));
  let n = 0;
  const writeErrors = await runStatements(context, rawStatements(context, "documents"), (statement) => {
    const pending = insertOne(context, collection, statement);
    if (pending === undefined) {
      n++;
      return undefined;
    }
    return pending.then(() => {
      n++;
    });
  });
  return ok(writeErrors.length > 0 ? { n, writeErrors } : { n });
}
