import { cityName } from "@club/shared/regions";
import type { AppDeps } from "../platform/context";
import { hashPassword } from "../platform/password";
import { DEMO_PASSWORD, type DemoAccounts } from "./accounts";
import { type DemoMarker, DemoMarkers } from "./demo-marker.model";
import { MEMBERS_WITH_PASSWORD, planMember } from "./member-plan";
import { planMerchants } from "./merchant-plan";
import { seedClaims } from "./seed-claims";
import { seedGarage } from "./seed-garage";
import { seedMall } from "./seed-mall";
import { seedMembers } from "./seed-members";
import { seedMerchants } from "./seed-merchants";
import { seedPacks } from "./seed-packs";
import { seedOpeningPoints, seedPointsLife, seedPointsRules } from "./seed-points";
import { seedRedemptions } from "./seed-redemptions";
import { seedReminders } from "./seed-reminders";
import type { SeedRun } from "./seed-run";
import { seedStaff } from "./seed-staff";
import { seedStatements } from "./seed-statements";
import { staffAccounts } from "./staff-plan";

export type DemoOptions = { merchants: number; members: number; progress: (line: string) => void };
const MARKER = "demo";
const PORTION = 5_000;

/**
 * Fills an empty database with a club that has been running for two months: staff, merchants, members, packs, claims,
 * redemptions and last month's statements. Claims,
 * redemptions and statements go through the services that guard them; merchants and members are stored in bulk.
 * Run again it does nothing; after it was cut off it continues with the sizes and the day it was started with.
 * @throws Error in production
 */
export async function seedDemo(deps: AppDeps, options: DemoOptions): Promise<DemoAccounts> {
  if (deps.config.env === "production") throw new Error("demonstration data is never put into a production database");
  const marker = await openMarker(deps, options);
  if (marker.completedAt === null) {
    await runSteps(await prepare(deps, marker, options.progress));
    await DemoMarkers.updateOne({ _id: MARKER }, { $set: { completedAt: deps.clock.now() } });
  }
  return accountsOf(marker);
}

/** The marker of this database, made now when there is none. */
async function openMarker(deps: AppDeps, options: DemoOptions): Promise<DemoMarker> {
  const now = deps.clock.now();
  const { merchants, members } = options;
  await DemoMarkers.updateOne(
    { _id: MARKER },
    { $setOnInsert: { startedAt: now, merchants, members, completedAt: null } },
    { upsert: true },
  );
  const marker = await DemoMarkers.findById(MARKER).lean<DemoMarker>();
  if (!marker) throw new Error("the marker of the demonstration data is gone");
  return marker;
}

async function prepare(deps: AppDeps, marker: DemoMarker, progress: (line: string) => void): Promise<SeedRun> {
  return {
    deps,
    startedAt: marker.startedAt,
    merchants: planMerchants(marker.merchants),
    memberCount: marker.members,
    passwordHash: await hashPassword(DEMO_PASSWORD),
    progress,
  };
}

/** Every step finds what is there already, so that all of them may be run again. */
async function runSteps(run: SeedRun): Promise<void> {
  await seedStaff(run);
  await seedMerchants(run);
  const packs = await seedPacks(run);
  await seedPointsRules(run);
  let [claims, redemptions] = [0, 0];
  // In portions, so that a very large club need not fit into memory.
  for (let from = 0; from < run.memberCount; from += PORTION) {
    const count = Math.min(PORTION, run.memberCount - from);
    const members = Array.from({ length: count }, (_, index) => planMember(from + index, run.startedAt));
    await seedMembers(run, members);
    await seedOpeningPoints(run, members);
    run.progress(`会员 ${from + count}/${run.memberCount}`);
    claims += await seedClaims(run, members, packs);
    run.progress(`领取礼包 ${claims} 份`);
    redemptions += await seedRedemptions(run, members, packs);
    run.progress(`核销 ${redemptions} 次`);
    await seedPointsLife(run, members);
  }
  await seedGarage(run);
  await seedReminders(run);
  await seedStatements(run);
  await seedMall(run);
}

/** Accounts of the demonstration data in this database, or null when there is none. */
export async function demoAccounts(): Promise<DemoAccounts | null> {
  const marker = await DemoMarkers.findById(MARKER).lean<DemoMarker>();
  return marker && accountsOf(marker);
}

/** Accounts to try the club with; they follow from the plan alone. */
function accountsOf(marker: DemoMarker): DemoAccounts {
  const merchants = planMerchants(Math.min(2, marker.merchants)).flatMap((merchant) =>
    merchant.people.slice(0, 2).map((person) => ({
      title: person.role === "owner" ? "商户店主" : "商户核销员",
      login: person.phone,
      place: merchant.name,
      wechatUser: person.wechatUser,
    })),
  );
  const members = Array.from({ length: Math.min(MEMBERS_WITH_PASSWORD, marker.members) }, (_, n) => {
    const member = planMember(n, marker.startedAt);
    const title = member.isCompleted ? "高级会员" : "普通会员";
    return { title, login: member.phone, place: cityName(member.cityCode), wechatUser: member.wechatUser };
  });
  return { password: DEMO_PASSWORD, staff: staffAccounts(), merchants, members };
}
