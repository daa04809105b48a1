import { benchBulk } from "./bulk";
import { benchEmbedded } from "./embedded-mongo";
import { benchFlat } from "./flat";
import { benchJwt } from "./jwt";
import { type Finding, Incorrect, printTable, say, sayWhere } from "./lib/report";
import { type Scene, withScene } from "./lib/scene";
import { benchLogin } from "./login";
import { benchMemory } from "./memory";
import { benchOnce } from "./once";
import { benchOrder } from "./order";
import { benchProfile } from "./profile";
import { benchRedeem } from "./redeem";
import { benchReminders } from "./reminders";
import { benchSettlement } from "./settlement";

/** What there is, with the minutes after which it is given up. */
const BENCHES: Record<string, { run: (scene: Scene) => Promise<Finding[]>; maxMinutes: number }> = {
  redeem: { run: benchRedeem, maxMinutes: 15 },
  once: { run: benchOnce, maxMinutes: 20 },
  order: { run: benchOrder, maxMinutes: 15 },
  flat: { run: benchFlat, maxMinutes: 20 },
  bulk: { run: benchBulk, maxMinutes: 10 },
  jwt: { run: benchJwt, maxMinutes: 5 },
  login: { run: benchLogin, maxMinutes: 10 },
  settlement: { run: benchSettlement, maxMinutes: 15 },
  reminders: { run: benchReminders, maxMinutes: 25 },
  memory: { run: benchMemory, maxMinutes: 30 },
  embedded: { run: benchEmbedded, maxMinutes: 20 },
  profile: { run: benchProfile, maxMinutes: 5 },
};

/** `npm run bench -- redeem once …` or `all`. Exit code 1 only when something was wrong, never because it was slow. */
async function main(names: string[]): Promise<number> {
  const wanted = names.includes("all") ? Object.keys(BENCHES).filter((name) => name !== "profile") : names;
  const unknown = wanted.filter((name) => !BENCHES[name]);
  if (wanted.length === 0 || unknown.length > 0) {
    say(
      `${unknown.map((name) => `There is no bench "${name}". `).join("")}There are: all, ${Object.keys(BENCHES).join(", ")}.`,
    );
    return 2;
  }
  sayWhere();
  const findings: Finding[] = [];
  let code = 0;
  for (const name of wanted) {
    const bench = BENCHES[name];
    if (!bench) continue;
    try {
      findings.push(...(await withScene(bench.maxMinutes, bench.run)));
    } catch (error) {
      code = 1;
      say(
        error instanceof Incorrect
          ? `${name}: WRONG: ${error.message}`
          : `${name}: failed: ${error instanceof Error ? error.stack : error}`,
      );
    }
  }
  printTable(findings);
  return code;
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
