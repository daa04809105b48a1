import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandRoom, NoRoom } from "./room";

const MB = 1 << 20;
let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "room-"));
  file = join(directory, "data.mdb");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a checkpoint asks for the pages it may write, and refuses with a sentence that says how much", () => {
  writeFileSync(file, Buffer.alloc(40 * MB));
  const planned = { changes: 1_000, bytes: 2 * MB };
  // A thousand records on leaves of their own, the pages above 40 MB of leaves, twice what they hold, and a spare megabyte.
  const needed = 1_000 * 4096 + (40 / 16) * MB + 4 * MB + MB;
  expect(() => demandRoom(file, planned, needed)).not.toThrow();
  expect(() => demandRoom(file, planned, needed - 1)).toThrow(NoRoom);
  expect(() => demandRoom(file, planned, 0)).toThrow(/磁盘空间不足：数据文件 .* 可能还需要 12 MB.*请先清理磁盘/);
});

test("no page of a small file is written twice, however many records change", () => {
  writeFileSync(file, Buffer.alloc(MB));
  const needed = MB + MB / 16 + MB;
  expect(() => demandRoom(file, { changes: 1_000, bytes: 0 }, needed)).not.toThrow();
  expect(() => demandRoom(file, { changes: 1_000, bytes: 0 }, needed - 1)).toThrow(NoRoom);
});

test("this disk says how much it has", () => {
  expect(() => demandRoom(file, { changes: 1, bytes: 100 })).not.toThrow();
  expect(() => demandRoom(file, { changes: 1, bytes: 2 ** 60 })).toThrow(NoRoom);
});
