import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** A path for a Unix domain socket in a directory that only this user may enter. */
export type SocketPlace = { path: string; remove(): void };

// sockaddr_un has room for 108 bytes on Linux and 104 on macOS; the end mark is one of them.
const MAX_PATH_BYTES = 100;
// By its end the driver tells a socket's path from a host.
const FILE = "mongo.sock";

function fits(path: string): boolean {
  return Buffer.byteLength(path) < MAX_PATH_BYTES;
}

/** Makes the directory private also when an earlier version or somebody else has made it. @throws unless it is ours */
function makePrivate(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (statSync(directory).uid !== process.getuid?.()) throw new Error(`${directory} belongs to another user`);
  chmodSync(directory, 0o700);
}

/**
 * Where this server may listen: below the data directory, whose lock this process must hold (a socket that a killed process
 * left there is removed), or without one in a temporary directory. Null when no path is short enough.
 */
export function takeSocketPlace(dataDir: string | undefined): SocketPlace | null {
  const own = dataDir === undefined ? null : resolve(dataDir, "run", FILE);
  if (own !== null && fits(own)) {
    makePrivate(dirname(own));
    rmSync(own, { force: true });
    return { path: own, remove: () => rmSync(own, { force: true }) };
  }
  if (!fits(join(tmpdir(), "embedded-mongo-XXXXXX", FILE))) return null;
  const directory = mkdtempSync(join(tmpdir(), "embedded-mongo-"));
  return { path: join(directory, FILE), remove: () => rmSync(directory, { recursive: true, force: true }) };
}
