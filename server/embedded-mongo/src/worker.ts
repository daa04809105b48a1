import { parentPort, workerData } from "node:worker_threads";
import { type ServerOptions, startServer } from "./server";

/** What the thread is started with. */
export type WorkerOptions = Pick<ServerOptions, "dataDir" | "isLocal" | "ttlMonitorEnabled">;
/** What the thread reports. */
export type WorkerMessage =
  | { kind: "ready"; uri: string }
  | { kind: "failed"; message: string }
  | { kind: "log"; message: string; detail: string }
  | { kind: "stopped" };

async function main(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error("worker.ts runs in a worker thread");
  const post = (message: WorkerMessage): void => port.postMessage(message);
  const log = (message: string, detail?: unknown): void => {
    post({
      kind: "log",
      message,
      detail: detail instanceof Error ? (detail.stack ?? detail.message) : String(detail ?? ""),
    });
  };
  try {
    const server = await startServer({ ...(workerData as WorkerOptions), log });
    port.on("message", (message: unknown) => {
      if (message !== "stop") return;
      void server.stop().then(() => {
        post({ kind: "stopped" });
        port.close();
      });
    });
    post({ kind: "ready", uri: server.uri });
  } catch (error) {
    post({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    port.close();
  }
}

void main();
