import { aggregate, endsWithWrite } from "./aggregate";
import {
  CREATE_REFUSED,
  collMod,
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  MODIFY_REFUSED,
  renameCollection,
} from "./collections";
import type { CommandDefinition } from "./context";
import { count, distinct } from "./count";
import { getMore, killCursors } from "./cursors";
import { deleteDocuments } from "./delete";
import { explain } from "./explain";
import { FIND_REFUSED, find } from "./find";
import { findAndModify } from "./find-and-modify";
import { fsync } from "./fsync";
import { buildInfo, connectionStatus, getParameter, hello, ping, serverStatus } from "./handshake";
import { createIndexes, dropIndexes, listIndexes } from "./indexes";
import { insert } from "./insert";
import {
  abortTransaction,
  commitTransaction,
  endSessions,
  killAllSessions,
  refreshSessions,
  startSession,
} from "./sessions";
import { collStats, dbStats } from "./stats";
import { update } from "./update";
import { validate } from "./validate";

const GREETING = [
  "helloOk",
  "client",
  "compression",
  "backpressure",
  "saslSupportedMechs",
  "speculativeAuthenticate",
  "loadBalanced",
  "topologyVersion",
  "maxAwaitTimeMS",
  "hostInfo",
  "internalClient",
] as const;

const QUERY: readonly string[] = ["query", "limit", "skip", "hint", "fields"];

const DEFINITIONS: Readonly<Record<string, CommandDefinition>> = {
  hello: { run: hello, fields: GREETING },
  isMaster: { run: hello, fields: GREETING },
  ismaster: { run: hello, fields: GREETING },
  ping: { run: ping, fields: [] },
  buildInfo: { run: buildInfo, fields: [] },
  buildinfo: { run: buildInfo, fields: [] },
  connectionStatus: { run: connectionStatus, fields: ["showPrivileges"] },
  getParameter: { run: getParameter, fields: ["featureCompatibilityVersion"] },
  serverStatus: { run: serverStatus, fields: [] },
  find: {
    run: find,
    fields: [
      "filter",
      "projection",
      "sort",
      "skip",
      "limit",
      "batchSize",
      "singleBatch",
      "hint",
      "let",
      "allowDiskUse",
      "allowPartialResults",
      ...FIND_REFUSED,
    ],
    isAllowedInTransaction: true,
  },
  getMore: { run: getMore, fields: ["collection", "batchSize"], isAllowedInTransaction: true },
  killCursors: { run: killCursors, fields: ["cursors"], isAllowedInTransaction: true },
  aggregate: {
    run: aggregate,
    fields: ["pipeline", "cursor", "hint", "let", "allowDiskUse", "bypassDocumentValidation"],
    isWrite: endsWithWrite,
    isAllowedInTransaction: true,
  },
  count: { run: count, fields: QUERY },
  distinct: { run: distinct, fields: ["key", "query", "hint"], isAllowedInTransaction: true },
  insert: {
    run: insert,
    fields: ["documents", "ordered", "bypassDocumentValidation"],
    isWrite: true,
    isAllowedInTransaction: true,
  },
  update: {
    run: update,
    fields: ["updates", "ordered", "bypassDocumentValidation", "let"],
    isWrite: true,
    isAllowedInTransaction: true,
  },
  delete: { run: deleteDocuments, fields: ["deletes", "ordered", "let"], isWrite: true, isAllowedInTransaction: true },
  findAndModify: {
    run: findAndModify,
    fields: [
      "query",
      "sort",
      "remove",
      "update",
      "new",
      "fields",
      "upsert",
      "bypassDocumentValidation",
      "arrayFilters",
      "hint",
      "let",
    ],
    isWrite: true,
    isAllowedInTransaction: true,
  },
  create: {
    run: create,
    fields: ["validator", "validationLevel", "validationAction", "autoIndexId", ...CREATE_REFUSED],
    isWrite: true,
    isAllowedInTransaction: true,
  },
  drop: { run: drop, fields: [], isWrite: true },
  dropDatabase: { run: dropDatabase, fields: [], isWrite: true },
  createIndexes: {
    run: createIndexes,
    fields: ["indexes", "commitQuorum"],
    isWrite: true,
    isAllowedInTransaction: true,
  },
  listIndexes: { run: listIndexes, fields: ["cursor"] },
  dropIndexes: { run: dropIndexes, fields: ["index"], isWrite: true },
  listCollections: { run: listCollections, fields: ["filter", "nameOnly", "authorizedCollections", "cursor"] },
  listDatabases: { run: listDatabases, fields: ["filter", "nameOnly", "authorizedDatabases"] },
  renameCollection: { run: renameCollection, fields: ["to", "dropTarget"], isWrite: true },
  collMod: {
    run: collMod,
    fields: ["index", "validator", "validationLevel", "validationAction", ...MODIFY_REFUSED],
    isWrite: true,
  },
  collStats: { run: collStats, fields: ["scale"] },
  validate: { run: validate, fields: ["full"] },
  fsync: { run: fsync, fields: ["lock"] },
  dbStats: { run: dbStats, fields: ["scale", "freeStorage"] },
  explain: { run: (context) => explain(context, (name) => COMMANDS.get(name)?.known), fields: ["verbosity"] },
  commitTransaction: { run: commitTransaction, fields: ["recoveryToken"], isWrite: true, isAllowedInTransaction: true },
  abortTransaction: { run: abortTransaction, fields: ["recoveryToken"], isAllowedInTransaction: true },
  endSessions: { run: endSessions, fields: [] },
  killSessions: { run: endSessions, fields: [] },
  killAllSessions: { run: killAllSessions, fields: [] },
  startSession: { run: startSession, fields: [] },
  refreshSessions: { run: refreshSessions, fields: [] },
};

/** All commands by name, with the set of fields that each understands. */
export const COMMANDS: ReadonlyMap<string, CommandDefinition & { known: ReadonlySet<string> }> = new Map(
  Object.entries(DEFINITIONS).map(([name, definition]) => [name, { ...definition, known: new Set(definition.fields) }]),
);
