import { createServer, type Server, type ServerResponse } from "node:http";
import type { Express } from "express";

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle time of common proxies, so that it is the proxy that closes an idle connection. */
const KEEP_ALIVE_MS = 65_000;

export type RunningServer = {
  server: Server;
  port: number;
  isStopping: () => boolean;
  /**
   * Stops taking connections, lets requests in flight finish and closes their connections; after the deadline cuts what is
   * left. True when everything finished in time. A second call gives the same promise.
   */
  stop: (deadlineMs: number) => Promise<boolean>;
};

/** Listens with sane timeouts. Port 0 takes a free one. @throws when the address is taken */
export async function listen(app: Express, at: { host: string; port: number }): Promise<RunningServer> {
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  let stopping: Promise<boolean> | null = null;
  const answering = new Set<ServerResponse>();
  // Before the application: an answer begun while stopping tells its client not to use the connection again.
  server.on("request", (_request, response: ServerResponse) => {
    if (stopping) response.setHeader("Connection", "close");
    answering.add(response);
    response.on("close", () => {
      answering.delete(response);
      // The connection of an answer begun earlier is idle only after this event.
      if (stopping) setImmediate(() => server.closeIdleConnections());
    });
  });
  server.on("request", app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    server,
    port: typeof address === "object" && address ? address.port : at.port,
    isStopping: () => stopping !== null,
    stop: (deadlineMs) => {
      if (stopping) return stopping;
      stopping = finish(server, deadlineMs);
      // Answers without an end (event streams) end themselves when they are told.
      for (const response of answering) response.emit("stopping");
      return stopping;
    },
  };
}

function finish(server: Server, deadlineMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    let isInTime = true;
    const deadline = setTimeout(() => {
      isInTime = false;
      server.closeAllConnections();
    }, deadlineMs);
    server.close(() => {
      clearTimeout(deadline);
      resolve(isInTime);
    });
    server.closeIdleConnections();
  });
}
