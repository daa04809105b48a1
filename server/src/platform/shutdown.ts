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

type Address = { host: string; port: number };

/** Makes sure that the address can be listened on, before anything is done that would be for nothing. @throws AddressError */
export async function requireAddress(at: Address): Promise<void> {
  const server = createServer();
  await bind(server, at);
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/** Listens with sane timeouts. Port 0 takes a free one. @throws AddressError when the address is taken */
export async function listen(app: Express, at: Address): Promise<RunningServer> {
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
  await bind(server, at);
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

/** Nobody can listen there; `message` is a sentence for people, with the next step. */
class AddressError extends Error {}

function bind(server: Server, at: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(addressError(error, at));
    server.once("error", fail);
    server.listen(at.port, at.host, () => {
      server.off("error", fail);
      resolve();
    });
  });
}

function addressError(error: NodeJS.ErrnoException, { host, port }: Address): Error {
  const sentences: Record<string, string> = {
    EADDRINUSE: `端口 ${port} 已被占用，可能是已有一个车主俱乐部在运行。请先停止它，或换一个端口启动：PORT=${port + 1} npm start`,
    EACCES: `没有权限监听端口 ${port}。请换一个 1024 以上的端口启动：PORT=3000 npm start`,
    EADDRNOTAVAIL: `本机没有地址 ${host}。请检查 HOST，例如只供本机访问用 HOST=127.0.0.1，供其他机器访问用 HOST=0.0.0.0`,
  };
  const sentence = sentences[error.code ?? ""];
  return sentence ? new AddressError(`${sentence} (${error.code})`) : error;
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
