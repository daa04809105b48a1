import type { linkWechat, registerMember, SessionTokens, wechatLogin } from "@club/shared/auth";
import type { InputOf, OutputOf } from "@club/shared/http";
import { recordAudit } from "../../platform/audit";
import type { Ctx } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { AppError, isAppError } from "../../platform/problem";
import { revokeSessions } from "../../platform/tokens";
import { useSmsCode } from "../auth/sms-codes.service";
import { exchangeLoginCode, exchangePhoneCode, type WechatUser } from "../auth/wechat-codes";
import { releaseIdentities, takeIdentity } from "./identities.model";
import { acceptConsents } from "./members.consents";
import { createMember, findByKey, findByOpenid } from "./members.create";
import { needsIdentity, proveIdentity } from "./members.identity";
import { startMemberSession } from "./members.login";
import { type MemberDoc, Members } from "./members.model";
import { blindOf, encryptPersonal, identityKey } from "./members.personal";
import { makeRegistrationToken, readRegistrationToken } from "./members.wechat";

/** @throws members.wechat-code-invalid, members.wechat-blocked, gateway.unavailable */
export async function loginByWechat(
  ctx: Ctx,
  input: InputOf<typeof wechatLogin>,
): Promise<OutputOf<typeof wechatLogin>> {
  const user = await exchangeLoginCode(ctx, input.code);
  const member = await findByOpenid(ctx, user.openid);
  if (!member) return { outcome: "unregistered", registrationToken: makeRegistrationToken(ctx, user) };
  return { outcome: "signedIn", session: await startMemberSession(ctx, member, "openidBlind") };
}

type Registration = InputOf<typeof registerMember>;

/**
 * Registers and signs in. A WeChat user who is a member already is signed in as that member, whatever else was typed: a retry
 * after a lost answer must succeed although WeChat's phone code works only once.
 * @throws the codes listed at the endpoint
 */
export async function register(ctx: Ctx, input: Registration): Promise<SessionTokens> {
  const wechat = input.registrationToken === undefined ? null : readRegistrationToken(ctx, input.registrationToken);
  if (!wechat && input.proof.by === "wechat") throw new AppError("members.registration-expired");
  const consents = acceptConsents(input.consents, ctx.now);
  const known = wechat && (await findByOpenid(ctx, wechat.openid));
  if (known) return startMemberSession(ctx, known, "openidBlind");
  const phone = await provePhone(ctx, input.proof, wechat);
  const { cityCode, password, channelScene } = input;
  try {
    const member = await createMember(ctx, { phone, wechat, cityCode, consents, password, channelScene });
    return await startMemberSession(ctx, member, "phoneBlind");
  } catch (error) {
    if (isAppError(error, "members.phone-held")) throw await explainHeldPhone(ctx, phone, wechat);
    throw error;
  }
}

async function provePhone(ctx: Ctx, proof: Registration["proof"], wechat: WechatUser | null): Promise<string> {
  if (proof.by === "wechat") return exchangePhoneCode(ctx, proof.phoneCode);
  await useSmsCode(ctx, {
    phone: proof.phone,
    purpose: "signIn",
    code: proof.smsCode,
    by: wechat ? deviceOf(ctx, wechat) : undefined,
  });
  return proof.phone;
}

/** On the web the owner of the phone simply signs in; another WeChat user must prove more, and is told what. */
async function explainHeldPhone(ctx: Ctx, phone: string, wechat: WechatUser | null): Promise<AppError> {
  if (!wechat) return new AppError("members.already-registered");
  const holder = await findByKey(identityKey(ctx.keys, "phone", phone));
  return new AppError("members.phone-held", { identityNeeded: holder !== null && needsIdentity(holder) });
}

/**
 * Binds the member who holds a phone to the WeChat user at hand and signs in, everybody else out.
 * @throws members.registration-expired, auth.code-wrong, members.not-registered, members.phone-held and as proveIdentity
 */
export async function linkPhoneHolder(ctx: Ctx, input: InputOf<typeof linkWechat>): Promise<SessionTokens> {
  const wechat = readRegistrationToken(ctx, input.registrationToken);
  const known = await findByOpenid(ctx, wechat.openid);
  if (known) return startMemberSession(ctx, known, "openidBlind");
  await useSmsCode(ctx, { phone: input.phone, purpose: "signIn", code: input.smsCode, by: deviceOf(ctx, wechat) });
  const holder = await findByKey(identityKey(ctx.keys, "phone", input.phone));
  if (!holder) throw new AppError("members.not-registered");
  if (needsIdentity(holder)) await proveIdentity(ctx, holder, input);
  return startMemberSession(ctx, await moveToWechat(ctx, holder, wechat), "openidBlind");
}

async function moveToWechat(ctx: Ctx, holder: MemberDoc, wechat: WechatUser): Promise<MemberDoc> {
  const set = {
    openidEnc: encryptPersonal(ctx.keys, "openid", wechat.openid),
    openidBlind: blindOf(ctx.keys, "openid", wechat.openid),
    unionidEnc: wechat.unionid === null ? null : encryptPersonal(ctx.keys, "unionid", wechat.unionid),
    updatedAt: ctx.now,
  };
  return inContestedTransaction(async (session) => {
    const moved = await Members.findOneAndUpdate(
      { _id: holder._id, openidBlind: holder.openidBlind, phoneBlind: holder.phoneBlind, status: { $ne: "closed" } },
      { $set: set },
      { session, returnDocument: "after" },
    ).lean<MemberDoc>();
    if (!moved) throw new AppError("members.phone-held");
    if (holder.openidBlind) await releaseIdentities(session, holder._id, [`openid:${holder.openidBlind}`]);
    const key = identityKey(ctx.keys, "openid", wechat.openid);
    await takeIdentity(session, { key, memberId: holder._id, createdAt: ctx.now, held: "members.phone-held" });
    await revokeSessions(ctx, session, { key: `member:${holder._id}` });
    await recordAudit(ctx, session, { action: "members.move-wechat", subject: { type: "member", id: holder._id } });
    return moved;
  });
}

/** Stands for the WeChat user in the record of who used a code. */
function deviceOf(ctx: Ctx, wechat: WechatUser): string {
  return blindOf(ctx.keys, "openid", wechat.openid);
}
