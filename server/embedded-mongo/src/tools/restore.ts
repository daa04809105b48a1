import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "../bson/raw";
import { isDocument } from "../bson/values";
import { syncDirectory } from "../store/directory";
import type { Disk } from "../store/disk";
import { openDisk } from "../store/journaled-disk";
import { lockDirectory } from "../store/lock";
import { BackupFault, readBackup } from "./backup-file";
import { tablesOf } from "./data-directory";

export type RestoreResult = { collections: number; documents: number; createdAt: Date };

/** What a server or an interrupted restore leaves in a directory that holds no data. */
const LEFTOVERS: ReadonlySet<string> = new Set(["run", "lmdb.restoring"]);
/** So much is written at once. */
const BATCH = { operations: 5_000, bytes: 16 << 20 };

/** Reads the whole backup without writing anything. @throws BackupFault */
function verify(file: string): RestoreResult {
  let createdAt: Date | null = null;
  const known = new Set<number>();
  let documents = 0;
  for (const { kind, collection, number, value } of readBackup(file)) {
    const doc = parse(file, value);
    if (kind === "about" && doc.createdAt instanceof Date) createdAt = doc.createdAt;
    if (kind === "collection") known.add(collection);
    if (kind !== "document") continue;
    documents++;
    if (known.has(collection) && doc._id !== undefined) continue;
    throw new BackupFault(
      `备份文件 ${file} 里的第 ${number} 号记录不属于任何集合，没有恢复任何数据。请改用另一份备份。`,
    );
  }
  if (createdAt === null)
    throw new BackupFault(`备份文件 ${file} 没有说明它的时间，没有恢复任何数据。请改用另一份备份。`);
  return { collections: known.size, documents, createdAt };
}

function parse(file: string, value: Buffer): { [name: string]: unknown } {
  try {
    const doc = parseDocument(value);
    if (isDocument(doc)) return doc;
  } catch {
    // said below
  }
  throw new BackupFault(`备份文件 ${file} 里有无法读取的记录，没有恢复任何数据。请改用另一份备份。`);
}

async function fill(disk: Disk, file: string): Promise<void> {
  let operations = 0;
  let bytes = 0;
  for (const { kind, collection, number, value } of readBackup(file)) {
    const raw = value.toString("latin1");
    if (kind === "collection") disk.write({ kind: "putCollection", collection, raw });
    if (kind === "document") disk.write({ kind: "put", collection, number, raw });
    operations++;
    bytes += raw.length;
    if (operations < BATCH.operations && bytes < BATCH.bytes) continue;
    await disk.written();
    operations = 0;
    bytes = 0;
  }
  await disk.written();
}

/** Reads back what was written. @throws Error with a sentence for people when it is not what the backup holds */
async function checkWritten(path: string, wanted: RestoreResult): Promise<void> {
  const disk = openDisk(path);
  let documents = 0;
  let collections = 0;
  try {
    for (const _ of disk.catalogue()) collections++;
    for (const _ of disk.documents()) documents++;
  } finally {
    await disk.close();
  }
  if (documents !== wanted.documents || collections !== wanted.collections) {
    throw new Error(`恢复后的数据与备份不一致，已全部撤销。请检查磁盘后重试。`);
  }
}

function demandEmpty(dataDir: string): void {
  const found = readdirSync(dataDir).filter((name) => !name.startsWith("server.lock") && !LEFTOVERS.has(name));
  if (found.length === 0) return;
  throw new Error(
    `数据目录 ${dataDir} 不是空的（有 ${found.slice(0, 3).join("、")}），恢复不会覆盖已有数据。请换一个空目录，或先把它改名保存。`,
  );
}

/**
 * Makes the data directory of a backup: all of it or nothing. The data gets its name when it is whole and on disk.
 * @throws Error with a sentence for people: a broken backup, a directory that holds data or is in use
 */
export async function restoreDirectory(file: string, dataDir: string): Promise<RestoreResult> {
  if (!existsSync(file)) throw new Error(`找不到备份文件 ${resolve(file)}。请检查文件名。`);
  const result = verify(file);
  const unlock = lockDirectory(dataDir);
  const building = join(dataDir, "lmdb.restoring");
  try {
    demandEmpty(dataDir);
    rmSync(building, { recursive: true, force: true });
    const disk = openDisk(building);
    try {
      await fill(disk, file);
    } finally {
      await disk.close();
    }
    await checkWritten(building, result);
    renameSync(building, tablesOf(dataDir));
    syncDirectory(dataDir);
    return result;
  } finally {
    rmSync(building, { recursive: true, force: true });
    unlock();
  }
}
