import { type Memory, memoryOf, memoryText, mostOf } from "./lib/child";
import { type ClubProcess, newHome, openClub } from "./lib/club";
import { runLoad, type Shot } from "./lib/load";
import { assertCorrect, type Finding, say } from "./lib/report";
import type { Scene } from "./lib/scene";
import { getShot, previewShot, redeemShots } from "./lib/shots";
import { scaled } from "./lib/size";

/** Five minutes at full scale. */
const LOAD_MS = scaled(300_000, 3_000);
const SAMPLE_MS = 250;
const PER_MEMBER = 10;
const CLIENTS = 8;
/** Shots are prepared in slices, whose tickets are good for ten minutes. */
const SLICE = scaled(1_000, 100);
const CITY = "370200";
const SIZES = [
  { vouchers: scaled(100_000, 1_000), limitMb: 250 },
  { vouchers: scaled(1_000_000), limitMb: 600 },
];

/** G12: the most memory a server ever has under a mix of redemptions and lists. */
export async function benchMemory(scene: Scene): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { vouchers, limitMb } of SIZES) {
    const members = Math.ceil(vouchers / PER_MEMBER);
    const home = newHome(scene);
    const first = await openClub(scene, home);
    await first.call("prepare", { merchants: 16, members, vouchersPerMember: PER_MEMBER });
    await first.stop();
    const club = await openClub(scene, home);
    const { most, requests } = await watch(club, members);
    await club.stop();
    say(`memory: ${vouchers} vouchers, ${requests} requests, at most ${memoryText(most)}`);
    findings.push({
      goal: "G12",
      what: `RSS at most in ${(LOAD_MS / 60_000).toFixed(1)} min of load, ${vouchers} vouchers`,
      target: `<= ${limitMb} MB`,
      reached: memoryText(most),
      isMet: most.mb <= limitMb,
    });
  }
  return findings;
}

async function watch(club: ClubProcess, members: number): Promise<{ most: Memory; requests: number }> {
  let most: Memory = { mb: 0, ownMb: 0 };
  const sampler = setInterval(() => {
    most = mostOf(most, memoryOf(club.pid));
  }, SAMPLE_MS);
  const endsAt = performance.now() + LOAD_MS;
  const isOver = () => performance.now() >= endsAt;
  let requests = 0;
  try {
    for (let slice = 0; !isOver(); slice += 1) {
      const shots = await mixed(club, members, slice);
      const { statuses, ...result } = await runLoad({
        port: club.port,
        clients: CLIENTS,
        total: shots.length,
        shot: (index) => shots[index] as Shot,
        isOver,
      });
      requests += result.requests;
      assertCorrect(statuses[200] === result.requests, `every request succeeds: ${JSON.stringify(statuses)}`);
    }
  } finally {
    clearInterval(sampler);
  }
  return { most, requests };
}

/** Redemptions, or previews when every voucher is used, each followed by a page of a list. */
async function mixed(club: ClubProcess, members: number, slice: number): Promise<Shot[]> {
  const count = Math.min(SLICE, members);
  const from = slice * count;
  const counter =
    from + count <= members
      ? await redeemShots(club, { from, count })
      : await previews(club, from % (members - count + 1));
  const staff = { id: "bench", role: "cityAdmin", cityCode: CITY } as const;
  const list = getShot(`/api/staff/vouchers?cityCode=${CITY}&limit=20`, await club.call("staffToken", staff));
  return counter.flatMap((shot) => [shot, list]);
}

async function previews(club: ClubProcess, from: number): Promise<Shot[]> {
  const [clerk] = await club.call("clerks", { cityCode: CITY });
  if (!clerk) throw new Error(`no clerk in ${CITY}`);
  const codes = await club.call("codes", { from, count: SLICE });
  return codes.map(({ code }) => previewShot({ ...clerk, presented: code }));
}
