import { LEAN_OPERATIONS, measureBusy } from "./embedded/lean";
import { contend, type Measured, measure } from "./embedded/measure";
import { CONDITIONAL_UPDATE, OPERATIONS, POINT_FIND } from "./embedded/operations";
import { close, fill, restart, type Starts, type World } from "./embedded/world";
import { memoryText } from "./lib/child";
import { assertCorrect, type Finding, say } from "./lib/report";
import { besides, median, quietly } from "./lib/rounds";
import type { Scene } from "./lib/scene";
import { SCALE, scaled } from "./lib/size";

const SIZES = [...new Set([scaled(1_000, 100), scaled(100_000, 200), scaled(1_000_000, 400)])];
const CONNECTIONS = [1, 16, 64];
const ROUNDS = SCALE === 1 ? 5 : 2;
/** The beginning of a round does not count: the server comes out of its sleep. */
const ROUND = SCALE === 1 ? { ms: 1_000, rampMs: 200 } : { ms: 200, rampMs: 50 };
/** Until the engine has compiled what runs often; a server lives longer than a bench. */
const WARM = SCALE === 1 ? { ms: 3_000, rampMs: 3_000 } : ROUND;
const TRANSFERS = scaled(200, 40);
const BUSY = 16;

type Busy = { perSecond: number; serverUs: number };
/** What was found at one size, by `placeOf`. */
type Found = { driver: Map<string, Measured>; busy: Map<string, Busy> };
const placeOf = (operation: string, connections: number): string => `${operation}/${connections}`;

/** The embedded database by itself: processor time of server and client, tail, start, memory, contended transactions. */
export async function benchEmbedded(scene: Scene): Promise<Finding[]> {
  const folders = SIZES.map(() => scene.folder());
  const worlds: World[] = [];
  for (const [i, size] of SIZES.entries()) worlds.push(await fill(scene, folders[i] as string, size));
  const found = await measureAll(worlds);
  const ends: Ends[] = [];
  for (const [i, world] of worlds.entries()) ends.push(await end(scene, world, folders[i] as string));
  return findings(found, ends);
}

type Ends = Starts & { contendedMs: number };

async function end(scene: Scene, world: World, folder: string): Promise<Ends> {
  const contendedMs = await transfers(world);
  await close(world);
  const starts = await restart(scene, folder);
  say(
    `${world.size} documents: started in ${timeOf(starts.afterStop)} after a stop, ${memoryText(starts.memory)}; ` +
      `in ${timeOf(starts.afterKill)} after being killed; ` +
      `${TRANSFERS} contended transfers in ${(contendedMs / 1000).toFixed(2)} s`,
  );
  return { ...starts, contendedMs };
}

function timeOf({ ms, cpuMs }: Starts["afterStop"]): string {
  return `${(ms / 1000).toFixed(2)} s (processor ${(cpuMs / 1000).toFixed(2)} s)`;
}

async function transfers(world: World): Promise<number> {
  const { ms, sum } = await contend(world, TRANSFERS);
  assertCorrect(sum === 2_000, `transfers keep the sum: ${sum}`);
  return ms;
}

async function measureAll(worlds: World[]): Promise<Found[]> {
  const found = worlds.map((): Found => ({ driver: new Map(), busy: new Map() }));
  say(`\n${"operation".padEnd(30)} documents conn     ops/s    p50 ms    p99 ms  server µs  client µs`);
  for (const operation of OPERATIONS) {
    for (const world of worlds) await measure(world, { operation, connections: BUSY, ...WARM });
    for (const connections of CONNECTIONS) {
      const all = await inTurns(worlds, (world) => measure(world, { operation, connections, ...ROUND }));
      for (const [i, { perSecond, p50Ms, p99Ms, serverUs, clientUs }] of all.entries()) {
        found[i]?.driver.set(placeOf(operation.name, connections), { perSecond, p50Ms, p99Ms, serverUs, clientUs });
        const figures = [
          perSecond.toFixed(0),
          p50Ms.toFixed(2),
          p99Ms.toFixed(2),
          serverUs.toFixed(0),
          clientUs.toFixed(0),
        ];
        sayRow(operation.name, { documents: worlds[i]?.size, connections, figures });
      }
    }
  }
  say("\nthe two that have a goal, by lean clients that keep the server busy");
  for (const operation of LEAN_OPERATIONS) {
    for (const world of worlds) await measureBusy(world, { operation, connections: BUSY, ...WARM });
    for (const connections of CONNECTIONS) {
      const all = await inTurns(worlds, (world) => measureBusy(world, { operation, connections, ...ROUND }));
      for (const [i, { perSecond, serverUs }] of all.entries()) {
        found[i]?.busy.set(placeOf(operation.name, connections), { perSecond, serverUs });
        const figures = [perSecond.toFixed(0), "", "", serverUs.toFixed(0)];
        sayRow(operation.name, { documents: worlds[i]?.size, connections, figures });
      }
    }
  }
  return found;
}

