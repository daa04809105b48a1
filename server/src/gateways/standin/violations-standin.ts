import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "../../platform/clock";
import { answerCheshouye } from "./cheshouye-answers";
import { answerFault, createFaults } from "./faults";
import { answerJuheCities, answerJuheQuery } from "./juhe-answers";
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

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "/", "http://standin");
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
  const server = createServer(serve);
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

function answerTo(url: URL, options: ViolationsStandinOptions, scenarios: ReturnType<typeof createScenarios>): Answer {
  const query = url.searchParams;
  if (url.pathname === "/wz/citys") return { body: answerJuheCities(query, options.juheKey), plate: null };
  if (url.pathname === "/wz/query") {
    return { body: answerJuheQuery(query, options.juheKey, scenarios), plate: query.get("hphm") };
  }
  if (url.pathname === "/api/weizhang/query_task") return answerCheshouye(query, options, scenarios);
  return {
    body: JSON.stringify({ resultcode: "121", reason: "接口停用", result: null, error_code: 10021 }),
    plate: null,
  };
}
