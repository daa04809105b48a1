import { BSONError } from "bson";
import { isNumber, toDouble } from "../bson/numbers";
import type { Doc } from "../bson/values";
import { MongoError, mongoError } from "../errors";
import { unwritable } from "../store/disk";
import type { Session } from "../transactions/session";
import type { ConnectionState } from "../wire/connection";
import type { Request } from "../wire/message";
import type { Reply } from "../wire/reply";
import type { CommandContext, CommandDefinition, Services } from "./context";
import { checkFields } from "./general-fields";
import { sessionKey } from "./sessions";
import { COMMANDS } from "./table";
import { runInTransaction } from "./transactional";
import { whenDone } from "./write-statement";

const GREETINGS: ReadonlySet<string> = new Set(["hello", "isMaster", "ismaster"]);
const TRANSIENT = "TransientTransactionError";
// Errors by which a driver knows that a whole transaction may be tried again.
const TRANSIENT_CODES: ReadonlySet<number> = new Set([112, 246, 251]);

/** How a command belongs to a multi-document transaction. */
type Part = "none" | "statement" | "commit";
type Failed = { name: string; part: Part };

function partOf({ autocommit, commitTransaction }: Doc): Part {
  if (autocommit !== false) return "none";
  return commitTransaction === undefined ? "statement" : "commit";
}

/** A commit may be tried again from the start only when it is certain that there is nothing to commit any more. */
function isTransient({ code, labels }: MongoError, part: Part): boolean {
  if (part === "commit") return code === 251 && labels.includes(TRANSIENT);
  return part === "statement" && (TRANSIENT_CODES.has(code) || labels.includes(TRANSIENT));
}

function errorReply(error: MongoError, part: Part): Reply {
  const { code, codeName, message: errmsg, extra } = error;
  const labels = new Set(error.labels);
  if (isTransient(error, part)) labels.add(TRANSIENT);
  else labels.delete(TRANSIENT);
  return { doc: { ok: 0, errmsg, code, codeName, ...extra, ...(labels.size > 0 ? { errorLabels: [...labels] } : {}) } };
}

/** Makes every failure an error reply; what is not an error of the database is logged and hidden behind code 8 or 22. */
function failure(services: Services, { name, part }: Failed, error: unknown): Reply {
  if (error instanceof MongoError) return errorReply(error, part);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BSONError) return errorReply(mongoError(22, message), part);
  services.log(`command '${name}' failed`, error);
  return errorReply(mongoError(8, message), part);
}

/** Answers a request. The reply of a write comes when the disk has it. Never throws. */
export function dispatch(services: Services, request: Request, connection: ConnectionState): Reply | Promise<Reply> {
  const { command } = request;
  let name = "";
  for (const first in command) {
    name = first;
    break;
  }
  const part = partOf(command);
  if (!GREETINGS.has(name)) connection.isPooled = true;
  try {
    const definition = COMMANDS.get(name);
    if (definition === undefined) throw mongoError(59, `no such command: '${name}'`);
    checkFields(name, command, definition.known);
    const context = contextOf(services, request, { name, connection });
    const reply = run(context, definition);
    if (!(reply instanceof Promise)) return reply;
    return reply.catch((error) => failure(services, { name, part }, error));
  } catch (error) {
    return failure(services, { name, part }, error);
  }
}

const MAX_TIME_MS = 2_147_483_647;

/** The command's `maxTimeMS`; 0 without any. @throws 2 */
function timeLimitOf({ maxTimeMS }: Doc): number {
  if (maxTimeMS === undefined || maxTimeMS === null) return 0;
  const limitMs = isNumber(maxTimeMS) ? toDouble(maxTimeMS) : Number.NaN;
  if (Number.isInteger(limitMs) && limitMs >= 0 && limitMs <= MAX_TIME_MS) return limitMs;
  throw mongoError(2, `maxTimeMS must be a whole number from 0 to ${MAX_TIME_MS}`);
}

function contextOf(
  services: Services,
  request: Request,
  at: { name: string; connection: ConnectionState },
): CommandContext {
  const { command, sequences } = request;
  const { $db: db, lsid } = command;
  if (typeof db !== "string") throw mongoError(40571, "OP_MSG requests require a $db argument");
  const limitMs = timeLimitOf(command);
  return {
    services,
    name: at.name,
    command,
    sequences,
    connection: at.connection,
    db,
    session: lsid === undefined ? null : services.sessions.get(sessionKey(lsid)),
    transaction: null,
    deadlineMs: limitMs > 0 ? services.nowMs() + limitMs : null,
  };
}

function run(context: CommandContext, definition: CommandDefinition): Reply | Promise<Reply> {
  const { command, session } = context;
  if (command.txnNumber === undefined) return execute(context, definition);
  if (session === null) throw mongoError(72, "Transaction number requires a session ID to also be specified");
  const txnNumber = readTxnNumber(command);
  if (txnNumber < session.txnNumber) {
    throw mongoError(
      225,
      `Cannot start transaction ${txnNumber} because a newer transaction ${session.txnNumber} has started`,
    );
  }
  if (command.autocommit === false) return inTransaction(context, definition, { session, txnNumber });
  return retryable(context, definition, { session, txnNumber });
}

function readTxnNumber({ txnNumber }: Doc): number {
  if (!isNumber(txnNumber)) throw mongoError(14, "txnNumber must be a number");
  return toDouble(txnNumber);
}

function execute(context: CommandContext, definition: CommandDefinition): Reply | Promise<Reply> {
  const { isWrite } = definition;
  const reply = definition.run(context);
  if (isWrite === undefined || (typeof isWrite === "function" && !isWrite(context.command))) return reply;
  return afterDisk(context, reply);
}

function afterDisk({ services }: CommandContext, pending: Reply | Promise<Reply>): Reply | Promise<Reply> {
  return whenDone(pending, (reply) => {
    const written = services.engine.durable();
    if (written === null) return reply;
    return written.then(
      () => reply,
      (error) => {
        services.log("writing to the disk failed", error);
        throw unwritable();
      },
    );
  });
}

/** A retry gets the reply of the first attempt, even while that one is still running. */
function retryable(
  context: CommandContext,
  definition: CommandDefinition,
  { session, txnNumber }: { session: Session; txnNumber: number },
): Reply | Promise<Reply> {
  const stored = session.retryable;
  if (stored !== null && stored.txnNumber === txnNumber) return stored.reply;
  if (session.transaction?.state === "active") session.transaction.abort();
  session.transaction = null;
  session.txnNumber = txnNumber;
  session.retryable = null;
  const reply = execute(context, definition);
  const mine = { txnNumber, reply };
  session.retryable = mine;
  if (reply instanceof Promise) {
    reply.catch(() => {
      if (session.retryable === mine) session.retryable = null;
    });
  }
  return reply;
}

async function inTransaction(
  context: CommandContext,
  definition: CommandDefinition,
  at: { session: Session; txnNumber: number },
): Promise<Reply> {
  if (definition.isAllowedInTransaction !== true) {
    throw mongoError(263, `Cannot run '${context.name}' in a multi-document transaction.`);
  }
  const reply = await runInTransaction(context, definition, at);
  return context.name === "commitTransaction" ? afterDisk(context, reply) : reply;
}
