import { mkdirSync } from "node:fs";
import { createServer, type Server as NetServer } from "node:net";
import { join } from "node:path";
import type { Services } from "./commands/context";
import { Cursors } from "./commands/cursors";
import { dispatch } from "./commands/dispatch";
import type { FileDisk } from "./store/disk";
import { Engine } from "./store/engine";
import { openDisk } from "./store/journaled-disk";
import { findKeyImage, hasKeyImage, removeKeyImage, writeKeyImage } from "./store/key-image";
import { announceServer, lockDirectory } from "./store/lock";
import { Sessions } from "./transactions/session";
import type { Transaction } from "./transactions/transaction";
import { WaitingRoom } from "./transactions/waiting";
import { sweepExpired } from "./ttl";
import { Connection } from "./wire/connection";
import { type Listening, listenOnPort, listenOnSocket } from "./wire/listen";

export type ServerOptions = {
  /** Where the data lives; without it everything is in memory only. */
  dataDir?: string;
  /** Listens on a Unix domain socket that only this user can open, where there are such; else on host and port. */
  isLocal?: boolean;
  /** 0 = any free port */
  port?: number;
  host?: string;
  /** Time for TTL indexes, `$$NOW` and `$currentDate`. */
  now?: () => Date;
  /** False: nothing expires by itself (as mongod's parameter of that name); for tests whose clock is not the machine's. */
  ttlMonitorEnabled?: boolean;
  log?: (message: string, detail?: unknown) => void;
};

export type RunningServer = {
  /** `mongodb://host:port`, or `mongodb://` and the encoded path of a socket, without a database name. */
  uri: string;
  /** 0 for a socket */
  port: number;
  /** The parts of the server, for tests that speak to it without a connection. */
  services: Services;
  /** Deletes what has expired now. @returns how many documents */
  sweepExpired(): number;
  /** Closes connections, waits for the disk, and gives the data directory back. */
  stop(): Promise<void>;
};

const TTL_EVERY_MS = 60_000;
const WAITING_EVERY_MS = 100;
const IDLE_EVERY_MS = 60_000;

type Parts = { services: Services; connections: Set<Connection> };

function buildServices(
  engine: Engine,
  options: Required<Pick<ServerOptions, "now" | "log">>,
  address: () => string,
): Parts {
  const nowMs = (): number => performance.now();
  const connections = new Set<Connection>();
  const openConnections = (): number => {
    let count = 0;
    for (const { state } of connections) if (state.isPooled) count++;
    return count;
  };
  const services: Services = {
    engine,
    sessions: new Sessions(nowMs),
    waiting: new WaitingRoom(openConnections, nowMs),
    cursors: new Cursors(nowMs),
    address,
    openConnections,
    now: options.now,
    nowMs,
    log: options.log,
    startedMs: nowMs(),
  };
  return { services, connections };
}

function accept({ services, connections }: Parts): NetServer {
  let lastId = 0;
  return createServer((socket) => {
    const connection = new Connection(
      socket,
      {
        answer: (request, state) => dispatch(services, request, state),
        log: services.log,
      },
      ++lastId,
    );
    connections.add(connection);
    socket.on("close", () => connections.delete(connection));
  });
}

async function listen(server: NetServer, options: ServerOptions): Promise<Listening> {
  const { isLocal = false, dataDir, port = 0, host = "127.0.0.1" } = options;
  const local = isLocal ? await listenOnSocket(server, dataDir) : null;
  return local ?? listenOnPort(server, { port, host });
}

/** Nobody waits for this sweep, and a failure of it must not end the thread. */
function sweepOrLog({ engine, now, log }: Services): void {
  try {
    sweepExpired(engine, now());
  } catch (error) {
    log("deleting what has expired failed", error);
  }
}

function startTimers({ services }: Parts, isExpiring: boolean): () => void {
  const { engine, waiting, sessions, cursors } = services;
  const timers = [
    setInterval(() => waiting.sweep(engine.snapshots as Iterable<Transaction>), WAITING_EVERY_MS),
    ...(isExpiring ? [setInterval(() => sweepOrLog(services), TTL_EVERY_MS)] : []),
    setInterval(() => {
      sessions.sweep();
      cursors.sweep();
    }, IDLE_EVERY_MS),
  ];
  for (const timer of timers) timer.unref();
  return () => timers.forEach(clearInterval);
}

/** Data files, and where they are. */
type Files = { path: string; disk: FileDisk };

function openData(dataDir: string | undefined): { files: Files | null; unlock: () => void } {
  if (dataDir === undefined) return { files: null, unlock: () => undefined };
  const unlock = lockDirectory(dataDir);
  try {
    const path = join(dataDir, "lmdb");
    mkdirSync(path, { recursive: true });
    return { files: { path, disk: openDisk(path, hasKeyImage(path)) }, unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

function load(engine: Engine, files: Files | null): void {
  if (files === null) return;
  try {
    engine.load(findKeyImage(files.path, files.disk.found));
  } finally {
    removeKeyImage(files.path);
  }
}

/** Leaves an image of the keys for the next start. Without it that start only takes longer. */
async function saveImage(engine: Engine, { path, disk }: Files, log: (message: string, detail: unknown) => void) {
  try {
    const stamp = await disk.stamp(); // from now on nothing changes any more
    if (stamp !== null) writeKeyImage(path, { ...engine.imaged(), stamp });
  } catch (error) {
    log("the image of the keys could not be written; the next start takes longer", error);
  }
}

/**
 * Starts a server in this thread.
 * @throws Error when another process holds the data directory, or the port is taken
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { now = () => new Date(), log = () => undefined } = options;
  const { files, unlock } = openData(options.dataDir);
  const engine = new Engine(files?.disk ?? null);
  let listening: Listening;
  const parts = buildServices(engine, { now, log }, () => listening.address);
  const server = accept(parts);
  try {
    load(engine, files);
    listening = await listen(server, options);
    if (options.dataDir !== undefined) announceServer(options.dataDir, `mongodb://${listening.uriHost}`);
  } catch (error) {
    await files?.disk.close();
    unlock();
    throw error;
  }
  const stopTimers = startTimers(parts, options.ttlMonitorEnabled ?? true);
  const stop = async (): Promise<void> => {
    stopTimers();
    for (const connection of parts.connections) connection.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    listening.remove();
    parts.services.sessions.endAll();
    if (files !== null) await saveImage(engine, files, log);
    await files?.disk.close();
    unlock();
  };
  let stopping: Promise<void> | null = null;
  return {
    uri: `mongodb://${listening.uriHost}`,
    port: listening.port,
    services: parts.services,
    sweepExpired: () => sweepExpired(engine, now()),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
