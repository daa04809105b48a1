import type { InputOf, OutputOf } from "@club/shared/http";
import {
  type getProofs,
  type listProofDifferences,
  PROOFS,
  type ProofName,
  type ProofRun,
  type ProofsView,
  type ProofTile,
} from "@club/shared/overview";
import { PROVINCE_CODE } from "@club/shared/regions";
import { shanghaiDay, shanghaiTime } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { inTransaction, isDuplicateKey } from "../../platform/db";
import { newId } from "../../platform/ids";
import { findPage } from "../../platform/page";
import { addTallies, type ProofStep, type ProofWalk } from "../../platform/proof";
import { claimsHaveVouchers, packsCountTheirGrants } from "../giftpacks/giftpacks.proof";
import { ordersWerePaid, stockIsInOrders } from "../mall/mall.proof";
import { balancesEqualPostings } from "../points/points.proof";
import { redeemedVouchersHaveRedemptions, redemptionsHaveVouchers } from "../redemptions/redemptions.proof";
import { statementsAddUp, statementsMarkRedemptions } from "../settlement/settlement.proof";
import { type ProofDifferenceDoc, ProofDifferences, type ProofRunDoc, ProofRuns } from "./overview.model";
import { cityOf } from "./overview.service";

/** Every walk of a run, in turn. */
const WALKS: readonly { proof: ProofName; walk: ProofWalk }[] = [
  { proof: "redemptions-vouchers", walk: redemptionsHaveVouchers },
  { proof: "redemptions-vouchers", walk: redeemedVouchersHaveRedemptions },
  { proof: "statements-lines", walk: statementsAddUp },
  { proof: "statements-marks", walk: statementsMarkRedemptions },
  { proof: "packs-grants", walk: packsCountTheirGrants },
  { proof: "claims-vouchers", walk: claimsHaveVouchers },
  { proof: "points-balances", walk: balancesEqualPostings },
  { proof: "mall-stock", walk: stockIsInOrders },
  { proof: "mall-orders", walk: ordersWerePaid },
];
const ABOUT_MONEY: readonly ProofName[] = ["statements-lines", "statements-marks"];
/** The nightly run begins after this time in Shanghai. */
const NIGHTLY_FROM = "02:00";
const NEWEST_FIRST = { startedAt: -1, _id: -1 } as const;

/** The last result for the caller's cities, and the run under way. */
export async function proofs(ctx: Ctx, input: InputOf<typeof getProofs>): Promise<ProofsView> {
  const last = await lastDone();
  const running = await runningRun();
  const cityCode = cityOf(ctx, input);
  return {
    last: last && toRun(last),
    running: running && toRun(running),
    tiles: last ? PROOFS.map((proof) => tileOf(last, proof, cityCode)) : [],
  };
}

/** Begins a run, or answers the one that is under way. The work is done by the job. */
export async function startProofRun(ctx: Ctx): Promise<ProofRun> {
  const run: ProofRunDoc = {
    _id: newId(),
    status: "running",
    walkIndex: 0,
    afterId: "",
    doneCount: 0,
    totalCount: await countAll(),
    tallies: [],
    startedBy: "id" in ctx.actor ? ctx.actor.id : ctx.actor.kind,
    startedAt: ctx.now,
    finishedAt: null,
  };
  try {
    await ProofRuns.insertMany([run]);
    return toRun(run);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return toRun((await runningRun()) ?? run);
  }
}

