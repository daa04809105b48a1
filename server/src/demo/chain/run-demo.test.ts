import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import mongoose from "mongoose";
import { createPrinter, Difference, duration, width } from "./printer";
import { runDemo } from "./run-demo";

/** Runs the program as `npm run demo` does, on the test run's database server. */
async function run(args: string[], uri = process.env.TEST_MONGODB_URI): Promise<{ code: number; text: string }> {
  const parts: string[] = [];
  const out = { write: (part: string) => void parts.push(part), isTerminal: false };
  const code = await runDemo(args, out, { mongodbUri: uri });
  return { code, text: parts.join("") };
}

test("the whole chain runs over HTTP from the first sign-in to the frozen statement, and adds up", async () => {
  const { code, text } = await run([]);
  expect(text).toContain("对平 ✓");
  expect(text).not.toContain("不一致");
  expect(code).toBe(0);
  // Two washes and a check: 22.00 + 33.60 + 22.00.
  expect(text).toMatch(/3 +3 +¥77\.60 +¥77\.60/);
}, 60_000);

test("a demonstration that is stopped half-way deletes its folder and its database, and says so", async () => {
  const [stop, parts] = [new AbortController(), [] as string[]];
  const write = (part: string) => {
    parts.push(part);
    if (part.includes("✓")) stop.abort();
  };
  const temporary = mkdtempSync(path.join(os.tmpdir(), "club-stopped-"));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  const mongodbUri = process.env.TEST_MONGODB_URI ?? "";
  const code = await runDemo([], { write, isTerminal: false }, { mongodbUri, stopped: stop.signal });
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  const text = parts.join("");
  const name = /chezhu_demo_\w+/.exec(text)?.[0];
  expect(name).toBeDefined();
  expect(code).toBe(130);
  expect(text).toMatch(/已停止[^✗]*$/);
  expect(readdirSync(temporary)).toEqual([]);
  rmSync(temporary, { recursive: true });
  expect(await databaseNames(mongodbUri)).not.toContain(name);
}, 60_000);

async function databaseNames(uri: string): Promise<string[]> {
  const connection = await mongoose.createConnection(uri).asPromise();
  const { databases } = await connection.listDatabases();
  await connection.close();
  return databases.map(({ name }) => name);
}

test("a demonstration that cannot start ends with code 1 and says why", async () => {
  const { code, text } = await run([], "mongodb://127.0.0.1:1/");
  expect(code).toBe(1);
  expect(text).toContain("没有完成 ✗");
}, 30_000);

test.each([[["--members", "0"]], [["--members", "many"]], [["--unknown"]]])(
  "%j is refused with the manual and starts nothing",
  async (args) => {
    const { code, text } = await run(args);
    expect(code).toBe(2);
    expect(text).toContain("用法");
  },
);

test("an expectation that does not hold ends the demonstration with a sentence that says both values", () => {
  const { expectEqual } = createPrinter({ write: () => undefined, isTerminal: false });
  expect(() => expectEqual(7, 8, "核销次数")).toThrow(Difference);
  expect(() => expectEqual(7, 8, "核销次数")).toThrow("核销次数（应为 8，实际 7）");
});

test("on a terminal progress stays on one line; elsewhere it is a plain line for every tenth", () => {
  const parts: string[] = [];
  const show = createPrinter({ write: (part) => void parts.push(part), isTerminal: false }).progress("核销", 20);
  for (let done = 1; done <= 20; done += 1) show(done);
  const plain = parts.join("");
  expect(plain.match(/\n/g)).toHaveLength(10);
  expect(plain).not.toContain("\r");
});

test.each([
  [12, "12 毫秒"],
  [2_345, "2.3 秒"],
  [65_000, "1 分 5 秒"],
])("%d ms reads %s", (ms, text) => expect(duration(ms)).toBe(text));

test("Chinese characters take two columns", () => expect(width("合计 ¥7")).toBe(7));
