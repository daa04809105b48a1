import { memoryOf, memoryText } from "./lib/child";
import { type ClubProcess, type Home, newHome, openClub, openFloor } from "./lib/club";
import { runLoad, type Shot } from "./lib/load";
import { assertCorrect, type Finding, say } from "./lib/report";
import { type Measured, mean, measured, median, quietly, spread } from "./lib/rounds";
import type { Scene } from "./lib/scene";
import { floorShot, getShot, previewShot, redeemShots } from "./lib/shots";
import { scaled } from "./lib/size";

const ROUNDS = 5;
/** Noisy rounds that may be repeated, in all: every repetition takes vouchers of the few. */
const REPEATS = 3;
const REQUESTS = scaled(2_000, 100);
const LIST_REQUESTS = scaled(400, 20);
const LOOK_UPS = scaled(500, 20);
const PER_MEMBER = 10;
/** One round to warm up, and one voucher for every redemption. */
const FEW = scaled(10_000, (1 + ROUNDS + REPEATS) * REQUESTS);
const MANY = scaled(1_000_000, PER_MEMBER * FEW);
const CITY = "370200";
const PAGE = 50;
/** As far back as a reader would ever page by hand, several times over. */
const DEEP_PAGES = scaled(400, 5);

type Club = ClubProcess & { home: Home; vouchers: number; members: number; used: number; staffToken: string };
type Round = { few: Measured; many: Measured; listFew: Measured; listMany: Measured };

/** G7, G8, G12, G13: the same work on few and on many vouchers, in turns. */
export async function benchFlat(scene: Scene): Promise<Finding[]> {
  const few = await populate(scene, { vouchers: FEW, members: FEW });
  const many = await populate(scene, { vouchers: MANY, members: Math.ceil(MANY / PER_MEMBER) });
  const rounds: (Round & { isNoisy: boolean })[] = [];
  await oneRound(few, many);
  const budget = { left: REPEATS };
  for (let n = 1; n <= ROUNDS; n += 1) {
    const round = await quietly(
      () => oneRound(few, many),
      (measures) => Math.max(...Object.values(measures).map((measure) => measure.foreignPct)),
      budget,
    );
    rounds.push(round);
    say(`flat: round ${n}: few ${describe(round.few)}; many ${describe(round.many)}`);
  }
  for (const club of [few, many]) {
    const ledger = await club.call("ledgerCount");
    assertCorrect(ledger === club.used, `${club.used} redemptions were answered, the ledger has ${ledger}`);
  }
  return [...flatness(rounds), ...(await listing(scene, many)), ...standing(few, many)];
}

