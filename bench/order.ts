import { PRICE_POINTS } from "./club/mall";
import { type ClubProcess, newHome, openClub, openFloor } from "./lib/club";
import { runLoad, type Shot } from "./lib/load";
import { assertCorrect, type Finding, say } from "./lib/report";
import { type Measured, mean, measured, median, quietly, spread } from "./lib/rounds";
import type { Scene } from "./lib/scene";
import { floorShot, getShot, orderShot } from "./lib/shots";
import { scaled } from "./lib/size";

const ROUNDS = 5;
const REQUESTS = scaled(2_000, 100);
const CLIENTS = 16;
const MEMBERS = scaled(10_000, 400);
/** Points enough for every order a member may ever make here. */
const POINTS = 1_000_000;
const RACES = scaled(100, 10);
const RACERS = 64;
const RACE_STOCK = 10;
const LIST_REQUESTS = scaled(400, 20);

type Floor = Awaited<ReturnType<typeof openFloor>>;
type Stage = { club: ClubProcess; floor: Floor; products: number; sent: number; orders: number };
type Round = { floors: Measured[]; apart: Measured; hot: Measured };

/** G6, G7: orders with points, of distinct products and of one hot product, against the floor; races for a small stock. */
export async function benchOrder(scene: Scene): Promise<Finding[]> {
  const club = await openClub(scene, newHome(scene));
  const floor = await openFloor(scene);
  say(`order: ${MEMBERS} members with points`);
  await club.call("prepare", { merchants: 1, members: MEMBERS, vouchersPerMember: 1 });
  await club.call("givePoints", { from: 0, count: MEMBERS, points: POINTS });
  const stage: Stage = { club, floor, products: 0, sent: 0, orders: 0 };
  await race(stage);
  await oneRound(stage);
  const rounds: (Round & { isNoisy: boolean })[] = [];
  for (let n = 1; n <= ROUNDS; n += 1) {
    const round = await quietly(
      () => oneRound(stage),
      ({ floors, apart, hot }) => Math.max(...[...floors, apart, hot].map((part) => part.foreignPct)),
    );
    rounds.push(round);
    say(`order: round ${n}: ${describe(round)}`);
  }
  const listing = await list(stage);
  await checkBooks(stage);
  return [...findingsOf(rounds), listing];
}

/** 64 buyers on a stock of 10, again and again: exactly 10 are served, the others are told, nobody sees an error. */
async function race(stage: Stage): Promise<void> {
  for (let n = 1; n <= RACES; n += 1) {
    const [productId = ""] = await shelf(stage, 1, RACE_STOCK);
    const shots = await orders(stage, RACERS, () => productId);
    const { statuses } = await runLoad({ ...load(stage, shots), clients: RACERS });
    const isRight = statuses[200] === RACE_STOCK && statuses[409] === RACERS - RACE_STOCK;
    assertCorrect(isRight, `round ${n}: ${RACE_STOCK} of ${RACERS} are served: ${JSON.stringify(statuses)}`);
    stage.orders += RACE_STOCK;
  }
  say(`order: ${RACES} races of ${RACERS} buyers for ${RACE_STOCK} pieces, ${RACE_STOCK} served each`);
}

async function oneRound(stage: Stage): Promise<Round> {
  const apart = await shelf(stage, REQUESTS, 1);
  const [hot = ""] = await shelf(stage, 1, REQUESTS);
  const before = await runFloor(stage);
  const results = {
    apart: await orderAll(stage, (index) => apart[index] ?? ""),
    hot: await orderAll(stage, () => hot),
  };
  return { floors: [before, await runFloor(stage)], ...results };
}

async function orderAll(stage: Stage, productOf: (index: number) => string): Promise<Measured> {
  const shots = await orders(stage, REQUESTS, productOf);
  await stage.club.call("settle");
  const result = await measured(stage.club, () => runLoad({ ...load(stage, shots), clients: CLIENTS }));
  assertCorrect(result.statuses[200] === REQUESTS, `every order succeeds: ${JSON.stringify(result.statuses)}`);
  stage.orders += REQUESTS;
  return result;
}

function runFloor({ floor }: Stage): Promise<Measured> {
  const shot = floorShot(floor.token);
  const options = { port: floor.port, clients: CLIENTS, total: REQUESTS, shot: () => shot };
  return measured(floor, () => runLoad(options));
}

