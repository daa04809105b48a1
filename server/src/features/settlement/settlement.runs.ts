import type { InputOf } from "@club/shared/http";
import type { SettlementRunView, startSettlementRun } from "@club/shared/settlement-runs";
import { monthRange } from "@club/shared/time";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, staffActor } from "../../platform/context";
import { inTransaction, isDatabaseUnavailable, isDuplicateKey } from "../../platform/db";
import type { Job } from "../../platform/jobs";
import { AppError } from "../../platform/problem";
import { countMerchants, type DirectoryMerchant, merchantsAfter } from "../merchants/merchants.directory";
import { draftStatements } from "./settlement.generate";
import { type SettlementRun, SettlementRuns } from "./settlement.model";

/** Merchants drafted in one transaction; with 300 lines each that is about 5,000 lines. */
const CHUNK = 16;
/** Chunks side by side: while the database works for one, this process prepares the other. */
const SIDE_BY_SIDE = 2;
const MAX_FAILURES = 100;

/** Starts drafting a month for all merchants of the caller's cities. @throws settlement.month-future, settlement.run-in-progress */
export async function startRun(ctx: Ctx, input: InputOf<typeof startSettlementRun>): Promise<SettlementRunView> {
  if (monthRange(input.month).from > ctx.now) throw new AppError("settlement.month-future");
  const cityCode = cityFilter(ctx).cityCode ?? null;
  const run: SettlementRun = {
    _id: `${input.month}:${cityCode ?? "370000"}`,
    month: input.month,
    cityCode,
    status: "running",
    afterMerchantId: "",
    totalCount: await countMerchants(cityCode),
    doneCount: 0,
    skippedCount: 0,
    failures: [],
    lineCount: 0,
    startedBy: staffActor(ctx).id,
    startedAt: ctx.now,
    finishedAt: null,
  };
  try {
    await inTransaction(async (session) => {
      await SettlementRuns.deleteOne({ _id: run._id, status: "done" }, { session });
      await SettlementRuns.insertMany([run], { session });
      await recordAudit(ctx, session, {
        action: "settlement.start-run",
        subject: { type: "settlement-run", id: run._id },
      });
    });
  } catch (error) {
    if (isDuplicateKey(error, "_id")) throw new AppError("settlement.run-in-progress");
    throw error;
  }
  return toRunView(run);
}

/** How far a run has got. @throws settlement.run-not-found */
export async function getRun(ctx: Ctx, input: { runId: string }): Promise<SettlementRunView> {
  const run = await SettlementRuns.findOne({ _id: input.runId, ...cityFilter(ctx) }).lean<SettlementRun>();
  if (!run) throw new AppError("settlement.run-not-found");
  return toRunView(run);
}

/** The runs of a month in the caller's cities: the province's own and those of single cities. */
export async function runsOfMonth(ctx: Ctx, { month }: { month: string }): Promise<{ items: SettlementRunView[] }> {
  // Ids are "<month>:<city>"; ";" is the sign after ":".
  const filter = { _id: { $gte: `${month}:`, $lt: `${month};` }, ...cityFilter(ctx) };
  const runs = await SettlementRuns.find(filter).sort({ _id: 1 }).lean<SettlementRun[]>();
  return { items: runs.map(toRunView) };
}

/** Goes on with every run that is under way, from the last merchant that was finished. Safe to stop and start at any point. */
export async function continueRuns(ctx: Ctx): Promise<void> {
  for (const run of await SettlementRuns.find({ status: "running" }).lean<SettlementRun[]>()) {
    while (!ctx.isStopping?.() && (await advance(ctx, run._id)))
      ctx.log.debug({ run: run._id }, "settlement run goes on");
  }
}

/** Drafts the next merchants of a run and notes how far it is. False when the run is done or somebody else has moved it. */
async function advance(ctx: Ctx, runId: string): Promise<boolean> {
  const run = await SettlementRuns.findOne({ _id: runId, status: "running" }).lean<SettlementRun>();
  if (!run) return false;
  const merchants = await merchantsAfter({
    cityCode: run.cityCode,
    afterId: run.afterMerchantId,
    limit: CHUNK * SIDE_BY_SIDE,
  });
  const last = merchants.at(-1);
  const filter = { _id: runId, status: "running", afterMerchantId: run.afterMerchantId } as const;
  if (!last) {
    await SettlementRuns.updateOne(filter, { $set: { status: "done", finishedAt: ctx.now } });
    return false;
  }
  const chunks = [merchants.slice(0, CHUNK), merchants.slice(CHUNK)].filter((chunk) => chunk.length > 0);
  const results = (await Promise.all(chunks.map((chunk) => draftAll(ctx, chunk, run.month)))).flat();
  const failures = results.flatMap((result) => ("code" in result ? [result] : []));
  const done = results.flatMap((result) => ("lineCount" in result ? [result.lineCount] : []));
  const kept = failures.slice(0, Math.max(0, MAX_FAILURES - run.failures.length));
  const { matchedCount } = await SettlementRuns.updateOne(filter, {
    $set: { afterMerchantId: last.id, failures: [...run.failures, ...kept] },
    $inc: {
      doneCount: done.length,
      skippedCount: results.length - done.length - failures.length,
      lineCount: done.reduce((sum, count) => sum + count, 0),
    },
  });
  return matchedCount === 1;
}

type DraftResult = { lineCount: number } | { merchantId: string; code: string } | { isSkipped: true };

/**
 * A chunk of merchants in one transaction; when one of them stands in the way, each by itself. A merchant with nothing to settle
 * and no draft gets no statement; one that is frozen already is left alone.
 */
async function draftAll(ctx: Ctx, merchants: readonly DirectoryMerchant[], month: string): Promise<DraftResult[]> {
  try {
    const drafted = new Map(
      (await draftStatements(ctx, { merchants, month })).map((row) => [row.merchantId, row.lineCount]),
    );
    return merchants.map(({ id }) => {
      const lineCount = drafted.get(id);
      return lineCount === undefined ? { isSkipped: true } : { lineCount };
    });
  } catch (error) {
    if (merchants.length > 1 && !isDatabaseUnavailable(error))
      return (await inTurn(merchants, (merchant) => draftAll(ctx, [merchant], month))).flat();
    return merchants.map((merchant) => whyNotDrafted(ctx, merchant, error));
  }
}

async function inTurn<I, O>(items: readonly I[], work: (item: I) => Promise<O>): Promise<O[]> {
  const answers: O[] = [];
  for (const item of items) answers.push(await work(item));
  return answers;
}

function whyNotDrafted(ctx: Ctx, merchant: DirectoryMerchant, error: unknown): DraftResult {
  // The run stops here and goes on later, rather than noting every merchant as failed.
  if (isDatabaseUnavailable(error)) throw error;
  if (error instanceof AppError && error.code === "settlement.already-frozen") return { isSkipped: true };
  ctx.log.error({ err: error, merchantId: merchant.id }, "a statement could not be drafted");
  return { merchantId: merchant.id, code: error instanceof AppError ? error.code : "internal.unexpected" };
}

function toRunView(run: SettlementRun): SettlementRunView {
  const {
    _id,
    month,
    cityCode,
    status,
    totalCount,
    doneCount,
    skippedCount,
    failures,
    lineCount,
    startedAt,
    finishedAt,
  } = run;
  return {
    id: _id,
    month,
    cityCode,
    status,
    totalCount,
    doneCount,
    skippedCount,
    failures,
    lineCount,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

export const settlementJobs: Job[] = [{ name: "settlement-runs", everySeconds: 2, run: continueRuns }];
