import { BSONRegExp, ObjectId } from "bson";
import type { Doc } from "../bson/values";
import { isDocument } from "../bson/values";
import { MongoError, mongoError } from "../errors";
import { compileFilter, type Matcher } from "../query/match";
import type { Collection, RecordChange } from "../store/collection";
import { recordOf, type StoredRecord } from "../store/record";
import { conflictHolder } from "../transactions/conflict";
import { LockWait, writeRecord } from "../transactions/write";
import { flagArgument, strictFlag } from "./arguments";
import type { CommandContext } from "./context";
import { Pauses } from "./pause";

const MAX_DOCUMENT_BYTES = 16_777_216;
/** What a message may hold on top of a document of the greatest size; a document beyond it fails the command. */
const MAX_MESSAGE_DOCUMENT_BYTES = MAX_DOCUMENT_BYTES + 16_384;
const MAX_DEPTH = 180;
/** A level of nesting takes seven bytes or more: shorter documents cannot be too deep. */
const MIN_BYTES_OF_DEEP = 7 * MAX_DEPTH;
const validators = new WeakMap<Doc, Matcher>();

/**
 * Runs a statement of a plain writer; when it meets the lock of a transaction, waits for that one's end and runs it again.
 * Stays synchronous as long as there is no lock. @throws 50 at the command's deadline
 */
export function untilUnlocked<T>(context: CommandContext, attempt: () => T): T | Promise<T> {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof LockWait)) throw error;
    return waitAndRetry(context, error, attempt);
  }
}

/** Goes on with a result, in the same tick when there was nothing to wait for. */
export function whenDone<T, U>(result: T | Promise<T>, next: (result: T) => U | Promise<U>): U | Promise<U> {
  return result instanceof Promise ? result.then(next) : next(result);
}

async function waitAndRetry<T>(context: CommandContext, first: LockWait, attempt: () => T): Promise<T> {
  const { services, connection, deadlineMs } = context;
  let wait = first;
  for (;;) {
    await services.waiting.waitForEnd(wait.holder, null, { isClosed: () => connection.isClosed, deadlineMs });
    try {
      return attempt();
    } catch (error) {
      if (!(error instanceof LockWait)) throw error;
      wait = error;
    }
  }
}

/** Writes one document for a command. @throws LockWait, 112, 11000 */
export function write(context: CommandContext, collection: Collection, change: RecordChange): void {
  writeRecord(context.services.engine, collection, { change, by: context.transaction });
}

/** The document with an `_id`, which comes first. */
export function withId(doc: Doc): Doc {
  for (const name in doc) {
    if (name === "_id") return doc;
    break;
  }
  if (doc._id === undefined) return { _id: new ObjectId(), ...doc };
  const { _id, ...rest } = doc;
  return { _id, ...rest };
}

function checkId(id: unknown): void {
  if (Array.isArray(id)) throw mongoError(53, "The '_id' value cannot be of type array");
  if (id instanceof BSONRegExp) throw mongoError(53, "The '_id' value cannot be of type regex");
  if (isDocument(id) && Object.keys(id).some((name) => name.startsWith("$"))) {
    throw mongoError(52, "_id fields may not contain '$'-prefixed fields");
  }
}

function validatorOf({ options }: Collection): Matcher | null {
  if (!isDocument(options.validator)) return null;
  let matcher = validators.get(options);
  if (matcher === undefined) {
    matcher = compileFilter(options.validator);
    validators.set(options, matcher);
  }
  return matcher;
}

function sizeError({ name }: CommandContext, size: number): Error {
  if (name !== "insert") {
    return mongoError(17419, `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`);
  }
  if (size > MAX_MESSAGE_DOCUMENT_BYTES) {
    const range = `Size must be between 0 and ${MAX_MESSAGE_DOCUMENT_BYTES}(16MB)`;
    return mongoError(10334, `BSONObj size: ${size} is invalid. ${range}`);
  }
  return mongoError(2, `object to insert too large. size in bytes: ${size}, max size: ${MAX_DOCUMENT_BYTES}`);
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (!Array.isArray(value) && !isDocument(value)) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(part, levels - 1));
}

function depthError({ name }: CommandContext): Error {
  const what = name === "insert" ? "cannot insert document because it" : "Document";
  return mongoError(15, `${what} exceeds ${MAX_DEPTH} levels of nesting`);
}

/** Checks what every stored document must satisfy. @throws 53, 121, 15 too deep; too large: 2, 10334, or 17419 */
export function checkStorable(context: CommandContext, collection: Collection, record: StoredRecord): StoredRecord {
  const { _id } = record.doc;
  if (typeof _id === "object") checkId(_id);
  const size = record.raw.length;
  if (size > MAX_DOCUMENT_BYTES) throw sizeError(context, size);
  if (size > MIN_BYTES_OF_DEEP && isDeeperThan(record.doc, MAX_DEPTH)) throw depthError(context);
  const validator = flagArgument(context, "bypassDocumentValidation") ? null : validatorOf(collection);
  if (validator !== null && !validator.test(record.doc)) {
    throw mongoError(121, "Document failed validation", { errInfo: { failingDocumentId: _id } });
  }
  return record;
}

/** A checked record of a new or changed document. */
export function storable(context: CommandContext, collection: Collection, doc: Doc): StoredRecord {
  return checkStorable(context, collection, recordOf(withId(doc)));
}

/** An entry of `writeErrors`. */
function writeErrorEntry(error: MongoError, index: number): Doc {
  return { index, code: error.code, errmsg: error.message, ...error.extra };
}

const ABORTING_CODES: ReadonlySet<number> = new Set([112, 251, 246, 50, 96, 10334]);

/**
 * Runs the statements of a write command one after the other and collects their errors. The first error of an ordered
 * command, and any error in a transaction, ends it.
 * @throws errors of the command as a whole: conflicts, time limits
 */
export async function runStatements<T>(
  context: CommandContext,
  list: readonly T[],
  run: (statement: T, index: number) => void | Promise<void>,
): Promise<Doc[]> {
  const errors: Doc[] = [];
  const isOrdered = strictFlag(context.command.ordered, `${context.name}.ordered`, true);
  const pauses = new Pauses(context);
  for (let i = 0; i < list.length; i++) {
    const pause = pauses.next();
    if (pause !== null) await pause;
    try {
      const pending = run(list[i] as T, i);
      if (pending !== undefined) await pending;
    } catch (error) {
      if (!(error instanceof MongoError) || ABORTING_CODES.has(error.code) || conflictHolder(error) !== null)
        throw error;
      errors.push(writeErrorEntry(error, i));
      if (context.transaction !== null) context.transaction.abort();
      if (isOrdered || context.transaction !== null) break;
    }
  }
  return errors;
}
