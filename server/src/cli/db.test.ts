import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { MongoClient } from "mongodb";
import { startServer } from "../../embedded-mongo/src/server";
import { runDb } from "./db-command";

let directory: string;
let root: string;

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), "club-db-"));
  root = path.join(directory, "data");
  await withServer(async (client) => {
    const members = client.db("club").collection("members");
    await members.createIndex({ phone: 1 }, { unique: true });
    await members.insertMany(Array.from({ length: 40 }, (_, i) => ({ phone: `phone-${i}` })));
  });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function withServer(work: (client: MongoClient) => Promise<void>): Promise<void> {
  const server = await startServer({ dataDir: path.join(root, "database") });
  const client = await MongoClient.connect(server.uri);
  await work(client);
  await client.close();
  await server.stop();
}

/** Runs the command as an operator would. */
async function db(args: string[], env: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const now = (): Date => new Date("2026-05-06T07:08:09Z");
  const code = await runDb(args, { env: { DATA_DIR: root, ...env }, now, out: { say, complain: say } });
  return { code, said: lines.join("\n") };
}

test("backup, then restore into another directory, then check and stats there", async () => {
  const file = path.join(directory, "one.backup");
  const made = await db(["backup", file]);
  expect(made).toMatchObject({ code: 0, said: expect.stringContaining("备份完成") });
  expect(made.said).toContain("1 个集合，40 个文档");
  expect(made.said).toContain(path.join(root, "files"));
  const other = { DATA_DIR: path.join(directory, "other") };
  expect(await db(["restore", file], other)).toMatchObject({
    code: 0,
    said: expect.stringContaining("备份于 2026/5/6 15:08:09"),
  });
  const checked = await db(["check"], other);
  expect(checked.said).toContain("club.members：40 个文档；_id_ 40 个键，phone_1 40 个键；正常");
  expect(checked).toMatchObject({ code: 0, said: expect.stringContaining("没有发现问题") });
  const stats = await db(["stats"], other);
  expect(stats.said).toMatch(/服务器：没有运行[\s\S]*共 1 个集合，40 个文档[\s\S]*索引 phone_1：40 个键/);
});

test("while a server runs: backup, stats and check answer, restore refuses", async () => {
  const file = path.join(directory, "live.backup");
  await withServer(async () => {
    expect((await db(["backup", file])).code).toBe(0);
    expect((await db(["stats"])).said).toContain(`服务器：进程 ${process.pid}`);
    const { code, said } = await db(["check"]);
    expect(said.split("club.members：40 个文档")).toHaveLength(3);
    expect(code).toBe(0);
    const refused = await db(["restore", file]);
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining(`正被进程 ${process.pid} 使用`) });
  });
});

test("every refusal is a sentence with a next step, and leaves everything as it was", async () => {
  const file = path.join(directory, "one.backup");
  await db(["backup", file]);
  expect(await db(["backup", file])).toMatchObject({ code: 1, said: expect.stringContaining("请换一个文件名") });
  expect(await db(["restore", file])).toMatchObject({ code: 1, said: expect.stringContaining("请换一个空目录") });
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 4;
  writeFileSync(file, bytes);
  const other = { DATA_DIR: path.join(directory, "other") };
  expect(await db(["restore", file], other)).toMatchObject({
    code: 1,
    said: expect.stringContaining("请改用另一份备份"),
  });
  expect(existsSync(path.join(directory, "other", "database", "lmdb"))).toBe(false);
  expect(await db(["stats"], other)).toMatchObject({ code: 1, said: expect.stringContaining("请检查 DATA_DIR") });
  expect(await db(["check"], { MONGODB_URI: "mongodb://somewhere" })).toMatchObject({
    code: 2,
    said: expect.stringContaining("mongodump"),
  });
  for (const args of [[], ["backup"], ["restore", ""], ["stats", "x"], ["destroy"]]) {
    expect(await db(args)).toMatchObject({ code: 2, said: expect.stringContaining("用法") });
  }
  expect(readdirSync(directory).sort()).toEqual(
    ["data", "one.backup", "other"].filter((name) => existsSync(path.join(directory, name))),
  );
});

test("check exits with 1 and names the damage", async () => {
  const data = path.join(root, "database", "lmdb", "data.mdb");
  const bytes = readFileSync(data);
  // The file may also hold older copies of the page; nobody reads those.
  for (let at = bytes.indexOf("phone-37"); at >= 0; at = bytes.indexOf("phone-37", at + 1))
    bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(data, bytes);
  const damaged = await db(["check"]);
  const backup = await db(["backup", path.join(directory, "bad.backup")]);
  expect(damaged).toMatchObject({
    code: 1,
    said: expect.stringMatching(/问题：record \d+ of collection 1[\s\S]*已损坏/),
  });
  expect(damaged.said).toContain("发现 1 个问题");
  expect(backup).toMatchObject({ code: 1, said: expect.stringContaining("已损坏") });
  expect(readdirSync(directory).filter((name) => name.includes("bad"))).toEqual([]);
});
