import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Who holds a data directory. `startedAt` tells a process from a later one with the same number. */
type Holder = { pid: number; startedAt: string | null; uri?: string };

const FILE = "server.lock";

/** Another living process holds the directory; `message` is a sentence for people. */
class DirectoryInUse extends Error {}

/** Start of a process in ticks since the machine's own start (Linux); null where this cannot be known. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readHolder(file: string): Holder | null {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof holder === "object" && holder !== null && "pid" in holder ? (holder as Holder) : null;
  } catch {
    return null;
  }
}

function isHeld(holder: Holder): boolean {
  if (!isAlive(holder.pid)) return false;
  const startedAt = startOf(holder.pid);
  return holder.startedAt === null || startedAt === null || holder.startedAt === startedAt;
}

function refuse(directory: string, holder: Holder): DirectoryInUse {
  return new DirectoryInUse(
    `数据目录 ${directory} 正被进程 ${holder.pid} 使用，同一目录只能由一个进程打开。请先停止该进程，或改用另一个数据目录。` +
      ` (The data directory is in use by process ${holder.pid}.)`,
  );
}

function ownHolder(): Holder {
  return { pid: process.pid, startedAt: startOf(process.pid) };
}

/** Puts the whole lock file in place at once, so that nobody ever reads half of one. */
function claim(file: string, content: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, content);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Takes the data directory for this process; the lock of a process that died is taken over.
 * @returns a function that gives the directory back
 * @throws Error with a sentence for people when another living process holds it
 */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, FILE);
  const mine = JSON.stringify(ownHolder());
  for (let attempt = 0; attempt < 10; attempt++) {
    if (claim(file, mine)) return () => rmSync(file, { force: true });
    const holder = readHolder(file);
    if (holder !== null && isHeld(holder)) throw refuse(directory, holder);
    // The rename is atomic: of two processes that both found the lock stale, one moves it away and the other fails here.
    const aside = `${file}.stale.${process.pid}`;
    try {
      renameSync(file, aside);
      const moved = readHolder(aside);
      // Another process had just taken it over: put it back, unless a third one has claimed the free place.
      if (moved !== null && isHeld(moved)) linkSync(aside, file);
      rmSync(aside, { force: true });
    } catch (error) {
      rmSync(aside, { force: true });
      if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
  throw new Error(`数据目录 ${directory} 无法加锁，请稍后重试。 (The data directory could not be locked.)`);
}

/** As `lockDirectory`; null when another living process holds the directory. */
export function tryLockDirectory(directory: string): (() => void) | null {
  try {
    return lockDirectory(directory);
  } catch (error) {
    if (error instanceof DirectoryInUse) return null;
    throw error;
  }
}

/** Writes into the lock where the server of this process can be reached. @throws Error with a sentence when another process holds it */
export function announceServer(directory: string, uri: string): void {
  const file = join(directory, FILE);
  const holder = readHolder(file);
  if (holder !== null && holder.pid !== process.pid) throw refuse(directory, holder);
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ ...ownHolder(), uri }));
  renameSync(own, file);
}

/** The server that runs on a data directory; null when none does, or it cannot be reached yet. */
export function runningServer(directory: string): { pid: number; uri: string } | null {
  const holder = readHolder(join(directory, FILE));
  if (holder === null || !isHeld(holder) || holder.uri === undefined) return null;
  return { pid: holder.pid, uri: holder.uri };
}
