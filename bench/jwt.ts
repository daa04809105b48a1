import { signAccessToken, verifyAccessToken } from "../server/src/platform/access-tokens";
import { loadConfig } from "../server/src/platform/config";
import { runLoad } from "./lib/load";
import { assertCorrect, type Finding } from "./lib/report";
import { type Measured, measured, median, quietly, spread } from "./lib/rounds";
import type { Scene } from "./lib/scene";
import { getShot } from "./lib/shots";
import { scaled } from "./lib/size";

const ROUNDS = 5;
const REQUESTS = scaled(4_000, 200);
const SAMPLES = scaled(400, 50);
const PER_SAMPLE = 50;

/** G10: what a check of an access token costs. A secret that falls back to a string costs forty times as much. */
export async function benchJwt(scene: Scene): Promise<Finding[]> {
  const verifyUs = verifyMedianUs();
  const child = scene.start("bench-jwt-server");
  const [port, token] = [await child.ask<number>("port"), await child.ask<string>("token")];
  const run = async (path: string): Promise<Measured> => {
    const shot = getShot(path, token);
    const result = await measured(child, () => runLoad({ port, clients: 16, total: REQUESTS, shot: () => shot }));
    assertCorrect(result.statuses[200] === REQUESTS, `${path} answers: ${JSON.stringify(result.statuses)}`);
    return result;
  };
  await run("/guarded");
  const rounds: { plain: Measured; guarded: Measured; isNoisy: boolean }[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    const round = async () => ({ plain: await run("/plain"), guarded: await run("/guarded") });
    rounds.push(await quietly(round, ({ plain, guarded }) => Math.max(plain.foreignPct, guarded.foreignPct)));
  }
  const shares = rounds.map(({ plain, guarded }) => (100 * guarded.perSecond) / plain.perSecond);
  const isNoisy = rounds.some((round) => round.isNoisy);
  return [
    {
      goal: "G10",
      what: "check of an access token, median",
      target: "<= 60 us",
      reached: `${verifyUs.toFixed(1)} us`,
      isMet: verifyUs <= 60,
    },
    {
      goal: "G10",
      what: "Express with the token against without, 16 clients",
      target: ">= 65 %",
      reached: `${spread(shares, 0)} %`,
      isMet: median(shares) >= 65,
      isNoisy,
    },
  ];
}

function verifyMedianUs(): number {
  const { keys } = loadConfig({});
  const actor = { kind: "member", id: "bench", role: "member", cityCode: "370100", sessionId: "bench" } as const;
  const now = new Date();
  const token = signAccessToken(keys, actor, now);
  const samples = Array.from({ length: SAMPLES }, () => {
    const begun = performance.now();
    for (let n = 0; n < PER_SAMPLE; n += 1) verifyAccessToken(keys, token, now);
    return ((performance.now() - begun) * 1000) / PER_SAMPLE;
  });
  return median(samples);
}
