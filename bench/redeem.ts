import { type ClubProcess, newHome, openClub, openFloor } from "./lib/club";
import { runLoad } from "./lib/load";
import { assertCorrect, type Finding, say } from "./lib/report";
import { type Measured, mean, measured, median, quietly, spread } from "./lib/rounds";
import type { Scene } from "./lib/scene";
import { floorShot, redeemShots } from "./lib/shots";
import { scaled } from "./lib/size";

const ROUNDS = 5;
const REQUESTS = scaled(2_000, 200);
const CLIENTS = [16, 64];
/** Rounds on a noisy machine are repeated at most three times. */
const MEMBERS = REQUESTS * ROUNDS * CLIENTS.length * 4 + REQUESTS;
const TOWN = { merchants: 16, members: MEMBERS, vouchersPerMember: 1 };

type Floor = Awaited<ReturnType<typeof openFloor>>;
type Stage = { club: ClubProcess; floor: Floor; used: number };
type Round = { floors: Measured[]; ours: Measured };

/** G1, G2, G3: redemptions of distinct codes against the floor, in the same round on the same machine. */
export async function benchRedeem(scene: Scene): Promise<Finding[]> {
  const club = await openClub(scene, newHome(scene));
  const floor = await openFloor(scene);
  say(`redeem: issuing ${MEMBERS} vouchers`);
  await club.call("prepare", TOWN);
  const stage: Stage = { club, floor, used: 0 };
  await redeemSome(stage, 16);
  await runFloor(floor, 16);
  const findings: Finding[] = [];
  for (const clients of CLIENTS) findings.push(...(await roundsAt(stage, clients)));
  await checkBooks(stage);
  return findings;
}

async function roundsAt(stage: Stage, clients: number): Promise<Finding[]> {
  const rounds: (Round & { isNoisy: boolean })[] = [];
  for (let n = 1; n <= ROUNDS; n += 1) {
    const round = await quietly(
      () => oneRound(stage, clients),
      ({ floors, ours }) => Math.max(ours.foreignPct, ...floors.map((floor) => floor.foreignPct)),
    );
    rounds.push(round);
    say(`redeem: ${clients} clients, round ${n}: ${describe(round)}`);
  }
  return findingsOf(rounds, clients);
}

async function oneRound(stage: Stage, clients: number): Promise<Round> {
  const before = await runFloor(stage.floor, clients);
  const ours = await redeemSome(stage, clients);
  return { floors: [before, await runFloor(stage.floor, clients)], ours };
}

function runFloor(floor: Floor, clients: number): Promise<Measured> {
  const shot = floorShot(floor.token);
  return measured(floor, () => runLoad({ port: floor.port, clients, total: REQUESTS, shot: () => shot }));
}

async function redeemSome(stage: Stage, clients: number): Promise<Measured> {
  const shots = await redeemShots(stage.club, { from: stage.used, count: REQUESTS });
  stage.used += REQUESTS;
  await stage.club.call("settle");
  const shot = (index: number) => shots[index] as (typeof shots)[number];
  const ours = await measured(stage.club, () => runLoad({ port: stage.club.port, clients, total: REQUESTS, shot }));
  assertCorrect(ours.statuses[200] === REQUESTS, `every redemption succeeds: ${JSON.stringify(ours.statuses)}`);
  return ours;
}

function describe({ floors, ours, isNoisy }: Round & { isNoisy: boolean }): string {
  const [before, after] = floors.map((floor) => floor.perSecond.toFixed(0));
  const foreign = Math.max(ours.foreignPct, ...floors.map((floor) => floor.foreignPct)).toFixed(0);
  return (
    `floor ${before}/s and ${after}/s, ours ${ours.perSecond.toFixed(0)}/s, p50 ${ours.p50Ms.toFixed(1)} ms, p99 ${ours.p99Ms.toFixed(1)} ms, ` +
    `CPU ${ours.cpuMsPerRequest.toFixed(2)} ms (event loop ${ours.mainMsPerRequest.toFixed(2)}), others ${foreign} %${isNoisy ? ", noisy" : ""}`
  );
}

function findingsOf(rounds: (Round & { isNoisy: boolean })[], clients: number): Finding[] {
  const isRemote = Boolean(process.env.MONGODB_URI);
  const isNoisy = rounds.some((round) => round.isNoisy);
  const ratios = rounds.map(
    ({ floors, ours }) => (100 * ours.perSecond) / mean(floors.map((floor) => floor.perSecond)),
  );
  const tails = rounds.map(({ floors, ours }) => ours.p99Ms / mean(floors.map((floor) => floor.p99Ms)));
  const cpu = rounds.map(({ ours }) => ours.cpuMsPerRequest);
  const main = rounds.map(({ ours }) => ours.mainMsPerRequest);
  const rate = rounds.map(({ ours }) => ours.perSecond);
  const aim = isRemote ? 30 : 50;
  const at = `${clients} clients`;
  const isGoal = clients === 16;
  return [
    {
      goal: "G1",
      what: `redeem, ${at}, share of the floor`,
      target: isGoal ? `>= ${aim} %` : "",
      reached: `${spread(ratios, 0)} %, ${spread(rate, 0)}/s`,
      isMet: isGoal ? median(ratios) >= aim : null,
      isNoisy,
    },
    {
      goal: "G2",
      what: `redeem, ${at}, server CPU a request (all threads)`,
      target: isGoal ? "<= 1.0 ms" : "",
      reached: `${spread(cpu)} ms, event loop ${spread(main)} ms`,
      isMet: isGoal ? median(cpu) <= 1 : null,
      isNoisy,
    },
    {
      goal: "G3",
      what: `redeem, ${at}, p99 against the floor's`,
      target: "<= 3 x",
      reached: `${spread(tails, 1)} x, p99 ${spread(
        rounds.map(({ ours }) => ours.p99Ms),
        0,
      )} ms`,
      isMet: median(tails) <= 3,
      isNoisy,
    },
  ];
}

async function checkBooks({ club, used }: Stage): Promise<void> {
  const found = await club.call("books");
  const holds = found.isBalanced && found.redeemedCount === used && found.ledgerCount === used;
  assertCorrect(
    holds && found.orphans === 0 && found.withoutLedger === 0,
    `the books balance: ${JSON.stringify({ used, ...found })}`,
  );
  say(`redeem: ${used} redemptions, ${found.issuedCount} vouchers, the books balance`);
}
