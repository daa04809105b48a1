import { chmodSync } from "node:fs";
import type { AddressInfo, Server } from "node:net";
import { type SocketPlace, takeSocketPlace } from "./socket-place";

/** How a server can be reached. */
export type Listening = {
  /** `host:port`, or the path of the socket: how the driver names it. */
  address: string;
  /** What stands between `mongodb://` and the name of the database. */
  uriHost: string;
  /** 0 for a socket */
  port: number;
  /** Takes the socket's file away. */
  remove(): void;
};

function bind(server: Server, to: { port: number; host: string } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(to, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** @throws when the port is taken */
export async function listenOnPort(server: Server, to: { port: number; host: string }): Promise<Listening> {
  await bind(server, to);
  const { port } = server.address() as AddressInfo;
  const address = `${to.host}:${port}`;
  return { address, uriHost: address, port, remove: () => undefined };
}

async function listenAt(server: Server, place: SocketPlace): Promise<Listening> {
  const { path, remove } = place;
  await bind(server, { path });
  chmodSync(path, 0o600);
  return { address: path, uriHost: encodeURIComponent(path), port: 0, remove };
}

/**
 * Listens on a Unix domain socket that only this user can open; null where there are none: on Windows, below a path that is
 * too long, on a file system without sockets.
 */
export async function listenOnSocket(server: Server, dataDir: string | undefined): Promise<Listening | null> {
  if (process.platform === "win32") return null;
  for (const below of dataDir === undefined ? [undefined] : [dataDir, undefined]) {
    let place: SocketPlace | null = null;
    try {
      place = takeSocketPlace(below);
      if (place !== null) return await listenAt(server, place);
    } catch {
      place?.remove();
    }
  }
  return null;
}
