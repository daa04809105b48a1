import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/*
 * `npm start` as a person or a service manager runs it: npm between them and the club. Without the sites and the demo data,
 * which other tests make.
 */

const STARTED = "车主俱乐部已启动";
const folder = mkdtempSync(path.join(tmpdir(), "club-main-"));
const started: ChildProcess[] = [];
afterAll(() => {
  // What a failing test leaves behind: npm and, in its group, whatever it has started.
  for (const { pid } of started) if (pid !== undefined) killGroup(pid);
  rmSync(folder, { recursive: true, force: true });
});

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group has ended, as it should.
  }
}

function npmStart(env: Record<string, string>) {
  const child = spawn("npm", ["start"], {
    cwd: path.resolve(__dirname, "../.."),
    env: { PATH: process.env.PATH, HOME: folder, SITES: "off", DEMO_DATA: "off", DATA_DIR: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  started.push(child);
  let output = "";
  const hasStarted = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => {
        output += data.toString();
        if (output.includes(STARTED)) resolve();
      });
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
  return { child, hasStarted: Promise.race([hasStarted, ended]), ended };
}

test("SIGTERM to npm, and its echo, let the club end in order: exit code 0 and nobody holds the data folder", async () => {
  const { child, hasStarted, ended } = npmStart({ PORT: "0" });
  await hasStarted;
  expect(existsSync(path.join(folder, "database", "server.lock"))).toBe(true);
  child.kill("SIGTERM");
  child.kill("SIGINT");
  const { code, output } = await ended;
  expect(output).toContain("处理完正在进行的请求后停止");
  expect(code).toBe(0);
  expect(existsSync(path.join(folder, "database", "server.lock"))).toBe(false);
});

test("a port that is taken is said with the next step before any data is touched", async () => {
  const occupant = createServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
  const { port } = occupant.address() as { port: number };
  const dataDir = path.join(folder, "untouched");
  const { code, output } = await npmStart({ PORT: String(port), DATA_DIR: dataDir }).ended;
  occupant.close();
  expect(output).toContain(`端口 ${port} 已被占用`);
  expect(output).toContain(`PORT=${port + 1} npm start`);
  expect(code).toBe(1);
  expect(existsSync(dataDir)).toBe(false);
});
