import { MongoError, mongoError } from "../errors";
import { conflictHolder, writeConflict } from "../transactions/conflict";
import type { Session } from "../transactions/session";
import { Transaction } from "../transactions/transaction";
import type { Reply } from "../wire/reply";
import type { CommandContext, CommandDefinition } from "./context";

type At = { session: Session; txnNumber: number };

const ENDING: ReadonlySet<string> = new Set(["commitTransaction", "abortTransaction"]);

function noSuchTransaction({ session, txnNumber }: At): MongoError {
  const state = session.txnNumber === txnNumber ? session.transaction?.state : undefined;
  // Of a session that it knows nothing of (it was started anew) the server cannot say that nothing was committed.
  const more = session.txnNumber < 0 ? {} : { labels: ["TransientTransactionError"] };
  if (state === "aborted")
    return mongoError(251, `Transaction with { txnNumber: ${txnNumber} } has been aborted.`, more);
  return mongoError(
    251,
    `Given transaction number ${txnNumber} does not match any in-progress transactions. The active transaction number is ${session.txnNumber}`,
    more,
  );
}

/** Opens the transaction; after a lost conflict only when its turn has come. @throws 112 when too many wait */
async function start(context: CommandContext, { session, txnNumber }: At): Promise<Transaction> {
  const { services, connection, deadlineMs } = context;
  if (session.txnNumber === txnNumber) throw mongoError(251, `Transaction ${txnNumber} has been started before.`);
  session.transaction?.abort();
  session.txnNumber = txnNumber;
  session.transaction = null;
  session.retryable = null;
  const needsTurn = session.isContended;
  if (needsTurn) await services.waiting.takeTurn({ isClosed: () => connection.isClosed, deadlineMs });
  const transaction = new Transaction(services.engine, services.nowMs());
  if (needsTurn) {
    transaction.locksReads = true;
    services.waiting.took(transaction);
  }
  if (connection.isClosed || session.txnNumber !== txnNumber) {
    transaction.abort();
    throw noSuchTransaction({ session, txnNumber });
  }
  session.transaction = transaction;
  return transaction;
}

function current(context: CommandContext, at: At): Transaction {
  const { session, txnNumber } = at;
  const { transaction } = session;
  if (session.txnNumber !== txnNumber || transaction === null) throw noSuchTransaction(at);
  if (transaction.state === "aborted") throw noSuchTransaction(at);
  if (transaction.state === "committed" && !ENDING.has(context.name))
    throw mongoError(256, `Transaction ${txnNumber} has been committed.`);
  return transaction;
}

/**
 * Runs one statement. When it meets another transaction's lock before having written anything, and nothing that this
 * transaction has seen so far can have changed, it waits for the other one's end, moves its snapshot and tries again.
 */
async function attempt(
  context: CommandContext,
  definition: CommandDefinition,
  transaction: Transaction,
): Promise<Reply> {
  const { isPinned, writeCount } = transaction;
  for (;;) {
    try {
      return await definition.run(context);
    } catch (error) {
      if (!(error instanceof MongoError) || error.code !== 112) throw error;
      if (isPinned || transaction.writeCount !== writeCount || transaction.state !== "active") throw error;
      await makeWay(context, transaction, error);
      transaction.isPinned = isPinned;
    }
  }
}

async function makeWay(context: CommandContext, transaction: Transaction, error: MongoError): Promise<void> {
  const { waiting } = context.services;
  const holder = conflictHolder(error);
  if (holder !== null) {
    const isCircle = waiting.wouldDeadlock(transaction, holder);
    // Whose turn it is goes first: the other one, which waits for it, has to start again.
    if (isCircle && transaction.locksReads) holder.abort();
    else if (isCircle || !waiting.mayWait()) throw error;
    const { connection, deadlineMs } = context;
    await waiting.waitForEnd(holder, transaction, { isClosed: () => connection.isClosed, deadlineMs });
    if (connection.isClosed || transaction.state !== "active") throw writeConflict(null);
  }
  transaction.advanceSnapshot();
}

/** Runs a command of a multi-document transaction. Any error ends the transaction. */
export async function runInTransaction(context: CommandContext, definition: CommandDefinition, at: At): Promise<Reply> {
  const { command, services } = context;
  const transaction = command.startTransaction === true ? await start(context, at) : current(context, at);
  context.transaction = transaction;
  transaction.running++;
  try {
    return ENDING.has(context.name) ? await definition.run(context) : await attempt(context, definition, transaction);
  } catch (error) {
    if (error instanceof MongoError && error.code === 112) at.session.isContended = true;
    if (context.name !== "commitTransaction") transaction.abort();
    throw error;
  } finally {
    transaction.running--;
    transaction.lastUsedMs = services.nowMs();
  }
}
