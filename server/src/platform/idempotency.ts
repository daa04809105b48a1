import { setTimeout as delay } from "node:timers/promises";
import mongoose, { type mongo, Schema } from "mongoose";
import { createBatcher } from "./batch";
import { monotonicMs } from "./clock";
import { actorKey, type Ctx } from "./context";
import { decrypt, encrypt, sha256 } from "./crypto";
import { isConflict, isOutcomeUnknown, model, native } from "./db";
import { AppError } from "./problem";

const KEEP_MS = 24 * 3_600_000;
/** Longer than any request may take; a record still open after this belongs to a process that died. */
const LEASE_MS = 60_000;
const WAIT_MS = 5_000;
const POLL_MS = 100;
const PURPOSE = "idempotency.answer";

type OnceRecord = {
  _id: string;
  /** Hash of the input: the same key with other content is a mistake of the client. */
  fingerprint: string;
  state: "open" | "done" | "unknown";
  answerEnc: string | null;
  openUntil: Date;
  expiresAt: Date;
};

/** Shard key: _id (hash of actor, endpoint and key; the only access path). expiresAt deletes by TTL. */
const OnceRecords = model<OnceRecord>(
  "onceRecords",
  new Schema<OnceRecord>({
    _id: { type: String, required: true },
    fingerprint: { type: String, required: true },
    state: { type: String, required: true },
    answerEnc: { type: String, default: null },
    openUntil: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  }).index({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
);

// Records are opened and closed in groups: under a burst the bookkeeping costs two commands per group, not per request.
const openRecord = createBatcher<OnceRecord, boolean>({ maxBatch: 200, run: openRecords });
const writeRecord = createBatcher<mongo.AnyBulkWriteOperation<OnceRecord>, true>({ maxBatch: 200, run: writeRecords });

export type OnceRunner = (
  ctx: Ctx,
  endpointName: string,
  call: { input: unknown; work: () => Promise<string> },
) => Promise<string>;

/**
 * Runs `work` once per (actor, endpoint, ctx.idempotencyKey) and gives its answer again for 24 hours. Calls that arrive while
 * the first is under way get its answer. A refusal (an AppError) and a conflict that stays change nothing, so they free the key; a service throws
 * neither after its effect. After any other failure, and when a process dies in the middle, nobody knows the outcome: the key then answers
 * request.outcome-unknown, never a second effect.
 * @throws request.idempotency-conflict, request.in-progress, request.outcome-unknown, and what `work` throws
 */
export function createOnceRunner(): OnceRunner {
  const underway = new Map<string, { fingerprint: string; answer: Promise<string> }>();

  return (ctx, endpointName, call) => {
    const id = sha256(`${actorKey(ctx.actor)}\n${endpointName}\n${ctx.idempotencyKey}`);
    const fingerprint = sha256(JSON.stringify(call.input));
    const joined = underway.get(id);
    if (joined) {
      return joined.fingerprint === fingerprint
        ? joined.answer
        : Promise.reject(new AppError("request.idempotency-conflict"));
    }
    const answer = performOnce(ctx, { id, fingerprint }, call.work).finally(() => underway.delete(id));
    underway.set(id, { fingerprint, answer });
    return answer;
  };
}

type Identity = { id: string; fingerprint: string };

async function performOnce(ctx: Ctx, { id, fingerprint }: Identity, work: () => Promise<string>): Promise<string> {
  const isFirst = await openRecord({
    _id: id,
    fingerprint,
    state: "open",
    answerEnc: null,
    openUntil: new Date(ctx.now.getTime() + LEASE_MS),
    expiresAt: new Date(ctx.now.getTime() + KEEP_MS),
  });
  if (!isFirst) return awaitAnswer(ctx, { id, fingerprint });
  const answer = await work().catch(async (error: unknown) => {
    await giveUp(id, error);
    throw error;
  });
  const answerEnc = encrypt(ctx.keys, answer, PURPOSE);
  await writeRecord({ updateOne: { filter: { _id: id }, update: { $set: { state: "done", answerEnc } } } });
  return answer;
}

/**
 * After a refusal, or a transaction that was rolled back because others kept changing the same documents, the key is free again; after
 * any other failure, which may have come when the effect was there, it stays taken.
 */
async function giveUp(id: string, error: unknown): Promise<void> {
  const filter = { _id: id };
  const isUndone = error instanceof AppError || (isConflict(error) && !isOutcomeUnknown(error));
  const write = isUndone
    ? { deleteOne: { filter } }
    : { updateOne: { filter, update: { $set: { state: "unknown" as const } } } };
  // The caller must see why the work failed, not why this note did; unwritten, the record runs out of its lease.
  await writeRecord(write).catch(() => undefined);
}

/** Waits for the process that holds the key, for a few seconds. */
async function awaitAnswer(ctx: Ctx, { id, fingerprint }: Identity): Promise<string> {
  const startedMs = monotonicMs();
  for (;;) {
    const record = await OnceRecords.findById(id).lean<OnceRecord>();
    if (!record) throw new AppError("request.in-progress");
    if (record.fingerprint !== fingerprint) throw new AppError("request.idempotency-conflict");
    if (record.answerEnc !== null) return decrypt(ctx.keys, record.answerEnc, PURPOSE);
    if (record.state === "unknown" || record.openUntil <= ctx.now) throw new AppError("request.outcome-unknown");
    if (monotonicMs() - startedMs > WAIT_MS) throw new AppError("request.in-progress");
    await delay(POLL_MS);
  }
}

/** True for each record that was new, false where the key was there already. */
async function openRecords(records: OnceRecord[]): Promise<(boolean | Error)[]> {
  const taken = new Set<number>();
  try {
    await native(OnceRecords).insertMany(records as mongo.OptionalUnlessRequiredId<OnceRecord>[], { ordered: false });
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
    const failures = [error.writeErrors].flat();
    if (failures.some((failure) => failure.code !== 11_000)) throw error;
    for (const failure of failures) taken.add(failure.index);
  }
  return records.map((_, index) => !taken.has(index));
}

async function writeRecords(writes: mongo.AnyBulkWriteOperation<OnceRecord>[]): Promise<(true | Error)[]> {
  await native(OnceRecords).bulkWrite(writes, { ordered: false });
  return writes.map(() => true);
}
