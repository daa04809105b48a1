import { randomBytes } from "node:crypto";
import type { ClubFunctions } from "../club-server";
import type { ServerProcess } from "./child";
import type { Scene } from "./scene";

type Names = keyof ClubFunctions;
/** A club server in a process of its own. */
export type ClubProcess = {
  pid: number;
  port: number;
  /** From starting the process to ready. */
  startMs: number;
  databaseUri: string;
  call: <K extends Names>(
    name: K,
    ...input: Parameters<ClubFunctions[K]>
  ) => Promise<Awaited<ReturnType<ClubFunctions[K]>>>;
  /** The process is gone at once, as after a power cut. */
  kill: () => Promise<void>;
  /** Finishes what is in flight, closes the database, ends. */
  stop: () => Promise<void>;
};

/** Where a club's data is; the same home can be opened again after its process has ended. */
export type Home = { folder: string; database: string; mongodbUri: string };

/** A home that is cleared away when the bench ends: a temporary folder, or a database of its own on MONGODB_URI. */
export function newHome(scene: Scene): Home {
  const home = {
    folder: scene.folder(),
    database: `chezhu_bench_${randomBytes(6).toString("hex")}`,
    mongodbUri: process.env.MONGODB_URI ?? "",
  };
  if (home.mongodbUri) {
    scene.atEnd(async () => {
      const club = await openClub(scene, home);
      await club.call("drop");
      await club.stop();
    });
  }
  return home;
}

/** Starts a club server in a home. With `databaseUri` it joins the server that has the data open there. */
export async function openClub(scene: Scene, home: Home, databaseUri?: string): Promise<ClubProcess> {
  const begun = performance.now();
  const child = scene.start("bench-club-server", {
    BENCH_DATA_DIR: home.folder,
    BENCH_DATABASE: home.database,
    BENCH_MONGODB_URI: home.mongodbUri || (databaseUri ?? ""),
  });
  const call: ClubProcess["call"] = (name, ...input) => child.ask(name, input[0]);
  const { port, databaseUri: openedAt } = await call("ready");
  return {
    pid: child.pid,
    port,
    startMs: performance.now() - begun,
    databaseUri: openedAt,
    call,
    kill: () => child.kill("SIGKILL"),
    stop: async () => {
      await call("stop");
      await child.kill("SIGTERM");
    },
  };
}

/** The floor server (floor-server.ts) with a token for it. */
export async function openFloor(scene: Scene): Promise<ServerProcess & { port: number; token: string }> {
  const child = scene.start("bench-floor-server");
  return { ...child, port: await child.ask<number>("port"), token: await child.ask<string>("token") };
}
