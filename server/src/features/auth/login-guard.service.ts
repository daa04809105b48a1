import type { ErrorCode } from "@club/shared/errors";
import type { Ctx } from "../../platform/context";
import { blindIndex } from "../../platform/crypto";
import { AppError } from "../../platform/problem";
import { type LoginGuardDoc, LoginGuards, replaceGuard } from "./login-guard.model";
import { ACCOUNT_MISSES, ADDRESS_MISSES, FORGET_MS, lockSeconds } from "./login-guard.rules";

/** What is guessed at: `kind` ("staff", "member") and the name as typed, whether it exists or not. */
export type GuardedAccount = { kind: string; name: string; failure?: ErrorCode };

const MAX_TRIES = 50;

/**
 * Runs one guess. `check` answers null for a wrong one. The guess is counted before it is checked and taken back when it is
 * right, so guesses sent in parallel cannot exceed the limit. The answers do not tell whether the account exists.
 * @throws auth.login-locked with details.retryAfterSeconds; auth.login-failed (or `failure`) for a wrong guess
 */
export async function guardedAttempt<T>(ctx: Ctx, account: GuardedAccount, check: () => Promise<T | null>): Promise<T> {
  const accountId = guardId(ctx, account.kind, account.name);
  const addressId = ctx.address === undefined ? null : guardId(ctx, "address", ctx.address);
  if (addressId) assertOpen(ctx, await LoginGuards.findById(addressId).lean<LoginGuardDoc>());
  await countMiss(ctx, accountId, ACCOUNT_MISSES);
  const result = await check();
  if (result === null) {
    if (addressId) await countMiss(ctx, addressId, ADDRESS_MISSES).catch(ignoreLocked);
    throw new AppError(account.failure ?? "auth.login-failed");
  }
  await LoginGuards.deleteOne({ _id: accountId });
  return result;
}

/** Forgets the misses of an account, e.g. after an administrator reset its password. */
export async function unlockAccount(ctx: Ctx, account: GuardedAccount): Promise<void> {
  await LoginGuards.deleteOne({ _id: guardId(ctx, account.kind, account.name) });
}

async function countMiss(ctx: Ctx, id: string, limit: number): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const seen = await LoginGuards.findById(id).lean<LoginGuardDoc>();
    assertOpen(ctx, seen);
    if (await replaceGuard(seen, nextGuard(ctx.now, id, { seen, limit }))) return;
  }
  throw new AppError("auth.login-locked", { retryAfterSeconds: 1 });
}

function nextGuard(now: Date, id: string, state: { seen: LoginGuardDoc | null; limit: number }): LoginGuardDoc {
  const isFresh = state.seen !== null && now.getTime() - state.seen.lastMissAt.getTime() < FORGET_MS;
  const misses = isFresh && state.seen ? state.seen.misses + 1 : 1;
  return {
    _id: id,
    misses,
    lockedUntil: new Date(now.getTime() + lockSeconds(misses, state.limit) * 1000),
    lastMissAt: now,
    expiresAt: new Date(now.getTime() + FORGET_MS),
  };
}

function assertOpen(ctx: Ctx, guard: LoginGuardDoc | null): void {
  const waitMs = guard ? guard.lockedUntil.getTime() - ctx.now.getTime() : 0;
  if (waitMs > 0) throw new AppError("auth.login-locked", { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}

/** The address was locked by a parallel guess meanwhile: this guess is refused as wrong all the same. */
function ignoreLocked(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}

function guardId(ctx: Ctx, kind: string, name: string): string {
  return `${kind}:${blindIndex(ctx.keys, "login-guard", name)}`;
}
