import { DAY_MS } from "@club/shared/time";
import { type Ctx, merchantActor } from "../../platform/context";
import { sha256 } from "../../platform/crypto";
import { isDuplicateKey, native } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { type CodeMiss, CodeMisses } from "./redemptions.model";
import { backOffSeconds } from "./redemptions.rules";

/** Unknown codes in a row without a pause. An address is shared by a shop's or a network's people, so it may miss more. */
const CLERK_FREE = 3;
const ADDRESS_FREE = 20;
type Counter = { id: string; free: number };

function counters(ctx: Ctx): Counter[] {
  const clerk = { id: `clerk:${merchantActor(ctx).id}`, free: CLERK_FREE };
  return ctx.address === undefined ? [clerk] : [clerk, { id: `address:${sha256(ctx.address)}`, free: ADDRESS_FREE }];
}

type LookedUp<T> = { found: T | null } | { fault: unknown };

/** The outcome as a value, so that it can wait until the pause is known. */
function outcomeOf<T>(looking: Promise<T | null>): Promise<LookedUp<T>> {
  return looking.then(
    (found) => ({ found }),
    (fault: unknown) => ({ fault }),
  );
}

/**
 * Runs one look-up of a code, while the pauses are read. A miss (null) is counted before the answer leaves; while a pause lasts
 * nothing of what was looked up is told, whatever it was. A hit forgives the clerk, never the address.
 * @throws redemptions.code-back-off with details.retryAfterSeconds; redemptions.code-unknown
 */
export async function guardedLookUp<T>(ctx: Ctx, lookUp: () => Promise<T | null>): Promise<T> {
  const of = counters(ctx);
  const filter = { _id: { $in: of.map(({ id }) => id) } };
  const [open, looked] = await Promise.all([native(CodeMisses).find(filter).toArray(), outcomeOf(lookUp())]);
  assertOpen(ctx.now, open);
  if ("fault" in looked) throw looked.fault;
  const { found } = looked;
  if (found !== null) {
    const own = open.find((row) => row._id === of[0]?.id);
    if (own) await CodeMisses.deleteOne({ _id: own._id, misses: own.misses });
    return found;
  }
  for (const counter of of) await countMiss(ctx.now, counter);
  throw new AppError("redemptions.code-unknown");
}

function assertOpen(now: Date, rows: readonly CodeMiss[]): void {
  const until = Math.max(0, ...rows.map((row) => row.blockedUntil.getTime()));
  if (until <= now.getTime()) return;
  throw new AppError("redemptions.code-back-off", { retryAfterSeconds: Math.ceil((until - now.getTime()) / 1000) });
}

async function countMiss(now: Date, { id, free }: Counter): Promise<void> {
  const expiresAt = new Date(now.getTime() + DAY_MS);
  const update = { $inc: { misses: 1 }, $set: { expiresAt }, $setOnInsert: { blockedUntil: now } };
  const count = () =>
    CodeMisses.findOneAndUpdate({ _id: id }, update, { upsert: true, returnDocument: "after" }).lean<CodeMiss>();
  const counted = await count().catch((error: unknown) => {
    // Two first misses at once: one of the upserts loses and counts again.
    if (isDuplicateKey(error)) return count();
    throw error;
  });
  const seconds = backOffSeconds(counted?.misses ?? 1, free);
  const blockedUntil = new Date(now.getTime() + seconds * 1000);
  if (seconds > 0) await CodeMisses.updateOne({ _id: id }, { $max: { blockedUntil } });
}
