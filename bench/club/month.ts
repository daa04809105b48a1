import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { monthRange, shanghaiMonth, shiftMonth } from "@club/shared/time";
import { demoId } from "../../server/src/demo/insert-missing";
import { type PlannedMerchant, planMerchants } from "../../server/src/demo/merchant-plan";
import { seedMerchants } from "../../server/src/demo/seed-merchants";
import { type Redemption, Redemptions } from "../../server/src/features/redemptions/redemptions.model";
import { exportAll, exportOne } from "../../server/src/features/settlement/settlement.export";
import { StatementLines, Statements } from "../../server/src/features/settlement/settlement.model";
import { continueRuns, startRun } from "../../server/src/features/settlement/settlement.runs";
import { monotonicMs } from "../../server/src/platform/clock";
import { type AppDeps, makeCtx, systemCtx } from "../../server/src/platform/context";
import { native } from "../../server/src/platform/db";
import { xlsxStream } from "../../server/src/platform/xlsx";
import { SERVICE } from "./prepare";

/*
 * A month to close: redemptions of many merchants, their statements, the files.
 */

const CHUNK = 1_000;
/** Multiples of the golden ratio are spread evenly over the unit interval however many are taken. */
const GOLDEN = 0.618_033_988_75;

function lastMonth(deps: AppDeps): string {
  return shiftMonth(shanghaiMonth(deps.clock.now()), -1);
}

function financeCtx(deps: AppDeps) {
  const actor = { kind: "staff", id: "bench", role: "finance", cityCode: null, sessionId: "bench" } as const;
  return makeCtx(deps, { actor, now: deps.clock.now(), requestId: "bench" });
}

/** Redemptions of last month as documents. A few merchants have many, many have few, as it is. */
export async function prepareMonth(deps: AppDeps, of: { merchants: number; redemptions: number }): Promise<void> {
  const merchants = planMerchants(of.merchants);
  const startedAt = deps.clock.now();
  await seedMerchants({ deps, startedAt, merchants, memberCount: 0, passwordHash: "", progress: () => undefined });
  const { from, to } = monthRange(lastMonth(deps));
  for (let start = 0; start < of.redemptions; start += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, of.redemptions - start) }, (_, index) => {
      const n = start + index;
      const share = (n * GOLDEN) % 1;
      const merchant = merchants[Math.floor(share * share * merchants.length)] as PlannedMerchant;
      const at = new Date(from.getTime() + ((n * 7_919) % (to.getTime() - from.getTime())));
      return toRedemption(n, merchant, at);
    });
    await native(Redemptions).insertMany(rows);
  }
}

function toRedemption(n: number, merchant: PlannedMerchant, at: Date): Redemption {
  const branch = merchant.branches[0];
  return {
    _id: demoId("Redeem", n),
    voucherId: demoId("Voucher", n),
    useNo: 1,
    memberId: demoId("Member", n % 50_000),
    serviceId: SERVICE,
    serviceName: "洗车",
    merchantId: merchant.id,
    merchantName: merchant.name,
    branchId: branch?.id ?? "",
    branchName: branch?.name ?? "",
    clerkId: merchant.people[0]?.id ?? "",
    cityCode: merchant.city.code,
    agreementId: `${merchant.id}:1`,
    priceFen: 2_200,
    capFen: null,
    clubFen: 1_800 + (n % 9) * 100,
    memberFen: 0,
    status: "redeemed",
    redeemedAt: at,
    reversedAt: null,
    reversal: null,
    distanceMeters: 20,
    plateMasked: "鲁A·1**45",
    photoId: null,
    quotaId: null,
    signature: "bench",
    requestHash: "bench",
    statementId: null,
  };
}

/** Drafts last month for all merchants, as the job does it after finance has started a run. */
export async function draftMonth(deps: AppDeps): Promise<{ ms: number }> {
  const startedMs = monotonicMs();
  await startRun(financeCtx(deps), { month: lastMonth(deps) });
  await continueRuns(systemCtx(deps, "bench", deps.clock.now()));
  return { ms: monotonicMs() - startedMs };
}

