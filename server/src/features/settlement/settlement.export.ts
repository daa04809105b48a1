import type { InputOf } from "@club/shared/http";
import { formatCode } from "@club/shared/ids";
import { cityName } from "@club/shared/regions";
import { type exportMonth, STATEMENT_STATUS_NAMES } from "@club/shared/settlement";
import { formatInstant } from "@club/shared/time";
import { type Ctx, cityFilter } from "../../platform/context";
import { native } from "../../platform/db";
import type { FileAnswer } from "../../platform/route";
import { XLSX_TYPE, type XlsxColumn, type XlsxValue, xlsxStream } from "../../platform/xlsx";
import { type Directory, getDirectory } from "../merchants/merchants.directory";
import { getCatalogue } from "../services/services.service";
import { lineRange, type Statement, type StatementLine, StatementLines, Statements } from "./settlement.model";
import { type LineKind, redemptionOf } from "./settlement.rules";
import { findStatement } from "./settlement.service";

const STATEMENT_COLUMNS: XlsxColumn[] = [
  { head: "对账单号", kind: "text", width: 24 },
  { head: "商户", kind: "text", width: 28 },
  { head: "城市", kind: "text", width: 10 },
  { head: "账期", kind: "text", width: 10 },
  { head: "状态", kind: "text", width: 14 },
  { head: "核销笔数", kind: "count", width: 10 },
  { head: "核销金额（元）", kind: "money" },
  { head: "调整（元）", kind: "money" },
  { head: "上期结转（元）", kind: "money" },
  { head: "合计（元）", kind: "money" },
  { head: "其中税额（元）", kind: "money" },
  { head: "不含税额（元）", kind: "money" },
  { head: "应付金额（元）", kind: "money" },
  { head: "发票号码", kind: "text", width: 24 },
  { head: "明细摘要", kind: "text", width: 70 },
];
const LINE_COLUMNS: XlsxColumn[] = [
  { head: "对账单号", kind: "text", width: 24 },
  { head: "序号", kind: "count", width: 8 },
  { head: "类型", kind: "text", width: 10 },
  { head: "凭证编号", kind: "text", width: 24 },
  { head: "时间", kind: "text", width: 20 },
  { head: "服务", kind: "text" },
  { head: "门店", kind: "text", width: 28 },
  { head: "车牌", kind: "text", width: 12 },
  { head: "车主自付（元）", kind: "money" },
  { head: "结算金额（元）", kind: "money" },
  { head: "说明", kind: "text", width: 40 },
];
const KIND_NAMES: Record<LineKind, string> = { redemption: "核销", adjustment: "调整", carry: "上期结转" };
const BATCH_ROWS = 1_000;

type Names = { services: Awaited<ReturnType<typeof getCatalogue>>; directory: Directory };

/** One statement as a workbook: its figures and all its lines, read while the file is sent. @throws settlement.not-found */
export async function exportOne(ctx: Ctx, input: { statementId: string }): Promise<FileAnswer> {
  const statement = await findStatement(ctx, input.statementId);
  return workbook(`对账单-${statement.merchantName}-${statement.month}.xlsx`, () => [statement]);
}

/** All statements of a month in the caller's cities, with all lines. */
export async function exportAll(ctx: Ctx, input: InputOf<typeof exportMonth>): Promise<FileAnswer> {
  const filter = { month: input.month, ...(input.cityCode && { cityCode: input.cityCode }), ...cityFilter(ctx) };
  const statements = () => native(Statements).find(filter).sort({ month: -1, _id: -1 }).batchSize(BATCH_ROWS);
  return workbook(`对账单-全部商户-${input.month}.xlsx`, statements);
}

type Source = () => AsyncIterable<Statement> | Iterable<Statement>;

async function workbook(fileName: string, statements: Source): Promise<FileAnswer> {
  const names = { services: await getCatalogue(), directory: await getDirectory() };
  const stream = xlsxStream([
    { name: "对账单", columns: STATEMENT_COLUMNS, rows: statementRows(statements) },
    { name: "明细", columns: LINE_COLUMNS, rows: lineRows(statements, names) },
  ]);
  return { fileName, contentType: XLSX_TYPE, stream };
}

async function* statementRows(statements: Source): AsyncGenerator<XlsxValue[]> {
  for await (const statement of statements()) {
    yield [
      statement.statementNo,
      statement.merchantName,
      cityName(statement.cityCode),
      statement.month,
      STATEMENT_STATUS_NAMES[statement.status],
      statement.redemptionCount,
      statement.linesFen,
      statement.adjustmentsFen,
      statement.carriedInFen,
      statement.totalFen,
      statement.taxFen,
      statement.netFen,
      statement.payableFen,
      statement.invoice?.invoiceNo ?? null,
      statement.linesHash,
    ];
  }
}

async function* lineRows(statements: Source, names: Names): AsyncGenerator<XlsxValue[]> {
  for await (const statement of statements()) {
    const lines = native(StatementLines)
      .find({ _id: lineRange(statement._id) })
      .sort({ _id: 1 })
      .batchSize(BATCH_ROWS);
    for await (const line of lines) yield lineRow(statement, line, names);
  }
}

function lineRow(statement: Statement, line: StatementLine, { services, directory }: Names): XlsxValue[] {
  const redemptionId = redemptionOf(line);
  const branches = directory.merchants.get(statement.merchantId)?.branches;
  return [
    statement.statementNo,
    line.seq,
    KIND_NAMES[line.kind],
    redemptionId === null ? null : formatCode(redemptionId),
    formatInstant(line.at),
    line.serviceId === null ? null : (services.get(line.serviceId)?.name ?? line.serviceId),
    line.branchId === null ? null : (branches?.get(line.branchId)?.name ?? line.branchId),
    line.plate,
    line.memberFen,
    line.amountFen,
    line.note,
  ];
}
