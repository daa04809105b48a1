import mongoose from "mongoose";
import { startClub } from "../../src/boot";
import { systemClock } from "../../src/platform/clock";
import { loadConfig } from "../../src/platform/config";

/*
 * The club as a process of its own, for the tests that kill it or run two of it. It is told everything by the environment,
 * as the main program is, and says on its standard output where it and its database listen.
 */

async function main(): Promise<void> {
  const databaseName = process.env.CLUB_DATABASE;
  const club = await startClub(loadConfig(process.env), {
    clock: systemClock,
    say: () => undefined,
    ...(databaseName && { databaseName }),
  });
  const host = String(mongoose.connection.getClient().options.hosts[0]);
  const database = host.includes("/") ? encodeURIComponent(host) : host; // the path of a socket, or host and port
  process.stdout.write(`${JSON.stringify({ port: club.port, database })}\n`);
  process.on("SIGTERM", () => void club.stop().then(() => process.exit(0)));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
