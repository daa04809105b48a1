import type { Operation } from "./operations";
import type { World } from "./world";

export type Measured = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time an operation, in microseconds. */
  serverUs: number;
  clientUs: number;
};

/** Goes on from one measurement to the next, so that each meets other documents. */
let n = 0;

function ownCpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Runs an operation with `connections` callers that each wait for their answer, for `ms` after `rampMs` to get going. */
export async function measure(
  world: World,
  at: { operation: Operation; connections: number; ms: number; rampMs: number },
): Promise<Measured> {
  const latencies: number[] = [];
  const caller = async (end: number): Promise<void> => {
    while (performance.now() < end) {
      const start = performance.now();
      await at.operation.run(world, n++);
      latencies.push(performance.now() - start);
    }
  };
  const run = (ms: number): Promise<unknown> =>
    Promise.all(Array.from({ length: at.connections }, () => caller(performance.now() + ms)));
  await run(at.rampMs);
  latencies.length = 0;
  const [serverBefore, clientBefore, begun] = [await world.server.ask<number>("cpuUs"), ownCpuUs(), performance.now()];
  await run(at.ms);
  const wallMs = performance.now() - begun;
  const clientUs = ownCpuUs() - clientBefore;
  const serverUs = (await world.server.ask<number>("cpuUs")) - serverBefore;
  latencies.sort((a, b) => a - b);
  const count = latencies.length;
  const quantile = (q: number): number => latencies[Math.floor(q * (count - 1))] ?? Number.NaN;
  return {
    perSecond: (count * 1000) / wallMs,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    serverUs: serverUs / count,
    clientUs: clientUs / count,
  };
}

type Account = { _id: string; balance: number };

/** Many transfers at once over two accounts, half in one direction and half in the other. @returns how long, and the sum */
export async function contend(world: World, transfers: number): Promise<{ ms: number; sum: number }> {
  const accounts = world.client.db("bench").collection<Account>("accounts");
  await accounts.deleteMany({});
  await accounts.insertMany([
    { _id: "a", balance: 1_000 },
    { _id: "b", balance: 1_000 },
  ]);
  const transfer = (from: string, to: string): Promise<unknown> =>
    world.client.withSession((session) =>
      session.withTransaction(async () => {
        await accounts.updateOne({ _id: from, balance: { $gte: 1 } }, { $inc: { balance: -1 } }, { session });
        await accounts.updateOne({ _id: to }, { $inc: { balance: 1 } }, { session });
      }),
    );
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: transfers }, (_, i) => (i % 2 === 0 ? transfer("a", "b") : transfer("b", "a"))),
  );
  const ms = performance.now() - begun;
  const all = await accounts.find().toArray();
  return { ms, sum: all.reduce((sum, { balance }) => sum + balance, 0) };
}