export type MonthBooks = {
  statements: number;
  lines: number;
  linesFen: number;
  redemptions: number;
  redemptionsFen: number;
  /** Over every byte of every line, and over the hashes that the statements state. */
  linesDigest: string;
  statementsDigest: string;
};

/** Everything that was drafted, against the redemptions. */
export async function monthBooks(): Promise<MonthBooks> {
  const [lines, statements] = [createHash("sha256"), createHash("sha256")];
  let [lineCount, linesFen, statementCount] = [0, 0, 0];
  for await (const row of native(StatementLines).find({}).sort({ _id: 1 }).batchSize(CHUNK)) {
    lines.update(JSON.stringify(row));
    lineCount += 1;
    linesFen += row.amountFen;
  }
  for await (const row of native(Statements).find({}).sort({ _id: 1 }).batchSize(CHUNK)) {
    statements.update(`${row._id} ${row.linesHash} ${row.lineCount} ${row.totalFen} ${row.taxFen}\n`);
    statementCount += 1;
  }
  const [sum] = await Redemptions.aggregate<{ count: number; fen: number }>([
    { $group: { _id: null, count: { $sum: 1 }, fen: { $sum: "$clubFen" } } },
  ]);
  return {
    statements: statementCount,
    lines: lineCount,
    linesFen,
    redemptions: sum?.count ?? 0,
    redemptionsFen: sum?.fen ?? 0,
    linesDigest: lines.digest("hex"),
    statementsDigest: statements.digest("hex"),
  };
}

/** Removes the drafts, so that the next run writes every line anew. */
export async function forgetDrafts(): Promise<void> {
  await native(StatementLines).deleteMany({});
  await native(Statements).deleteMany({});
}

export type ExportResult = { ms: number; bytes: number; growthMb: number };

/** The workbook of the statement with the most lines. */
export async function exportLargest(deps: AppDeps): Promise<ExportResult & { lines: number }> {
  const [largest] = await native(Statements).find({}).sort({ lineCount: -1 }).limit(1).toArray();
  const answer = () => exportOne(financeCtx(deps), { statementId: largest?._id ?? "" });
  return { ...(await drain(async () => (await answer()).stream as Readable)), lines: largest?.lineCount ?? 0 };
}

/** The workbook of all statements of the month. */
export function exportWhole(deps: AppDeps): Promise<ExportResult> {
  return drain(async () => (await exportAll(financeCtx(deps), { month: lastMonth(deps) })).stream as Readable);
}

/** A workbook of so many rows, without a database. */
export function exportRows({ rows }: { rows: number }): Promise<ExportResult> {
  function* source() {
    for (let n = 0; n < rows; n += 1)
      yield [demoId("Redeem", n), "洗车", "济南经十路店", "鲁A·1**45", n, 2_200 + (n % 100)];
  }
  const text = (head: string) => ({ head, kind: "text" }) as const;
  const columns = [
    text("凭证"),
    text("服务"),
    text("门店"),
    text("车牌"),
    { head: "序号", kind: "count" } as const,
    { head: "元", kind: "money" } as const,
  ];
  return drain(async () => xlsxStream([{ name: "明细", columns, rows: source() }]));
}

/** Reads a file to its end and throws it away, watching the memory of the whole process. */
async function drain(open: () => Promise<Readable>): Promise<ExportResult> {
  const before = anonymousMb();
  const startedMs = monotonicMs();
  let [bytes, highest] = [0, before];
  for await (const chunk of await open()) {
    bytes += (chunk as Buffer).length;
    highest = Math.max(highest, anonymousMb());
  }
  return { ms: monotonicMs() - startedMs, bytes, growthMb: highest - before };
}

/** Memory of the process's own; pages of the data file that the system may take back do not count. */
function anonymousMb(): number {
  const line = /RssAnon:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(line?.[1] ?? 0) / 1024;
}
