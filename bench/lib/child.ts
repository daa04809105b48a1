import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";

type Reply = { id: number; value?: unknown; error?: string };

/** A server in a process of its own, spoken to by messages. */
export type ServerProcess = {
  /** Calls one of the functions that the child serves (lib/serve.ts). */
  ask: <T>(name: string, input?: unknown) => Promise<T>;
  kill: (signal?: NodeJS.Signals) => Promise<void>;
  pid: number;
};

/** Starts a built program of server/dist as a child. */
export function startServer(file: string, env: Record<string, string> = {}): ServerProcess {
  const child = fork(file, [], { env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let sequence = 0;
  child.on("message", (reply: Reply) => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error === undefined) caller?.resolve(reply.value as never);
    else caller?.reject(new Error(reply.error));
  });
  child.on("exit", (code, signal) => {
    for (const caller of waiting.values()) caller.reject(new Error(`the server process ended (${code ?? signal})`));
    waiting.clear();
  });
  return {
    pid: child.pid ?? 0,
    ask: (name, input) =>
      new Promise((resolve, reject) => {
        sequence += 1;
        waiting.set(sequence, { resolve, reject });
        if (child.connected) child.send({ id: sequence, name, input });
        else reject(new Error("the server process has ended"));
      }),
    kill: (signal = "SIGTERM") => ended(child, signal),
  };
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}

const TICK_MS = 10;

/** CPU time of a process with its threads, or of one of its threads, in milliseconds (from /proc, in ticks of 10 ms). */
export function cpuMs(pid: number, thread?: number): number {
  const file = thread === undefined ? `/proc/${pid}/stat` : `/proc/${pid}/task/${thread}/stat`;
  const fields = readFileSync(file, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** CPU time the whole machine has been busy, or was taken from it by a neighbour on the same host, in milliseconds. */
export function machineBusyMs(): number {
  const [user, nice, system, , , irq, softIrq, steal] = (readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "")
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return [user, nice, system, irq, softIrq, steal].reduce((sum: number, ticks) => sum + (ticks ?? 0), 0) * TICK_MS;
}

/** Resident memory of a process, in MB: all of it, and what is its own. The rest are pages of files it maps, which the system takes back when it needs them. */
export type Memory = { mb: number; ownMb: number };

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mbOf = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { mb: mbOf("VmRSS"), ownMb: mbOf("RssAnon") };
}

/** The larger of two, figure by figure. */
export function mostOf(one: Memory, other: Memory): Memory {
  return { mb: Math.max(one.mb, other.mb), ownMb: Math.max(one.ownMb, other.ownMb) };
}

/** "261 MB, 140 of it its own" */
export function memoryText({ mb, ownMb }: Memory): string {
  return `${mb.toFixed(0)} MB, ${ownMb.toFixed(0)} of it its own`;
}
