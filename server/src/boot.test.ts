import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { dropTestDatabase } from "../test/kit";
import { startClub } from "./boot";
import { monotonicMs, systemClock } from "./platform/clock";
import { loadConfig } from "./platform/config";
import type { Ctx } from "./platform/context";
import { connect, isConnected, ping } from "./platform/db";
import { newId } from "./platform/ids";

const folder = mkdtempSync(path.join(os.tmpdir(), "club-boot-"));
const databaseName = `test_${newId()}`;
const MONGODB_URI = process.env.TEST_MONGODB_URI ?? "";
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await connect(MONGODB_URI, { databaseName });
  await dropTestDatabase();
});
const aMoment = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

/** A club that runs one job by itself, and answers once that has begun. */
async function startWith(name: string, run: (ctx: Ctx) => Promise<void>) {
  let begin: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const job = {
    name,
    everySeconds: 1,
    run: (ctx: Ctx) => {
      begin();
      return run(ctx);
    },
  };
  const env = { NODE_ENV: "test", PORT: "0", LOG_LEVEL: "silent", SHUTDOWN_MS: "500", DATA_DIR: folder };
  const options = { clock: systemClock, say: () => undefined, databaseName, jobs: [job] };
  const club = await startClub(loadConfig({ ...env, MONGODB_URI }), options);
  await hasBegun;
  return club;
}

test("a stop waits for a running job only until the deadline, closes the database all the same, and says so", async () => {
  const club = await startWith("endless", async () => {
    for (;;) await aMoment().then(ping);
  });
  const startedMs = monotonicMs();
  expect(await club.stop()).toBe(false);
  expect(monotonicMs() - startedMs).toBeLessThan(5_000);
  expect(isConnected()).toBe(false);
}, 60_000);

test("a job that ends when it is told of the stop is waited for", async () => {
  const club = await startWith("long", async (ctx) => {
    while (!ctx.isStopping?.()) await aMoment().then(ping);
  });
  expect(await club.stop()).toBe(true);
}, 60_000);
