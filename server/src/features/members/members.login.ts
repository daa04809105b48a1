import type { loginByPassword, loginBySms, SessionTokens } from "@club/shared/auth";
import type { InputOf, OutputOf } from "@club/shared/http";
import type { setMyPassword } from "@club/shared/members";
import type { Ctx } from "../../platform/context";
import { inTransaction } from "../../platform/db";
import { hashPassword, verifyPassword } from "../../platform/password";
import { AppError } from "../../platform/problem";
import { type ActorClaims, issueSession, revokeSessions } from "../../platform/tokens";
import { guardedAttempt, rememberDevice, unlockAccount } from "../auth/login-guard.service";
import { checkSmsCode, useSmsCode } from "../auth/sms-codes.service";
import { findByKey } from "./members.create";
import { needsIdentity, proveIdentity } from "./members.identity";
import { type MemberDoc, Members } from "./members.model";
import { ownPhone, proveOwn } from "./members.own";
import { identityKey } from "./members.personal";

/** What a sign-in rests on: it must still be the member's when the session is opened. */
type Proof = "phoneBlind" | "openidBlind" | "passwordHash";

/**
 * A session of a member who has proved who they are.
 * @throws members.not-registered, auth.login-failed when the account or what was proved has just been changed
 */
export async function startMemberSession(ctx: Ctx, member: MemberDoc, proof: Proof): Promise<SessionTokens> {
  return issueSession(ctx, async (session) => {
    const filter = { _id: member._id, status: { $ne: "closed" }, [proof]: member[proof] } as const;
    const current = await Members.findOne(filter, null, { session }).lean<MemberDoc>();
    if (!current) throw new AppError(proof === "passwordHash" ? "auth.login-failed" : "members.not-registered");
    return claimsOf(current);
  });
}

/** Claims of a member who may still sign in, with the city of today; else null. For the renewal of sessions. */
export async function reloadMember(_ctx: Ctx, memberId: string): Promise<ActorClaims | null> {
  const member = await Members.findOne({ _id: memberId, status: { $ne: "closed" } }).lean<MemberDoc>();
  return member && claimsOf(member);
}

function claimsOf(member: MemberDoc): ActorClaims {
  return { kind: "member", id: member._id, role: "member", cityCode: member.cityCode };
}

/**
 * Only who holds the phone learns whether it is a member's, or an identified one's. While the identity is asked for the code is not
 * used up: it comes again with the answer.
 * @throws auth.code-wrong, members.not-registered and as proveIdentity
 */
export async function loginWithSms(ctx: Ctx, input: InputOf<typeof loginBySms>): Promise<SessionTokens> {
  const proof = { phone: input.phone, purpose: "signIn", code: input.smsCode } as const;
  const member = await findByKey(identityKey(ctx.keys, "phone", input.phone));
  if (member && needsIdentity(member)) {
    await checkSmsCode(ctx, proof);
    await proveIdentity(ctx, member, input);
  }
  await useSmsCode(ctx, proof);
  if (!member) throw new AppError("members.not-registered");
  return startMemberSession(ctx, member, "phoneBlind");
}

/** No such member, no password and a wrong password are answered alike, in the same time. @throws auth.login-failed, auth.login-locked */
export async function loginWithPassword(
  ctx: Ctx,
  input: InputOf<typeof loginByPassword>,
): Promise<OutputOf<typeof loginByPassword>> {
  const account = { kind: "member", name: input.phone, deviceToken: input.deviceToken };
  const member = await guardedAttempt(ctx, account, async () => {
    const found = await findByKey(identityKey(ctx.keys, "phone", input.phone));
    return (await verifyPassword(found?.passwordHash ?? null, input.password)) ? found : null;
  });
  const session = await startMemberSession(ctx, member, "passwordHash");
  return { ...session, deviceToken: await rememberDevice(ctx, account) };
}

/** Sets the password and ends every session. @throws members.not-found, members.phone-missing, auth.code-wrong */
export async function setOwnPassword(ctx: Ctx, input: InputOf<typeof setMyPassword>): Promise<undefined> {
  const member = await proveOwn(ctx, input.smsCode);
  const passwordHash = await hashPassword(input.password);
  await inTransaction(async (session) => {
    const filter = { _id: member._id, status: { $ne: "closed" } } as const;
    await Members.updateOne(filter, { $set: { passwordHash, updatedAt: ctx.now } }, { session });
    await revokeSessions(ctx, session, { key: `member:${member._id}` });
  });
  await unlockAccount(ctx, { kind: "member", name: ownPhone(ctx, member) });
}
