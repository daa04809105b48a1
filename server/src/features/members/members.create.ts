import { randomInt } from "node:crypto";
import { memberNoCheckDigit } from "@club/shared/member-no";
import type { ClientSession } from "mongoose";
import type { Ctx } from "../../platform/context";
import { inContestedTransaction } from "../../platform/db";
import { newId } from "../../platform/ids";
import { hashPassword } from "../../platform/password";
import type { WechatUser } from "../auth/wechat-codes";
import { findHolder, takeIdentity } from "./identities.model";
import { type Consent, type MemberDoc, Members } from "./members.model";
import { blindOf, encryptPersonal, identityKey } from "./members.personal";

export type NewMember = {
  phone: string;
  wechat: WechatUser | null;
  cityCode: string;
  consents: Consent[];
  password?: string | undefined;
  channelScene?: string | undefined;
};

/**
 * Registers a member: the rights to phone, WeChat user and member number, the member, and what others add in the hook (the
 * registration pack) in ONE transaction. The same WeChat user registering again, at once or later, gets the member that exists.
 * @throws members.phone-held when the phone belongs to somebody else
 */
export async function createMember(ctx: Ctx, input: NewMember): Promise<MemberDoc> {
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  // A try that meets a faster registration, or a member number drawn twice, looks again, with another number.
  return inContestedTransaction((session) => {
    const draft = draftMember(ctx, { ...input, passwordHash });
    return insertMember(ctx, session, { draft, input });
  });
}

type Insertion = { draft: MemberDoc; input: NewMember };

async function insertMember(ctx: Ctx, session: ClientSession, { draft, input }: Insertion): Promise<MemberDoc> {
  const existing = input.wechat && (await findByOpenid(ctx, input.wechat.openid, session));
  if (existing) return existing;
  const right = { memberId: draft._id, createdAt: ctx.now, held: "members.phone-held" } as const;
  await takeIdentity(session, { ...right, key: identityKey(ctx.keys, "phone", input.phone) });
  if (input.wechat)
    await takeIdentity(session, { ...right, key: identityKey(ctx.keys, "openid", input.wechat.openid) });
  await takeIdentity(session, { ...right, key: `memberNo:${draft.memberNo}` });
  await Members.insertMany([draft], { session });
  await ctx.hooks.afterRegistration?.(ctx, session, { id: draft._id, tier: draft.tier, cityCode: draft.cityCode });
  return draft;
}

/** The member bound to a WeChat user, or null. */
export async function findByOpenid(ctx: Ctx, openid: string, session?: ClientSession): Promise<MemberDoc | null> {
  return findByKey(identityKey(ctx.keys, "openid", openid), session);
}

/** The member who holds a right (`phone:…`, `openid:…`, `memberNo:…`), or null. */
export async function findByKey(key: string, session?: ClientSession): Promise<MemberDoc | null> {
  const memberId = await findHolder(key, session);
  if (memberId === null) return null;
  return Members.findById(memberId, null, session ? { session } : {}).lean<MemberDoc>();
}

function draftMember(ctx: Ctx, input: NewMember & { passwordHash: string | null }): MemberDoc {
  const { keys, now } = ctx;
  const { wechat } = input;
  return {
    _id: newId(),
    memberNo: drawMemberNo(),
    status: "registered",
    tier: "standard",
    cityCode: input.cityCode,
    phoneEnc: encryptPersonal(keys, "phone", input.phone),
    phoneBlind: blindOf(keys, "phone", input.phone),
    nameEnc: null,
    nameBlind: null,
    idCardEnc: null,
    idCardBlind: null,
    passwordHash: input.passwordHash,
    openidEnc: wechat && encryptPersonal(keys, "openid", wechat.openid),
    openidBlind: wechat && blindOf(keys, "openid", wechat.openid),
    unionidEnc: wechat?.unionid ? encryptPersonal(keys, "unionid", wechat.unionid) : null,
    consents: input.consents,
    channelScene: input.channelScene ?? null,
    createdAt: now,
    completedAt: null,
    closesAt: null,
    closedAt: null,
    updatedAt: now,
  };
}

/** Drawn, not counted: no counter that every registration waits for, and nobody can read the club's size from a number. */
function drawMemberNo(): string {
  const digits = String(randomInt(100_000_000, 1_000_000_000));
  return `${digits}${memberNoCheckDigit(digits)}`;
}
