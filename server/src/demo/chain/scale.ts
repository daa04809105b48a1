import { formatFen } from "@club/shared/money";
import { hashPassword } from "../../platform/password";
import { DEMO_PASSWORD } from "../accounts";
import { planMerchants } from "../merchant-plan";
import { seedMerchants } from "../seed-merchants";
import { seedPacks } from "../seed-packs";
import type { SeedRun } from "../seed-run";
import { seedStaff } from "../seed-staff";
import { registerAll } from "./crowd";
import type { Printer } from "./printer";
import { closeMonthAtSize } from "./scale-month";
import { claimAll, redeemAll } from "./scale-traffic";
import type { World } from "./world";

/** One shop in each of the sixteen cities; each serves everything in the pack. */
const MERCHANTS = 16;

/**
 * The same chain at size: registrations, claims and redemptions over HTTP by sixteen clients at once, then the month is
 * closed for all merchants and everything must add up. @throws Difference
 */
export async function runAtSize(
  world: World,
  printer: Printer,
  size: { members: number; redemptions: number },
): Promise<void> {
  const run = await prepareRun(world, printer, size.members);
  const packId = await printer.step("准备：工作人员、16 个城市的商户、新会员礼包", () => prepareClub(run));
  const memberIds = await printer.step(`${size.members} 位会员微信登录并注册，多数完善资料（HTTP，16 个并发）`, () =>
    registerAll(world, printer, run),
  );
  const crowd = { run, packId, memberIds };
  await printer.step("每位会员领取新会员礼包（HTTP，16 个并发）", () => claimAll(world, printer, crowd));
  const ledger = await printer.step(`${size.redemptions} 次到店核销：取码、扫码、确认（HTTP，16 个核销员并发）`, () =>
    redeemAll(world, printer, { crowd, count: size.redemptions }),
  );
  const rows = await printer.step("月底：为全部商户出账、核对、定稿", () =>
    closeMonthAtSize(world, printer, { run, ledger }),
  );
  printer.table([
    ["商户", "核销次数", "明细行数", "核销合计", "对账单合计", "税额", "应付"],
    ...rows.map((row) => [
      row.name,
      String(row.redemptions),
      String(row.lines),
      formatFen(row.redeemedFen),
      formatFen(row.totalFen),
      formatFen(row.taxFen),
      formatFen(row.payableFen),
    ]),
  ]);
}

async function prepareRun(world: World, printer: Printer, memberCount: number): Promise<SeedRun> {
  return {
    deps: world.deps,
    startedAt: world.clock.now(),
    merchants: planMerchants(MERCHANTS),
    memberCount,
    passwordHash: await hashPassword(DEMO_PASSWORD),
    progress: printer.say,
  };
}

async function prepareClub(run: SeedRun): Promise<string> {
  await seedStaff(run);
  await seedMerchants(run);
  return (await seedPacks(run)).registrationId;
}
