import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** A server in a process of its own: its address, or the sentence with which it refused to start. */
type Started = { child: ChildProcess; uri?: string; failed?: string };

/** Servers in child processes, for tests that kill them, and a directory for their data. */
export type Children = {
  directory: string;
  /** @param fileBlocks no file of this server grows beyond so many blocks of 512 bytes, as on a full disk */
  start(dataDir: string, fileBlocks?: number): Promise<Started>;
  /** Stops one in good order. */
  stop(child: ChildProcess): Promise<void>;
  kill(child: ChildProcess): Promise<void>;
  /** Ends all that still run and removes the directory. */
  end(): void;
};

const NODE_MODULES = join(__dirname, "../../../node_modules");

/** Bundles a program for a child process. `source` may import from this directory. */
export function bundle(source: string, outfile: string): void {
  buildSync({
    stdin: { contents: source, resolveDir: __dirname, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["lmdb"],
    outfile,
    logLevel: "error",
  });
}

/** Runs a bundled program. */
export function run(file: string, args: string[], fileBlocks: number | null = null): ChildProcess {
  const env = { ...process.env, NODE_PATH: NODE_MODULES };
  if (fileBlocks === null) return fork(file, args, { env, execArgv: [] });
  const limited = `ulimit -f ${fileBlocks} && exec "$0" "$@"`;
  return fork(file, args, { env, execPath: "/bin/sh", execArgv: ["-c", limited, process.execPath] });
}

function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

const SERVER = `
  import { startServer } from "./server.ts";
  startServer({ dataDir: process.argv[2] }).then(
    (server) => {
      process.send({ uri: server.uri });
      process.on("message", () => server.stop().then(() => process.exit(0)));
    },
    (error) => process.send({ failed: error.message }, () => process.exit(1)),
  );`;

/** Call once in a test file. */
export function prepareChildren(): Children {
  const directory = mkdtempSync(join(tmpdir(), "embedded-mongo-"));
  const file = join(directory, "server.cjs");
  bundle(SERVER, file);
  const running = new Set<ChildProcess>();
  return {
    directory,
    start(dataDir, fileBlocks) {
      const child = run(file, [dataDir], fileBlocks);
      running.add(child);
      child.once("exit", () => running.delete(child));
      return new Promise((resolve, reject) => {
        child.once("message", (message: Omit<Started, "child">) => resolve({ child, ...message }));
        child.once("exit", (code) => reject(new Error(`server ended with ${code}`)));
      });
    },
    async stop(child) {
      const exit = gone(child);
      child.send("stop");
      await exit;
    },
    async kill(child) {
      const exit = gone(child);
      child.kill("SIGKILL");
      await exit;
    },
    end() {
      for (const child of running) child.kill("SIGKILL");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
