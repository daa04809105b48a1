import { randomInt } from "node:crypto";
import type { SmsCodeSent } from "@club/shared/auth";
import { addDays, shanghaiDay } from "@club/shared/time";
import type { Ctx } from "../../platform/context";
import { blindIndex, sameText } from "../../platform/crypto";
import { inTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { enqueue } from "../../platform/outbox";
import { AppError } from "../../platform/problem";
import { type SmsCodeDoc, SmsCodes } from "./sms-codes.model";

/** A code for one purpose is worthless for the other. `security` = setting a password, export, closing the account. */
export type SmsPurpose = "signIn" | "security";

const RESEND_SECONDS = 60;
const VALID_SECONDS = 300;
const CODES_PER_DAY = 10;
const MAX_MISSES = 5;
/** Name of the message template; its one parameter is `code`. */
const SMS_CODE_TEMPLATE = "verification-code";

/**
 * Sends a new code, which replaces the one before. Answers the same whether or not the phone belongs to anybody.
 * @throws auth.code-too-soon within 60 seconds, auth.code-limit after 10 on one day, both with details.retryAfterSeconds
 */
export async function sendSmsCode(ctx: Ctx, to: { phone: string; purpose: SmsPurpose }): Promise<SmsCodeSent> {
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const id = blindIndex(ctx.keys, "phone", to.phone);
  await inTransaction(async (session) => {
    const last = await SmsCodes.findById(id, null, { session }).lean<SmsCodeDoc>();
    const { _id, ...next } = nextCode(ctx, last, { id, code, ...to });
    await SmsCodes.updateOne({ _id }, { $set: next }, { session, upsert: true });
    await enqueue(ctx, session, {
      kind: "sms",
      dedupeKey: `code:${newId()}`,
      payload: {
        phone: to.phone,
        template: SMS_CODE_TEMPLATE,
        params: { code },
        validUntil: next.validUntil.toISOString(),
      },
    });
  });
  return { resendAfterSeconds: RESEND_SECONDS, expiresInSeconds: VALID_SECONDS };
}

type NextCode = { id: string; code: string; phone: string; purpose: SmsPurpose };

function nextCode(ctx: Ctx, last: SmsCodeDoc | null, next: NextCode): SmsCodeDoc {
  const day = shanghaiDay(ctx.now);
  const sentOnDay = last?.day === day ? last.sentOnDay + 1 : 1;
  const waitSeconds = last ? RESEND_SECONDS - (ctx.now.getTime() - last.sentAt.getTime()) / 1000 : 0;
  if (waitSeconds > 0) throw new AppError("auth.code-too-soon", { retryAfterSeconds: Math.ceil(waitSeconds) });
  if (sentOnDay > CODES_PER_DAY) throw new AppError("auth.code-limit");
  return {
    _id: next.id,
    purpose: next.purpose,
    codeHash: hashCode(ctx, next),
    sentAt: ctx.now,
    validUntil: new Date(ctx.now.getTime() + VALID_SECONDS * 1000),
    misses: 0,
    usedBy: null,
    day,
    sentOnDay,
    expiresAt: addDays(ctx.now, 2),
  };
}

type Presented = { phone: string; purpose: SmsPurpose; code: string };

/**
 * Uses a code up. A caller who is known by `by` (a WeChat user) may present the same code again while it is valid: a retry after a
 * lost answer. @throws auth.code-wrong, the same for a wrong, expired, used, killed or never sent code
 */
export function useSmsCode(ctx: Ctx, input: Presented & { by?: string | undefined }): Promise<void> {
  return compare(ctx, input, input.by ?? newId());
}

/** As useSmsCode, but the code stays: for who must prove more, and comes again with the same code. @throws auth.code-wrong */
export function checkSmsCode(ctx: Ctx, input: Presented): Promise<void> {
  return compare(ctx, input, null);
}

/** A guess is counted before it is compared, so five wrong ones kill the code however they are sent. */
async function compare(ctx: Ctx, input: Presented, by: string | null): Promise<void> {
  const id = blindIndex(ctx.keys, "phone", input.phone);
  const found = await SmsCodes.findOneAndUpdate(
    { _id: id, purpose: input.purpose, misses: { $lt: MAX_MISSES }, validUntil: { $gt: ctx.now } },
    { $inc: { misses: 1 } },
    { returnDocument: "after" },
  ).lean<SmsCodeDoc>();
  if (!found || !sameText(found.codeHash, hashCode(ctx, input))) throw new AppError("auth.code-wrong");
  const { matchedCount } = await SmsCodes.updateOne(
    { _id: id, codeHash: found.codeHash, usedBy: { $in: [null, by] } },
    { $inc: { misses: -1 }, ...(by !== null && { $set: { usedBy: by } }) },
  );
  if (matchedCount === 0) throw new AppError("auth.code-wrong");
}

function hashCode(ctx: Ctx, of: { phone: string; purpose: SmsPurpose; code: string }): string {
  return blindIndex(ctx.keys, "sms-code", `${of.purpose}:${of.phone}:${of.code}`);
}