function sayRow(name: string, row: { documents: number | undefined; connections: number; figures: string[] }): void {
  const { documents, connections, figures } = row;
  const cells = figures.map((figure) => figure.padStart(9));
  say([name.padEnd(30), String(documents).padStart(9), String(connections).padStart(4), ...cells].join(" ").trimEnd());
}

/**
 * Rounds on all sizes one after the other, again and again, so that whatever the machine does meets them alike. A turn in
 * which others used too much of it is repeated. @returns of each size the median of its rounds, figure by figure
 */
async function inTurns<T extends Record<string, number>>(
  worlds: World[],
  round: (world: World) => Promise<T>,
): Promise<T[]> {
  const turns: T[][] = [];
  const budget = { left: 3 };
  const turn = async (): Promise<{ result: T[]; foreignPct: number }> =>
    besides(
      worlds.map(({ server }) => server),
      async () => {
        const all: T[] = [];
        for (const world of worlds) all.push(await round(world));
        return all;
      },
    );
  for (let i = 0; i < ROUNDS; i++) turns.push((await quietly(turn, ({ foreignPct }) => foreignPct, budget)).result);
  return worlds.map((_, i) => medians(turns.map((all) => all[i] as T)));
}

function medians<T extends Record<string, number>>(rounds: T[]): T {
  const names = Object.keys(rounds[0] as T);
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name] as number))])) as T;
}

function findings(found: Found[], ends: Ends[]): Finding[] {
  const size = SIZES[SIZES.length - 1] as number;
  const [most, fewer] = [found[found.length - 1] as Found, (found[found.length - 2] ?? found[0]) as Found];
  const { afterStop, afterKill, memory, contendedMs } = ends[ends.length - 1] as Ends;
  const cpu = (operation: string, limitUs: number): Finding => {
    const { serverUs, clientUs } = at(most.driver, operation);
    const busyUs = at(most.busy, operation).serverUs;
    return {
      goal: "E1",
      what: `${operation}, processor time of a busy server, ${size} documents, ${BUSY} connections`,
      target: `<= ${limitUs} µs`,
      reached: `${busyUs.toFixed(0)} µs; ${serverUs.toFixed(0)} µs by the driver, which needs ${clientUs.toFixed(0)} µs itself and lets it idle`,
      isMet: busyUs <= limitUs,
    };
  };
  const flat = (operation: string): Finding => {
    const [before, after] = [at(fewer.driver, operation).p99Ms, at(most.driver, operation).p99Ms];
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
    flatAtAll(fewer, most),
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

/** Few of these have enough samples a round for a verdict of their own. */
function flatAtAll(fewer: Found, most: Found): Finding {
  const ratios = [...most.driver].map(([place, { p99Ms }]) => ({
    place,
    ratio: p99Ms / (fewer.driver.get(place)?.p99Ms ?? Number.NaN),
  }));
  const worst = ratios.reduce((one, other) => (other.ratio > one.ratio ? other : one));
  return {
    goal: "E2",
    what: "p99 of every operation by every number of connections, the same sizes",
    target: "<= 1.5 x",
    reached: `${median(ratios.map(({ ratio }) => ratio)).toFixed(2)} x, at most ${worst.ratio.toFixed(2)} x (${worst.place})`,
    isMet: null,
  };
}

/** With 16 connections. */
function at<T>(found: Map<string, T>, operation: string): T {
  return found.get(placeOf(operation, BUSY)) as T;
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
