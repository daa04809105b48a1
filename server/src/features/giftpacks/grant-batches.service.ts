import type * as contract from "@club/shared/giftpack-batches";
import { BATCH_STATUS_NAMES } from "@club/shared/giftpack-batches";
import type { InputOf, OutputOf } from "@club/shared/http";
import { maskPhone } from "@club/shared/mask";
import { recordAudit } from "../../platform/audit";
import { type Ctx, cityFilter, staffActor } from "../../platform/context";
import { encrypt, sha256 } from "../../platform/crypto";
import { inTransaction, isDuplicateKey, native } from "../../platform/db";
import { findPage } from "../../platform/page";
import { AppError } from "../../platform/problem";
import type { UploadInput } from "../../platform/route";
import { getMemberFacts } from "../members/members.service";
import { getPackInScope } from "./giftpack.store";
import { toRefusal } from "./giftpack.views";
import { readImport } from "./giftpack-audience.service";
import { getPack, refuseClosedPack } from "./giftpack-grants.service";
import { type GrantBatch, GrantBatches, type GrantBatchRow, GrantBatchRows } from "./grant.model";
import { PHONE_PURPOSE, runGrantBatch } from "./grant-batch.runner";
import type { PhoneRow } from "./phone-file.rules";

/** Chunks that the request itself works off; a job does the rest of a large file. */
const INLINE_CHUNKS = 2;
const STORE_CHUNK = 500;

/**
 * Stores an imported file and begins to check it row by row; nothing is granted yet. Sending the same file again with the
 * same batch id answers the same batch.
 * @throws giftpacks.not-found, giftpacks.not-published, giftpacks.file-empty, giftpacks.file-too-long,
 * giftpacks.state-conflict when the batch id was used for something else
 */
export async function createGrantBatch(
  ctx: Ctx,
  input: InputOf<typeof contract.createGrantBatch> & UploadInput,
): Promise<contract.GrantBatchView> {
  const pack = await getPackInScope(ctx, input.packId);
  refuseClosedPack(pack, ctx.now);
  const rows = readImport(input.bytes);
  const batch = await openBatch(ctx, input, rows.length);
  if (batch.status === "storing") {
    await storeRows(ctx, batch._id, rows);
    await GrantBatches.updateOne(
      { _id: batch._id, status: "storing" },
      { $set: { status: "checking", updatedAt: ctx.now } },
    );
    await runGrantBatch(ctx, batch._id, { maxChunks: INLINE_CHUNKS });
  }
  return getGrantBatch(ctx, { batchId: batch._id });
}

type Import = InputOf<typeof contract.createGrantBatch> & UploadInput;

async function openBatch(ctx: Ctx, input: Import, rowCount: number): Promise<GrantBatch> {
  const batch = newBatch(ctx, input, rowCount);
  try {
    await GrantBatches.insertMany([batch]);
    return batch;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const known = await GrantBatches.findById(batch._id).lean<GrantBatch>();
  const isSame =
    known?.contentHash === batch.contentHash && known.packId === batch.packId && known.createdBy === batch.createdBy;
  if (!known || !isSame) throw new AppError("giftpacks.state-conflict");
  return known;
}

function newBatch(ctx: Ctx, { batchId, packId, reason, bytes }: Import, rowCount: number): GrantBatch {
  const actor = staffActor(ctx);
  return {
    _id: batchId,
    packId,
    cityCode: actor.cityCode,
    status: "storing",
    contentHash: sha256(bytes.toString("base64")),
    rowCount,
    progressCount: 0,
    grantableCount: 0,
    grantedCount: 0,
    refusedCount: 0,
    reason,
    createdBy: actor.id,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
}

/** Rows have ids of their own, so that storing again after a crash adds only what is missing. */
async function storeRows(ctx: Ctx, batchId: string, rows: PhoneRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += STORE_CHUNK) {
    const operations = rows.slice(start, start + STORE_CHUNK).map((row) => {
      const { _id, ...fields } = newRow(ctx, batchId, row);
      return { updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true } };
    });
    await native(GrantBatchRows).bulkWrite(operations, { ordered: false });
  }
}

function newRow(ctx: Ctx, batchId: string, { rowNo, phone, refusal }: PhoneRow): GrantBatchRow {
  return {
    _id: `${batchId}:${rowNo}`,
    batchId,
    rowNo,
    phoneEnc: encrypt(ctx.keys, phone, PHONE_PURPOSE),
    phoneMasked: maskPhone(phone),
    memberId: null,
    plan: refusal,
    outcome: null,
    result: refusal === null ? null : "refused",
    grantId: null,
  };
}

