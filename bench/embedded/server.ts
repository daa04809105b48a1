import { startServer } from "../../server/embedded-mongo/src/server";
import { serveParent } from "../lib/serve";

/** The embedded database as a process of its own, so that its processor time and memory are told apart from the client's. */
const begun = performance.now();
const cpuBegun = process.cpuUsage();
const starting = startServer({ dataDir: process.env.BENCH_DATA_DIR ?? "", isLocal: true }).then((server) => ({
  server,
  start: { ms: performance.now() - begun, cpuMs: cpuMsSinceBegun() },
}));

function cpuMsSinceBegun(): number {
  const { user, system } = process.cpuUsage(cpuBegun);
  return (user + system) / 1000;
}

const functions = {
  ready: async () => {
    const { server, start } = await starting;
    return { uri: server.uri, start };
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
