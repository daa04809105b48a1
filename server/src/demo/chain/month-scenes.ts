import { wechatLogin } from "@club/shared/auth";
import { loginClerk } from "@club/shared/merchant-clerks";
import { formatFen, parseYuan, sumFen } from "@club/shared/money";
import { listStaffRedemptions, type StaffRedemption } from "@club/shared/redemption-admin";
import { listMyRedemptions } from "@club/shared/redemptions";
import {
  exportStatement,
  freezeStatement,
  generateStatement,
  listStatementLines,
  type StatementLineView,
  type StatementView,
  sendStatement,
} from "@club/shared/settlement";
import { confirmStatement } from "@club/shared/settlement-merchant";
import { HOUR_MS, monthRange, shanghaiMonth } from "@club/shared/time";
import { getVoucherBalance } from "@club/shared/voucher-admin";
import { countBooks } from "../../features/vouchers/voucher-books.service";
import { systemCtx } from "../../platform/context";
import { DEMO_PASSWORD } from "../accounts";
import { type Person, signInStaff } from "./cast";
import { type Client, refusalOf } from "./http-client";
import { Difference } from "./printer";
import type { Club, Member, Stage } from "./stage";
import { readWorkbook, type Sheet } from "./xlsx-reader";

export type Closed = { finance: Person; statement: StatementView; redemptions: StaffRedemption[] };

/** The clock jumps to the first of the next month; the statement is made, compared with the redemptions, frozen and confirmed. */
export async function closeMonth({ world, printer }: Stage, club: Club): Promise<Closed> {
  const { client, clock } = world;
  const { merchantId } = club.shop;
  const month = shanghaiMonth(clock.now());
  const early = await client.call(generateStatement, { merchantId, month }, await signInStaff(world, "finance"));
  const refused = await refusalOf(async () =>
    client.call(
      freezeStatement,
      { statementId: early.id, linesHash: early.linesHash },
      await signInStaff(world, "finance"),
    ),
  );
  printer.expectEqual(refused?.problem.code, "settlement.month-open", `月底前不能定稿：${refused?.problem.title}`);
  clock.jumpTo(new Date(monthRange(month).to.getTime() + 9 * HOUR_MS));
  const finance = await signInStaff(world, "finance");
  const draft = await client.call(generateStatement, { merchantId, month }, finance);
  const lines = await allPages((cursor) =>
    client.call(listStatementLines, { statementId: draft.id, limit: 100, cursor }, finance),
  );
  const redemptions = await allPages((cursor) =>
    client.call(listStaffRedemptions, { merchantId, limit: 100, cursor }, finance),
  );
  compareLines({ printer }, { draft, lines, redemptions });
  const repeated = await client.call(generateStatement, { merchantId, month }, finance);
  printer.expectEqual(repeated.linesHash, draft.linesHash, "再生成一次，逐字节相同");
  const { id: statementId, linesHash } = draft;
  await client.call(freezeStatement, { statementId, linesHash }, finance);
  await client.call(sendStatement, { statementId }, finance);
  const owner = await signInOwner(client, club);
  const statement = await client.call(confirmStatement, { statementId, linesHash }, owner);
  printer.expectEqual(statement.status, "confirmed", `对账单 ${statement.statementNo} 已定稿，店主看过并确认`);
  return { finance, statement, redemptions };
}

type Compared = { draft: StatementView; lines: StatementLineView[]; redemptions: StaffRedemption[] };

function compareLines({ printer }: Pick<Stage, "printer">, { draft, lines, redemptions }: Compared): void {
  const standing = redemptions.filter(({ status }) => status === "redeemed");
  printer.expectEqual(
    lines.length,
    standing.length,
    `明细 ${lines.length} 行，与有效核销 ${standing.length} 次一致（撤销的不算）`,
  );
  const wanted = new Map(standing.map((row) => [row.id, row.clubFen]));
  const isSame = lines.every((line) => line.redemptionId !== null && wanted.get(line.redemptionId) === line.amountFen);
  printer.expect(isSame, "每一行的金额都与它的核销记录相同");
  const total = sumFen(standing.map(({ clubFen }) => clubFen));
  printer.expectEqual(draft.totalFen, total, `合计 ${formatFen(draft.totalFen)} 等于各次核销之和`);
  printer.expectEqual(
    draft.netFen + draft.taxFen,
    draft.totalFen,
    `不含税 ${formatFen(draft.netFen)} + 税额 ${formatFen(draft.taxFen)} = 合计`,
  );
}

async function signInOwner(client: Client, club: Club): Promise<Person> {
  const { accessToken } = await client.call(loginClerk, { phone: club.shop.ownerPhone, password: DEMO_PASSWORD });
  return { token: accessToken };
}

type Settled = { club: Club; statement: Closed; members: Member[] };