async function shelf(stage: Stage, count: number, stock: number): Promise<string[]> {
  const ids = await stage.club.call("stockShelf", { from: stage.products, count, stock });
  stage.products += count;
  return ids;
}

/** Orders of members one after the other, each with a key of its own. */
async function orders(stage: Stage, count: number, productOf: (index: number) => string): Promise<Shot[]> {
  const tokens = await stage.club.call("memberTokens", { from: 0, count: MEMBERS });
  return Array.from({ length: count }, (_, index) => {
    stage.sent += 1;
    const accessToken = tokens[stage.sent % MEMBERS] ?? "";
    return orderShot({
      accessToken,
      key: `bench-order-${stage.sent}`,
      productId: productOf(index),
      unitPoints: PRICE_POINTS,
    });
  });
}

function load({ club }: Stage, shots: readonly Shot[]) {
  return { port: club.port, total: shots.length, shot: (index: number) => shots[index] as Shot };
}

/** A page of 50 products found by a word and a category, among all that were put on the shelf, as a member sees it. */
async function list(stage: Stage): Promise<Finding> {
  const [token = ""] = await stage.club.call("memberTokens", { from: 0, count: 1 });
  const q = encodeURIComponent("洗车");
  const shot = getShot(`/api/mall/products?category=wash&sort=priceAsc&limit=50&q=${q}`, token);
  const options = { port: stage.club.port, total: LIST_REQUESTS, shot: () => shot };
  const alone = await measured(stage.club, () => runLoad({ ...options, clients: 1 }));
  const many = await measured(stage.club, () => runLoad({ ...options, clients: CLIENTS }));
  const isRight = alone.statuses[200] === LIST_REQUESTS && many.statuses[200] === LIST_REQUESTS;
  assertCorrect(isRight, `every page is answered: ${JSON.stringify(many.statuses)}`);
  return {
    goal: "G7",
    what: `50 products by word and category among ${stage.products}, 1 client, p50`,
    target: "<= 10 ms",
    reached: `${alone.p50Ms.toFixed(1)} ms; ${many.perSecond.toFixed(0)}/s with ${CLIENTS} clients`,
    isMet: alone.p50Ms <= 10,
    isNoisy: false,
  };
}

function describe({ floors, apart, hot }: Round): string {
  const [before, after] = floors.map((floor) => floor.perSecond.toFixed(0));
  const say = (part: Measured) =>
    `${part.perSecond.toFixed(0)}/s, p99 ${part.p99Ms.toFixed(0)} ms, CPU ${part.cpuMsPerRequest.toFixed(2)} ms`;
  return `floor ${before}/s and ${after}/s; distinct products ${say(apart)}; one hot product ${say(hot)}`;
}

function findingsOf(rounds: (Round & { isNoisy: boolean })[]): Finding[] {
  const isNoisy = rounds.some((round) => round.isNoisy);
  const finding = (what: string, aim: number, part: "apart" | "hot"): Finding => {
    const ratios = rounds.map(
      (round) => (100 * round[part].perSecond) / mean(round.floors.map((floor) => floor.perSecond)),
    );
    const rate = rounds.map((round) => round[part].perSecond);
    return {
      ...{ goal: "G6", what: `order with points, ${what}, ${CLIENTS} clients, share of the floor`, isNoisy },
      target: `>= ${aim} %`,
      reached: `${spread(ratios, 0)} %, ${spread(rate, 0)}/s`,
      isMet: median(ratios) >= aim,
    };
  };
  return [
    {
      goal: "G6",
      what: `${RACES} rounds of ${RACERS} buyers on a stock of ${RACE_STOCK}`,
      target: `${RACE_STOCK} sold each`,
      reached: `${RACES} of ${RACES}; losers 409, no 500; stock, orders, points and vouchers agree`,
      isMet: true,
      isNoisy: false,
    },
    finding("distinct products", 35, "apart"),
    finding("one hot product", 15, "hot"),
  ];
}

async function checkBooks({ club, orders: placed }: Stage): Promise<void> {
  const found = await club.call("mallBooks");
  const holds =
    found.orderCount === placed &&
    found.voucherCount === placed &&
    found.spentPoints === placed * PRICE_POINTS &&
    found.wrongProducts === 0 &&
    found.wrongAccounts === 0;
  assertCorrect(holds, `the mall's books agree: ${JSON.stringify({ placed, ...found })}`);
  say(`order: ${placed} orders, the books agree`);
}
