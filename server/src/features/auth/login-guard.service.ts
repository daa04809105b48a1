import type { ErrorCode } from "@club/shared/errors";
import { addDays } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { blindIndex, readToken, signToken } from "../../platform/crypto";
import { newId } from "../../platform/ids";
import { countMiss, type Misses, pauseMs } from "../../platform/misses";
import { AppError } from "../../platform/problem";
import { KnownDevices } from "./known-devices.model";
import { LoginGuards } from "./login-guard.model";
import { ACCOUNT_MISSES, ADDRESS_MISSES } from "./login-guard.rules";

/** What is guessed at: `kind` ("staff", "member") and the name as typed, whether it exists or not; and what the device says it is. */
export type GuardedAccount = { kind: string; name: string; failure?: ErrorCode; deviceToken?: string | undefined };

const DEVICE = "sign-in-device";
const DEVICE_DAYS = 180;

/**
 * Runs one guess. `check` answers null for a wrong one. The guess is counted before it is checked and taken back when it is
 * right, so guesses sent in parallel cannot exceed the limit. The answers do not tell whether the account exists. A device that
 * has signed in to the account before counts by itself, so whoever guesses elsewhere cannot lock the owner out (the "device
 * cookie" of OWASP's Slow Down Online Guessing Attacks).
 * @throws auth.login-locked with details.retryAfterSeconds; auth.login-failed (or `failure`) for a wrong guess
 */
export async function guardedAttempt<T>(ctx: Ctx, account: GuardedAccount, check: () => Promise<T | null>): Promise<T> {
  const knownId = await knownDevice(ctx, account);
  const guessedId = knownId ?? guardId(ctx, account.kind, account.name);
  const addressId = knownId !== null || ctx.address === undefined ? null : guardId(ctx, "address", ctx.address);
  if (addressId) assertOpen(pauseMs(await LoginGuards.findById(addressId).lean<Misses>(), ctx.now));
  assertOpen(await countMiss(LoginGuards, ctx.now, { id: guessedId, rule: ACCOUNT_MISSES }));
  const result = await check();
  if (result === null) {
    // Should a parallel guess have locked the address meanwhile, this one is refused as wrong all the same.
    if (addressId) await countMiss(LoginGuards, ctx.now, { id: addressId, rule: ADDRESS_MISSES });
    throw new AppError(account.failure ?? "auth.login-failed");
  }
  await LoginGuards.deleteOne({ _id: guessedId });
  return result;
}

/** After the right password: the account knows this device for half a year from now. @returns what the device shows next time */
export async function rememberDevice(ctx: Ctx, account: GuardedAccount): Promise<string> {
  const device = deviceOf(ctx, account) ?? newId();
  const expiresAt = addDays(ctx.now, DEVICE_DAYS);
  await KnownDevices.updateOne({ _id: deviceId(ctx, account, device) }, { $set: { expiresAt } }, { upsert: true });
  return signToken(ctx.keys, DEVICE, [device], expiresAt);
}

/** Forgets the misses of an account and the devices it knew, after its password was replaced without the old one. */
export async function unlockAccount(ctx: Ctx, account: GuardedAccount): Promise<void> {
  await LoginGuards.deleteOne({ _id: guardId(ctx, account.kind, account.name) });
  await KnownDevices.deleteMany({ _id: { $gte: deviceId(ctx, account, ""), $lt: deviceId(ctx, account, "~") } });
}

/** Where the guesses of this device count when the account knows it, else null. */
async function knownDevice(ctx: Ctx, account: GuardedAccount): Promise<string | null> {
  const device = deviceOf(ctx, account);
  if (device === null) return null;
  const _id = deviceId(ctx, account, device);
  return (await KnownDevices.exists({ _id, expiresAt: { $gt: ctx.now } })) ? _id : null;
}

function deviceOf(ctx: Ctx, { deviceToken }: GuardedAccount): string | null {
  return deviceToken === undefined ? null : (readToken(ctx.keys, DEVICE, deviceToken, ctx.now)?.[0] ?? null);
}

function deviceId(ctx: Ctx, { kind, name }: GuardedAccount, device: string): string {
  return `${guardId(ctx, kind, name)}:${device}`;
}

function assertOpen(waitMs: number): void {
  if (waitMs > 0) throw new AppError("auth.login-locked", { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}

function guardId(ctx: Ctx, kind: string, name: string): string {
  return `${kind}:${blindIndex(ctx.keys, "login-guard", name)}`;
}
