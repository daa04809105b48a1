import { running } from "./global-setup";

/** Stops the embedded server that globalSetup started. */
export default async function globalTeardown(): Promise<void> {
  await running.clubTestDatabase?.stop();
}
