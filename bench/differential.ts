import mongoose from "mongoose";
import { startServer } from "../server/embedded-mongo/src/server";
import { compareRound, type Difference } from "../server/test/mongo/differential/compare";

/*
 * `npm run differential -- [MONGODB_URI] MONGODB_URI`: sends the same random operations to two servers, the embedded one
 * unless told, and shows where their answers differ. ROUNDS, STEPS, SEED (of the first round), STRICT=1 (codes of errors and
 * the order of fields count too).
 */

const wholeNumber = (name: string, fallback: number): number => {
  const value = Number(process.env[name] ?? fallback);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a whole number`);
  return value;
};

function print({ seed, step, operation, before, answers }: Difference): void {
  console.log(`\nseed ${seed}, step ${step}: ${operation}`);
  console.log(before.length === 0 ? "  on no document" : `  on ${before.join("\n     ")}`);
  console.log(`  first:  ${answers[0]}\n  second: ${answers[1]}`);
}

async function compareServers(uris: readonly [string, string]): Promise<number> {
  const rules = { isLoose: process.env.STRICT !== "1", steps: wholeNumber("STEPS", 80) };
  const first = wholeNumber("SEED", 1);
  const rounds = wholeNumber("ROUNDS", 50);
  const clients = await Promise.all(uris.map((uri) => mongoose.mongo.MongoClient.connect(uri)));
  let differing = 0;
  for (let seed = first; seed < first + rounds; seed++) {
    const [one, two] = clients.map((client) => client.db("differential").collection(`round${seed}`));
    if (one === undefined || two === undefined) throw new Error("two servers are needed");
    const difference = await compareRound([one, two], seed, rules);
    if (difference !== null) print(difference);
    if (difference !== null) differing++;
  }
  console.log(`\n${rounds} rounds of up to ${rules.steps} operations from seed ${first}: ${differing} differ`);
  for (const client of clients) await client.db("differential").dropDatabase();
  for (const client of clients) await client.close();
  return differing;
}

async function main(): Promise<void> {
  const uris = process.argv.slice(2);
  const [last = "", second = last] = [...uris].reverse();
  if (uris.length < 1 || uris.length > 2) throw new Error("give one address of a server, or two");
  const embedded = uris.length === 1 ? await startServer() : null;
  try {
    process.exitCode = (await compareServers([embedded?.uri ?? second, last])) > 0 ? 1 : 0;
  } finally {
    await embedded?.stop();
  }
}

void main();
