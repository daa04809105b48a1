import { Agent, request } from "node:http";

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

/**
 * Sends `total` requests to 127.0.0.1 with `clients` keep-alive connections, each sending its next request when the answer
 * to the last has arrived. Ends by itself.
 */
export async function runLoad(options: {
  port: number;
  clients: number;
  total: number;
  shot: (index: number) => Shot;
  onAnswer?: (index: number, status: number, body: string) => void;
}): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.clients });
  const latencies = new Float64Array(options.total);
  const statuses: Record<number, number> = {};
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < options.total) {
      const index = next;
      next += 1;
      const begun = performance.now();
      const answer = await send(agent, options.port, options.shot(index));
      latencies[index] = performance.now() - begun;
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      options.onAnswer?.(index, answer.status, answer.body);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: options.clients }, client));
  const seconds = (performance.now() - begun) / 1000;
  agent.destroy();
  latencies.sort();
  return {
    requests: options.total,
    perSecond: options.total / seconds,
    p50Ms: latencies[Math.floor(options.total * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(options.total * 0.99)] ?? 0,
    statuses,
  };
}

function send(agent: Agent, port: number, shot: Shot): Promise<{ status: number; body: string }> {
  return new Promise((resolve) => {
    const headers =
      shot.body === undefined
        ? shot.headers
        : { ...shot.headers, "content-length": String(Buffer.byteLength(shot.body)) };
    const call = request(
      { agent, host: "127.0.0.1", port, method: shot.method, path: shot.path, headers },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
        response.on("error", () => resolve({ status: 0, body: "" }));
      },
    );
    call.on("error", () => resolve({ status: 0, body: "" }));
    call.end(shot.body);
  });
}
