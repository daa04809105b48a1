/**
 * Measures the embedded database. Run it with
 *   npx esbuild bench/embedded-mongo.ts --bundle --platform=node --external:lmdb --outfile=/tmp/bench.cjs && node /tmp/bench.cjs
 * The server runs in a process of its own (with a durable directory), so its CPU time is told apart from the client's.
 * Prints operations per second, latency p50 and p99 in milliseconds, and server CPU per operation in microseconds.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Collection, MongoClient, ObjectId } from "mongodb";
import { startServer } from "../server/embedded-mongo/src/server";

const DOCUMENTS = Number(process.env.DOCUMENTS ?? 20_000);
const MEASURE_MS = Number(process.env.MEASURE_MS ?? 2_000);
const CONNECTIONS = [1, 16, 64];
const STATES = ["issued", "redeemed", "expired"];

type Voucher = {
  _id: ObjectId;
  code: string;
  state: string;
  memberId: number;
  at: Date;
  amountFen: number;
  note: string;
  version: number;
};
type World = { client: MongoClient; vouchers: Collection<Voucher>; ids: ObjectId[] };
type Operation = { name: string; run(world: World, n: number): Promise<unknown> };

function voucher(n: number): Voucher {
  return {
    _id: new ObjectId(),
    code: `code-${n}`,
    state: STATES[n % STATES.length] as string,
    memberId: n % 997,
    at: new Date(1_700_000_000_000 + n * 1000),
    amountFen: n % 10_000,
    note: "一张代金券".repeat(6),
    version: 0,
  };
}

let fresh = 1_000_000_000;
const anyOf = <T>(list: T[], n: number): T => list[(n * 7919) % list.length] as T;

const OPERATIONS: Operation[] = [
  { name: "find by _id", run: ({ vouchers, ids }, n) => vouchers.findOne({ _id: anyOf(ids, n) }) },
  {
    name: "find by unique index",
    run: ({ vouchers }, n) => vouchers.findOne({ code: `code-${(n * 7919) % DOCUMENTS}` }),
  },
  {
    name: "conditional findOneAndUpdate",
    run: ({ vouchers, ids }, n) =>
      vouchers.findOneAndUpdate(
        { _id: anyOf(ids, n), version: { $gte: 0 } },
        { $inc: { version: 1 }, $set: { state: "redeemed" } },
      ),
  },
  { name: "insert", run: ({ vouchers }) => vouchers.insertOne(voucher(fresh++)) },
  {
    name: "20 sorted by index",
    run: ({ vouchers }, n) =>
      vouchers
        .find({ memberId: n % 997 })
        .sort({ at: -1 })
        .limit(20)
        .toArray(),
  },
  {
    name: "transaction of 3 writes",
    run: ({ client, vouchers, ids }, n) =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          await vouchers.updateOne({ _id: anyOf(ids, 2 * n) }, { $inc: { version: 1 } }, { session });
          await vouchers.updateOne({ _id: anyOf(ids, 2 * n + 1) }, { $inc: { version: 1 } }, { session });
          await vouchers.insertOne(voucher(fresh++), { session });
        }),
      ),
  },
];

function askCpu(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("message", (message: { cpuUs: number }) => resolve(message.cpuUs));
    child.send("cpu");
  });
}

async function measure(
  world: World,
  child: ChildProcess,
  at: { operation: Operation; workers: number },
): Promise<void> {
  const latencies: number[] = [];
  let n = 0;
  const worker = async (end: number): Promise<void> => {
    while (performance.now() < end) {
      const start = performance.now();
      await at.operation.run(world, n++);
      latencies.push(performance.now() - start);
    }
  };
  const run = (ms: number): Promise<unknown> =>
    Promise.all(Array.from({ length: at.workers }, () => worker(performance.now() + ms)));
  await run(MEASURE_MS / 4);
  latencies.length = 0;
  const cpuBefore = await askCpu(child);
  const start = performance.now();
  await run(MEASURE_MS);
  const wallMs = performance.now() - start;
  const cpuUs = (await askCpu(child)) - cpuBefore;
  latencies.sort((a, b) => a - b);
  const quantile = (q: number): string => (latencies[Math.floor(q * (latencies.length - 1))] ?? 0).toFixed(2);
  const perSecond = Math.round((latencies.length * 1000) / wallMs);
  const cells = [
    at.operation.name.padEnd(30),
    String(at.workers).padStart(4),
    String(perSecond).padStart(8),
    quantile(0.5).padStart(9),
  ];
  console.log(
    [...cells, quantile(0.99).padStart(9), String(Math.round(cpuUs / latencies.length)).padStart(9)].join(" "),
  );
}

async function serve(dataDir: string): Promise<void> {
  const server = await startServer({ dataDir });
  process.on("message", (message) => {
    if (message === "stop") void server.stop().then(() => process.exit(0));
    const { user, system } = process.cpuUsage();
    if (message === "cpu") process.send?.({ cpuUs: user + system });
  });
  process.send?.({ uri: server.uri });
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "embedded-bench-"));
  const child = fork(__filename, ["serve", dataDir]);
  const { uri } = await new Promise<{ uri: string }>((resolve) =>
    child.once("message", (message) => resolve(message as { uri: string })),
  );
  const client = await MongoClient.connect(`${uri}/?maxPoolSize=100`);
  const vouchers = client.db("bench").collection<Voucher>("vouchers");
  await vouchers.createIndexes([
    { key: { code: 1 }, unique: true },
    { key: { memberId: 1, at: -1 } },
    { key: { state: 1 } },
  ]);
  const all = Array.from({ length: DOCUMENTS }, (_, n) => voucher(n));
  await vouchers.insertMany(all);
  const world: World = { client, vouchers, ids: all.map(({ _id }) => _id) };
  console.log(`${DOCUMENTS} documents\n${"operation".padEnd(30)} conn    ops/s    p50 ms    p99 ms   cpu µs`);
  for (const operation of OPERATIONS)
    for (const workers of CONNECTIONS) await measure(world, child, { operation, workers });
  await client.close();
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.send("stop");
  await exit;
  rmSync(dataDir, { recursive: true });
}

void (process.argv[2] === "serve" ? serve(process.argv[3] as string) : main());