/** What differs, of the last finished run, in the caller's cities. */
export async function differences(
  ctx: Ctx,
  input: InputOf<typeof listProofDifferences>,
): Promise<OutputOf<typeof listProofDifferences>> {
  const last = await lastDone();
  if (!last) return { items: [], nextCursor: null };
  const cityCode = cityOf(ctx, input);
  const { rows, nextCursor } = await findPage<ProofDifferenceDoc>(ProofDifferences, {
    filter: { runId: last._id, proof: input.proof, ...(cityCode === null ? {} : { cityCode }) },
    sort: { _id: 1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  const items = rows.map(({ _id, proof, cityCode: city, kind, subjectId, left, right, note }) => {
    return { id: _id, proof, cityCode: city, subject: { kind, id: subjectId }, left, right, note };
  });
  return { items, nextCursor };
}

/** The job: begins the nightly run, and goes on with whatever run is under way to its end, or until the process stops. */
export async function runProofs(ctx: Ctx): Promise<void> {
  if (!(await runningRun()) && (await isNightlyDue(ctx))) await startProofRun(ctx);
  while (!ctx.isStopping?.()) {
    const run = await runningRun();
    if (!run || !(await advance(ctx, run))) return;
  }
}

async function isNightlyDue(ctx: Ctx): Promise<boolean> {
  const last = await lastDone();
  if (!last) return true;
  return shanghaiDay(last.startedAt) < shanghaiDay(ctx.now) && shanghaiTime(ctx.now) >= NIGHTLY_FROM;
}

/** One handful. False when the run is over or another process has moved it. */
async function advance(ctx: Ctx, run: ProofRunDoc): Promise<boolean> {
  const at = WALKS[run.walkIndex];
  const mine = { _id: run._id, status: "running", walkIndex: run.walkIndex, afterId: run.afterId } as const;
  if (!at) {
    await ProofRuns.updateOne(mine, { $set: { status: "done", finishedAt: ctx.now } });
    await forgetEarlier(run);
    return false;
  }
  const step = await inTransaction((session) => at.walk.step(session, run.afterId));
  await noteGaps(run, at.proof, step);
  const place =
    step.last === null
      ? { walkIndex: run.walkIndex + 1, afterId: "" }
      : { walkIndex: run.walkIndex, afterId: step.last };
  const tallies = [
    ...run.tallies.filter((tally) => tally.proof !== at.proof),
    ...addTallies(
      run.tallies.filter((tally) => tally.proof === at.proof),
      step.tallies,
    ).map((tally) => ({ ...tally, proof: at.proof })),
  ];
  const { matchedCount } = await ProofRuns.updateOne(mine, {
    $set: { ...place, tallies, doneCount: run.doneCount + step.checkedCount },
  });
  return matchedCount === 1;
}

async function noteGaps(run: ProofRunDoc, proof: ProofName, step: ProofStep): Promise<void> {
  if (step.gaps.length === 0) return;
  const operations = step.gaps.map(({ id, ...gap }) => ({
    updateOne: {
      filter: { _id: `${run._id}:${proof}:${gap.kind}:${id}` },
      update: { $set: { ...gap, runId: run._id, proof, subjectId: id } },
      upsert: true,
    },
  }));
  await ProofDifferences.bulkWrite(operations);
}

/** Only the last run's differences are shown; the run documents themselves stay. */
async function forgetEarlier(run: ProofRunDoc): Promise<void> {
  const earlier = await ProofRuns.find({ status: "done", startedAt: { $lt: run.startedAt } }, { _id: 1 })
    .sort(NEWEST_FIRST)
    .limit(10)
    .lean<{ _id: string }[]>();
  if (earlier.length > 0) await ProofDifferences.deleteMany({ runId: { $in: earlier.map(({ _id }) => _id) } });
}

async function lastDone(): Promise<ProofRunDoc | null> {
  return ProofRuns.findOne({ status: "done" }).sort(NEWEST_FIRST).lean<ProofRunDoc>();
}

/** The run under way; the unique index allows one. */
async function runningRun(): Promise<ProofRunDoc | null> {
  return ProofRuns.findOne({ status: "running" }).lean<ProofRunDoc>();
}

async function countAll(): Promise<number> {
  let total = 0;
  for (const { walk } of WALKS) total += await walk.total();
  return total;
}

function tileOf(run: ProofRunDoc, proof: ProofName, cityCode: string | null): ProofTile {
  const [sum] = addTallies(
    [],
    run.tallies
      .filter((tally) => tally.proof === proof && (cityCode === null || tally.cityCode === cityCode))
      .map((tally) => ({ ...tally, cityCode: PROVINCE_CODE })),
  );
  const isMoney = ABOUT_MONEY.includes(proof);
  return {
    proof,
    leftCount: sum?.leftCount ?? 0,
    rightCount: sum?.rightCount ?? 0,
    leftFen: isMoney ? (sum?.leftFen ?? 0) : null,
    rightFen: isMoney ? (sum?.rightFen ?? 0) : null,
    checkedCount: sum?.checkedCount ?? 0,
    differenceCount: sum?.differenceCount ?? 0,
    agrees: (sum?.differenceCount ?? 0) === 0,
  };
}

function toRun(run: ProofRunDoc): ProofRun {
  return {
    id: run._id,
    status: run.status,
    doneCount: run.doneCount,
    totalCount: Math.max(run.totalCount, run.doneCount),
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
