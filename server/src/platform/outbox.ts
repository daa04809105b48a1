import type { ClientSession } from "mongoose";
import { Schema } from "mongoose";
import { monotonicMs } from "./clock";
import type { Ctx } from "./context";
import { decrypt, encrypt } from "./crypto";
import { insertAll, model } from "./db";
import type { Job } from "./jobs";
import { findPage, type Page } from "./page";
import { AppError } from "./problem";

/**
 * Messages to the outside, written in the same transaction as what they tell of, delivered at least once by a worker.
 * `_id` is the dedupe key, so a message that is enqueued twice exists once. The payload is encrypted at rest.
 * Shard key: _id. Queries: due messages of a kind { status, kind, nextAttemptAt }; the dead-letter list { status, createdAt };
 * TTL on `expiresAt`.
 */
export type OutboxMessage = {
  _id: string;
  kind: string;
  payloadEnc: string;
  status: "pending" | "sent" | "dead";
  attempts: number;
  /** Due time; a worker that takes the message moves it forward, which is its lease. */
  nextAttemptAt: Date;
  createdAt: Date;
  sentAt: Date | null;
  lastError: string | null;
  /** Null while it waits: what was sent and what was given up is kept for a while. */
  expiresAt: Date | null;
};

const DEAD_LETTERS = { status: 1, createdAt: -1, _id: -1 } as const;
const schema = new Schema<OutboxMessage>({
  _id: { type: String, required: true },
  kind: { type: String, required: true },
  payloadEnc: { type: String, required: true },
  status: { type: String, required: true },
  attempts: { type: Number, required: true },
  nextAttemptAt: { type: Date, required: true },
  createdAt: { type: Date, required: true },
  sentAt: { type: Date, default: null },
  lastError: { type: String, default: null },
  expiresAt: { type: Date, default: null },
});
schema.index({ status: 1, kind: 1, nextAttemptAt: 1 });
schema.index(DEAD_LETTERS);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const Outbox = model<OutboxMessage>("outbox", schema);

const MAX_ATTEMPTS = 8;
/** Messages of one kind on their way at once. */
const SIDE_BY_SIDE = 8;
/** A run takes messages for this long at most; it is the job's next run that goes on. */
const RUN_MS = 5_000;
/** Counted from the start of a run: whoever is taken last still has eleven twelfths of it, several times what a gateway may take. */
const LEASE_MS = 60_000;
const KEEP_SENT_MS = 30 * 86_400_000;
/** Dead letters name people too, and nobody sends one again after this. */
const KEEP_DEAD_MS = 90 * 86_400_000;

/** Thrown by a handler when trying again cannot help (e.g. the receiver refused): the message becomes a dead letter at once. */
export class PermanentDeliveryError extends Error {}

/** Thrown by a handler that may not deliver now: the message waits until then, and no attempt is counted. */
export class DeliveryPostponed extends Error {
  constructor(readonly until: Date) {
    super(`postponed until ${until.toISOString()}`);
  }
}

/** What a handler may want to know about this delivery: a failure of the last attempt makes the message a dead letter. */
export type Delivery = { isLastAttempt: boolean };
/** Delivers one message; must be safe to run twice. */
export type OutboxHandler = (
  ctx: Ctx,
  payload: Record<string, unknown>,
  messageId: string,
  delivery: Delivery,
) => Promise<void>;
export type OutboxHandlers = Record<string, OutboxHandler>;

/** Writes a message in the caller's transaction. The same dedupe key never makes a second message. */
export async function enqueue(
  ctx: Ctx,
  session: ClientSession,
  message: { kind: string; dedupeKey: string; payload: Record<string, unknown>; notBefore?: Date },
): Promise<void> {
  const id = `${message.kind}:${message.dedupeKey}`;
  await Outbox.updateOne({ _id: id }, { $setOnInsert: newMessage(ctx, message) }, { session, upsert: true });
}

/**
 * Writes many messages of one kind at once, in the caller's transaction. Their dedupe keys must be new: one that exists fails the
 * transaction with a duplicate key.
 */
export async function enqueueNew(
  ctx: Ctx,
  session: ClientSession,
  messages: readonly { kind: string; dedupeKey: string; payload: Record<string, unknown>; notBefore?: Date }[],
): Promise<void> {
  const documents = messages.map((message) => ({
    _id: `${message.kind}:${message.dedupeKey}`,
    ...newMessage(ctx, message),
  }));
  await insertAll<OutboxMessage>(session, Outbox, documents);
}

type NewMessage = { kind: string; payload: Record<string, unknown>; notBefore?: Date };

function newMessage(ctx: Ctx, { kind, payload, notBefore }: NewMessage): Omit<OutboxMessage, "_id"> {
  return {
    kind,
    payloadEnc: encrypt(ctx.keys, JSON.stringify(payload), "outbox"),
    status: "pending",
    attempts: 0,
    nextAttemptAt: notBefore ?? ctx.now,
    createdAt: ctx.now,
    sentAt: null,
    lastError: null,
    expiresAt: null,
  };
}

