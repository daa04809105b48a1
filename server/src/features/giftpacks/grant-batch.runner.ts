import type { ErrorCode } from "@club/shared/errors";
import type { BatchRowResult } from "@club/shared/giftpack-batches";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { decrypt } from "../../platform/crypto";
import { inContestedTransaction, native } from "../../platform/db";
import { findMembersByPhones } from "../members/members.service";
import { givingRefusals } from "./giftpack.rules";
import { type GrantOrder, getPack, grantMany, planGrants } from "./giftpack-grants.service";
import { type GrantBatch, GrantBatches, type GrantBatchRow, GrantBatchRows } from "./grant.model";

export const PHONE_PURPOSE = "giftpacks.batch-phone";
const CHUNK = 200;
const MAX_BATCHES_PER_RUN = 20;

type RowChange = { rowNo: number; change: Partial<GrantBatchRow> };
type Step = { changes: RowChange[]; okCount: number };

/**
 * Works off the rows of a batch, a chunk per transaction: the rows' answers, their grants and the batch's progress are
 * stored together, so that it may be cut off anywhere, run again, or run by two processes at once, and no row is done twice.
 */
export async function runGrantBatch(ctx: Ctx, batchId: string, options: { maxChunks?: number } = {}): Promise<void> {
  const maxChunks = options.maxChunks ?? Number.POSITIVE_INFINITY;
  for (let chunk = 0; chunk < maxChunks && !ctx.isStopping?.(); chunk += 1) {
    const hasMore = await inContestedTransaction((session) => runChunk(ctx, session, batchId));
    if (!hasMore) return;
  }
}

/** Continues every batch that is not finished; for the job, also after a restart. */
export async function runPendingGrantBatches(ctx: Ctx): Promise<void> {
  for (const status of ["running", "checking"] as const) {
    const batches = await GrantBatches.find({ status }, { _id: 1 })
      .sort({ createdAt: 1 })
      .limit(MAX_BATCHES_PER_RUN)
      .lean();
    for (const batch of batches) await runGrantBatch(ctx, batch._id);
  }
}

async function runChunk(ctx: Ctx, session: ClientSession, batchId: string): Promise<boolean> {
  const batch = await GrantBatches.findById(batchId, null, { session }).lean<GrantBatch>();
  if (!batch || (batch.status !== "checking" && batch.status !== "running")) return false;
  const rows = await GrantBatchRows.find({ batchId, rowNo: { $gt: batch.progressCount } }, null, { session })
    .sort({ rowNo: 1 })
    .limit(CHUNK)
    .lean<GrantBatchRow[]>();
  const isChecking = batch.status === "checking";
  const work = { batch, rows };
  const step = isChecking ? await checkRows(ctx, work) : await grantRows(ctx, session, work);
  if (step.changes.length > 0) await storeChanges(session, batchId, step.changes);
  const progressCount = batch.progressCount + rows.length;
  const isLast = progressCount >= batch.rowCount;
  const status = !isLast ? batch.status : isChecking ? "checked" : "done";
  const refusedCount = rows.length - step.okCount;
  const counts = isChecking
    ? { grantableCount: step.okCount, refusedCount }
    : { grantedCount: step.okCount, refusedCount };
  await GrantBatches.updateOne(
    { _id: batchId },
    { $set: { status, progressCount, updatedAt: ctx.now }, $inc: counts },
    { session },
  );
  return !isLast;
}

type Work = { batch: GrantBatch; rows: GrantBatchRow[] };

/** The dry run: who is behind each phone, and what granting would say. */
async function checkRows(ctx: Ctx, { batch, rows }: Work): Promise<Step> {
  const open = rows
    .filter((row) => row.plan === null)
    .map((row) => ({ row, phone: decrypt(ctx.keys, row.phoneEnc, PHONE_PURPOSE) }));
  const found = await findMembersByPhones(
    ctx,
    open.map(({ phone }) => phone),
  );
  const planned = await planGrants(ctx, await orderOf(batch, [...found.values()]));
  const refusals = new Map(planned.map((plan) => [plan.memberId, plan.refusal]));
  const changes = open.map(({ row, phone }) => {
    const memberId = found.get(phone);
    const plan =
      memberId === undefined ? ("giftpacks.member-not-found" as const) : (refusals.get(memberId) ?? ("ok" as const));
    // A member of another city is nobody to city staff.
    const isShown = memberId !== undefined && plan !== "giftpacks.member-not-found";
    return { rowNo: row.rowNo, change: { memberId: isShown ? memberId : null, plan, result: resultOf(plan) } };
  });
  return { changes, okCount: changes.filter(({ change }) => change.plan === "ok").length };
}

/** The real thing: rows that the dry run let through are granted by today's facts; the others keep the answer of the dry run. */
async function grantRows(ctx: Ctx, session: ClientSession, { batch, rows }: Work): Promise<Step> {
  const memberIds = rows.flatMap((row) => (row.plan === "ok" && row.memberId !== null ? [row.memberId] : []));
  const order = await orderOf(batch, memberIds);
  const [closed] = givingRefusals(order.pack, ctx.now);
  const outcomes = closed || memberIds.length === 0 ? [] : await grantMany(ctx, session, order);
  const byMember = new Map(outcomes.map((outcome) => [outcome.memberId, outcome]));
  const changes = rows.map((row): RowChange => {
    const done = row.memberId === null ? undefined : byMember.get(row.memberId);
    const outcome: "ok" | ErrorCode =
      row.plan === "ok" ? (closed ?? done?.refusal ?? "ok") : (row.plan ?? "giftpacks.member-not-found");
    return { rowNo: row.rowNo, change: { outcome, result: resultOf(outcome), grantId: done?.grantId ?? null } };
  });
  return { changes, okCount: changes.filter(({ change }) => change.outcome === "ok").length };
}

/** The one field by which rows are found that can or cannot be granted. */
function resultOf(said: "ok" | ErrorCode): BatchRowResult {
  return said === "ok" ? "ok" : "refused";
}

async function orderOf(batch: GrantBatch, memberIds: string[]): Promise<GrantOrder> {
  const source = { kind: "file", actorId: batch.createdBy, batchId: batch._id };
  return { pack: await getPack(batch.packId), memberIds, source, cityCode: batch.cityCode };
}

async function storeChanges(session: ClientSession, batchId: string, changes: RowChange[]): Promise<void> {
  const operations = changes.map(({ rowNo, change }) => ({
    updateOne: { filter: { _id: `${batchId}:${rowNo}` }, update: { $set: change } },
  }));
  await native(GrantBatchRows).bulkWrite(operations, { session, ordered: false });
}
