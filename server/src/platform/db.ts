import mongoose, { type ClientSession, type Model, type mongo, type Schema } from "mongoose";
import { createLimiter } from "./limiter";

type AfterCommit = () => void;
type IndexDescription = { key: Record<string, 1 | -1>; [option: string]: unknown };

const COMMIT_TIMEOUT_MS = 10_000;
const POOL_SIZE = 20;
const CONTESTED_TRIES = 10;
/**
 * Transactions of this process at once: fewer than connections, so that the holder of a lock always finds one to commit on,
 * and few enough that a contended document makes a short queue here instead of a storm of conflicts there.
 */
const TRANSACTIONS_AT_ONCE = 12;
const limited = createLimiter(TRANSACTIONS_AT_ONCE);
/** Gathered while a transaction runs, called once it is committed. A key exists exactly while inTransaction owns the session. */
const afterCommitCalls = new WeakMap<ClientSession, AfterCommit[]>();

// A query before connect() must fail at once, not wait: main.ts connects before it listens.
mongoose.set("bufferCommands", false);

/**
 * A collection with its schema on the one global connection. `name` is the collection's name (camelCase plural) and the
 * model's. Unknown fields in writes and in filters throw; indexes are built by ensureIndexes; nothing is added to documents.
 */
export function model<T>(name: string, schema: Schema<T>): Model<T> {
  schema.set("collection", name);
  schema.set("strict", "throw");
  schema.set("strictQuery", "throw");
  schema.set("autoIndex", false);
  schema.set("autoCreate", false);
  schema.set("minimize", false);
  schema.set("versionKey", false);
  schema.set("id", false);
  return mongoose.model<T>(name, schema);
}

/**
 * The driver's collection under a model, for hot paths: no casting, no schema checks, so nothing but values made by our own
 * code may go in.
 */
export function native<T extends { _id: string }>(of: Model<T>): mongo.Collection<T> {
  return of.collection as unknown as mongo.Collection<T>;
}

/** One statement of an update command, in the server's own words. */
export type UpdateStatement = { q: Record<string, unknown>; u: Record<string, unknown>; upsert?: boolean };

/**
 * Inserts documents in the caller's transaction by one command of at most 16 MB. For the hottest paths: the driver's insertMany
 * measures every document for splits and retries that cannot happen here.
 * @throws the server's error (11000 for a duplicate), as insertMany does
 */
export async function insertAll<T extends { _id: string }>(
  session: ClientSession,
  of: Model<T>,
  documents: readonly T[],
): Promise<void> {
  if (documents.length === 0) return;
  await write(session, { insert: of.collection.collectionName, documents });
}

/** Runs update statements in the caller's transaction by one command, as insertAll inserts. @returns how many documents matched */
export async function updateAll<T extends { _id: string }>(
  session: ClientSession,
  of: Model<T>,
  updates: readonly UpdateStatement[],
): Promise<number> {
  if (updates.length === 0) return 0;
  return (await write(session, { update: of.collection.collectionName, updates })).n;
}

type WriteReply = { n: number; writeErrors?: { errmsg: string }[] };

async function write(session: ClientSession, command: mongo.Document): Promise<WriteReply> {
  const { db } = mongoose.connection;
  if (!db) throw new Error("connect first");
  const reply = (await db.command(command, { session, ignoreUndefined: true })) as unknown as WriteReply;
  const [fault] = reply.writeErrors ?? [];
  if (fault) throw new mongoose.mongo.MongoServerError({ ...fault, message: fault.errmsg });
  return reply;
}

/** Connects the global connection; `databaseName` overrides the URI's. @throws when no server answers within five seconds */
export async function connect(
  uri: string,
  options: { maxPoolSize?: number; databaseName?: string } = {},
): Promise<void> {
  await mongoose.connect(uri, {
    ...(options.databaseName === undefined ? null : { dbName: options.databaseName }),
    serverSelectionTimeoutMS: 5_000,
    maxPoolSize: options.maxPoolSize ?? POOL_SIZE,
    retryWrites: true,
    writeConcern: { w: "majority" },
    ignoreUndefined: true,
  });
}

/** Closes the global connection; what is still in flight fails. */
export async function close(): Promise<void> {
  await mongoose.disconnect();
}

/** True while the database can be reached. */
export function isConnected(): boolean {
  return mongoose.connection.readyState === mongoose.ConnectionStates.connected;
}

/** Asks the database for a sign of life. @throws when there is none */
export async function ping(): Promise<void> {
  await mongoose.connection.db?.command({ ping: 1 });
}

