import { type ClubProcess, type Home, newHome, openClub } from "./lib/club";
import { openConnection } from "./lib/connection";
import type { Shot } from "./lib/load";
import { assertCorrect, type Finding, say } from "./lib/report";
import type { Scene } from "./lib/scene";
import { previewShot, redeemShot } from "./lib/shots";
import { scaled } from "./lib/size";

const ROUNDS = scaled(200, 20);
const RACERS = 64;
/** Merchants enough that every large city has several. */
const TOWN = { merchants: 400, members: ROUNDS, vouchersPerMember: 1 };
const KILL_EVERY = 10;
/** From before the first request is read to after the last is answered. */
const KILLED_AFTER_MS = [5, 10, 15, 20, 25, 30, 40, 55];

type Stage = { scene: Scene; home: Home; first: ClubProcess; second: ClubProcess };
/** How a round is run. Both servers work on one database; the embedded one lives in the first. */
type Style = { isManyMerchants: boolean; isOneKey: boolean; isTwoServers: boolean; kill: "none" | "first" | "second" };
type Racer = { shot: Shot; isSecond: boolean };
type Answer = { status: number; redemptionId: string | null };
/** How far a killed round had got. */
type Reached = "answered" | "written, nobody told" | "not written";

/** G5: many race to redeem one code; the database must have one winner, whatever the answers were and whoever was killed. */
export async function benchOnce(scene: Scene): Promise<Finding[]> {
  const home = newHome(scene);
  const first = await openClub(scene, home);
  await first.call("prepare", TOWN);
  const stage: Stage = { scene, home, first, second: await openClub(scene, home, first.databaseUri) };
  const kills: Record<Reached, number> = { answered: 0, "written, nobody told": 0, "not written": 0 };
  let answers = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const style = styleOf(round);
    const result = await oneRound(stage, round, style);
    answers += result.answers;
    if (result.killedAt) kills[result.killedAt] += 1;
    if ((round + 1) % Math.ceil(ROUNDS / 10) === 0) say(`once: ${round + 1} of ${ROUNDS} rounds, each one winner`);
  }
  const found = await stage.first.call("books");
  const isWhole = found.isBalanced && found.redeemedCount === ROUNDS && found.ledgerCount === ROUNDS;
  assertCorrect(
    isWhole && found.orphans === 0 && found.withoutLedger === 0,
    `the books balance: ${JSON.stringify(found)}`,
  );
  const killed = Object.entries(kills).map(([when, count]) => `${count} ${when}`);
  const reached = `${ROUNDS} of ${ROUNDS} rounds, ${answers} answers; kill -9: ${killed.join(", ")}; no orphan`;
  return [
    {
      goal: "G5",
      what: `exactly once: ${RACERS} racers on one code, read from the database`,
      target: "1 winner each",
      reached,
      isMet: true,
    },
  ];
}

/** All sixteen styles without killing come by in turn; every tenth round a server is killed in the middle. */
function styleOf(round: number): Style {
  const isKilled = round % KILL_EVERY === KILL_EVERY - 1;
  const killed = round % (2 * KILL_EVERY) < KILL_EVERY ? "first" : "second";
  return {
    isManyMerchants: (round & 1) === 1,
    isOneKey: (round & 2) === 2,
    isTwoServers: (round & 4) === 4 || (isKilled && killed === "second"),
    kill: isKilled ? killed : "none",
  };
}

type RoundResult = { answers: number; killedAt: Reached | null };

async function oneRound(stage: Stage, round: number, style: Style): Promise<RoundResult> {
  const [code] = await stage.first.call("codes", { from: round, count: 1 });
  if (!code) throw new Error("no voucher left");
  const racers = await lineUp(stage, { round, style, ...code });
  const answers = await race(stage, racers, style.kill === "none" ? null : { style, round });
  let killedAt: Reached | null = null;
  if (style.kill !== "none") {
    await restart(stage, style.kill);
    killedAt = await afterKill(stage, code.voucherId, answers);
    // Everybody who does not know how it ended asks again, with the same key.
    answers.push(...(await race(stage, racers, null)));
  }
  const last = answers.slice(-RACERS);
  await check(stage, code.voucherId, { answers, last, style, round });
  return { answers: answers.length, killedAt };
}