/** One job for each kind of message, so that no kind waits behind another. */
export function outboxJobs(handlers: OutboxHandlers): Job[] {
  return Object.entries(handlers).map(([kind, handler]) => ({
    name: `outbox.${kind}`,
    everySeconds: 1,
    run: async (ctx) => void (await deliverKind(ctx, kind, handler)),
  }));
}

export type Delivered = { sent: number; failed: number };

/**
 * Delivers what is due of one kind, for a few seconds at most; several processes may run this at once. One message after the other is
 * taken, several are on their way. Answers how many were sent and how many failed. @throws what the database throws, when all have
 * come back
 */
export async function deliverKind(ctx: Ctx, kind: string, handler: OutboxHandler): Promise<Delivered> {
  const result = { sent: 0, failed: 0 };
  const faults: unknown[] = [];
  const underway = new Set<Promise<void>>();
  const startedMs = monotonicMs();
  while (faults.length === 0 && monotonicMs() - startedMs < RUN_MS && !ctx.isStopping?.()) {
    const message = await takeDue(kind, ctx.now).catch((error: unknown) => void faults.push(error));
    if (!message) break;
    const delivery = deliverOne(ctx, handler, message)
      .then((isSent) => {
        result[isSent ? "sent" : "failed"] += 1;
      })
      .catch((error: unknown) => void faults.push(error))
      .finally(() => underway.delete(delivery));
    underway.add(delivery);
    if (underway.size === SIDE_BY_SIDE) await Promise.race(underway);
  }
  await Promise.all(underway);
  if (faults.length > 0) throw faults[0];
  return result;
}

async function takeDue(kind: string, now: Date): Promise<OutboxMessage | null> {
  return Outbox.findOneAndUpdate(
    { status: "pending", kind, nextAttemptAt: { $lte: now } },
    { $set: { nextAttemptAt: new Date(now.getTime() + LEASE_MS) }, $inc: { attempts: 1 } },
    { sort: { nextAttemptAt: 1 }, returnDocument: "after" },
  ).lean<OutboxMessage>();
}

async function deliverOne(ctx: Ctx, handler: OutboxHandler, message: OutboxMessage): Promise<boolean> {
  const { _id, attempts, nextAttemptAt } = message;
  try {
    const payload: Record<string, unknown> = JSON.parse(decrypt(ctx.keys, message.payloadEnc, "outbox"));
    await handler(ctx, payload, _id, { isLastAttempt: attempts >= MAX_ATTEMPTS });
  } catch (error) {
    // Only while the message is still ours: whoever has taken it after our lease says what became of it.
    await Outbox.updateOne({ _id, status: "pending", nextAttemptAt }, { $set: failure(ctx.now, attempts, error) });
    return false;
  }
  const expiresAt = new Date(ctx.now.getTime() + KEEP_SENT_MS);
  await Outbox.updateOne({ _id }, { $set: { status: "sent", sentAt: ctx.now, lastError: null, expiresAt } });
  return true;
}

function failure(now: Date, attempts: number, error: unknown) {
  if (error instanceof DeliveryPostponed) return { nextAttemptAt: error.until, attempts: attempts - 1 };
  const lastError = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  if (error instanceof PermanentDeliveryError || attempts >= MAX_ATTEMPTS)
    return { status: "dead" as const, lastError, expiresAt: deadUntil(now) };
  return { lastError, nextAttemptAt: new Date(now.getTime() + backOffMs(attempts)) };
}

/** When a message that was given up at `at` is deleted. */
export function deadUntil(at: Date): Date {
  return new Date(at.getTime() + KEEP_DEAD_MS);
}

/** 5 s, 10 s, 20 s … at most one hour. */
export function backOffMs(attempts: number): number {
  return Math.min(5_000 * 2 ** (attempts - 1), 3_600_000);
}

/** Puts a dead letter back into the queue. @throws request.not-found when there is no such dead letter. */
export async function replayDeadLetter(ctx: Ctx, session: ClientSession, id: string): Promise<void> {
  const { matchedCount } = await Outbox.updateOne(
    { _id: id, status: "dead" },
    { $set: { status: "pending", attempts: 0, nextAttemptAt: ctx.now, lastError: null, expiresAt: null } },
    { session },
  );
  if (matchedCount === 0) throw new AppError("request.not-found");
}

/** Removes the messages, in whatever state, whose id (kind:dedupeKey) begins with a prefix, in the caller's transaction. Index: _id. */
export async function discardMessages(session: ClientSession, prefix: string): Promise<void> {
  await Outbox.deleteMany({ _id: { $gte: prefix, $lt: `${prefix}\uffff` } }, { session });
}

/** Dead letters of some kinds, newest first; payloads stay encrypted. Read by DEAD_LETTERS, as the index by kind would have to sort. */
export function findDeadLetters(of: {
  kinds: readonly string[];
  cursor: string | undefined;
  limit: number;
}): Promise<Page<OutboxMessage>> {
  const filter = { status: "dead", kind: { $in: [...of.kinds] } };
  return findPage<OutboxMessage>(Outbox, { ...of, filter, sort: { createdAt: -1, _id: -1 }, hint: DEAD_LETTERS });
}
