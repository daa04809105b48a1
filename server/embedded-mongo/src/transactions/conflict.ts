import { type MongoError, mongoError } from "../errors";
import type { Transaction } from "./transaction";

const conflictHolders = new WeakMap<MongoError, Transaction>();

/** The error of a write that met another transaction's write; the driver starts the transaction again. */
export function writeConflict(holder: Transaction | null): MongoError {
  const error = mongoError(
    112,
    "Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.",
    { labels: ["TransientTransactionError"] },
  );
  if (holder !== null) conflictHolders.set(error, holder);
  return error;
}

/** The open transaction that stands in the way of the write that failed with `error`, if that is known. */
export function conflictHolder(error: MongoError): Transaction | null {
  return conflictHolders.get(error) ?? null;
}