/**
 * Carries a checked batch out. Running it again, also while it runs or after it is done, gives nobody anything twice and
 * answers the same rows.
 * @throws giftpacks.batch-not-found, giftpacks.batch-not-ready, giftpacks.not-published
 */
export async function executeGrantBatch(ctx: Ctx, input: { batchId: string }): Promise<contract.GrantBatchView> {
  const batch = await batchInScope(ctx, input.batchId);
  if (batch.status === "storing" || batch.status === "checking") throw new AppError("giftpacks.batch-not-ready");
  if (batch.status === "checked") await startBatch(ctx, batch);
  await runGrantBatch(ctx, batch._id, { maxChunks: INLINE_CHUNKS });
  return getGrantBatch(ctx, input);
}

async function startBatch(ctx: Ctx, batch: GrantBatch): Promise<void> {
  refuseClosedPack(await getPack(batch.packId), ctx.now);
  await inTransaction(async (session) => {
    const start = {
      status: "running" as const,
      progressCount: 0,
      grantedCount: 0,
      refusedCount: 0,
      updatedAt: ctx.now,
    };
    const { matchedCount } = await GrantBatches.updateOne(
      { _id: batch._id, status: "checked" },
      { $set: start },
      { session },
    );
    if (matchedCount !== 1) return;
    await recordAudit(ctx, session, {
      action: "giftpacks.grant-batch",
      subject: { type: "giftPack", id: batch.packId },
      reason: batch.reason,
      after: { batchId: batch._id, rowCount: batch.rowCount, grantableCount: batch.grantableCount },
    });
  });
}

/** A batch with its progress. @throws giftpacks.batch-not-found */
export async function getGrantBatch(ctx: Ctx, input: { batchId: string }): Promise<contract.GrantBatchView> {
  return toBatchView(await batchInScope(ctx, input.batchId));
}

/** The batches of a pack, newest first; city staff see those of their own city. @throws giftpacks.not-found */
export async function listGrantBatches(
  ctx: Ctx,
  input: InputOf<typeof contract.listGrantBatches>,
): Promise<OutputOf<typeof contract.listGrantBatches>> {
  const pack = await getPackInScope(ctx, input.packId);
  const { rows, nextCursor } = await findPage(GrantBatches, {
    filter: { packId: pack._id, ...cityFilter(ctx) },
    sort: { createdAt: -1, _id: -1 },
    cursor: input.cursor,
    limit: input.limit,
  });
  return { items: rows.map(toBatchView), nextCursor };
}

function toBatchView(batch: GrantBatch): contract.GrantBatchView {
  const { _id, packId, status, rowCount, progressCount, grantableCount, grantedCount, refusedCount, reason } = batch;
  return {
    ...{ id: _id, packId, status, rowCount, progressCount, grantableCount, grantedCount, refusedCount, reason },
    statusName: BATCH_STATUS_NAMES[status],
    createdAt: batch.createdAt.toISOString(),
    updatedAt: batch.updatedAt.toISOString(),
  };
}

/** The rows of a batch in the order of the file, all or those of one result. @throws giftpacks.batch-not-found */
export async function listGrantBatchRows(
  ctx: Ctx,
  input: InputOf<typeof contract.listGrantBatchRows>,
): Promise<OutputOf<typeof contract.listGrantBatchRows>> {
  const batch = await batchInScope(ctx, input.batchId);
  const sort = { rowNo: 1, _id: 1 } as const;
  const filter = { batchId: batch._id, ...(input.result && { result: input.result }) };
  const { rows, nextCursor } = await findPage(GrantBatchRows, {
    filter,
    sort,
    cursor: input.cursor,
    limit: input.limit,
  });
  const members = await getMemberFacts(rows.flatMap((row) => row.memberId ?? []));
  return { items: rows.map((row) => toRowView(row, members.get(row.memberId ?? "")?.memberNo ?? null)), nextCursor };
}

function toRowView(row: GrantBatchRow, memberNo: string | null): contract.GrantBatchRowView {
  return {
    rowNo: row.rowNo,
    phoneMasked: row.phoneMasked,
    memberId: row.memberId,
    memberNo,
    plannedRefusal: row.plan === null || row.plan === "ok" ? null : toRefusal(row.plan),
    isChecked: row.plan !== null,
    grantId: row.grantId,
    refusal: row.outcome === null || row.outcome === "ok" ? null : toRefusal(row.outcome),
    isDone: row.outcome !== null,
  };
}

async function batchInScope(ctx: Ctx, batchId: string): Promise<GrantBatch> {
  const batch = await GrantBatches.findOne({ _id: batchId, ...cityFilter(ctx) }).lean<GrantBatch>();
  if (!batch) throw new AppError("giftpacks.batch-not-found");
  return batch;
}