/** What the restarted server finds: all of a redemption or nothing, and all of it when anybody was given a receipt. */
async function afterKill(stage: Stage, voucherId: string, answers: Answer[]): Promise<Reached> {
  const found = await stage.first.call("race", { voucherId });
  const told = answers.find(({ redemptionId }) => redemptionId !== null)?.redemptionId ?? null;
  const all = `after kill -9 ${JSON.stringify({ found, told })}`;
  const count = found.ledger.length;
  const isAllOrNothing = found.uses === count && found.history.length === count && found.quotas === count && count <= 1;
  assertCorrect(isAllOrNothing, `a redemption is there whole or not at all: ${all}`);
  assertCorrect(told === null || found.ledger[0] === told, `a receipt that was given stands: ${all}`);
  if (told !== null) return "answered";
  return count === 1 ? "written, nobody told" : "not written";
}

/** Previews by every clerk who takes part, then 64 confirmations. */
async function lineUp(
  stage: Stage,
  of: { round: number; style: Style; code: string; cityCode: string },
): Promise<Racer[]> {
  const { round, style, code, cityCode } = of;
  const all = await stage.first.call("clerks", { cityCode });
  const clerks = style.isManyMerchants ? all : all.slice(0, 1);
  const connection = openConnection(stage.first.port);
  const tickets: string[] = [];
  for (const clerk of clerks) {
    const { status, body } = await connection.send(previewShot({ ...clerk, presented: code }));
    const ticket = status === 200 ? (JSON.parse(body) as { ticket: string | null }).ticket : null;
    assertCorrect(ticket !== null, `round ${round}: the preview gives a ticket (${status} ${body})`);
    tickets.push(ticket);
  }
  connection.close();
  return Array.from({ length: RACERS }, (_, index) => {
    const n = index % clerks.length;
    const key = style.isOneKey ? `race-${round}-shared` : `race-${round}-racer-${index}`;
    const shot = redeemShot({ ticket: tickets[n] ?? "", accessToken: clerks[n]?.accessToken ?? "", key });
    return { shot, isSecond: style.isTwoServers && index % 2 === 1 };
  });
}

/** All at once, each on a connection of its own. `cut` kills a server while they are under way. */
async function race(stage: Stage, racers: Racer[], cut: { style: Style; round: number } | null): Promise<Answer[]> {
  const { first, second } = stage;
  const running = racers.map(async ({ shot, isSecond }): Promise<Answer> => {
    const connection = openConnection((isSecond ? second : first).port);
    const { status, body } = await connection.send(shot);
    connection.close();
    return {
      status,
      redemptionId: status === 200 ? (JSON.parse(body) as { redemptionId: string }).redemptionId : null,
    };
  });
  if (cut) {
    const afterMs = KILLED_AFTER_MS[Math.floor(cut.round / KILL_EVERY) % KILLED_AFTER_MS.length] ?? 1;
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await (cut.style.kill === "first" ? first : second).kill();
  }
  return Promise.all(running);
}

async function restart(stage: Stage, killed: "first" | "second"): Promise<void> {
  const { scene, home } = stage;
  if (killed === "first") {
    // The database went with it, so the second is of no use any more.
    await stage.second.kill();
    stage.first = await openClub(scene, home);
  }
  stage.second = await openClub(scene, home, stage.first.databaseUri);
}

type Outcome = { answers: Answer[]; last: Answer[]; style: Style; round: number };

async function check(stage: Stage, voucherId: string, { answers, last, style, round }: Outcome): Promise<void> {
  const found = await stage.first.call("race", { voucherId });
  const winner = found.redemptionId;
  const tally: Record<number, number> = {};
  for (const { status } of last) tally[status] = (tally[status] ?? 0) + 1;
  const told = [...new Set(answers.flatMap(({ redemptionId }) => redemptionId ?? []))];
  const all = `round ${round} ${JSON.stringify({ style, found, told, tally })}`;
  assertCorrect(
    found.status === "redeemed" && found.uses === 1 && winner !== null,
    `the voucher was used once: ${all}`,
  );
  assertCorrect(
    found.ledger.length === 1 && found.ledger[0] === winner,
    `the ledger has one row, the voucher's: ${all}`,
  );
  assertCorrect(
    found.history.length === 1 && found.history[0] === winner && found.quotas === 1,
    `history and quota agree: ${all}`,
  );
  assertCorrect(told.length === 1 && told[0] === winner, `every receipt ever given is the winner's: ${all}`);
  const winners = tally[200] ?? 0;
  assertCorrect(winners + (tally[409] ?? 0) === RACERS, `losers are refused, nobody sees an error: ${all}`);
  const isEverybody = style.isOneKey && !style.isManyMerchants;
  const isRight = isEverybody ? winners === RACERS : style.isOneKey ? winners >= 1 : winners === 1;
  assertCorrect(isRight, `only requests with the winner's key get the receipt: ${all}`);
}
