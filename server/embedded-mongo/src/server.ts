import { mkdirSync } from "node:fs";
import { type AddressInfo, createServer, type Server as TcpServer } from "node:net";
import { join } from "node:path";
import type { Services } from "./commands/context";
import { Cursors } from "./commands/cursors";
import { dispatch } from "./commands/dispatch";
import { type Disk, openDisk } from "./store/disk";
import { Engine } from "./store/engine";
import { lockDirectory } from "./store/lock";
import { Sessions } from "./transactions/session";
import type { Transaction } from "./transactions/transaction";
import { WaitingRoom } from "./transactions/waiting";
import { sweepExpired } from "./ttl";
import { ClusterClock } from "./wire/cluster-clock";
import { Connection } from "./wire/connection";

export type ServerOptions = {
  /** Where the data lives; without it everything is in memory only. */
  dataDir?: string;
  /** 0 = any free port */
  port?: number;
  host?: string;
  /** Time for TTL indexes, `$$NOW`, `$currentDate` and the logical clock. */
  now?: () => Date;
  /** False: nothing expires by itself (as mongod's parameter of that name); for tests whose clock is not the machine's. */
  ttlMonitorEnabled?: boolean;
  log?: (message: string, detail?: unknown) => void;
};

export type RunningServer = {
  /** `mongodb://host:port` without a database name. */
  uri: string;
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

type Parts = { services: Services; connections: Set<Connection>; clock: ClusterClock };

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
  const clock = new ClusterClock(options.now);
  const services: Services = {
    engine,
    sessions: new Sessions(nowMs),
    waiting: new WaitingRoom(openConnections, nowMs),
    cursors: new Cursors(nowMs),
    address,
    openConnections,
    now: options.now,
    nowMs,
    tick: () => clock.tick(),
    log: options.log,
    startedMs: nowMs(),
  };
  return { services, connections, clock };
}

function accept({ services, connections, clock }: Parts): TcpServer {
  let lastId = 0;
  return createServer((socket) => {
    const connection = new Connection(
      socket,
      {
        answer: (request, state) => dispatch(services, request, state),
        clusterTail: () => clock.tail(),
        log: services.log,
      },
      ++lastId,
    );
    connections.add(connection);
    socket.on("close", () => connections.delete(connection));
  });
}

function listen(tcp: TcpServer, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    tcp.once("error", reject);
    tcp.listen(port, host, () => {
      tcp.off("error", reject);
      resolve(tcp.address() as AddressInfo);
    });
  });
}

function startTimers({ services }: Parts, isExpiring: boolean): () => void {
  const { engine, waiting, sessions, cursors } = services;
  const timers = [
    setInterval(() => waiting.sweep(engine.snapshots as Iterable<Transaction>), WAITING_EVERY_MS),
    ...(isExpiring ? [setInterval(() => sweepExpired(engine, services.now()), TTL_EVERY_MS)] : []),
    setInterval(() => {
      sessions.sweep();
      cursors.sweep();
    }, IDLE_EVERY_MS),
  ];
  for (const timer of timers) timer.unref();
  return () => timers.forEach(clearInterval);
}

function openData(dataDir: string | undefined): { disk: Disk | null; unlock: () => void } {
  if (dataDir === undefined) return { disk: null, unlock: () => undefined };
  const unlock = lockDirectory(dataDir);
  try {
    const path = join(dataDir, "lmdb");
    mkdirSync(path, { recursive: true });
    return { disk: openDisk(path), unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Starts a server in this thread.
 * @throws Error when another process holds the data directory, or the port is taken
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { port: wantedPort = 0, host = "127.0.0.1", now = () => new Date(), log = () => undefined } = options;
  const { disk, unlock } = openData(options.dataDir);
  let port = wantedPort;
  const engine = new Engine(disk);
  const parts = buildServices(engine, { now, log }, () => `${host}:${port}`);
  const tcp = accept(parts);
  try {
    engine.load();
    ({ port } = await listen(tcp, wantedPort, host));
  } catch (error) {
    await disk?.close();
    unlock();
    throw error;
  }
  const stopTimers = startTimers(parts, options.ttlMonitorEnabled ?? true);
  const stop = async (): Promise<void> => {
    stopTimers();
    for (const connection of parts.connections) connection.close();
    await new Promise<void>((resolve) => tcp.close(() => resolve()));
    parts.services.sessions.endAll();
    await disk?.close();
    unlock();
  };
  let stopping: Promise<void> | null = null;
  return {
    uri: `mongodb://${host}:${port}`,
    port,
    services: parts.services,
    sweepExpired: () => sweepExpired(engine, now()),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
