import { requestSmsCode } from "@club/shared/auth";
import type { TestApi, TestUser } from "../../../test/kit";
import { readAccessToken } from "../../platform/access-tokens";
import { deliverDue } from "../../platform/outbox.testing";
import { deliverSms } from "./sms.delivery";

/*
 * What tests of signing in need.
 */

/** Somebody who signed in for real: usable as `as`, with the refresh token and the id. */
export type SignedIn = TestUser & { id: string; refreshToken: string };

/** The caller behind the tokens that a sign-in answered. */
export function signedIn(api: TestApi, session: { accessToken: string; refreshToken: string }): SignedIn {
  const actor = readAccessToken(api.deps.keys, session.accessToken, api.clock.now());
  return { actor, id: actor.id, refreshToken: session.refreshToken };
}

let phones = 0;

/** A phone number nobody has yet. */
export function newPhone(): string {
  phones += 1;
  return `1380531${String(phones).padStart(4, "0")}`;
}

/** Sends what waits in the outbox. */
export async function deliverOutbox(api: TestApi): Promise<void> {
  await deliverDue(api.ctx(), { sms: deliverSms });
}

/** The code in the last message that went out to a phone. */
export async function lastCode(api: TestApi, phone: string): Promise<string> {
  await deliverOutbox(api);
  const message = api.sms.sent.findLast((sent) => sent.phone === phone);
  if (!message?.params.code) throw new Error(`no code was sent to ${phone}`);
  return message.params.code;
}

/** Asks for a code to sign in or register with, and reads it from the phone. */
export async function signInCode(api: TestApi, phone: string): Promise<string> {
  await api.call(requestSmsCode, { phone });
  return lastCode(api, phone);
}

/** A code that is not `code`. */
export function otherCode(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, "0");
}
