import { Worker } from "node:worker_threads";
import type { WorkerMessage, WorkerOptions } from "./worker";

export type EmbeddedOptions = {
  /** Where the data lives; without it everything is in memory only. */
  dataDir?: string;
  /** The built JavaScript file of `worker.ts`. */
  workerFile: string;
  /** The database that the address names. */
  databaseName: string;
  /** False: nothing expires by itself. */
  ttlMonitorEnabled?: boolean;
  log?: (message: string, detail?: unknown) => void;
};

export type EmbeddedMongo = { uri: string; stop(): Promise<void> };

function ready(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "ready") resolve(message.uri);
      if (message.kind === "failed") reject(new Error(message.message));
    });
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the database thread ended early (code ${code})`)));
  });
}

/**
 * Starts the database in a thread of its own, so that a heavy aggregation never holds up the web server. It listens on a
 * Unix domain socket that only this user can open (on Windows: on a port of 127.0.0.1).
 * @throws Error when another process uses the data directory
 */
export async function startEmbeddedMongo(options: EmbeddedOptions): Promise<EmbeddedMongo> {
  const { dataDir, workerFile, databaseName, ttlMonitorEnabled = true, log = () => undefined } = options;
  const workerData: WorkerOptions = {
    isLocal: true,
    ttlMonitorEnabled,
    ...(dataDir === undefined ? {} : { dataDir }),
  };
  const worker = new Worker(workerFile, { workerData });
  let isStopping = false;
  worker.on("message", (message: WorkerMessage) => {
    if (message.kind === "log") log(message.message, message.detail);
  });
  worker.on("error", (error) => log("the database thread failed", error));
  const exited = new Promise<void>((resolve) => {
    worker.once("exit", (code) => {
      if (!isStopping) log(`the database thread ended (code ${code})`);
      resolve();
    });
  });
  const uri = await ready(worker);
  return {
    uri: `${uri}/${databaseName}?directConnection=true&maxPoolSize=100&retryWrites=true`,
    stop: async () => {
      if (!isStopping) {
        isStopping = true;
        worker.postMessage("stop");
      }
      await exited;
    },
  };
}
