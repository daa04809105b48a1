import type { ClientSession } from "mongoose";
import { Schema } from "mongoose";
import type { Ctx } from "./context";
import { decrypt, encrypt } from "./crypto";
import { insertAll, model } from "./db";
import { findPage, type Page } from "./page";
import { AppError } from "./problem";

/**
 * Messages to the outside, written in the same transaction as what they tell of, delivered at least once by a worker.
 * `_id` is the dedupe key, so a message that is enqueued twice exists once. The payload is encrypted at rest.
 * Shard key: _id. Queries: due messages { status, nextAttemptAt }; the dead-letter list { status, createdAt }; TTL on `expiresAt`.
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
  expiresAt: Date | null;
};

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
schema.index({ status: 1, nextAttemptAt: 1 });
schema.index({ status: 1, createdAt: -1, _id: -1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const Outbox = model<OutboxMessage>("outbox", schema);

const MAX_ATTEMPTS = 8;
const LEASE_MS = 60_000;
const KEEP_SENT_MS = 30 * 86_400_000;
const BATCH = 50;

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

/** Delivers what is due; several processes may run this at once. Answers how many were sent and how many failed. */
export async function deliverDue(ctx: Ctx, handlers: OutboxHandlers): Promise<{ sent: number; failed: number }> {
  const result = { sent: 0, failed: 0 };
  for (let taken = 0; taken < BATCH; taken += 1) {
    const message = await takeDue(ctx.now);
    if (!message) break;
    const isSent = await deliverOne(ctx, handlers, message);
    result[isSent ? "sent" : "failed"] += 1;
  }
  return result;
}

async function takeDue(now: Date): Promise<OutboxMessage | null> {
  return Outbox.findOneAndUpdate(
    { status: "pending", nextAttemptAt: { $lte: now } },
    { $set: { nextAttemptAt: new Date(now.getTime() + LEASE_MS) }, $inc: { attempts: 1 } },
    { sort: { nextAttemptAt: 1 }, returnDocument: "after" },
  ).lean<OutboxMessage>();
}

async function deliverOne(ctx: Ctx, handlers: OutboxHandlers, message: OutboxMessage): Promise<boolean> {
  try {
    const handler = handlers[message.kind];
    if (!handler) throw new PermanentDeliveryError(`no handler for ${message.kind}`);
    const payload: Record<string, unknown> = JSON.parse(decrypt(ctx.keys, message.payloadEnc, "outbox"));
    await handler(ctx, payload, message._id, { isLastAttempt: message.attempts >= MAX_ATTEMPTS });
    const expiresAt = new Date(ctx.now.getTime() + KEEP_SENT_MS);
    await Outbox.updateOne(
      { _id: message._id },
      { $set: { status: "sent", sentAt: ctx.now, lastError: null, expiresAt } },
    );
    return true;
  } catch (error) {
    await Outbox.updateOne({ _id: message._id }, { $set: failure(ctx.now, message.attempts, error) });
    return false;
  }
}

function failure(now: Date, attempts: number, error: unknown) {
  if (error instanceof DeliveryPostponed) return { nextAttemptAt: error.until, attempts: attempts - 1 };
  const lastError = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  if (error instanceof PermanentDeliveryError || attempts >= MAX_ATTEMPTS)
    return { status: "dead" as const, lastError };
  return { lastError, nextAttemptAt: new Date(now.getTime() + backOffMs(attempts)) };
}

/** 5 s, 10 s, 20 s … at most one hour. */
export function backOffMs(attempts: number): number {
  return Math.min(5_000 * 2 ** (attempts - 1), 3_600_000);
}

/** Puts a dead letter back into the queue. @throws request.not-found when there is no such dead letter. */
export async function replayDeadLetter(ctx: Ctx, session: ClientSession, id: string): Promise<void> {
  const { matchedCount } = await Outbox.updateOne(
    { _id: id, status: "dead" },
    { $set: { status: "pending", attempts: 0, nextAttemptAt: ctx.now, lastError: null } },
    { session },
  );
  if (matchedCount === 0) throw new AppError("request.not-found");
}

/** Dead letters of some kinds, newest first; payloads stay encrypted. Index: { status, createdAt, _id }. */
export function findDeadLetters(of: {
  kinds: readonly string[];
  cursor: string | undefined;
  limit: number;
}): Promise<Page<OutboxMessage>> {
  const filter = { status: "dead", kind: { $in: [...of.kinds] } };
  return findPage<OutboxMessage>(Outbox, { ...of, filter, sort: { createdAt: -1, _id: -1 } });
}
