import { setTimeout as delay } from "node:timers/promises";
import { running } from "./global-setup";

const DEADLINE_MS = 15_000;

/** Stops the embedded server that globalSetup started. @throws when it does not stop: that is a fault, not a reason to wait */
export default async function globalTeardown(): Promise<void> {
  const stopped = running.clubTestDatabase?.stop().then(() => true) ?? Promise.resolve(true);
  const isStopped = await Promise.race([stopped, delay(DEADLINE_MS, false, { ref: false })]);
  if (!isStopped) throw new Error(`the embedded database did not stop within ${DEADLINE_MS} ms`);
}