/** Reads the export back, counts the vouchers, and prints the table. */
export async function printStatements(
  { world, printer }: Stage,
  { club, statement: closed, members }: Settled,
): Promise<void> {
  const { client } = world;
  const { finance, statement, redemptions } = closed;
  const file = await client.download(exportStatement, { statementId: statement.id }, finance);
  checkWorkbook(printer, readWorkbook(file.bytes), {
    statement,
    receiptNos: redemptions.filter(isStanding).map((row) => row.receiptNo),
  });
  await checkBalance({ world, printer }, finance, redemptions.filter(isStanding).length);
  const counted = await Promise.all(members.map((member) => countOwn(world, member)));
  const seenByMembers = counted.reduce((sum, count) => sum + count, 0);
  printer.expectEqual(
    seenByMembers,
    statement.redemptionCount,
    `车主们在「我的核销」里看到的有效核销也是 ${seenByMembers} 次`,
  );
  printer.table([
    ["商户", "核销次数", "明细行数", "核销合计", "对账单合计", "税额", "应付"],
    [
      club.shop.name,
      String(redemptions.filter(isStanding).length),
      String(statement.lineCount),
      formatFen(sumFen(redemptions.filter(isStanding).map(({ clubFen }) => clubFen))),
      formatFen(statement.totalFen),
      formatFen(statement.taxFen),
      formatFen(statement.payableFen),
    ],
  ]);
}

function isStanding({ status }: StaffRedemption): boolean {
  return status === "redeemed";
}

async function countOwn(world: Stage["world"], member: Member): Promise<number> {
  const signedIn = await world.client.call(wechatLogin, { code: world.wechat.loginCode(member.user) });
  if (signedIn.outcome !== "signedIn") return 0;
  const token = signedIn.session.accessToken;
  const rows = await allPages((cursor) => world.client.call(listMyRedemptions, { limit: 100, cursor }, { token }));
  return rows.filter((row) => row.status === "redeemed").length;
}

type Exported = { statement: StatementView; receiptNos: string[] };

/** Every receipt stands on exactly one line, and the amounts of the lines add up to the total of the first sheet. */
function checkWorkbook(printer: Stage["printer"], sheets: readonly Sheet[], { statement, receiptNos }: Exported): void {
  const names = sheets.map(({ name }) => name).join("、");
  const receipts = column(sheets, "明细", "凭证编号");
  const missing = receiptNos.filter((receiptNo) => receipts.filter((cell) => cell === receiptNo).length !== 1);
  printer.expectEqual(
    receipts.length - missing.length,
    receiptNos.length,
    `Excel（${names}）里 ${receipts.length} 张凭证各占一行`,
  );
  const amounts = column(sheets, "明细", "结算金额（元）").map(yuanToFen);
  printer.expectEqual(sumFen(amounts), statement.totalFen, `明细金额相加是 ${formatFen(sumFen(amounts))}`);
  const [total] = column(sheets, "对账单", "合计（元）").map(yuanToFen);
  printer.expectEqual(total, statement.totalFen, `首页合计也是 ${formatFen(statement.totalFen)}`);
}

/** The cells of a column below its heading; a sheet or column that is not there is empty. */
function column(sheets: readonly Sheet[], sheetName: string, heading: string): string[] {
  const [head, ...rows] = sheets.find(({ name }) => name === sheetName)?.rows ?? [];
  const index = head?.indexOf(heading) ?? -1;
  return index < 0 ? [] : rows.map((row) => row[index] ?? "").filter((cell) => cell !== "");
}

/** "71.6" or "¥71.60" → 7160. @throws Difference for anything that is not an amount */
function yuanToFen(cell: string): number {
  const fen = parseYuan(cell);
  if (fen === null) throw new Difference(`Excel 里的「${cell}」不是金额`);
  return fen;
}

/** Issued = unused + redeemed + everything else, and redeemed = the redemptions that stand. */
export async function checkBalance(
  { world, printer }: Pick<Stage, "world" | "printer">,
  finance: Person,
  redeemedCount: number,
): Promise<void> {
  // The night's count, at once: the demonstration's club runs no jobs.
  await countBooks(systemCtx(world.deps, "demo", world.clock.now()));
  const balance = await world.client.call(getVoucherBalance, {}, finance);
  const { issuedCount, unusedCount, expiredCount, revokedCount, replacedCount, lockedCount, closedCount } = balance;
  const others = expiredCount + revokedCount + replacedCount + lockedCount + closedCount;
  const sum = unusedCount + balance.redeemedCount + others;
  printer.expectEqual(
    sum,
    issuedCount,
    `发出 ${issuedCount} 张 = 未用 ${unusedCount} + 已用 ${balance.redeemedCount} + 其他 ${others}`,
  );
  printer.expect(balance.isBalanced, "系统自己的对平检查也通过");
  printer.expectEqual(balance.redeemedCount, redeemedCount, `已用的券与有效核销同为 ${redeemedCount}`);
}

type Page<T> = { items: T[]; nextCursor: string | null };

/** All rows of a list, page by page. */
async function allPages<T>(load: (cursor?: string) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await load(cursor);
    rows.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}
