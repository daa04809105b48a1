import type { ChildProcess } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { bundle, run } from "../child-server.testing";
import { startServer } from "../server";
import { inspectTables } from "./inspect";

/** Opens the data directories that it is told and answers what a start makes of them. */
const OPENER = `
  import { startServer } from "./server.ts";
  const everything = (engine) => JSON.stringify([...engine.databases].flatMap(([db, names]) =>
    [...names.values()].map((one) => [
      db, one.name, one.options, [...one.indexes.values()].map(({ spec }) => spec),
      [...one.records.values()].map(({ number, raw }) => [number, raw]),
    ])));
  process.on("message", (dataDir) => startServer({ dataDir, ttlMonitorEnabled: false }).then(
    async (server) => {
      const found = everything(server.services.engine);
      await server.stop();
      process.send({ found });
    },
    (error) => process.send({ refused: error.message }),
  ));`;

type Answer = { found?: string; refused?: string };

let directory: string;
let opener: ChildProcess;
let whole: Buffer;
let truth: string;
let trial = 0;

function open(dataDir: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null, signal: string | null): void => reject(new Error(`died: ${code ?? signal}`));
    opener.once("exit", died);
    opener.once("message", (answer: Answer) => {
      opener.off("exit", died);
      resolve(answer);
    });
    opener.send(dataDir);
  });
}

/** The look at the file by itself, which any process may take; a start does the same before LMDB maps the file. */
function inspect(path: string): string | undefined {
  try {
    inspectTables(path);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** What a start makes of a directory whose data file has these bytes. */
async function openBytes(bytes: Buffer | null): Promise<Answer> {
  const dataDir = join(directory, `trial-${++trial}`);
  mkdirSync(join(dataDir, "lmdb"), { recursive: true });
  copyFileSync(join(directory, "origin", "lmdb", "has-data"), join(dataDir, "lmdb", "has-data"));
  if (bytes !== null) writeFileSync(join(dataDir, "lmdb", "data.mdb"), bytes);
  const fault = inspect(join(dataDir, "lmdb"));
  const answer = fault === undefined || trial % 20 === 0 ? await open(dataDir) : { refused: fault };
  if (fault !== undefined) expect(answer).toEqual({ refused: fault });
  rmSync(dataDir, { recursive: true, force: true });
  return answer;
}

/** A clear refusal, or all of the data: nothing in between. @returns whether it was refused */
async function checkTrial(bytes: Buffer | null, story: string): Promise<boolean> {
  const { found, refused } = await openBytes(bytes).catch((error) => {
    throw new Error(`${story}: ${error.message}`);
  });
  if (refused !== undefined) {
    expect(`${story}: ${refused}`).toMatch(/已损坏|与本版本/);
    return true;
  }
  if (found !== truth) throw new Error(`${story}: other data were found`);
  return false;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "embedded-mongo-torn-"));
  const dataDir = join(directory, "origin");
  const server = await startServer({ dataDir });
  const client = await MongoClient.connect(server.uri);
  const things = client.db("club").collection<{ _id: number }>("things");
  await things.createIndex({ n: 1 });
  // Many commits, so that pages are written anew, freed and used again, and large values come and go.
  for (let round = 0; round < 16; round++) {
    const docs = Array.from({ length: 30 }, (_, i) => ({
      _id: round * 30 + i,
      n: i,
      text: "文".repeat(i === 7 ? 3_000 : 40),
    }));
    await things.insertMany(docs);
    await things.updateMany({ _id: { $lt: round * 10 } }, { $inc: { n: 1 } });
    await things.deleteMany({ _id: { $gte: round * 20, $lt: round * 20 + 8 } });
  }
  await client.db("club").collection("others").insertOne({ single: true });
  await client.close();
  await server.stop();
  whole = readFileSync(join(dataDir, "lmdb", "data.mdb"));
  const file = join(directory, "opener.cjs");
  bundle(OPENER, file);
  opener = run(file, []);
  truth = (await open(dataDir)).found as string;
  expect(JSON.parse(truth)).toHaveLength(2);
});
afterAll(() => {
  opener.removeAllListeners("exit");
  opener.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

test("a flipped bit anywhere in the data file is refused with a sentence, or it lies where nothing is kept", async () => {
  const step = Math.floor(whole.length / 120) - 1;
  let refusals = 0;
  for (let i = 0; i < 120; i++) {
    const at = i * step + (i % 29);
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] as number) ^ (1 << (i % 8));
    if (await checkTrial(bytes, `bit ${i % 8} of byte ${at}`)) refusals++;
  }
  expect(refusals).toBeGreaterThan(20);
});

test("no flipped bit in the two heads of the file leads to older data", async () => {
  let refusals = 0;
  for (let i = 0; i < 2 * 160; i += 2) {
    const at = (i % 320 < 160 ? 0 : 4096) + (i % 160) + Math.floor((i % 16) / 8);
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] as number) ^ (1 << (i % 8));
    if (await checkTrial(bytes, `bit ${i % 8} of byte ${at}`)) refusals++;
  }
  expect(refusals).toBeGreaterThan(80);
});

test("either head put back to any commit before is refused", async () => {
  for (const page of [0, 4096]) {
    for (const back of [1n, 2n, 3n, 4n, 7n]) {
      const bytes = Buffer.from(whole);
      bytes.writeBigUInt64LE(bytes.readBigUInt64LE(page + 152) - back, page + 152);
      expect(await checkTrial(bytes, `head at ${page} ${back} back`)).toBe(true);
    }
    const ahead = Buffer.from(whole);
    ahead.writeBigUInt64LE(ahead.readBigUInt64LE(page + 152) + 2n, page + 152);
    expect(await checkTrial(ahead, `head at ${page} ahead`)).toBe(true);
  }
});

test("a data file cut off anywhere, empty or gone is refused; without its free end it is whole", async () => {
  let refusals = 0;
  for (let i = 0; i < 40; i++) {
    const length = Math.floor((whole.length * i) / 40);
    if (await checkTrial(whole.subarray(0, length), `cut off at ${length}`)) refusals++;
  }
  expect(refusals).toBeGreaterThan(30);
  expect(await checkTrial(null, "gone")).toBe(true);
});

test("a page overwritten by its older version, by zeros or by another page is refused", async () => {
  const pages = whole.length / 4096;
  let refusals = 0;
  for (let i = 2; i < pages; i += Math.ceil(pages / 40)) {
    const zeros = Buffer.from(whole);
    zeros.fill(0, i * 4096, (i + 1) * 4096);
    if (await checkTrial(zeros, `page ${i} of zeros`)) refusals++;
    const other = Buffer.from(whole);
    whole.copy(other, i * 4096, ((i + 3) % pages) * 4096, (((i + 3) % pages) + 1) * 4096);
    if (await checkTrial(other, `page ${i} written by another`)) refusals++;
  }
  expect(refusals).toBeGreaterThan(20);
});
