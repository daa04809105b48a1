import type { Identity } from "@club/shared/auth";
import type { Ctx } from "../../platform/context";
import { AppError } from "../../platform/problem";
import { guardedAttempt } from "../auth/login-guard.service";
import type { MemberDoc } from "./members.model";
import { readPersonal } from "./members.personal";

/** A number may have been given to a new owner by the operator: once an ID card is known, a code by SMS is not enough. */
export function needsIdentity(holder: MemberDoc): boolean {
  return holder.idCardBlind !== null;
}

/**
 * Holds somebody who has the phone to the name and the last four characters of the ID card. Five wrong answers lock the phone for
 * growing times. @throws members.identity-needed, members.identity-wrong, auth.login-locked
 */
export async function proveIdentity(
  ctx: Ctx,
  holder: MemberDoc,
  { phone, identity }: { phone: string; identity?: Identity | undefined },
): Promise<void> {
  if (!identity) throw new AppError("members.identity-needed");
  const account = { kind: "phone-identity", name: phone, failure: "members.identity-wrong" } as const;
  await guardedAttempt(ctx, account, async () => {
    const isName = readPersonal(ctx.keys, holder, "name") === identity.name;
    const isCard = readPersonal(ctx.keys, holder, "idCard")?.slice(-4) === identity.idCardLast4.toUpperCase();
    return isName && isCard ? true : null;
  });
}
