import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ServerProcess, startServer } from "./child";

/** What a bench starts is gone when it ends: processes, folders, databases. */
export type Scene = {
  /** A new temporary folder. */
  folder: () => string;
  /** A program of server/dist as a child process. */
  start: (program: string, env?: Record<string, string>) => ServerProcess;
  /** Runs at the end, the last registered first. */
  atEnd: (work: () => Promise<unknown>) => void;
};

/** Runs a bench. Children and folders go also when it fails, is interrupted, or takes longer than `maxMinutes`. */
export async function withScene<T>(maxMinutes: number, work: (scene: Scene) => Promise<T>): Promise<T> {
  const children: ServerProcess[] = [];
  const folders: string[] = [];
  const endings: (() => Promise<unknown>)[] = [];
  const clear = () => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  };
  const abandon = (why: string) => {
    process.stderr.write(`${why}\n`);
    // Children end by themselves when this process goes.
    for (const child of children) void child.kill("SIGKILL");
    clear();
    process.exit(1);
  };
  const interrupted = () => abandon("interrupted");
  const deadline = setTimeout(() => abandon(`not done after ${maxMinutes} minutes`), maxMinutes * 60_000);
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
  try {
    return await work({
      folder: () => {
        const folder = mkdtempSync(path.join(tmpdir(), "chezhu-bench-"));
        folders.push(folder);
        return folder;
      },
      start: (program, env) => {
        const child = startServer(path.join(__dirname, `${program}.js`), env);
        children.push(child);
        return child;
      },
      atEnd: (ending) => void endings.push(ending),
    });
  } finally {
    for (const end of endings.reverse()) await end().catch((error) => process.stderr.write(`${error}\n`));
    for (const child of children) await child.kill("SIGKILL");
    clear();
    clearTimeout(deadline);
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}
