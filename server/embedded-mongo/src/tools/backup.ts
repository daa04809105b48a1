import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { serializeDocument } from "../bson/raw";
import { syncDirectory } from "../store/directory";
import type { Snapshot } from "../store/snapshot";
import { BackupWriter } from "./backup-file";
import { requireData, withSnapshot } from "./data-directory";

export type BackupResult = { collections: number; documents: number; bytes: number };

function copy(snapshot: Snapshot, file: string, createdAt: Date): BackupResult {
  const writer = new BackupWriter(file);
  try {
    writer.write({ kind: "about", collection: 0, number: 0, value: serializeDocument({ createdAt }) });
    for (const { collection, value } of snapshot.disk.catalogue()) {
      writer.write({ kind: "collection", collection, number: 0, value });
    }
    for (const { collection, number, value } of snapshot.disk.documents()) {
      writer.write({ kind: "document", collection, number, value });
    }
    const counts = writer.finish();
    return { ...counts, bytes: writer.bytes };
  } finally {
    writer.close();
  }
}

/**
 * Copies the data as it is at one checkpoint, which holds everything acknowledged before, into one file; also while a server
 * writes. The file appears when it is whole.
 * @throws Error with a sentence for people: no data, damaged data, a file of that name
 */
export async function backupDirectory(dataDir: string, file: string, now: () => Date): Promise<BackupResult> {
  requireData(dataDir);
  const target = resolve(file);
  if (existsSync(target)) throw new Error(`文件 ${target} 已存在，备份不会覆盖它。请换一个文件名。`);
  if (!existsSync(dirname(target))) throw new Error(`目录 ${dirname(target)} 不存在。请先建立它，或换一个位置。`);
  const part = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  try {
    return await withSnapshot(dataDir, (snapshot) => {
      rmSync(part, { force: true });
      const result = copy(snapshot, part, now());
      renameSync(part, target);
      syncDirectory(dirname(target));
      return result;
    });
  } finally {
    rmSync(part, { force: true });
  }
}
