import { ObjectId } from "bson";
import type { Doc } from "../bson/values";
import { mongoError } from "../errors";
import type { Reply } from "../wire/reply";
import { type CommandContext, ok } from "./context";

const VERSION = "7.0.0";
const MAX_WIRE_VERSION = 21; // MongoDB 7.0: drivers then do without the bulkWrite command
const ELECTION_ID = new ObjectId();

/** The greeting: a primary of a one-member replica set, because only then do drivers offer transactions and retries. */
export function hello(context: CommandContext): Reply {
  const address = context.services.address();
  return ok({
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    secondary: false,
    setName: "embedded",
    setVersion: 1,
    electionId: ELECTION_ID,
    primary: address,
    me: address,
    hosts: [address],
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: context.services.now(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: context.connection.id,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
  });
}

export function ping(): Reply {
  return ok();
}

export function buildInfo(): Reply {
  return ok({
    version: VERSION,
    gitVersion: "embedded",
    versionArray: [7, 0, 0, 0],
    modules: [],
    bits: 64,
    debug: false,
    maxBsonObjectSize: 16_777_216,
    storageEngines: ["embedded"],
  });
}

export function connectionStatus(): Reply {
  return ok({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } });
}

/** What drivers and tools ask for: the compatibility version. Any other parameter is an error. */
export function getParameter({ command }: CommandContext): Reply {
  if (command.featureCompatibilityVersion === undefined) throw mongoError(72, "no option found to get");
  return ok({ featureCompatibilityVersion: { version: "7.0" } });
}

/** Who answered, as explain tells. */
export function serverInfo({ services }: CommandContext): Doc {
  const [host = "", port = "0"] = services.address().split(":");
  return { host, port: Number(port), version: VERSION, gitVersion: "embedded" };
}

export function serverStatus({ services }: CommandContext): Reply {
  const current = services.openConnections();
  return ok({
    host: services.address(),
    version: VERSION,
    process: "embedded",
    pid: process.pid,
    uptime: Math.floor((services.nowMs() - services.startedMs) / 1000),
    localTime: services.now(),
    connections: { current },
    transactions: { currentOpen: services.engine.snapshots.size },
    metrics: { cursor: { open: { total: services.cursors.count } } },
    mem: { resident: Math.round(process.memoryUsage.rss() / 1_048_576) },
    storageEngine: { name: "embedded" },
  });
}
