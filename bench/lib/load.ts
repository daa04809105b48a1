import { openConnection } from "./connection";
import { openNodeConnection } from "./node-connection";

/**
 * The goals were set with Node's HTTP client, which takes its share of the machine. BENCH_CLIENT=lean takes less of it, so
 * that floor and product both come out faster.
 */
const open = process.env.BENCH_CLIENT === "lean" ? openConnection : openNodeConnection;

/** One HTTP call of a load. */
export type Shot = { method: "GET" | "POST"; path: string; headers: Record<string, string>; body?: string };
export type LoadResult = {
  requests: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers by status; a lost connection counts as 0. */
  statuses: Record<number, number>;
};

export type Load = {
  port: number;
  clients: number;
  total: number;
  shot: (index: number) => Shot;
  onAnswer?: (index: number, status: number, body: string) => void;
  /** Asked before each request: true ends the load early. */
  isOver?: () => boolean;
};

/**
 * Sends `total` requests to 127.0.0.1 with `clients` keep-alive connections, each sending its next request when the answer
 * to the last has arrived. Ends by itself.
 */
export async function runLoad(options: Load): Promise<LoadResult> {
  const latencies = new Float64Array(options.total);
  const statuses: Record<number, number> = {};
  const begun = performance.now();
  let [next, done] = [0, 0];
  const client = async (): Promise<void> => {
    const connection = open(options.port);
    while (next < options.total && !options.isOver?.()) {
      const index = next;
      next += 1;
      const sent = performance.now();
      const answer = await connection.send(options.shot(index));
      latencies[done] = performance.now() - sent;
      done += 1;
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      options.onAnswer?.(index, answer.status, answer.body);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: Math.min(options.clients, options.total) }, client));
  const seconds = (performance.now() - begun) / 1000;
  const sorted = latencies.subarray(0, done).sort();
  return {
    requests: done,
    perSecond: done / seconds,
    p50Ms: sorted[Math.floor(done * 0.5)] ?? Number.NaN,
    p99Ms: sorted[Math.floor(done * 0.99)] ?? Number.NaN,
    statuses,
  };
}
