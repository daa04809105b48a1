import { type ClubProcess, newHome, openClub } from "./lib/club";
import { runLoad, type Shot } from "./lib/load";
import { assertCorrect, type Finding, say } from "./lib/report";
import { type Measured, measured } from "./lib/rounds";
import type { Scene } from "./lib/scene";
import { redeemShots } from "./lib/shots";

const REQUESTS = 4_000;
const CLIENTS = 16;
const TOP = 30;

/** Where the processor time of a redemption goes, by thread, package and function. Sampling itself slows it down a little. */
export async function benchProfile(scene: Scene): Promise<Finding[]> {
  const club = await openClub(scene, newHome(scene));
  await club.call("prepare", { merchants: 16, members: 2 * REQUESTS, vouchersPerMember: 1 });
  await redeem(club, 0);
  const shots = await redeemShots(club, { from: REQUESTS, count: REQUESTS });
  await club.call("startProfile");
  const load = { port: club.port, clients: CLIENTS, total: REQUESTS, shot: (index: number) => shots[index] as Shot };
  const result = await measured(club, () => runLoad(load));
  const { threads, transactions } = await club.call("stopProfile", { top: TOP });
  assertCorrect(result.statuses[200] === REQUESTS, `every redemption succeeds: ${JSON.stringify(result.statuses)}`);
  for (const { thread, busyMs, functions, packages } of threads) {
    say(`\n${thread}: ${((1000 * busyMs) / REQUESTS).toFixed(0)} us a redemption, of which by itself`);
    for (const lines of [packages, functions]) {
      for (const { name, selfMs, share } of lines) {
        const us = ((1000 * selfMs) / REQUESTS).toFixed(1).padStart(6);
        say(`${us} us ${(100 * share).toFixed(1).padStart(5)} %  ${name}`);
      }
      say("");
    }
  }
  return [cost(result, transactions)];
}

async function redeem(club: ClubProcess, slice: number): Promise<void> {
  const shots = await redeemShots(club, { from: slice * REQUESTS, count: REQUESTS });
  await runLoad({ port: club.port, clients: CLIENTS, total: REQUESTS, shot: (index) => shots[index] as Shot });
}

function cost({ cpuMsPerRequest, mainMsPerRequest, perSecond }: Measured, transactions: number): Finding {
  const reached = `${cpuMsPerRequest.toFixed(2)} ms, event loop ${mainMsPerRequest.toFixed(2)} ms, ${perSecond.toFixed(0)}/s, ${(REQUESTS / transactions).toFixed(1)} in a transaction`;
  return { goal: "", what: "redeem under the profiler, CPU a request", target: "", reached, isMet: null };
}
