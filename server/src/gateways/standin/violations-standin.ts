import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "../../platform/clock";
import { answerCheshouye } from "./cheshouye-answers";
import { answerFault, createFaults } from "./faults";
import { answerJuheCarPre, answerJuheCities, answerJuheQuery, answerJuheStatus } from "./juhe-answers";
import { listen } from "./listen";
import { createScenarios, type RawRecord } from "./violation-scenarios";

export type ViolationsStandinOptions = {
  clock: Clock;
  juheKey: string;
  appId: string;
  appKey: string;
  /** How long 鲁A00008 keeps waiting; 8 seconds unless told. */
  slowMs?: number;
  port?: number;
};

const SLOW_PLATE = "鲁A00008";
const SLOW_MS = 8_000;

/**
 * A server that speaks the wire formats of both providers for development and tests, with fixed scenarios by plate (鲁A00001 …),
 * ordered faults, and `records` to put whatever is wanted behind a plate. Every other plate has none to two records, always the same.
 */
export async function startViolationsStandin(options: ViolationsStandinOptions) {
  const faults = createFaults();
  const scenarios = createScenarios();
  const waiting = new Set<NodeJS.Timeout>();
  const calls: { path: string; plate: string | null }[] = [];

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://standin");
    if (request.method === "POST") await addForm(request, url.searchParams);
    const answer = answerTo(url, options, scenarios);
    calls.push({ path: url.pathname, plate: answer.plate });
    const fault = faults.take(url.pathname);
    if (fault) return void answerFault(response, fault);
    const finish = () => {
      response.setHeader("content-type", "application/json; charset=utf-8");
      response.end(answer.body);
    };
    if (answer.plate !== SLOW_PLATE) return void finish();
    const timer = setTimeout(() => {
      waiting.delete(timer);
      finish();
    }, options.slowMs ?? SLOW_MS);
    waiting.add(timer);
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  const { base, stop } = await listen(server, options.port);
  return {
    base,
    faults,
    /** Every call that came in, in order. */
    calls,
    /** What is behind a plate from now on. */
    setRecords: (plate: string, records: readonly RawRecord[]) => scenarios.setRecords(plate, records),
    /** The next `times` queries are answered with another vehicle's records. */
    lie: (times: number) => scenarios.lie(times),
    stop: async () => {
      for (const timer of waiting) clearTimeout(timer);
      await stop();
    },
  };
}
export type ViolationsStandin = Awaited<ReturnType<typeof startViolationsStandin>>;

type Answer = { body: string; plate: string | null };

/** The fields of a posted form, as if they stood in the address. */
async function addForm(request: IncomingMessage, query: URLSearchParams): Promise<void> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  for (const [name, value] of new URLSearchParams(Buffer.concat(parts).toString("utf8"))) query.set(name, value);
}

function answerTo(url: URL, options: ViolationsStandinOptions, scenarios: ReturnType<typeof createScenarios>): Answer {
  const query = url.searchParams;
  const { juheKey } = options;
  const about = (body: string, plate: string | null = null) => ({ body, plate });
  switch (url.pathname) {
    case "/wz/citys":
      return about(answerJuheCities(query, juheKey, "wz"));
    case "/sweizhang/citys":
      return about(answerJuheCities(query, juheKey, "sweizhang"));
    case "/sweizhang/carPre":
      return about(answerJuheCarPre(query, juheKey));
    case "/wz/query":
    case "/sweizhang/query":
      return about(answerJuheQuery(query, juheKey, scenarios), query.get("hphm"));
    case "/wz/status":
      return about(answerJuheStatus(query, juheKey));
    case "/api/weizhang/query_task":
      return answerCheshouye(query, options, scenarios);
    default:
      return about(JSON.stringify({ resultcode: "121", reason: "接口停用", result: null, error_code: 10021 }));
  }
}
