import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

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

/** Size of the data file in bytes. */
export function dataFileBytes(dataDir: string): number {
  return statSync(join(tablesOf(dataDir), "data.mdb")).size;
}
