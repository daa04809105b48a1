import type { loginByPassword, loginBySms, SessionTokens } from "@club/shared/auth";
import type { InputOf } from "@club/shared/http";
import type { setMyPassword } from "@club/shared/members";
import type { Ctx } from "../../platform/context";
import { hashPassword, verifyPassword } from "../../platform/password";
import { AppError } from "../../platform/problem";
import { type ActorClaims, issueSession, revokeSessions } from "../../platform/tokens";
import { guardedAttempt, unlockAccount } from "../auth/login-guard.service";
import { useSmsCode } from "../auth/sms-codes.service";
import { findByKey } from "./members.create";
import { type MemberDoc, Members } from "./members.model";
import { ownPhone, proveOwn } from "./members.own";
import { identityKey } from "./members.personal";

/** A session of a member who has proved who they are. @throws members.not-registered when the account was just closed */
export async function startMemberSession(ctx: Ctx, member: MemberDoc): Promise<SessionTokens> {
  const tokens = await issueSession(ctx, claimsOf(member));
  // Asked after the session exists, so that an account erased at this moment is noticed here or has ended the session.
  if (await Members.exists({ _id: member._id, status: { $ne: "closed" } })) return tokens;
  await revokeSessions(ctx, `member:${member._id}`);
  throw new AppError("members.not-registered");
}

/** Claims of a member who may still sign in, with the city of today; else null. For the renewal of sessions. */
export async function reloadMember(_ctx: Ctx, memberId: string): Promise<ActorClaims | null> {
  const member = await Members.findOne({ _id: memberId, status: { $ne: "closed" } }).lean<MemberDoc>();
  return member && claimsOf(member);
}

function claimsOf(member: MemberDoc): ActorClaims {
  return { kind: "member", id: member._id, role: "member", cityCode: member.cityCode };
}

/** Only who holds the phone learns whether it is a member's. @throws auth.code-wrong, members.not-registered */
export async function loginWithSms(ctx: Ctx, input: InputOf<typeof loginBySms>): Promise<SessionTokens> {
  await useSmsCode(ctx, { phone: input.phone, purpose: "signIn", code: input.smsCode });
  const member = await findByKey(identityKey(ctx.keys, "phone", input.phone));
  if (!member) throw new AppError("members.not-registered");
  return startMemberSession(ctx, member);
}

/** No such member, no password and a wrong password are answered alike, in the same time. @throws auth.login-failed, auth.login-locked */
export async function loginWithPassword(ctx: Ctx, input: InputOf<typeof loginByPassword>): Promise<SessionTokens> {
  const member = await guardedAttempt(ctx, { kind: "member", name: input.phone }, async () => {
    const found = await findByKey(identityKey(ctx.keys, "phone", input.phone));
    return (await verifyPassword(found?.passwordHash ?? null, input.password)) ? found : null;
  });
  return startMemberSession(ctx, member);
}

/** Sets the password and ends every session. @throws members.not-found, members.phone-missing, auth.code-wrong */
export async function setOwnPassword(ctx: Ctx, input: InputOf<typeof setMyPassword>): Promise<undefined> {
  const member = await proveOwn(ctx, input.smsCode);
  const passwordHash = await hashPassword(input.password);
  await Members.updateOne(
    { _id: member._id, status: { $ne: "closed" } },
    { $set: { passwordHash, updatedAt: ctx.now } },
  );
  await unlockAccount(ctx, { kind: "member", name: ownPhone(ctx, member) });
  await revokeSessions(ctx, `member:${member._id}`);
}