/** Prepares a club and starts it anew, so that memory and start-up are those of a server that finds its data there. */
async function populate(scene: Scene, size: { vouchers: number; members: number }): Promise<Club> {
  const home = newHome(scene);
  const first = await openClub(scene, home);
  const begun = performance.now();
  const vouchersPerMember = Math.ceil(size.vouchers / size.members);
  await first.call("prepare", { merchants: 16, members: size.members, vouchersPerMember });
  say(`flat: ${size.vouchers} vouchers issued in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  await first.stop();
  const club = await openClub(scene, home);
  const staffToken = await tokenOf(club);
  return { ...club, home, ...size, used: 0, staffToken };
}

function tokenOf(club: ClubProcess): Promise<string> {
  return club.call("staffToken", { id: "bench", role: "cityAdmin", cityCode: CITY });
}

async function oneRound(few: Club, many: Club): Promise<Round> {
  return {
    few: await redeemSome(few),
    many: await redeemSome(many),
    listFew: await firstPages(few),
    listMany: await firstPages(many),
  };
}

async function redeemSome(club: Club): Promise<Measured> {
  const shots = await redeemShots(club, { from: club.used, count: REQUESTS });
  club.used += REQUESTS;
  await club.call("settle");
  const load = { port: club.port, clients: 16, total: REQUESTS, shot: (index: number) => shots[index] as Shot };
  const result = await measured(club, () => runLoad(load));
  assertCorrect(result.statuses[200] === REQUESTS, `every redemption succeeds: ${JSON.stringify(result.statuses)}`);
  return result;
}

async function firstPages(club: Club): Promise<Measured> {
  club.staffToken = await tokenOf(club);
  const shot = getShot(`/api/staff/vouchers?cityCode=${CITY}&limit=${PAGE}`, club.staffToken);
  const result = await measured(club, () =>
    runLoad({ port: club.port, clients: 1, total: LIST_REQUESTS, shot: () => shot }),
  );
  assertCorrect(result.statuses[200] === LIST_REQUESTS, `every list is given: ${JSON.stringify(result.statuses)}`);
  return result;
}

function describe(measure: Measured): string {
  return `${measure.perSecond.toFixed(0)}/s, CPU ${measure.cpuMsPerRequest.toFixed(2)} ms, p99 ${measure.p99Ms.toFixed(0)} ms`;
}

function flatness(rounds: (Round & { isNoisy: boolean })[]): Finding[] {
  const isNoisy = rounds.some((round) => round.isNoisy);
  const ratio = (what: string, limit: number, of: (round: Round) => number): Finding => {
    const values = rounds.map(of);
    const target = `<= ${limit} x`;
    return { goal: "G8", what, target, reached: `${spread(values)} x`, isMet: median(values) <= limit, isNoisy };
  };
  const sizes = `${FEW} to ${MANY} vouchers`;
  return [
    ratio(`redeem CPU, ${sizes}`, 1.2, ({ few, many }) => many.cpuMsPerRequest / few.cpuMsPerRequest),
    ratio(`redeem p99, ${sizes}`, 1.5, ({ few, many }) => many.p99Ms / few.p99Ms),
    ratio(`list, first page (p50), ${sizes}`, 1.5, ({ listFew, listMany }) => listMany.p50Ms / listFew.p50Ms),
  ];
}

/** G7 on the large one. */
async function listing(scene: Scene, club: Club): Promise<Finding[]> {
  const floor = await openFloor(scene);
  const one = await firstPages(club);
  const first = getShot(`/api/staff/vouchers?cityCode=${CITY}&limit=${PAGE}`, club.staffToken);
  const load = (port: number, shot: Shot) => runLoad({ port, clients: 16, total: LIST_REQUESTS, shot: () => shot });
  const floors = [await load(floor.port, floorShot(floor.token))];
  const busy = await load(club.port, first);
  floors.push(await load(floor.port, floorShot(floor.token)));
  const share = (100 * busy.perSecond) / mean(floors.map((result) => result.perSecond));
  const deep = await deepPage(club);
  const lookUp = await lookUps(club);
  const finding = (what: string, target: string, of: { reached: string; isMet: boolean }): Finding => ({
    goal: "G7",
    what,
    target,
    ...of,
  });
  return [
    finding(`list of ${PAGE} rows, 16 clients, share of the floor`, ">= 25 %", {
      reached: `${share.toFixed(0)} %, ${busy.perSecond.toFixed(0)}/s`,
      isMet: share >= 25,
    }),
    finding(`list of ${PAGE} rows, 1 client, p50`, "<= 10 ms", {
      reached: `${one.p50Ms.toFixed(1)} ms`,
      isMet: one.p50Ms <= 10,
    }),
    finding(`page ${deep.page} against the first (p50)`, "<= 1.5 x", {
      reached: `${(deep.p50Ms / one.p50Ms).toFixed(2)} x`,
      isMet: deep.p50Ms <= 1.5 * one.p50Ms,
    }),
    finding("look-up by exact code (preview), 1 client, p50", "<= 3 ms", {
      reached: `${lookUp.p50Ms.toFixed(1)} ms`,
      isMet: lookUp.p50Ms <= 3,
    }),
  ];
}

/** Pages as a reader does until far back or the end, then measures the last one. */
async function deepPage(club: Club): Promise<{ page: number; p50Ms: number }> {
  let path = `/api/staff/vouchers?cityCode=${CITY}&limit=${PAGE}`;
  let page = 1;
  for (; page < DEEP_PAGES; page += 1) {
    let body = "";
    const shot = getShot(path, club.staffToken);
    const take = (_index: number, _status: number, text: string) => {
      body = text;
    };
    await runLoad({ port: club.port, clients: 1, total: 1, shot: () => shot, onAnswer: take });
    const { nextCursor } = JSON.parse(body) as { nextCursor: string | null };
    if (!nextCursor) break;
    path = `/api/staff/vouchers?cityCode=${CITY}&limit=${PAGE}&cursor=${encodeURIComponent(nextCursor)}`;
  }
  const shot = getShot(path, club.staffToken);
  const { p50Ms } = await runLoad({ port: club.port, clients: 1, total: LIST_REQUESTS, shot: () => shot });
  return { page, p50Ms };
}

async function lookUps(club: Club): Promise<{ p50Ms: number }> {
  const codes = (await club.call("codes", { from: club.members - LOOK_UPS, count: LOOK_UPS })).filter(
    (row) => row.cityCode === CITY,
  );
  const [clerk] = await club.call("clerks", { cityCode: CITY });
  if (!clerk || codes.length === 0) throw new Error(`nobody to look up in ${CITY}`);
  const shots = codes.map(({ code }) => previewShot({ ...clerk, presented: code }));
  const load = {
    port: club.port,
    clients: 1,
    total: LOOK_UPS,
    shot: (index: number) => shots[index % shots.length] as Shot,
  };
  const result = await runLoad(load);
  assertCorrect(result.statuses[200] === LOOK_UPS, `every code is found: ${JSON.stringify(result.statuses)}`);
  return result;
}

function standing(few: Club, many: Club): Finding[] {
  const memory = [few, many].map((club) => memoryText(memoryOf(club.pid)));
  const seconds = many.startMs / 1000;
  return [
    {
      goal: "G12",
      what: `RSS after these rounds, ${FEW} and ${MANY} vouchers`,
      target: "see memory",
      reached: memory.join(", "),
      isMet: null,
    },
    {
      goal: "G13",
      what: `start to ready with ${MANY} vouchers (with ${FEW}: ${(few.startMs / 1000).toFixed(1)} s)`,
      target: "<= 3 s",
      reached: `${seconds.toFixed(1)} s`,
      isMet: seconds <= 3,
    },
  ];
}
