// Bundles the server for Node: one file per program in server/dist. npm packages stay outside the bundle.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const PROGRAMS = {
  main: "server/src/main.ts",
  demo: "server/src/cli/demo.ts",
  "first-admin": "server/src/cli/first-admin.ts",
  db: "server/src/cli/db.ts",
  "embedded-mongo-worker": "server/embedded-mongo/src/worker.ts",
};
/** Only built when a bench is asked for: their child processes, and the database thread that the club in them starts. */
const BENCHES = {
  "embedded-mongo-worker": PROGRAMS["embedded-mongo-worker"],
  bench: "bench/run.ts",
  "bench-club-server": "bench/club-server.ts",
  "bench-floor-server": "bench/floor-server.ts",
  "bench-jwt-server": "bench/jwt-server.ts",
  "bench-embedded-server": "bench/embedded/server.ts",
};

/** Sends the same random operations to two database servers. */
const DIFFERENTIAL = { differential: "bench/differential.ts" };

/** The programs that are built together with one of them. */
export function programsFor(program) {
  if (program === "differential") return DIFFERENTIAL;
  return program?.startsWith("bench") ? BENCHES : PROGRAMS;
}

/** Builds the given programs (all unless told) and answers their files by name. */
export async function buildServer(programs = PROGRAMS) {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, "server/package.json"), "utf8"));
  const external = Object.keys(dependencies).filter((name) => name !== "@club/shared");
  const entryPoints = Object.fromEntries(
    Object.entries(programs)
      .map(([name, file]) => [name, path.join(root, file)])
      .filter(([, file]) => existsSync(file)),
  );
  await build({
    entryPoints,
    outdir: path.join(root, "server/dist"),
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: true,
    external,
    logLevel: "warning",
  });
  return Object.fromEntries(
    Object.keys(entryPoints).map((name) => [name, path.join(root, "server/dist", `${name}.js`)]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildServer();
