import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { inspectTables } from "../store/inspect";
import { openDisk } from "../store/journaled-disk";
import { runningServer, tryLockDirectory } from "../store/lock";
import { openSnapshot, type Snapshot } from "../store/snapshot";
import { checkpointServer } from "./running";

/** Where the tables of a data directory lie. */
export function tablesOf(dataDir: string): string {
  return join(dataDir, "lmdb");
}

/** The path of the tables. @throws Error with a sentence for people when there are none */
export function requireData(dataDir: string): string {
  const path = tablesOf(dataDir);
  if (existsSync(join(path, "data.mdb"))) return path;
  throw new Error(`数据目录 ${dataDir} 里没有数据库。请检查 DATA_DIR 是否与服务器相同。`);
}

/** What a server that was killed had acknowledged is in its journal: it goes into the tables, as at a start. */
async function recover(path: string): Promise<void> {
  const { hasJournal, close } = openSnapshot(path);
  await close();
  if (hasJournal) await openDisk(path).close();
}

/** A running server did not bring its tables up to date; `message` is a sentence for people. It says nothing of the data. */
export class ServerNotReady extends Error {}

async function checkpoint(dataDir: string): Promise<void> {
  const server = runningServer(dataDir);
  if (server === null)
    throw new ServerNotReady("服务器正在启动或停止，请过一会儿再试。 (The server is starting or stopping.)");
  try {
    await checkpointServer(server.uri);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServerNotReady(`运行中的服务器没能把最新的数据写入数据文件，请查看它的日志，处理后再试。 (${reason})`, {
      cause,
    });
  }
}

/**
 * Looks at a snapshot that holds everything acknowledged before. A running server brings its tables up to date and goes on
 * writing; of a stopped one nobody else may open the data meanwhile.
 * @throws Error with a sentence for people: no data, damaged data; ServerNotReady, NoRoom
 */
export async function withSnapshot<T>(dataDir: string, look: (snapshot: Snapshot) => T): Promise<T> {
  const path = requireData(dataDir);
  const unlock = tryLockDirectory(dataDir);
  try {
    if (unlock === null) await checkpoint(dataDir);
    else {
      inspectTables(path);
      await recover(path);
    }
    const snapshot = openSnapshot(path);
    try {
      return look(snapshot);
    } finally {
      await snapshot.close();
    }
  } finally {
    unlock?.();
  }
}

/** Size of the data file in bytes. */
export function dataFileBytes(dataDir: string): number {
  return statSync(join(tablesOf(dataDir), "data.mdb")).size;
}
