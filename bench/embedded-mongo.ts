import { LEAN_OPERATIONS, measureBusy } from "./embedded/lean";
import { contend, type Measured, measure } from "./embedded/measure";
import { CONDITIONAL_UPDATE, OPERATIONS, POINT_FIND } from "./embedded/operations";
import { close, fill, restart, type Starts, type World } from "./embedded/world";
import { memoryText } from "./lib/child";
import { assertCorrect, type Finding, say } from "./lib/report";
import type { Scene } from "./lib/scene";
import { SCALE, scaled } from "./lib/size";

const SIZES = [...new Set([scaled(1_000, 100), scaled(100_000, 200), scaled(1_000_000, 400)])];
const CONNECTIONS = [1, 16, 64];
const MEASURE_MS = SCALE === 1 ? 2_000 : 400;
/** Until the engine has compiled what runs often; a server lives longer than a bench. */
const WARM_MS = SCALE === 1 ? 4_000 : 400;
const TRANSFERS = scaled(200, 40);
const BUSY = 16;

type Table = Map<string, Measured>;
/** Processor time of the busy server an operation, in µs. */
type Busy = Map<string, number>;
const placeOf = (operation: string, connections: number): string => `${operation}/${connections}`;

/** The embedded database by itself: processor time of server and client, tail, start, memory, contended transactions. */
export async function benchEmbedded(scene: Scene): Promise<Finding[]> {
  const tables: Table[] = [];
  const unknown = { ms: Number.NaN, cpuMs: Number.NaN };
  let largest: Starts = { afterStop: unknown, afterKill: unknown, memory: { mb: Number.NaN, ownMb: Number.NaN } };
  let contendedMs = Number.NaN;
  let busy: Busy = new Map();
  for (const size of SIZES) {
    const folder = scene.folder();
    const world = await fill(scene, folder, size);
    tables.push(await measureAll(world));
    busy = await measureAllBusy(world);
    contendedMs = await transfers(world);
    await close(world);
    largest = await restart(scene, folder);
    say(
      `${size} documents: started in ${timeOf(largest.afterStop)} after a stop, ${memoryText(largest.memory)}; ` +
        `in ${timeOf(largest.afterKill)} after being killed; ` +
        `${TRANSFERS} contended transfers in ${(contendedMs / 1000).toFixed(2)} s`,
    );
  }
  return findings(tables, { ...largest, contendedMs, busy });
}

function timeOf({ ms, cpuMs }: Starts["afterStop"]): string {
  return `${(ms / 1000).toFixed(2)} s (processor ${(cpuMs / 1000).toFixed(2)} s)`;
}

async function transfers(world: World): Promise<number> {
  const { ms, sum } = await contend(world, TRANSFERS);
  assertCorrect(sum === 2_000, `transfers keep the sum: ${sum}`);
  return ms;
}

async function measureAll(world: World): Promise<Table> {
  const table: Table = new Map();
  say(`\n${world.size} documents`);
  say(`${"operation".padEnd(30)} conn     ops/s    p50 ms    p99 ms  server µs  client µs`);
  for (const operation of OPERATIONS) {
    await measure(world, { operation, connections: BUSY, ms: WARM_MS });
    for (const connections of CONNECTIONS) {
      const found = await measure(world, { operation, connections, ms: MEASURE_MS });
      table.set(placeOf(operation.name, connections), found);
      say(
        [
          operation.name.padEnd(30),
          String(connections).padStart(4),
          String(Math.round(found.perSecond)).padStart(9),
          found.p50Ms.toFixed(2).padStart(9),
          found.p99Ms.toFixed(2).padStart(9),
          String(Math.round(found.serverUs)).padStart(10),
          String(Math.round(found.clientUs)).padStart(10),
        ].join(" "),
      );
    }
  }
  return table;
}

/** The two operations that have a goal, by clients that keep the server busy. */
async function measureAllBusy(world: World): Promise<Busy> {
  const busy: Busy = new Map();
  for (const operation of LEAN_OPERATIONS) {
    for (const connections of CONNECTIONS) {
      const { perSecond, serverUs } = await measureBusy(world, { operation, connections, ms: MEASURE_MS });
      busy.set(placeOf(operation.name, connections), serverUs);
      say(
        `${operation.name.padEnd(30)} ${String(connections).padStart(4)} ${String(Math.round(perSecond)).padStart(9)}` +
          ` by lean clients ${String(Math.round(serverUs)).padStart(12)}`,
      );
    }
  }
  return busy;
}

type Ends = Starts & { contendedMs: number; busy: Busy };

function findings(tables: Table[], { afterStop, afterKill, memory, contendedMs, busy }: Ends): Finding[] {
  const size = SIZES[SIZES.length - 1] as number;
  const at = (table: Table | undefined, operation: string): Measured =>
    table?.get(placeOf(operation, BUSY)) ?? { perSecond: 0, p50Ms: 0, p99Ms: 0, serverUs: 0, clientUs: 0 };
  const [most, fewer] = [tables[tables.length - 1], tables[tables.length - 2]];
  const cpu = (operation: string, limitUs: number): Finding => {
    const { serverUs, clientUs } = at(most, operation);
    const busyUs = busy.get(placeOf(operation, BUSY)) ?? Number.NaN;
    return {
      goal: "E1",
      what: `${operation}, processor time of a busy server, ${size} documents, ${BUSY} connections`,
      target: `<= ${limitUs} µs`,
      reached: `${busyUs.toFixed(0)} µs; ${serverUs.toFixed(0)} µs by the driver, which needs ${clientUs.toFixed(0)} µs itself and lets it idle`,
      isMet: busyUs <= limitUs,
    };
  };
  const flat = (operation: string): Finding => {
    const [before, after] = [at(fewer, operation).p99Ms, at(most, operation).p99Ms];
    return {
      goal: "E2",
      what: `${operation}, p99, ${size} documents against ${SIZES[SIZES.length - 2] ?? size}`,
      target: "<= 1.5 x",
      reached: `${(after / before).toFixed(2)} x (${before.toFixed(1)} to ${after.toFixed(1)} ms)`,
      isMet: after <= before * 1.5,
    };
  };
  return [
    cpu(POINT_FIND, 100),
    cpu(CONDITIONAL_UPDATE, 200),
    flat(POINT_FIND),
    flat(CONDITIONAL_UPDATE),
    amount(`memory (RSS) after a start with ${size} documents, two indexes`, {
      value: memory.mb,
      limit: 1_024,
      unit: "MB",
    }),
    amount(`start with ${size} documents after a stop`, { value: afterStop.ms / 1000, limit: 10, unit: "s" }),
    amount(`start with ${size} documents after being killed`, { value: afterKill.ms / 1000, limit: 30, unit: "s" }),
    amount(`${TRANSFERS} opposite transfers over two documents`, { value: contendedMs / 1000, limit: 2, unit: "s" }),
  ];
}

function amount(what: string, { value, limit, unit }: { value: number; limit: number; unit: string }): Finding {
  const digits = unit === "s" ? 2 : 0;
  return {
    goal: "E3",
    what,
    target: `<= ${limit} ${unit}`,
    reached: `${value.toFixed(digits)} ${unit}`,
    isMet: value <= limit,
  };
}
