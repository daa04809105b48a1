import type { BreakerState, ViolationProviderName } from "@club/shared/violations-admin";
import { isDuplicateKey } from "../../platform/db";
import { type BreakerDoc, Breakers } from "./violations.model";

/*
 * The circuit breaker of a provider, one document for all processes: five failures within a minute open it for a minute; then one
 * call may try, and what comes of it closes or opens it. Trouble with the account opens it at once, for longer.
 */

const FAILURES = 5;
const WINDOW_MS = 60_000;
const OPEN_MS = 60_000;
const PROBE_FAILED_MS = 120_000;
const ACCOUNT_MS = 15 * 60_000;
const PROBE_LEASE_MS = 30_000;
const EPOCH = new Date(0);

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** A call's permission; `isProbe` = everybody else waits for how it ends. */
export type Permit = { isProbe: boolean };

/** Permission to call a provider now, or null while its breaker is open or somebody else tries. */
export async function askPermit(provider: ViolationProviderName, now: Date): Promise<Permit | null> {
  const breaker = await Breakers.findById(provider).lean<BreakerDoc>();
  if (!breaker?.openUntil) return { isProbe: false };
  if (breaker.openUntil > now) return null;
  const probe = await Breakers.updateOne(
    { _id: provider, openUntil: { $lte: now }, probeUntil: { $lte: now } },
    { $set: { probeUntil: later(now, PROBE_LEASE_MS) } },
  );
  return probe.modifiedCount === 1 ? { isProbe: true } : null;
}

/** The provider answered (also when it said no). */
export async function noteAnswer(provider: ViolationProviderName, { isProbe }: Permit): Promise<void> {
  if (!isProbe) return;
  await Breakers.updateOne({ _id: provider }, { $set: { failures: 0, openUntil: null, probeUntil: EPOCH } });
}

/** Neither an answer nor the provider's failure (the police's system is busy): a probe's turn goes to the next call. */
export async function noteNothing(provider: ViolationProviderName, { isProbe }: Permit): Promise<void> {
  if (isProbe) await Breakers.updateOne({ _id: provider }, { $set: { probeUntil: EPOCH } });
}

/** Nothing usable came back. */
export async function noteFailure(
  provider: ViolationProviderName,
  { isProbe, isAccount }: Permit & { isAccount: boolean },
  now: Date,
): Promise<void> {
  if (isAccount) return open(provider, later(now, ACCOUNT_MS));
  if (isProbe) return open(provider, later(now, PROBE_FAILED_MS));
  if ((await countFailure(provider, now)) >= FAILURES) await open(provider, later(now, OPEN_MS));
}

/** How the breaker stands for staff. */
export async function breakerState(
  provider: ViolationProviderName,
  now: Date,
): Promise<{ breaker: BreakerState; failures: number; openUntil: string | null }> {
  const found = await Breakers.findById(provider).lean<BreakerDoc>();
  const isRunning = found !== null && now.getTime() - found.windowStartedAt.getTime() < WINDOW_MS;
  const failures = isRunning ? found.failures : 0;
  const openUntil = found?.openUntil ?? null;
  if (openUntil === null) return { breaker: "closed", failures, openUntil: null };
  return { breaker: openUntil > now ? "open" : "halfOpen", failures, openUntil: openUntil.toISOString() };
}

async function open(provider: ViolationProviderName, openUntil: Date): Promise<void> {
  const fresh = { failures: 0, windowStartedAt: EPOCH };
  const set = () =>
    Breakers.updateOne(
      { _id: provider },
      { $set: { openUntil, probeUntil: EPOCH }, $setOnInsert: fresh },
      { upsert: true },
    );
  await set().catch(onceMore(set));
}

/** Failures in the running window, this one included. */
async function countFailure(provider: ViolationProviderName, now: Date): Promise<number> {
  const counted = await Breakers.findOneAndUpdate(
    { _id: provider, windowStartedAt: { $gt: later(now, -WINDOW_MS) } },
    { $inc: { failures: 1 } },
    { returnDocument: "after" },
  ).lean<BreakerDoc>();
  if (counted) return counted.failures;
  const begin = () =>
    Breakers.updateOne(
      { _id: provider },
      { $set: { failures: 1, windowStartedAt: now }, $setOnInsert: { openUntil: null, probeUntil: EPOCH } },
      { upsert: true },
    );
  await begin().catch(onceMore(begin));
  return 1;
}

/** Two first writers can both try to insert; the second one then finds the document. */
function onceMore<T>(work: () => Promise<T>) {
  return (error: unknown): Promise<T> => {
    if (isDuplicateKey(error)) return work();
    throw error;
  };
}
