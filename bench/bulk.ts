import { type ClubProcess, newHome, openClub } from "./lib/club";
import { type LoadResult, runLoad, type Shot } from "./lib/load";
import { assertCorrect, type Finding, say } from "./lib/report";
import type { Scene } from "./lib/scene";
import { redeemShots } from "./lib/shots";
import { scaled } from "./lib/size";

const CODES = scaled(100_000, 1_000);
const BASELINE = scaled(2_000, 200);
/** More than can be redeemed while the codes are issued. */
const MEANWHILE = scaled(40_000, 1_000);
const TOWN = { merchants: 16, members: BASELINE * 2 + MEANWHILE, vouchersPerMember: 1 };

/** G9: many codes at once by the service, alone and while clerks redeem. */
export async function benchBulk(scene: Scene): Promise<Finding[]> {
  const club = await openClub(scene, newHome(scene));
  await club.call("prepare", TOWN);
  await redeem(club, { from: 0, count: BASELINE });
  const alone = await issue(club);
  say(`bulk: ${CODES} codes alone in ${(alone.ms / 1000).toFixed(2)} s`);
  await club.call("settle");
  const before = await redeem(club, { from: BASELINE, count: BASELINE });
  const shots = await redeemShots(club, { from: 2 * BASELINE, count: MEANWHILE });
  const issuing = issue(club);
  const meanwhile = await redeemWhile(club, shots, issuing);
  const busy = await issuing;
  for (const { sourceId } of [alone, busy]) await assertStored(club, sourceId);
  say(`bulk: ${CODES} codes in ${(busy.ms / 1000).toFixed(2)} s while ${meanwhile.requests} were redeemed`);
  const found = await club.call("books");
  const isWhole = found.isBalanced && found.orphans === 0 && found.withoutLedger === 0;
  assertCorrect(
    isWhole && found.issuedCount === TOWN.members + 2 * CODES,
    `the books balance: ${JSON.stringify(found)}`,
  );
  const tail = meanwhile.p99Ms / before.p99Ms;
  return [
    {
      goal: "G9",
      what: `${CODES} codes durable at the service`,
      target: "<= 5 s",
      reached: `${(alone.ms / 1000).toFixed(2)} s (${(busy.ms / 1000).toFixed(2)} s with redemptions)`,
      isMet: alone.ms <= 5_000,
    },
    {
      goal: "G9",
      what: "event loop held up at most meanwhile",
      target: "<= 50 ms",
      reached: `${alone.maxBlockMs.toFixed(0)} ms (${busy.maxBlockMs.toFixed(0)} ms with redemptions)`,
      isMet: alone.maxBlockMs <= 50,
    },
    {
      goal: "G9",
      what: "redeem p99 meanwhile, 16 clients",
      target: "<= 2 x",
      reached: `${tail.toFixed(1)} x (${before.p99Ms.toFixed(0)} to ${meanwhile.p99Ms.toFixed(0)} ms)`,
      isMet: tail <= 2,
    },
  ];
}

async function issue(club: ClubProcess) {
  const result = await club.call("issueBulk", { count: CODES });
  assertCorrect(result.issuedCount === CODES, `${CODES} codes are issued: ${JSON.stringify(result)}`);
  return result;
}

async function assertStored(club: ClubProcess, sourceId: string): Promise<void> {
  assertCorrect(await club.call("isIssued", { sourceId, count: CODES }), `${CODES} codes and their cards are stored`);
}

async function redeem(club: ClubProcess, slice: { from: number; count: number }): Promise<LoadResult> {
  const shots = await redeemShots(club, slice);
  return all200(
    await runLoad({ port: club.port, clients: 16, total: shots.length, shot: (index) => shots[index] as Shot }),
  );
}

/** Redeems in small loads until the other work is done; the percentiles are over all of them. */
async function redeemWhile(club: ClubProcess, shots: Shot[], work: Promise<unknown>): Promise<LoadResult> {
  let isDone = false;
  const end = () => {
    isDone = true;
  };
  work.then(end, end);
  const total = shots.length;
  return all200(
    await runLoad({ port: club.port, clients: 16, total, shot: (index) => shots[index] as Shot, isOver: () => isDone }),
  );
}

function all200(result: LoadResult): LoadResult {
  assertCorrect(
    result.statuses[200] === result.requests,
    `every redemption succeeds: ${JSON.stringify(result.statuses)}`,
  );
  return result;
}
