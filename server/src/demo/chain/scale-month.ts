import { formatFen, sumFen } from "@club/shared/money";
import { freezeStatement, generateStatement, getStatementTotals, type StatementView } from "@club/shared/settlement";
import { HOUR_MS, monthRange, shanghaiMonth } from "@club/shared/time";
import type { SeedRun } from "../seed-run";
import { signInStaff } from "./cast";
import { checkBalance } from "./month-scenes";
import type { Printer } from "./printer";
import type { Ledger } from "./scale-traffic";
import type { World } from "./world";

/** One line of the closing table. */
export type MerchantRow = {
  name: string;
  redemptions: number;
  lines: number;
  redeemedFen: number;
  totalFen: number;
  taxFen: number;
  payableFen: number;
};
type Books = { run: SeedRun; ledger: Ledger };

/** Statements of the whole month for every merchant, compared with what the clients were told, and frozen. @throws Difference */
export async function closeMonthAtSize(world: World, printer: Printer, { run, ledger }: Books): Promise<MerchantRow[]> {
  const month = shanghaiMonth(world.clock.now());
  world.clock.jumpTo(new Date(monthRange(month).to.getTime() + 9 * HOUR_MS));
  const finance = await signInStaff(world, "finance");
  const rows: MerchantRow[] = [];
  for (const merchant of run.merchants) {
    const draft = await world.client.call(generateStatement, { merchantId: merchant.id, month }, finance);
    const { id: statementId, linesHash } = draft;
    const frozen = await world.client.call(freezeStatement, { statementId, linesHash }, finance);
    rows.push(toRow(merchant.name, frozen, ledger.get(merchant.id) ?? { count: 0, clubFen: 0 }));
  }
  const total = totalRow(rows);
  printer.expect(
    rows.every((row) => row.lines === row.redemptions),
    `每家商户的明细行数等于核销次数，共 ${total.lines} 行`,
  );
  printer.expect(
    rows.every((row) => row.totalFen === row.redeemedFen),
    `每家商户的对账单合计等于核销金额，共 ${formatFen(total.totalFen)}`,
  );
  await checkTotals(world, printer, { month, total, token: finance.token });
  await checkBalance({ world, printer }, finance, total.redemptions);
  return [...rows, total];
}

type Totals = { month: string; total: MerchantRow; token: string };

async function checkTotals(world: World, printer: Printer, { month, total, token }: Totals): Promise<void> {
  const { items } = await world.client.call(getStatementTotals, { month }, { token });
  const totalFen = sumFen(items.map((item) => item.totalFen));
  printer.expectEqual(totalFen, total.totalFen, `后台按状态汇总的全部对账单也是 ${formatFen(totalFen)}`);
}

function toRow(name: string, statement: StatementView, told: { count: number; clubFen: number }): MerchantRow {
  const { lineCount, totalFen, taxFen, payableFen } = statement;
  return { name, redemptions: told.count, lines: lineCount, redeemedFen: told.clubFen, totalFen, taxFen, payableFen };
}

function totalRow(rows: readonly MerchantRow[]): MerchantRow {
  const sum = (field: Exclude<keyof MerchantRow, "name">) => sumFen(rows.map((row) => row[field]));
  return {
    name: "合计",
    redemptions: sum("redemptions"),
    lines: sum("lines"),
    redeemedFen: sum("redeemedFen"),
    totalFen: sum("totalFen"),
    taxFen: sum("taxFen"),
    payableFen: sum("payableFen"),
  };
}
