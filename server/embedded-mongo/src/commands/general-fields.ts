import { isNumber, toDouble } from "../bson/numbers";
import { type Doc, isDocument, type Value } from "../bson/values";
import { mongoError } from "../errors";

const GENERAL: ReadonlySet<string> = new Set([
  "$db",
  "lsid",
  "txnNumber",
  "autocommit",
  "startTransaction",
  "stmtId",
  "stmtIds",
  "$clusterTime",
  "$readPreference",
  "readConcern",
  "writeConcern",
  "maxTimeMS",
  "comment",
  "apiVersion",
  "apiStrict",
  "apiDeprecationErrors",
  "collation",
]);
const READ_LEVELS: ReadonlySet<Value> = new Set([undefined, "local", "available", "majority", "linearizable"]);

function checkReadConcern(readConcern: Value, isTransaction: boolean): void {
  if (readConcern === undefined) return;
  if (!isDocument(readConcern)) throw mongoError(14, "readConcern must be an object");
  const { level } = readConcern;
  if (readConcern.atClusterTime !== undefined) {
    throw mongoError(238, "readConcern 'atClusterTime' is not supported: there are no reads of the past");
  }
  if (level === "snapshot" && isTransaction) return;
  if (level === "snapshot") throw mongoError(246, "readConcern 'snapshot' outside a transaction is not supported");
  if (!READ_LEVELS.has(level)) throw mongoError(2, `Invalid readConcern level '${String(level)}'`);
}

function checkWriteConcern(writeConcern: Value): void {
  if (writeConcern === undefined) return;
  if (!isDocument(writeConcern)) throw mongoError(14, "writeConcern must be an object");
  const { w } = writeConcern;
  if (w === undefined || w === "majority") return;
  if (typeof w === "string")
    throw mongoError(79, `No write concern mode named '${w}' found in replica set configuration`);
  if (!isNumber(w) || toDouble(w) > 1) throw mongoError(100, "Not enough data-bearing nodes");
}

function checkCollation(collation: Value): void {
  if (collation === undefined) return;
  const isSimple = isDocument(collation) && (collation.locale === "simple" || Object.keys(collation).length === 0);
  if (!isSimple) throw mongoError(238, "collation is not supported: strings are compared by their bytes");
}

function checkApi({ apiVersion, apiStrict }: Doc): void {
  if (apiVersion !== undefined && apiVersion !== "1") throw mongoError(322, 'API version must be "1"');
  if (apiStrict === true) throw mongoError(238, "apiStrict is not supported");
}

/**
 * Refuses what is not understood, so that no option is ever ignored silently.
 * @throws 40415 for an unknown field, 246, 100, 238, …
 */
export function checkFields(name: string, command: Doc, known: ReadonlySet<string>): void {
  let isFirst = true;
  for (const field in command) {
    if (isFirst) {
      isFirst = false;
      continue;
    }
    if (!GENERAL.has(field) && !known.has(field)) {
      throw mongoError(40415, `BSON field '${name}.${field}' is an unknown field.`);
    }
  }
  checkReadConcern(command.readConcern, command.autocommit === false);
  checkWriteConcern(command.writeConcern);
  checkCollation(command.collation);
  if (command.apiVersion !== undefined || command.apiStrict !== undefined) checkApi(command);
}
