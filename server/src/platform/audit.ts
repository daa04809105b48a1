import { createHash } from "node:crypto";
import type { ClientSession } from "mongoose";
import { Schema } from "mongoose";
import type { Actor, Ctx } from "./context";
import { inTransaction, model } from "./db";
import { findPage, type Page } from "./page";

/**
 * Audit log, append-only, chained by hash per stream (a city, or the province), so that a removed or edited row shows.
 * Shard key: stream. Queries: a chain in order { stream, seq }; the
 * staff's list, newest first: of a chain, a record, a person, an action or all { …, at, _id }.
 */
export type AuditEntry = {
  _id: string;
  stream: string;
  seq: number;
  at: Date;
  actorId: string;
  actorRole: string;
  action: string;
  subjectKey: string;
  reason: string | null;
  before: string | null;
  after: string | null;
  requestId: string;
  previousHash: string;
  hash: string;
};

type AuditHead = { _id: string; seq: number; hash: string };

const GENESIS = "0".repeat(64);
const text = { type: String, required: true } as const;
const optionalText = { type: String, default: null } as const;
const entrySchema = new Schema<AuditEntry>({
  _id: text,
  stream: text,
  seq: { type: Number, required: true },
  at: { type: Date, required: true },
  actorId: text,
  actorRole: text,
  action: text,
  subjectKey: text,
  reason: optionalText,
  before: optionalText,
  after: optionalText,
  requestId: text,
  previousHash: text,
  hash: text,
});
entrySchema.index({ stream: 1, seq: -1 }, { unique: true });
entrySchema.index({ subjectKey: 1, at: -1, _id: -1 });
entrySchema.index({ at: -1, _id: -1 });
entrySchema.index({ stream: 1, at: -1, _id: -1 });
entrySchema.index({ actorId: 1, at: -1, _id: -1 });
entrySchema.index({ action: 1, at: -1, _id: -1 });
export const AuditEntries = model<AuditEntry>("auditEntries", entrySchema);
const AuditHeads = model<AuditHead>(
  "auditHeads",
  new Schema<AuditHead>({ _id: text, seq: { type: Number, required: true }, hash: text }),
);

export type AuditInput = {
  /** `feature.verb`, e.g. `members.correct`. */
  action: string;
  subject: { type: string; id: string };
  reason?: string;
  /** Facts before and after, already masked by the caller: no plain personal data enters the log. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

/** Appends one row in the caller's transaction (or in one of its own when `session` is null). */
export async function recordAudit(ctx: Ctx, session: ClientSession | null, input: AuditInput): Promise<void> {
  if (session === null) return inTransaction((own) => append(ctx, own, input));
  return append(ctx, session, input);
}

async function append(ctx: Ctx, session: ClientSession, input: AuditInput): Promise<void> {
  const stream = streamOf(ctx.actor);
  const head = await headOf(stream, session);
  const seq = head.seq + 1;
  const entry = withHash({
    _id: `${stream}:${seq}`,
    stream,
    seq,
    at: ctx.now,
    actorId: "id" in ctx.actor ? ctx.actor.id : "anonymous",
    actorRole: "role" in ctx.actor ? ctx.actor.role : ctx.actor.kind,
    action: input.action,
    subjectKey: `${input.subject.type}:${input.subject.id}`,
    reason: input.reason ?? null,
    before: input.before ? JSON.stringify(input.before) : null,
    after: input.after ? JSON.stringify(input.after) : null,
    requestId: ctx.requestId,
    previousHash: head.hash,
  });
  await AuditHeads.updateOne({ _id: stream }, { $set: { seq, hash: entry.hash } }, { session, upsert: true });
  await AuditEntries.insertMany([entry], { session });
}

/** Rows by stream, actorId, action, subjectKey or time, newest first. @throws request.invalid for a bad cursor */
export function findAuditEntries(of: {
  filter: Record<string, unknown>;
  cursor: string | undefined;
  limit: number;
}): Promise<Page<AuditEntry>> {
  return findPage<AuditEntry>(AuditEntries, { ...of, sort: { at: -1, _id: -1 } });
}

/** One chain per city and one for the province, so that staff of different cities do not queue behind each other. */
export function streamOf(actor: Actor): string {
  return "cityCode" in actor && actor.cityCode ? actor.cityCode : "370000";
}

function withHash(entry: Omit<AuditEntry, "hash">): AuditEntry {
  const facts = [
    entry.previousHash,
    entry._id,
    entry.at.toISOString(),
    entry.actorId,
    entry.actorRole,
    entry.action,
    entry.subjectKey,
    entry.reason,
    entry.before,
    entry.after,
    entry.requestId,
  ];
  return { ...entry, hash: createHash("sha256").update(JSON.stringify(facts)).digest("hex") };
}

/**
 * Walks a stream from its first row to the one that its head names when the walk begins; rows appended meanwhile are left to the next
 * walk. Answers the number of rows and the first sequence number that does not fit: a row edited, removed, cut off at the end (the
 * head knows the last hash), or one that no head ever named.
 */
export async function verifyAuditStream(stream: string): Promise<{ rows: number; brokenAtSeq: number | null }> {
  const head = await headOf(stream);
  let previousHash = GENESIS;
  let seq = 0;
  for await (const row of AuditEntries.find({ stream, seq: { $lte: head.seq } })
    .sort({ stream: -1, seq: 1 })
    .lean()
    .cursor({ batchSize: 500 })) {
    seq += 1;
    if (row.seq !== seq || row.previousHash !== previousHash) return { rows: seq - 1, brokenAtSeq: seq };
    if (withHash(row as AuditEntry).hash !== row.hash) return { rows: seq - 1, brokenAtSeq: seq };
    previousHash = row.hash;
  }
  if (head.seq !== seq || head.hash !== previousHash) return { rows: seq, brokenAtSeq: seq + 1 };
  // A row and the head that names it are written together: once a row is there, so is its head.
  const [newest] = await AuditEntries.find({ stream }, { seq: 1 }).sort({ stream: 1, seq: -1 }).limit(1).lean();
  const named = await headOf(stream);
  return { rows: seq, brokenAtSeq: newest && newest.seq > named.seq ? named.seq + 1 : null };
}

async function headOf(stream: string, session: ClientSession | null = null): Promise<Pick<AuditHead, "seq" | "hash">> {
  return (await AuditHeads.findById(stream, null, { session }).lean()) ?? { seq: 0, hash: GENESIS };
}
