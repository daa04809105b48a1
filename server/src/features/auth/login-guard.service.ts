import type { ErrorCode } from "@club/shared/errors";
import type { Ctx } from "../../platform/context";
import { blindIndex } from "../../platform/crypto";
import { countMiss, type Misses, pauseMs } from "../../platform/misses";
import { AppError } from "../../platform/problem";
import { LoginGuards } from "./login-guard.model";
import { ACCOUNT_MISSES, ADDRESS_MISSES } from "./login-guard.rules";

/** What is guessed at: `kind` ("staff", "member") and the name as typed, whether it exists or not. */
export type GuardedAccount = { kind: string; name: string; failure?: ErrorCode };

/**
 * Runs one guess. `check` answers null for a wrong one. The guess is counted before it is checked and taken back when it is
 * right, so guesses sent in parallel cannot exceed the limit. The answers do not tell whether the account exists.
 * @throws auth.login-locked with details.retryAfterSeconds; auth.login-failed (or `failure`) for a wrong guess
 */
export async function guardedAttempt<T>(ctx: Ctx, account: GuardedAccount, check: () => Promise<T | null>): Promise<T> {
  const accountId = guardId(ctx, account.kind, account.name);
  const addressId = ctx.address === undefined ? null : guardId(ctx, "address", ctx.address);
  if (addressId) assertOpen(pauseMs(await LoginGuards.findById(addressId).lean<Misses>(), ctx.now));
  assertOpen(await countMiss(LoginGuards, ctx.now, { id: accountId, rule: ACCOUNT_MISSES }));
  const result = await check();
  if (result === null) {
    // Should a parallel guess have locked the address meanwhile, this one is refused as wrong all the same.
    if (addressId) await countMiss(LoginGuards, ctx.now, { id: addressId, rule: ADDRESS_MISSES });
    throw new AppError(account.failure ?? "auth.login-failed");
  }
  await LoginGuards.deleteOne({ _id: accountId });
  return result;
}

/** Forgets the misses of an account, e.g. after an administrator reset its password. */
export async function unlockAccount(ctx: Ctx, account: GuardedAccount): Promise<void> {
  await LoginGuards.deleteOne({ _id: guardId(ctx, account.kind, account.name) });
}

function assertOpen(waitMs: number): void {
  if (waitMs > 0) throw new AppError("auth.login-locked", { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}

function guardId(ctx: Ctx, kind: string, name: string): string {
  return `${kind}:${blindIndex(ctx.keys, "login-guard", name)}`;
}
