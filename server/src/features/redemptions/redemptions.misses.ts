import { type Ctx, merchantActor } from "../../platform/context";
import { sha256 } from "../../platform/crypto";
import { native } from "../../platform/db";
import { countMiss, type MissRule, pauseMs } from "../../platform/misses";
import { AppError } from "../../platform/problem";
import { CodeMisses } from "./redemptions.model";
import { ADDRESS_MISSES, CLERK_MISSES } from "./redemptions.rules";

type Counter = { id: string; rule: MissRule };

function counters(ctx: Ctx): Counter[] {
  const clerk = { id: `clerk:${merchantActor(ctx).id}`, rule: CLERK_MISSES };
  return ctx.address === undefined ? [clerk] : [clerk, { id: `address:${sha256(ctx.address)}`, rule: ADDRESS_MISSES }];
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
 * nothing of what was looked up is told, whatever it was. A hit forgives the clerk; the address is forgiven by time alone.
 * @throws redemptions.code-back-off with details.retryAfterSeconds; redemptions.code-unknown
 */
export async function guardedLookUp<T>(ctx: Ctx, lookUp: () => Promise<T | null>): Promise<T> {
  const of = counters(ctx);
  const filter = { _id: { $in: of.map(({ id }) => id) } };
  const [open, looked] = await Promise.all([native(CodeMisses).find(filter).toArray(), outcomeOf(lookUp())]);
  assertOpen(Math.max(0, ...open.map((row) => pauseMs(row, ctx.now))));
  if ("fault" in looked) throw looked.fault;
  const { found } = looked;
  if (found !== null) {
    const own = open.find((row) => row._id === of[0]?.id);
    if (own) await CodeMisses.deleteOne({ _id: own._id, expiresAt: own.expiresAt });
    return found;
  }
  for (const counter of of) assertOpen(await countMiss(CodeMisses, ctx.now, counter));
  throw new AppError("redemptions.code-unknown");
}

function assertOpen(waitMs: number): void {
  if (waitMs > 0) throw new AppError("redemptions.code-back-off", { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
