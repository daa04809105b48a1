import { type ClubProcess, newHome, openClub } from "./lib/club";
import { type LoadResult, runLoad, type Shot } from "./lib/load";
import { assertCorrect, type Finding } from "./lib/report";
import type { Scene } from "./lib/scene";
import { redeemShots } from "./lib/shots";
import { scaled } from "./lib/size";

const LOGINS = scaled(400, 40);
const AT_ONCE = 8;
const PER_SECOND = 20;
const REQUESTS = scaled(2_000, 200);
const TOWN = { merchants: 100, members: 3 * REQUESTS, vouchersPerMember: 1 };

/** G11: sign-ins by password, and redemptions while others sign in. */
export async function benchLogin(scene: Scene): Promise<Finding[]> {
  const club = await openClub(scene, newHome(scene));
  await club.call("prepare", TOWN);
  const size = { count: LOGINS, atOnce: AT_ONCE, merchants: TOWN.merchants };
  await club.call("loginRate", { ...size, count: AT_ONCE });
  const raw = await club.call("argonRate", size);
  const whole = await club.call("loginRate", size);
  await redeem(club, 0);
  const before = await redeem(club, 1);
  await club.call("startLogins", { perSecond: PER_SECOND, merchants: TOWN.merchants });
  const meanwhile = await redeem(club, 2);
  const { done, failed } = await club.call("stopLogins");
  assertCorrect(failed === 0, `${failed} of ${done + failed} sign-ins failed`);
  const share = (100 * whole) / raw;
  const tail = meanwhile.p99Ms / before.p99Ms;
  return [
    {
      goal: "G11",
      what: `sign-ins by password, ${AT_ONCE} at once, against argon2id alone`,
      target: ">= 70 %",
      reached: `${share.toFixed(0)} % (${whole.toFixed(0)}/s of ${raw.toFixed(0)}/s)`,
      isMet: share >= 70,
    },
    {
      goal: "G11",
      what: `redeem p99 during ${PER_SECOND} sign-ins a second (${done} of them)`,
      target: "<= 3 x",
      reached: `${tail.toFixed(1)} x (${before.p99Ms.toFixed(0)} to ${meanwhile.p99Ms.toFixed(0)} ms)`,
      isMet: tail <= 3,
    },
  ];
}

async function redeem(club: ClubProcess, slice: number): Promise<LoadResult> {
  const shots = await redeemShots(club, { from: slice * REQUESTS, count: REQUESTS });
  const load = { port: club.port, clients: 16, total: REQUESTS, shot: (index: number) => shots[index] as Shot };
  const result = await runLoad(load);
  assertCorrect(result.statuses[200] === REQUESTS, `every redemption succeeds: ${JSON.stringify(result.statuses)}`);
  return result;
}