/** Creates every registered collection and its declared indexes; what is there already stays. One command per collection. */
export async function ensureIndexes(): Promise<void> {
  for (const name of mongoose.modelNames()) {
    const registered = mongoose.model(name);
    // A collection must exist before a transaction writes to it, or two first writers conflict.
    await registered.createCollection();
    const indexes = registered.schema.indexes().map(([key, options]) => indexDescription(key, options));
    if (indexes.length > 0) await registered.collection.createIndexes(indexes);
  }
}

function indexDescription(key: object, options: object): IndexDescription {
  const { background: _background, ...rest } = options as Record<string, unknown>;
  return { key: key as Record<string, 1 | -1>, ...rest };
}

/**
 * Runs `work` in one transaction (snapshot reads, majority commit). A conflict runs the whole of `work` again, so it must do
 * nothing but database work and must not run calls in parallel. Only the outermost service opens one and passes the session on.
 */
export function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  return limited(() => runTransaction(work));
}

/**
 * inTransaction for work that takes something by a unique key after looking who has it. Somebody may take it between the
 * snapshot and the insert; some servers call that a conflict, others a duplicate key: then the whole of `work` runs again
 * and sees who was faster.
 */
export async function inContestedTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(work);
    } catch (error) {
      if (!isDuplicateKey(error) || tries === CONTESTED_TRIES) throw error;
    }
  }
}

async function runTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await mongoose.connection.startSession();
  try {
    const result = await session.withTransaction(
      () => {
        afterCommitCalls.set(session, []);
        return work(session);
      },
      {
        readConcern: { level: "snapshot" },
        writeConcern: { w: "majority" },
        readPreference: "primary",
        maxCommitTimeMS: COMMIT_TIMEOUT_MS,
      },
    );
    for (const call of afterCommitCalls.get(session) ?? []) call();
    return result;
  } finally {
    afterCommitCalls.delete(session);
    await session.endSession();
  }
}

/** Has `call` (in-process work that cannot fail) done once the session's transaction is committed; not at all if it is not. */
export function afterCommit(session: ClientSession, call: AfterCommit): void {
  const calls = afterCommitCalls.get(session);
  if (!calls) throw new Error("afterCommit needs a session opened by inTransaction");
  calls.push(call);
}

/** True for a violation of a unique index, or of `_id`. `keyPart` narrows to an index with this field ("_id", "phoneBlind"). */
export function isDuplicateKey(error: unknown, keyPart?: string): boolean {
  if (!hasCode(error, 11_000)) return false;
  if (keyPart === undefined) return true;
  const pattern = (error as { keyPattern?: object }).keyPattern;
  if (pattern) return keyPart in pattern;
  return String((error as { message?: unknown }).message).includes(keyPart);
}

/** True when the database cannot be reached or is changing its primary: the same call may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return (
    isNamed(error, UNAVAILABLE_ERRORS) ||
    (error instanceof mongoose.mongo.MongoServerError && UNAVAILABLE_CODES.has(Number(error.code)))
  );
}

/** True when a transaction gave up because others kept changing the same documents. */
export function isConflict(error: unknown): boolean {
  return hasLabel(error, "TransientTransactionError") || hasCode(error, 112);
}

/** True when the database may or may not have done what was asked: the connection was lost while it was answering. */
export function isOutcomeUnknown(error: unknown): boolean {
  return hasLabel(error, "UnknownTransactionCommitResult") || isNamed(error, LOST_ANSWER_ERRORS);
}

const UNAVAILABLE_ERRORS = new Set([
  "MongoServerSelectionError",
  "MongooseServerSelectionError",
  "MongoNetworkError",
  "MongoNetworkTimeoutError",
  "MongoNotConnectedError",
  "MongoPoolClearedError",
  "PoolClearedOnNetworkError",
  "MongoPoolClosedError",
  "MongoTopologyClosedError",
  "MongoClientClosedError",
  "MongoWaitQueueTimeoutError",
  "MongoOperationTimeoutError",
]);
const LOST_ANSWER_ERRORS = new Set(["MongoNetworkError", "MongoNetworkTimeoutError", "MongoOperationTimeoutError"]);
/** Not primary, primary stepped down, shutting down, interrupted: MongoDB's retryable state changes. */
const UNAVAILABLE_CODES = new Set([91, 189, 10107, 11600, 11602, 13435, 13436]);

function isNamed(error: unknown, names: ReadonlySet<string>): boolean {
  return error instanceof Error && names.has(error.name);
}

function hasCode(error: unknown, code: number): boolean {
  return typeof error === "object" && error !== null && (error as { code?: unknown }).code === code;
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof mongoose.mongo.MongoError && error.hasErrorLabel(label);
}
