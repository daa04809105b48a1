import { startServer } from "../../server/embedded-mongo/src/server";
import { serveParent } from "../lib/serve";

/** The embedded database as a process of its own, so that its processor time and memory are told apart from the client's. */
const begun = performance.now();
const starting = startServer({ dataDir: process.env.BENCH_DATA_DIR ?? "", isLocal: true }).then((server) => ({
  server,
  startMs: performance.now() - begun,
}));

const functions = {
  ready: async () => {
    const { server, startMs } = await starting;
    return { uri: server.uri, startMs };
  },
  /** Processor time so far, in microseconds. */
  cpuUs: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  stop: async () => (await starting).server.stop(),
};
export type EmbeddedFunctions = typeof functions;
serveParent(functions);
