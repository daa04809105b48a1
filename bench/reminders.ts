import { memoryOf, mostOf } from "./lib/child";
import { newHome, openClub } from "./lib/club";
import { assertCorrect, type Finding, say } from "./lib/report";
import type { Scene } from "./lib/scene";
import { scaled } from "./lib/size";

const DUE = scaled(100_000, 1_000);
const SIZES = [{ members: DUE }, { members: scaled(1_000_000, 2_000) }];
const SAMPLE_MS = 100;

/** Planning of reminders: 100,000 members who are due, alone and among a million. */
export async function benchReminders(scene: Scene): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { members } of SIZES) {
    const home = newHome(scene);
    const first = await openClub(scene, home);
    await first.call("prepareGarages", { members, dueCount: DUE });
    await first.stop();
    const club = await openClub(scene, home);
    const before = memoryOf(club.pid);
    let most = before;
    const sampler = setInterval(() => {
      most = mostOf(most, memoryOf(club.pid));
    }, SAMPLE_MS);
    const planned = await club.call("planGarages");
    clearInterval(sampler);
    const again = await club.call("planGarages");
    const books = await club.call("reminderBooks");
    await club.stop();
    const isRight = planned.plans === DUE && again.plans === 0 && books.reminders === planned.reminders;
    assertCorrect(
      isRight && books.messages === books.reminders,
      `every due member is planned once: ${JSON.stringify({ planned, again, books })}`,
    );
    const seconds = planned.ms / 1000;
    const more = `${(most.mb - before.mb).toFixed(0)} MB (${(most.ownMb - before.ownMb).toFixed(0)} of it its own)`;
    say(
      `reminders: ${DUE} of ${members} members planned in ${seconds.toFixed(1)} s, ${planned.reminders} reminders, ${more} more`,
    );
    findings.push({
      goal: "plan",
      what: `${DUE} due of ${members} members planned`,
      target: "<= 60 s",
      reached: `${seconds.toFixed(1)} s, ${planned.reminders} reminders`,
      isMet: seconds <= 60,
    });
    findings.push({
      goal: "plan",
      what: `heap of the event loop more while planning, ${members} members`,
      target: "<= 100 MB",
      reached: `${planned.heapMb.toFixed(0)} MB; with the database and ${2 * planned.reminders} new documents (RSS) ${more}`,
      isMet: planned.heapMb <= 100,
    });
  }
  return findings;
}
