import { type Binary, Binary as BsonBinary, UUID } from "bson";
import { isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";
import type { Reply } from "../wire/reply";
import { type CommandContext, ok } from "./context";

/** The text under which a session is kept. @throws 14 */
export function sessionKey(lsid: Value): string {
  const id = isDocument(lsid) ? lsid.id : undefined;
  if (!(id instanceof BsonBinary)) throw mongoError(14, "BSON field 'lsid.id' must be a UUID");
  return (id as Binary).toString("hex");
}

/** The `commitTransaction` command. Committing again what is committed succeeds. @throws 251 */
export function commitTransaction(context: CommandContext): Reply {
  const { transaction, session } = context;
  if (transaction === null || session === null)
    throw mongoError(125, "commitTransaction must be run within a transaction");
  if (transaction.state === "active") {
    transaction.commit();
    session.isContended = false;
  }
  return ok();
}

/** The `abortTransaction` command. @throws 256 when it is committed already */
export function abortTransaction(context: CommandContext): Reply {
  const { transaction } = context;
  if (transaction === null) throw mongoError(125, "abortTransaction must be run within a transaction");
  if (transaction.state === "committed") throw mongoError(256, "Cannot abort transaction: it has been committed.");
  transaction.abort();
  return ok();
}

function endListed(context: CommandContext): void {
  const list = context.command[context.name];
  if (!Array.isArray(list)) throw mongoError(14, `'${context.name}' must be an array of sessions`);
  for (const lsid of list) {
    const key = sessionKey(lsid);
    context.services.sessions.end(key);
    context.services.cursors.killSession(key);
  }
}

/** `endSessions` and `killSessions`: open transactions of the sessions are aborted. */
export function endSessions(context: CommandContext): Reply {
  endListed(context);
  return ok();
}

export function killAllSessions({ services }: CommandContext): Reply {
  services.sessions.endAll();
  return ok();
}

export function startSession(): Reply {
  return ok({ id: { id: new UUID() }, timeoutMinutes: 30 });
}

export function refreshSessions({ command, services }: CommandContext): Reply {
  const list = command.refreshSessions;
  if (Array.isArray(list)) for (const lsid of list) services.sessions.get(sessionKey(lsid));
  return ok();
}
