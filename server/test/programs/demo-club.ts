import { startClub } from "../../src/boot";
import { seedDemo } from "../../src/demo/seed";
import { systemClock } from "../../src/platform/clock";
import { loadConfig } from "../../src/platform/config";

/*
 * A small club with demonstration data as a process of its own, for the tests of the clients. On its standard output: where it
 * listens and the demonstration accounts, then every text message that it would have sent, one JSON document a line. It ends with
 * its standard input.
 */

const SIZE = { merchants: 24, members: 30 };
const tell = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function main(): Promise<void> {
  let accounts: unknown = null;
  const club = await startClub(loadConfig(process.env), {
    clock: systemClock,
    say: () => undefined,
    onSms: ({ phone, params }) => tell({ sms: { phone, params } }),
    beforeListening: async (deps) => {
      accounts = await seedDemo(deps, { ...SIZE, progress: () => undefined });
    },
  });
  tell({ port: club.port, accounts });
  const stop = () => void club.stop().then(() => process.exit(0));
  process.on("SIGTERM", stop);
  // Whoever started it holds its standard input: when that ends, nobody is left to stop it.
  process.stdin.once("end", stop).resume();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
