import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";

const PAGE_BYTES = 4096;
/** Pages above the leaf of a record: enough for thousands of millions. Each has sixteen pages below it at the least. */
const HEIGHT = 5;
const CHILDREN = 16;
/** For the list of free pages. */
const SPARE_BYTES = 1 << 20;

/** The disk has not the room that a checkpoint may need; `message` is a sentence for people. It says nothing of the data. */
export class NoRoom extends Error {}

function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/**
 * The most by which the data file can grow: the leaf of every record and the pages above it are written anew, none of them twice; what
 * is new leaves no page less than half full.
 */
function growthOf(fileBytes: number, { changes, bytes }: { changes: number; bytes: number }): number {
  const leaves = Math.min(changes * PAGE_BYTES, fileBytes);
  const above = Math.min(changes * HEIGHT * PAGE_BYTES, fileBytes / CHILDREN);
  return leaves + above + 2 * bytes + SPARE_BYTES;
}

/**
 * LMDB is not to meet a full disk: its message about a page that it could not write (lmdb 3.5.6, mdb_page_flush) is longer than the
 * buffer for it, which can end the process.
 * @param changes of records, and `bytes` of their values, that are going into the tables in `file`
 * @param free bytes left for this process where the file lies
 * @throws NoRoom
 */
export function demandRoom(
  file: string,
  planned: { changes: number; bytes: number },
  free = freeBytes(dirname(file)),
): void {
  const needed = growthOf(existsSync(file) ? statSync(file).size : 0, planned);
  if (free >= needed) return;
  const megabytes = Math.ceil(needed / 2 ** 20);
  throw new NoRoom(
    `磁盘空间不足：数据文件 ${file} 可能还需要 ${megabytes} MB，已确认的数据都在日志文件里。请先清理磁盘，再启动服务器。` +
      ` (The disk has no room for a checkpoint.)`,
  );
}
