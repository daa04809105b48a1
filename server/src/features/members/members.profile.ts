import type { SmsCodeSent } from "@club/shared/auth";
import type { InputOf, OutputOf } from "@club/shared/http";
import type { completeMe, exportMyData, MemberView, MyMemberView, updateMe } from "@club/shared/members";
import { cityName } from "@club/shared/regions";
import type { ClientSession } from "mongoose";
import { type Ctx, memberActor } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { AppError } from "../../platform/problem";
import { sendSmsCode } from "../auth/sms-codes.service";
import { takeIdentity } from "./identities.model";
import { acceptConsent, outdatedKinds, toConsentRecords } from "./members.consents";
import { type Consent, type MemberDoc, Members } from "./members.model";
import { getOwn, ownPhone, proveOwn } from "./members.own";
import { blindOf, encryptPersonal, identityKey, readPersonal, toMemberView } from "./members.personal";
import { assertAdult } from "./members.rules";

/** @throws members.not-found */
export async function getOwnView(ctx: Ctx): Promise<MyMemberView> {
  const member = await getOwn(ctx);
  return { ...toMemberView(ctx.keys, member), outdatedConsents: outdatedKinds(member.consents) };
}

/** Moves to another city; the access token carries the new city after its next renewal. @throws members.not-found */
export async function updateOwn(ctx: Ctx, input: InputOf<typeof updateMe>): Promise<MemberView> {
  const member = await Members.findOneAndUpdate(
    { _id: memberActor(ctx).id, status: { $ne: "closed" } },
    { $set: { cityCode: input.cityCode, updatedAt: ctx.now } },
    { returnDocument: "after" },
  ).lean<MemberDoc>();
  if (!member) throw new AppError("members.not-found");
  return toMemberView(ctx.keys, member);
}

export type Completion = InputOf<typeof completeMe>;

/** Name and ID number make a 高级会员; the same values again change nothing. @throws the codes listed at the endpoint */
export async function completeOwn(ctx: Ctx, input: Completion): Promise<MemberView> {
  return completeMember(ctx, memberActor(ctx).id, input);
}

/** The same for a given member: demonstration data and tests. */
export async function completeMember(ctx: Ctx, memberId: string, input: Completion): Promise<MemberView> {
  assertAdult(input.idCard, ctx.now);
  const consent = acceptConsent({ kind: "sensitive", version: input.sensitiveConsentVersion }, ctx.now);
  const member = await inContestedTransaction((session) => complete(ctx, session, { ...input, memberId, consent }));
  return toMemberView(ctx.keys, member);
}

type CompletionOf = Completion & { memberId: string; consent: Consent };

async function complete(ctx: Ctx, session: ClientSession, input: CompletionOf): Promise<MemberDoc> {
  const found = await Members.findById(input.memberId, null, { session }).lean<MemberDoc>();
  if (!found || found.status === "closed") throw new AppError("members.not-found");
  if (found.idCardBlind !== null) return sameOrRefused(ctx, found, input);
  if (found.status === "closing") throw new AppError("members.already-closing");
  await takeIdentity(session, {
    key: identityKey(ctx.keys, "idCard", input.idCard),
    memberId: found._id,
    createdAt: ctx.now,
    held: "members.id-card-held",
  });
  const set = {
    ...encryptedName(ctx, input.name),
    ...encryptedIdCard(ctx, input.idCard),
    status: "completed",
    tier: "senior",
    completedAt: ctx.now,
    updatedAt: ctx.now,
  } as const;
  await Members.updateOne({ _id: found._id }, { $set: set, $push: { consents: input.consent } }, { session });
  await ctx.hooks.afterCompletion?.(ctx, session, { id: found._id, tier: set.tier, cityCode: found.cityCode });
  return { ...found, ...set, consents: [...found.consents, input.consent] };
}

function sameOrRefused(ctx: Ctx, found: MemberDoc, input: Completion): MemberDoc {
  const isSame =
    found.idCardBlind === blindOf(ctx.keys, "idCard", input.idCard) &&
    readPersonal(ctx.keys, found, "name") === input.name;
  if (!isSame) throw new AppError("members.already-completed");
  return found;
}

/** The stored fields of a name. */
export function encryptedName(ctx: Ctx, name: string): Pick<MemberDoc, "nameEnc" | "nameBlind"> {
  return { nameEnc: encryptPersonal(ctx.keys, "name", name), nameBlind: blindOf(ctx.keys, "name", name) };
}

/** The stored fields of an ID number. */
export function encryptedIdCard(ctx: Ctx, idCard: string): Pick<MemberDoc, "idCardEnc" | "idCardBlind"> {
  return { idCardEnc: encryptPersonal(ctx.keys, "idCard", idCard), idCardBlind: blindOf(ctx.keys, "idCard", idCard) };
}

/** Sends a code for what needs a fresh proof to the member's own phone. @throws members.phone-missing, auth.code-too-soon, auth.code-limit */
export async function sendOwnSmsCode(ctx: Ctx): Promise<SmsCodeSent> {
  return sendSmsCode(ctx, { phone: ownPhone(ctx, await getOwn(ctx)), purpose: "security" });
}

/** Everything the club knows of the caller, in plain text: this feature's part and the sections of the others. @throws members.not-found, members.phone-missing, auth.code-wrong */
export async function exportOwnData(
  ctx: Ctx,
  input: InputOf<typeof exportMyData>,
): Promise<OutputOf<typeof exportMyData>> {
  const member = await proveOwn(ctx, input.smsCode);
  const plain = (field: "phone" | "name" | "idCard" | "openid" | "unionid") => readPersonal(ctx.keys, member, field);
  return {
    exportedAt: ctx.now.toISOString(),
    member: {
      id: member._id,
      memberNo: member.memberNo,
      status: member.status,
      tier: member.tier,
      cityCode: member.cityCode,
      cityName: cityName(member.cityCode),
      phone: plain("phone"),
      name: plain("name"),
      idCard: plain("idCard"),
      wechatOpenid: plain("openid"),
      wechatUnionid: plain("unionid"),
      channelScene: member.channelScene,
      registeredAt: member.createdAt.toISOString(),
      completedAt: member.completedAt?.toISOString() ?? null,
    },
    consents: toConsentRecords(member.consents),
    sections: (await ctx.hooks.dataSections?.(ctx, member._id)) ?? [],
  };
}
