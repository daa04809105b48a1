import path from "node:path";
import { runningServer } from "../../embedded-mongo/src/store/lock";
import { backupDirectory } from "../../embedded-mongo/src/tools/backup";
import { checkDirectory } from "../../embedded-mongo/src/tools/check";
import { dataFileBytes, requireData } from "../../embedded-mongo/src/tools/data-directory";
import { restoreDirectory } from "../../embedded-mongo/src/tools/restore";
import { serverStats, validateServer } from "../../embedded-mongo/src/tools/running";
import { type CollectionStats, directoryStats } from "../../embedded-mongo/src/tools/stats";
import type { Validation } from "../../embedded-mongo/src/tools/validate";

export type DbHost = {
  env: Record<string, string | undefined>;
  now: () => Date;
  out: { say: (line: string) => void; complain: (line: string) => void };
};

type Run = DbHost & { dataDir: string; root: string };

const USAGE = `用法：
  npm run db -- backup 文件      把内置数据库备份到一个文件（服务器运行时也可以）
  npm run db -- restore 文件     把备份恢复到空的数据目录（请先停止服务器）
  npm run db -- stats            集合、文档、索引、内存和文件大小
  npm run db -- check            核对文件、记录和索引；有问题时退出码为 1
数据目录由 DATA_DIR 指定，默认 .data，与服务器相同。`;

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${seconds} 秒`;
  return minutes < 60 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`;
}

async function backup({ dataDir, root, now, out }: Run, file: string): Promise<number> {
  const { collections, documents, bytes } = await backupDirectory(dataDir, file, now);
  out.say(`备份完成：${path.resolve(file)}（${collections} 个集合，${documents} 个文档，${size(bytes)}）。`);
  out.say("备份含个人信息的密文，请妥善保管；恢复后需要同样的 DATA_KEYS 和 INDEX_KEY 才能读取。");
  out.say(`照片和附件不在其中，请另外备份 ${path.join(root, "files")}。`);
  return 0;
}

async function restore({ dataDir, root, out }: Run, file: string): Promise<number> {
  const { collections, documents, createdAt } = await restoreDirectory(file, dataDir);
  const at = createdAt.toLocaleString("zh-CN", { timeZone: "Asia/Shanghai", hour12: false });
  out.say(`恢复完成：${dataDir}（${collections} 个集合，${documents} 个文档，备份于 ${at}）。`);
  out.say(`照片和附件请另外恢复到 ${path.join(root, "files")}，然后启动服务器。`);
  return 0;
}

function sayCollection({ out }: Run, { ns, documents, bytes, indexes }: CollectionStats): void {
  out.say(`  ${ns}：${documents} 个文档，${size(bytes)}`);
  for (const index of indexes) out.say(`    索引 ${index.name}：${index.entries} 个键，${size(index.bytes)}`);
}

async function stats(run: Run): Promise<number> {
  const { dataDir, out } = run;
  requireData(dataDir);
  const server = runningServer(dataDir);
  const live = server === null ? null : await serverStats(server.uri);
  const collections = live?.collections ?? (await directoryStats(dataDir));
  out.say(`数据目录：${dataDir}`);
  if (server === null || live === null) out.say("服务器：没有运行（以下为磁盘上的数据）");
  else {
    out.say(
      `服务器：进程 ${server.pid}，已运行 ${duration(live.uptimeSeconds)}，占用内存 ${live.residentMiB} MiB（整个进程）`,
    );
  }
  out.say(`数据文件：${size(dataFileBytes(dataDir))}`);
  const documents = collections.reduce((sum, one) => sum + one.documents, 0);
  const bytes = collections.reduce((sum, one) => sum + one.bytes, 0);
  out.say(`共 ${collections.length} 个集合，${documents} 个文档，${size(bytes)}：`);
  for (const collection of [...collections].sort((a, b) => b.bytes - a.bytes)) sayCollection(run, collection);
  return 0;
}

/** Says what was looked at. @returns how many faults were found */
function sayValidations({ out }: Run, validations: Validation[]): number {
  let faults = 0;
  for (const { ns, records, keysPerIndex, faults: found } of validations) {
    const indexes = Object.entries(keysPerIndex).map(([name, keys]) => `${name} ${keys} 个键`);
    out.say(`  ${ns}：${records} 个文档；${indexes.join("，")}${found.length === 0 ? "；正常" : ""}`);
    for (const fault of found) out.complain(`    问题：${fault}`);
    faults += found.length;
  }
  return faults;
}

async function check(run: Run): Promise<number> {
  const { dataDir, out } = run;
  const server = runningServer(dataDir);
  out.say(`核对 ${path.join(dataDir, "lmdb", "data.mdb")}（校验和、文档格式、目录、索引）：`);
  const stored = await checkDirectory(dataDir);
  let faults = sayValidations(run, stored.collections) + stored.faults.length;
  for (const fault of stored.faults) out.complain(`  问题：${fault}`);
  if (server !== null) {
    out.say(`核对进程 ${server.pid} 内存里的数据和索引：`);
    faults += sayValidations(run, await validateServer(server.uri));
  }
  if (faults === 0) out.say("核对完成，没有发现问题。");
  else out.complain(`核对完成，发现 ${faults} 个问题。请先把数据目录另存一份，再用最近的备份恢复到新的数据目录。`);
  return faults === 0 ? 0 : 1;
}

function refuseMongo({ env, out }: DbHost): boolean {
  if (!env.MONGODB_URI) return false;
  out.complain("设置了 MONGODB_URI：数据在 MongoDB 里，请用 mongodump 和 mongorestore。本命令只管内置数据库。");
  return true;
}

/** `npm run db`: backup, restore, stats and check of the embedded database. @returns the exit code */
export async function runDb(args: readonly string[], host: DbHost): Promise<number> {
  const root = path.resolve(host.env.DATA_DIR || ".data");
  const run: Run = { ...host, root, dataDir: path.join(root, "database") };
  const [command, file] = args;
  const needsFile = command === "backup" || command === "restore";
  const isWhole = args.length === (needsFile ? 2 : 1) && file !== "";
  const commands = new Map<string, () => Promise<number>>([
    ["backup", () => backup(run, file ?? "")],
    ["restore", () => restore(run, file ?? "")],
    ["stats", () => stats(run)],
    ["check", () => check(run)],
  ]);
  const start = commands.get(command ?? "");
  if (start === undefined || !isWhole) {
    host.out.complain(USAGE);
    return 2;
  }
  if (refuseMongo(host)) return 2;
  try {
    return await start();
  } catch (error) {
    host.out.complain(error instanceof Error ? error.message : String(error));
    return 1;
  }
}
